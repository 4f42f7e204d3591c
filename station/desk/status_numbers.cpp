#include "station/desk/status_numbers.h"

#include <algorithm>

#include "station/waybills/number_forecast.h"

namespace station {

base::Status read_numbers(const Context& context, StatusView& status) {
    const base::Time now = status.now;
    const auto add = [&](const char* kind, const std::string& sql,
                         const std::vector<Value>& parameters = {}) -> base::Status {
        auto row = context.db.query_one(sql, parameters);
        if (!row) return base::pass(row);
        if (row->integer(0) > 0)
            status.needs_person.push_back({kind, row->time(1), row->small(0), {}, "/numbers"});
        return {};
    };
    const base::Status all[] = {
        add("numbers_parked",
            "SELECT count(*), min(state_at) FROM number_wishes"
            " WHERE state IN ('refused', 'parked')"),
        add("numbers_to_void",
            "SELECT count(*), min(at) FROM void_numbers WHERE state = 'open' AND at <= $1",
            values(now - context.settings.numbers.remind_to_void_after)),
        add("number_source_trouble",
            "SELECT count(*), min(at) FROM number_balances WHERE carrier = ''"
            " AND error_key <> ''")};
    for (const base::Status& one : all) {
        if (!one) return one;
    }
    auto balances = number_balances(context);
    if (!balances) return base::pass(balances);
    for (const NumberBalanceView& balance : *balances) {
        if (!balance.left) continue;
        // A carrier's ranges and accounts are one supply for who looks at the page.
        const auto known =
            std::ranges::find(status.numbers, balance.carrier, &NumbersLeftView::carrier);
        if (known == status.numbers.end()) {
            status.numbers.push_back({balance.carrier, balance.name, *balance.left, balance.low});
        } else {
            known->left += *balance.left;
            known->low = known->low && balance.low;
        }
        if (balance.low)
            status.needs_person.push_back(
                {"numbers_low",
                 balance.at.value_or(now),
                 static_cast<int>(*balance.left),
                 {{"carrier", balance.name}, {"left", std::to_string(*balance.left)}},
                 "/numbers"});
    }
    const bool review = context.settings.screening.review_at_batch == config::ReviewAtBatch::Go;
    auto forecast = number_forecast(context, review);
    if (!forecast) return base::pass(forecast);
    status.numbers_forecast = std::move(*forecast);
    for (const NumbersForecastView& carrier : status.numbers_forecast) {
        if (carrier.missing == 0) continue;
        status.needs_person.push_back({"numbers_short",
                                       now,
                                       carrier.missing,
                                       {{"carrier", carrier.name},
                                        {"need", std::to_string(carrier.need)},
                                        {"have", std::to_string(*carrier.have)}},
                                       "/numbers"});
    }
    return {};
}

std::optional<TruthView> numbers_truth(const StatusView& status) {
    for (const NumbersForecastView& carrier : status.numbers_forecast) {
        if (carrier.missing > 0)
            return TruthView{"look",
                             "ui.truth.numbers_short",
                             {{"carrier", carrier.name},
                              {"need", std::to_string(carrier.need)},
                              {"have", std::to_string(*carrier.have)}},
                             "/numbers"};
    }
    for (const NumbersLeftView& left : status.numbers) {
        if (left.low)
            return TruthView{"look",
                             "ui.truth.numbers_low",
                             {{"name", left.name}, {"left", std::to_string(left.left)}},
                             "/numbers"};
    }
    return std::nullopt;
}

}  // namespace station
