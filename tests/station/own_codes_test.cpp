#include "station/waybills/own_codes.h"

#include <gtest/gtest.h>

namespace station {
namespace {

constexpr std::string_view kQrAlphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

TEST(SheetCode, ReadsBackWhatWasPrinted) {
    const SheetCode sheets[] = {
        {12, 88, 1}, {1, 1, 1}, {0, 0, 1}, {9'000'000'000'000'000'000, 2'000'000'000, 99}};
    for (const SheetCode& sheet : sheets) {
        const std::string code = sheet_code(sheet.batch, sheet.sequence, sheet.print_number);
        const auto read = parse_sheet_code(code);
        ASSERT_TRUE(read.has_value()) << code << ": " << read.error().message;
        EXPECT_EQ(*read, sheet) << code;
        EXPECT_EQ(code.find_first_not_of(kQrAlphanumeric), code.npos) << code;
    }
}

TEST(SheetCode, NeverChangesItsShape) {
    // Sheets printed by an older version are still on the bench.
    EXPECT_EQ(sheet_code(12, 88, 1), "PB1.12.88.1.X");
    EXPECT_EQ(sheet_code(7, 1, 2), "PB1.7.1.2.8");
}

TEST(SheetCode, RefusesEverySingleWrongCharacter) {
    const std::string code = sheet_code(12, 88, 1);
    for (std::size_t i = 0; i < code.size(); ++i) {
        for (const char c : kQrAlphanumeric) {
            if (c == code[i]) continue;
            std::string wrong = code;
            wrong[i] = c;
            EXPECT_FALSE(parse_sheet_code(wrong).has_value()) << wrong;
        }
    }
}

TEST(SheetCode, RefusesEverySwapOfNeighbours) {
    const std::string code = sheet_code(1234, 567, 2);
    for (std::size_t i = 0; i + 1 < code.size(); ++i) {
        if (code[i] == code[i + 1]) continue;
        std::string wrong = code;
        std::swap(wrong[i], wrong[i + 1]);
        EXPECT_FALSE(parse_sheet_code(wrong).has_value()) << wrong;
    }
}

TEST(SheetCode, RefusesOtherShapes) {
    for (const char* bad : {"", "PB1.", "PB1.1.1.1", "PB1.1.1.1.", "PB1.1.1.0.X", "PB1.01.1.1.X",
                            "PB1.-1.1.1.X", "PB1.99999999999999999999.1.1.X", "PB2.12.88.1.X",
                            "PB1.12.88.1.XX", "PB1.12.88.1.1.X", "pb1.12.88.1.x"})
        EXPECT_FALSE(parse_sheet_code(bad).has_value()) << bad;
}

TEST(SlipCode, CarriesTheOrderNumber) {
    const base::OrderNo order("P700297727693109802");
    EXPECT_EQ(slip_code(order), "PBO.P700297727693109802");
    EXPECT_EQ(parse_slip_code(slip_code(order)).value(), order);
    for (const char* bad : {"", "PBO.", "PBO.p7", "PBO.P7 1", "P700297727693109802"})
        EXPECT_FALSE(parse_slip_code(bad).has_value()) << bad;
}

TEST(CommandCode, NamesEachCommand) {
    for (const BenchCommand command :
         {BenchCommand::Confirm, BenchCommand::Undo, BenchCommand::Cancel, BenchCommand::Help})
        EXPECT_EQ(parse_command_code(command_code(command)), command);
    EXPECT_EQ(command_code(BenchCommand::Confirm), "PB:CONFIRM");
    EXPECT_FALSE(parse_command_code("PB:DELETE").has_value());
}

TEST(CommandCode, NamesTheLineThatIsOutOfStock) {
    EXPECT_EQ(parse_command_code("PB:OUT"), BenchCommand::OutOfStock);
    EXPECT_EQ(line_of_command("PB:OUT"), 0);
    for (const int line : {1, 9, 99}) {
        const std::string code = "PB:OUT" + std::to_string(line);
        EXPECT_EQ(parse_command_code(code), BenchCommand::OutOfStock) << code;
        EXPECT_EQ(line_of_command(code), line);
    }
    for (const char* bad : {"PB:OUT0", "PB:OUT100", "PB:OUT-1", "PB:OUT01", "PB:OUTX", "PB:OUT 1"})
        EXPECT_FALSE(parse_command_code(bad)) << bad;
}

TEST(StaffCode, CarriesTheName) {
    const auto code = staff_code("LIN-2");
    ASSERT_TRUE(code.has_value());
    EXPECT_EQ(parse_staff_code(*code).value(), "LIN-2");
    std::string wrong = *code;
    wrong[5] = 'J';
    EXPECT_FALSE(parse_staff_code(wrong).has_value());
    EXPECT_FALSE(staff_code("").has_value());
    EXPECT_FALSE(staff_code("lin").has_value());
    EXPECT_FALSE(staff_code("A.B").has_value());
}

}  // namespace
}  // namespace station
