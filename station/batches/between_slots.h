#pragma once
#include <optional>
#include <string>

#include "station/batches/schedule.h"

namespace station {

/// What decides when a supplement may start.
struct BetweenFacts {
    base::Time now{};
    std::optional<base::Time> slot_today;  ///< The newest slot of today that has started.
    std::optional<base::Time> last_extra;  ///< When the last supplement was started.
    bool slot_open = false;  ///< One waits or asks: what it knows is not good enough to print.
};

/// Which orders a supplement may take now; nothing where none may start.
struct Supplement {
    std::optional<base::Time> ship_by_until;  ///< Only orders promised until then; none: all.
};
/// Pure: batches.between_slots as a decision.
std::optional<Supplement> supplement_now(const config::BatchSettings& settings,
                                         const BetweenFacts& facts);

/// With what an order that may print will go.
struct Going {
    std::string kind;   ///< "slot", "waiting_slot", "supplement", "deadline", "" (nothing planned).
    base::Time at{};    ///< Of the slot; the earliest time of a supplement; the deadline.
    std::string title;  ///< Of the slot: "16:00".
};
/// `not_before`: the start of a presale, or the end of the time that a person has to look at it.
Going goes_with(const config::BatchSettings& settings, const BetweenFacts& facts,
                std::optional<base::Time> ship_by, base::Time not_before);

}  // namespace station
