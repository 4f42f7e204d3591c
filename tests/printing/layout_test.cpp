#include "printing/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "printing/layout_fields.h"
#include "printing/text/break_finder.h"
#include "tests/printing/label_samples.h"
#include "tests/printing/shipped_templates.h"

namespace printing {
namespace {

/// Lines of the text as it would be broken at each place that the finder allows.
std::vector<std::u32string> pieces(std::u32string_view text) {
    BreakFinder finder;
    std::vector<BreakFlags> flags;
    finder.find(text, flags);
    std::vector<std::u32string> result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 0 || flags[i].line) result.emplace_back();
        result.back() += text[i];
    }
    return result;
}

TEST(FontSet, NamesTheMissingFileAndThePackage) {
    const auto missing = FontSet::load({{"/nowhere/NotoSansCJK-Regular.ttc", 2}});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("/nowhere/NotoSansCJK-Regular.ttc"), std::string::npos);
    EXPECT_NE(missing.error().message.find("fonts-noto-cjk"), std::string::npos);
}

TEST(FontSet, RefusesWhatIsNoFont) {
    const auto not_a_font = FontSet::load({{"config/templates/100x150.toml", 0}});
    ASSERT_FALSE(not_a_font);
    EXPECT_EQ(not_a_font.error().code, base::ErrorCode::InvalidInput);
    const auto no_face = FontSet::load({{default_font_files()[0].path, 99}});
    ASSERT_FALSE(no_face);
    EXPECT_NE(no_face.error().message.find("face 99"), std::string::npos);
    EXPECT_FALSE(FontSet::load({}));
}

TEST(FontSet, TakesTheFilesOfTheSettingsInTheirOrder) {
    const auto files = font_files({"/a/b.ttc", "/a/c.otf"});
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].path, "/a/b.ttc");
    EXPECT_EQ(files[1].path, "/a/c.otf");
    EXPECT_EQ(font_files({}).size(), default_font_files().size());
}

TEST(FontSet, TakesTheSimplifiedChineseFaceOfACollection) {
    const auto drawn = [](int face) {
        FontSet set = std::move(FontSet::load({{default_font_files()[0].path, face}}).value());
        Bitmap image(60, 60);
        draw_text(image, {0, 0, 60, 60}, "骨", {48, 48}, set);
        return image;
    };
    const Bitmap automatic = drawn(FontFile::kSimplifiedChinese);
    EXPECT_TRUE(automatic == drawn(2));
    EXPECT_FALSE(automatic == drawn(0)) << "the Japanese form of 骨 differs";
}

TEST(FontSet, FindsRareCharactersThroughFallback) {
    for (const char* text : {"䶮", "㛃", "𠮷", "镕", "喆", "A", "é", "￥"})
        EXPECT_TRUE(shipped_fonts().shape(text, FontWeight::Regular).missing.empty()) << text;
    for (const char* text : {"䶮", "㛃", "𠮷"})
        EXPECT_TRUE(shipped_fonts().shape(text, FontWeight::Bold).missing.empty()) << text;
}

TEST(FontSet, PutsOneSubstituteForAWholeEmoji) {
    struct Row {
        const char* text;
        std::size_t substitutes;
        std::size_t missing;
    };
    const Row rows[] = {
        {"👨‍👩‍👧‍👦", 1, 1},
        {"🎂", 1, 1},
        {"🎂🎂🎂", 3, 1},
        {"👍🏽", 1, 1},
        {"🇨🇳", 1, 1},
        {"谢谢🎂", 1, 1},
        {"1️⃣", 1, 1},
    };
    for (const Row& row : rows) {
        const ShapedText& shaped = shipped_fonts().shape(row.text, FontWeight::Regular);
        const auto count = std::ranges::count_if(shaped.glyphs, [](const ShapedGlyph& glyph) {
            return glyph.font == ShapedGlyph::kSubstitute;
        });
        EXPECT_EQ(static_cast<std::size_t>(count), row.substitutes) << row.text;
        EXPECT_EQ(shaped.missing.size(), row.missing) << row.text;
    }
    EXPECT_EQ(shipped_fonts().shape("🎂", FontWeight::Regular).missing[0], U'\U0001F382');
}

TEST(FontSet, KeepsItsCachesBounded) {
    Bitmap image(64, 64);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = std::to_string(i) + "号";
        for (const ShapedGlyph& glyph :
             ShapedText(shipped_fonts().shape(text, FontWeight::Bold)).glyphs)
            shipped_fonts().draw(image, glyph, 10 + i % 40, 0, 40, {0, 0, 64, 64});
    }
    EXPECT_TRUE(image.any_black({0, 0, 64, 64}));
}

TEST(BreakFinder, KeepsNumbersAndTheirUnitsTogether) {
    EXPECT_EQ(pieces(U"路1218号恒"), (std::vector<std::u32string>{U"路", U"1218号", U"恒"}));
    EXPECT_EQ(pieces(U"3栋2单元1001室"),
              (std::vector<std::u32string>{U"3栋", U"2单", U"元", U"1001室"}));
}

TEST(BreakFinder, NeverStartsALineWithClosingPunctuation) {
    for (const auto& piece : pieces(U"谢谢，老板。（请）“快”点！"))
        EXPECT_EQ(std::u32string_view(U"，。）”！").find(piece[0]), std::u32string_view::npos);
}

TEST(Layout, WrapsBeforeItShrinksAndShrinksBeforeItCuts) {
    struct Row {
        int repeats;
        bool shrunk;
        bool cut;
    };
    // 200 x 100 dots: at 24 dots 3 lines of 8 characters, at 18 dots 4 lines of 11.
    for (const Row& row : {Row{1, false, false}, Row{6, false, false}, Row{7, true, false},
                           Row{11, true, false}, Row{12, true, true}, Row{99, true, true}}) {
        Bitmap image(200, 100);
        const TextStyle style{24, 18, 10, false, Align::Left, VerticalPlace::Top};
        const TextOutcome outcome = draw_text(
            image, {0, 0, 200, 100}, repeated("拾光小铺", row.repeats), style, shipped_fonts());
        EXPECT_EQ(outcome.shrunk, row.shrunk) << row.repeats;
        EXPECT_EQ(outcome.cut, row.cut) << row.repeats;
    }
}

TEST(Layout, BreaksAWordThatIsLongerThanALine) {
    Bitmap image(100, 100);
    const TextStyle style{20, 20, 4, false, Align::Left, VerticalPlace::Top};
    const TextOutcome outcome =
        draw_text(image, {0, 0, 100, 100}, std::string(20, 'W'), style, shipped_fonts());
    EXPECT_EQ(outcome.lines, 4);
}

TEST(Layout, EndsACutTextWithTheMarkInsideTheBox) {
    Bitmap image(120, 40);
    const Rect box{10, 5, 100, 28};
    const TextStyle style{24, 24, 1, false, Align::Left, VerticalPlace::Middle};
    EXPECT_TRUE(draw_text(image, box, repeated("拾光", 20), style, shipped_fonts()).cut);
    Bitmap outside = image;
    outside.fill(box, false);
    EXPECT_FALSE(outside.any_black({0, 0, 120, 40}));
    // The mark is three dots at half height: nothing above and below them at the end of the line.
    EXPECT_TRUE(image.any_black({86, 14, 24, 10}));
    EXPECT_FALSE(image.any_black({90, 5, 20, 8}));
}

TEST(Layout, LosesNoPartOfALetterToTheEdgeOfATightBox) {
    for (const char* text : {"jgpqy", "（）｛｝", "国龘齾", "ÄÖÜ", "Qgj,;"}) {
        for (int size = 18; size <= 90; size += 3) {
            const int height = line_height_px(size);
            Bitmap tight(600, 300);
            Bitmap free(600, 300);
            const TextStyle style{size, size, 1, true, Align::Left, VerticalPlace::Middle};
            const Rect box{20, 100, 560, height};
            draw_text(tight, box, text, style, shipped_fonts());
            draw_text(free, {20, 80, 560, height + 40}, text, style, shipped_fonts());
            EXPECT_TRUE(tight == free) << text << " at " << size;
        }
    }
}

TEST(Layout, AlignsLeftMiddleAndRight) {
    const auto ink_left = [](Align align) {
        Bitmap image(300, 40);
        draw_text(image, {0, 0, 300, 40}, "口", {24, 24, 1, false, align, VerticalPlace::Middle},
                  shipped_fonts());
        int x = 0;
        while (x < 300 && !image.any_black({x, 0, 1, 40})) ++x;
        return x;
    };
    EXPECT_LT(ink_left(Align::Left), 6);
    EXPECT_NEAR(ink_left(Align::Center), 141, 3);
    EXPECT_NEAR(ink_left(Align::Right), 279, 3);
}

TEST(LayoutItems, SaysHowManyPiecesThereAreWhenRowsDoNotFit) {
    std::vector<LabelItem> items;
    for (int i = 0; i < 30; ++i) items.push_back({"SKU", "", "黑色", 2});
    Bitmap image(500, 120);
    const TextOutcome outcome =
        draw_items(image, {0, 0, 500, 120}, items, {24, 18}, shipped_fonts());
    EXPECT_TRUE(outcome.cut);
    EXPECT_EQ(outcome.size_px, 18);
    items.resize(3);
    Bitmap few(500, 120);
    const TextOutcome shown = draw_items(few, {0, 0, 500, 120}, items, {24, 18}, shipped_fonts());
    EXPECT_FALSE(shown.cut);
    EXPECT_FALSE(shown.shrunk);
}

TEST(LabelFields, GroupTheNumberForPeople) {
    struct Row {
        const char* number;
        const char* grouped;
    };
    for (const Row& row :
         {Row{"SF1385628716739", "SF 13856 2871 6739"}, Row{"78123456789012", "78 1234 5678 9012"},
          Row{"432542035598773", "432 5420 3559 8773"}, Row{"123456789012", "1234 5678 9012"},
          Row{"JDVA12345678901", "JDVA 123 4567 8901"},
          Row{"JDVA12345678901-1-1-", "JDVA 123 4567 8901-1-1-"},
          Row{"EB123456789CN", "EB 12345 6789CN"}, Row{"1", "1"}, Row{"12345", "12345"},
          Row{"ABC", "ABC"}, Row{"", ""}}) {
        EXPECT_EQ(grouped_number(row.number), row.grouped);
    }
}

TEST(LabelFields, SayEachDivisionOnce) {
    Party party;
    party.province = "北京市";
    party.city = "北京市";
    party.district = "朝阳区";
    party.town = "望京街道";
    EXPECT_EQ(region_of(party), "北京市朝阳区望京街道");
}

TEST(LabelFields, HaveSequenceAndPrintNumberOnlyWhereTheyMeanSomething) {
    LabelContent content;
    EXPECT_EQ(field_text(content, config::LabelField::Sequence), "");
    EXPECT_EQ(field_text(content, config::LabelField::PrintNumber), "");
    content.sequence = 88;
    EXPECT_EQ(field_text(content, config::LabelField::Sequence), "88");
    content.batch_size = 142;
    content.print_number = 2;
    EXPECT_EQ(field_text(content, config::LabelField::Sequence), "88/142");
    EXPECT_EQ(field_text(content, config::LabelField::PrintNumber), "补打 2");
}

}  // namespace
}  // namespace printing
