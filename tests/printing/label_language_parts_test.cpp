#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "printing/tspl.h"
#include "printing/zpl.h"

// The steps inside the encoders, by tables.
namespace printing {
namespace {

struct Immediate {
    const char* name;
    base::Bytes before;
    base::Bytes after;
};
class TsplImmediate : public testing::TestWithParam<Immediate> {};
TEST_P(TsplImmediate, CommandsNeverStandInTheRaster) {
    base::Bytes data = GetParam().before;
    clear_tspl_immediate_commands(data);
    EXPECT_EQ(data, GetParam().after);
}
INSTANTIATE_TEST_SUITE_P(
    Table, TsplImmediate,
    testing::Values(Immediate{"status", {0x1b, 0x21, 0x3f}, {0x1b, 0x01, 0x3f}},
                    Immediate{"restart", {0xff, 0x1b, 0x21, 0x52}, {0xff, 0x1b, 0x01, 0x52}},
                    Immediate{"cancel", {0x1b, 0x1b, 0x21, 0x2e}, {0x1b, 0x1b, 0x01, 0x2e}},
                    Immediate{"none", {0x1b, 0x21, 0x54}, {0x1b, 0x21, 0x54}},
                    Immediate{"cut_off", {0x1b, 0x21}, {0x1b, 0x21}},
                    Immediate{"twice",
                              {0x1b, 0x21, 0x53, 0x1b, 0x21, 0x50},
                              {0x1b, 0x01, 0x53, 0x1b, 0x01, 0x50}}),
    [](const auto& row) { return row.param.name; });

// ZPL II manual, "Alternative Data Compression Scheme", and its traps.
struct Rows {
    const char* name;
    std::vector<base::Bytes> rows;
    const char* text;
};
class ZplRows : public testing::TestWithParam<Rows> {};
TEST_P(ZplRows, AreCompressedAsTheManualSays) {
    const auto& rows = GetParam().rows;
    Bitmap image(static_cast<int>(rows[0].size()) * 8, static_cast<int>(rows.size()));
    for (std::size_t y = 0; y < rows.size(); ++y)
        std::ranges::copy(rows[y], image.row(static_cast<int>(y)).begin());
    std::string text;
    append_zpl_rows(text, image, 0, image.height());
    EXPECT_EQ(text, GetParam().text);
}
base::Bytes repeated(std::size_t count, std::uint8_t byte, std::uint8_t last) {
    base::Bytes bytes(count, byte);
    bytes.push_back(last);
    return bytes;
}
INSTANTIATE_TEST_SUITE_P(
    Table, ZplRows,
    testing::Values(
        Rows{"white", {{0, 0}}, ","}, Rows{"black", {{0xff, 0xff}}, "!"},
        Rows{"rest_white", {{0x12, 0, 0}}, "12,"},
        Rows{"odd_place_before_comma", {{0x10, 0x00}}, "10,"},
        Rows{"odd_place_before_mark", {{0x1f, 0xff}}, "1F!"},
        Rows{"odd_place_at_the_end", {{0x12, 0x30}}, "1230"},
        Rows{"same_again", {{0x12, 0x34}, {0x12, 0x34}}, "1234:"},
        Rows{"first_row_is_none", {{0, 0}, {0, 0}}, ",:"},
        Rows{"two_are_not_counted", {{0xaa, 0x12}}, "AA12"},
        Rows{"three_are", {{0xaa, 0xa2}}, "IA2"},
        Rows{"nineteen", {{0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xb1}}, "YB1"},
        Rows{"twenty", {repeated(10, 0xbb, 0x12)}, "gB12"},
        // The manual's own example: vMB is 327 times B.
        Rows{"manual", {repeated(163, 0xbb, 0xb1)}, "vMB1"},
        Rows{"four_hundred", {repeated(200, 0xbb, 0x12)}, "zB12"},
        Rows{"more", {repeated(211, 0xbb, 0x12)}, "zgHB12"}),
    [](const auto& row) { return row.param.name; });

TEST(ZplCrc, IsTheOneOfTheManualsVectors) {
    EXPECT_EQ(zpl_crc("123456789"), 0x31c3);
    EXPECT_EQ(zpl_crc("/wD/AP8A/wD/AP8A/wD/AA=="), 0xc9e4);
    EXPECT_EQ(zpl_crc("eNr7z/AfBQIAR8gH+Q=="), 0x9c3d);
}

}  // namespace
}  // namespace printing
