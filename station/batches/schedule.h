#pragma once
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
};

/// The slots with from < at <= to, oldest first. Pure; Beijing wall time.
std::vector<Slot> slots_between(const config::BatchSettings& settings, base::Time from,
                                base::Time to);
/// The first slot after `now`.
std::vector<Slot> next_slots(const config::BatchSettings& settings, base::Time now, int count);

}  // namespace station
