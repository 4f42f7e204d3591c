// Which source gives an order its number: Numbers::assign() and what it needs.
#include <algorithm>

#include "station/waybills/numbers.h"

namespace station {

using base::ErrorCode;
using base::fail;

/// What assign() looks at.
struct Numbers::Order {
    base::OrderRow id;
    std::string order_no;
    base::CarrierCode carrier;
    bool carrier_chosen = false;  ///< By a supervisor: a sheet of another carrier does not count.
    std::string file_number, file_carrier, file_sorting, file_hub;
};

/// A number with routing, or one whose carrier knows the receiver, is good for that receiver alone.
base::Result<bool> Numbers::outdated(base::OrderRow order, const Row& parcel) const {
    const std::string given_for = parcel.text(5);
    if (given_for.empty() || !parcel.null(6)) return false;
    auto now = receiver_hash(context_, order);
    if (!now) return base::pass(now);
    return *now != given_for;
}

base::Result<NumberedParcel> Numbers::assign(base::OrderRow id, const std::string& actor, int box) {
    auto facts = context_.db.query_one(
        "SELECT order_no, carrier, carrier_rule, file_number, file_carrier, file_sorting, file_hub,"
        " coalesce((SELECT max(carrier) FROM parcels WHERE order_id = orders.id AND void = 0"
        "  AND box_no = 1 AND number IS NOT NULL), '') FROM orders WHERE id = $1",
        values(id));
    if (!facts) return base::pass(facts);
    Order order{id,
                facts->text(0),
                facts->id<base::CarrierCode>(1),
                facts->text(2) == "supervisor",
                facts->text(3),
                facts->text(4),
                facts->text(5),
                facts->text(6)};
    if (box > 1) {
        // All boxes of an order go with the courier of the first.
        if (!facts->text(7).empty()) order.carrier = facts->id<base::CarrierCode>(7);
        order.carrier_chosen = true;
        order.file_number.clear();
    }
    auto parcel = parcel_of(id, order.carrier, box);
    if (!parcel) return base::pass(parcel);
    auto stored = context_.db.query_one(
        "SELECT number, carrier, sorting_code, hub_name, hub_code, receiver_hash, bound_at,"
        " number_source FROM parcels WHERE id = $1",
        values(*parcel));
    if (!stored) return base::pass(stored);
    if (!stored->null(0)) {
        auto old = outdated(id, *stored);
        if (!old) return base::pass(old);
        if (!*old) {
            // The bench's own labels are the carrier's: their routing is printed on them already.
            if (stored->text(7) != "bench") {
                if (auto good = check_routing(stored->id<base::CarrierCode>(1), stored->text(2),
                                              order.order_no);
                    !good)
                    return base::pass(good);
            }
            return NumberedParcel{*parcel,
                                  stored->id<base::WaybillNumber>(0),
                                  stored->id<base::CarrierCode>(1),
                                  stored->text(2),
                                  stored->text(3),
                                  stored->text(4)};
        }
        // The address changed: its routing leads elsewhere, and the carrier holds the old one.
        auto given_up = context_.db.execute(
            "UPDATE parcels SET void = 1, void_reason = 'address_changed' WHERE id = $1"
            " AND void = 0",
            values(*parcel));
        if (!given_up) return base::pass(given_up);
        auto key = context_.db.query(
            "SELECT wish_key FROM number_wishes WHERE parcel_id = $1 AND state = 'granted'",
            values(*parcel));
        if (!key) return base::pass(key);
        auto listed = voids_.add({.number = stored->id<base::WaybillNumber>(0),
                                  .carrier = stored->id<base::CarrierCode>(1),
                                  .source = stored->text(7),
                                  .wish_key = key->empty() ? "" : key->front().text(0),
                                  .parcel = *parcel,
                                  .order_no = base::OrderNo(order.order_no),
                                  .reason = "address_changed"},
                                 actor);
        if (!listed) return base::pass(listed);
        parcel = parcel_of(id, order.carrier, box);
        if (!parcel) return base::pass(parcel);
    }
    auto wish = wishes_.open_of(*parcel);
    if (!wish) return base::pass(wish);
    if (*wish) {
        switch ((*wish)->state) {
            case WishState::Refused:
                return fail(ErrorCode::NeedsOperator,
                            "order " + order.order_no + ": " + (*wish)->source +
                                " refused a number: " + (*wish)->message,
                            "error.number_refused");
            case WishState::Parked:
                return fail(ErrorCode::NeedsOperator,
                            "order " + order.order_no + ": it is not known whether " +
                                (*wish)->source + " gave a number",
                            "error.number_parked");
            default: {
                NumberedParcel waiting{*parcel, {}, (*wish)->carrier, {}, {}};
                waiting.waiting = true;
                return waiting;
            }
        }
    }
    if (context_.settings.numbers_from_export && !order.file_number.empty())
        return of_export(order, *parcel, actor);
    return of_sources(order, *parcel, actor);
}

base::Result<NumberedParcel> Numbers::of_export(const Order& order, base::ParcelRow parcel,
                                                const std::string& actor) {
    const config::Carrier* entry = context_.carriers.find_by_name(order.file_carrier);
    if (entry == nullptr)
        return fail(ErrorCode::NeedsOperator,
                    "the export gives a number of the unknown carrier '" + order.file_carrier + "'",
                    "error.carrier_unknown");
    auto taken = context_.db.query("SELECT order_id FROM parcels WHERE number = $1",
                                   values(order.file_number));
    if (!taken) return base::pass(taken);
    if (!taken->empty())
        return fail(ErrorCode::NeedsOperator,
                    "number " + order.file_number + " is already on another parcel",
                    "error.number_taken");
    // The platform gave it, and keeps it with the receiver that the order has.
    return write(order,
                 {parcel, base::WaybillNumber(order.file_number), entry->code, order.file_sorting,
                  order.file_hub},
                 "export", true, actor);
}

base::Result<bool> Numbers::request_was_written(base::OrderRow order) const {
    auto receiver = receiver_hash(context_, order);
    if (!receiver) return base::pass(receiver);
    auto row = context_.db.query_one(
        "SELECT count(*) FROM request_file_orders WHERE order_id = $1 AND receiver_hash = $2",
        values(order, *receiver));
    if (!row) return base::pass(row);
    return row->integer(0) > 0;
}

base::Result<NumberedParcel> Numbers::of_sources(const Order& order, base::ParcelRow parcel,
                                                 const std::string& actor) {
    std::optional<base::Error> why;
    // The first reason to be told is the one of the last source tried; a range's says most.
    const auto not_here = [&](const std::string& message, const char* key) {
        why = base::Error{ErrorCode::NeedsOperator, message, key};
    };
    for (const config::NumberSourceSettings& source : context_.settings.numbers.sources) {
        if (source.kind == config::NumberSourceKind::Sheet) {
            auto row = sheets_.waiting_for(order.id);
            if (!row) return base::pass(row);
            if (!*row) {
                if (source.serves(order.carrier))
                    not_here("no number sheet names the order " + order.order_no,
                             "error.number_not_in_sheet");
                continue;
            }
            const base::CarrierCode carrier =
                (*row)->carrier.empty() ? order.carrier : (*row)->carrier;
            if (!source.serves(carrier)) continue;
            if (order.carrier_chosen && carrier != order.carrier) continue;
            auto requested = request_was_written(order.id);
            if (!requested) return base::pass(requested);
            if (auto used = sheets_.use(**row, parcel); !used) return base::pass(used);
            NumberedParcel numbered{parcel,           (*row)->number,
                                    carrier,          (*row)->sorting_code,
                                    (*row)->hub_name, (*row)->hub_code};
            return write(order, std::move(numbered), source.name,
                         source.receiver_known || *requested, actor);
        }
        if (!source.serves(order.carrier)) continue;
        if (context_.carriers.find(order.carrier) == nullptr)
            return fail(ErrorCode::NeedsOperator,
                        "carrier '" + order.carrier.str() + "' is unknown",
                        "error.carrier_unknown");
        if (source.kind == config::NumberSourceKind::Kdniao) {
            const auto remote = remote_.find(source.name);
            if (remote == remote_.end() || !remote->second.carriers.contains(order.carrier)) {
                not_here("the source " + source.name + " does not work for " + order.carrier.str() +
                             ": see the numbers page",
                         "error.no_number_source");
                continue;
            }
            // Another source behind it takes over while this one is used up; alone it waits.
            const bool last = &source == &context_.settings.numbers.sources.back();
            if (remote->second.empty.contains(order.carrier) && !last) {
                not_here(source.name + " has no numbers of " + order.carrier.str() + " left",
                         "error.numbers_exhausted");
                continue;
            }
            if (auto made = wishes_.make(parcel, order.id, source.name, order.carrier); !made)
                return base::pass(made);
            NumberedParcel waiting{parcel, {}, order.carrier, {}, {}};
            waiting.waiting = true;
            return waiting;
        }
        std::string sorting_code;
        auto number = next_of_range(parcel, order.carrier, sorting_code);
        if (number)
            return write(order, {parcel, *number, order.carrier, sorting_code, {}}, "range", false,
                         actor);
        if (number.error().code != ErrorCode::NeedsOperator) return base::pass(number);
        // "There is no range" says nothing where another source is meant to serve.
        if (!why || number.error().key != "error.no_number_range" ||
            why->key == "error.number_not_in_sheet")
            why = number.error();
    }
    if (why) return std::unexpected(*why);
    return fail(ErrorCode::NeedsOperator,
                "no [[numbers.source]] serves the carrier " + order.carrier.str(),
                "error.no_number_source");
}

base::Result<NumberedParcel> Numbers::write(const Order& order, NumberedParcel numbered,
                                            const std::string& source, bool receiver_known,
                                            const std::string& actor) {
    if (auto good = check_routing(numbered.carrier, numbered.sorting_code, order.order_no); !good)
        return base::pass(good);
    // A number without routing that its carrier knows nothing of is good for any receiver.
    std::string receiver;
    if (source != "export" && (receiver_known || !numbered.sorting_code.empty())) {
        auto hash = receiver_hash(context_, order.id);
        if (!hash) return base::pass(hash);
        receiver = *hash;
    }
    const base::Time now = context_.clock.now();
    auto written = context_.db.execute(
        "UPDATE parcels SET number = $1, carrier = $2, sorting_code = $3, hub_name = $4,"
        " hub_code = $5, number_source = $6, numbered_at = $7, receiver_known = $8,"
        " receiver_hash = $9 WHERE id = $10 AND number IS NULL",
        values(numbered.number, numbered.carrier, numbered.sorting_code, numbered.hub_name,
               numbered.hub_code, source, now, receiver_known, receiver, numbered.parcel));
    if (!written) return base::pass(written);
    if (*written != 1) return fail(ErrorCode::Conflict, "the parcel got a number meanwhile");
    auto noted = append_audit(context_.db, now,
                              {.actor = actor,
                               .action = "number_assigned",
                               .order = order.id,
                               .parcel = numbered.parcel,
                               .detail = {{"number", numbered.number.str()},
                                          {"carrier", numbered.carrier.str()},
                                          {"source", source}}});
    if (!noted) return base::pass(noted);
    return numbered;
}

base::Status Numbers::give(const WishRecord& wish, const NumberAnswer& answer,
                           const std::string& actor) {
    const base::Time now = context_.clock.now();
    auto written = context_.db.execute(
        "UPDATE parcels SET number = $1, carrier = $2, sorting_code = $3, hub_name = $4,"
        " hub_code = $5, number_source = $6, numbered_at = $7, receiver_known = 1"
        " WHERE id = $8 AND number IS NULL",
        values(answer.number, wish.carrier, answer.sorting_code, answer.hub_name, answer.hub_code,
               wish.source, now, wish.parcel));
    if (!written) return base::pass(written);
    if (*written != 1) {
        // Meanwhile the bench gave it a number of its own.
        return voids_.add({.number = base::WaybillNumber(answer.number),
                           .carrier = wish.carrier,
                           .source = wish.source,
                           .wish_key = wish.key,
                           .order_no = wish.order_no,
                           .reason = "replaced"},
                          actor);
    }
    // It may go with the batch that waits for it.
    auto freed = context_.db.execute(
        "UPDATE orders SET blocked_key = '', blocked_batch = NULL WHERE id = $1",
        values(wish.order));
    if (!freed) return base::pass(freed);
    return append_audit(
        context_.db, now,
        {.actor = actor,
         .action = "number_assigned",
         .order = wish.order,
         .parcel = wish.parcel,
         .detail = {
             {"number", answer.number}, {"carrier", wish.carrier.str()}, {"source", wish.source}}});
}

}  // namespace station
