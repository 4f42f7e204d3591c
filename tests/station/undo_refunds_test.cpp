// Taking refund exports back: requests, and the orders that they alone stopped.
#include "tests/station/undo_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

class UndoRefunds : public UndoFloor {
protected:
    std::string requests() {
        return floor_.ask(
            "SELECT coalesce(min(refund_no || '=' || state || '/' || as_of), '') FROM after_sales");
    }
};

TEST_F(UndoRefunds, ShowWhatTheirExportDidToEachRequest) {
    import({order_row(1), order_row(2)}, "09:00");
    refunds({{.order = 2, .state = "商家审核拒绝", .number = "R2"}}, "09:05");
    const auto file = refunds({{.order = 1, .number = "R1"},
                               {.order = 2, .state = "商家审核拒绝", .number = "R2"},
                               {.order = 3, .number = "R3"},
                               {.order = 2, .number = "R4", .kind = "仅退差价"}},
                              "09:10");
    const ImportDetailView seen = detail(file.id);
    ASSERT_EQ(seen.total, 4);
    const auto text = [&](std::size_t n) {
        const ImportOrderView& one = seen.orders.at(n);
        return std::to_string(one.row) + " " + one.item + " " + one.outcome + " " + one.reason;
    };
    EXPECT_EQ(text(0), "2 R1 stopped refund_asked");
    EXPECT_EQ(text(1), "3 R2 unchanged refund_over");
    EXPECT_EQ(text(2), "4 R3 new refund_order_unknown");
    EXPECT_EQ(seen.orders[0].state, "intercepted");
    const auto older = refunds({{.order = 1, .state = "已取消", .number = "R1"}}, "09:06");
    EXPECT_EQ(line(older.id, 1).outcome, "left_out");
    EXPECT_EQ(line(older.id, 1).reason, "older_export");
    EXPECT_EQ(view(older.id).state, "nothing");
}

TEST_F(UndoRefunds, GoWithTheirExportAndLetTheirOrdersGoOn) {
    import({order_row(1), order_row(2), order_row(3)}, "09:00");
    must(floor_.station().hold(no(2), "call first", kActor));
    const auto file = refunds({{.order = 1, .number = "R1"},
                               {.order = 1, .number = "R1b"},
                               {.order = 2, .number = "R2"},
                               {.order = 9, .number = "R9"}},
                              "09:10");
    EXPECT_EQ(floor_.state(1), "intercepted");
    EXPECT_EQ(floor_.state(2), "intercepted");
    const UndoView seen = view(file.id);
    EXPECT_EQ(seen.state, "possible");
    EXPECT_EQ(seen.kind, "refunds");
    EXPECT_EQ(seen.remove, 4);
    EXPECT_EQ(seen.orders, 2);
    const auto done = undo(file.id);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, 4);
    EXPECT_EQ(done->orders, 2);
    EXPECT_EQ(done->kept_count, 0);
    EXPECT_EQ(floor_.count("after_sales"), 0);
    EXPECT_EQ(floor_.state(1), "screened");
    EXPECT_EQ(news(1), "/0/none");
    EXPECT_EQ(floor_.state(2), "held") << "the person's hold stays";
    EXPECT_EQ(undo(file.id).error().key, "error.already_undone");
    EXPECT_TRUE(line(file.id, 1).undone);
    EXPECT_EQ(floor_.ask("SELECT count(*) FROM audit WHERE action = 'request_taken_back'"), "4");
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    EXPECT_EQ(floor_.state(1), "printed");
    // The same file may come again and stops what it stopped.
    const auto again = floor_.station().import_file(floor_.folder() / file.file, false, kActor);
    ASSERT_TRUE(again);
    EXPECT_NE(again->id, file.id);
    EXPECT_EQ(floor_.state(1), "intercepted");
}

TEST_F(UndoRefunds, AreAsTheExportBeforeToldThem) {
    import({order_row(1)}, "09:00");
    refunds({{.number = "R1"}}, "09:10");
    const std::string before = requests();
    const auto over = refunds({{.state = "商家审核拒绝", .number = "R1"}}, "09:20");
    EXPECT_EQ(floor_.state(1), "screened");
    EXPECT_EQ(view(over.id).restore, 1);
    ASSERT_TRUE(undo(over.id));
    EXPECT_EQ(requests(), before);
    EXPECT_EQ(floor_.state(1), "intercepted") << "it must not leave";
    EXPECT_EQ(news(1), "refund_asked/0/running");
}

TEST_F(UndoRefunds, LetAPrintedLabelCountAgain) {
    import({order_row(1)}, "09:00");
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    const auto file = refunds({{}}, "09:10");
    EXPECT_EQ(floor_.state(1), "intercepted");
    ASSERT_TRUE(undo(file.id));
    EXPECT_EQ(floor_.state(1), "printed");
    floor_.scan(floor_.number(1));
    floor_.scan("PB:CONFIRM");
    EXPECT_EQ(floor_.state(1), "packed");
    EXPECT_EQ(floor_.count("label_jobs"), 1);
}

TEST_F(UndoRefunds, StayWhereSomethingHappenedSince) {
    import({order_row(1), order_row(2), order_row(3), order_row(4), order_row(5)}, "09:00");
    ASSERT_TRUE(floor_.station().print_order(no(4), kActor));
    floor_.run();
    floor_.scan(floor_.number(4));
    floor_.scan("PB:CONFIRM");
    const auto file = refunds({{.order = 1, .number = "R1"},
                               {.order = 2, .number = "R2"},
                               {.order = 3, .number = "R3"},
                               {.order = 4, .number = "R4"},
                               {.order = 5, .number = "R5"}},
                              "09:10");
    must(floor_.station().refuse(no(1), "he is right", kActor));
    refunds({{.order = 2, .number = "R2"}}, "09:20");
    import({order_row(3, {{ "售后状态", "售后中" }})}, "09:30");
    const UndoView seen = view(file.id);
    EXPECT_EQ(seen.state, "possible");
    EXPECT_EQ(seen.kept_count, 4);
    EXPECT_EQ(kept(file.id, 1), "decided");
    EXPECT_EQ(kept(file.id, 2), "refund_export");
    EXPECT_EQ(kept(file.id, 3), "later_import");
    EXPECT_EQ(kept(file.id, 4), "bound");
    EXPECT_EQ(seen.kept.front().item, "R1");
    const auto done = undo(file.id);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, 1);
    EXPECT_EQ(floor_.state(1), "refused");
    for (const int n : {2, 3, 4}) EXPECT_EQ(floor_.state(n), "intercepted") << n;
    EXPECT_EQ(floor_.state(5), "screened");
    EXPECT_EQ(floor_.count("after_sales"), 4);
}

TEST_F(UndoRefunds, StayWhereAnOrderWasPrintedBecauseOfThem) {
    import({order_row(1)}, "09:00");
    refunds({{}}, "09:10");
    const auto over = refunds({{.state = "商家审核拒绝"}}, "09:20");
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    EXPECT_EQ(floor_.state(1), "printed");
    EXPECT_EQ(kept(over.id, 1), "printed");
    EXPECT_EQ(undo(over.id).error().key, "error.undo_nothing");
    EXPECT_EQ(floor_.state(1), "printed");
}

TEST_F(UndoRefunds, TakeBackWhatWasAskedOfAShippedOrder) {
    import({order_row(1)}, "09:01");
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    floor_.scan(floor_.number(1));
    floor_.scan("PB:CONFIRM");
    floor_.clock.advance(11min);
    ASSERT_TRUE(floor_.station().write_ship_file(false, {}, kActor));
    const std::string before = news(1);
    const auto file = refunds({{.kind = "已发货仅退款"}}, "09:40");
    EXPECT_EQ(news(1), "refund_asked/1/running");
    const auto again = refunds({{.number = "R2", .kind = "已发货仅退款"}}, "09:45");
    EXPECT_EQ(kept(file.id, 1), "refund_export");
    ASSERT_TRUE(undo(again.id));
    ASSERT_TRUE(undo(file.id));
    EXPECT_EQ(news(1), before);
    EXPECT_EQ(floor_.state(1), "shipped");
    const auto seen = refunds({{.number = "R3", .kind = "已发货仅退款"}}, "09:50");
    must(floor_.station().acknowledge(no(1), kActor));
    EXPECT_EQ(kept(seen.id, 1), "bound");
}

TEST_F(UndoRefunds, GoOnAfterACrash) {
    std::vector<ExportRow> rows;
    std::vector<Request> all;
    for (int n = 1; n <= 20; ++n) {
        rows.push_back(order_row(n));
        all.push_back({.order = n, .number = "R" + std::to_string(n)});
    }
    import(rows, "09:00");
    const auto file = refunds(all, "09:10");
    ASSERT_TRUE(
        floor_.station().import_undo().undo_later(file.id, "小林", [](base::Result<UndoView>) {}));
    for (int i = 0; i < 2; ++i) floor_.station().work();
    floor_.crash();
    floor_.start();
    const int left = floor_.count("after_sales");
    EXPECT_LT(left, 20);
    EXPECT_GT(left, 0);
    const auto done = undo(file.id);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, left);
    for (int n = 1; n <= 20; ++n) EXPECT_EQ(floor_.state(n), "screened") << n;
}

}  // namespace
}  // namespace station
