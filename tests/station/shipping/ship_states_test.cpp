#include "station/shipping/ship_states.h"

#include <gtest/gtest.h>

#include <string>

#include "station/shipping/back_end_tasks.h"

namespace station {
namespace {

TEST(ShipStates, AllowExactlyTheRowsOfTheirTable) {
    for (const ShipState state : all_ship_states()) {
        for (const ShipEvent event : all_ship_events()) {
            int rows = 0;
            ShipState to = state;
            for (const ShipTransition& row : ship_transitions()) {
                if (row.from != state || row.event != event) continue;
                ++rows;
                to = row.to;
            }
            EXPECT_LE(rows, 1) << name(state) << " + " << name(event) << " stands twice";
            const auto answer = next(state, event);
            ASSERT_EQ(answer.has_value(), rows == 1) << name(state) << " + " << name(event);
            if (answer) {
                EXPECT_EQ(*answer, to);
            } else {
                EXPECT_EQ(answer.error().key, "error.ship_row_state");
            }
        }
    }
}

TEST(ShipStates, WriteOnlyWhatIsBoundOrRejected) {
    for (const ShipState state : all_ship_states())
        EXPECT_EQ(next(state, ShipEvent::Write).has_value(),
                  state == ShipState::Bound || state == ShipState::Rejected)
            << name(state);
}

// The platform's own word is the last: whatever a person clicks afterwards changes nothing.
TEST(ShipStates, LeaveAConfirmedRowAlone) {
    for (const ShipEvent event : all_ship_events())
        EXPECT_FALSE(next(ShipState::Confirmed, event)) << name(event);
}

TEST(ShipStates, AreKnownByTheirNames) {
    for (const ShipState state : all_ship_states()) EXPECT_EQ(ship_state(name(state)), state);
    EXPECT_FALSE(ship_state("sent"));
}

TEST(TaskStates, EndByATickAndAnExport) {
    EXPECT_EQ(*next(TaskState::Open, TaskEvent::Tick), TaskState::Done);
    EXPECT_EQ(*next(TaskState::Done, TaskEvent::Untick), TaskState::Open);
    EXPECT_EQ(*next(TaskState::Open, TaskEvent::Confirm), TaskState::Confirmed);
    EXPECT_EQ(*next(TaskState::Done, TaskEvent::Confirm), TaskState::Confirmed);
    EXPECT_EQ(*next(TaskState::Open, TaskEvent::Withdraw), TaskState::Withdrawn);
    EXPECT_EQ(*next(TaskState::Confirmed, TaskEvent::Disprove), TaskState::Open);
    EXPECT_EQ(next(TaskState::Confirmed, TaskEvent::Untick).error().key, "error.task_state");
    EXPECT_FALSE(next(TaskState::Done, TaskEvent::Withdraw));
}

}  // namespace
}  // namespace station
