// 50,000 rows, as a large shop exports in a sale week.
#include <gtest/gtest.h>

#include "station/orders/order_export.h"
#include "station/orders/table_file.h"
#include "tests/station/orders/peak_memory.h"
#include "tests/station/orders/xlsx_maker.h"

namespace {

constexpr int kRows = 50'000;

std::vector<std::string> titles() {
    std::vector<std::string> all = {"订单号",     "订单状态",     "售后状态",     "收件人姓名",
                                    "收件人电话", "收件人地址",   "省",           "市",
                                    "区",         "规格ID",       "商品名称",     "SKU件数",
                                    "快递单号",   "订单创建时间", "承诺发货时间", "商品总价(元)"};
    while (all.size() < 72) all.push_back("别的列" + std::to_string(all.size()));
    return all;
}

std::vector<std::string> row(int i) {
    std::vector<std::string> cells = {
        "P70000000000" + std::to_string(1'000'000 + i / 2),
        "待配货",
        "无售后",
        "王小明",
        "1380000" + std::to_string(1000 + i % 1000),
        "浙江省杭州市西湖区示例路" + std::to_string(i / 2) + "号3单元1806室",
        "浙江省",
        "杭州市",
        "西湖区",
        "60000513381477029318" + std::to_string(i),
        "干花花束",
        "2",
        "",
        "2026-11-23 12:52:00",
        "2026-11-25 12:52:00",
        "45.00"};
    // Rows of one order have one receiver.
    cells[4] = "1380000" + std::to_string(1000 + i / 2 % 1000);
    cells.resize(72);
    return cells;
}

TEST(LargeExport, IsReadWholeInBoundedMemory) {
    tests::ZipMaker zip = tests::start_workbook({});
    {
        std::string sheet(tests::kSheetStart);
        sheet += tests::inline_rows({titles()});
        for (int i = 0; i < kRows; ++i) sheet += tests::inline_rows({row(i)});
        zip.add(tests::kSheetPart, std::string(sheet) + std::string(tests::kSheetEnd));
    }
    const base::Bytes file = zip.finish();
    const auto layout = config::load_source_layout("config/sources/qianfan.toml");
    ASSERT_TRUE(layout) << layout.error().message;

    const tests::PeakMemory memory;
    const auto table = station::read_table(file);
    ASSERT_TRUE(table) << table.error().message;
    const auto reading = station::read_order_export(*table, *layout, base::Time{});
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->rows, kRows);
    EXPECT_EQ(reading->orders.size(), static_cast<std::size_t>(kRows) / 2);
    EXPECT_TRUE(reading->problems.empty());
#if defined(NDEBUG)  // Sanitizers have books of their own. How long it takes: ./dev bench.
    EXPECT_LT(memory.growth_kb(), 300 * 1024);
#endif
}

}  // namespace
