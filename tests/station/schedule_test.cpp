// Slots: each exactly once, whatever happens to the clock and the process.
#include "station/batches/schedule.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>

#include "station/slots.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

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
    /// "24T10:00 started", in the order of their times.
    std::vector<std::string> slots() {
        std::vector<std::string> all;
        auto rows = floor.reading().query("SELECT slot_key, state FROM slots ORDER BY at");
        for (const Row& row : *rows) all.push_back(row.text(0).substr(8) + " " + row.text(1));
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

// The machine was off from nine to nine: what was promised for today was not printed at all.
TEST_F(Slots, OfTodayRunLateTheNewestHoweverLongItWasMissed) {
    floor.settings.batches.grace = 60min;
    begin();
    floor.crash();
    floor.at("21:30");
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T16:00 done late"});
    EXPECT_EQ(slots(), (Batches{"24T10:00 folded", "24T16:00 started"}));
    EXPECT_EQ(floor.printer.paper().size(), 3u);
    EXPECT_EQ(needs("late_slot"), 1);
    floor.restart();
    floor.pass(1h, 10min);
    EXPECT_EQ(floor.count("batches"), 1);
}

TEST_F(Slots, OfYesterdayAskOnceForAllOfThemAndPrintWhenTold) {
    begin();
    floor.crash();
    floor.at("23:50");
    floor.clock.advance(30min);  // Twenty past midnight.
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{});
    EXPECT_EQ(slots(), (Batches{"24T10:00 folded", "24T16:00 asking"}));
    EXPECT_EQ(needs("slot_asking"), 3);
    EXPECT_EQ(needs("late_slot"), 0);
    floor.restart();
    floor.pass(5s, 1s);
    const auto open = floor.station().status()->open_slots;
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].folded.size(), 1u);
    EXPECT_EQ(open[0].expected, 3);
    ASSERT_TRUE(floor.station().slots().go(open[0].id, {"supervisor"}));
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T16:00 done late"});
    EXPECT_EQ(floor.printer.paper().size(), 3u);
    const auto again = floor.station().slots().go(open[0].id, {"supervisor"});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().key, "error.slot_state");
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE action = 'slot_told'"
                        " AND actor = 'supervisor'"),
              "1");
}

TEST_F(Slots, OfYesterdayThatAPersonRefusesDoNotRunAndTheirOrdersGoWithTheNextOne) {
    begin();
    floor.crash();
    floor.at("23:50");
    floor.clock.advance(30min);
    floor.start();
    floor.pass(2s, 500ms);
    const auto open = floor.station().status()->open_slots;
    ASSERT_EQ(open.size(), 1u);
    ASSERT_TRUE(floor.station().slots().skip(open[0].id, {"supervisor"}));
    EXPECT_EQ(floor.station().slots().skip(base::SlotRow(99), {"supervisor"}).error().key,
              "error.slot_unknown");
    floor.restart();
    floor.pass(2s, 500ms);
    EXPECT_EQ(floor.count("batches"), 0);
    EXPECT_EQ(needs("slot_asking"), 0);
    floor.clock.advance(10h);
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"25T10:00 done late"});
}

TEST_F(Slots, ThatAskAreTakenInByTheNextOneThatComes) {
    begin();
    floor.crash();
    floor.at("23:50");
    floor.clock.advance(30min);
    floor.start();
    floor.pass(2s, 500ms);
    floor.clock.advance(9h + 40min);
    floor.pass(2s, 500ms);
    EXPECT_EQ(slots(), (Batches{"24T10:00 folded", "24T16:00 folded", "25T10:00 started"}));
    EXPECT_EQ(floor.ask("SELECT count(*) FROM slots s JOIN slots n ON n.id = s.folded_into"
                        " WHERE n.slot_key = '2026-11-25T10:00'"),
              "2");
    EXPECT_EQ(floor.printer.paper().size(), 3u);
}

TEST_F(Slots, ThatWereMissedWithoutAnOrderToPrintAskNobody) {
    floor.start();
    floor.run();
    floor.crash();
    floor.clock.advance(std::chrono::days{5});
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(needs("slot_asking"), 0);
    EXPECT_EQ(slots().back(), "28T16:00 skipped");
}

TEST_F(Slots, WithAnExportThatIsTooOldWaitForANewOneAlsoAcrossARestart) {
    floor.settings.batches.needs_export.within = 30min;
    begin();  // As of 09:00.
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(slots(), Batches{"24T10:00 waiting"});
    EXPECT_EQ(needs("slot_waiting"), 3);
    floor.restart();
    floor.pass(10min, 30s);
    EXPECT_EQ(floor.count("batches"), 0);
    floor.import({order_row(4)}, "09:29");
    floor.pass(2s, 500ms);
    EXPECT_EQ(floor.count("batches"), 0) << "a minute too old";
    floor.import({order_row(5)}, "09:30");
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done late"});
    EXPECT_EQ(floor.printer.paper().size(), 5u);
    EXPECT_EQ(needs("slot_waiting"), 0);
}

// A refund export, a number sheet or an undone import is newer, but says nothing of new orders.
TEST_F(Slots, ThatWaitAreNotFreedByAFileThatHoldsNoOrdersOrWasUndone) {
    floor.settings.batches.needs_export.within = 30min;
    begin();  // As of 09:00.
    arrive("09:50");
    const auto put_in = [&](const std::string& name, const std::string& csv) {
        const auto file = floor.folder() / name;
        std::ofstream(file, std::ios::binary) << csv;
        const auto view = floor.station().import_file(file, false, {"supervisor"});
        ASSERT_TRUE(view) << view.error().message;
    };
    put_in("售后2026-11-24-09_45_x.csv",
           "售后单号,订单号,商品名称,售后类型,原因,申请售后金额(元),状态,退货创建时间\n"
           "R1," +
               order_number(9) + ",干花,未发货仅退款,不想要了,45.00,待审核,2026-11-24 09:40:00\n");
    put_in("sheet-2026-11-24-09_46.csv", "订单号,运单号,三段码,集包地\n" + order_number(1) +
                                             ",78990000000011,571-W00 012,杭州中转包1\n");
    const auto taken_back = floor.import({order_row(4)}, "09:48");
    floor.station().import_undo().undo_later(
        taken_back.id, "supervisor",
        [](base::Result<UndoView> done) { EXPECT_TRUE(done) << done.error().message; });
    floor.run();
    EXPECT_EQ(floor.ask("SELECT count(DISTINCT kind) FROM imports"), "3");
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(slots(), Batches{"24T10:00 waiting"});
    const auto open = floor.station().status()->open_slots;
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(base::format_beijing(*open[0].last_export).substr(11, 5), "09:00");
}

TEST_F(Slots, DoNotTakeAnExportWithoutOrdersForAFreshOne) {
    floor.settings.batches.needs_export.within = 30min;
    begin();
    const auto empty = floor.import({}, "09:50");
    EXPECT_EQ(empty.orders, 0);
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(slots(), Batches{"24T10:00 waiting"});
    floor.import({order_row(1)}, "09:55");
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done"});
}

TEST_F(Slots, ThatWaitRunWhenAPersonSaysGo) {
    floor.settings.batches.needs_export.within = 30min;
    begin();
    arrive("10:00");
    const auto open = floor.station().status()->open_slots;
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].state, "waiting");
    EXPECT_EQ(base::format_beijing(*open[0].last_export).substr(11, 5), "09:00");
    ASSERT_TRUE(floor.station().slots().go(open[0].id, {"supervisor"}));
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done"});
    EXPECT_EQ(floor.printer.paper().size(), 3u);
}

TEST_F(Slots, ThatWaitAreTakenInByTheNextOne) {
    floor.settings.batches.needs_export.within = 30min;
    begin();
    arrive("10:00");
    floor.import({order_row(4)}, "09:20");
    arrive("15:58");
    floor.import({order_row(5)}, "15:57");
    floor.pass(1s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T10:00 done late"}) << "the fresh export freed it";
    arrive("16:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(slots(), (Batches{"24T10:00 started", "24T16:00 started"}));
    EXPECT_EQ(floor.jobs_in("printed"), 5);
}

TEST_F(Slots, OfClosedDaysAndOtherWeekdaysDoNotComeAtAll) {
    floor.settings.batches.calendar.push_back(
        {"盘点", std::chrono::sys_days{std::chrono::year{2026} / 11 / 24},
         std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}});
    begin();
    arrive("16:30");
    floor.pass(2s, 500ms);
    EXPECT_EQ(slots(), Batches{});
    const auto status = floor.station().status();
    EXPECT_EQ(status->today.code, "closed");
    EXPECT_EQ(status->today.name, "盘点");
    ASSERT_TRUE(status->next_batch);
    EXPECT_EQ(status->next_batch->after, "盘点");
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
    EXPECT_LE(floor.count("slots"), 28) << "years of missed slots were noted";
    floor.clock.jump(-std::chrono::days{3650});
    floor.pass(1s, 500ms);
    arrive("10:00");
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches().back(), "24T10:00 done");
}

TEST_F(Slots, ThatAreDueAtOnceMakeOneBatchOfTheNewest) {
    begin();
    floor.crash();
    floor.at("16:01");
    floor.settings.batches.grace = 600min;
    floor.start();
    floor.pass(2s, 500ms);
    EXPECT_EQ(batches(), Batches{"24T16:00 done"});
    EXPECT_EQ(slots(), (Batches{"24T10:00 folded", "24T16:00 started"}));
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
        auto rows = other.reading().query("SELECT slot_key FROM slots ORDER BY slot_key");
        for (const Row& row : *rows) ran.push_back(row.text(0));
        std::ranges::sort(expected);
        EXPECT_EQ(ran, expected);
    }
}

}  // namespace
}  // namespace station
