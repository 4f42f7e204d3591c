#include "printing/escpos.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <string>

#include "base/files.h"
#include "tests/printing/proof_label.h"
#include "tests/simulators/escpos_printer/simulated_printer.h"

namespace printing {
namespace {

base::Bytes encoded(const Bitmap& image, const PrinterProfile& profile, int copies = 1) {
    const auto encoder = make_encoder(profile);
    EXPECT_TRUE(encoder.has_value());
    const auto bytes = (*encoder)->encode(image, copies);
    EXPECT_TRUE(bytes.has_value()) << (bytes ? "" : bytes.error().message);
    return bytes.value_or(base::Bytes{});
}

Bitmap to_bitmap(const simulators::Sheet& sheet, int width) {
    Bitmap image(width, static_cast<int>(sheet.rows.size()));
    for (int y = 0; y < image.height(); ++y) {
        const auto& row = sheet.rows[static_cast<std::size_t>(y)];
        std::ranges::copy(row, image.row(y).begin());
    }
    return image;
}

Bitmap noise(int width, int height, unsigned seed) {
    std::mt19937 random(seed);
    Bitmap image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (random() & 1) image.set(x, y);
    return image;
}

// A 20 x 7 picture: frame, diagonal, a white row.
Bitmap golden_picture() {
    Bitmap image(20, 7);
    image.fill({0, 0, 20, 1});
    image.fill({0, 1, 1, 4});
    image.fill({19, 1, 1, 4});
    for (int i = 0; i < 4; ++i) image.set(3 + 2 * i, 1 + i);
    image.fill({0, 6, 20, 1});
    return image;
}

// Each golden stands as NAME.bin with a readable NAME.txt beside it; a mismatch leaves
// NAME.bin.unapproved for comparison.
void expect_golden(const std::string& name, const base::Bytes& bytes) {
    const std::string path = "tests/golden/escpos/" + name + ".bin";
    const auto wanted = base::read_file(path, 1 << 20);
    if (wanted && *wanted == bytes) return;
    std::ofstream(path + ".unapproved", std::ios::binary) << base::as_text(bytes);
    ADD_FAILURE() << path << (wanted ? " differs from" : " is missing; see") << " " << path
                  << ".unapproved: " << base::to_hex(bytes);
}

TEST(EscposEncoder, SendsTheGoldenBytes) {
    PrinterProfile profile;
    expect_golden("one_strip", encoded(golden_picture(), profile));
    profile.dialect.strip_rows = 4;
    expect_golden("two_strips", encoded(golden_picture(), profile));
    expect_golden("two_copies", encoded(golden_picture(), profile, 2));
    profile.feed = Feed::ToMark;
    expect_golden("feed_to_mark", encoded(golden_picture(), profile));
    profile.feed = Feed::Lines;
    profile.feed_lines = 5;
    expect_golden("feed_lines", encoded(golden_picture(), profile));
    profile.feed = Feed::None;
    expect_golden("no_feed", encoded(golden_picture(), profile));
}

class EscposRoundTrip : public testing::TestWithParam<Rect> {};
TEST_P(EscposRoundTrip, AnotherParserGetsTheSamePicture) {
    const Bitmap image = noise(GetParam().width, GetParam().height, 5);
    simulators::SimulatedPrinter printer;
    printer.receive(encoded(image, {}));
    const auto sheets = printer.take_sheets();
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_EQ(sheets[0].width_bytes, image.stride());
    EXPECT_EQ(to_bitmap(sheets[0], image.width()), without_real_time_commands(image));
    EXPECT_EQ(printer.unknown_bytes(), 0);
    EXPECT_EQ(printer.real_time_in_raster(), 0);
    EXPECT_TRUE(printer.take_replies().empty());
}
INSTANTIATE_TEST_SUITE_P(Sizes, EscposRoundTrip,
                         testing::Values(Rect{0, 0, 1, 1}, Rect{0, 0, 8, 239}, Rect{0, 0, 9, 240},
                                         Rect{0, 0, 608, 241}, Rect{0, 0, 800, 1200},
                                         Rect{0, 0, 1181, 1772}, Rect{0, 0, 8192, 33}));

TEST(EscposEncoder, ALabelOfBarcodesComesOutDotForDot) {
    const Bitmap image = ProofLabel("SF1234567890123").label.image;
    EXPECT_EQ(without_real_time_commands(image), image);
    simulators::SimulatedPrinter printer;
    printer.receive(encoded(image, {}, 3));
    const auto sheets = printer.take_sheets();
    ASSERT_EQ(sheets.size(), 3U);
    for (const auto& sheet : sheets) EXPECT_EQ(to_bitmap(sheet, image.width()), image);
}

TEST(EscposEncoder, WhiteRowsKeepTheirPlace) {
    Bitmap image(16, 600);
    image.set(0, 599);
    simulators::SimulatedPrinter printer;
    printer.receive(encoded(image, {}));
    const auto sheets = printer.take_sheets();
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_EQ(to_bitmap(sheets[0], 16), image);
}

TEST(EscposEncoder, StripsStayWithinRowsAndBytes) {
    for (const int width : {8, 800, 1181, 8192}) {
        const base::Bytes job = encoded(Bitmap(width, 1000), {});
        std::size_t i = 2;
        int rows = 0;
        while (i + 8 <= job.size()) {
            const std::size_t height = job[i + 6] + 256U * job[i + 7];
            const std::size_t size = (job[i + 4] + 256U * job[i + 5]) * height;
            ASSERT_EQ(job[i], 0x1d);
            EXPECT_LE(height, 240U);
            EXPECT_LE(size, 32768U);
            rows += static_cast<int>(height);
            i += 8 + size;
        }
        EXPECT_EQ(rows, 1000) << width;
    }
}

// Bytes as they stand in a row; what is left out is the dot of the leading 10.
struct RealTimeRow {
    const char* name;
    base::Bytes before;
    base::Bytes after;
};
class RealTimeCommands : public testing::TestWithParam<RealTimeRow> {};
TEST_P(RealTimeCommands, NeverStandInTheRaster) {
    const auto& row = GetParam();
    Bitmap image(static_cast<int>(row.before.size()) * 8, 1);
    std::ranges::copy(row.before, image.row(0).begin());
    EXPECT_EQ(without_real_time_commands(image).bytes(), row.after);
}
INSTANTIATE_TEST_SUITE_P(
    Table, RealTimeCommands,
    testing::Values(RealTimeRow{"status", {0x10, 0x04, 0x01}, {0x00, 0x04, 0x01}},
                    RealTimeRow{"status_8", {0x10, 0x04, 0x08}, {0x00, 0x04, 0x08}},
                    RealTimeRow{"no_status_0", {0x10, 0x04, 0x00}, {0x10, 0x04, 0x00}},
                    RealTimeRow{"no_status_9", {0x10, 0x04, 0x09}, {0x10, 0x04, 0x09}},
                    RealTimeRow{"recover", {0x10, 0x05, 0x02}, {0x00, 0x05, 0x02}},
                    RealTimeRow{"feed_button", {0x10, 0x05, 0x00}, {0x00, 0x05, 0x00}},
                    RealTimeRow{"no_recover_3", {0x10, 0x05, 0x03}, {0x10, 0x05, 0x03}},
                    RealTimeRow{"drawer", {0x10, 0x14, 0x01}, {0x00, 0x14, 0x01}},
                    RealTimeRow{"clear", {0x10, 0x14, 0x08}, {0x00, 0x14, 0x08}},
                    RealTimeRow{"made_by_clearing",
                                {0x10, 0x05, 0x10, 0x04, 0x01},
                                {0x00, 0x05, 0x00, 0x04, 0x01}},
                    RealTimeRow{"twice",
                                {0x10, 0x10, 0x04, 0x04, 0x10, 0x14, 0x02},
                                {0x10, 0x00, 0x04, 0x04, 0x00, 0x14, 0x02}}),
    [](const auto& row) { return row.param.name; });

TEST(EscposEncoder, RealTimeCommandsOverRowEndsAreFoundToo) {
    Bitmap image(16, 2);
    image.row(0)[1] = 0x10;
    image.row(1)[0] = 0x14;
    image.row(1)[1] = 0x01;
    simulators::SimulatedPrinter printer;
    printer.receive(encoded(image, {}));
    EXPECT_EQ(printer.real_time_in_raster(), 0);
    EXPECT_EQ(without_real_time_commands(image).row(0)[1], 0x00);
}

TEST(EscposEncoder, IsAsWideAsThePrintHeadAndNoWider) {
    PrinterProfile profile;
    profile.head_width_dots = 576;
    const auto encoder = make_encoder(profile);
    ASSERT_TRUE(encoder.has_value());
    EXPECT_TRUE((*encoder)->encode(Bitmap(576, 10), 1).has_value());
    const auto wide = (*encoder)->encode(Bitmap(577, 10), 1);
    ASSERT_FALSE(wide.has_value());
    EXPECT_EQ(wide.error().code, base::ErrorCode::InvalidInput);
    EXPECT_EQ(wide.error().key, "label_too_wide");
    EXPECT_NE(wide.error().message.find("577"), std::string::npos);
}

TEST(EscposEncoder, RefusesEmptyPicturesAndAbsurdCopies) {
    const auto encoder = make_encoder({});
    ASSERT_TRUE(encoder.has_value());
    EXPECT_FALSE((*encoder)->encode(Bitmap(), 1).has_value());
    EXPECT_FALSE((*encoder)->encode(Bitmap(8, 8), 0).has_value());
    EXPECT_TRUE((*encoder)->encode(Bitmap(8, 8), 99).has_value());
    EXPECT_FALSE((*encoder)->encode(Bitmap(8, 8), 100).has_value());
}

TEST(MakeEncoder, NamesTheLanguagesThatExist) {
    const auto none = make_encoder({.language = "klingon"});
    ASSERT_FALSE(none.has_value());
    EXPECT_NE(none.error().message.find("escpos"), std::string::npos);
    for (const auto name : language_names())
        EXPECT_TRUE(make_encoder({.language = std::string(name)}).has_value());
}

TEST(MakeEncoder, RefusesValuesOutOfRange) {
    EXPECT_FALSE(make_encoder({.head_width_dots = -1}).has_value());
    EXPECT_FALSE(make_encoder({.dialect = {.strip_rows = 0}}).has_value());
    EXPECT_FALSE(make_encoder({.dialect = {.strip_rows = 241}}).has_value());
    EXPECT_FALSE(make_encoder({.feed_lines = 256}).has_value());
    EXPECT_FALSE(make_encoder({.dpi = base::Dpi{0}}).has_value());
}

TEST(ParseFeed, KnowsEveryNameAndListsThem) {
    EXPECT_EQ(parse_feed("next_label").value(), Feed::ToNextLabel);
    EXPECT_EQ(parse_feed("mark").value(), Feed::ToMark);
    EXPECT_EQ(parse_feed("lines").value(), Feed::Lines);
    EXPECT_EQ(parse_feed("none").value(), Feed::None);
    const auto other = parse_feed("sideways");
    ASSERT_FALSE(other.has_value());
    EXPECT_NE(other.error().message.find("next_label"), std::string::npos);
}

}  // namespace
}  // namespace printing
