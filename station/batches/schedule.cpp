#include "station/batches/schedule.h"

#include <algorithm>
#include <cstdio>

namespace station {

using namespace std::chrono;

std::vector<Slot> slots_between(const config::BatchSettings& settings, base::Time from,
                                base::Time to) {
    std::vector<Slot> slots;
    if (to <= from) return slots;
    auto day = sys_days{base::to_beijing(from).date} - days{1};
    const auto last = sys_days{base::to_beijing(to).date};
    for (; day <= last; day += days{1}) {
        const year_month_day date{day};
        for (const minutes slot : settings.slots) {
            const base::Time at = base::from_beijing(date, slot);
            if (at <= from || at > to) continue;
            char key[32];
            const int hour = static_cast<int>(slot.count() / 60);
            const int minute = static_cast<int>(slot.count() % 60);
            std::snprintf(key, sizeof key, "%04d-%02u-%02uT%02d:%02d",
                          static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()), hour, minute);
            slots.push_back({at, key, std::string(key + 11)});
        }
    }
    std::ranges::sort(slots, {}, &Slot::at);
    return slots;
}

std::vector<Slot> next_slots(const config::BatchSettings& settings, base::Time now, int count) {
    auto slots = slots_between(settings, now, now + days{count + 1});
    if (slots.size() > static_cast<std::size_t>(count))
        slots.resize(static_cast<std::size_t>(count));
    return slots;
}

}  // namespace station
