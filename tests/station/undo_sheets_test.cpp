// Taking carriers' number sheets back: numbers that nothing was done with are forgotten.
#include "tests/station/undo_floor.h"

namespace station {
namespace {

class UndoSheets : public UndoFloor {
protected:
    void SetUp() override {
        floor_.settings.carriers.clear();
        floor_.settings.numbers.sources = {{"sheet", config::NumberSourceKind::Sheet}};
        floor_.start();
    }
    std::string waiting() {
        return floor_.ask("SELECT count(*) FROM sheet_numbers WHERE state = 'waiting'");
    }
};

TEST_F(UndoSheets, ShowWhatTheySaidOfEachOrder) {
    import({order_row(1), order_row(2)}, "09:00");
    sheet({{1, "78990000000011"}}, "09:05");
    const auto file =
        sheet({{1, "78990000000011"}, {2, "78990000000012"}, {3, "78990000000013"}}, "09:10");
    const ImportDetailView seen = detail(file.id);
    ASSERT_EQ(seen.total, 3);
    const auto text = [&](std::size_t n) {
        const ImportOrderView& one = seen.orders.at(n);
        return std::to_string(one.row) + " " + one.item + " " + one.outcome + " " + one.reason;
    };
    EXPECT_EQ(text(0), "2 78990000000011 unchanged ");
    EXPECT_EQ(text(1), "3 78990000000012 new ");
    EXPECT_EQ(text(2), "4 78990000000013 new sheet_order_unknown");
    const auto other = sheet({{2, "78990000000019"}}, "09:15");
    EXPECT_EQ(line(other.id, 2).outcome, "left_out");
    EXPECT_EQ(line(other.id, 2).reason, "sheet_other_number");
    EXPECT_EQ(view(other.id).state, "nothing");
}

TEST_F(UndoSheets, ForgetTheirNumbers) {
    import({order_row(1), order_row(2)}, "09:00");
    const auto file =
        sheet({{1, "78990000000012"}, {2, "78990000000011"}, {3, "78990000000013"}}, "09:10");
    const UndoView seen = view(file.id);
    EXPECT_EQ(seen.state, "possible");
    EXPECT_EQ(seen.kind, "numbers");
    EXPECT_EQ(seen.remove, 3);
    const auto done = undo(file.id);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->remove, 3);
    EXPECT_EQ(floor_.count("sheet_numbers"), 0);
    EXPECT_EQ(undo(file.id).error().key, "error.already_undone");
    // The right sheet gives the same numbers to other orders.
    EXPECT_EQ(sheet({{1, "78990000000011"}, {2, "78990000000012"}}, "09:20").created, 2);
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    EXPECT_EQ(floor_.number(1), "78990000000011");
}

TEST_F(UndoSheets, KeepWhatWasPrintedOrBound) {
    import({order_row(1), order_row(2), order_row(3)}, "09:00");
    const auto file =
        sheet({{1, "78990000000011"}, {2, "78990000000012"}, {3, "78990000000013"}}, "09:10");
    for (const int n : {1, 2}) {
        ASSERT_TRUE(floor_.station().print_order(no(n), kActor));
        floor_.run();
    }
    floor_.scan(floor_.number(2));
    floor_.scan("PB:CONFIRM");
    ASSERT_EQ(floor_.state(2), "packed");
    EXPECT_EQ(kept(file.id, 1), "printed");
    EXPECT_EQ(kept(file.id, 2), "bound");
    EXPECT_EQ(view(file.id).remove, 1);
    const auto done = undo(file.id);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->kept_count, 2);
    EXPECT_EQ(floor_.number(1), "78990000000011");
    EXPECT_EQ(floor_.state(1), "printed");
    EXPECT_EQ(waiting(), "0");
}

// A batch took the number, and the label was withdrawn before it was on paper.
TEST_F(UndoSheets, TakeANumberOffAParcelThatWasNotPrinted) {
    import({order_row(1)}, "09:00");
    const auto file = sheet({{1, "78990000000011"}}, "09:10");
    floor_.printer.queue_full = true;
    const auto batch = floor_.station().print_now(kActor);
    ASSERT_TRUE(batch);
    floor_.run();
    EXPECT_EQ(floor_.state(1), "queued");
    EXPECT_EQ(kept(file.id, 1), "queued");
    ASSERT_TRUE(floor_.station().cancel(batch->id, kActor));
    floor_.run();
    ASSERT_EQ(floor_.state(1), "numbered");
    EXPECT_EQ(view(file.id).orders, 1);
    const auto done = undo(file.id);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(floor_.state(1), "screened");
    EXPECT_EQ(floor_.number(1), "");
    sheet({{1, "78990000000018"}}, "09:20");
    floor_.printer.queue_full = false;
    ASSERT_TRUE(floor_.station().print_now(kActor));
    floor_.run();
    EXPECT_EQ(floor_.state(1), "printed");
    EXPECT_EQ(floor_.number(1), "78990000000018");
}

// The order stays numbered by its other box, and could not go back to where it stood.
TEST_F(UndoSheets, KeepTheNumbersOfAnOrderThatHasAnotherNumberedBox) {
    import({order_row(1)}, "09:00");
    must(floor_.station().boxes().add(no(1), kActor));
    const auto first = sheet({{1, "78990000000011"}}, "09:10");
    const auto second = sheet({{1, "78990000000012"}}, "09:20");
    floor_.printer.queue_full = true;
    const auto batch = floor_.station().print_now(kActor);
    ASSERT_TRUE(batch);
    floor_.run();
    ASSERT_TRUE(floor_.station().cancel(batch->id, kActor));
    floor_.run();
    ASSERT_EQ(floor_.state(1), "numbered");
    ASSERT_EQ(floor_.ask("SELECT count(*) FROM parcels WHERE number IS NOT NULL AND void = 0"),
              "2");
    EXPECT_EQ(kept(second.id, 1), "numbered");
    EXPECT_FALSE(undo(second.id));
    EXPECT_EQ(floor_.state(1), "numbered");
    EXPECT_EQ(floor_.number(1), "78990000000011");
}

TEST_F(UndoSheets, KeepWhatIsOnTheListToBeVoidedOrInALaterSheet) {
    import({order_row(1), order_row(2)}, "09:00");
    const auto file = sheet({{1, "78990000000011"}, {2, "78990000000012"}}, "09:10");
    must(floor_.station().refuse(no(1), "fraud", kActor));
    floor_.pass(std::chrono::minutes{2}, std::chrono::seconds{10});
    sheet({{2, "78990000000012"}}, "09:20");
    EXPECT_EQ(kept(file.id, 1), "to_void");
    EXPECT_EQ(kept(file.id, 2), "number_sheet");
    EXPECT_EQ(undo(file.id).error().key, "error.undo_nothing");
}

}  // namespace
}  // namespace station
