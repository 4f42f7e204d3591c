// The life of a slot as a table, and what becomes of orders between two slots: pure decisions.
#include "station/batches/slot_states.h"

#include <gtest/gtest.h>

#include <set>

#include "station/batches/between_slots.h"

namespace station {
namespace {

using namespace std::chrono_literals;

TEST(SlotStates, TakeExactlyTheStepsOfTheTable) {
    std::set<std::pair<SlotState, SlotEvent>> allowed;
    for (const SlotTransition& row : slot_transitions()) {
        EXPECT_TRUE(allowed.emplace(row.from, row.event).second) << "a step stands there twice";
        const auto to = next(row.from, row.event);
        ASSERT_TRUE(to);
        EXPECT_EQ(*to, row.to);
    }
    for (const SlotState state : all_slot_states()) {
        EXPECT_EQ(slot_state(name(state)), state);
        for (const SlotEvent event : all_slot_events()) {
            if (allowed.contains({state, event})) continue;
            const auto to = next(state, event);
            ASSERT_FALSE(to) << name(state) << " " << name(event);
            EXPECT_EQ(to.error().code, base::ErrorCode::Conflict);
            EXPECT_EQ(to.error().key, "error.slot_state");
        }
    }
    EXPECT_FALSE(slot_state("asleep"));
}

TEST(SlotStates, EndInStartedFoldedOrSkippedAndNeverLeaveThem) {
    for (const SlotTransition& row : slot_transitions()) {
        EXPECT_TRUE(row.from == SlotState::Planned || row.from == SlotState::Waiting ||
                    row.from == SlotState::Asking)
            << name(row.from);
        EXPECT_NE(row.to, SlotState::Planned);
    }
}

base::Time that_day_at(const std::string& time) {
    return *base::parse_beijing("2026-11-24 " + time);
}

struct BetweenCase {
    const char* name;
    config::BetweenSlots between;
    const char* now;
    const char* slot_today;  ///< "": none has started.
    const char* last_extra;
    bool open;
    const char* ship_by;
    const char* kind;  ///< Of goes_with().
    const char* at;
    bool starts;  ///< supplement_now() says yes.
};

TEST(BetweenSlots, DecidesByTheSettingTheClockAndTheDeadline) {
    using enum config::BetweenSlots;
    const BetweenCase cases[] = {
        {"next slot", NextSlot, "11:00", "10:00", "", false, "14:00", "slot", "16:00", false},
        {"a slot waits", Supplement, "11:00", "10:00", "", true, "", "waiting_slot", "11:00",
         false},
        {"supplement at once", Supplement, "11:00", "10:00", "", false, "", "supplement", "11:00",
         true},
        {"too soon after the slot", Supplement, "10:29", "10:00", "", false, "", "supplement",
         "10:30", false},
        {"at the very minute", Supplement, "10:30", "10:00", "", false, "", "supplement", "10:30",
         true},
        {"too soon after another", Supplement, "11:00", "10:00", "10:45", false, "", "supplement",
         "11:15", false},
        {"before the first slot", Supplement, "09:00", "", "", false, "", "slot", "10:00", false},
        {"yesterday's do not count", Supplement, "09:00", "", "08:00", false, "", "slot", "10:00",
         false},
        {"just time enough", Supplement, "15:30", "10:00", "", false, "", "supplement", "15:30",
         true},
        {"shortly before a slot", Supplement, "15:31", "10:00", "", false, "", "slot", "16:00",
         false},
        {"after the last slot", Supplement, "17:00", "16:00", "", false, "", "supplement", "17:00",
         true},
        {"in the evening", Supplement, "20:01", "16:00", "", false, "", "slot", "10:00", false},
        {"deadline first", DeadlineFirst, "11:00", "10:00", "", false, "14:00", "deadline", "14:00",
         true},
        {"deadline with the slot", DeadlineFirst, "11:00", "10:00", "", false, "16:00", "deadline",
         "16:00", true},
        {"deadline after the slot", DeadlineFirst, "11:00", "10:00", "", false, "16:01", "slot",
         "16:00", true},
        {"late already", DeadlineFirst, "11:00", "10:00", "", false, "10:30", "deadline", "10:30",
         true},
        {"no deadline", DeadlineFirst, "11:00", "10:00", "", false, "", "slot", "16:00", true},
    };
    for (const BetweenCase& one : cases) {
        SCOPED_TRACE(one.name);
        config::BatchSettings settings;
        settings.between = one.between;
        const auto maybe = [](const char* time) {
            return *time == 0 ? std::optional<base::Time>{} : that_day_at(time);
        };
        const BetweenFacts facts{that_day_at(one.now), maybe(one.slot_today), maybe(one.last_extra),
                                 one.open};
        const Going going = goes_with(settings, facts, maybe(one.ship_by), facts.now);
        EXPECT_EQ(going.kind, one.kind);
        EXPECT_EQ(base::format_beijing(going.at).substr(11, 5), one.at);
        const auto starts = supplement_now(settings, facts);
        EXPECT_EQ(starts.has_value(), one.starts);
        if (starts && one.between == DeadlineFirst) {
            EXPECT_EQ(starts->ship_by_until, that_day_at("16:00"));
        }
    }
}

TEST(BetweenSlots, LeavesAPresaleToTheFirstSlotAfterItsStart) {
    config::BatchSettings settings;
    settings.between = config::BetweenSlots::Supplement;
    const BetweenFacts facts{that_day_at("11:00"), that_day_at("10:00"), {}, false};
    const Going going = goes_with(settings, facts, {}, *base::parse_beijing("2026-11-26 12:00"));
    EXPECT_EQ(going.kind, "slot");
    EXPECT_EQ(base::format_beijing(going.at).substr(0, 16), "2026-11-26 16:00");
}

}  // namespace
}  // namespace station
