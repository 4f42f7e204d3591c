// Taking an import back: what goes, what stays, and what forbids it.
#include "station/desk/import_undo.h"

#include "tests/station/undo_floor.h"

namespace station {
namespace {

using Undo = UndoFloor;

TEST_F(Undo, TakesOutTheOrdersThatOnlyThisImportBrought) {
    const auto first = import({order_row(1)}, "09:00");
    const std::string before = order_text(1);
    const auto second = import({order_row(1), order_row(2), order_row(3)}, "09:10");
    EXPECT_EQ(outcome(second, 1), "unchanged");
    EXPECT_EQ(outcome(second, 2), "new");
    EXPECT_EQ(view(second).state, "possible");
    EXPECT_EQ(view(second).remove, 2);
    const auto done = undo(second);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, 2);
    EXPECT_EQ(floor_.count("orders"), 1);
    EXPECT_EQ(floor_.state(1), "screened");
    EXPECT_EQ(view(second).state, "undone");
    EXPECT_EQ(undo(second).error().key, "error.already_undone");
    EXPECT_EQ(view(first).state, "possible") << "the import before can be undone now";
    const std::string who = floor_.ask("SELECT actor FROM audit WHERE action = 'import_undone'");
    EXPECT_EQ(who, "小林");
    (void)before;
}

TEST_F(Undo, GivesAnUpdatedOrderItsFormerContentsAndStateBack) {
    import({order_row(1), order_row(2), order_row(3), order_row(4)}, "09:00");
    ASSERT_TRUE(floor_.station().hold(base::OrderNo(order_number(3)), "call first", kActor));
    ASSERT_TRUE(floor_.station().refuse(base::OrderNo(order_number(4)), "fraud", kActor));
    std::vector<std::string> before;
    for (int n = 1; n <= 4; ++n) before.push_back(order_text(n));
    const auto second =
        import({order_row(1, {{"收件人地址", "浙江省杭州市西湖区文二路9号1幢101室"}}),
                order_row(2, {{"售后状态", "售后中"}}), order_row(3, {{"订单状态", "已取消"}}),
                order_row(4, {{"SKU件数", "7"}})},
               "09:10");
    EXPECT_EQ(floor_.state(2), "intercepted");
    EXPECT_EQ(floor_.state(3), "closed");
    const auto done = undo(second);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->restore, 4);
    for (int n = 1; n <= 4; ++n)
        EXPECT_EQ(order_text(n), before[static_cast<std::size_t>(n - 1)]) << n;
    EXPECT_EQ(floor_.state(3), "held");
    EXPECT_EQ(floor_.state(4), "refused");
}

TEST_F(Undo, LetsTheSameFileBeImportedAgain) {
    const std::vector<ExportRow> rows = {order_row(1), order_row(2)};
    const auto file = floor_.write_export("小红书订单查询2026-11-24-09_10_aaaaaaaa.csv", rows);
    const auto first = floor_.station().import_file(file, false, kActor);
    ASSERT_TRUE(first);
    ASSERT_TRUE(undo(first->id));
    EXPECT_EQ(floor_.count("orders"), 0);
    const auto again = floor_.station().import_file(file, false, kActor);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->created, 2);
    EXPECT_NE(again->id, first->id);
    EXPECT_EQ(view(again->id).remove, 2);
    // The row ids are the old ones again; the history is the new orders' own.
    auto reader = Reader::open(floor_.settings, floor_.data_files(), floor_.clock);
    const auto order = (*reader)->order(base::OrderNo(order_number(1)));
    ASSERT_TRUE(order);
    EXPECT_EQ(order->timeline.front().action, "pulled");
    EXPECT_EQ(std::ranges::count(order->timeline, "pulled", &TimelineEntry::action), 1);
    EXPECT_EQ(std::ranges::count(order->timeline, "taken_out", &TimelineEntry::action), 0);
}

TEST_F(Undo, IsRefusedOnceAnythingWasNumberedOrPrinted) {
    const auto only = import({order_row(1), order_row(2)}, "09:00");
    ASSERT_TRUE(floor_.station().print_order(base::OrderNo(order_number(1)), kActor));
    floor_.run();
    ASSERT_EQ(floor_.state(1), "printed");
    const UndoView seen = view(only);
    EXPECT_EQ(seen.state, "blocked");
    ASSERT_EQ(seen.blocked.size(), 1u);
    EXPECT_EQ(seen.blocked.front().order_no.str(), order_number(1));
    EXPECT_EQ(seen.blocked.front().reason, "printed");
    const std::string before = floor_.fingerprint();
    const auto done = undo(only);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().key, "error.undo_blocked");
    EXPECT_NE(done.error().message.find(order_number(1)), std::string::npos);
    EXPECT_EQ(floor_.fingerprint(), before);
    floor_.scan(floor_.number(1));
    floor_.scan("PB:CONFIRM");
    EXPECT_EQ(view(only).blocked.front().reason, "bound");
}

TEST_F(Undo, LeavesWhatWasNumberedBeforeTheImport) {
    import({order_row(1)}, "09:00");
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    const auto second = import({order_row(1, {{"用户备注", "谢谢"}}), order_row(2)}, "09:10");
    const UndoView seen = view(second);
    EXPECT_EQ(seen.state, "possible");
    ASSERT_EQ(seen.kept.size(), 1u);
    EXPECT_EQ(seen.kept.front().reason, "numbered_before");
    const std::string printed = order_text(1);
    const auto done = undo(second);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, 1);
    EXPECT_EQ(done->kept_count, 1);
    EXPECT_EQ(order_text(1), printed);
}

TEST_F(Undo, LeavesWhatALaterImportHolds) {
    const auto first = import({order_row(1), order_row(2)}, "09:00");
    const auto second = import({order_row(1), order_row(3)}, "09:10");
    const UndoView seen = view(first);
    EXPECT_EQ(seen.remove, 1);
    ASSERT_EQ(seen.kept.size(), 1u);
    EXPECT_EQ(seen.kept.front().order_no.str(), order_number(1));
    EXPECT_EQ(seen.kept.front().reason, "later_import");
    ASSERT_TRUE(undo(second));
    EXPECT_EQ(view(first).remove, 2) << "the later import is gone";
}

// A to-do in the back end is a person's own: it goes with no import, and what an import proved is
// open again without it.
TEST_F(Undo, KeepsTheWorkInTheBackEnd) {
    const auto first = import({order_row(1, {{"承诺发货时间", "2026-11-24 12:00:00"}})}, "09:00");
    const auto task = floor_.station().tasks().report_delay(base::OrderNo(order_number(1)),
                                                            "weather", "", kActor);
    ASSERT_TRUE(task) << task.error().message;
    const UndoView seen = view(first);
    ASSERT_EQ(seen.kept.size(), 1u);
    EXPECT_EQ(seen.kept.front().reason, "back_end_task");
    ASSERT_TRUE(floor_.station().tasks().tick(task->id, kActor));
    const auto second = import({order_row(1, {{"承诺发货时间", "2026-11-26 12:00:00"}})}, "09:10");
    const auto state = [&] { return floor_.ask("SELECT state FROM back_end_tasks"); };
    EXPECT_EQ(state(), "confirmed");
    ASSERT_TRUE(undo(second));
    EXPECT_EQ(state(), "open");
    import({order_row(1, {{ "承诺发货时间", "2026-11-26 12:00:00" }})}, "09:20");
    EXPECT_EQ(state(), "confirmed");
}

TEST_F(Undo, HasNothingToDoForAFileThatChangedNothing) {
    import({order_row(1)}, "09:00");
    const auto second = import({order_row(1)}, "09:10");
    EXPECT_EQ(view(second).state, "nothing");
    EXPECT_EQ(undo(second).error().key, "error.undo_nothing");
    EXPECT_EQ(undo(999).error().key, "error.import_unknown");
}

TEST_F(Undo, WritesDownWhatHappenedToEachOrder) {
    import({order_row(1), order_row(2)}, "09:00");
    const auto second = import({order_row(1, {{"用户备注", "谢谢"}}), order_row(2), order_row(3),
                                order_row(4, {{"订单状态", "已取消"}})},
                               "09:10");
    EXPECT_EQ(outcome(second, 1), "updated");
    EXPECT_EQ(outcome(second, 2), "unchanged");
    EXPECT_EQ(outcome(second, 3), "new");
    EXPECT_EQ(outcome(second, 4), "left_out");
    const ImportDetailView seen = detail(second);
    EXPECT_EQ(seen.total, 4);
    EXPECT_EQ(seen.orders.front().row, 2) << "the row as a spreadsheet counts";
    EXPECT_EQ(seen.orders.back().reason, "cancelled");
    const auto third = import({order_row(1), order_row(2, {{"用户备注", "x"}})}, "08:00");
    EXPECT_EQ(outcome(third, 2), "left_out") << "an older file rolls nothing back";
}

TEST_F(Undo, GoesOnAfterACrash) {
    std::vector<ExportRow> rows;
    for (int n = 1; n <= 30; ++n) rows.push_back(order_row(n));
    const auto all = import(rows, "09:00");
    ASSERT_TRUE(
        floor_.station().import_undo().undo_later(all, "小林", [](base::Result<UndoView>) {}));
    for (int i = 0; i < 3; ++i) floor_.station().work();
    floor_.crash();
    floor_.start();
    const int left = floor_.count("orders");
    EXPECT_LT(left, 30);
    EXPECT_GT(left, 0);
    EXPECT_EQ(view(all).state, "possible");
    const auto done = undo(all);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, left);
    EXPECT_EQ(floor_.count("orders"), 0);
    EXPECT_EQ(floor_.count("order_items"), 0);
}

}  // namespace
}  // namespace station
