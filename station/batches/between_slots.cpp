#include "station/batches/between_slots.h"

#include <algorithm>

namespace station {

using namespace std::chrono;
using config::BetweenSlots;

namespace {

/// Without any slot ahead a deadline within this time is as good as missed.
constexpr hours kWithoutSlot{24};

base::Time end_of_supplements(const config::BatchSettings& settings, base::Time now) {
    return base::from_beijing(base::to_beijing(now).date, settings.supplement_until);
}

/// When the next supplement may start at the earliest; nothing: not today.
std::optional<base::Time> next_supplement(const config::BatchSettings& settings,
                                          const BetweenFacts& facts) {
    if (settings.between != BetweenSlots::Supplement || facts.slot_open || !facts.slot_today)
        return std::nullopt;
    const base::Time last = std::max(*facts.slot_today, facts.last_extra.value_or(base::Time{}));
    const base::Time at = std::max(facts.now, last + settings.supplement_every);
    if (at > end_of_supplements(settings, facts.now)) return std::nullopt;
    // So shortly before a slot they go with the slot.
    const auto slots = next_slots(settings, facts.now, 1);
    if (!slots.empty() && at + settings.supplement_every > slots.front().at) return std::nullopt;
    return at;
}

base::Time next_slot_or_a_day(const config::BatchSettings& settings, base::Time now) {
    const auto slots = next_slots(settings, now, 1);
    return slots.empty() ? now + kWithoutSlot : slots.front().at;
}

}  // namespace

std::optional<Supplement> supplement_now(const config::BatchSettings& settings,
                                         const BetweenFacts& facts) {
    if (facts.slot_open) return std::nullopt;
    if (settings.between == BetweenSlots::DeadlineFirst)
        return Supplement{next_slot_or_a_day(settings, facts.now)};
    const auto at = next_supplement(settings, facts);
    if (at && *at <= facts.now) return Supplement{};
    return std::nullopt;
}

Going goes_with(const config::BatchSettings& settings, const BetweenFacts& facts,
                std::optional<base::Time> ship_by, base::Time not_before) {
    const base::Time from = std::max(facts.now, not_before);
    if (from == facts.now) {
        if (facts.slot_open) return {"waiting_slot", facts.now, ""};
        if (settings.between == BetweenSlots::DeadlineFirst && ship_by &&
            *ship_by <= next_slot_or_a_day(settings, facts.now))
            return {"deadline", *ship_by, ""};
        if (const auto at = next_supplement(settings, facts)) return {"supplement", *at, ""};
    }
    const auto slots = next_slots(settings, from, 1);
    if (slots.empty()) return {};
    return {"slot", slots.front().at, slots.front().title};
}

}  // namespace station
