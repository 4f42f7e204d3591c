// Requests for money back, from refund exports, and what they do to orders.
#include "station/desk/after_sales.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

struct Request {
    int order = 1;
    const char* state = "待审核";
    const char* kind = "未发货仅退款";
    const char* asked = "2026-11-24 08:30:00";
    const char* number = "R6242141112658161";
};

class Refunds : public testing::Test {
protected:
    Refunds() { floor.start(); }

    /// Imports a refund export of `as_of`; its name says nothing of its kind.
    ImportView refunds(const std::vector<Request>& requests, const std::string& as_of) {
        std::string csv =
            "售后单号,订单号,商品名称,售后类型,原因,申请售后金额(元),状态,退货创建时间\n";
        for (const Request& one : requests)
            csv += std::string(one.number) + "," + order_number(one.order) + ",干花," + one.kind +
                   ",不想要了,45.00," + one.state + "," + one.asked + "\n";
        std::string clock = as_of;
        clock[2] = '_';
        const auto file = floor.folder() /
                          ("export-2026-11-24-" + clock + "_" + std::to_string(++files_) + ".csv");
        std::ofstream(file, std::ios::binary) << csv;
        const auto time = base::parse_beijing("2026-11-24 " + as_of);
        if (floor.clock.now() < *time) floor.at(as_of);
        const auto view = floor.station().import_file(file, false, kActor);
        EXPECT_TRUE(view) << view.error().message;
        return view ? *view : ImportView{};
    }
    std::string news() { return floor.ask("SELECT news FROM orders"); }
    std::string asked() { return floor.ask("SELECT asked FROM orders"); }

    TestFloor floor;
    int files_ = 0;
};

TEST_F(Refunds, StopAnOrderAndLetItGoWhenTheyAreOver) {
    floor.import({order_row(1)}, "09:01");
    const auto view = refunds({{}}, "09:10");
    EXPECT_EQ(view.kind, "refunds");
    EXPECT_EQ(view.created, 1);
    EXPECT_EQ(floor.state(1), "intercepted");
    EXPECT_EQ(news(), "refund_asked");
    EXPECT_FALSE(floor.station().release(base::OrderNo(order_number(1)), "try", kActor));
    refunds({{.state = "商家审核拒绝"}}, "09:20");
    EXPECT_EQ(floor.state(1), "screened");
    EXPECT_EQ(news(), "");
}

TEST_F(Refunds, ThatWereOverBeforeTheExportNamedOneLetNothingGo) {
    floor.import({order_row(1)}, "09:01");
    refunds({{.state = "商家审核拒绝", .number = "R1"}}, "09:10");
    EXPECT_EQ(floor.state(1), "screened");
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:20");
    EXPECT_EQ(floor.state(1), "intercepted");
    // The list of all requests, and the one of now is not in it yet.
    refunds({{.state = "商家审核拒绝", .number = "R1"}}, "09:30");
    EXPECT_EQ(floor.state(1), "intercepted");
    refunds({{.state = "商家审核拒绝", .number = "R1"}, {.state = "商家审核拒绝", .number = "R2"}},
            "09:40");
    EXPECT_EQ(floor.state(1), "screened");
}

TEST_F(Refunds, StopAPrintedAndABoundParcelAndTellTheBench) {
    for (const bool bound : {false, true}) {
        TestFloor other;
        other.start();
        other.import({order_row(1)}, "09:01");
        ASSERT_TRUE(other.station().print_now(kActor));
        other.run();
        if (bound) {
            other.scan(other.number(1));
            other.scan("PB:CONFIRM");
        }
        const auto file = other.folder() / "售后2026-11-24-09_10_x.csv";
        std::ofstream(file, std::ios::binary) << "售后单号,订单号,售后类型,状态,退货创建时间\nR1," +
                                                     order_number(1) +
                                                     ",未发货仅退款,待审核,2026-11-24 09:05:00\n";
        other.at("09:12");
        ASSERT_TRUE(other.station().import_file(file, false, kActor));
        EXPECT_EQ(other.state(1), "intercepted");
        const BenchView view = other.scan(other.number(1));
        ASSERT_TRUE(view.outcome);
        EXPECT_EQ(view.outcome->kind, "intercept");
        EXPECT_EQ(view.outcome->params.at("why"), "refund_asked");
        EXPECT_EQ(view.outcome->params.at("as_of"), "09:10");
        EXPECT_EQ(other.ask("SELECT count(*) FROM outbox WHERE state = 'pending'"), "0");
    }
}

TEST_F(Refunds, AskWhenTheParcelHasLeft) {
    floor.import({order_row(1)}, "09:01");
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.scan(floor.number(1));
    floor.scan("PB:CONFIRM");
    floor.clock.advance(11min);
    ASSERT_TRUE(floor.station().write_ship_file(false, {}, kActor));
    refunds({{.kind = "已发货仅退款"}}, "09:40");
    EXPECT_EQ(floor.state(1), "shipped");
    EXPECT_EQ(asked(), "1");
    refunds({{.state = "已取消", .kind = "已发货仅退款"}}, "09:50");
    EXPECT_EQ(asked(), "0");
}

// Known before its order: kept, and applied when the order comes.
TEST_F(Refunds, WaitForAnOrderThatIsNotKnownYet) {
    refunds({{}}, "09:10");
    EXPECT_EQ(floor.count("orders"), 0);
    floor.import({order_row(1)}, "09:05");
    EXPECT_EQ(floor.state(1), "intercepted");
    EXPECT_EQ(news(), "refund_asked");
}

TEST_F(Refunds, DoNotRollBackWhatANewerFileSays) {
    floor.import({order_row(1)}, "09:01");
    refunds({{.state = "已取消"}}, "09:30");
    const auto old = refunds({{}}, "09:10");
    ASSERT_EQ(old.skipped.size(), 1u);
    EXPECT_EQ(old.skipped[0].code, "older_export");
    EXPECT_EQ(floor.state(1), "screened");
    // The order's own export is newer than the refund export.
    floor.import({order_row(1)}, "10:00");
    refunds({{.number = "R2"}}, "09:50");
    EXPECT_EQ(floor.state(1), "screened");
    EXPECT_EQ(floor.count("after_sales"), 2);
}

// An order export of before the refund export says 无售后 and must not lift the interception.
TEST_F(Refunds, OutliveAnOrderExportOfBefore) {
    floor.import({order_row(1)}, "09:01");
    refunds({{}}, "09:30");
    floor.import({order_row(1, {{"用户备注", "x"}})}, "09:20");
    EXPECT_EQ(floor.state(1), "intercepted");
    floor.import({order_row(1, {{"用户备注", "x"}})}, "09:40");
    EXPECT_EQ(floor.state(1), "screened") << "the newer order export says that it is over";
}

TEST_F(Refunds, ChangeNothingWhenTheSameFileComesAgain) {
    floor.import({order_row(1)}, "09:01");
    const auto first = refunds({{}, {.order = 2, .number = "R2"}}, "09:10");
    EXPECT_EQ(first.created, 2);
    const auto again = refunds({{}, {.order = 2, .number = "R2"}}, "09:10");
    EXPECT_EQ(again.created + again.updated, 0);
    EXPECT_EQ(again.unchanged, 2);
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE action = 'intercept'"), "1");
}

TEST_F(Refunds, OfALowerPriceStopNothing) {
    floor.import({order_row(1)}, "09:01");
    refunds({{.kind = "保价"}}, "09:10");
    EXPECT_EQ(floor.state(1), "screened");
}

TEST_F(Refunds, ThatAreOneOfTwoKeepTheOrderStopped) {
    floor.import({order_row(1)}, "09:01");
    refunds({{}, {.number = "R2"}}, "09:10");
    refunds({{.state = "已关闭"}, {.number = "R2"}}, "09:20");
    EXPECT_EQ(floor.state(1), "intercepted");
    refunds({{.state = "已关闭"}, {.state = "已关闭", .number = "R2"}}, "09:30");
    EXPECT_EQ(floor.state(1), "screened");
}

TEST_F(Refunds, HaveADeadlineThatTheStatusPageWarnsOf) {
    const auto due = [&] {
        const auto status = floor.station().status();
        return std::pair{status->after_sales.due,
                         std::ranges::count_if(status->needs_person, [](const NeedView& need) {
                             return need.kind == "refund_due";
                         })};
    };
    // Asked yesterday at 18:00: the answer is due at 18:00 today, the warning begins at 12:00.
    refunds({{.asked = "2026-11-23 18:00:00"}, {.state = "待商家收货", .number = "R2"}}, "09:10");
    EXPECT_EQ(due(), (std::pair{0, std::ptrdiff_t{0}}));
    floor.at("12:01");
    EXPECT_EQ(due(), (std::pair{1, std::ptrdiff_t{1}}));
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    ASSERT_TRUE(reader);
    const auto soon = (*reader)->after_sales("due", 1);
    ASSERT_TRUE(soon) << soon.error().message;
    ASSERT_EQ(soon->after_sales.size(), 1u);
    EXPECT_EQ(soon->after_sales[0].risk, "soon");
    EXPECT_EQ(base::format_beijing(*soon->after_sales[0].answer_by), "2026-11-24 18:00:00");
    floor.at("18:01");
    EXPECT_EQ((*reader)->after_sales("open", 1)->after_sales[0].risk, "late");
    EXPECT_EQ((*reader)->after_sales("open", 1)->total, 2);
    EXPECT_EQ((*reader)->after_sales("nonsense", 1).error().code, base::ErrorCode::InvalidInput);
}

TEST_F(Refunds, AreUnknownWithoutAFreshExport) {
    const auto view = [&] { return floor.station().status()->after_sales; };
    EXPECT_FALSE(view().fresh);
    EXPECT_FALSE(view().as_of);
    refunds({{}}, "09:10");
    EXPECT_TRUE(view().fresh);
    EXPECT_EQ(view().open, 1);
    floor.clock.advance(13h);
    EXPECT_FALSE(view().fresh);
    EXPECT_TRUE(view().as_of);
    // A refund export says nothing about how fresh the orders are.
    EXPECT_FALSE(floor.station().status()->as_of);
}

TEST_F(Refunds, ComeThroughTheWatchedFolderToo) {
    TestFloor other;
    other.settings.intake.folder = other.folder() / "inbox";
    other.start();
    std::ofstream(other.folder() / "inbox" / "whatever.csv", std::ios::binary)
        << "售后单号,订单号,售后类型,状态\nR1," + order_number(1) + ",换货,待审核\n";
    for (int i = 0; i < 40 && other.count("after_sales") == 0; ++i) {
        other.pass(200ms, 200ms);
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(other.count("after_sales"), 1);
}

// With complete exports an order that a newer one does not name must not go on unseen.
TEST_F(Refunds, AndOrdersThatVanishedStopWhereExportsAreComplete) {
    for (const bool complete : {false, true}) {
        TestFloor other;
        other.settings.intake.complete_exports = complete;
        other.start();
        const auto created = [](const char* time) { return ExportRow{{"订单创建时间", time}}; };
        const auto a = order_row(1, created("2026-11-23 10:00:00"));
        const auto b = order_row(2, created("2026-11-23 11:00:00"));
        const auto c = order_row(3, created("2026-11-23 12:00:00"));
        const auto later = order_row(4, created("2026-11-23 13:00:00"));
        other.import({a, b, c, later}, "09:01");
        other.import({a, c}, "09:10");
        EXPECT_EQ(other.state(2), complete ? "intercepted" : "screened");
        EXPECT_EQ(other.state(4), "screened") << "outside of what the file spans";
        other.import({a, b, c}, "09:20");
        EXPECT_EQ(other.state(2), "screened") << "there again";
    }
}

}  // namespace
}  // namespace station
