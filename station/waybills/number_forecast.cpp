#include "station/waybills/number_forecast.h"

#include <algorithm>

#include "station/waybills/numbers.h"

namespace station {
namespace {

std::string carrier_name(const Context& context, const base::CarrierCode& code) {
    const config::Carrier* carrier = context.carriers.find(code);
    return carrier != nullptr ? carrier->name_zh : code.str();
}

const config::NumberSourceSettings* source_named(const Context& context, const std::string& name) {
    const auto& all = context.settings.numbers.sources;
    const auto found = std::ranges::find(all, name, &config::NumberSourceSettings::name);
    return found == all.end() ? nullptr : &*found;
}

struct Balance {
    std::string source;
    base::CarrierCode carrier;
    std::optional<std::int64_t> left;
    base::Time at{};
    std::string error_key, message;
};

base::Result<std::vector<Balance>> stored_balances(Session& db) {
    auto rows = db.query(
        "SELECT source, carrier, balance, at, error_key, message FROM number_balances"
        " WHERE carrier <> '' ORDER BY source, carrier");
    if (!rows) return base::pass(rows);
    std::vector<Balance> all;
    for (const Row& row : *rows)
        all.push_back({row.text(0), row.id<base::CarrierCode>(1),
                       row.null(2) ? std::nullopt : std::optional(row.integer(2)), row.time(3),
                       row.text(4), row.text(5)});
    return all;
}

/// What the sources of one carrier can still give.
base::Status add_supply(const Context& context, const std::vector<Balance>& balances,
                        NumbersForecastView& view) {
    Numbers numbers(context);
    view.have = 0;
    for (const config::NumberSourceSettings& source : context.settings.numbers.sources) {
        if (!source.serves(view.carrier)) continue;
        if (source.kind == config::NumberSourceKind::Range) {
            auto left = numbers.left_in_ranges(view.carrier);
            if (!left) return base::pass(left);
            if (*left == 0 && std::ranges::none_of(
                                  context.settings.number_ranges,
                                  [&](const auto& range) { return range.carrier == view.carrier; }))
                continue;
            if (view.have) *view.have += *left;
        }
        view.sources.emplace_back(name(source.kind));
        if (source.kind != config::NumberSourceKind::Kdniao) continue;
        const auto balance = std::ranges::find_if(balances, [&](const Balance& entry) {
            return entry.source == source.name && entry.carrier == view.carrier;
        });
        if (balance == balances.end() || !balance->left) {
            view.have.reset();
        } else if (view.have) {
            *view.have += std::max<std::int64_t>(0, *balance->left);
        }
    }
    if (view.have && *view.have < view.need)
        view.missing = static_cast<int>(view.need - *view.have);
    return {};
}

}  // namespace

std::string_view name(config::NumberSourceKind kind) {
    switch (kind) {
        case config::NumberSourceKind::Sheet:
            return "sheet";
        case config::NumberSourceKind::Range:
            return "range";
        case config::NumberSourceKind::Kdniao:
            return "kdniao";
    }
    return "";
}

base::Result<std::vector<NumbersForecastView>> number_forecast(const Context& context,
                                                               bool with_review) {
    // An order is covered by a number on its parcel, a wish, a sheet's row, or its export.
    auto rows = context.db.query(
        // Each of its boxes needs one.
        "SELECT carrier, sum(boxes), sum(CASE WHEN boxes > 1 THEN"
        "  (SELECT count(*) FROM parcels p WHERE p.order_id = orders.id AND p.void = 0"
        "   AND (p.number IS NOT NULL OR EXISTS (SELECT 1 FROM number_wishes w"
        "    WHERE w.parcel_id = p.id AND w.state IN ('wished', 'asked'))))"
        " WHEN (file_number <> '' AND $1 = 1)"
        "  OR EXISTS (SELECT 1 FROM sheet_numbers s WHERE s.order_no = orders.order_no"
        "   AND s.state = 'waiting')"
        "  OR EXISTS (SELECT 1 FROM parcels p WHERE p.order_id = orders.id AND p.void = 0"
        "   AND (p.number IS NOT NULL OR EXISTS (SELECT 1 FROM number_wishes w"
        "    WHERE w.parcel_id = p.id AND w.state IN ('wished', 'asked'))))"
        " THEN 1 ELSE 0 END) FROM orders WHERE state IN ('screened', 'numbered')"
        " AND (presale_start IS NULL OR presale_start <= $2)"
        " AND (released = 1 OR verdict = 'clear' OR (verdict = 'review' AND $3 = 1))"
        " GROUP BY carrier ORDER BY carrier",
        values(context.settings.numbers_from_export, context.clock.now(), with_review));
    if (!rows) return base::pass(rows);
    auto balances = stored_balances(context.db);
    if (!balances) return base::pass(balances);
    std::vector<NumbersForecastView> all;
    for (const Row& row : *rows) {
        NumbersForecastView view;
        view.carrier = row.id<base::CarrierCode>(0);
        view.name = carrier_name(context, view.carrier);
        view.covered = row.small(2);
        view.need = row.small(1) - view.covered;
        if (auto done = add_supply(context, *balances, view); !done) return base::pass(done);
        all.push_back(std::move(view));
    }
    return all;
}

base::Result<std::vector<NumberBalanceView>> number_balances(const Context& context) {
    std::vector<NumberBalanceView> all;
    auto ranges = Numbers(context).left();
    if (!ranges) return base::pass(ranges);
    for (const NumbersLeft& range : *ranges) {
        NumberBalanceView view;
        view.source = "range";
        view.carrier = range.carrier;
        view.name = carrier_name(context, range.carrier);
        view.left = range.left;
        view.low = range.left < range.low_water;
        all.push_back(std::move(view));
    }
    auto accounts = stored_balances(context.db);
    if (!accounts) return base::pass(accounts);
    for (const Balance& account : *accounts) {
        const auto* source = source_named(context, account.source);
        if (source == nullptr) continue;
        NumberBalanceView view;
        view.source = account.source;
        view.carrier = account.carrier;
        view.name = carrier_name(context, account.carrier);
        view.left = account.left;
        view.low = account.left && *account.left < source->low_water;
        view.at = account.at;
        view.error_key = account.error_key;
        view.message = account.message;
        all.push_back(std::move(view));
    }
    return all;
}

WishView to_view(const Context& context, const WishRecord& wish) {
    WishView view;
    view.id = wish.id;
    view.order_no = wish.order_no;
    view.key = wish.key;
    view.source = wish.source;
    view.state = name(wish.state);
    view.error_key = wish.error_key;
    view.message = wish.message;
    view.carrier = wish.carrier;
    view.carrier_name = carrier_name(context, wish.carrier);
    view.number = wish.number;
    view.sorting_code = wish.sorting_code;
    view.hub_name = wish.hub_name;
    view.attempts = wish.attempts;
    view.since = wish.state_at;
    if (wish.state == WishState::Refused || wish.state == WishState::Parked)
        view.actions = {"number", "again", "cancel"};
    return view;
}

VoidView to_view(const Context& context, const VoidRecord& number) {
    VoidView view;
    view.id = number.id;
    view.number = number.number;
    view.carrier = number.carrier;
    view.carrier_name = carrier_name(context, number.carrier);
    view.source = number.source;
    view.reason = number.reason;
    view.state = name(number.state);
    view.order_no = number.order_no;
    view.at = number.at;
    const auto* source = source_named(context, number.source);
    const bool automatic = source != nullptr && source->kind == config::NumberSourceKind::Kdniao &&
                           !number.wish_key.empty() && number.attempts < kVoidAttempts;
    view.how = automatic ? "automatic" : number.source == "export" ? "platform" : "phone";
    if (const config::Carrier* carrier = context.carriers.find(number.carrier))
        view.service_phone = carrier->service_phone;
    view.result = number.result;
    view.actor = number.actor;
    if (number.state == VoidState::Done) view.done_at = number.state_at;
    view.overdue = number.state == VoidState::Open &&
                   number.at + context.settings.numbers.remind_to_void_after <= context.clock.now();
    if (number.state == VoidState::Open) view.actions = {"done"};
    // What the provider itself has taken back cannot be undone here.
    if (number.state == VoidState::Done && number.actor != "station") view.actions = {"undo"};
    return view;
}

base::Result<NumbersView> numbers_view(const Context& context) {
    NumbersView view;
    const bool review = context.settings.screening.review_at_batch == config::ReviewAtBatch::Go;
    auto forecast = number_forecast(context, review);
    if (!forecast) return base::pass(forecast);
    view.forecast = std::move(*forecast);
    auto balances = number_balances(context);
    if (!balances) return base::pass(balances);
    view.balances = std::move(*balances);
    const std::string today = base::format_beijing(context.clock.now()).substr(0, 10);
    for (const config::NumberSourceSettings& source : context.settings.numbers.sources) {
        NumberSourceView one;
        one.name = source.name;
        one.kind = name(source.kind);
        if (source.kind == config::NumberSourceKind::Kdniao) {
            one.calls_per_day = source.kdniao.calls_per_day;
            auto row =
                context.db.query("SELECT calls FROM provider_calls WHERE source = $1 AND day = $2",
                                 values(source.name, today));
            if (!row) return base::pass(row);
            if (!row->empty()) one.calls_today = row->front().small(0);
            auto trouble = context.db.query(
                "SELECT error_key, message, at FROM number_balances WHERE source = $1"
                " AND carrier = '' AND error_key <> ''",
                values(source.name));
            if (!trouble) return base::pass(trouble);
            if (!trouble->empty()) {
                one.error_key = trouble->front().text(0);
                one.message = trouble->front().text(1);
                one.since = trouble->front().time(2);
            }
        }
        view.sources.push_back(std::move(one));
    }
    auto counts = context.db.query_one(
        "SELECT (SELECT count(*) FROM sheet_numbers WHERE state = 'waiting' AND EXISTS"
        "  (SELECT 1 FROM orders o WHERE o.order_no = sheet_numbers.order_no)),"
        " (SELECT count(*) FROM sheet_numbers WHERE state = 'waiting' AND NOT EXISTS"
        "  (SELECT 1 FROM orders o WHERE o.order_no = sheet_numbers.order_no)),"
        " (SELECT count(*) FROM number_wishes WHERE state IN ('wished', 'asked'))");
    if (!counts) return base::pass(counts);
    view.sheet_waiting = counts->small(0);
    view.sheet_unmatched = counts->small(1);
    view.wished = counts->small(2);
    const Wishes wishes(context);
    for (const WishState state : {WishState::Parked, WishState::Refused}) {
        auto some = wishes.in_state(state);
        if (!some) return base::pass(some);
        for (const WishRecord& wish : *some) view.wishes.push_back(to_view(context, wish));
    }
    std::ranges::stable_sort(view.wishes, {}, &WishView::since);
    auto voids = VoidNumbers::list(context.db);
    if (!voids) return base::pass(voids);
    for (const VoidRecord& number : *voids) view.voids.push_back(to_view(context, number));
    auto files = context.db.query(
        "SELECT name, carrier, rows, at, deleted_at FROM request_files ORDER BY id DESC LIMIT 30");
    if (!files) return base::pass(files);
    for (const Row& row : *files)
        view.request_files.push_back({row.text(0), row.id<base::CarrierCode>(1), row.small(2),
                                      row.time(3), row.maybe_time(4)});
    return view;
}

}  // namespace station
