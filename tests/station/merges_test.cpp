// Several orders in one parcel: which may travel together, and what one of them means for the rest.
#include <gtest/gtest.h>

#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

const Actor kActor{"supervisor"};

base::OrderNo no(int order) {
    return base::OrderNo(order_number(order));
}

/// Order n for the receiver of order 1.
ExportRow same_buyer(int n, ExportRow changes = {}) {
    const ExportRow first = order_row(1);
    for (const char* title : {"收件人姓名", "收件人电话", "收件人地址", "用户编号"})
        changes.try_emplace(title, first.at(title));
    return order_row(n, changes);
}

std::string merged(TestFloor& floor, std::vector<base::OrderNo> orders) {
    const auto answer = floor.station().merges().merge(orders, kActor);
    return answer ? answer->main.str() : answer.error().key;
}

OrderView order_of(TestFloor& floor, int order) {
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    if (!reader) throw std::runtime_error(reader.error().message);
    auto view = (*reader)->order(no(order));
    if (!view) throw std::runtime_error(view.error().message);
    return *view;
}

TEST(Merges, TakeOnlyWhatMayTravelTogether) {
    struct Case {
        const char* name;
        ExportRow second;
        bool may;
    };
    const Case cases[] = {
        {"the same buyer", {}, true},
        {"the address written otherwise",
         {{"收件人地址", "浙江省 杭州市 西湖区 文三路1号 2幢301室"}},
         true},
        {"another room", {{"收件人地址", "浙江省杭州市西湖区文三路1号2幢302室"}}, false},
        {"another name", {{"收件人姓名", "孙七"}}, false},
        {"another phone", {{"收件人电话", "13957164821"}}, false},
        {"money back", {{"售后状态", "售后中"}}, false},
        {"a subsidised order", {{"订单标记", "国补"}}, false},
        {"not before next month", {{"预售订单开始发货时间", "2026-12-20 00:00:00"}}, false},
        {"sent in exchange", {{"订单类型", "换货补发"}}, true},
    };
    for (const Case& c : cases) {
        TestFloor floor;
        floor.start();
        floor.import({same_buyer(1), same_buyer(2, c.second)});
        EXPECT_EQ(merged(floor, {no(1), no(2)}), c.may ? no(1).str() : "error.not_mergeable")
            << c.name;
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        ASSERT_TRUE(reader);
        const auto list = (*reader)->merges();
        ASSERT_TRUE(list) << list.error().message;
        EXPECT_EQ(list->merged.size(), c.may ? 1u : 0u) << c.name;
        EXPECT_TRUE(list->offers.empty()) << c.name;
    }
}

TEST(Merges, RefuseOneOrderTwiceAndOrdersThatHaveALabel) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1), same_buyer(2), same_buyer(3)});
    EXPECT_EQ(merged(floor, {no(1)}), "error.not_mergeable");
    EXPECT_EQ(merged(floor, {no(1), no(1)}), "error.not_mergeable");
    EXPECT_EQ(merged(floor, {no(1), no(9)}), "error.order_unknown");
    ASSERT_TRUE(floor.station().release(no(1), "看过", kActor));
    ASSERT_TRUE(floor.station().print_order(no(1), kActor));
    floor.run();
    EXPECT_EQ(merged(floor, {no(1), no(2)}), "error.not_mergeable");
    EXPECT_EQ(merged(floor, {no(2), no(3)}), no(2).str());
    EXPECT_EQ(merged(floor, {no(2), no(3)}), "error.not_mergeable");
    const auto apart = floor.station().merges().undo(no(1), kActor);
    ASSERT_FALSE(apart);
    EXPECT_EQ(apart.error().key, "error.not_merged");
}

TEST(Merges, GiveTheParcelToTheNearestDeadline) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1, {{"承诺发货时间", "2026-11-26 12:00:00"}}),
                  same_buyer(2, {{"承诺发货时间", "2026-11-24 20:00:00"}})});
    EXPECT_EQ(merged(floor, {no(1), no(2)}), no(2).str());
    EXPECT_EQ(order_of(floor, 1).merged_into, no(2));
}

// A doubt about any of them is a doubt about the parcel.
TEST(Merges, HoldTheParcelBackForADoubtedOrder) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1), same_buyer(2)});
    ASSERT_EQ(merged(floor, {no(1), no(2)}), no(1).str());
    // Third order of this buyer: all are to be looked at.
    floor.import({same_buyer(3)}, "09:10");
    ASSERT_EQ(order_of(floor, 2).row.verdict, "review");
    ASSERT_TRUE(floor.station().release(no(1), "看过", kActor));
    const auto print = floor.station().print_now(kActor);
    ASSERT_FALSE(print);
    EXPECT_EQ(print.error().key, "error.nothing_to_print");
    ASSERT_TRUE(floor.station().release(no(2), "看过", kActor));
    EXPECT_TRUE(floor.station().print_now(kActor));
}

TEST(Merges, PrintNothingOfAParcelThatHoldsAStoppedOrder) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1), same_buyer(2)});
    ASSERT_EQ(merged(floor, {no(1), no(2)}), no(1).str());
    floor.printer.sends = fakes::FakePrinter::Sends::Nothing;
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    ASSERT_TRUE(floor.station().hold(no(2), "先联系买家", kActor));
    floor.printer.sends = fakes::FakePrinter::Sends::Prints;
    floor.pass(5s, 500ms);
    EXPECT_TRUE(floor.printer.paper().empty());
    EXPECT_TRUE(order_of(floor, 1).together.empty());
    EXPECT_EQ(floor.state(2), "held");
}

TEST(Merges, PartAnOrderThatGoesToAnotherAddressNow) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1), same_buyer(2)});
    ASSERT_EQ(merged(floor, {no(1), no(2)}), no(1).str());
    floor.import({same_buyer(2, {{"收件人地址", "浙江省杭州市西湖区天目山路5号1幢101室"}})},
                 "09:20");
    floor.pass(2s, 500ms);
    EXPECT_TRUE(order_of(floor, 1).together.empty());
    EXPECT_EQ(floor.state(2), "screened");
}

// The export names the one number for both: it is ours, for the order without a number of its own,
// too.
TEST(Merges, KnowTheSharedNumberWhenThePlatformHasIt) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1), same_buyer(2)});
    ASSERT_EQ(merged(floor, {no(1), no(2)}), no(1).str());
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    const std::string number = floor.number(1);
    floor.scan(number);
    ASSERT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
    floor.pass(11min, 30s);
    ASSERT_TRUE(floor.station().write_ship_file(false, {}, kActor));
    const ExportRow shipped = {
        {"订单状态", "已发货"}, {"快递单号", number}, {"快递公司", "中通快递"}};
    floor.import({same_buyer(1, shipped), same_buyer(2, shipped)}, "09:30");
    for (const int order : {1, 2}) {
        EXPECT_EQ(floor.state(order), "shipped") << order;
        EXPECT_FALSE(order_of(floor, order).row.asked) << order;
        EXPECT_EQ(order_of(floor, order).row.news, "") << order;
    }
    EXPECT_EQ(floor.ask("SELECT count(*) FROM outbox WHERE state = 'confirmed'"), "2");
}

TEST(Merges, SurviveTheUndoOfTheImportThatBroughtThem) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1)});
    floor.import({same_buyer(2)}, "09:05");
    ASSERT_EQ(merged(floor, {no(1), no(2)}), no(1).str());
    bool undone = false;
    ASSERT_TRUE(floor.station().import_undo().undo_later(1, "supervisor", [&](auto answer) {
        undone = true;
        EXPECT_TRUE(answer) << answer.error().message;
    }));
    floor.pass(2s, 100ms);
    EXPECT_TRUE(undone);
    EXPECT_TRUE(order_of(floor, 2).together.empty());
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    EXPECT_EQ(floor.state(2), "printed");
}

TEST(Merges, TakeTheSameStepsAfterARestart) {
    TestFloor floor;
    floor.start();
    floor.import({same_buyer(1), same_buyer(2)});
    ASSERT_EQ(merged(floor, {no(1), no(2)}), no(1).str());
    floor.printer.sends = fakes::FakePrinter::Sends::Waits;
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    EXPECT_EQ(floor.state(2), "queued");
    floor.restart();
    floor.run();
    EXPECT_EQ(floor.job_state(1), "unknown");
    ASSERT_TRUE(floor.station().settle(floor.job(1), true, "", kActor));
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.state(2), "printed");
}

}  // namespace
}  // namespace station
