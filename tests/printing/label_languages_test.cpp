#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "base/files.h"
#include "printing/cpcl.h"
#include "printing/escpos.h"
#include "printing/tspl.h"
#include "printing/zpl.h"
#include "tests/printing/label_readers.h"
#include "tests/printing/proof_label.h"
#include "tests/simulators/escpos_printer/simulated_printer.h"

// TSPL, ZPL and CPCL as they are sent; ESC/POS in its second form.
namespace printing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_readers::ReadLabel;

PrinterProfile profile_of(std::string language) {
    PrinterProfile profile;
    profile.language = std::move(language);
    return profile;
}

base::Bytes encoded(const Bitmap& image, const PrinterProfile& profile, int copies = 1) {
    const auto encoder = make_encoder(profile);
    EXPECT_TRUE(encoder.has_value()) << (encoder ? "" : encoder.error().message);
    const auto bytes = (*encoder)->encode(image, copies);
    EXPECT_TRUE(bytes.has_value()) << (bytes ? "" : bytes.error().message);
    return bytes.value_or(base::Bytes{});
}

std::string refusal(const Bitmap& image, const PrinterProfile& profile) {
    const auto encoder = make_encoder(profile);
    if (!encoder) return encoder.error().message;
    const auto bytes = (*encoder)->encode(image, 1);
    return bytes ? "" : bytes.error().message;
}

ReadLabel read(const base::Bytes& job, const PrinterProfile& profile, const Bitmap& image) {
    if (profile.language == "tspl")
        return testing_readers::read_tspl(
            job, image.width(), image.height(),
            profile.dialect.polarity == config::Polarity::Inverted ? 1 : 0);
    if (profile.language == "zpl") return testing_readers::read_zpl(job);
    return testing_readers::read_cpcl(job);
}

Bitmap noise(int width, int height, unsigned seed) {
    std::mt19937 random(seed);
    Bitmap image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (random() & 1) image.set(x, y);
    return image;
}

// Runs of every length, as labels have them, and rows that repeat.
Bitmap bars(int width, int height, unsigned seed) {
    std::mt19937 random(seed);
    Bitmap image(width, height);
    for (int y = 0; y < height;) {
        const int rows = std::min(1 + static_cast<int>(random() % 40), height - y);
        for (int x = 0; x < width;) {
            const int run = 1 + static_cast<int>(random() % (random() % 5 == 0 ? 500 : 30));
            if (random() & 1) image.fill({x, y, run, rows});
            x += run;
        }
        y += rows;
    }
    return image;
}

// What TSPL sends of a picture: without its immediate commands.
Bitmap as_tspl_sends(const Bitmap& image, const PrinterProfile& profile) {
    if (profile.language != "tspl") return image;
    const std::uint8_t flip = profile.dialect.polarity == config::Polarity::Usual ? 0xff : 0x00;
    base::Bytes wire = image.bytes();
    for (auto& byte : wire) byte = static_cast<std::uint8_t>(byte ^ flip);
    clear_tspl_immediate_commands(wire);
    Bitmap sent(image.width(), image.height());
    for (auto& byte : wire) byte = static_cast<std::uint8_t>(byte ^ flip);
    if (!wire.empty()) std::ranges::copy(wire, sent.row(0).begin());
    return sent;
}

struct Form {
    const char* name;
    PrinterProfile profile;
};
std::vector<Form> forms() {
    std::vector<Form> all = {{"tspl", profile_of("tspl")}, {"tspl_inverted", profile_of("tspl")},
                             {"zpl", profile_of("zpl")},   {"zpl_z64", profile_of("zpl")},
                             {"cpcl", profile_of("cpcl")}, {"cpcl_eg", profile_of("cpcl")}};
    all[1].profile.dialect.polarity = config::Polarity::Inverted;
    all[3].profile.dialect.graphics = config::Graphics::Z64;
    all[5].profile.dialect.graphics = config::Graphics::Hex;
    return all;
}

class EveryForm : public testing::TestWithParam<Form> {};

TEST_P(EveryForm, IsReadBackDotForDotAtEverySize) {
    const PrinterProfile& profile = GetParam().profile;
    for (const auto& [width, height] : {std::pair{1, 1},
                                        {7, 3},
                                        {8, 239},
                                        {9, 240},
                                        {17, 241},
                                        {608, 1040},
                                        {800, 481},
                                        {898, 700},
                                        {1181, 500},
                                        {8192, 9}}) {
        for (const Bitmap& image :
             {noise(width, height, 5), bars(width, height, 6), Bitmap(width, height)}) {
            const ReadLabel label = read(encoded(image, profile), profile, image);
            ASSERT_EQ(label.mistake, "") << width << "x" << height;
            EXPECT_EQ(label.image, as_tspl_sends(image, profile)) << width << "x" << height;
            EXPECT_LE(label.most_picture_bytes, 32768);
        }
    }
}

TEST_P(EveryForm, TwoHundredLabelsOfBarsComeOutDotForDot) {
    const PrinterProfile& profile = GetParam().profile;
    for (unsigned seed = 0; seed < 200; ++seed) {
        const Bitmap image = bars(200 + static_cast<int>(seed % 50), 120, seed);
        const ReadLabel label = read(encoded(image, profile), profile, image);
        ASSERT_EQ(label.mistake, "") << seed;
        ASSERT_EQ(label.image, as_tspl_sends(image, profile)) << seed;
    }
}

TEST_P(EveryForm, ALabelOfBarcodesComesOutDotForDotInThreeCopies) {
    const PrinterProfile& profile = GetParam().profile;
    const Bitmap image = ProofLabel("SF1234567890123").label.image;
    EXPECT_EQ(as_tspl_sends(image, profile), image);
    const ReadLabel label = read(encoded(image, profile, 3), profile, image);
    EXPECT_EQ(label.mistake, "");
    EXPECT_EQ(label.image, image);
    EXPECT_EQ(label.copies, 3);
}

TEST_P(EveryForm, IsAsWideAsThePrintHeadAndNoWider) {
    PrinterProfile profile = GetParam().profile;
    profile.head_width_dots = 576;
    EXPECT_EQ(refusal(Bitmap(576, 10), profile), "");
    EXPECT_THAT(refusal(Bitmap(577, 10), profile), HasSubstr("577"));
    profile.dialect.too_wide = config::TooWide::Clip;
    const Bitmap image = bars(600, 10, 1);
    const Bitmap left = image.crop({0, 0, 576, 10});
    EXPECT_EQ(read(encoded(image, profile), profile, left).image, as_tspl_sends(left, profile));
}

TEST_P(EveryForm, ShiftsALabelAndRefusesToCutInkOff) {
    PrinterProfile profile = GetParam().profile;
    Bitmap image(80, 80);
    image.fill({16, 16, 9, 9});
    profile.print.shift_x_mm = 2;
    profile.print.shift_y_mm = -1;
    Bitmap moved(80, 80);
    moved.fill({32, 8, 9, 9});
    EXPECT_EQ(read(encoded(image, profile), profile, moved).image, moved);
    profile.print.shift_x_mm = -2.125;
    EXPECT_THAT(refusal(image, profile), HasSubstr("shift_x_mm moves ink off the label"));
    profile.print.shift_x_mm = 0;
    profile.print.shift_y_mm = 7;
    EXPECT_THAT(refusal(image, profile), HasSubstr("shift_y_mm moves ink off the label"));
}

TEST_P(EveryForm, RefusesEmptyPicturesAndAbsurdCopies) {
    const auto encoder = make_encoder(GetParam().profile).value();
    EXPECT_FALSE(encoder->encode(Bitmap(), 1).has_value());
    EXPECT_FALSE(encoder->encode(Bitmap(8, 8), 0).has_value());
    EXPECT_FALSE(encoder->encode(Bitmap(8, 8), 100).has_value());
}

INSTANTIATE_TEST_SUITE_P(Table, EveryForm, testing::ValuesIn(forms()),
                         [](const auto& row) { return row.param.name; });

// The picture of tests/golden/escpos: 20 x 7, frame, diagonal, a white row.
Bitmap golden_picture() {
    Bitmap image(20, 7);
    image.fill({0, 0, 20, 1});
    image.fill({0, 1, 1, 4});
    image.fill({19, 1, 1, 4});
    for (int i = 0; i < 4; ++i) image.set(3 + 2 * i, 1 + i);
    image.fill({0, 6, 20, 1});
    return image;
}

// NAME.bin with a readable NAME.txt beside it; a mismatch leaves NAME.bin.unapproved.
void expect_golden(const std::string& name, const base::Bytes& bytes) {
    const std::string path = "tests/golden/" + name + ".bin";
    const auto wanted = base::read_file(path, 1 << 20);
    if (wanted && *wanted == bytes) return;
    std::ofstream(path + ".unapproved", std::ios::binary) << base::as_text(bytes);
    ADD_FAILURE() << path << (wanted ? " differs from " : " is missing; see ") << path
                  << ".unapproved: " << base::to_hex(bytes);
}

config::PrintSettings every_setting() {
    config::PrintSettings print;
    print.media = config::Media::Mark;
    print.mark_mm = 4.5;
    print.darkness = 9;
    print.speed = 4;
    print.direction = 1;
    return print;
}

TEST(LabelLanguages, SendTheGoldenBytes) {
    for (const std::string language : {"tspl", "zpl", "cpcl"}) {
        PrinterProfile profile = profile_of(language);
        expect_golden(language + "/plain", encoded(golden_picture(), profile));
        profile.evidence = Evidence::Answer;
        profile.dialect.strip_rows = 4;
        expect_golden(language + "/two_strips", encoded(golden_picture(), profile, 2));
        profile.print = every_setting();
        if (language != "cpcl") profile.print.offset_mm = 3.5;
        expect_golden(language + "/every_setting", encoded(golden_picture(), profile));
    }
}

TEST(LabelLanguages, ALabelOfDirectionOneIsTurnedOnce) {
    const Bitmap image = golden_picture();
    const Bitmap turned = image.turned().turned();
    PrinterProfile profile = profile_of("cpcl");
    profile.print.direction = 1;
    EXPECT_EQ(read(encoded(image, profile), profile, image).image, turned);
    for (const auto& [language, command] :
         {std::pair{"tspl", "DIRECTION 1,0"}, std::pair{"zpl", "^POI"}}) {
        profile.language = language;
        const ReadLabel label = read(encoded(image, profile), profile, image);
        EXPECT_EQ(label.image, image) << language;
        EXPECT_TRUE(label.has(command)) << language;
    }
    profile.language = "escpos";
    simulators::SimulatedPrinter printer;
    printer.receive(encoded(image, profile));
    const auto sheets = printer.take_sheets();
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_TRUE(std::ranges::equal(sheets[0].rows[0], turned.row(0)));
    EXPECT_TRUE(std::ranges::equal(sheets[0].rows[1], turned.row(1)));
}

struct Command {
    const char* name;
    const char* language;
    void (*set)(PrinterProfile&);
    const char* command;
};
class Settings : public testing::TestWithParam<Command> {};
TEST_P(Settings, AreSentInTheLanguagesOwnUnits) {
    PrinterProfile profile = profile_of(GetParam().language);
    GetParam().set(profile);
    const Bitmap image(898, 1535);
    const ReadLabel label = read(encoded(image, profile), profile, image);
    EXPECT_TRUE(label.has(GetParam().command)) << testing::PrintToString(label.commands);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Settings,
    testing::Values(
        Command{"tspl_gap", "tspl", [](auto& p) { p.print.gap_mm = 2.25; }, "GAP 2.25 mm,0 mm"},
        Command{"tspl_mark", "tspl", [](auto& p) { p.print.media = config::Media::Mark; },
                "BLINE 3 mm,0 mm"},
        Command{"tspl_mark_leaves_gap", "tspl",
                [](auto& p) { p.print.media = config::Media::Mark; }, "GAP 0 mm,0 mm"},
        Command{"tspl_continuous", "tspl",
                [](auto& p) { p.print.media = config::Media::Continuous; }, "GAP 0 mm,0 mm"},
        Command{"tspl_offset", "tspl", [](auto& p) { p.print.offset_mm = 1.5; }, "OFFSET 1.5 mm"},
        Command{"tspl_darkness", "tspl", [](auto& p) { p.print.darkness = 15; }, "DENSITY 15"},
        Command{"tspl_speed", "tspl", [](auto& p) { p.print.speed = 1.5; }, "SPEED 1.5"},
        Command{"tspl_size_203", "tspl", [](auto&) {}, "SIZE 112.25 mm,191.88 mm"},
        Command{"tspl_size_300", "tspl", [](auto& p) { p.dpi = base::Dpi{300}; },
                "SIZE 76.04 mm,129.97 mm"},
        Command{"tspl_no_reprint", "tspl", [](auto&) {}, "SET REPRINT OFF"},
        Command{"tspl_reprint", "tspl", [](auto& p) { p.evidence = Evidence::Answer; },
                "SET REPRINT ON"},
        Command{"zpl_mark", "zpl", [](auto& p) { p.print.media = config::Media::Mark; }, "^MNM"},
        Command{"zpl_continuous", "zpl", [](auto& p) { p.print.media = config::Media::Continuous; },
                "^MNN"},
        Command{"zpl_offset", "zpl", [](auto& p) { p.print.offset_mm = -3; }, "~TA-024"},
        Command{"zpl_offset_most", "zpl", [](auto& p) { p.print.offset_mm = 15; }, "~TA120"},
        Command{"zpl_darkness", "zpl", [](auto& p) { p.print.darkness = 7; }, "~SD07"},
        Command{"zpl_speed", "zpl", [](auto& p) { p.print.speed = 4; }, "^PR4"},
        Command{"zpl_no_reprint", "zpl", [](auto&) {}, "^JZN"},
        Command{"zpl_reprint", "zpl", [](auto& p) { p.evidence = Evidence::Answer; }, "^JZY"},
        Command{"cpcl_gap", "cpcl", [](auto&) {}, "GAP-SENSE"},
        Command{"cpcl_mark", "cpcl", [](auto& p) { p.print.media = config::Media::Mark; },
                "BAR-SENSE"},
        Command{"cpcl_darkness", "cpcl", [](auto& p) { p.print.darkness = -99; }, "TONE -99"},
        Command{"cpcl_speed", "cpcl", [](auto& p) { p.print.speed = 0; }, "SPEED 0"},
        Command{"cpcl_head_203", "cpcl", [](auto&) {}, "! 0 200 200 1535 1"},
        Command{"cpcl_head_300", "cpcl", [](auto& p) { p.dpi = base::Dpi{300}; },
                "! 0 300 300 1535 1"},
        Command{"cpcl_purge", "cpcl", [](auto&) {}, "ON-OUT-OF-PAPER PURGE 1"},
        Command{"cpcl_wait", "cpcl", [](auto& p) { p.evidence = Evidence::Answer; },
                "ON-OUT-OF-PAPER WAIT 1"}),
    [](const auto& row) { return row.param.name; });

struct OutOfRange {
    const char* name;
    const char* language;
    void (*set)(PrinterProfile&);
    const char* message;
};
class Ranges : public testing::TestWithParam<OutOfRange> {};
TEST_P(Ranges, AreNamedWhereASettingIsOutOfThem) {
    PrinterProfile profile = profile_of(GetParam().language);
    GetParam().set(profile);
    EXPECT_THAT(refusal(Bitmap(8, 8), profile), HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(
    Table, Ranges,
    testing::Values(
        OutOfRange{"tspl_darkness", "tspl", [](auto& p) { p.print.darkness = 16; },
                   "darkness is 16; expected 0 to 15 (TSPL)"},
        OutOfRange{"tspl_speed", "tspl", [](auto& p) { p.print.speed = 0.5; },
                   "speed is 0.5; expected 1 to 18 inches a second (TSPL)"},
        OutOfRange{"tspl_speed_step", "tspl", [](auto& p) { p.print.speed = 1.2; },
                   "a multiple of 0.5"},
        OutOfRange{"tspl_gap", "tspl", [](auto& p) { p.print.gap_mm = 26; },
                   "gap_mm is 26; expected 0 to 25.4 mm"},
        OutOfRange{"tspl_mark", "tspl", [](auto& p) { p.print.mark_mm = 0.5; },
                   "mark_mm is 0.5; expected 1 to 25.4 mm"},
        OutOfRange{"tspl_offset", "tspl", [](auto& p) { p.print.offset_mm = -0.1; },
                   "offset_mm is -0.1; expected 0 to 25.4 mm"},
        OutOfRange{"zpl_darkness", "zpl", [](auto& p) { p.print.darkness = 31; },
                   "expected 0 to 30 (ZPL)"},
        OutOfRange{"zpl_speed", "zpl", [](auto& p) { p.print.speed = 1.5; }, "a multiple of 1"},
        OutOfRange{"zpl_offset_203", "zpl", [](auto& p) { p.print.offset_mm = 15.1; },
                   "expected -15 to 15 mm"},
        OutOfRange{"zpl_offset_300", "zpl",
                   [](auto& p) {
                       p.print.offset_mm = 10.2;
                       p.dpi = base::Dpi{300};
                   },
                   "expected -10.1 to 10.1 mm"},
        OutOfRange{"cpcl_darkness", "cpcl", [](auto& p) { p.print.darkness = 201; },
                   "expected -99 to 200 (CPCL)"},
        OutOfRange{"cpcl_speed", "cpcl", [](auto& p) { p.print.speed = 6; },
                   "speed is 6; expected 0 to 5 steps (CPCL)"},
        OutOfRange{"cpcl_offset", "cpcl", [](auto& p) { p.print.offset_mm = 1; },
                   "offset_mm cannot be set in CPCL"},
        OutOfRange{"escpos_darkness", "escpos", [](auto& p) { p.print.darkness = 1; },
                   "darkness cannot be set in ESC/POS"},
        OutOfRange{"escpos_media", "escpos", [](auto& p) { p.print.media = config::Media::Mark; },
                   "media cannot be set in ESC/POS"},
        OutOfRange{"direction", "zpl", [](auto& p) { p.print.direction = 2; },
                   "direction is 2; expected 0 or 1"},
        OutOfRange{"shift", "zpl", [](auto& p) { p.print.shift_x_mm = 21; },
                   "shift_x_mm is 21; expected -20 to 20 mm"},
        OutOfRange{"z64_in_tspl", "tspl",
                   [](auto& p) { p.dialect.graphics = config::Graphics::Z64; },
                   "graphics is 'z64'; expected bitmap (TSPL)"},
        OutOfRange{"inverted_zpl", "zpl",
                   [](auto& p) { p.dialect.polarity = config::Polarity::Inverted; },
                   "polarity is 'inverted'"}),
    [](const auto& row) { return row.param.name; });

TEST(ZplEncoder, SendsAsciiAloneWithoutSignsThatEndAGraphic) {
    for (const Form& form : forms()) {
        if (form.profile.language != "zpl") continue;
        const base::Bytes job = encoded(noise(300, 300, 1), form.profile);
        for (const std::uint8_t byte : job) EXPECT_LT(byte, 0x7f);
        const std::string_view text = base::as_text(job);
        EXPECT_EQ(std::ranges::count(text, '~'), 0);
    }
}

TEST(LargestPicture, IsWhatTheEncoderSent) {
    const Bitmap image = noise(608, 500, 3);
    PrinterProfile profile = profile_of("tspl");
    EXPECT_EQ(largest_tspl_bitmap(encoded(image, profile)), 76U * 240);
    profile.language = "cpcl";
    EXPECT_EQ(largest_cpcl_graphic(encoded(image, profile)), 76U * 240);
    profile.dialect.graphics = config::Graphics::Hex;
    EXPECT_EQ(largest_cpcl_graphic(encoded(image, profile)), 2U * 76 * 240);
    for (const std::string_view cut :
         {"", "BITMAP", "BITMAP 0,0,", "BITMAP 0,0,99999999999,2,0,", "BITMAP 0,0,1,-2,0,"})
        EXPECT_EQ(largest_tspl_bitmap(base::as_bytes(cut)), 0U) << cut;
    EXPECT_EQ(largest_tspl_bitmap(base::as_bytes("BITMAP 0,0,9,9,0,")), 81U);
    for (const std::string_view cut : {"", "CG ", "CG 9 9 0", "CG 9 -9 0 0 ", "G ", "XG 9 9 0 0 "})
        EXPECT_EQ(largest_cpcl_graphic(base::as_bytes(cut)), 0U) << cut;
}

// Epson ESC/POS reference, "GS ( L", functions 112 and 50.
TEST(EscposEncoder, StoresAndPrintsStripsWhereTheModelWantsThat) {
    PrinterProfile profile;
    profile.dialect.graphics = config::Graphics::StoredBytes;
    profile.dialect.strip_rows = 5;
    EXPECT_EQ(base::to_hex(encoded(golden_picture(), profile)),
              "1b40"
              "1d284c19003070300101311400"
              "0500"
              "fffff0"
              "900010"
              "840010"
              "810010"
              "804010"
              "1d284c02003032"
              "1d284c10003070300101311400"
              "0200"
              "000000"
              "fffff0"
              "1d284c02003032"
              "0c");
    EXPECT_EQ(refusal(Bitmap(2047, 8), profile), "");
    EXPECT_THAT(refusal(Bitmap(2048, 8), profile), HasSubstr("GS ( L takes 2047"));
}

TEST(EscposEncoder, NoHeaderOfAStoredStripReadsAsARealTimeCommand) {
    PrinterProfile profile;
    profile.dialect.graphics = config::Graphics::StoredBytes;
    for (const int width : {0x410, 0x510})  // 10 04 and 10 05, least significant first.
        for (int height = 241; height <= 250; ++height) {
            const base::Bytes job = encoded(Bitmap(width, height), profile);
            for (std::size_t i = 0; i + 2 < job.size(); ++i)
                EXPECT_FALSE(job[i] == 0x10 && (job[i + 1] == 4 || job[i + 1] == 5) &&
                             job[i + 2] <= 8)
                    << width << "x" << height << " at " << i;
        }
}

}  // namespace
}  // namespace printing
