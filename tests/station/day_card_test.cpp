// The end-of-day card: what happened and what is left, each order under one reason, kept per day.
#include "station/day_views.h"

#include <gtest/gtest.h>

#include "tests/station/test_floor.h"

namespace station {
namespace {

class DayCardTest : public ::testing::Test {
protected:
    base::Result<DayCardView> ask(const std::string& date = {}) {
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        if (!reader) return base::pass(reader);
        return (*reader)->days().card(date);
    }
    DayCardView card(const std::string& date = {}) {
        auto card = ask(date);
        if (!card) throw std::runtime_error(card.error().message);
        return *card;
    }
    static std::string left(const DayCardView& card) {
        std::string text;
        for (const DayLeftView& one : card.left)
            text += one.kind + " " + std::to_string(one.count) + ", ";
        return text;
    }
    void SetUp() override { floor.start(); }
    TestFloor floor;
};

TEST_F(DayCardTest, HasEveryOrderUnderOneReason) {
    floor.import(
        {order_row(1), order_row(2), order_row(3), order_row(4, {{"收件人电话", "1380"}})});
    EXPECT_EQ(left(card()), "held 1, not_printed 3, ");
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    EXPECT_EQ(left(card()), "held 1, printed_unscanned 3, ");
    floor.scan(floor.number(1));
    floor.scan("PB:CONFIRM");
    ASSERT_EQ(floor.state(1), "packed");
    const DayCardView now = card();
    EXPECT_EQ(left(now), "held 1, printed_unscanned 2, ship_waiting 1, ");
    EXPECT_EQ(now.bound, 1);
    EXPECT_EQ(now.printed, 3);
    EXPECT_EQ(now.imported, 4);
    ASSERT_EQ(now.shipped.size(), 1u);
    EXPECT_EQ(now.shipped[0].count, 1);
}

TEST_F(DayCardTest, NamesWhatWaitsForAnArticleWhetherItHasALabelOrNot) {
    floor.import({order_row(1), order_row(2)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.import({order_row(3), order_row(4, {{"SKU名称", "别的"}, {"规格ID", "9"}})});
    ASSERT_TRUE(floor.station().stock().mark(base::OrderNo(order_number(1)), 1, kActor));
    floor.run();
    EXPECT_EQ(left(card()), "out_of_stock 3, not_printed 1, ");
}

TEST_F(DayCardTest, CountsAParcelOfSeveralOrdersOnce) {
    ExportRow same = order_row(1);
    same["订单号"] = order_number(2);
    floor.import({order_row(1), same});
    ASSERT_TRUE(floor.station().merges().merge(
        {base::OrderNo(order_number(1)), base::OrderNo(order_number(2))}, kActor));
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.scan(floor.number(1));
    floor.scan("PB:CONFIRM");
    ASSERT_EQ(floor.state(2), "packed");
    EXPECT_EQ(card().bound, 1);
}

TEST_F(DayCardTest, CountsWhatWasStoppedAfterBindingAsLeftAlone) {
    floor.import({order_row(1), order_row(2)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    for (const int n : {1, 2}) {
        floor.scan(floor.number(n));
        floor.scan("PB:CONFIRM");
    }
    EXPECT_EQ(card().bound, 2);
    floor.at("11:30");
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "11:30");
    ASSERT_EQ(floor.state(1), "intercepted");
    EXPECT_EQ(card().bound, 1);
    EXPECT_EQ(left(card()), "intercepted 1, ship_waiting 1, ");
}

TEST_F(DayCardTest, FollowsAShipFileToThePlatformsWord) {
    floor.import({order_row(1)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.scan(floor.number(1));
    floor.scan("PB:CONFIRM");
    floor.pass(std::chrono::minutes(30), std::chrono::minutes(5));
    const auto file = floor.station().shipping().write({}, kActor);
    ASSERT_TRUE(file);
    EXPECT_EQ(left(card()), "not_uploaded 1, ");
    ASSERT_TRUE(floor.station().shipping().tick(file->name, {}, TroubledRows::Refuse, kActor));
    EXPECT_EQ(left(card()), "waiting_platform 1, ");
}

TEST_F(DayCardTest, KeepsWhatWasLeftWhenTheMachineWasSwitchedOff) {
    floor.import({order_row(1), order_row(2, {{"收件人电话", "1380"}})});
    floor.pass(std::chrono::minutes(6), std::chrono::minutes(1));
    floor.crash();
    floor.clock.advance(std::chrono::hours(24));
    floor.start();
    const DayCardView yesterday = card("2026-11-24");
    EXPECT_FALSE(yesterday.today);
    ASSERT_TRUE(yesterday.as_of);
    EXPECT_EQ(left(yesterday), "held 1, not_printed 1, ");
    EXPECT_EQ(yesterday.imported, 2);
    const DayCardView never = card("2026-11-23");
    EXPECT_FALSE(never.as_of);
    EXPECT_EQ(left(never), "");
    EXPECT_TRUE(card().today);
}

TEST_F(DayCardTest, WritesADayDownOnce) {
    floor.pass(std::chrono::minutes(30), std::chrono::minutes(1));
    EXPECT_EQ(floor.ask("SELECT count(*) FROM day_cards"), "1");
}

TEST_F(DayCardTest, RefusesWhatIsNoDay) {
    const struct {
        const char* date;
        const char* key;
    } rows[] = {{"yesterday", "error.bad_date"},
                {"2026-11-31", "error.bad_date"},
                {"2026-11-24 10:00", "error.bad_date"},
                {"2026-11-25", "error.day_ahead"}};
    for (const auto& row : rows) {
        const auto card = ask(row.date);
        ASSERT_FALSE(card) << row.date;
        EXPECT_EQ(card.error().key, row.key) << row.date;
    }
}

}  // namespace
}  // namespace station
