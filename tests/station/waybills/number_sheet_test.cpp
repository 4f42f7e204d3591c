#include "station/waybills/number_sheet.h"

#include <gtest/gtest.h>

#include "station/orders/csv.h"

namespace station {
namespace {

config::NumberSheetLayout layout() {
    return *config::load_number_sheet_layout("config/number-sheets/generic.toml");
}

base::Result<SheetReading> read(const std::string& text) {
    const auto table = read_csv(base::as_bytes(text));
    EXPECT_TRUE(table) << table.error().message;
    return read_number_sheet(*table, layout());
}

TEST(NumberSheet, IsReadByItsTitlesInAnyOrderAndWidth) {
    const auto reading = read(
        "集包地, 运 单 号 ,无关,三段码,订单号\n"
        "杭州中转包1,７８990000000001,x,571-W00 012,P700000000000000001\n"
        ",yt1234567890123,,,P700000000000000002\n");
    ASSERT_TRUE(reading) << reading.error().message;
    ASSERT_EQ(reading->sheet.size(), 2u);
    EXPECT_TRUE(reading->problems.empty());
    EXPECT_EQ(reading->sheet[0].order_no.str(), "P700000000000000001");
    EXPECT_EQ(reading->sheet[0].number, "78990000000001");
    EXPECT_EQ(reading->sheet[0].sorting_code, "571-W00 012");
    EXPECT_EQ(reading->sheet[0].hub_name, "杭州中转包1");
    EXPECT_EQ(reading->sheet[1].number, "YT1234567890123");
    EXPECT_EQ(reading->sheet[1].row, 3);
}

struct ProblemCase {
    const char* name;
    std::string row;
    const char* code;
    const char* column;
};

TEST(NumberSheet, EachBadRowIsNamedWithItsColumnAndTheOthersGoIn) {
    const ProblemCase cases[] = {
        {"a pool", ",78990000000002,571-1", "sheet_no_order", "订单号 (A)"},
        {"no number", "P2,,571-1", "missing_value", "运单号 (B)"},
        {"shortened", "P2,7.899E+13,571-1", "damaged_number", "运单号 (B)"},
        {"shortened order", "7.0E+17,78990000000002,571-1", "damaged_number", "订单号 (A)"},
        {"words", "P2,请联系网点,571-1", "bad_value", "运单号 (B)"},
        {"too long", "P2," + std::string(41, '7') + ",571-1", "bad_value", "运单号 (B)"},
        {"order of words", "没有,78990000000002,571-1", "bad_value", "订单号 (A)"},
        {"order twice", "P1,78990000000002,571-1", "repeated_row", "订单号 (A)"},
        {"number twice", "P2,78990000000001,571-1", "repeated_row", "运单号 (B)"},
    };
    for (const ProblemCase& one : cases) {
        const auto reading = read("订单号,运单号,三段码\nP1,78990000000001,571-1\n" + one.row +
                                  "\nP9,78990000000009,571-1\n");
        ASSERT_TRUE(reading) << one.name;
        ASSERT_EQ(reading->problems.size(), 1u) << one.name;
        EXPECT_EQ(reading->problems[0].code, one.code) << one.name;
        EXPECT_EQ(reading->problems[0].column, one.column) << one.name;
        EXPECT_EQ(reading->problems[0].row, 3) << one.name;
        EXPECT_EQ(reading->sheet.size(), 2u) << one.name;
    }
}

TEST(NumberSheet, TheSameRowAgainIsNoProblem) {
    const auto reading = read("订单号,运单号\nP1,78990000000001\nP1,78990000000001\n");
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->problems.empty());
    EXPECT_EQ(reading->sheet.size(), 1u);
}

TEST(NumberSheet, AnOrderExportOrAnyTableIsNone) {
    const auto table = read_csv(base::as_bytes("订单号,备注\nP1,x\n"));
    ASSERT_TRUE(table);
    EXPECT_FALSE(is_number_sheet(*table, layout()));
    const auto reading = read_number_sheet(*table, layout());
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().key, "columns_missing");
}

TEST(NumberSheet, RoutingOfAnyLengthNeverReachesALabel) {
    const auto reading =
        read("订单号,运单号,三段码\nP1,78990000000001," + std::string(500, 'A') + "\n");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->sheet[0].sorting_code, "");
}

}  // namespace
}  // namespace station
