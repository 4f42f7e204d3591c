#include "printing/symbols.h"

#include <gtest/gtest.h>

#include <string>

#include "printing/zxing_adapter.h"

namespace printing {
namespace {

// Module counts of waybill numbers, as measured for each carrier's form of number.
struct ModuleRow {
    const char* text;
    int modules;
};
class Code128Modules : public testing::TestWithParam<ModuleRow> {};
TEST_P(Code128Modules, AreThoseOfTheBestCodeSets) {
    const auto modules = code128_modules(GetParam().text);
    ASSERT_TRUE(modules.has_value()) << modules.error().message;
    EXPECT_EQ(*modules, GetParam().modules);
}
INSTANTIATE_TEST_SUITE_P(Numbers, Code128Modules,
                         testing::Values(ModuleRow{"78123456789012", 112},
                                         ModuleRow{"773123456789012", 134},
                                         ModuleRow{"9876543210123", 123},
                                         ModuleRow{"SF1234567890123", 145},
                                         ModuleRow{"JDVA01234567890", 156}));

TEST(Symbols, Code128IsWholeDotsAndReadsBack) {
    for (int module_dots = 1; module_dots <= 6; ++module_dots) {
        const auto bars = draw_code128("SF1234567890123", module_dots, 20);
        ASSERT_TRUE(bars.has_value());
        EXPECT_EQ(bars->width(), 145 * module_dots);
        EXPECT_EQ(bars->height(), 20);
        EXPECT_TRUE(bars->get(0, 0));
        EXPECT_TRUE(bars->get(bars->width() - 1, 19));
        Bitmap page(bars->width() + 40, 60);
        page.draw(*bars, 20, 20);
        const auto read = read_symbol(page, SymbolFormat::Code128, ReadEffort::Quick);
        ASSERT_TRUE(read.has_value()) << module_dots;
        EXPECT_EQ(read->text, "SF1234567890123");
    }
}

TEST(Symbols, QrIsWholeDotsAndReadsBack) {
    const std::string text = "https://example.test/p?b=20261124-10&s=88&n=1";
    const auto modules = qr_modules(text);
    ASSERT_TRUE(modules.has_value());
    EXPECT_EQ((*modules - 17) % 4, 0);
    const auto drawn = draw_qr(text, 3);
    ASSERT_TRUE(drawn.has_value());
    EXPECT_EQ(drawn->width(), *modules * 3);
    EXPECT_EQ(drawn->height(), *modules * 3);
    Bitmap page(drawn->width() + 24, drawn->height() + 24);
    page.draw(*drawn, 12, 12);
    const auto read = read_symbol(page, SymbolFormat::QrCode, ReadEffort::Quick);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->text, text);
}

struct BadRow {
    const char* name;
    SymbolFormat format;
    std::string text;
    const char* in_message;
};
class BadSymbolText : public testing::TestWithParam<BadRow> {};
TEST_P(BadSymbolText, IsRefusedAndTheCharacterNamed) {
    const BadRow& row = GetParam();
    const auto drawn =
        row.format == SymbolFormat::Code128 ? draw_code128(row.text, 2, 40) : draw_qr(row.text, 2);
    ASSERT_FALSE(drawn.has_value());
    EXPECT_EQ(drawn.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(drawn.error().message.find(row.in_message), std::string::npos)
        << drawn.error().message;
}
INSTANTIATE_TEST_SUITE_P(
    Table, BadSymbolText,
    testing::Values(
        BadRow{"empty", SymbolFormat::Code128, "", "empty"},
        BadRow{"empty_qr", SymbolFormat::QrCode, "", "empty"},
        BadRow{"chinese", SymbolFormat::Code128, "SF12中", "character 5 is '中' U+4E2D"},
        BadRow{"chinese_qr", SymbolFormat::QrCode, "单号", "character 1 is '单' U+5355"},
        BadRow{"full_width", SymbolFormat::Code128, "SF１", "U+FF11"},
        BadRow{"tab", SymbolFormat::Code128, "SF1\t", "character 4 is U+0009"},
        BadRow{"nul_qr", SymbolFormat::QrCode, std::string("a\0b", 3), "character 2 is U+0000"},
        BadRow{"latin1", SymbolFormat::Code128, "SF\xc3\xb1", "U+00F1"},
        BadRow{"too_long", SymbolFormat::Code128, std::string(81, '1'), "81 characters"},
        BadRow{"too_long_qr", SymbolFormat::QrCode, std::string(3000, 'a'), "3000 characters"}),
    [](const auto& row) { return row.param.name; });

TEST(Symbols, RefuseModulesAndHeightsOutsideTheRange) {
    EXPECT_FALSE(draw_code128("SF1", 0, 40).has_value());
    EXPECT_FALSE(draw_code128("SF1", 33, 40).has_value());
    EXPECT_FALSE(draw_code128("SF1", 2, 0).has_value());
    EXPECT_FALSE(draw_code128("SF1", 2, 65536).has_value());
    EXPECT_FALSE(draw_qr("SF1", 0).has_value());
    EXPECT_FALSE(draw_qr("SF1", -3).has_value());
}

TEST(Symbols, AReaderOfAnEmptyPictureFindsNothing) {
    EXPECT_FALSE(read_symbol(Bitmap(), SymbolFormat::Code128, ReadEffort::Thorough).has_value());
    EXPECT_FALSE(read_symbol(Bitmap(1, 1), SymbolFormat::QrCode, ReadEffort::Quick).has_value());
    EXPECT_FALSE(
        read_symbol(Bitmap(800, 1200), SymbolFormat::QrCode, ReadEffort::Thorough).has_value());
}

}  // namespace
}  // namespace printing
