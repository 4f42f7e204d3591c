#include "station/shipping/ship_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.h"
#include "station/orders/table_file.h"

namespace {

using station::ShipFileFormat;
using station::ShipRow;

const std::vector<ShipRow> kRows = {
    {base::OrderNo("P700297727693109802"), base::CarrierCode("zto"), "中通快递",
     base::WaybillNumber("78048767698635")},
    {base::OrderNo("P717076910738572275"), base::CarrierCode("shunfeng"), "顺丰速运",
     base::WaybillNumber("SF1234567890123")},
    {base::OrderNo("123456789012345678"), base::CarrierCode("yunda"), "韵达快递",
     base::WaybillNumber("004312345678901")},
};

config::ShippingLayout load(const std::string& name) {
    const auto layout = config::load_shipping_layout("config/shipping/" + name + ".toml");
    if (!layout) throw std::runtime_error(layout.error().message);
    return *layout;
}

TEST(ShipFile, ReadsBackAsWritten) {
    for (const char* name : {"generic", "pinduoduo"}) {
        for (const auto format : {ShipFileFormat::Xlsx, ShipFileFormat::Csv}) {
            const config::ShippingLayout layout = load(name);
            const auto file = station::write_ship_file(kRows, layout, format);
            ASSERT_TRUE(file) << file.error().message;
            const auto table = station::read_table(*file);
            ASSERT_TRUE(table) << table.error().message;
            ASSERT_EQ(table->column_count(), layout.columns.size());
            for (std::size_t i = 0; i < layout.columns.size(); ++i)
                EXPECT_EQ(table->header(i), layout.columns[i].title);
            ASSERT_EQ(table->row_count(), kRows.size());
            for (std::size_t i = 0; i < kRows.size(); ++i) {
                EXPECT_EQ(table->cell(i, 0), kRows[i].order_no.str());
                EXPECT_EQ(table->cell(i, 1), kRows[i].carrier_name);
                EXPECT_EQ(table->cell(i, 2), kRows[i].waybill_number.str());
            }
        }
    }
}

// Another program's view of the same file: every cell must be a text cell, in both sheets.
TEST(ShipFile, HasTextCellsForAnIndependentReader) {
    const std::vector<station::ShipCarrier> carriers = {{base::CarrierCode("zto"), "中通快递"}};
    const auto file =
        station::write_ship_file(kRows, load("generic"), ShipFileFormat::Xlsx, carriers);
    ASSERT_TRUE(file) << file.error().message;
    const auto path = std::filesystem::path(testing::TempDir()) / "packbench-ship-file-test.xlsx";
    ASSERT_TRUE(base::write_file_atomically(path, *file));
    const std::string command =
        "python3 tests/station/shipping/check_ship_file.py '" + path.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::filesystem::remove(path);
}

TEST(ShipFile, IsTheSameForTheSameRows) {
    for (const auto format : {ShipFileFormat::Xlsx, ShipFileFormat::Csv})
        EXPECT_EQ(*station::write_ship_file(kRows, load("generic"), format),
                  *station::write_ship_file(kRows, load("generic"), format));
}

TEST(ShipFile, WritesCsvInUtf8WithBomAndCrlf) {
    const auto file =
        station::write_ship_file(std::span(kRows).first(1), load("generic"), ShipFileFormat::Csv);
    ASSERT_TRUE(file);
    EXPECT_EQ(
        base::as_text(*file),
        "\xEF\xBB\xBF订单号,物流公司,物流单号\r\nP700297727693109802,中通快递,78048767698635\r\n");
}

TEST(ShipFile, FollowsTheLayout) {
    config::ShippingLayout layout;
    layout.title = "X";
    layout.has_header = false;
    layout.columns = {{"w", config::ShippingField::WaybillNumber, ""},
                      {"c", config::ShippingField::CarrierCode, ""},
                      {"f", config::ShippingField::Fixed, "否"},
                      {"o", config::ShippingField::OrderNo, ""}};
    const auto file =
        station::write_ship_file(std::span(kRows).first(1), layout, ShipFileFormat::Csv);
    ASSERT_TRUE(file);
    EXPECT_EQ(base::as_text(*file),
              "\xEF\xBB\xBF"
              "78048767698635,zto,否,P700297727693109802\r\n");
}

// What a spreadsheet program takes for a formula would run on the shop's machine.
TEST(ShipFile, LetsNoFormulaIntoTheCsv) {
    for (const char* name : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
        std::vector<ShipRow> rows = {kRows[0]};
        rows[0].carrier_name = name;
        const auto file = station::write_ship_file(rows, load("generic"), ShipFileFormat::Csv);
        ASSERT_TRUE(file);
        EXPECT_NE(base::as_text(*file).find(std::string(",'") + name), std::string_view::npos);
    }
    std::vector<ShipRow> rows = {kRows[0]};
    rows[0].carrier_name = "a,\"b\"";
    const auto file = station::write_ship_file(rows, load("generic"), ShipFileFormat::Csv);
    ASSERT_TRUE(file);
    EXPECT_NE(base::as_text(*file).find("\"a,\"\"b\"\"\""), std::string_view::npos);
}

TEST(ShipFile, RefusesRowsThatTheBackEndCouldNotTake) {
    const auto changed = [](auto&& change) {
        std::vector<ShipRow> rows = kRows;
        change(rows[1]);
        return rows;
    };
    const struct {
        const char* name;
        std::vector<ShipRow> rows;
        const char* says;
    } cases[] = {
        {"none", {}, "nothing"},
        {"no order", changed([](ShipRow& r) { r.order_no = {}; }), "order number"},
        {"no waybill", changed([](ShipRow& r) { r.waybill_number = {}; }), "P717076910738572275"},
        {"formula as waybill",
         changed([](ShipRow& r) { r.waybill_number = base::WaybillNumber("=1"); }),
         "waybill number"},
        {"two lines", changed([](ShipRow& r) { r.order_no = base::OrderNo("P1\nP2"); }),
         "order number"},
        {"no carrier", changed([](ShipRow& r) { r.carrier_name = ""; }), "carriers.toml"},
        {"endless name", changed([](ShipRow& r) { r.carrier_name = std::string(256, 'x'); }),
         "carrier"},
    };
    for (const auto& c : cases) {
        for (const auto format : {ShipFileFormat::Xlsx, ShipFileFormat::Csv}) {
            const auto file = station::write_ship_file(c.rows, load("generic"), format);
            ASSERT_FALSE(file) << c.name;
            EXPECT_EQ(file.error().code, base::ErrorCode::InvalidInput) << c.name;
            EXPECT_NE(file.error().message.find(c.says), std::string::npos) << file.error().message;
        }
    }
}

TEST(ShipFile, HoldsTheRowLimitOfTheBackEnd) {
    config::ShippingLayout layout = load("generic");
    layout.max_rows = 3;
    EXPECT_TRUE(station::write_ship_file(kRows, layout, ShipFileFormat::Csv));
    layout.max_rows = 2;
    const auto file = station::write_ship_file(kRows, layout, ShipFileFormat::Csv);
    ASSERT_FALSE(file);
    EXPECT_NE(file.error().message.find("several files"), std::string::npos);
}

TEST(ShipFile, SaysSoWhenTheTemporaryFolderCannotBeWritten) {
    const char* before = std::getenv("TMPDIR");
    const std::string saved = before ? before : "";
    setenv("TMPDIR", "/proc", 1);
    const auto file = station::write_ship_file(kRows, load("generic"), ShipFileFormat::Xlsx);
    before ? setenv("TMPDIR", saved.c_str(), 1) : unsetenv("TMPDIR");
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, base::ErrorCode::Unavailable);
    EXPECT_NE(file.error().message.find("/proc"), std::string::npos);
}

}  // namespace
