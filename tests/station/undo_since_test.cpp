// Taking an import back after something else happened to its orders: that stays.
#include "tests/station/undo_floor.h"

namespace station {
namespace {

using UndoSince = UndoFloor;

// Once, the undo of an older export let an order go whose buyer had asked for his money since.
TEST_F(UndoSince, KeepsWhatARefundExportStoppedSince) {
    import({order_row(1), order_row(2)}, "09:00");
    const auto second = import(
        {order_row(1, {{"用户备注", "谢谢"}}), order_row(2, {{"用户备注", "请放门口"}})}, "09:10");
    refunds({{.order = 1}}, "09:20");
    ASSERT_EQ(floor_.state(1), "intercepted");
    EXPECT_EQ(view(second).restore, 1);
    EXPECT_EQ(kept(second, 1), "refund_export");
    const auto done = undo(second);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->restore, 1);
    EXPECT_EQ(done->kept_count, 1);
    EXPECT_EQ(floor_.state(1), "intercepted");
    EXPECT_EQ(news(1), "refund_asked/0/running");
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    EXPECT_EQ(floor_.number(1), "");
}

TEST_F(UndoSince, KeepsANewOrderThatARefundExportOrANumberSheetNamed) {
    const auto only = import({order_row(1), order_row(2), order_row(3)}, "09:00");
    refunds({{.order = 1}}, "09:10");
    sheet({{2, "78990000000012"}}, "09:12");
    EXPECT_EQ(kept(only, 1), "refund_export");
    EXPECT_EQ(kept(only, 2), "number_sheet");
    EXPECT_EQ(view(only).remove, 1);
    ASSERT_TRUE(undo(only));
    EXPECT_EQ(floor_.state(1), "intercepted");
    EXPECT_EQ(floor_.state(2), "screened");
    EXPECT_EQ(floor_.count("orders"), 2);
}

TEST_F(UndoSince, KeepsWhatAPersonDecided) {
    struct Case {
        const char* name;
        std::function<void(TestFloor&, const base::OrderNo&)> decide;
        const char* state;
    };
    const Case cases[] = {
        {"hold",
         [](TestFloor& floor, const base::OrderNo& order) {
             must(floor.station().hold(order, "call first", kActor));
         },
         "held"},
        {"refuse",
         [](TestFloor& floor, const base::OrderNo& order) {
             must(floor.station().refuse(order, "fraud", kActor));
         },
         "refused"},
        {"carrier",
         [](TestFloor& floor, const base::OrderNo& order) {
             must(floor.station().change_carrier(order, base::CarrierCode("yuantong"), kActor));
         },
         "screened"},
        {"hold and release",
         [](TestFloor& floor, const base::OrderNo& order) {
             must(floor.station().hold(order, "call first", kActor));
             must(floor.station().release(order, "he says yes", kActor));
         },
         "screened"},
    };
    int n = 0;
    for (const Case& one : cases) {
        SCOPED_TRACE(one.name);
        const int known = ++n, fresh = ++n;
        import({order_row(known)}, "09:00");
        const auto second =
            import({order_row(known, {{"用户备注", "谢谢"}}), order_row(fresh)}, "09:10");
        one.decide(floor_, no(known));
        one.decide(floor_, no(fresh));
        const std::string before = order_text(known), also = order_text(fresh);
        const std::string carrier = floor_.ask("SELECT carrier FROM orders WHERE order_no = $1",
                                               values(order_number(known)));
        EXPECT_EQ(view(second).state, "nothing") << "both stay";
        EXPECT_EQ(kept(second, known), "decided");
        EXPECT_EQ(kept(second, fresh), "decided");
        EXPECT_EQ(undo(second).error().key, "error.undo_nothing");
        EXPECT_EQ(floor_.state(known), one.state);
        EXPECT_EQ(order_text(known), before);
        EXPECT_EQ(order_text(fresh), also);
        EXPECT_EQ(floor_.ask("SELECT carrier FROM orders WHERE order_no = $1",
                             values(order_number(known))),
                  carrier);
    }
}

// Who looked at a receiver decided nothing, and what was undone does not stand in the way.
TEST_F(UndoSince, LooksThroughWhatChangedNothing) {
    import({order_row(1)}, "09:00");
    const std::string before = order_text(1);
    const auto second = import({order_row(1, {{"用户备注", "谢谢"}})}, "09:10");
    must(floor_.station().reveal(no(1), kActor));
    const auto third = import({order_row(1, {{"订单状态", "已取消"}})}, "09:20");
    EXPECT_EQ(floor_.state(1), "closed");
    EXPECT_EQ(kept(second, 1), "later_import");
    ASSERT_TRUE(undo(third));
    EXPECT_EQ(floor_.state(1), "screened");
    EXPECT_EQ(kept(second, 1), "");
    ASSERT_TRUE(undo(second));
    EXPECT_EQ(order_text(1), before);
}

// What a later import holds stays held by it after that one was undone around it.
TEST_F(UndoSince, KeepsWhatALaterUndoneImportKept) {
    import({order_row(1), order_row(2)}, "09:00");
    const auto second = import({order_row(1, {{"用户备注", "谢谢"}})}, "09:10");
    const auto third =
        import({order_row(1, {{"用户备注", "再谢"}}), order_row(2, {{"用户备注", "x"}})}, "09:20");
    must(floor_.station().hold(no(1), "call first", kActor));
    ASSERT_TRUE(undo(third));
    EXPECT_EQ(view(third).state, "undone");
    EXPECT_NE(kept(second, 1), "");
    EXPECT_EQ(floor_.state(1), "held");
}

}  // namespace
}  // namespace station
