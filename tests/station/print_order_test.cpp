// One order printed at once, from its page: what stays behind when no label can be made.
#include <gtest/gtest.h>

#include "tests/station/test_floor.h"

namespace station {
namespace {

class PrintOneOrder : public ::testing::Test {
protected:
    OrderView order() {
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        if (!reader) throw std::runtime_error(reader.error().message);
        auto view = (*reader)->order(base::OrderNo(order_number(1)));
        if (!view) throw std::runtime_error(view.error().message);
        return *view;
    }
    base::Result<BatchView> print() {
        return floor.station().print_order(base::OrderNo(order_number(1)), kActor);
    }
    /// The reasons that the order's page shows.
    std::string reasons() {
        std::string all;
        for (const ReasonView& reason : order().row.reasons) all += reason.code + " ";
        return all;
    }
    TestFloor floor;
};

TEST_F(PrintOneOrder, KeepsWhyThereIsNoNumberOnTheOrder) {
    floor.settings.number_ranges.clear();
    floor.start();
    floor.import({order_row(1)});
    EXPECT_EQ(reasons(), "");
    const auto answer = print();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().key, "error.no_number_range");
    EXPECT_EQ(reasons(), "no_number_range ");
    EXPECT_EQ(floor.state(1), "screened");
    EXPECT_EQ(floor.count("batches"), 0) << "no batch without a label remains";
    EXPECT_EQ(floor.count("label_jobs"), 0);
    const auto last = order().timeline.back();
    EXPECT_EQ(last.action, "not_numbered");
    EXPECT_EQ(last.actor, "supervisor");
    EXPECT_EQ(last.params.at("key"), "error.no_number_range");
    // And the status page names it among what needs a person.
    const auto status = floor.station().status();
    ASSERT_TRUE(status);
    EXPECT_TRUE(std::ranges::any_of(status->needs_person, [](const NeedView& need) {
        return need.kind == "not_numbered" && need.count == 1;
    }));
}

TEST_F(PrintOneOrder, ForgetsTheReasonWhenTheCarrierIsChangedOrTheLabelIsMade) {
    const auto ranges = floor.settings.number_ranges;
    floor.settings.number_ranges.clear();
    floor.start();
    floor.import({order_row(1)});
    ASSERT_FALSE(print());
    ASSERT_TRUE(floor.station().change_carrier(base::OrderNo(order_number(1)),
                                               base::CarrierCode("ems"), kActor));
    EXPECT_EQ(reasons(), "") << "nobody has asked the other carrier yet";
    ASSERT_FALSE(print());
    EXPECT_EQ(reasons(), "no_number_range ");
    floor.settings.number_ranges = ranges;
    floor.restart();
    ASSERT_TRUE(floor.station().change_carrier(base::OrderNo(order_number(1)),
                                               ranges.front().carrier, kActor));
    const auto printed = print();
    ASSERT_TRUE(printed) << printed.error().message;
    floor.run();
    EXPECT_EQ(reasons(), "");
    EXPECT_EQ(floor.state(1), "printed");
}

TEST_F(PrintOneOrder, ForgetsTheReasonWhenALabelOfARollIsBound) {
    floor.settings.number_ranges.clear();
    floor.start();
    floor.import({order_row(1)});
    ASSERT_FALSE(print());
    floor.scan(order_number(1), "3");
    EXPECT_EQ(floor.scan_code("78990000000555", "3"), "bound");
    EXPECT_EQ(reasons(), "");
}

TEST_F(PrintOneOrder, KeepsWhatIsWrongWithALabelThatWasNotProven) {
    floor.printer.draws = fakes::FakePrinter::Draws::Refuses;
    floor.start();
    floor.import({order_row(1)});
    ASSERT_TRUE(print());
    floor.run();
    EXPECT_EQ(floor.state(1), "held");
    EXPECT_EQ(reasons(), "label_not_proven ");
    const OrderView view = order();
    ASSERT_EQ(view.jobs.size(), 1u);
    EXPECT_EQ(view.jobs[0].state, "failed");
    EXPECT_NE(view.jobs[0].reason, "") << "the label itself says what is wrong";
}

}  // namespace
}  // namespace station
