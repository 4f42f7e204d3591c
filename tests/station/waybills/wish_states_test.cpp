#include "station/waybills/wish_states.h"

#include <gtest/gtest.h>

#include <set>

namespace station {
namespace {

constexpr WishState kStates[] = {WishState::Wished,  WishState::Asked,  WishState::Granted,
                                 WishState::Refused, WishState::Parked, WishState::Cancelled};

TEST(WishStates, AreStoredUnderTheirNames) {
    for (const WishState state : kStates) EXPECT_EQ(wish_state(name(state)), state);
    EXPECT_EQ(name(WishState::Parked), "parked");
    EXPECT_EQ(wish_state("nonsense"), std::nullopt);
}

TEST(WishStates, NeverAskWithoutTheWishAndNeverLeaveTheEnd) {
    for (const WishTransition& step : wish_transitions()) {
        EXPECT_NE(step.from, WishState::Granted);
        EXPECT_NE(step.from, WishState::Cancelled);
        if (step.to == WishState::Asked) {
            EXPECT_EQ(step.from, WishState::Wished);
        }
    }
}

TEST(WishStates, OnlyAPersonLeavesWhatIsParkedOrRefused) {
    const std::set<WishEvent> person = {WishEvent::PersonGives, WishEvent::PersonAgain,
                                        WishEvent::PersonCancels};
    for (const WishTransition& step : wish_transitions()) {
        if (step.from == WishState::Parked || step.from == WishState::Refused) {
            EXPECT_TRUE(person.contains(step.event)) << name(step.event);
        }
    }
    for (const WishState state : {WishState::Parked, WishState::Refused}) {
        for (const WishEvent event : person) EXPECT_TRUE(next(state, event)) << name(event);
    }
}

TEST(WishStates, ALostAnswerIsAskedAgainOnlyWhereTheKeyKeeps) {
    EXPECT_EQ(*next(WishState::Asked, WishEvent::LostKeepsKey), WishState::Wished);
    EXPECT_EQ(*next(WishState::Asked, WishEvent::LostForGood), WishState::Parked);
}

TEST(WishStates, RefuseWhatIsNotInTheTable) {
    const auto wrong = next(WishState::Granted, WishEvent::Ask);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().key, "error.wish_state");
}

TEST(VoidStates, UndoComesBackAndTheWithdrawnMayReturn) {
    EXPECT_EQ(*next(VoidState::Open, VoidEvent::Tick), VoidState::Done);
    EXPECT_EQ(*next(VoidState::Done, VoidEvent::Untick), VoidState::Open);
    EXPECT_EQ(*next(VoidState::Open, VoidEvent::UsedAgain), VoidState::Withdrawn);
    EXPECT_EQ(*next(VoidState::Withdrawn, VoidEvent::UnusedAgain), VoidState::Open);
    // What the carrier has taken back is never used again.
    EXPECT_FALSE(next(VoidState::Done, VoidEvent::UsedAgain));
    EXPECT_FALSE(next(VoidState::Asked, VoidEvent::UsedAgain));
}

}  // namespace
}  // namespace station
