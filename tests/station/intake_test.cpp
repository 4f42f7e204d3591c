// Exports that arrive again: what they change, wherever the order stands.
#include "station/desk/intake.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Sends = fakes::FakePrinter::Sends;
using Draws = fakes::FakePrinter::Draws;

TEST(Intake, ChangesNothingWhenTheSameFileComesAgain) {
    TestFloor floor;
    floor.start();
    const auto file = floor.write_export(
        "小红书订单查询2026-11-24-09_10_aaaaaaaa.csv",
        {order_row(1), order_row(2, {{"收件人电话", "12"}}), order_row(3, {{"SKU件数", "x"}}),
         order_row(4, {{"售后状态", "售后中"}})});
    const auto first = floor.station().import_file(file, false, kActor);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->created, 3);
    EXPECT_EQ(first->problems.size(), 1u);
    const std::string before = floor.fingerprint();
    floor.clock.advance(1h);
    const auto second = floor.station().import_file(file, false, kActor);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->created + second->updated, 0);
    EXPECT_EQ(second->unchanged, 3);
    EXPECT_EQ(floor.fingerprint(), before);
}

TEST(Intake, WritesNothingInADryRun) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)});
    const std::string before = floor.fingerprint();
    const auto file =
        floor.write_export("小红书订单查询2026-11-24-09_10_bbbbbbbb.csv",
                           {order_row(1, {{"用户备注", "快点"}}), order_row(2), order_row(3)});
    const auto view = floor.station().import_file(file, true, kActor);
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_EQ(view->created, 2);
    EXPECT_EQ(view->updated, 1);
    EXPECT_EQ(floor.fingerprint(), before);
}

TEST(Intake, TellsThatAnExportIsOlder) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1, {{"用户备注", "新的"}})}, "09:30");
    const auto view = floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:20");
    ASSERT_EQ(view.skipped.size(), 1u);
    EXPECT_EQ(view.skipped.front().code, "older_export");
    EXPECT_EQ(floor.state(1), "screened");
}

// The old sheet shows the old address: after a release it must not be bound, by QR or by number,
// nor come back when the new label is cancelled.
TEST(Intake, KillsTheSheetOfAnOldAddressForGood) {
    for (const bool refund_first : {false, true}) {
        TestFloor floor;
        floor.start();
        const base::OrderNo order(order_number(1));
        floor.import({order_row(1)}, "09:01");
        ASSERT_TRUE(floor.station().print_now(kActor));
        floor.run();
        const std::string old_sheet = floor.sheet_code(1);
        const std::string number = floor.number(1);
        // Also when the address changes while the order is intercepted for another reason.
        if (refund_first) floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:10");
        floor.import({order_row(1, {{"收件人地址", "浙江省杭州市西湖区文二路9号1幢101室"}})},
                     "09:20");
        ASSERT_EQ(floor.state(1), "intercepted");
        ASSERT_TRUE(floor.station().release(order, "new address is fine", kActor));
        EXPECT_EQ(floor.state(1), "numbered");
        EXPECT_EQ(floor.scan_code(number), "superseded_sheet");
        EXPECT_EQ(floor.scan_code(old_sheet), "superseded_sheet");
        floor.printer.queue_full = true;
        const auto batch = floor.station().print_now(kActor);
        ASSERT_TRUE(batch);
        ASSERT_TRUE(floor.station().cancel(batch->id, kActor));
        EXPECT_EQ(floor.state(1), "numbered");
        EXPECT_EQ(floor.scan_code(old_sheet), "superseded_sheet");
        floor.printer.queue_full = false;
        ASSERT_TRUE(floor.station().print_now(kActor));
        floor.pass(3s, 500ms);
        const auto sheets = floor.printer.paper_of(number);
        ASSERT_EQ(sheets.size(), 2u);
        EXPECT_EQ(sheets.back().print_number, 2);
        EXPECT_EQ(floor.scan_code(old_sheet), "superseded_sheet");
        EXPECT_EQ(floor.scan_code(floor.sheet_code(1)), "opened");
    }
}

TEST(Intake, PrintsNoSecondLabelWhenAHoldAfterPrintingIsLifted) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)}, "09:01");
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.import({order_row(1, {{"包裹备注标记", "红旗"}})}, "09:10");
    ASSERT_EQ(floor.state(1), "held");
    floor.import({order_row(1)}, "09:20");
    EXPECT_EQ(floor.state(1), "printed") << "its sheet is good again";
    EXPECT_EQ(floor.station().print_now(kActor).error().key, "error.nothing_to_print");
    EXPECT_EQ(floor.scan_code(floor.number(1)), "opened");
}

TEST(Intake, OffersToMergeAllThreeOrdersOfABuyer) {
    TestFloor floor;
    floor.start();
    const ExportRow same = {{"用户编号", "U-one"},
                            {"收件人姓名", "王小明"},
                            {"收件人电话", "13800138000"},
                            {"收件人地址", "浙江省杭州市西湖区文三路8号2幢301室"}};
    floor.import({order_row(1, same), order_row(2, same), order_row(3, same), order_row(4)});
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    ASSERT_TRUE(reader);
    for (int i = 1; i <= 3; ++i) {
        const auto order = (*reader)->order(base::OrderNo(order_number(i)));
        ASSERT_TRUE(order);
        EXPECT_TRUE(std::ranges::any_of(
            order->row.reasons,
            [](const ReasonView& reason) { return reason.code == "merge_offer"; }))
            << "order " << i;
        EXPECT_EQ(order->other_orders.size(), 2u);
    }
    const auto alone = (*reader)->order(base::OrderNo(order_number(4)));
    EXPECT_TRUE(alone->row.reasons.empty());
}

TEST(Intake, TakesTheContentsOfTheNewerOfTwoFilesWithOneOrder) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)}, "09:01");
    const auto view =
        floor.import({order_row(1, {{"商品名称", "永生花盒"}, {"SKU件数", "3"}})}, "09:02");
    EXPECT_EQ(view.updated, 1);
    EXPECT_EQ(floor.count("orders"), 1);
    EXPECT_EQ(floor.ask("SELECT title || quantity FROM order_items"), "永生花盒3");
}

TEST(Intake, SaysOnceThatAllReceiversAreMasked) {
    TestFloor floor;
    floor.start();
    std::vector<ExportRow> rows;
    for (int i = 1; i <= 20; ++i)
        rows.push_back(order_row(i, {{"收件人姓名", "王**"},
                                     {"收件人电话", "1******5678"},
                                     {"收件人地址", "浙江省杭州市西湖区***"}}));
    const auto view = floor.import(rows);
    EXPECT_EQ(view.created, 0);
    ASSERT_EQ(view.problems.size(), 1u);
    EXPECT_EQ(view.problems.front().code, "all_masked");
    EXPECT_EQ(floor.count("orders"), 0);
}

TEST(Intake, GoesOnWithAnImportThatACrashInterrupted) {
    TestFloor floor;
    floor.start();
    std::vector<ExportRow> rows;
    for (int i = 1; i <= 300; ++i) rows.push_back(order_row(i));
    const auto file = floor.write_export("小红书订单查询2026-11-24-09_10_cccccccc.csv", rows);
    bool told = false;
    ASSERT_TRUE(floor.station().import_later(file, false, kActor,
                                             [&](base::Result<ImportView>) { told = true; }));
    for (int i = 0; i < 2000 && floor.count("orders") < 8; ++i) {
        floor.station().work();
        std::this_thread::sleep_for(1ms);
    }
    const int half = floor.count("orders");
    ASSERT_GT(half, 0);
    ASSERT_LT(half, 300);
    floor.restart();
    const auto view = floor.station().import_file(file, false, kActor);
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_EQ(view->created, 300 - half);
    EXPECT_EQ(view->unchanged, half);
    EXPECT_EQ(floor.count("orders"), 300);
    EXPECT_EQ(floor.count("imports"), 1);
    EXPECT_FALSE(told);
}

class WatchedInbox : public ::testing::Test {
protected:
    void begin() {
        floor.settings.intake.folder = inbox;
        floor.start();
    }
    void put(const std::string& name, const std::string& content) {
        std::ofstream(inbox / name, std::ios::binary) << content;
    }
    /// Time passes; the reading thread gets its chance.
    void pass(std::chrono::milliseconds time) {
        for (auto left = time; left > 0ms; left -= 500ms) {
            floor.clock.advance(500ms);
            floor.run();
            std::this_thread::sleep_for(15ms);
            floor.run();
        }
    }
    bool is_there(const std::string& name) { return std::filesystem::exists(inbox / name); }
    TestFloor floor;
    std::filesystem::path inbox = floor.folder() / "inbox";
};

TEST_F(WatchedInbox, TakesAFileWhenItHasStoppedGrowing) {
    begin();
    const std::string csv = export_csv({order_row(1), order_row(2)});
    put("orders.csv", csv.substr(0, csv.size() - 50));
    pass(1500ms);
    EXPECT_EQ(floor.count("orders"), 0);
    put("orders.csv", csv);
    pass(1500ms);
    EXPECT_EQ(floor.count("orders"), 0) << "taken before it had settled";
    pass(3s);
    EXPECT_EQ(floor.count("orders"), 2);
    EXPECT_FALSE(is_there("orders.csv"));
    EXPECT_TRUE(is_there("done/orders.csv"));
}

TEST_F(WatchedInbox, LeavesFilesInTheMakingAlone) {
    begin();
    for (const char* name : {"a.csv.part", "b.crdownload", "~$c.xlsx", ".d.csv", "e.pdf"})
        put(name, export_csv({order_row(1)}));
    pass(6s);
    EXPECT_EQ(floor.count("orders"), 0);
    EXPECT_TRUE(is_there("a.csv.part"));
    EXPECT_TRUE(is_there("~$c.xlsx"));
}

TEST_F(WatchedInbox, PutsABrokenFileIntoFailedAndSaysWhy) {
    begin();
    put("broken.xlsx", "PK\x03\x04 this is no zip");
    put("other.csv", "a,b\n1,2\n");
    pass(5s);
    EXPECT_TRUE(is_there("failed/broken.xlsx"));
    EXPECT_TRUE(is_there("failed/other.csv"));
    EXPECT_EQ(floor.count("imports"), 2);
    EXPECT_GE(floor.station().status()->last_import->problems, 1);
}

TEST_F(WatchedInbox, KeepsBothFilesOfOneName) {
    begin();
    for (int i = 1; i <= 3; ++i) {
        put("orders.csv", export_csv({order_row(i)}));
        pass(5s);
    }
    EXPECT_EQ(floor.count("orders"), 3);
    EXPECT_TRUE(is_there("done/orders.csv"));
    EXPECT_TRUE(is_there("done/orders-2.csv"));
    EXPECT_TRUE(is_there("done/orders-3.csv"));
}

TEST(Intake, AnswersAScanWhileAVeryLargeExportGoesIn) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(99'999)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    std::vector<ExportRow> rows;
    for (int i = 1; i <= 3'000; ++i) rows.push_back(order_row(i));
    const auto file = floor.write_export("小红书订单查询2026-11-24-09_10_dddddddd.csv", rows);
    std::optional<ImportView> view;
    ASSERT_TRUE(floor.station().import_later(file, false, kActor, [&](auto done) {
        if (done) view = *done;
    }));
    std::vector<double> slices;
    double scan_ms = 0;
    const auto ms_since = [](auto start) {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count();
    };
    const std::string number = floor.number(99'999);
    for (int turn = 0; turn < 100'000 && !view; ++turn) {
        const auto began = std::chrono::steady_clock::now();
        const bool more = floor.station().work();
        slices.push_back(ms_since(began));
        if (!more) std::this_thread::sleep_for(1ms);
        if (turn == 300) {
            const auto scanned = std::chrono::steady_clock::now();
            EXPECT_EQ(floor.scan_code(number), "opened");
            scan_ms = ms_since(scanned);
        }
    }
    ASSERT_TRUE(view);
    EXPECT_EQ(view->created, 3'000);
    std::ranges::sort(slices);
    std::printf("slices of work() in ms: median %.2f, 99%% %.2f, longest %.2f; a scan: %.2f\n",
                slices[slices.size() / 2], slices[slices.size() * 99 / 100], slices.back(),
                scan_ms);
}

}  // namespace
}  // namespace station
