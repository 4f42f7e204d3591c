// The bench over a database: what a scan commits before it is shown.
#include "station/bench/bench.h"

#include <gtest/gtest.h>

#include "station/waybills/own_codes.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Sends = fakes::FakePrinter::Sends;

constexpr char kTulip[] = "6901234567892";

class BenchScans : public ::testing::Test {
protected:
    /// Orders 1..n, printed.
    void begin(int n, const ExportRow& changes = {}) {
        floor.start();
        std::vector<ExportRow> rows;
        for (int i = 1; i <= n; ++i) rows.push_back(order_row(i, changes));
        floor.import(rows);
        auto batch = floor.station().print_now(kActor);
        if (!batch) throw std::runtime_error(batch.error().message);
        floor.run();
    }
    std::string bound_at(int order) {
        return floor.ask("SELECT bound_at FROM parcels WHERE number = $1",
                         values(floor.number(order)));
    }
    TestFloor floor;
};

TEST_F(BenchScans, BindAParcelByLabelAndConfirmDurablyBeforeItIsShown) {
    begin(1);
    EXPECT_EQ(floor.scan_code(floor.number(1)), "opened");
    EXPECT_EQ(bound_at(1), "");
    const BenchView view = floor.scan("PB:CONFIRM");
    EXPECT_EQ(view.outcome->code, "bound");
    EXPECT_EQ(view.state, "bound");
    // Another session, as another process would have it, sees it when scan() has returned.
    EXPECT_EQ(bound_at(1), std::to_string(base::to_millis(floor.clock.now())));
    EXPECT_EQ(floor.state(1), "packed");
    EXPECT_EQ(floor.ask("SELECT state FROM outbox"), "pending");
}

TEST_F(BenchScans, BindByTheLastItem) {
    begin(1, {{"条形码", kTulip}, {"SKU件数", "2"}});
    floor.scan(floor.number(1));
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "item_missing");
    EXPECT_EQ(floor.scan_code(kTulip), "item_ok");
    EXPECT_EQ(floor.scan_code("6901234567885"), "item_unexpected");
    EXPECT_EQ(floor.scan_code(kTulip), "bound");
    EXPECT_EQ(floor.state(1), "packed");
}

TEST_F(BenchScans, CountASurplusItemNotAtAll) {
    begin(1, {{"条形码", kTulip}});
    floor.import(
        {order_row(1, {{"条形码", kTulip}}),
         order_row(1, {{"规格ID", "S2"}, {"商家编码", "HH-02"}, {"条形码", "6901234567885"}})},
        "09:20");
    floor.scan(floor.number(1));
    EXPECT_EQ(floor.scan_code(kTulip), "item_ok");
    EXPECT_EQ(floor.scan_code(kTulip), "item_surplus");
    EXPECT_EQ(floor.scan("PB:CONFIRM").outcome->params.at("missing"), "1");
    EXPECT_EQ(floor.scan_code("6901234567885"), "bound");
}

TEST_F(BenchScans, RefuseASecondLabelWhileAParcelIsOpen) {
    begin(2);
    floor.scan(floor.number(1));
    EXPECT_EQ(floor.scan_code(floor.number(2)), "wrong_parcel");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "confirm_first");
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
    EXPECT_EQ(floor.state(1), "packed");
    EXPECT_EQ(floor.state(2), "printed");
}

TEST_F(BenchScans, RefuseABoundAnUnknownAndARefusedOne) {
    begin(2);
    floor.scan(floor.number(1));
    floor.scan("PB:CONFIRM");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "already_bound");
    EXPECT_EQ(floor.scan_code("78990000099999"), "unknown_number");
    const std::string dead = floor.number(2);
    ASSERT_TRUE(floor.station().refuse(base::OrderNo(order_number(2)), "fraud", kActor));
    EXPECT_EQ(floor.scan_code(dead), "dead_number");
}

TEST_F(BenchScans, AcceptOnlyTheValidSheetAfterAReprint) {
    begin(1);
    const std::string old_sheet = floor.sheet_code(1);
    floor.printer.sends = Sends::Waits;
    ASSERT_TRUE(floor.station().reprint(floor.job(1), "smudged", kActor));
    // Not printed yet: the old paper is dead already, by its QR and by its number.
    EXPECT_EQ(floor.scan_code(old_sheet), "superseded_sheet");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "superseded_sheet");
    floor.run();
    floor.printer.print(floor.printer.sending().front());
    floor.run();
    EXPECT_EQ(floor.scan_code(old_sheet), "superseded_sheet");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "scan_sheet_code");
    EXPECT_EQ(floor.scan_code(floor.sheet_code(1)), "opened");
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
}

TEST_F(BenchScans, CloseAParcelWhoseLabelIsPrintedAgain) {
    begin(1);
    floor.scan(floor.number(1));
    ASSERT_TRUE(floor.station().reprint(floor.job(1), "smudged", kActor));
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "nothing_open");
    EXPECT_EQ(floor.state(1), "queued");
}

TEST_F(BenchScans, RefuseAHeldAndAnInterceptedOrderAlsoWhenItLiesOpen) {
    begin(2, {{"条形码", kTulip}});
    floor.scan(floor.number(1));
    ASSERT_TRUE(floor.station().hold(base::OrderNo(order_number(1)), "call first", kActor));
    EXPECT_EQ(floor.scan_code(kTulip), "held");
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "held");
    EXPECT_EQ(floor.scan_code("PB:CANCEL"), "put_away");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "held");
    floor.scan(floor.number(2));
    floor.import({order_row(2, {{"条形码", kTulip}, {"售后状态", "售后中"}})}, "09:30");
    const BenchView view = floor.scan(kTulip);
    EXPECT_EQ(view.outcome->kind, "intercept");
    EXPECT_EQ(view.state, "intercepted");
    EXPECT_EQ(bound_at(2), "");
}

TEST_F(BenchScans, TakeTheSameKeyTwiceAsOneScan) {
    begin(1, {{"条形码", kTulip}, {"SKU件数", "2"}});
    floor.scan(floor.number(1));
    const base::BenchName bench("1");
    const auto first = floor.station().scan(bench, kTulip, "key-1");
    const auto second = floor.station().scan(bench, kTulip, "key-1");
    ASSERT_TRUE(first && second);
    EXPECT_EQ(second->outcome->code, first->outcome->code);
    EXPECT_EQ(second->parcel->items.front().scanned, 1);
    EXPECT_EQ(floor.ask("SELECT count(*) FROM scans WHERE scan_key = 'key-1'"), "1");
    EXPECT_EQ(floor.state(1), "printed");
}

TEST_F(BenchScans, UndoTheLastBindingUntilItIsHandedOver) {
    begin(1);
    EXPECT_EQ(floor.scan_code("PB:UNDO"), "nothing_to_undo");
    floor.scan(floor.number(1));
    floor.scan("PB:CONFIRM");
    EXPECT_EQ(floor.scan_code("PB:UNDO"), "unbound");
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(bound_at(1), "");
    EXPECT_EQ(floor.count("outbox"), 0);
    EXPECT_EQ(floor.scan_code("PB:UNDO"), "nothing_to_undo");
    floor.scan(floor.number(1));
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
    floor.clock.advance(11min);
    ASSERT_TRUE(floor.station().write_ship_file(false, {}, kActor));
    EXPECT_EQ(floor.scan_code("PB:UNDO"), "nothing_to_undo");
    EXPECT_EQ(floor.state(1), "shipped");
}

TEST_F(BenchScans, OpenAParcelAtOneBenchOnly) {
    begin(1);
    EXPECT_EQ(floor.scan_code(floor.number(1), "1"), "opened");
    const BenchView other = floor.scan(floor.number(1), "2");
    EXPECT_EQ(other.outcome->code, "open_elsewhere");
    EXPECT_EQ(other.outcome->params.at("bench"), "1");
    EXPECT_EQ(floor.scan_code("PB:CANCEL", "1"), "put_away");
    EXPECT_EQ(floor.scan_code(floor.number(1), "2"), "opened");
    EXPECT_EQ(floor.scan_code("PB:CONFIRM", "2"), "bound");
    EXPECT_EQ(floor.ask("SELECT bench FROM parcels"), "2");
}

TEST_F(BenchScans, SettleAnUnknownLabelThatIsInHand) {
    floor.printer.sends = Sends::Waits;
    begin(1);
    floor.printer.put_on_paper(floor.printer.sending().front());
    floor.printer.lose(floor.printer.sending().front(), 4000);
    floor.run();
    ASSERT_EQ(floor.job_state(1), "unknown");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "opened");
    EXPECT_EQ(floor.job_state(1), "printed");
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
}

TEST_F(BenchScans, KeepAnOpenParcelOverARestart) {
    begin(1, {{"条形码", kTulip}, {"SKU件数", "2"}});
    floor.scan(floor.number(1));
    floor.scan(kTulip);
    floor.restart();
    EXPECT_EQ(floor.scan_code(kTulip), "bound");
}

TEST_F(BenchScans, AdoptAPreNumberedLabel) {
    floor.start();
    floor.import({order_row(1), order_row(2), order_row(3)});
    EXPECT_EQ(floor.scan_code(slip_code(base::OrderNo(order_number(1))), "3"), "opened");
    EXPECT_EQ(floor.scan_code("SF1385628716739", "3"), "wrong_carrier");
    EXPECT_EQ(floor.scan_code("78990000000555", "3"), "bound");
    EXPECT_EQ(floor.state(1), "packed");
    EXPECT_EQ(floor.number(1), "78990000000555");
    EXPECT_EQ(floor.scan_code(order_number(2), "3"), "opened");
    EXPECT_EQ(floor.scan_code("78990000000555", "3"), "number_taken");
    EXPECT_EQ(floor.scan_code("78990000000556", "3"), "bound");
    // Undone, the number goes back to the roll.
    EXPECT_EQ(floor.scan_code("PB:UNDO", "3"), "unbound");
    EXPECT_EQ(floor.number(2), "");
    EXPECT_EQ(floor.state(2), "numbered");
    EXPECT_EQ(floor.scan_code(order_number(3), "3"), "opened");
    EXPECT_EQ(floor.scan_code("78990000000556", "3"), "bound");
}

// The platform gave the number to another order: it is not on a parcel yet, and taken all the same.
TEST_F(BenchScans, RefuseToAdoptANumberThatTheExportGaveToAnotherOrder) {
    floor.start();
    floor.import({order_row(1), order_row(2, {{"快递公司", "中通快递"},
                                              {"快递单号", "78990000000777"},
                                              {"三段码", "342 300A 12"}})});
    floor.scan(order_number(1), "3");
    EXPECT_EQ(floor.scan_code("78990000000777", "3"), "number_promised");
    EXPECT_EQ(floor.state(1), "screened");
    // And the order that it was given to takes no other.
    floor.scan("PB:CANCEL", "3");
    floor.scan(order_number(2), "3");
    EXPECT_EQ(floor.scan_code("78990000000778", "3"), "wrong_label");
    EXPECT_EQ(floor.scan_code("78990000000777", "3"), "bound");
    EXPECT_EQ(floor.number(2), "78990000000777");
}

// Nothing in the database begins like a number of a fresh roll: only the carrier's form tells.
TEST_F(BenchScans, RefuseACutNumberOfAPreNumberedLabel) {
    floor.start();
    floor.import({order_row(1)});
    floor.scan(order_number(1), "3");
    for (const char* cut : {"7899000000055", "789900000005", "8990000000555", "78990000"})
        EXPECT_EQ(floor.scan_code(cut, "3"), "truncated") << cut;
    EXPECT_EQ(floor.state(1), "screened");
    EXPECT_EQ(floor.scan_code("78990000000555", "3"), "bound");
}

TEST_F(BenchScans, WithdrawAWaitingLabelOfAParcelThatIsBound) {
    floor.start();
    floor.import({order_row(1)});
    floor.printer.queue_full = true;
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    const std::string number = floor.number(1);
    floor.scan(order_number(1), "3");
    EXPECT_EQ(floor.scan_code(number, "3"), "bound");
    EXPECT_EQ(floor.job_state(1), "cancelled");
    floor.printer.queue_full = false;
    floor.pass(5s, 1s);
    EXPECT_EQ(floor.printer.paper().size(), 0u);
    EXPECT_EQ(floor.state(1), "packed");
}

TEST_F(BenchScans, AnswerAScanAtAnUnknownBenchWithNotFound) {
    floor.start();
    EXPECT_EQ(floor.station().scan(base::BenchName("9"), "x", "").error().key,
              "error.bench_unknown");
}

}  // namespace
}  // namespace station
