#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"

namespace station {

/// Orders that a batch may take: of `orders`, from FROM on. Parameters: now, whether doubtful ones
/// go too.
inline constexpr std::string_view kEligible =
    " FROM orders WHERE state IN ('screened', 'numbered')"
    " AND (presale_start IS NULL OR presale_start <= $1)"
    " AND (released = 1 OR verdict = 'clear' OR (verdict = 'review' AND $2 = 1))";

/// Behind a condition: a provider was asked for the order's number, or will be.
inline constexpr std::string_view kNumberAsked =
    " EXISTS (SELECT 1 FROM number_wishes w JOIN parcels p ON p.id = w.parcel_id"
    " WHERE p.order_id = orders.id AND p.void = 0 AND p.number IS NULL"
    " AND w.state IN ('wished', 'asked'))";

/// What may go into the batch that is being filled.
struct FillRules {
    base::BatchRow batch;
    bool review = false;       ///< Orders to review go too,
    base::Time known_since{};  ///< if they were there by then.
    base::Time started{};      ///< When the batch began.
    base::OrderRow only{};     ///< A batch of one order takes no other.
};

/// What may be taken now, from FROM on: an order that waits for its number comes when that has
/// come. Parameters: now, rules.review, rules.batch, rules.known_since.
std::string fillable(const FillRules& rules);

}  // namespace station
