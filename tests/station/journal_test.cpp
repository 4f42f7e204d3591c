// The print journal, the batches and the dispatcher, with printers whose answers the test decides.
#include "station/batches/journal.h"

#include <gtest/gtest.h>

#include "tests/station/print_journal.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Draws = fakes::FakePrinter::Draws;
using Sends = fakes::FakePrinter::Sends;

TEST_F(PrintJournal, CommitsSendingBeforeTheFirstByteLeaves) {
    std::vector<std::string> seen;
    printer().on_deliver = [&](base::JobRow job) {
        seen.push_back(
            floor.ask("SELECT state || ' ' || maybe_on_paper FROM label_jobs"
                      " WHERE id = $1",
                      values(job)));
    };
    begin(2);
    EXPECT_EQ(seen, (std::vector<std::string>{"sending 1", "sending 1"}));
}

TEST_F(PrintJournal, SaysPrintedWithEvidence) {
    printer().sends = Sends::Prints;
    const auto batch = begin(3);
    EXPECT_EQ(floor.jobs_in("printed"), 3);
    EXPECT_EQ(floor.state(1), "printed");
    floor.pass(1s, 500ms);
    EXPECT_EQ(floor.ask("SELECT state FROM batches WHERE id = $1", values(batch)), "done");
    EXPECT_EQ(printer().paper().size(), 3u);
}

TEST_F(PrintJournal, SaysSentAndOrderPrintedWhereThePrinterGivesNoEvidence) {
    no_evidence();
    printer().sends = Sends::Accepts;
    begin(2);
    EXPECT_EQ(floor.jobs_in("sent"), 2);
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.ask("SELECT count(*) FROM label_jobs WHERE sent_at IS NOT NULL"
                        " AND printed_at IS NULL"),
              "2");
}

TEST_F(PrintJournal, SaysUnknownWhenTheEvidenceThatThePrinterGivesIsMissing) {
    printer().sends = Sends::Accepts;
    begin(1);
    EXPECT_EQ(floor.job_state(1), "unknown");
    EXPECT_EQ(floor.state(1), "queued") << "nobody knows yet that it is on paper";
}

TEST_F(PrintJournal, TriesAgainAfterABackOffWhenNothingWasSent) {
    begin(1);
    ASSERT_EQ(printer().sending().size(), 1u);
    printer().take_nothing(printer().sending().front());
    floor.run();
    EXPECT_EQ(floor.job_state(1), "queued");
    EXPECT_EQ(floor.ask("SELECT maybe_on_paper || printer FROM label_jobs"), "0");
    EXPECT_EQ(printer().deliveries(), 1) << "without a pause";
    floor.pass(900ms, 100ms);
    EXPECT_EQ(printer().deliveries(), 1);
    floor.pass(200ms, 100ms);
    EXPECT_EQ(printer().deliveries(), 2);
    // The second time it waits longer.
    printer().take_nothing(printer().sending().front());
    floor.pass(1900ms, 100ms);
    EXPECT_EQ(printer().deliveries(), 2);
    floor.pass(300ms, 100ms);
    EXPECT_EQ(printer().deliveries(), 3);
    printer().print(printer().sending().front());
    floor.run();
    EXPECT_EQ(floor.job_state(1), "printed");
    EXPECT_EQ(printer().paper_of(floor.number(1)).front().print_number, 1);
}

TEST_F(PrintJournal, NeverPrintsAPartlySentLabelAgainByItself) {
    begin(1);
    printer().lose(printer().sending().front(), 500);
    floor.run();
    EXPECT_EQ(floor.job_state(1), "unknown");
    EXPECT_EQ(floor.ask("SELECT bytes_accepted FROM label_jobs"), "500");
    printer().sends = Sends::Prints;
    floor.pass(48h, 1h);
    EXPECT_EQ(floor.job_state(1), "unknown");
    EXPECT_EQ(printer().deliveries(), 1);
    floor.restart();
    floor.pass(1h, 10min);
    EXPECT_EQ(printer().deliveries(), 1);
    EXPECT_EQ(floor.count("label_jobs"), 1);
}

TEST_F(PrintJournal, HasNeverMoreLabelsWithAPrinterThanItsWindow) {
    for (const int window : {1, 2, 3}) {
        TestFloor other;
        other.settings.printers.front().window = window;
        other.printer.sends = Sends::Waits;
        other.start();
        std::vector<ExportRow> rows;
        for (int i = 1; i <= 7; ++i) rows.push_back(order_row(i));
        other.import(rows);
        ASSERT_TRUE(other.station().print_now(kActor));
        for (int printed = 0; printed < 7; ++printed) {
            other.run();
            EXPECT_EQ(static_cast<int>(other.printer.sending().size()),
                      std::min(window, 7 - printed));
            EXPECT_EQ(
                other.jobs_in("sending") + other.jobs_in("proven") + other.jobs_in("rendering"),
                std::min(window, 7 - printed));
            other.printer.print(other.printer.sending().front());
        }
        other.run();
        EXPECT_EQ(other.jobs_in("printed"), 7);
    }
}

TEST_F(PrintJournal, DeliversInTheOrderOfTheBatch) {
    printer().sends = Sends::Prints;
    begin(9);
    const auto& paper = printer().paper();
    ASSERT_EQ(paper.size(), 9u);
    for (std::size_t i = 1; i < paper.size(); ++i) EXPECT_LT(paper[i - 1].job, paper[i].job);
}

TEST_F(PrintJournal, LetsASecondPrinterDoTheWorkOfOneThatFails) {
    auto other = floor.settings.printers.front();
    other.name = base::PrinterName("label-2");
    floor.settings.printers.push_back(other);
    printer().sends = Sends::Nothing;
    begin(6);
    floor.pass(3s, 500ms);
    EXPECT_EQ(floor.second.paper().size(), 6u);
    EXPECT_EQ(floor.jobs_in("printed"), 6);
    const auto status = floor.station().status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->printers.front().state, "error");
    EXPECT_EQ(status->truth.level, "stop");
}

TEST_F(PrintJournal, PutsALabelBackThatAFullQueueRefused) {
    printer().queue_full = true;
    begin(1);
    EXPECT_EQ(floor.job_state(1), "queued");
    printer().queue_full = false;
    printer().sends = Sends::Prints;
    floor.pass(2s, 500ms);
    EXPECT_EQ(floor.job_state(1), "printed");
}

TEST_F(PrintJournal, TakesALabelBackWhoseDeliveryAFullQueueRefused) {
    printer().draws = Draws::Waits;
    begin(1);
    printer().queue_full = true;
    printer().drawn(printer().drawing().front());
    floor.run();
    EXPECT_EQ(floor.job_state(1), "queued");
    EXPECT_EQ(floor.ask("SELECT maybe_on_paper FROM label_jobs"), "0");
}

TEST_F(PrintJournal, StopsALabelThatProofRefusedAndAsksAPerson) {
    printer().draws = Draws::Refuses;
    begin(1);
    EXPECT_EQ(floor.job_state(1), "failed");
    EXPECT_EQ(floor.state(1), "held");
    EXPECT_EQ(floor.ask("SELECT reason FROM label_jobs"), "missing_glyph (receiver.name)");
    EXPECT_EQ(floor.station().status()->counts.failed, 1);
    EXPECT_EQ(printer().deliveries(), 0);
}

TEST_F(PrintJournal, HoldsBackWhatIsQueuedWhilePaused) {
    const auto batch = begin(5);
    ASSERT_TRUE(floor.station().pause(batch, kActor));
    while (!printer().sending().empty()) {
        printer().print(printer().sending().front());
        floor.run();
    }
    floor.pass(1h, 10min);
    EXPECT_EQ(printer().deliveries(), 2) << "what was in the window goes on, nothing else";
    EXPECT_EQ(floor.jobs_in("queued"), 3);
    printer().sends = Sends::Prints;
    ASSERT_TRUE(floor.station().resume(batch, kActor));
    floor.run();
    EXPECT_EQ(floor.jobs_in("printed"), 5);
}

TEST_F(PrintJournal, StaysPausedOverARestart) {
    const auto batch = begin(5);
    ASSERT_TRUE(floor.station().pause(batch, kActor));
    floor.restart();
    floor.pass(1min, 10s);
    EXPECT_EQ(printer().deliveries(), 2);
    EXPECT_EQ(floor.jobs_in("unknown"), 2);
    EXPECT_EQ(floor.jobs_in("queued"), 3);
}

TEST_F(PrintJournal, WithdrawsWhatHasNotLeftWhenABatchIsCancelled) {
    const auto batch = begin(5);
    ASSERT_TRUE(floor.station().cancel(batch, kActor));
    EXPECT_EQ(floor.jobs_in("cancelled"), 3);
    EXPECT_EQ(floor.jobs_in("sending"), 2);
    for (int order = 3; order <= 5; ++order) EXPECT_EQ(floor.state(order), "numbered");
    printer().print(printer().sending().front());
    floor.run();
    EXPECT_EQ(floor.state(1), "printed");
}

// The label went back to a queue that nobody serves any more, its order stayed "queued" for good.
TEST_F(PrintJournal, WithdrawsALabelOfACancelledBatchOfWhichNothingWasSent) {
    const auto batch = begin(1);
    ASSERT_TRUE(floor.station().cancel(batch, kActor));
    printer().take_nothing(printer().sending().front());
    floor.run();
    EXPECT_EQ(floor.job_state(1), "cancelled");
    EXPECT_EQ(floor.state(1), "numbered");
    printer().sends = Sends::Prints;
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.pass(3s, 500ms);
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(printer().paper_of(floor.number(1)).size(), 1u);
}

TEST_F(PrintJournal, DiscardsALabelThatWasWithdrawnWhileItWasDrawn) {
    printer().draws = Draws::Waits;
    const auto batch = begin(2);
    const auto drawing = printer().drawing();
    ASSERT_EQ(drawing.size(), 2u);
    ASSERT_TRUE(floor.station().cancel(batch, kActor));
    for (const auto job : drawing) printer().drawn(job);
    floor.run();
    EXPECT_EQ(printer().deliveries(), 0);
    EXPECT_EQ(printer().discarded(), drawing);
    EXPECT_EQ(floor.jobs_in("cancelled"), 2);
    EXPECT_EQ(floor.station().status()->printers.front().in_flight, 0);
}

/// The order is intercepted (its export says 售后中) while its label stands in `state`.
struct StopCase {
    const char* state;
    const char* label_after;  ///< At once.
    bool on_paper;            ///< Of the label that was already being sent.
};

TEST_F(PrintJournal, KeepsTheLabelOfAnInterceptedOrderFromThePrinter) {
    const StopCase cases[] = {{"queued", "cancelled", false},
                              {"rendering", "cancelled", false},
                              {"sending", "sending", true}};
    for (const StopCase& c : cases) {
        TestFloor other;
        other.settings.printers.front().window = 1;
        other.printer.draws = Draws::Waits;
        other.printer.sends = Sends::Waits;
        other.start();
        other.import({order_row(1), order_row(2)});
        ASSERT_TRUE(other.station().print_now(kActor));
        other.run();
        const std::string state = c.state;
        const int order = state == "queued" ? 2 : 1;
        if (state == "sending") {
            other.printer.drawn(other.printer.drawing().front());
            other.run();
        }
        ASSERT_EQ(other.job_state(order), state);
        other.import({order_row(order, {{"售后状态", "售后中"}})}, "09:30");
        EXPECT_EQ(other.state(order), "intercepted");
        EXPECT_EQ(other.job_state(order), c.label_after) << state;
        if (c.on_paper) {
            other.printer.print(other.printer.sending().front());
            other.run();
            EXPECT_EQ(other.job_state(order), "printed");
        }
        other.printer.draws = Draws::Proves;
        other.printer.sends = Sends::Prints;
        for (const auto job : std::vector(other.printer.drawing())) other.printer.drawn(job);
        other.pass(10s, 1s);
        EXPECT_EQ(other.state(order), "intercepted");
        EXPECT_EQ(other.printer.paper_of(other.number(order)).size(), c.on_paper ? 1u : 0u);
    }
}

TEST_F(PrintJournal, DoesNotSendTheLabelOfAStoppedOrderAgainAfterNothingWasSent) {
    begin(1);
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:30");
    printer().take_nothing(printer().sending().front());
    floor.run();
    EXPECT_EQ(floor.job_state(1), "cancelled");
    printer().sends = Sends::Prints;
    floor.pass(1min, 1s);
    EXPECT_EQ(printer().paper().size(), 0u);
    EXPECT_EQ(floor.state(1), "intercepted");
}

// Held and released while its label was on the way, which then came to nothing: the order counted
// as printed, had no paper, and no batch took it again.
TEST_F(PrintJournal, PrintsAnOrderThatWasReleasedBeforeItsLabelCameToNothing) {
    begin(1);
    ASSERT_TRUE(floor.station().hold(base::OrderNo(order_number(1)), "check", kActor));
    ASSERT_TRUE(floor.station().release(base::OrderNo(order_number(1)), "fine", kActor));
    printer().take_nothing(printer().sending().front());
    floor.run();
    EXPECT_EQ(floor.state(1), "queued");
    printer().sends = Sends::Prints;
    floor.pass(3s, 500ms);
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(printer().paper_of(floor.number(1)).size(), 1u);
}

// Its address changed, the order was released and got a new label, and only then the old label came
// back to the queue: both would have come out.
TEST_F(PrintJournal, DoesNotSendALabelAgainThatANewerOneReplaced) {
    begin(1);
    const auto old_label = floor.job(1);
    floor.import({order_row(1, {{"收件人地址", "浙江省杭州市西湖区文二路9号1幢101室"}})}, "09:30");
    ASSERT_TRUE(floor.station().release(base::OrderNo(order_number(1)), "fine", kActor));
    ASSERT_TRUE(floor.station().print_now(kActor));
    printer().take_nothing(old_label);
    floor.run();
    EXPECT_EQ(floor.ask("SELECT state FROM label_jobs WHERE id = $1", values(old_label)),
              "cancelled");
    for (const auto job : std::vector(printer().sending())) printer().print(job);
    printer().sends = Sends::Prints;
    floor.pass(3s, 500ms);
    EXPECT_EQ(printer().paper_of(floor.number(1)).size(), 1u);
    EXPECT_EQ(floor.state(1), "printed");
}

TEST_F(PrintJournal, MarksASecondPrintAndSupersedesTheFirstSheet) {
    printer().sends = Sends::Prints;
    begin(1);
    const auto first = floor.job(1);
    const auto again = floor.station().reprint(first, "smudged", kActor);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->print_number, 2);
    floor.run();
    const auto sheets = printer().paper_of(floor.number(1));
    ASSERT_EQ(sheets.size(), 2u);
    EXPECT_EQ(sheets[0].print_number, 1);
    EXPECT_EQ(sheets[1].print_number, 2);
    EXPECT_NE(sheets[0].sheet_code, sheets[1].sheet_code);
    EXPECT_EQ(floor.ask("SELECT superseded FROM label_jobs WHERE id = $1", values(first)), "1");
    const auto third = floor.station().reprint(floor.job(1), "torn", kActor);
    ASSERT_TRUE(third);
    EXPECT_EQ(third->print_number, 3);
}

TEST_F(PrintJournal, RefusesAReprintWithoutReasonOrWhileOneWaits) {
    begin(1);
    EXPECT_EQ(floor.station().reprint(floor.job(1), "  ", kActor).error().key,
              "error.reason_missing");
    EXPECT_EQ(floor.station().reprint(floor.job(1), "lost", kActor).error().key,
              "error.label_already_queued");
    EXPECT_EQ(floor.station().reprint(base::JobRow(99), "lost", kActor).error().key,
              "error.label_unknown");
}

TEST_F(PrintJournal, MakesTheFirstSheetValidAgainWhenItsReprintIsCancelled) {
    printer().sends = Sends::Prints;
    begin(1);
    printer().draws = Draws::Waits;
    const auto first = floor.job(1);
    const auto again = floor.station().reprint(first, "smudged", kActor);
    ASSERT_TRUE(again);
    ASSERT_TRUE(floor.station().cancel(again->batch, kActor));
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.ask("SELECT superseded FROM label_jobs WHERE id = $1", values(first)), "0");
}

TEST_F(PrintJournal, SettlesAnUnknownLabelThatAPersonHasInHand) {
    begin(1);
    printer().lose(printer().sending().front(), 4000);
    floor.run();
    const auto settled = floor.station().settle(floor.job(1), true, "", kActor);
    ASSERT_TRUE(settled);
    EXPECT_EQ(settled->state, "printed");
    EXPECT_EQ(floor.state(1), "printed");
    floor.pass(1min, 10s);
    EXPECT_EQ(printer().deliveries(), 1);
}

TEST_F(PrintJournal, PrintsANewSheetMarkedTwoForAnUnknownLabelThatIsNotThere) {
    begin(1);
    printer().lose(printer().sending().front(), 500);
    floor.run();
    EXPECT_EQ(floor.station().settle(floor.job(1), false, "", kActor).error().key,
              "error.reason_missing");
    const auto old = floor.job(1);
    printer().sends = Sends::Prints;
    const auto settled = floor.station().settle(old, false, "paper torn", kActor);
    ASSERT_TRUE(settled) << settled.error().message;
    EXPECT_EQ(settled->print_number, 2);
    floor.pass(3s, 500ms);
    EXPECT_EQ(floor.ask("SELECT state || superseded FROM label_jobs WHERE id = $1", values(old)),
              "failed1");
    const auto sheets = printer().paper_of(floor.number(1));
    ASSERT_EQ(sheets.size(), 1u);
    EXPECT_EQ(sheets.front().print_number, 2);
    EXPECT_EQ(floor.state(1), "printed");
}

TEST_F(PrintJournal, SettlesNothingThatIsNotAnOpenQuestion) {
    begin(3);
    EXPECT_EQ(floor.station().settle(floor.job(3), true, "", kActor).error().code,
              base::ErrorCode::Conflict);
    EXPECT_EQ(floor.station().settle(floor.job(1), true, "", kActor).error().code,
              base::ErrorCode::Conflict);
}

}  // namespace
}  // namespace station
