// What people decide about numbers.
#include "base/text.h"
#include "station/desk/number_counter.h"
#include "station/orders/order_log.h"
#include "station/station.h"
#include "station/waybills/number_forecast.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

base::Status check_reason(const std::string& reason) {
    if (base::trim(reason).empty())
        return fail(ErrorCode::InvalidInput, "a reason is needed", "error.reason_missing");
    if (base::length_utf8(reason) > 200)
        return fail(ErrorCode::InvalidInput, "the reason is longer than 200 characters",
                    "error.reason_too_long");
    return {};
}

/// A person's text for a label: one line, short.
base::Result<std::string> routing_text(const std::string& text) {
    const std::string kept(base::trim(text));
    const bool good = base::length_utf8(kept) <= 60 && base::is_valid_utf8(kept) &&
                      kept.find_first_of("\r\n\t") == std::string::npos;
    if (!good)
        return fail(ErrorCode::InvalidInput,
                    "a 三段码 or 集包地 is one line of at most 60 characters",
                    "error.number_wrong");
    return kept;
}

}  // namespace

base::Result<WishView> NumberCounter::resolve(WishRow id, const WishDecision& decision,
                                              const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto wish = wishes_.find(id);
    if (!wish) return base::pass(wish);
    WishChange change{.actor = actor.name};
    switch (decision.kind) {
        case WishDecision::Kind::Number: {
            NumberAnswer answer;
            answer.number = base::to_upper(base::nfkc(base::trim(decision.number)));
            if (!is_number_like(answer.number))
                return fail(ErrorCode::InvalidInput,
                            "'" + decision.number.substr(0, 60) + "' is no waybill number",
                            "error.number_wrong");
            auto sorting = routing_text(decision.sorting_code);
            if (!sorting) return base::pass(sorting);
            auto hub = routing_text(decision.hub_name);
            if (!hub) return base::pass(hub);
            answer.sorting_code = sorting->empty() ? wish->sorting_code : *sorting;
            answer.hub_name = hub->empty() ? wish->hub_name : *hub;
            answer.hub_code = wish->hub_code;
            auto used = number_in_use(context_.db, answer.number);
            if (!used) return base::pass(used);
            if (*used)
                return fail(ErrorCode::Conflict,
                            "number " + answer.number + " is already on another parcel",
                            "error.number_taken");
            if (auto good = numbers_.check_routing(wish->carrier, answer.sorting_code,
                                                   wish->order_no.str());
                !good)
                return fail(ErrorCode::InvalidInput, good.error().message, good.error().key);
            if (!wish->number.empty() && wish->number != answer.number) {
                auto unfit = give_back(*wish, "replaced", actor.name);
                if (!unfit) return base::pass(unfit);
            }
            change.answer = &answer;
            auto moved = wishes_.apply(*wish, WishEvent::PersonGives, change);
            if (!moved) return base::pass(moved);
            if (auto given = numbers_.give(*wish, answer, actor.name); !given)
                return base::pass(given);
            break;
        }
        case WishDecision::Kind::Again: {
            if (auto good = check_reason(decision.reason); !good) return base::pass(good);
            NumberAnswer nothing;
            change.answer = &nothing;
            change.message = decision.reason;
            auto moved = wishes_.apply(*wish, WishEvent::PersonAgain, change);
            if (!moved) return base::pass(moved);
            auto freed = context_.db.execute(
                "UPDATE orders SET blocked_key = '', blocked_batch = NULL WHERE id = $1",
                values(wish->order));
            if (!freed) return base::pass(freed);
            break;
        }
        case WishDecision::Kind::Cancel: {
            if (auto good = check_reason(decision.reason); !good) return base::pass(good);
            change.error_key = wish->error_key;
            change.message = decision.reason;
            auto moved = wishes_.apply(*wish, WishEvent::PersonCancels, change);
            if (!moved) return base::pass(moved);
            if (!wish->number.empty()) {
                auto listed = give_back(*wish, "not_needed", actor.name);
                if (!listed) return base::pass(listed);
            }
            // A later number of this order has a key of its own.
            auto given_up = context_.db.execute(
                "UPDATE parcels SET void = 1, void_reason = 'not_needed' WHERE id = $1"
                " AND number IS NULL",
                values(wish->parcel));
            if (!given_up) return base::pass(given_up);
            auto state = state_of(context_.db, wish->order);
            if (!state) return base::pass(state);
            if (next(*state, OrderEvent::Hold)) {
                auto held = move_order(context_, wish->order, OrderEvent::Hold, actor.name,
                                       {{"reason", decision.reason}});
                if (!held) return base::pass(held);
                auto marked = context_.db.execute(
                    "UPDATE orders SET manual_hold = 1, released = 0, blocked_key = ''"
                    " WHERE id = $1",
                    values(wish->order));
                if (!marked) return base::pass(marked);
            }
            break;
        }
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    auto now = wishes_.find(id);
    if (!now) return base::pass(now);
    return to_view(context_, *now);
}

base::Status NumberCounter::give_back(const WishRecord& wish, const std::string& reason,
                                      const std::string& actor) {
    // What another parcel has, or the list already, is not ours to give back.
    auto used = number_in_use(context_.db, wish.number);
    if (!used) return base::pass(used);
    if (*used || !is_number_like(wish.number)) return {};
    return voids_.add({.number = base::WaybillNumber(wish.number),
                       .carrier = wish.carrier,
                       .source = wish.source,
                       .wish_key = wish.key,
                       .order_no = wish.order_no,
                       .reason = reason},
                      actor);
}

base::Result<VoidView> NumberCounter::mark_void(VoidRow id, bool done, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto number = voids_.find(id);
    if (!number) return base::pass(number);
    if (!done && number->actor == "station")
        return fail(ErrorCode::Conflict,
                    "number " + number->number.str() + " was taken back by its source",
                    "error.void_state");
    auto moved = voids_.apply(*number, done ? VoidEvent::Tick : VoidEvent::Untick,
                              {.actor = actor.name, .result = number->result});
    if (!moved) return base::pass(moved);
    if (auto written = transaction->commit(); !written) return base::pass(written);
    auto now = voids_.find(id);
    if (!now) return base::pass(now);
    return to_view(context_, *now);
}

base::Result<RequestFileView> NumberCounter::write_request(const base::CarrierCode& carrier,
                                                           bool xlsx,
                                                           const std::filesystem::path& path,
                                                           const Actor& actor) {
    return requests_.write(carrier, xlsx ? ShipFileFormat::Xlsx : ShipFileFormat::Csv, path,
                           actor.name);
}

}  // namespace station
