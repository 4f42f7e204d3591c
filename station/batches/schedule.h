#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "config/settings.h"

namespace station {

/// One planned time of printing.
struct Slot {
    base::Time at{};
    std::string key;    ///< "2026-05-28T10:00": unique, so that a slot runs exactly once.
    std::string title;  ///< "10:00"
    /// The last export must not be older than this; nothing where any will do.
    std::optional<base::Time> fresh_since{};
};

/// What the calendar says of one day.
struct DayPlan {
    bool closed = false;
    std::string name;           ///< Of the calendar's entry: "国庆"; empty on an ordinary day.
    std::chrono::weekday like;  ///< The weekday whose slots run.
};
DayPlan day_plan(const config::BatchSettings& settings, std::chrono::sys_days day);

/// The slots with from < at <= to, oldest first: those of their weekdays, none on closed days, on
/// a day that is worked instead those of the weekday it is like. Pure; Beijing wall time.
std::vector<Slot> slots_between(const config::BatchSettings& settings, base::Time from,
                                base::Time to);
/// The first slots after `now`; looks two years ahead, no farther.
std::vector<Slot> next_slots(const config::BatchSettings& settings, base::Time now, int count);

/// The closed stretch that lies between now and the slot: "国庆" for the first slot after it.
std::string closed_before(const config::BatchSettings& settings, base::Time now, base::Time slot);

/// Why no slot is left today: "no_slots", "closed" (with the entry's name), "weekday" or "over";
/// empty where one is left.
struct NoSlotToday {
    std::string code, name;
};
NoSlotToday no_slot_today(const config::BatchSettings& settings, base::Time now);

}  // namespace station
