#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"

namespace station {

struct DayShippedView {
    base::CarrierCode carrier;
    std::string name;
    int count = 0;
};

/// Orders that did not leave, for one reason; every such order is under exactly one.
struct DayLeftView {
    /// held, review, out_of_stock, not_numbered, not_printed, queued, unknown_label, failed_label,
    /// printed_unscanned, intercepted. Or, bound but not with the platform: ship_waiting,
    /// not_uploaded, rejected, waiting_platform.
    std::string kind;
    int count = 0;
    std::string href;  ///< The page that lists them.
};

/// What became of one day in Beijing.
struct DayCardView {
    std::string date;  ///< "2026-11-24"
    bool today = false;
    /// When `left` was looked at: now for today, else the last time the station wrote it down on
    /// that day; nothing for a day on which it did not run.
    std::optional<base::Time> as_of;
    int imported = 0;   ///< New orders.
    int printed = 0;    ///< Sheets with a label.
    int bound = 0;      ///< Parcels; the sum of `shipped`.
    int confirmed = 0;  ///< Rows of ship files that the platform confirmed on that day.
    std::vector<DayShippedView> shipped;
    std::vector<DayLeftView> left;
};

/// End-of-day cards. Read-only; thread rule as Reader.
class DayReader {
public:
    virtual ~DayReader() = default;
    /// "2026-11-24"; empty: today. InvalidInput (error.bad_date) for what is no date,
    /// NotFound (error.day_ahead) for a day that has not begun.
    virtual base::Result<DayCardView> card(const std::string& date) = 0;
};

}  // namespace station
