#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "station/batches/stock_marks.h"

namespace station {

/// Orders that a batch may take: of `orders`, from FROM on; not those that wait for an article
/// (station/batches/stock_marks.h). Parameters: now, whether doubtful ones go too.
inline const std::string kEligible =
    " FROM orders WHERE state IN ('screened', 'numbered')"
    " AND (presale_start IS NULL OR presale_start <= $1)"
    " AND (released = 1 OR verdict = 'clear' OR (verdict = 'review' AND $2 = 1))"
    // One that travels in another's parcel has no label; that one waits for all in it.
    " AND merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM orders f"
    "  WHERE f.merged_into = orders.id AND f.released = 0 AND f.verdict <> 'clear')"
    " AND NOT" +
    out_of_stock("orders.id");

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
    /// Of a supplement of urgent orders: it leaves those that are promised later alone.
    std::optional<base::Time> ship_by_until;
};

/// What may be taken now, from FROM on: an order that waits for its number comes when that has
/// come. Parameters: now, rules.review, rules.batch, rules.known_since.
std::string fillable(const FillRules& rules);

}  // namespace station
