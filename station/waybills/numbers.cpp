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
                                                 const base::CarrierCode& carrier, int box) {
    auto live = context_.db.query(
        "SELECT id FROM parcels WHERE order_id = $1 AND void = 0 AND box_no = $2"
        " ORDER BY id LIMIT 1",
        values(order, box));
    if (!live) return base::pass(live);
    if (!live->empty()) return live->front().id<base::ParcelRow>(0);
    auto made = context_.db.query_one(
        "INSERT INTO parcels (order_id, carrier, sorting_code, hub_name, number_source, created_at,"
        " box_no) VALUES ($1, $2, '', '', '', $3, $4) RETURNING id",
        values(order, carrier, context_.clock.now(), box));
    if (!made) return base::pass(made);
    return made->id<base::ParcelRow>(0);
}

base::Status Numbers::check_routing(const base::CarrierCode& carrier,
                                    const std::string& sorting_code,
                                    const std::string& order) const {
    if (!sorting_code.empty()) return {};
    const config::Carrier* entry = context_.carriers.find(carrier);
    if (entry == nullptr || !entry->needs_routing) return {};
    if (context_.settings.allows_without_routing(carrier)) return {};
    return fail(
        ErrorCode::NeedsOperator,
        "order " + order + ": " + carrier.str() + " needs a 三段码 on the label and none is known",
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
            auto taken = number_in_use(context_.db, number.str());
            if (!taken) return base::pass(taken);
            if (*taken) continue;  // Already on a parcel, from an export or a sheet: skip it.
            auto wished = context_.db.execute(
                "INSERT INTO number_wishes (wish_key, parcel_id, provider, carrier, state, number,"
                " asked_at, answered_at, state_at) VALUES ($1, $2, 'range', $3, 'granted', $4, $5,"
                " $6, $7)",
                values("parcel-" + std::to_string(parcel.value()) + "-label", parcel, carrier,
                       number, context_.clock.now(), context_.clock.now(), context_.clock.now()));
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

base::Result<base::ParcelRow> Numbers::adopt(base::OrderRow order,
                                             const base::WaybillNumber& number,
                                             const base::CarrierCode& carrier,
                                             const std::string& actor, int box) {
    auto parcel = parcel_of(order, carrier, box);
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
    auto promised = context_.db.execute(
        "UPDATE sheet_numbers SET state = 'used', parcel_id = $1, used_at = $2 WHERE number = $3"
        " AND state = 'waiting'",
        values(*parcel, now, number));
    if (!promised) return base::pass(promised);
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

base::Result<std::int64_t> Numbers::left_in_ranges(const base::CarrierCode& carrier) const {
    auto all = left();
    if (!all) return base::pass(all);
    for (const NumbersLeft& range : *all) {
        if (range.carrier == carrier) return range.left;
    }
    return 0;
}

}  // namespace station
