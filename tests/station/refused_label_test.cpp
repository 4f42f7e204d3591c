// An order whose label was refused says why, until it is released, changed, or proven.
#include <gtest/gtest.h>

#include "tests/station/print_journal.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Draws = fakes::FakePrinter::Draws;
using Sends = fakes::FakePrinter::Sends;

class RefusedLabel : public PrintJournal {
protected:
    RefusedLabel() { printer().sends = Sends::Prints; }
    /// The reasons of order 1 that speak of its label.
    std::vector<ReasonView> reasons() {
        auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        if (!reader) throw std::runtime_error(reader.error().message);
        const auto order = (*reader)->order(base::OrderNo(order_number(1)));
        if (!order) throw std::runtime_error(order.error().message);
        std::vector<ReasonView> some;
        for (const ReasonView& reason : order->row.reasons) {
            if (reason.code == "label_not_proven") some.push_back(reason);
        }
        return some;
    }
    void refuse() {
        printer().draws = Draws::Waits;
        begin(1);
        Drawn drawn;
        drawn.job = printer().drawing().front();
        drawn.failures = {{"missing_glyph", "receiver_name", "U+2CE93", "𬺓 U+2CE93"},
                          {"quiet_zone", "main", "only 4 modules"}};
        printer().answer_drawing(drawn);
        floor.run();
        ASSERT_EQ(floor.state(1), "held");
    }
};

TEST_F(RefusedLabel, TellsRuleFieldAndCharacterOnTheOrder) {
    refuse();
    const auto seen = reasons();
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].severity, "hold");
    EXPECT_EQ(seen[0].field, "name") << "the part of the address that the page marks";
    EXPECT_EQ(seen[0].params, (Params{{"failure", "missing_glyph"},
                                      {"field", "receiver_name"},
                                      {"character", "𬺓 U+2CE93"}}));
    EXPECT_EQ(seen[1].field, "label");
    EXPECT_EQ(seen[1].params, (Params{{"failure", "quiet_zone"}, {"field", "main"}}));
}

TEST_F(RefusedLabel, KeepsTheCharacterSealed) {
    refuse();
    EXPECT_EQ(floor.database_bytes().find("𬺓"), std::string::npos)
        << "a character of a rare name may be the whole of it";
}

TEST_F(RefusedLabel, SaysNothingMoreOnceTheOrderIsReleased) {
    refuse();
    ASSERT_TRUE(
        floor.station().release(base::OrderNo(order_number(1)), "加了字体", {"supervisor"}));
    EXPECT_TRUE(reasons().empty());
    EXPECT_EQ(floor.ask("SELECT blocked_key || blocked_enc FROM orders"), "");
    printer().draws = Draws::Proves;
    ASSERT_TRUE(floor.station().print_now({"supervisor"}));
    floor.run();
    EXPECT_EQ(floor.job_state(1), "printed");
    EXPECT_TRUE(reasons().empty());
}

TEST_F(RefusedLabel, SaysItAgainWhenTheReleasedLabelIsRefusedOnceMore) {
    refuse();
    ASSERT_TRUE(floor.station().release(base::OrderNo(order_number(1)), "再试", {"supervisor"}));
    printer().draws = Draws::Refuses;
    ASSERT_TRUE(floor.station().print_now({"supervisor"}));
    floor.run();
    const auto seen = reasons();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].params.at("failure"), "missing_glyph");
}

TEST_F(RefusedLabel, SaysNothingMoreOnceAnExportBringsAnotherReceiver) {
    refuse();
    floor.import({order_row(1, {{"收件人姓名", "王小明"}})}, "09:30");
    EXPECT_TRUE(reasons().empty());
    EXPECT_EQ(floor.state(1), "screened");
    EXPECT_EQ(floor.station().status()->counts.failed, 0);
}

TEST_F(RefusedLabel, KeepsItsReasonWhenAnExportChangesNothingAboutTheReceiver) {
    refuse();
    floor.import({order_row(1, {{"用户备注", "送人的"}})}, "09:30");
    EXPECT_EQ(reasons().size(), 2u);
    EXPECT_EQ(floor.state(1), "held");
}

}  // namespace
}  // namespace station
