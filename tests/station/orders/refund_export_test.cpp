#include "station/orders/refund_export.h"

#include <gtest/gtest.h>

#include "config/source_layout.h"
#include "station/orders/csv.h"

namespace station {
namespace {

using config::RefundKind;
using config::RefundState;

const std::string kHeader =
    "售后单号,订单号,商品名称,售后类型,原因,申请售后金额(元),状态,退货创建时间,商家确认收货时间,"
    "订单支付时间\n";

config::RefundLayout layout() {
    auto loaded = config::load_refund_layout("config/refunds/qianfan.toml");
    EXPECT_TRUE(loaded) << loaded.error().message;
    return std::move(*loaded);
}

Table table(const std::string& csv) {
    auto read = read_csv(base::as_bytes(csv));
    EXPECT_TRUE(read) << read.error().message;
    return std::move(*read);
}

RefundReading read(const std::string& rows) {
    return read_refund_export(table(kHeader + rows), layout(),
                              base::from_millis(1'764'000'000'000));
}

TEST(RefundExport, IsKnownByItsColumnsAndNotByItsName) {
    const auto refunds = layout();
    EXPECT_TRUE(is_refund_export(table(kHeader + "\n"), refunds));
    // Other order, another width, and more columns.
    EXPECT_TRUE(is_refund_export(
        table("别的,状态,订单号,售后类型 ,申请售后金额（元）,售后单号\n1,2,3,4,5,6\n"), refunds));
    EXPECT_FALSE(is_refund_export(table("订单号,订单状态,售后状态,售后类型\n1,2,3,4\n"), refunds));
}

TEST(RefundExport, TellsOnceOfAStateThatNobodyKnowsAndTakesItForOpen) {
    const auto reading = read(
        "R1,P768291112062421411,花,仅退款,,1,外星状态,,,\n"
        "R2,P768291112062421412,花,仅退款,,1,外星状态,,,\n"
        "R3,P768291112062421413,花,价格保护,,1,已撤销,,,\n"
        "R4,P768291112062421414,花,仅退款,,1,,,,\n");
    ASSERT_EQ(reading.refunds.size(), 4u);
    EXPECT_EQ(reading.refunds[0].state, RefundState::Open);
    EXPECT_EQ(reading.refunds[2].state, RefundState::Over);
    EXPECT_EQ(reading.refunds[2].kind, RefundKind::Price);
    ASSERT_EQ(reading.problems.size(), 2u);
    EXPECT_EQ(reading.problems[0].code, "unknown_refund_state");
    EXPECT_EQ(reading.problems[0].row, 2);
    EXPECT_EQ(reading.problems[0].column, "状态 (G)");
    EXPECT_EQ(reading.problems[1].row, 5);
}

TEST(RefundExport, ReadsEveryColumn) {
    const auto reading = read(
        "R6242141112658161,P768291112062421411,干花花束,未发货仅退款,不想要了,45.50,待审核,"
        "2026/11/24 09:10:00,-,2026-11-23 12:52:01\n");
    ASSERT_EQ(reading.refunds.size(), 1u);
    EXPECT_TRUE(reading.problems.empty());
    const IncomingRefund& refund = reading.refunds.front();
    EXPECT_EQ(refund.refund_no, "R6242141112658161");
    EXPECT_EQ(refund.order_no.str(), "P768291112062421411");
    EXPECT_EQ(refund.kind, RefundKind::Unshipped);
    EXPECT_EQ(refund.state, RefundState::Answer);
    EXPECT_EQ(refund.amount_fen, 4550);
    EXPECT_EQ(refund.reason, "不想要了");
    EXPECT_EQ(base::format_beijing(*refund.asked_at), "2026-11-24 09:10:00");
    EXPECT_FALSE(refund.received_at);
    EXPECT_EQ(refund.row, 2);
}

TEST(RefundExport, KnowsTheTextsOfThePlatform) {
    const auto refunds = layout();
    const std::pair<const char*, RefundState> states[] = {{"待审核", RefundState::Answer},
                                                          {"待用户寄回", RefundState::Open},
                                                          {"待商家收货", RefundState::Open},
                                                          {"已完成", RefundState::Done},
                                                          {"已取消", RefundState::Over},
                                                          {"已关闭", RefundState::Over},
                                                          {"商家审核拒绝", RefundState::Over},
                                                          {"商家收货拒绝", RefundState::Over},
                                                          {"换货待商家发货", RefundState::Open},
                                                          {"换货待用户确认收货", RefundState::Open},
                                                          {"平台介入中", RefundState::Open},
                                                          {"一个新词", RefundState::Open},
                                                          {"", RefundState::Open}};
    for (const auto& [text, state] : states) EXPECT_EQ(refunds.state(text), state) << text;
    const std::pair<const char*, RefundKind> kinds[] = {
        {"退货退款", RefundKind::Return},        {"换货", RefundKind::Exchange},
        {"仅退款", RefundKind::Shipped},         {"已发货仅退款", RefundKind::Shipped},
        {"未发货仅退款", RefundKind::Unshipped}, {"保价", RefundKind::Price},
        {"一个新词", RefundKind::Other}};
    for (const auto& [text, kind] : kinds) EXPECT_EQ(refunds.kind(text), kind) << text;
}

// What stops a parcel must not get lost to a bad amount or time.
TEST(RefundExport, CountsARequestWhoseValuesItCannotRead) {
    const auto reading = read("R1,P1,花,未发货仅退款,x,many,待审核,someday,,\n");
    ASSERT_EQ(reading.refunds.size(), 1u);
    EXPECT_FALSE(reading.refunds.front().asked_at);
    ASSERT_EQ(reading.problems.size(), 2u);
    EXPECT_EQ(reading.problems[0].code, "bad_refund_value");
    EXPECT_EQ(reading.problems[0].column, "申请售后金额(元) (F)");
}

TEST(RefundExport, LeavesOutRowsWithoutTheirNumbers) {
    const auto reading = read(
        ",P1,花,换货,x,1,待审核,,,\n"
        "R2,,花,换货,x,1,待审核,,,\n"
        "R3,7.00006E+17,花,换货,x,1,待审核,,,\n"
        "R4,张三 李四,花,换货,x,1,待审核,,,\n");
    EXPECT_TRUE(reading.refunds.empty());
    ASSERT_EQ(reading.problems.size(), 4u);
    EXPECT_EQ(reading.problems[2].code, "damaged_number");
    EXPECT_EQ(reading.problems[3].message.find("张三"), std::string::npos);
}

TEST(RefundExport, JoinsTheRowsOfOneRequest) {
    const auto reading = read(
        "R1,P1,花束,退货退款,x,10,已完成,2026-11-24 09:00:00,,\n"
        "R1,P1,花瓶,退货退款,x,5,待商家收货,2026-11-24 09:00:00,,\n"
        "R1,P1,花瓶,退货退款,x,5,待商家收货,2026-11-24 09:00:00,,\n"
        "R1,P2,花瓶,退货退款,x,5,待商家收货,2026-11-24 09:00:00,,\n");
    ASSERT_EQ(reading.refunds.size(), 1u);
    EXPECT_EQ(reading.refunds[0].state, RefundState::Open);
    EXPECT_EQ(reading.refunds[0].amount_fen, 1500);
    EXPECT_EQ(reading.refunds[0].title, "花束; 花瓶");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_EQ(reading.problems[0].code, "conflicting_rows");
}

}  // namespace
}  // namespace station
