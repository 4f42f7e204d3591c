#include "station/orders/order_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/files.h"
#include "station/orders/table_file.h"

namespace {

using base::parse_beijing;
using station::AfterSale;
using station::ExportReading;
using station::IncomingOrder;
using station::Readiness;
using station::Table;

const config::SourceLayout& qianfan() {
    static const auto layout = config::load_source_layout("config/sources/qianfan.toml");
    if (!layout) throw std::runtime_error(layout.error().message);
    return *layout;
}

const base::Time kAsOf = *parse_beijing("2026-11-24 10:00:00");

/// Rows are written as what differs from an ordinary row.
using RowTexts = std::map<std::string, std::string>;
const RowTexts kOrdinary = {
    {"订单号", "P700000000000000001"},
    {"订单状态", "待配货"},
    {"售后状态", "无售后"},
    {"订单类型", "现货"},
    {"收件人姓名", "王小明"},
    {"收件人电话", "13800000001"},
    {"收件人地址", "浙江省杭州市西湖区示例路1号"},
    {"省", "浙江省"},
    {"市", "杭州市"},
    {"区", "西湖区"},
    {"规格ID", "S1"},
    {"商品名称", "干花花束"},
    {"SKU件数", "1"},
    {"商品总价(元)", "45.00"},
    {"用户应付金额(元)", "44.50"},
    {"sku净重(kg)", "0.20"},
    {"订单创建时间", "2026-11-23 12:52:00"},
    {"承诺发货时间", "2026-11-25 12:52:00"},
    {"快递公司", ""},
    {"快递单号", ""},
    {"三段码/Express Extend 2", ""},
    {"用户备注", ""},
    {"包裹备注标记", ""},
    {"包裹备注信息", ""},
    {"预售订单开始发货时间", ""},
    {"是否为赠品", "否"},
    {"条形码", ""},
    {"支付时间", ""},
};

Table table_of(const std::vector<RowTexts>& rows,
               station::CellPlaces places = station::CellPlaces::Addressed) {
    Table table(places);
    table.begin_row(1);
    for (const auto& [title, value] : kOrdinary) table.add_cell(title);
    int number = 1;
    for (const RowTexts& changes : rows) {
        table.begin_row(++number);
        for (const auto& [title, value] : kOrdinary) {
            const auto changed = changes.find(title);
            table.add_cell(changed == changes.end() ? value : changed->second);
        }
    }
    return table;
}

ExportReading read(const std::vector<RowTexts>& rows) {
    const auto reading = station::read_order_export(table_of(rows), qianfan(), kAsOf);
    if (!reading) throw std::runtime_error(reading.error().message);
    return *reading;
}

TEST(OrderExport, ReadsTheSampleExport) {
    const auto file = base::read_file("config/demo/export.xlsx", 1u << 20);
    ASSERT_TRUE(file);
    const auto table = station::read_table(*file);
    ASSERT_TRUE(table) << table.error().message;
    EXPECT_EQ(table->column_count(), 72u);
    const auto reading = station::read_order_export(*table, qianfan(), kAsOf);
    ASSERT_TRUE(reading) << reading.error().message;
    for (const auto& problem : reading->problems) ADD_FAILURE() << problem.row << problem.message;
    EXPECT_EQ(reading->rows, 198);
    const auto count = [&](auto&& is) { return std::ranges::count_if(reading->orders, is); };
    const auto is_ready = [](const IncomingOrder& order) {
        return order.readiness == Readiness::Ready && order.after_sale == AfterSale::None;
    };
    EXPECT_EQ(reading->orders.size(), 120u);
    EXPECT_EQ(count(is_ready), 111);
    EXPECT_EQ(count([](const auto& order) {
                  return order.readiness == Readiness::Ready &&
                         order.after_sale == AfterSale::Running;
              }),
              2);
    EXPECT_EQ(count([&](const auto& order) {
                  return is_ready(order) && !order.waybill_number.empty() &&
                         !order.sorting_code.empty() && !order.hub.empty();
              }),
              27);
    EXPECT_EQ(count([](const auto& order) { return order.readiness == Readiness::Cancelled; }), 5);
    EXPECT_EQ(count([](const auto& order) { return order.readiness == Readiness::Finished; }), 2);
    EXPECT_EQ(count([](const auto& order) { return order.seller_flag == "红旗"; }), 15);

    const IncomingOrder& first = reading->orders.front();
    EXPECT_EQ(first.order_no.str(), "P700297727693109802");
    EXPECT_EQ(first.platform, "xiaohongshu");
    EXPECT_EQ(first.shop, "示例小店");
    EXPECT_EQ(first.receiver.detail, "长宁街760号春晓苑8栋3单元1806室");
    ASSERT_EQ(first.items.size(), 2u);
    EXPECT_EQ(first.items[1].quantity, 5);
    EXPECT_EQ(first.items[1].price_fen, 39500);
    EXPECT_EQ(first.total_fen, 44000);
    EXPECT_EQ(first.weight_g, 1450);
    EXPECT_EQ(first.waybill_number.str(), "78048767698635");
    EXPECT_EQ(first.sorting_code, "226-26-63 082");
    EXPECT_EQ(first.marker, "296-");
    EXPECT_EQ(first.hub, "杭州中转包1");
    EXPECT_EQ(first.carrier_name, "中通快递");
    EXPECT_EQ(base::format_beijing(first.created_at), "2026-11-23 12:52:00");
    EXPECT_EQ(base::format_beijing(*first.ship_by), "2026-11-25 12:52:00");
    EXPECT_EQ(first.rows, (std::vector<int>{2, 3}));
}

TEST(OrderExport, TakesANoteFromWhicheverRowHasIt) {
    const auto reading =
        read({{},
              {{"规格ID", "S2"}, {"包裹备注标记", "红旗"}, {"包裹备注信息", "先联系买家"}},
              {{"规格ID", "S3"}, {"包裹备注信息", "放门口"}}});
    ASSERT_EQ(reading.orders.size(), 1u);
    EXPECT_EQ(reading.orders[0].seller_flag, "红旗");
    EXPECT_EQ(reading.orders[0].seller_remark, "先联系买家\n放门口");
    EXPECT_EQ(reading.orders[0].items.size(), 3u);
}

TEST(OrderExport, GroupsRowsWhereverTheyStand) {
    const auto reading = read({{}, {{"订单号", "P2"}}, {{"规格ID", "S2"}}});
    ASSERT_EQ(reading.orders.size(), 2u);
    EXPECT_EQ(reading.orders[0].rows, (std::vector<int>{2, 4}));
    EXPECT_EQ(reading.orders[1].rows, (std::vector<int>{3}));
}

TEST(OrderExport, TellsWhatMayBeShipped) {
    const struct {
        const char* status;
        const char* presale_start;
        Readiness expected;
    } cases[] = {
        {"待配货", "", Readiness::Ready},
        {"待配货", "2026-11-24 10:00:00", Readiness::Ready},
        {"待配货", "2026-11-24 10:00:01", Readiness::Presale},
        {"待付款", "", Readiness::NotReady},
        {"配货中", "", Readiness::NotReady},
        {"从没见过", "", Readiness::NotReady},
        {"", "", Readiness::NotReady},
        {"已取消", "2026-12-24 10:00:00", Readiness::Cancelled},
        {"已发货", "", Readiness::Shipped},
        {"已完成", "", Readiness::Finished},
    };
    for (const auto& c : cases) {
        const auto reading =
            read({{{"订单状态", c.status}, {"预售订单开始发货时间", c.presale_start}}});
        ASSERT_EQ(reading.orders.size(), 1u) << c.status;
        EXPECT_EQ(reading.orders[0].readiness, c.expected) << c.status << c.presale_start;
        EXPECT_EQ(reading.orders[0].status_text, c.status);
    }
}

TEST(OrderExport, StopsTheOrderForAnAfterSaleOfOneArticleOrAnUnknownOne) {
    const auto state = [](const char* first, const char* second) {
        return read({{{"售后状态", first}}, {{"规格ID", "S2"}, {"售后状态", second}}})
            .orders.at(0)
            .after_sale;
    };
    EXPECT_EQ(state("无售后", "无售后"), AfterSale::None);
    EXPECT_EQ(state("", "-"), AfterSale::None);
    EXPECT_EQ(state("无售后", "售后处理中"), AfterSale::Running);
    EXPECT_EQ(state("售后处理中", "无售后"), AfterSale::Running);
    EXPECT_EQ(state("售后处理中", "售后完成"), AfterSale::Running);
    EXPECT_EQ(state("无售后", "售后完成"), AfterSale::Done);
    EXPECT_EQ(state("无售后", "从没见过"), AfterSale::Running);
}

// Half an order must not be packed: one bad row leaves its order out, and no other.
TEST(OrderExport, LeavesTheWholeOrderOutForOneBadRowAndTakesTheRest) {
    const struct {
        const char* name;
        RowTexts bad;
        const char* code;
        const char* title;
    } cases[] = {
        {"no quantity", {{"SKU件数", ""}}, "bad_value", "SKU件数"},
        {"quantity zero", {{"SKU件数", "0"}}, "bad_value", "SKU件数"},
        {"quantity in words", {{"SKU件数", "两件"}}, "bad_value", "SKU件数"},
        {"half a piece", {{"SKU件数", "1.5"}}, "bad_value", "SKU件数"},
        {"bad money", {{"商品总价(元)", "45.001"}}, "bad_value", "商品总价(元)"},
        {"negative money", {{"用户应付金额(元)", "-1"}}, "bad_value", "用户应付金额(元)"},
        {"bad weight", {{"sku净重(kg)", "heavy"}}, "bad_value", "sku净重(kg)"},
        {"bad time", {{"承诺发货时间", "2026-13-01 00:00:00"}}, "bad_value", "承诺发货时间"},
        {"shortened barcode", {{"条形码", "6.97123E+12"}}, "damaged_number", "条形码"},
        {"shortened waybill", {{"快递单号", "7.80488E+13"}}, "damaged_number", "快递单号"},
        {"other receiver", {{"收件人姓名", "李小红"}}, "conflicting_rows", "收件人姓名"},
        {"other address", {{"收件人地址", "别处"}}, "conflicting_rows", "收件人地址"},
        {"other status", {{"订单状态", "已取消"}}, "conflicting_rows", "订单状态"},
    };
    for (const auto& c : cases) {
        RowTexts second = c.bad;
        second["规格ID"] = "S2";
        const auto reading = read({{}, second, {{"订单号", "P2"}}});
        ASSERT_EQ(reading.orders.size(), 1u) << c.name;
        EXPECT_EQ(reading.orders[0].order_no.str(), "P2") << c.name;
        ASSERT_EQ(reading.problems.size(), 1u) << c.name;
        EXPECT_EQ(reading.problems[0].row, 3) << c.name;
        EXPECT_EQ(reading.problems[0].code, c.code) << c.name;
        EXPECT_EQ(reading.problems[0].column.rfind(c.title, 0), 0u)
            << c.name << ": " << reading.problems[0].column;
        EXPECT_NE(reading.problems[0].message.find("left out"), std::string::npos) << c.name;
        EXPECT_EQ(reading.problems[0].message.find("李小红"), std::string::npos) << c.name;
    }
}

TEST(OrderExport, NamesBothRowsOfAConflict) {
    const auto other_number = read(
        {{{"快递单号", "78000000000001"}}, {{"规格ID", "S2"}, {"快递单号", "78000000000002"}}});
    ASSERT_EQ(other_number.problems.size(), 1u);
    EXPECT_NE(other_number.problems[0].message.find("rows 2 and 3"), std::string::npos);

    const auto two_versions = read({{}, {{"订单号", "P2"}}, {{"SKU件数", "4"}}});
    ASSERT_EQ(two_versions.problems.size(), 1u);
    EXPECT_EQ(two_versions.problems[0].code, "conflicting_rows");
    EXPECT_NE(two_versions.problems[0].message.find("rows 2 and 4"), std::string::npos);
    EXPECT_EQ(two_versions.orders.size(), 1u);
}

TEST(OrderExport, CountsARepeatedRowOnceAndSaysSo) {
    const auto reading = read({{}, {}, {{"是否为赠品", "是"}}});
    ASSERT_EQ(reading.orders.size(), 1u);
    ASSERT_EQ(reading.orders[0].items.size(), 2u);  // The gift is another line.
    EXPECT_TRUE(reading.orders[0].items[1].is_gift);
    EXPECT_EQ(reading.orders[0].total_fen, 8900);
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_EQ(reading.problems[0].code, "repeated_row");
}

TEST(OrderExport, ReportsRowsThatBelongToNoOrder) {
    const auto reading = read({{{"订单号", ""}},
                               {{"订单号", "7.00298E+17"}},
                               {{"订单号", "合计：3"}},
                               {{"订单号", std::string(65, '1')}},
                               {{"订单创建时间", ""}},
                               {{"订单号", "P2"}}});
    ASSERT_EQ(reading.orders.size(), 1u);
    std::vector<std::string> codes;
    for (const auto& problem : reading.problems) codes.push_back(problem.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"missing_value", "damaged_number", "bad_value",
                                               "bad_value", "missing_value"}));
}

// A separator inside a value shifts the cells of a CSV; in XLSX each cell has its address, and one
// under no title is somebody's own note.
TEST(OrderExport, LeavesAnOrderOutWhoseColumnsWereShifted) {
    for (const auto places : {station::CellPlaces::Counted, station::CellPlaces::Addressed}) {
        Table table = table_of({{}, {{"订单号", "P2"}}}, places);
        table.begin_row(9);
        for (const auto& [title, value] : kOrdinary)
            table.add_cell(title == "订单号" ? "P3" : value);
        table.add_cell("one too many");
        const auto reading = station::read_order_export(table, qianfan(), kAsOf);
        ASSERT_TRUE(reading);
        if (places == station::CellPlaces::Addressed) {
            EXPECT_EQ(reading->orders.size(), 3u);
            EXPECT_TRUE(reading->problems.empty());
            continue;
        }
        EXPECT_EQ(reading->orders.size(), 2u);
        ASSERT_EQ(reading->problems.size(), 1u);
        EXPECT_EQ(reading->problems[0].code, "too_many_cells");
        EXPECT_EQ(reading->problems[0].row, 9);
    }
}

TEST(OrderExport, ChecksNothingButNumberAndStatusOfAClosedOrder) {
    const auto reading = read({{{"订单状态", "已取消"},
                                {"SKU件数", ""},
                                {"收件人姓名", "王**"},
                                {"订单创建时间", ""},
                                {"快递单号", "1.2E+17"}},
                               {{"订单号", "P2"}}});
    EXPECT_EQ(reading.orders.size(), 2u);
    EXPECT_TRUE(reading.problems.empty());
}

TEST(OrderExport, SaysOnceThatAllReceiversAreMasked) {
    const RowTexts masked = {{"收件人姓名", "王**"}, {"收件人电话", "138****0001"}};
    RowTexts second = masked, encrypted = {{"收件人姓名", "#abc#def123#2##"}};
    second["订单号"] = "P2";
    encrypted["订单号"] = "P3";
    const auto all = read({masked, second, encrypted});
    EXPECT_TRUE(all.orders.empty());
    ASSERT_EQ(all.problems.size(), 1u);
    EXPECT_EQ(all.problems[0].code, "all_masked");

    const auto some = read({masked, {{"订单号", "P4"}}});
    EXPECT_EQ(some.orders.size(), 2u);
    EXPECT_TRUE(some.problems.empty());

    // Closed orders are always masked; they tell nothing about the permission.
    RowTexts closed = masked;
    closed["订单状态"] = "已完成";
    EXPECT_EQ(read({closed}).orders.size(), 1u);
}

TEST(OrderExport, NamesTheMissingColumnsAndThoseFound) {
    Table table;
    table.begin_row(1);
    for (const char* title : {"订单号", "售后单号", "申请售后金额(元)", "状态"})
        table.add_cell(title);
    const auto reading = station::read_order_export(table, qianfan(), kAsOf);
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().key, "columns_missing");
    for (const char* expected :
         {"订单状态", "收件人姓名", "SKU件数", "found are", "申请售后金额(元)"})
        EXPECT_NE(reading.error().message.find(expected), std::string::npos) << expected;
}

TEST(OrderExport, FindsColumnsByTitleInAnyOrderCaseAndWidth) {
    Table table;
    table.begin_row(1);
    for (const char* title : {"随便", "SKU 件数", "收件人地址", "收件人电话", "收件人", "SKU名称",
                              "售后状态", "订单状态", "　订单号", "商品总价（元）"})
        table.add_cell(title);
    table.begin_row(2);
    for (const char* cell :
         {"x", "２", "某处1号", "13800000001", "王小明", "花", "", "待配货", "P1", "1,234.5"})
        table.add_cell(cell);
    const auto reading = station::read_order_export(table, qianfan(), kAsOf);
    ASSERT_TRUE(reading) << reading.error().message;
    ASSERT_EQ(reading->orders.size(), 1u);
    EXPECT_EQ(reading->orders[0].items[0].quantity, 2);
    EXPECT_EQ(reading->orders[0].items[0].price_fen, 123450);
    EXPECT_EQ(reading->orders[0].items[0].title, "花");
    EXPECT_EQ(reading->orders[0].created_at, kAsOf);
}

TEST(OrderExport, KeepsRareCharactersEmojiAndLongAddresses) {
    const std::string address = "浙江省杭州市西湖区" + [] {
        std::string long_text;
        for (int i = 0; i < 200; ++i) long_text += "巷";
        return long_text;
    }();
    const auto reading = read(
        {{{"收件人姓名", "䶮㛃"}, {"用户备注", "🎁 生日\r\n快乐\t～"}, {"收件人地址", address}}});
    ASSERT_EQ(reading.orders.size(), 1u);
    EXPECT_EQ(reading.orders[0].receiver.name, "䶮㛃");
    EXPECT_EQ(reading.orders[0].buyer_note, "🎁 生日 快乐 ～");
    EXPECT_EQ(reading.orders[0].receiver.address, address);
    EXPECT_EQ(reading.orders[0].receiver.detail.size(), 600u);
}

TEST(OrderExport, TakesTheTimeFromTheFileName) {
    const struct {
        const char* name;
        const char* expected;
    } cases[] = {
        {"小红书订单查询2026-05-28-15_25_05fdadc9.xlsx", "2026-05-28 15:25:00"},
        {"/inbox/小红书订单查询2026-05-28-15_25_05fdadc9 (1).xlsx", "2026-05-28 15:25:00"},
        {"2026-05-28-00_00_x", "2026-05-28 00:00:00"},
        {"售后单2026-05-28-15_25.csv", "2026-05-28 15:25:00"},
        {"售后单2026-05-28-15_25(1).csv", "2026-05-28 15:25:00"},
        {"售后单2026-05-28-15_25 - 副本.csv", "2026-05-28 15:25:00"},
        {"2026-05-28-15_25", "2026-05-28 15:25:00"},
        {"2026-05-28-15_250.csv", ""},
        {"小红书订单查询2026-02-30-15_25_05fdadc9.xlsx", ""},
        {"小红书订单查询2026-05-28-24_00_05fdadc9.xlsx", ""},
        {"orders 2026-05-28.xlsx", ""},
        {"2026-05-28-15_2", ""},
        {"-026-05-28-15_25_", ""},
        {"", ""},
    };
    for (const auto& c : cases) {
        const auto time = station::as_of_from_name(c.name);
        EXPECT_EQ(time ? base::format_beijing(*time) : "", c.expected) << c.name;
    }
}

}  // namespace
