// Slots: each exactly once, whatever happens to the clock and the process.
#include "station/batches/schedule.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

base::Time beijing(const std::string& text) {
    return *base::parse_beijing(text);
}

TEST(Schedule, ListsSlotsAfterFromUpToTo) {
    config::BatchSettings settings;  // 10:00 and 16:00
    const auto keys = [&](const char* from, const char* to) {
        std::vector<std::string> all;
        for (const Slot& slot : slots_between(settings, beijing(from), beijing(to)))
            all.push_back(slot.key);
        return all;
    };
    using Keys = std::vector<std::string>;
    EXPECT_EQ(keys("2026-11-24 09:59", "2026-11-24 10:00"), Keys{"2026-11-24T10:00"});
    EXPECT_EQ(keys("2026-11-24 10:00", "2026-11-24 15:59"), Keys{});
    EXPECT_EQ(keys("2026-11-24 09:00", "2026-11-24 16:00"),
              (Keys{"2026-11-24T10:00", "2026-11-24T16:00"}));
    EXPECT_EQ(keys("2026-12-31 15:00", "2027-01-01 12:00"),
              (Keys{"2026-12-31T16:00", "2027-01-01T10:00"}));
    EXPECT_EQ(keys("2026-11-24 10:00", "2026-11-24 10:00"), Keys{});
    EXPECT_EQ(keys("2026-11-24 16:00", "2026-11-24 10:00"), Keys{});
    settings.slots = {0min, 23h + 59min};
    EXPECT_EQ(keys("2026-11-24 23:58", "2026-11-25 00:00"),
              (Keys{"2026-11-24T23:59", "2026-11-25T00:00"}));
}

TEST(Schedule, NamesTheNextSlots) {
    const config::BatchSettings settings;
    const auto next = next_slots(settings, beijing("2026-11-24 10:00"), 3);
    ASSERT_EQ(next.size(), 3u);
    EXPECT_EQ(next[0].key, "2026-11-24T16:00");
    EXPECT_EQ(next[0].title, "16:00");
    EXPECT_EQ(next[1].key, "2026-11-25T10:00");
    EXPECT_TRUE(next_slots({.slots = {}}, beijing("2026-11-24 10:00"), 3).empty());
}

class Slots : public ::testing::Test {
protected:
    void begin(int orders = 3) {
        floor.start();
        floor.run();  // The station has seen the clock.
        std::vector<ExportRow> rows;
        for (int i = 1; i <= orders; ++i) rows.push_back(order_row(i));
        floor.import(rows);
    }
    void arrive(const std::string& time) {
        floor.at(time);
        floor.run();
    }
    /// "2026-11-24T10:00 done", "… late", "… cancelled", in the order of starting.
    std::vector<std::string> batches() {
        std::vector<std::string> all;
        auto rows = floor.reading().query("SELECT slot_key, state, late FROM batches ORDER BY id");
        for (const Row& row : *rows)
            all.push_back(row.text(0).substr(8) + " " + row.text(1) + (row.flag(2) ? " late" : ""));
        return all;
    }
    /// The count of the need of that kind on the status page.
    int needs(const std::string& kind) {
        const auto status = floor.station().status();
        for (const NeedView& need : status->needs_person)
            if (need.kind == kind) return need.count;
        return 0;
    }
    using Batches = std::vector<std::string>;
    TestFloor floor;
};

TEST_F(Slots, RunWhenTheyAreDueAndNotBefore) {
    begin();
    arrive("09:59");
    EXPECT_EQ(batches(), Batches{});
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done"});
    EXPECT_EQ(floor.printer.paper().size(), 3u);
    floor.pass(2h, 5min);
    EXPECT_EQ(floor.count("batches"), 1);
}

TEST_F(Slots, SayLateAfterTheLimitAndRunAllTheSame) {
    begin();
    floor.crash();
    floor.at("10:06");
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done late"});
    EXPECT_EQ(floor.printer.paper().size(), 3u);
    EXPECT_TRUE(floor.station().status()->last_batch->late);
}

TEST_F(Slots, AreNotLateWithinTheLimit) {
    begin();
    floor.crash();
    floor.at("10:05");
    floor.start();
    floor.run();
    EXPECT_FALSE(floor.station().status()->batch->late);
}

TEST_F(Slots, AreSkippedAndToldOfWhenMissedByMoreThanTheGraceAndANewerOneIsDue) {
    floor.settings.batches.grace = 60min;
    begin();
    floor.crash();
    floor.at("16:30");
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), (Batches{"24T10:00 cancelled late", "24T16:00 done late"}));
    EXPECT_EQ(floor.printer.paper().size(), 3u);
    EXPECT_EQ(needs("skipped_slot"), 1);
    EXPECT_EQ(needs("late_slot"), 1);
}

// The machine was off from nine to nine: what was promised for today was not printed at all.
TEST_F(Slots, OfTodayRunLateTheNewestHoweverLongItWasMissed) {
    floor.settings.batches.grace = 60min;
    begin();
    floor.crash();
    floor.at("21:30");
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), (Batches{"24T10:00 cancelled late", "24T16:00 done late"}));
    EXPECT_EQ(floor.printer.paper().size(), 3u);
    EXPECT_EQ(needs("skipped_slot"), 1);
    floor.restart();
    floor.pass(1h, 10min);
    EXPECT_EQ(floor.count("batches"), 2);
}

TEST_F(Slots, OfYesterdayAreSkippedWhenMissedByMoreThanTheGrace) {
    begin();
    floor.crash();
    floor.at("23:50");
    floor.clock.advance(30min);  // Twenty past midnight.
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), (Batches{"24T10:00 cancelled late", "24T16:00 cancelled late"}));
    EXPECT_EQ(needs("skipped_slot"), 2);
    EXPECT_EQ(needs("late_slot"), 0);
}

TEST_F(Slots, ThatAPersonCancelledAreNotCalledSkipped) {
    floor.printer.sends = fakes::FakePrinter::Sends::Waits;
    begin();
    arrive("10:00");
    const auto batch = floor.station().status()->batch;
    ASSERT_TRUE(batch);
    floor.clock.advance(1s);
    ASSERT_TRUE(floor.station().cancel(batch->id, {"supervisor"}));
    EXPECT_EQ(needs("skipped_slot"), 0);
    EXPECT_EQ(needs("late_slot"), 0);
}

TEST_F(Slots, RunOnceThoughTheProcessDiesDuringTheBatch) {
    begin(8);
    floor.printer.sends = fakes::FakePrinter::Sends::Waits;
    arrive("10:00");
    for (int i = 0; i < 3; ++i) {
        floor.printer.print(floor.printer.sending().front());
        floor.run();
    }
    floor.restart();
    floor.printer.sends = fakes::FakePrinter::Sends::Prints;
    floor.pass(5min, 10s);
    EXPECT_EQ(batches(), Batches{"24T10:00 done"});
    EXPECT_EQ(floor.jobs_in("printed"), 6);
    EXPECT_EQ(floor.jobs_in("unknown"), 2);
    EXPECT_EQ(floor.count("label_jobs"), 8);
}

TEST_F(Slots, RunOnceThoughTheProcessDiesWhileTheBatchIsFilled) {
    begin(12);
    floor.at("10:00");
    floor.station().work();  // Starts the batch, takes the first orders.
    floor.restart();
    floor.pass(5s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done"});
    EXPECT_EQ(floor.jobs_in("printed"), 12);
}

TEST_F(Slots, DoNotRunAgainAfterARestart) {
    begin();
    arrive("10:00");
    for (int i = 0; i < 3; ++i) {
        floor.restart();
        floor.pass(1min, 10s);
    }
    EXPECT_EQ(floor.count("batches"), 1);
    EXPECT_EQ(floor.printer.paper().size(), 3u);
}

TEST_F(Slots, DoNotRunAgainWhenTheClockGoesBack) {
    begin();
    arrive("10:01");
    floor.pass(1s, 500ms);
    floor.clock.jump(-30min);
    floor.pass(2h, 1min);
    EXPECT_EQ(batches(), Batches{"24T10:00 done"});
    EXPECT_EQ(floor.printer.paper().size(), 3u);
}

// A board without a battery shows 2036 until the network tells it better: for ten years no slot
// ran.
TEST_F(Slots, RunAfterAClockThatShowedAnotherYearWasSetRight) {
    begin();
    floor.clock.jump(std::chrono::days{3650});
    floor.pass(2s, 500ms);
    EXPECT_LE(floor.count("batches"), 5) << "years of missed slots were noted";
    floor.clock.jump(-std::chrono::days{3650});
    floor.pass(1s, 500ms);
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches().back(), "24T10:00 done");
}

TEST_F(Slots, RunBothOnesThatAreDueAtOnceEachWithItsOwnKey) {
    begin();
    floor.crash();
    floor.at("16:01");
    floor.settings.batches.grace = 600min;
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), (Batches{"24T10:00 done late", "24T16:00 done"}));
    EXPECT_EQ(floor.printer.paper().size(), 3u);
}

TEST_F(Slots, BeforeTheFirstStartAreNotMadeUp) {
    floor.clock.advance(8h);  // 17:00: the shop installs the station in the evening.
    begin();
    floor.pass(3h, 10min);
    EXPECT_EQ(batches(), Batches{});
}

TEST_F(Slots, TakeReviewOrdersAndPrintNowLeavesThem) {
    floor.start();
    floor.run();
    floor.import({order_row(1), order_row(2, {{"收件人地址", "浙江省杭州市西湖区文三路"}})});
    ASSERT_EQ(floor.ask("SELECT verdict FROM orders WHERE order_no = $1", values(order_number(2))),
              "review");
    ASSERT_TRUE(floor.station().print_now({"supervisor"}));
    floor.run();
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.state(2), "screened");
    EXPECT_EQ(floor.station().print_now({"supervisor"}).error().key, "error.nothing_to_print");
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(floor.state(2), "printed");
}

TEST_F(Slots, RunExactlyOnceOverRandomDaysOfRestartsAndClockJumps) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const auto below = [&](int n) {
            return static_cast<int>(random() % static_cast<unsigned>(n));
        };
        TestFloor other;
        other.settings.batches.slots.clear();
        std::set<int> minutes;
        for (int i = 0; i < 1 + below(4); ++i) minutes.insert(below(24 * 60));
        for (const int minute : minutes) other.settings.batches.slots.emplace_back(minute);
        other.start();
        other.run();
        const base::Time first = other.clock.now();
        base::Time latest = first;
        for (int step = 0; step < 120; ++step) {
            switch (below(8)) {
                case 0:
                    other.restart();
                    break;
                case 1:
                    other.clock.jump(-std::chrono::minutes{below(90)});
                    break;
                case 2:
                    other.crash();
                    other.clock.advance(std::chrono::minutes{below(300)});
                    other.start();
                    break;
                default:
                    other.clock.advance(std::chrono::minutes{below(60)});
            }
            other.clock.advance(1s);
            other.run();
            latest = std::max(latest, other.clock.now());
        }
        std::vector<std::string> expected, ran;
        for (const Slot& slot : slots_between(other.settings.batches, first, latest))
            expected.push_back(slot.key);
        auto rows = other.reading().query("SELECT slot_key FROM batches ORDER BY slot_key");
        for (const Row& row : *rows) ran.push_back(row.text(0));
        std::ranges::sort(expected);
        EXPECT_EQ(ran, expected);
    }
}

}  // namespace
}  // namespace station
