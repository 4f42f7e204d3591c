#pragma once
#include <string_view>

namespace station {

/// Orders that a batch may take: of `orders`, from FROM on. Parameters: now, whether doubtful ones
/// go too.
inline constexpr std::string_view kEligible =
    " FROM orders WHERE state IN ('screened', 'numbered')"
    " AND (presale_start IS NULL OR presale_start <= $1)"
    " AND (released = 1 OR verdict = 'clear' OR (verdict = 'review' AND $2 = 1))";

}  // namespace station
