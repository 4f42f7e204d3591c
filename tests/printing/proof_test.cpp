#include "printing/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "tests/printing/proof_label.h"

namespace printing {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> codes_of(const ProofReport& report) {
    std::vector<std::string> codes;
    for (const auto& failure : report.failures) codes.push_back(failure.code);
    return codes;
}

bool fails(const ProofReport& report, const std::string& role) {
    return std::ranges::any_of(report.failures, [&](const auto& f) { return f.field == role; });
}

// The picture scaled by `numerator`/`denominator` without smoothing, as a PDF printer does it.
Bitmap resampled(const Bitmap& image, int numerator, int denominator) {
    Bitmap result(image.width() * numerator / denominator, image.height());
    for (int y = 0; y < result.height(); ++y)
        for (int x = 0; x < result.width(); ++x)
            if (image.get(x * denominator / numerator, y)) result.set(x, y);
    return result;
}

TEST(Prove, ACleanLabelPassesAndIsMeasured) {
    const ProofReport report = prove(ProofLabel("SF1234567890123").label);
    EXPECT_THAT(codes_of(report), IsEmpty());
    ASSERT_EQ(report.codes.size(), 3U);
    EXPECT_EQ(report.codes[0].text, "SF1234567890123");
    EXPECT_EQ(report.codes[0].x_dots, 4);
    EXPECT_EQ(report.codes[0].quiet_zone_modules, 20);
    EXPECT_DOUBLE_EQ(report.codes[0].height_mm, 15);
    EXPECT_TRUE(report.codes[1].ladder);
    EXPECT_DOUBLE_EQ(report.codes[1].height_mm, 8);
    EXPECT_EQ(report.codes[2].text, "PB:SF1234567890123-88-1");
}

TEST(Prove, CarriesOverWhatTheRendererFound) {
    ProofLabel label("SF1234567890123");
    label.label.failures.push_back({"missing_glyph", "receiver_name", "U+20BB7"});
    const ProofReport report = prove(label.label);
    EXPECT_FALSE(report.passed());
    EXPECT_THAT(codes_of(report), ElementsAre("missing_glyph"));
}

TEST(Prove, AnotherNumberInTheBarsIsFound) {
    for (const char* role : {"main", "ladder", "sheet"}) {
        ProofLabel label("SF1234567890123");
        label.symbol(role).text = "SF1234567890124";
        EXPECT_THAT(codes_of(prove(label.label)), ElementsAre("wrong_text")) << role;
    }
}

TEST(Prove, ALabelWithoutMainCodeFails) {
    ProofLabel label("SF1234567890123");
    label.symbol("main").role = "second";
    EXPECT_THAT(codes_of(prove(label.label)), ElementsAre("no_barcode"));
}

TEST(Prove, ALetterThatRunsIntoTheBarsIsFound) {
    ProofLabel label("SF1234567890123");
    const Rect area = label.symbol("main").area;
    // Tail of a "g": two dots wide, five high, in the second space of the code.
    label.label.image.fill({area.x + 17, area.y, 2, 5});
    EXPECT_THAT(codes_of(prove(label.label)), Contains("ink_in_symbol"));
}

TEST(Prove, EverySingleWrongDotInsideASymbolIsFound) {
    std::mt19937 random(3);
    for (const char* role : {"main", "ladder", "sheet"})
        for (int i = 0; i < 40; ++i) {
            ProofLabel label("YT1234567890123");
            const Rect area = label.symbol(role).area;
            const int x = area.x + static_cast<int>(random() % static_cast<unsigned>(area.width));
            const int y = area.y + static_cast<int>(random() % static_cast<unsigned>(area.height));
            label.label.image.set(x, y, !label.label.image.get(x, y));
            EXPECT_FALSE(prove(label.label).passed()) << role << " " << x << "," << y;
        }
}

TEST(Prove, InkInTheQuietZoneIsFoundOnBothSidesOfTheLimit) {
    for (const char* role : {"main", "ladder", "sheet"}) {
        ProofLabel label("SF1234567890123");
        const SymbolPlacement symbol = label.symbol(role);
        const Rect zone = symbol.with_quiet_zone;
        label.label.image.set(zone.x + zone.width / 2, zone.y - 1);
        label.label.image.set(zone.x - 1, zone.y + zone.height / 2);
        EXPECT_THAT(codes_of(prove(label.label)), IsEmpty()) << role;
        if (symbol.ladder)
            label.label.image.set(zone.x + 5, zone.bottom() - 1);
        else
            label.label.image.set(zone.right() - 1, zone.y + zone.height / 2);
        EXPECT_THAT(codes_of(prove(label.label)), Contains("quiet_zone")) << role;
    }
}

TEST(Prove, TheEdgeOfThePaperEndsTheQuietZone) {
    ProofLabel label("SF1234567890123");
    label.place("third", SymbolFormat::Code128, "123456", 39, 800, 4, 80, false);
    EXPECT_THAT(codes_of(prove(label.label)), ElementsAre("quiet_zone"));
}

TEST(Prove, ASymbolThatLeavesTheLabelIsFound) {
    ProofLabel label("SF1234567890123");
    label.symbol("main").area.x = 400;
    EXPECT_THAT(codes_of(prove(label.label)), Contains("outside_label"));
    label.symbol("main").area = {100, 1150, 580, 120};
    EXPECT_THAT(codes_of(prove(label.label)), Contains("outside_label"));
    label.symbol("main").area = {};
    EXPECT_THAT(codes_of(prove(label.label)), Contains("outside_label"));
}

TEST(Prove, LowBarsAreFoundOnBothSidesOfTheLimit) {
    // 580 dots are 72.5 mm; 15 % of them are 10.875 mm, 87 dots.
    EXPECT_THAT(codes_of(prove(ProofLabel("SF1234567890123", 87).label)), IsEmpty());
    EXPECT_THAT(codes_of(prove(ProofLabel("SF1234567890123", 85).label)), ElementsAre("too_low"));
    ProofLabel ladder("SF1234567890123");
    ladder.place("second", SymbolFormat::Code128, "12345678", 100, 700, 3, 32, false);
    EXPECT_THAT(codes_of(prove(ladder.label)), IsEmpty());
    ladder.place("third", SymbolFormat::Code128, "12345678", 100, 800, 3, 30, false);
    EXPECT_THAT(codes_of(prove(ladder.label)), ElementsAre("too_low"));
}

TEST(Prove, ModulesOfOneDotAreFound) {
    ProofLabel label("SF1234567890123");
    label.place("fine", SymbolFormat::Code128, "12345678", 100, 700, 1, 80, false);
    label.place("fine_qr", SymbolFormat::QrCode, "12345678", 100, 850, 1, 0, false);
    EXPECT_THAT(codes_of(prove(label.label)), ElementsAre("module_too_small", "module_too_small"));
}

TEST(Prove, DeadPrintHeadDotsNeverPassInTheMainCodeAndNeverReadWrong) {
    const ProofLabel clean("SF1234567890123");
    const Rect area = clean.label.symbols.front().area;
    int unreadable = 0;
    for (int x = area.x; x < area.right(); ++x) {
        ProofLabel label("SF1234567890123");
        label.kill_column(x);
        const ProofReport report = prove(label.label);
        const bool hit = clean.label.image.get(x, area.y);
        EXPECT_EQ(fails(report, "main"), hit) << x;
        EXPECT_THAT(codes_of(report), Not(Contains("wrong_text"))) << x;
        if (report.codes[0].text.empty()) ++unreadable;
    }
    EXPECT_GT(unreadable, 0);
}

TEST(Prove, TheLadderReadsThroughEightDeadDots) {
    ProofLabel label("SF1234567890123");
    const Rect area = label.symbol("ladder").area;
    for (int i = 0; i < 8; ++i) label.kill_column(area.x + 3 + i * 8);
    const ProofReport report = prove(label.label);
    EXPECT_EQ(report.codes[1].text, "SF1234567890123");
    EXPECT_THAT(codes_of(report), ElementsAre("ink_in_symbol"));
}

TEST(Prove, FailureCodesAreUniqueSnakeCase) {
    std::set<std::string_view> seen;
    for (const auto& row : kProofFailureCodes) {
        EXPECT_TRUE(seen.insert(row.code).second) << row.code;
        EXPECT_EQ(row.code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
                  std::string_view::npos);
        EXPECT_FALSE(row.meaning.empty());
    }
}

TEST(ProveImage, FindsAndMeasuresEverySymbol) {
    const ProofLabel label("SF1234567890123");
    const ProofReport report = prove_image(label.label.image, base::Dpi{203}, "SF1234567890123");
    EXPECT_THAT(codes_of(report), IsEmpty());
    ASSERT_EQ(report.codes.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        const SymbolPlacement& drawn = label.label.symbols[i];
        const ProvenCode& code = report.codes[i];
        EXPECT_EQ(code.position, drawn.area) << i;
        EXPECT_EQ(code.text, drawn.text);
        EXPECT_EQ(code.format, drawn.format);
        EXPECT_EQ(code.x_dots, drawn.module_dots);
        EXPECT_EQ(code.ladder, drawn.ladder);
        EXPECT_GE(code.quiet_zone_modules, drawn.format == SymbolFormat::Code128 ? 10 : 4);
    }
}

TEST(ProveImage, AsksForTheExpectedNumber) {
    const ProofLabel label("SF1234567890123");
    const base::Dpi dpi{203};
    EXPECT_THAT(codes_of(prove_image(label.label.image, dpi, "SF1234567890124")),
                ElementsAre("expected_not_found"));
    EXPECT_TRUE(prove_image(label.label.image, dpi, std::nullopt).passed());
    ProofLabel mixed("SF1234567890123");
    mixed.place("other", SymbolFormat::Code128, "SF1234567890999", 60, 700, 3, 80, false);
    EXPECT_THAT(codes_of(prove_image(mixed.label.image, dpi, "SF1234567890123")),
                ElementsAre("wrong_text"));
}

TEST(ProveImage, ResampledBarsAreUneven) {
    const ProofLabel label("SF1234567890123");
    for (const auto& [numerator, denominator] : {std::pair{99, 100}, {101, 100}, {93, 100}}) {
        const Bitmap image = resampled(label.label.image, numerator, denominator);
        const ProofReport report = prove_image(image, base::Dpi{203}, std::nullopt);
        EXPECT_THAT(codes_of(report), Contains("uneven_bars")) << numerator;
    }
}

TEST(ProveImage, AQuietZoneCutOffIsFound) {
    const ProofLabel label("SF1234567890123");
    const Rect area = label.label.symbols.front().area;
    const Bitmap cut = label.label.image.crop({area.x - 12, 0, 700, 1200});
    const ProofReport report = prove_image(cut, base::Dpi{203}, std::nullopt);
    ASSERT_FALSE(report.codes.empty());
    EXPECT_EQ(report.codes.front().quiet_zone_modules, 3);
    EXPECT_THAT(codes_of(report), Contains("quiet_zone"));
}

TEST(ProveImage, DeadDotsNeverPassAndNeverReadWrong) {
    const ProofLabel clean("SF1234567890123");
    const Rect area = clean.label.symbols.front().area;
    for (int x = area.x; x < area.right(); x += 7) {
        ProofLabel label("SF1234567890123");
        label.kill_column(x);
        const ProofReport report =
            prove_image(label.label.image, base::Dpi{203}, "SF1234567890123");
        EXPECT_THAT(codes_of(report), Not(Contains("wrong_text"))) << x;
        EXPECT_THAT(codes_of(report), Not(Contains("expected_not_found"))) << x;
        if (clean.label.image.get(x, area.y) && report.codes.size() == 3U) {
            EXPECT_FALSE(report.passed()) << x;
        }
    }
}

TEST(ProveImage, InkAcrossTheBarsIsFound) {
    ProofLabel label("SF1234567890123");
    const Rect area = label.symbol("main").area;
    label.label.image.fill({area.x + 100, area.y + 30, 60, 3});
    const ProofReport report = prove_image(label.label.image, base::Dpi{203}, std::nullopt);
    EXPECT_THAT(codes_of(report), ElementsAre("ink_in_symbol"));
    EXPECT_EQ(report.codes.front().position, area);
}

TEST(ProveImage, EqualCodesSideBySideAndStackedAreAllFound) {
    ProofLabel label("123456");
    for (int y : {600, 700, 800})
        for (int x : {50, 350})
            label.place("more", SymbolFormat::Code128, "123456", x, y, 2, 60, false);
    const ProofReport report = prove_image(label.label.image, base::Dpi{203}, "123456");
    EXPECT_EQ(report.codes.size(), 9U);
    EXPECT_THAT(codes_of(report), IsEmpty());
}

TEST(ProveImage, UpsideDownAndQuarterTurnsAreRead) {
    Bitmap image = ProofLabel("SF1234567890123").label.image;
    for (int turns = 0; turns < 4; ++turns) {
        const ProofReport report = prove_image(image, base::Dpi{203}, "SF1234567890123");
        EXPECT_EQ(report.codes.size(), 3U) << turns;
        EXPECT_THAT(codes_of(report), Not(Contains("uneven_bars"))) << turns;
        EXPECT_THAT(codes_of(report), Not(Contains("ink_in_symbol"))) << turns;
        image = image.turned();
    }
}

TEST(ProveImage, AStormOfCodesEndsWithAClearFailure) {
    ProofLabel label("123456");
    label.label.image = Bitmap(1200, 3000);
    for (int i = 0; i < 60; ++i)
        label.place("more", SymbolFormat::Code128, std::to_string(100000 + i), 40 + 400 * (i % 2),
                    40 + 80 * (i / 2), 2, 60, false);
    const ProofReport report = prove_image(label.label.image, base::Dpi{203}, std::nullopt);
    EXPECT_THAT(codes_of(report), Contains("too_many_codes"));
}

TEST(ProveImage, PicturesThatAreNoLabelsFailWithoutHarm) {
    std::mt19937 random(11);
    std::vector<Bitmap> pictures{Bitmap(), Bitmap(1, 1), Bitmap(800, 1200), Bitmap(3, 4000)};
    Bitmap black(300, 300);
    black.fill({0, 0, 300, 300});
    pictures.push_back(black);
    for (int i = 0; i < 12; ++i) {
        Bitmap noise(200 + 50 * i, 300);
        for (int y = 0; y < noise.height(); ++y)
            for (auto& byte : noise.row(y).first(static_cast<std::size_t>(noise.width() / 8)))
                byte = static_cast<std::uint8_t>(random());
        pictures.push_back(noise);
        Bitmap stripes(600, 200);  // Bars of random widths: near misses of Code 128.
        for (int x = 20; x < 560; x += 1 + static_cast<int>(random() % 8))
            stripes.fill({x, 10, 1 + static_cast<int>(random() % 4), 180});
        pictures.push_back(stripes);
    }
    for (const Bitmap& picture : pictures) {
        const ProofReport report = prove_image(picture, base::Dpi{203}, std::nullopt);
        EXPECT_THAT(codes_of(report), Contains("no_barcode"));
    }
}

}  // namespace
}  // namespace printing
