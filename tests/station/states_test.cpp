#include "station/orders/states.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "station/batches/journal_states.h"

namespace station {
namespace {

constexpr int kOrderEvents = static_cast<int>(OrderEvent::RolledBack) + 1;
constexpr int kJobEvents = static_cast<int>(JobEvent::Cancel) + 1;

TEST(OrderStates, AllowExactlyTheRowsOfTheirTable) {
    for (const OrderState state : all_order_states()) {
        for (int e = 0; e < kOrderEvents; ++e) {
            const auto event = static_cast<OrderEvent>(e);
            const OrderTransition* row = nullptr;
            int rows = 0;
            for (const OrderTransition& candidate : order_transitions()) {
                if (candidate.from != state || candidate.event != event) continue;
                row = &candidate;
                ++rows;
            }
            EXPECT_LE(rows, 1) << name(state) << " + " << name(event) << " stands twice";
            const auto to = next(state, event);
            if (row != nullptr) {
                ASSERT_TRUE(to) << name(state) << " + " << name(event);
                EXPECT_EQ(*to, row->to);
            } else {
                ASSERT_FALSE(to) << name(state) << " + " << name(event);
                EXPECT_EQ(to.error().code, base::ErrorCode::Conflict);
                EXPECT_NE(to.error().message.find(name(state)), std::string::npos);
                EXPECT_NE(to.error().message.find(name(event)), std::string::npos);
            }
        }
    }
}

TEST(JobStates, AllowExactlyTheRowsOfTheirTable) {
    for (const JobState state : all_job_states()) {
        for (int e = 0; e < kJobEvents; ++e) {
            const auto event = static_cast<JobEvent>(e);
            const JobTransition* row = nullptr;
            int rows = 0;
            for (const JobTransition& candidate : job_transitions()) {
                if (candidate.from != state || candidate.event != event) continue;
                row = &candidate;
                ++rows;
            }
            EXPECT_LE(rows, 1) << name(state) << " + " << name(event) << " stands twice";
            const auto to = next(state, event);
            if (row != nullptr) {
                ASSERT_TRUE(to) << name(state) << " + " << name(event);
                EXPECT_EQ(*to, row->to);
            } else {
                ASSERT_FALSE(to) << name(state) << " + " << name(event);
                EXPECT_EQ(to.error().code, base::ErrorCode::Conflict);
                EXPECT_NE(to.error().message.find(name(state)), std::string::npos);
            }
        }
    }
}

// Databases of every earlier version hold these words: a change here loses orders.
TEST(OrderStates, HaveTheNamesThatStandInDatabases) {
    const std::vector<std::string> golden = {"pulled",   "screened",    "held",    "refused",
                                             "numbered", "queued",      "printed", "packed",
                                             "shipped",  "intercepted", "closed"};
    std::vector<std::string> names;
    for (const OrderState state : all_order_states()) {
        names.emplace_back(name(state));
        EXPECT_EQ(order_state(name(state)), state);
    }
    EXPECT_EQ(names, golden);
    EXPECT_FALSE(order_state("Pulled"));
    EXPECT_FALSE(order_state(""));
}

TEST(JobStates, HaveTheNamesThatStandInDatabases) {
    const std::vector<std::string> golden = {"queued",  "rendering", "proven",  "sending",  "sent",
                                             "printed", "failed",    "unknown", "cancelled"};
    std::vector<std::string> names;
    for (const JobState state : all_job_states()) {
        names.emplace_back(name(state));
        EXPECT_EQ(job_state(name(state)), state);
    }
    EXPECT_EQ(names, golden);
    EXPECT_FALSE(job_state("print"));
}

TEST(OrderStates, NameTheirEventsInTheHistoryAlwaysTheSame) {
    const std::vector<std::string> golden = {
        "judged_fit",        "judged_unfit",   "hold",
        "release",           "refuse",         "number_given",
        "label_queued",      "label_printed",  "label_withdrawn",
        "label_unprintable", "bound",          "unbound_printed",
        "unbound_numbered",  "handed_over",    "intercept",
        "left_out_of_file",  "close",          "resume_unprinted",
        "resume_numbered",   "resume_printed", "rolled_back"};
    ASSERT_EQ(static_cast<int>(golden.size()), kOrderEvents);
    for (int e = 0; e < kOrderEvents; ++e)
        EXPECT_EQ(name(static_cast<OrderEvent>(e)), golden[static_cast<std::size_t>(e)]);
}

TEST(JobStates, NameTheirEventsInTheHistoryAlwaysTheSame) {
    const std::vector<std::string> golden = {
        "picked",          "proven",       "proof_failed", "send_started", "nothing_sent",
        "partly_sent",     "all_accepted", "evidence",     "scanned",      "settled_there",
        "settled_missing", "crashed",      "silence",      "cancel"};
    ASSERT_EQ(static_cast<int>(golden.size()), kJobEvents);
    std::set<std::string_view> seen;
    for (int e = 0; e < kJobEvents; ++e) {
        const auto text = name(static_cast<JobEvent>(e));
        EXPECT_EQ(text, golden[static_cast<std::size_t>(e)]);
        EXPECT_TRUE(seen.insert(text).second);
    }
}

// What may not be: a printed or unknown label that is printed again by itself.
TEST(JobStates, LeadFromPaperBackToTheQueueByNoEvent) {
    for (const JobState state : {JobState::Sent, JobState::Printed, JobState::Unknown,
                                 JobState::Failed, JobState::Cancelled}) {
        for (int e = 0; e < kJobEvents; ++e) {
            const auto to = next(state, static_cast<JobEvent>(e));
            if (!to) continue;
            EXPECT_NE(*to, JobState::Queued) << name(state);
            EXPECT_NE(*to, JobState::Sending) << name(state);
        }
    }
}

TEST(BatchStates, AllowWhatAPersonAndTheStationDo) {
    using B = BatchState;
    using E = BatchEvent;
    struct Case {
        B from;
        E event;
        std::optional<B> to;
    };
    const Case cases[] = {{B::Running, E::Pause, B::Paused},
                          {B::Running, E::Cancel, B::Cancelled},
                          {B::Running, E::Finish, B::Done},
                          {B::Running, E::Resume, {}},
                          {B::Running, E::Reopen, {}},
                          {B::Paused, E::Resume, B::Running},
                          {B::Paused, E::Cancel, B::Cancelled},
                          {B::Paused, E::Pause, {}},
                          {B::Paused, E::Finish, {}},
                          {B::Paused, E::Reopen, {}},
                          {B::Done, E::Reopen, B::Running},
                          {B::Done, E::Pause, {}},
                          {B::Done, E::Resume, {}},
                          {B::Done, E::Cancel, {}},
                          {B::Done, E::Finish, {}},
                          {B::Cancelled, E::Pause, {}},
                          {B::Cancelled, E::Resume, {}},
                          {B::Cancelled, E::Cancel, {}},
                          {B::Cancelled, E::Finish, {}},
                          {B::Cancelled, E::Reopen, {}}};
    for (const Case& c : cases) {
        const auto to = next(c.from, c.event);
        EXPECT_EQ(to.has_value(), c.to.has_value()) << name(c.from);
        if (to && c.to) {
            EXPECT_EQ(*to, *c.to) << name(c.from);
        }
    }
    for (const char* text : {"running", "paused", "done", "cancelled"})
        EXPECT_EQ(name(*batch_state(text)), text);
}

}  // namespace
}  // namespace station
