#include "station/shipping/ship_results.h"

#include <gtest/gtest.h>

namespace station {
namespace {

using Outcome = ShipResult::Outcome;

base::Result<std::vector<ShipResult>> read(std::string_view text) {
    return read_ship_results(base::as_bytes(text), {});
}

TEST(ShipResults, AreFoundByTheTitlesOfTheirColumns) {
    const struct {
        const char* name;
        const char* text;
        Outcome outcome;
        const char* reason;
    } cases[] = {
        {"csv", "订单号,处理结果,失败原因\nP1,成功,\n", Outcome::Taken, ""},
        {"pasted", "订单号\t结果\t原因\nP1\t失败\t单号重复\n", Outcome::Refused, "单号重复"},
        {"other order", "原因,店铺,状态,订单编号\n号错,A,发货失败,P1\n", Outcome::Refused, "号错"},
        {"English", "order,status,message\nP1,OK,\n", Outcome::Taken, ""},
        {"no reason", "订单号,结果\nP1,失败：单号重复\n", Outcome::Refused, "失败：单号重复"},
        {"not a success", "订单号,结果\nP1,不成功\n", Outcome::Refused, "不成功"},
        {"list of failures", "订单号,失败原因\nP1,订单已关闭\n", Outcome::Refused, "订单已关闭"},
        {"failures with a good row", "订单号,失败原因\nP1,-\n", Outcome::Taken, ""},
        {"another word", "订单号,结果\nP1,处理中\n", Outcome::Unclear, ""},
    };
    for (const auto& c : cases) {
        const auto results = read(c.text);
        ASSERT_TRUE(results) << c.name << ": " << results.error().message;
        ASSERT_EQ(results->size(), 1u) << c.name;
        EXPECT_EQ(results->front().order_no, base::OrderNo("P1")) << c.name;
        EXPECT_EQ(results->front().outcome, c.outcome) << c.name;
        EXPECT_EQ(results->front().reason, c.reason) << c.name;
        EXPECT_EQ(results->front().row, 2) << c.name;
    }
}

TEST(ShipResults, AreRefusedWithoutTheirTitles) {
    for (const char* text : {"", "P1,成功\n", "订单号,店铺\nP1,A\n", "结果,原因\n成功,\n", "x"}) {
        const auto results = read(text);
        ASSERT_FALSE(results) << text;
        EXPECT_EQ(results.error().code, base::ErrorCode::InvalidInput) << text;
    }
}

TEST(ShipResults, CutAnEndlessReason) {
    std::string text = "订单号,结果,原因\nP1,失败,";
    for (int i = 0; i < 1000; ++i) text += "长";
    const auto results = read(text + "\n");
    ASSERT_TRUE(results) << results.error().message;
    EXPECT_EQ(results->front().reason.size(), 200u * 3);
}

}  // namespace
}  // namespace station
