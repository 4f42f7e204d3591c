#pragma once
#include "station/number_views.h"
#include "station/store/context.h"

namespace station {

/// How many numbers the next batch needs, by carrier, against what is there. `with_review`: do
/// doubtful orders go with it? Reads only; any session.
base::Result<std::vector<NumbersForecastView>> number_forecast(const Context& context,
                                                               bool with_review);

/// Ranges and accounts, with low-water marks.
base::Result<std::vector<NumberBalanceView>> number_balances(const Context& context);

/// Everything on the numbers page. Reads only; any session.
base::Result<NumbersView> numbers_view(const Context& context);

WishView to_view(const Context& context, const struct WishRecord& wish);
VoidView to_view(const Context& context, const struct VoidRecord& number);

std::string_view name(config::NumberSourceKind kind);  ///< "sheet", "range", "kdniao"

}  // namespace station
