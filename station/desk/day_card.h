#pragma once
#include "station/day_views.h"
#include "station/store/context.h"

namespace station {

/// Reads cards: what happened from the books, and what was left from now or from what was kept.
class DayCards final : public DayReader {
public:
    explicit DayCards(const Context& context) : context_(context) {}  ///< Must outlive it.
    base::Result<DayCardView> card(const std::string& date) override;

private:
    const Context& context_;
};

/// Writes down what is left today, in place of what was written before on the same day: the last
/// look of a day stands for its end, since the machine may be switched off at any time. Opens its
/// own transaction. The station thread.
base::Status keep_day(const Context& context);

}  // namespace station
