// Articles out of stock: which lines a mark means, what it keeps back, and what it leaves alone.
#include <gtest/gtest.h>

#include "station/batches/stock_marks.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

StockView stock_of(TestFloor& floor) {
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    if (!reader) throw std::runtime_error(reader.error().message);
    auto stock = (*reader)->stock();
    if (!stock) throw std::runtime_error(stock.error().message);
    return *stock;
}

base::OrderNo no(int order) {
    return base::OrderNo(order_number(order));
}

TEST(StockStates, AllowWhatTheTableSaysAndNothingElse) {
    for (const StockState state : {StockState::Out, StockState::Back, StockState::Undone}) {
        EXPECT_EQ(stock_state(name(state)), state);
        for (const StockEvent event : {StockEvent::Back, StockEvent::Undo, StockEvent::Again}) {
            std::optional<StockState> expected;
            for (const StockTransition& row : stock_transitions()) {
                if (row.from == state && row.event == event) expected = row.to;
            }
            const auto answer = next(state, event);
            EXPECT_EQ(answer.has_value(), expected.has_value()) << name(state) << name(event);
            if (answer) {
                EXPECT_EQ(*answer, *expected);
            } else {
                EXPECT_EQ(answer.error().key, "error.stock_state");
            }
        }
    }
    // A mark that was a mistake is over; what was packed never comes back to the shelf.
    EXPECT_FALSE(next(StockState::Undone, StockEvent::Again));
    EXPECT_FALSE(next(ParkedState::Ended, ParkedEvent::ArticleGone));
}

// One mark, and which of the other orders' lines it means.
TEST(StockMarks, MeanTheSameArticleByTheKeysOfTheSettings) {
    struct Case {
        const char* name;
        ExportRow marked, other;
        bool same;
    };
    const Case cases[] = {
        {"the same SKU", {{"规格ID", "S1"}}, {{"规格ID", "S1"}, {"商品名称", "花束"}}, true},
        {"another SKU of one seller's code", {{"规格ID", "S1"}}, {{"规格ID", "S2"}}, false},
        {"no SKU, the same seller's code",
         {{"规格ID", ""}, {"商家编码", "HH-09"}},
         {{"规格ID", ""}, {"商家编码", "HH-09"}},
         true},
        {"no SKU, the same code, another spec",
         {{"规格ID", ""}, {"商家编码", "HH-09"}, {"SKU规格", "大"}},
         {{"规格ID", ""}, {"商家编码", "HH-09"}, {"SKU规格", "小"}},
         false},
        {"neither, the same title",
         {{"规格ID", ""}, {"商家编码", ""}, {"商品名称", "贴纸"}},
         {{"规格ID", ""}, {"商家编码", ""}, {"商品名称", "贴纸"}},
         true},
        {"neither, another title",
         {{"规格ID", ""}, {"商家编码", ""}, {"商品名称", "贴纸"}},
         {{"规格ID", ""}, {"商家编码", ""}, {"商品名称", "卡片"}},
         false},
    };
    for (const Case& c : cases) {
        TestFloor floor;
        floor.start();
        floor.import({order_row(1, c.marked), order_row(2, c.other)});
        ASSERT_TRUE(floor.station().stock().mark(no(1), 1, kActor)) << c.name;
        const StockView stock = stock_of(floor);
        ASSERT_EQ(stock.out.size(), 1u) << c.name;
        EXPECT_EQ(stock.out[0].parked, 0) << c.name << ": there is nothing to put aside";
        EXPECT_EQ(stock.out[0].waiting, c.same ? 2 : 1) << c.name;
        const auto status = floor.station().status();
        ASSERT_TRUE(status);
        EXPECT_EQ(status->counts.ready, c.same ? 0 : 1) << c.name;
    }
}

TEST(StockMarks, SayWhatCannotBeMarked) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1), order_row(2)});
    const auto key = [](const auto& answer) { return answer ? "" : answer.error().key; };
    EXPECT_EQ(key(floor.station().stock().mark(no(1), 0, kActor)), "error.order_line");
    EXPECT_EQ(key(floor.station().stock().mark(no(1), 2, kActor)), "error.order_line");
    EXPECT_EQ(key(floor.station().stock().mark(no(9), 1, kActor)), "error.order_unknown");
    EXPECT_EQ(key(floor.station().stock().back(StockMarkRow(1), kActor)),
              "error.stock_mark_unknown");
    ASSERT_TRUE(floor.station().refuse(no(2), "不发", kActor));
    EXPECT_EQ(key(floor.station().stock().mark(no(2), 1, kActor)), "error.order_not_parkable");
    ASSERT_TRUE(floor.station().stock().mark(no(1), 1, kActor));
    ASSERT_TRUE(floor.station().stock().back(StockMarkRow(1), kActor));
    EXPECT_EQ(key(floor.station().stock().undo(StockMarkRow(1), kActor)), "error.stock_state");
    // Marked anew meanwhile: the old mark stays what it is.
    ASSERT_TRUE(floor.station().stock().mark(no(1), 1, kActor));
    EXPECT_EQ(key(floor.station().stock().again(StockMarkRow(1), kActor)),
              "error.stock_marked_again");
    EXPECT_EQ(stock_of(floor).out.size(), 1u);
}

TEST(StockMarks, LeaveASecondPrintAlone) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.printer.sends = fakes::FakePrinter::Sends::Waits;
    ASSERT_TRUE(floor.station().stock().mark(no(1), 1, kActor));
    ASSERT_TRUE(floor.station().reprint(floor.job(1), "沾水了", kActor));
    floor.pass(2s, 500ms);
    EXPECT_EQ(floor.job_state(1), "sending");
}

TEST(StockMarks, ForgetAnOrderThatWentAnotherWay) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1), order_row(2)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    for (const int order : {1, 2}) {
        floor.scan(floor.number(order));
        EXPECT_EQ(floor.scan_code("PB:OUT"), "out_of_stock");
    }
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:30");
    ASSERT_TRUE(floor.station().refuse(no(2), "买家不等", kActor));
    EXPECT_EQ(stock_of(floor).out[0].parked, 0);
    // What the buyer wants comes before what is missing.
    EXPECT_EQ(floor.scan_code(floor.number(1)), "intercepted");
}

// A phone that dies in the middle of a scan sends it again.
TEST(StockMarks, TakeTheSameScanOnce) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.scan(floor.number(1));
    const base::BenchName bench("1");
    ASSERT_TRUE(floor.station().scan(bench, "PB:OUT", "k1"));
    ASSERT_TRUE(floor.station().scan(bench, "PB:OUT", "k1"));
    EXPECT_EQ(floor.count("stock_marks"), 1);
    EXPECT_EQ(floor.count("parked_orders"), 1);
}

TEST(StockMarks, AskWhichOfSeveralLinesIsMissing) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1, {{"规格ID", "A"}, {"商品名称", "杯"}}),
                  order_row(1, {{"规格ID", "B"}, {"商品名称", "碗"}})});
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    floor.scan(floor.number(1));
    EXPECT_EQ(floor.scan_code("PB:OUT"), "which_out");
    EXPECT_EQ(floor.scan_code("PB:OUT3"), "which_out");
    const BenchView view = floor.scan("PB:OUT2");
    ASSERT_TRUE(view.outcome);
    EXPECT_EQ(view.outcome->code, "out_of_stock");
    EXPECT_EQ(view.outcome->params.at("title"), "碗");
    EXPECT_EQ(view.next_key, "bench.next.put_on_shelf");
    EXPECT_EQ(stock_of(floor).out.at(0).title, "碗");
}

}  // namespace
}  // namespace station
