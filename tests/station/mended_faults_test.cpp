// Faults that were once there, each with its story; what mended it has its test here.
#include <gtest/gtest.h>

#include <fstream>

#include "station/desk/data_folder.h"
#include "tests/station/print_journal.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Draws = fakes::FakePrinter::Draws;
using Sends = fakes::FakePrinter::Sends;

std::vector<ExportRow> rows(int count) {
    std::vector<ExportRow> all;
    for (int i = 1; i <= count; ++i) all.push_back(order_row(i));
    return all;
}

/// What the program itself would never write.
void damage(TestFloor& floor, const std::string& sql, const std::vector<Value>& parameters) {
    auto session = Session::open(database_location(floor.settings), Access::ReadWrite);
    ASSERT_TRUE(session);
    ASSERT_EQ((*session)->execute(sql, parameters).value_or(0), 1);
}

// An event that the journal would not take stood at the head of the queue for good, and its label
// in the window: the printer never got another one.
TEST_F(PrintJournal, GivesUpAnEventThatCannotBeTakenAndPrintsTheOthers) {
    floor.settings.printers.front().window = 1;
    printer().draws = Draws::Waits;
    begin(3);
    const auto odd = printer().drawing().front();
    damage(floor, "UPDATE label_jobs SET state = 'nonsense' WHERE id = $1", values(odd));
    printer().drawn(odd);
    printer().draws = Draws::Proves;
    printer().sends = Sends::Prints;
    floor.pass(5s, 500ms);
    EXPECT_EQ(floor.jobs_in("printed"), 2);
    EXPECT_EQ(printer().discarded(), std::vector{odd});
    EXPECT_EQ(floor.station().status()->printers.front().in_flight, 0);
}

// A picture that could not be stored was called a fault of the label, and its order held.
TEST_F(PrintJournal, LetsALabelWaitWhosePictureTheStationCouldNotStore) {
    printer().draws = Draws::Waits;
    begin(1);
    printer().could_not_store(printer().drawing().front(), "/data/labels/1.png: no space left");
    floor.run();
    EXPECT_EQ(floor.job_state(1), "queued");
    EXPECT_EQ(floor.state(1), "queued") << "nobody need look at the order";
    const PrinterView view = floor.station().status()->printers.front();
    EXPECT_EQ(view.state, "error");
    EXPECT_EQ(view.message, "/data/labels/1.png: no space left");
    printer().draws = Draws::Proves;
    printer().sends = Sends::Prints;
    floor.pass(3s, 500ms);
    EXPECT_EQ(floor.job_state(1), "printed");
    EXPECT_EQ(printer().paper_of(floor.number(1)).front().print_number, 1);
}

// The last labels of a batch lay in the printer's memory as the power went; the batch was "done",
// so that nobody was asked about them.
TEST_F(PrintJournal, AsksForTheLastLabelsOfABatchThatWasJustDone) {
    no_evidence();
    const auto batch = begin(4);
    floor.clock.advance(1s);
    printer().sends = Sends::Accepts;
    for (const auto job : std::vector(printer().sending())) printer().accept(job);
    floor.pass(2s, 500ms);
    ASSERT_EQ(floor.ask("SELECT state FROM batches WHERE id = $1", values(batch)), "done");
    ASSERT_EQ(floor.jobs_in("sent"), 4);
    floor.restart();
    EXPECT_EQ(floor.jobs_in("unknown"), 2) << "the window, and no more";
    EXPECT_EQ(floor.job_state(4), "unknown");
}

// 5,000 orders asked an empty range one after the other, each in a transaction of its own.
TEST(MendedFaults, AnExhaustedRangeIsAskedOnceAndAllThatNeedItAreMarked) {
    TestFloor floor;
    floor.settings.number_ranges.front().last = floor.settings.number_ranges.front().first + 1;
    floor.start();
    floor.import(rows(40));
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    EXPECT_EQ(floor.jobs_in("printed"), 2);
    EXPECT_EQ(
        floor.ask("SELECT count(*) FROM orders WHERE blocked_key = 'error.numbers_exhausted'"),
        "38");
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE action = 'not_numbered'"), "1");
    EXPECT_EQ(floor.ask("SELECT count(*) FROM parcels"), "2")
        << "what a refused order wrote is gone";
    const auto needs = floor.station().status()->needs_person;
    EXPECT_TRUE(std::ranges::any_of(
        needs, [](const NeedView& n) { return n.kind == "not_numbered" && n.count == 38; }));
}

// An order that is held while its batch is being filled stays behind.
TEST(MendedFaults, AnOrderHeldDuringTheFillingOfABatchGetsNoLabel) {
    TestFloor floor;
    floor.start();
    floor.import(rows(60));
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.station().work();  // A slice; the rest is looked up already.
    ASSERT_TRUE(floor.station().hold(base::OrderNo(order_number(60)), "call first", kActor));
    floor.run();
    EXPECT_EQ(floor.jobs_in("printed"), 59);
    EXPECT_EQ(floor.state(60), "held");
}

// A bench was renamed in the settings with a parcel open on it: no other bench could open it.
TEST(MendedFaults, AParcelOnABenchThatWasRenamedCanBeOpenedElsewhere) {
    TestFloor floor;
    floor.start();
    floor.import(rows(1));
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    ASSERT_EQ(floor.scan_code(floor.number(1), "1"), "opened");
    ASSERT_EQ(floor.scan_code(floor.number(1), "2"), "open_elsewhere");
    floor.crash();
    floor.settings.benches.front().name = base::BenchName("left");
    floor.start();
    EXPECT_EQ(floor.scan_code(floor.number(1), "2"), "opened");
}

// "digits = 11" was corrected to 12 in the settings; the numbers went on in the old width.
TEST(MendedFaults, ANumberRangeWhoseDigitsWereCorrectedGivesNumbersOfTheNewWidth) {
    TestFloor floor;
    floor.settings.number_ranges.front().first = 1;
    floor.settings.number_ranges.front().last = 100;
    floor.settings.number_ranges.front().digits = 11;
    floor.start();
    floor.import(rows(2));
    ASSERT_TRUE(floor.station().print_order(base::OrderNo(order_number(1)), kActor));
    floor.run();
    EXPECT_EQ(floor.number(1), "7800000000001");
    floor.crash();
    floor.settings.number_ranges.front().digits = 12;
    floor.start();
    ASSERT_TRUE(floor.station().print_order(base::OrderNo(order_number(2)), kActor));
    floor.run();
    EXPECT_EQ(floor.number(2), "78000000000001");
}

TEST(MendedFaults, TheStatusSaysWhileAFileIsBeingTakenInAndNotAfterwards) {
    TestFloor floor;
    floor.start();
    bool done = false;
    ASSERT_TRUE(floor.station().import_later(
        floor.write_export("小红书订单查询2026-11-24-09_00_cccccccc.csv", rows(400)), false, kActor,
        [&](base::Result<ImportView> view) { done = view.has_value(); }));
    int partial = 0;
    for (int turn = 0; turn < 100'000 && !done; ++turn) {
        floor.station().work();
        const auto status = floor.station().status();
        ASSERT_TRUE(status);
        const int orders = status->counts.to_ship;
        if (orders == 0 || orders == 400) continue;
        ++partial;
        ASSERT_TRUE(status->importing) << orders << " of 400 orders, and not a word";
        EXPECT_EQ(status->importing->orders, 400);
        EXPECT_EQ(status->importing->taken, orders);
        EXPECT_EQ(status->truth.key, "ui.truth.importing");
    }
    EXPECT_GT(partial, 0);
    const auto status = floor.station().status();
    EXPECT_FALSE(status->importing);
    EXPECT_EQ(status->counts.to_ship, 400);
}

// The picture of a label shows name, phone and address as the reveal button does, and left no
// trace.
TEST(MendedFaults, ShowingTheUnmaskedPictureOfALabelIsRecordedAsAReveal) {
    TestFloor floor;
    floor.start();
    floor.import(rows(1));
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    const auto revealed = [&] {
        return floor.ask("SELECT count(*) FROM audit WHERE action = 'revealed' AND actor = 'eve'");
    };
    ASSERT_TRUE(floor.station().note_picture_shown(floor.job(1), {"eve"}));
    EXPECT_EQ(revealed(), "1");
    const auto none = floor.station().note_picture_shown(base::JobRow(999), {"eve"});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().key, "error.label_unknown");
    EXPECT_EQ(revealed(), "1");
}

}  // namespace
}  // namespace station
