#include "station/batches/schedule.h"

#include <algorithm>
#include <cstdio>

namespace station {

using namespace std::chrono;

namespace {

constexpr days kLookAhead{732};

sys_days day_of(base::Time time) {
    return sys_days{base::to_beijing(time).date};
}

const config::CalendarEntry* entry_of(const config::BatchSettings& settings, sys_days day) {
    const auto found =
        std::ranges::find_if(settings.calendar, [&](const config::CalendarEntry& entry) {
            return entry.first <= day && day <= entry.last;
        });
    return found == settings.calendar.end() ? nullptr : &*found;
}

config::SlotSettings rule_of(const config::BatchSettings& settings, minutes time) {
    const auto own = std::ranges::find(settings.own, time, &config::SlotSettings::at);
    if (own != settings.own.end()) return *own;
    return {time, settings.days, settings.needs_export};
}

/// The slots of one day, earliest first.
void add_slots(const config::BatchSettings& settings, sys_days day, std::vector<Slot>& slots) {
    const DayPlan plan = day_plan(settings, day);
    if (plan.closed) return;
    const year_month_day date{day};
    for (const minutes time : settings.slots) {
        const config::SlotSettings rule = rule_of(settings, time);
        if (!rule.days[plan.like.c_encoding()]) continue;
        char key[32];
        std::snprintf(key, sizeof key, "%04d-%02u-%02uT%02d:%02d", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.count() / 60), static_cast<int>(time.count() % 60));
        Slot slot{base::from_beijing(date, time), key, std::string(key + 11)};
        if (rule.needs_export.within)
            slot.fresh_since = slot.at - *rule.needs_export.within;
        else if (rule.needs_export.after)
            slot.fresh_since = base::from_beijing(date, *rule.needs_export.after);
        slots.push_back(std::move(slot));
    }
}

}  // namespace

DayPlan day_plan(const config::BatchSettings& settings, sys_days day) {
    const config::CalendarEntry* entry = entry_of(settings, day);
    if (entry == nullptr) return {false, "", weekday{day}};
    if (entry->kind == config::CalendarEntry::Kind::Closed)
        return {true, entry->name, weekday{day}};
    return {false, entry->name, entry->like};
}

std::vector<Slot> slots_between(const config::BatchSettings& settings, base::Time from,
                                base::Time to) {
    std::vector<Slot> slots;
    if (to <= from) return slots;
    for (auto day = day_of(from); day <= day_of(to); day += days{1})
        add_slots(settings, day, slots);
    std::erase_if(slots, [&](const Slot& slot) { return slot.at <= from || slot.at > to; });
    std::ranges::sort(slots, {}, &Slot::at);
    return slots;
}

std::vector<Slot> next_slots(const config::BatchSettings& settings, base::Time now, int count) {
    std::vector<Slot> slots;
    const auto wanted = static_cast<std::size_t>(std::max(count, 0));
    const sys_days today = day_of(now);
    for (auto day = today; day <= today + kLookAhead && slots.size() < wanted; day += days{1}) {
        const std::size_t before = slots.size();
        add_slots(settings, day, slots);
        std::ranges::sort(slots.begin() + static_cast<std::ptrdiff_t>(before), slots.end(), {},
                          &Slot::at);
        std::erase_if(slots, [&](const Slot& slot) { return slot.at <= now; });
    }
    if (slots.size() > wanted) slots.resize(wanted);
    return slots;
}

std::string closed_before(const config::BatchSettings& settings, base::Time now, base::Time slot) {
    for (auto day = day_of(slot) - days{1}; day >= day_of(now); day -= days{1}) {
        const config::CalendarEntry* entry = entry_of(settings, day);
        if (entry != nullptr && entry->kind == config::CalendarEntry::Kind::Closed)
            return entry->name;
    }
    return {};
}

NoSlotToday no_slot_today(const config::BatchSettings& settings, base::Time now) {
    if (settings.slots.empty()) return {"no_slots", ""};
    const sys_days today = day_of(now);
    const DayPlan plan = day_plan(settings, today);
    if (plan.closed) return {"closed", plan.name};
    std::vector<Slot> slots;
    add_slots(settings, today, slots);
    if (slots.empty()) return {"weekday", plan.name};
    const bool left = std::ranges::any_of(slots, [&](const Slot& slot) { return slot.at > now; });
    return left ? NoSlotToday{} : NoSlotToday{"over", ""};
}

}  // namespace station
