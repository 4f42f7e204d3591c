#include "station/waybills/numbers.h"

#include <algorithm>

#include "base/log.h"

namespace station {

using base::ErrorCode;
using base::fail;

Route choose_carrier(const config::Settings& settings, const RoutingFacts& facts) {
    int position = 0;
    for (const config::RouteRule& rule : settings.routes) {
        ++position;
        if (!rule.note_contains.empty() &&
            facts.buyer_note.find(rule.note_contains) == std::string::npos &&
            facts.seller_remark.find(rule.note_contains) == std::string::npos)
            continue;
        // "西藏" in a rule means 西藏自治区 in an order.
        if (!rule.provinces.empty() &&
            std::ranges::none_of(rule.provinces, [&](const std::string& province) {
                return !province.empty() && facts.province.starts_with(province);
            }))
            continue;
        if (!rule.seller_code_prefix.empty() &&
            std::ranges::none_of(facts.seller_codes, [&](const std::string& code) {
                return code.starts_with(rule.seller_code_prefix);
            }))
            continue;
        if (rule.weight_over_g && facts.weight_g <= *rule.weight_over_g) continue;
        return {rule.carrier, "rule " + std::to_string(position)};
    }
    return {settings.default_carrier, "default"};
}

base::Status Numbers::sync_ranges() {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    for (const config::NumberRangeSettings& range : context_.settings.number_ranges) {
        auto done = context_.db.execute(
            "INSERT INTO number_ranges (carrier, prefix, first, last, digits, next)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            values(range.carrier, range.prefix, range.first, range.last, range.digits,
                   range.first));
        if (!done) return base::pass(done);
    }
    return transaction->commit();
}

base::Result<base::ParcelRow> Numbers::parcel_of(base::OrderRow order,
                                                 const base::CarrierCode& carrier) {
    auto live = context_.db.query(
        "SELECT id FROM parcels WHERE order_id = $1 AND void = 0 ORDER BY id LIMIT 1",
        values(order));
    if (!live) return base::pass(live);
    if (!live->empty()) return live->front().id<base::ParcelRow>(0);
    auto made = context_.db.query_one(
        "INSERT INTO parcels (order_id, carrier, sorting_code, hub_name, number_source, created_at)"
        " VALUES ($1, $2, '', '', '', $3) RETURNING id",
        values(order, carrier, context_.clock.now()));
    if (!made) return base::pass(made);
    return made->id<base::ParcelRow>(0);
}

base::Status Numbers::check_routing(const base::CarrierCode& carrier,
                                    const std::string& sorting_code,
                                    const base::OrderRow& order) const {
    if (!sorting_code.empty()) return {};
    const config::Carrier* entry = context_.carriers.find(carrier);
    if (entry == nullptr || !entry->needs_routing) return {};
    if (context_.settings.allows_without_routing(carrier)) return {};
    return fail(ErrorCode::NeedsOperator,
                "order row " + std::to_string(order.value()) + ": " + carrier.str() +
                    " needs a 三段码 on the label and none is known",
                "error.routing_missing");
}

base::Result<base::WaybillNumber> Numbers::next_of_range(base::ParcelRow parcel,
                                                         const base::CarrierCode& carrier,
                                                         std::string& sorting_code) {
    auto ranges = context_.db.query(
        "SELECT id, prefix, next, last, digits, first FROM number_ranges"
        " WHERE carrier = $1 AND next <= last ORDER BY id",
        values(carrier));
    if (!ranges) return base::pass(ranges);
    for (const Row& range : *ranges) {
        // Only ranges that still stand in the settings give numbers.
        const auto setting = std::ranges::find_if(
            context_.settings.number_ranges, [&](const config::NumberRangeSettings& entry) {
                return entry.carrier == carrier && entry.prefix == range.text(1) &&
                       entry.first == range.integer(5) && entry.last == range.integer(3) &&
                       entry.digits == range.small(4);
            });
        if (setting == context_.settings.number_ranges.end()) continue;
        for (std::int64_t value_now = range.integer(2); value_now <= range.integer(3);
             ++value_now) {
            std::string digits = std::to_string(value_now);
            digits.insert(0,
                          static_cast<std::size_t>(
                              std::max(0, range.small(4) - static_cast<int>(digits.size()))),
                          '0');
            const base::WaybillNumber number(range.text(1) + digits);
            auto moved = context_.db.execute(
                "UPDATE number_ranges SET next = $1 WHERE id = $2 AND next = $3",
                values(value_now + 1, range.integer(0), value_now));
            if (!moved) return base::pass(moved);
            if (*moved != 1)
                return fail(ErrorCode::Conflict, "the number range was used by somebody else");
            auto taken =
                context_.db.query("SELECT id FROM parcels WHERE number = $1", values(number));
            if (!taken) return base::pass(taken);
            if (!taken->empty()) continue;  // Already on a parcel, from an export: skip it.
            auto wished = context_.db.execute(
                "INSERT INTO number_wishes (wish_key, parcel_id, provider, carrier, state, number,"
                " asked_at, answered_at) VALUES ($1, $2, 'range', $3, 'granted', $4, $5, $6)",
                values("parcel-" + std::to_string(parcel.value()) + "-label", parcel, carrier,
                       number, context_.clock.now(), context_.clock.now()));
            if (!wished) return base::pass(wished);
            sorting_code = setting->sorting_code;
            return number;
        }
    }
    const bool any = std::ranges::any_of(
        context_.settings.number_ranges,
        [&](const config::NumberRangeSettings& entry) { return entry.carrier == carrier; });
    if (!any)
        return fail(ErrorCode::NeedsOperator,
                    "there is no number range of carrier " + carrier.str() + " in the settings",
                    "error.no_number_range");
    return fail(ErrorCode::NeedsOperator,
                "all numbers of carrier " + carrier.str() + " are used: buy a new range",
                "error.numbers_exhausted");
}

base::Result<NumberedParcel> Numbers::assign(base::OrderRow order, const std::string& actor) {
    auto facts = context_.db.query_one(
        "SELECT carrier, file_number, file_carrier, file_sorting, file_hub FROM orders"
        " WHERE id = $1",
        values(order));
    if (!facts) return base::pass(facts);
    base::CarrierCode carrier(facts->text(0));
    auto parcel = parcel_of(order, carrier);
    if (!parcel) return base::pass(parcel);
    auto stored = context_.db.query_one(
        "SELECT number, carrier, sorting_code, hub_name FROM parcels WHERE id = $1",
        values(*parcel));
    if (!stored) return base::pass(stored);
    if (!stored->null(0)) {
        return NumberedParcel{*parcel, base::WaybillNumber(stored->text(0)),
                              base::CarrierCode(stored->text(1)), stored->text(2), stored->text(3)};
    }

    NumberedParcel numbered{*parcel, {}, carrier, {}, {}};
    std::string source = "range";
    if (context_.settings.numbers_from_export && !facts->text(1).empty()) {
        const config::Carrier* entry = context_.carriers.find_by_name(facts->text(2));
        if (entry == nullptr)
            return fail(ErrorCode::NeedsOperator,
                        "the export gives a number of the unknown carrier '" + facts->text(2) + "'",
                        "error.carrier_unknown");
        source = "export";
        numbered.number = base::WaybillNumber(facts->text(1));
        numbered.carrier = entry->code;
        numbered.sorting_code = facts->text(3);
        numbered.hub_name = facts->text(4);
        auto taken = context_.db.query("SELECT order_id FROM parcels WHERE number = $1",
                                       values(numbered.number));
        if (!taken) return base::pass(taken);
        if (!taken->empty())
            return fail(ErrorCode::NeedsOperator,
                        "number " + numbered.number.str() + " is already on another parcel",
                        "error.number_taken");
    } else {
        if (context_.carriers.find(carrier) == nullptr)
            return fail(ErrorCode::NeedsOperator, "carrier '" + carrier.str() + "' is unknown",
                        "error.carrier_unknown");
        auto number = next_of_range(*parcel, carrier, numbered.sorting_code);
        if (!number) return base::pass(number);
        numbered.number = *number;
    }
    if (auto good = check_routing(numbered.carrier, numbered.sorting_code, order); !good)
        return base::pass(good);
    const base::Time now = context_.clock.now();
    auto written = context_.db.execute(
        "UPDATE parcels SET number = $1, carrier = $2, sorting_code = $3, hub_name = $4,"
        " number_source = $5, numbered_at = $6 WHERE id = $7 AND number IS NULL",
        values(numbered.number, numbered.carrier, numbered.sorting_code, numbered.hub_name, source,
               now, *parcel));
    if (!written) return base::pass(written);
    if (*written != 1) return fail(ErrorCode::Conflict, "the parcel got a number meanwhile");
    auto noted = append_audit(context_.db, now,
                              {.actor = actor,
                               .action = "number_assigned",
                               .order = order,
                               .parcel = *parcel,
                               .detail = {{"number", numbered.number.str()},
                                          {"carrier", numbered.carrier.str()},
                                          {"source", source}}});
    if (!noted) return base::pass(noted);
    return numbered;
}

base::Result<base::ParcelRow> Numbers::adopt(base::OrderRow order,
                                             const base::WaybillNumber& number,
                                             const base::CarrierCode& carrier,
                                             const std::string& actor) {
    auto parcel = parcel_of(order, carrier);
    if (!parcel) return base::pass(parcel);
    const base::Time now = context_.clock.now();
    auto written = context_.db.execute(
        "UPDATE parcels SET number = $1, carrier = $2, number_source = 'bench', numbered_at = $3"
        " WHERE id = $4 AND number IS NULL",
        values(number, carrier, now, *parcel));
    if (!written) return base::pass(written);
    if (*written != 1)
        return fail(ErrorCode::Conflict, "the parcel already has another number",
                    "error.number_taken");
    // Whatever kept a number from the order before is no matter any more.
    auto cleared =
        context_.db.execute("UPDATE orders SET blocked_key = '' WHERE id = $1", values(order));
    if (!cleared) return base::pass(cleared);
    auto noted = append_audit(
        context_.db, now,
        {.actor = actor,
         .action = "number_assigned",
         .order = order,
         .parcel = *parcel,
         .detail = {{"number", number.str()}, {"carrier", carrier.str()}, {"source", "bench"}}});
    if (!noted) return base::pass(noted);
    return *parcel;
}

base::Result<std::vector<NumbersLeft>> Numbers::left() const {
    std::vector<NumbersLeft> all;
    for (const config::NumberRangeSettings& range : context_.settings.number_ranges) {
        auto row = context_.db.query(
            "SELECT last - next + 1 FROM number_ranges WHERE carrier = $1 AND prefix = $2"
            " AND first = $3 AND last = $4 AND digits = $5",
            values(range.carrier, range.prefix, range.first, range.last, range.digits));
        if (!row) return base::pass(row);
        const std::int64_t left = row->empty() ? range.last - range.first + 1
                                               : std::max<std::int64_t>(0, row->front().integer(0));
        auto entry = std::ranges::find_if(
            all, [&](const NumbersLeft& known) { return known.carrier == range.carrier; });
        if (entry == all.end()) {
            all.push_back({range.carrier, left, range.low_water});
        } else {
            entry->left += left;
            entry->low_water = std::max(entry->low_water, range.low_water);
        }
    }
    return all;
}

}  // namespace station
