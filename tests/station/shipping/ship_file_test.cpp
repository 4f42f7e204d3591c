#include "station/shipping/ship_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

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
    for (const char* name : {"generic", "pinduoduo", "xiaohongshu"}) {
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
                const std::map<config::ShippingField, std::string> expected = {
                    {config::ShippingField::OrderNo, kRows[i].order_no.str()},
                    {config::ShippingField::CarrierName, kRows[i].carrier_name},
                    {config::ShippingField::CarrierCode, kRows[i].carrier.str()},
                    {config::ShippingField::WaybillNumber, kRows[i].waybill_number.str()}};
                for (std::size_t c = 0; c < layout.columns.size(); ++c)
                    EXPECT_EQ(table->cell(i, c), expected.at(layout.columns[c].value)) << name;
            }
        }
    }
}

TEST(ShipFile, HasARemarkOfFurtherBoxesWhereTheLayoutHasAColumnForIt) {
    config::ShippingLayout layout = load("generic");
    layout.columns.push_back({"备注", config::ShippingField::Remark, {}});
    auto rows = kRows;
    rows[1].remark = "另有包裹：SF1234567890124";
    for (const auto format : {ShipFileFormat::Xlsx, ShipFileFormat::Csv}) {
        const auto file = station::write_ship_file(rows, layout, format);
        ASSERT_TRUE(file) << file.error().message;
        const auto table = station::read_table(*file);
        ASSERT_TRUE(table) << table.error().message;
        EXPECT_EQ(table->cell(0, 3), "");
        EXPECT_EQ(table->cell(1, 3), "另有包裹：SF1234567890124");
    }
    rows[1].remark = "two\nlines";
    EXPECT_FALSE(station::write_ship_file(rows, layout, ShipFileFormat::Csv));
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

TEST(ShipFile, WritesTheEncodingThatTheBackEndWants) {
    config::ShippingLayout layout = load("generic");
    const auto first = std::span(kRows).first(1);
    layout.csv_encoding = config::CsvEncoding::Utf8;
    const auto plain = station::write_ship_file(first, layout, ShipFileFormat::Csv);
    ASSERT_TRUE(plain);
    EXPECT_TRUE(base::as_text(*plain).starts_with("订单号,"));
    layout.csv_encoding = config::CsvEncoding::Gb18030;
    const auto national = station::write_ship_file(first, layout, ShipFileFormat::Csv);
    ASSERT_TRUE(national);
    // 订单号 in GB18030 is B6A9 B5A5 BAC5.
    EXPECT_TRUE(base::as_text(*national).starts_with("\xB6\xA9\xB5\xA5\xBA\xC5,"));
    const auto table = station::read_table(*national);
    ASSERT_TRUE(table) << table.error().message;
    EXPECT_EQ(table->cell(0, 1), "中通快递");
}

TEST(ShipFile, KeepsLongNumbersTextsWithATabWhereTheBackEndTakesIt) {
    config::ShippingLayout layout = load("generic");
    layout.csv_tab = true;
    layout.csv_encoding = config::CsvEncoding::Utf8;
    const auto file =
        station::write_ship_file(std::span(kRows).first(1), layout, ShipFileFormat::Csv);
    ASSERT_TRUE(file);
    EXPECT_EQ(base::as_text(*file),
              "订单号,物流公司,物流单号\r\n"
              "\"\tP700297727693109802\",中通快递,\"\t78048767698635\"\r\n");
}

TEST(ShipFile, CallsACarrierWhatTheBackEndCallsIt) {
    config::ShippingLayout layout = load("xiaohongshu");
    layout.carrier_names = {{"zto", "中通"}};
    layout.csv_encoding = config::CsvEncoding::Utf8;
    std::vector<ShipRow> rows = {kRows[0], kRows[1]};
    rows[0].carrier_code = "ZTO-9";
    layout.carrier_codes = {{"shunfeng", "SF"}};
    const auto file = station::write_ship_file(rows, layout, ShipFileFormat::Csv);
    ASSERT_TRUE(file);
    const std::string_view text = base::as_text(*file);
    EXPECT_NE(text.find("P700297727693109802,ZTO-9,中通,78048767698635"), std::string_view::npos)
        << text;
    EXPECT_NE(text.find("P717076910738572275,SF,顺丰速运,SF1234567890123"), std::string_view::npos)
        << text;
}

TEST(ShipFile, NumbersItsRowsAndSaysWhenTheyWereBound) {
    config::ShippingLayout layout = load("generic");
    layout.columns.push_back({"序号", config::ShippingField::RowNumber, ""});
    layout.columns.push_back({"发货时间", config::ShippingField::ShippedAt, ""});
    std::vector<ShipRow> rows = {kRows[0], kRows[1]};
    rows[0].bound_at = rows[1].bound_at = *base::parse_beijing("2026-11-24 09:52:00");
    const auto file = station::write_ship_file(rows, layout, ShipFileFormat::Csv);
    ASSERT_TRUE(file);
    EXPECT_NE(base::as_text(*file).find("SF1234567890123,2,2026-11-24 09:52:00\r\n"),
              std::string_view::npos);
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
