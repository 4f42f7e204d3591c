#include "printing/render.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "printing/proof.h"
#include "tests/printing/label_samples.h"
#include "tests/printing/shipped_templates.h"

namespace printing {
namespace {

constexpr const char* kTemplates[] = {"76x130", "100x150", "100x180"};
constexpr int kResolutions[] = {203, 300};

bool has_warning(const RenderedLabel& label, const std::string& code, const std::string& field) {
    return std::ranges::any_of(label.warnings, [&](const LabelWarning& warning) {
        return warning.code == code && warning.field == field;
    });
}

/// Calls check(label, template, content) for every template, resolution and nasty content.
template <typename Check>
void each_nasty_label(Check check) {
    for (const char* name : kTemplates) {
        const auto label_template = shipped_template(name);
        ASSERT_FALSE(label_template.elements.empty());
        for (const int dpi : kResolutions) {
            for (const NamedContent& nasty : nasty_labels()) {
                SCOPED_TRACE(std::string(name) + " at " + std::to_string(dpi) + ": " + nasty.name);
                const auto label =
                    render_label(nasty.content, label_template, base::Dpi{dpi}, shipped_fonts());
                ASSERT_TRUE(label) << label.error().message;
                check(*label, label_template, nasty.content);
            }
        }
    }
}

TEST(RenderLabel, PutsNoInkOutsideTheBoxOfAnyElement) {
    each_nasty_label([](const RenderedLabel& label, const config::LabelTemplate& label_template,
                        const LabelContent& content) {
        for (const config::LabelElement& element : label_template.elements) {
            config::LabelTemplate single = label_template;
            single.elements = {element};
            auto alone = render_label(content, single, label.dpi, shipped_fonts());
            ASSERT_TRUE(alone);
            alone->image.fill(to_dots(element.box, label.dpi), false);
            EXPECT_FALSE(
                alone->image.any_black({0, 0, alone->image.width(), alone->image.height()}))
                << "element in line " << element.line;
        }
    });
}

TEST(RenderLabel, LeavesEverySymbolAndItsQuietZoneAlone) {
    each_nasty_label([](const RenderedLabel& label, const config::LabelTemplate&,
                        const LabelContent& content) {
        EXPECT_GE(label.symbols.size(), 2U);
        EXPECT_EQ(std::ranges::count(label.symbols, "main", &SymbolPlacement::role), 1);
        EXPECT_EQ(std::ranges::count(label.symbols, "ladder", &SymbolPlacement::role), 1);
        EXPECT_EQ(std::ranges::count(label.symbols, "qr", &SymbolPlacement::role),
                  content.qr.empty() ? 0 : 1);
        EXPECT_EQ(std::ranges::count(label.symbols, "sheet", &SymbolPlacement::role),
                  content.sheet_code.empty() ? 0 : 1);
        for (const SymbolPlacement& symbol : label.symbols) {
            const Rect& zone = symbol.with_quiet_zone;
            EXPECT_GE(zone.x, 0);
            EXPECT_GE(zone.y, 0);
            EXPECT_LE(zone.right(), label.image.width());
            EXPECT_LE(zone.bottom(), label.image.height());
            Bitmap around = label.image.crop(zone);
            around.fill({symbol.area.x - zone.x, symbol.area.y - zone.y, symbol.area.width,
                         symbol.area.height},
                        false);
            EXPECT_FALSE(around.any_black({0, 0, around.width(), around.height()})) << symbol.role;
        }
    });
}

TEST(RenderLabel, MakesLabelsThatPassTheProof) {
    each_nasty_label(
        [](const RenderedLabel& label, const config::LabelTemplate&, const LabelContent& content) {
            const ProofReport report = prove(label);
            for (const LabelFailure& failure : report.failures)
                ADD_FAILURE() << failure.code << " " << failure.field << ": " << failure.message;
            for (const ProvenCode& code : report.codes) {
                if (code.format == SymbolFormat::Code128) {
                    EXPECT_EQ(code.text, content.number);
                }
            }
        });
}

TEST(RenderLabel, TakesTheModulesThatTheReferenceAsksFor) {
    struct Row {
        const char* name;
        int dpi;
        const char* number;
        int main_dots;
        int ladder_dots;
    };
    for (const Row& row :
         {Row{"76x130", 203, "SF1385628716739", 3, 3}, Row{"76x130", 203, "78123456789012", 4, 3},
          Row{"76x130", 300, "SF1385628716739", 5, 4}, Row{"76x130", 203, "JDVA12345678901", 3, 2},
          Row{"100x150", 203, "SF1385628716739", 4, 3},
          Row{"100x150", 300, "SF1385628716739", 5, 5},
          Row{"100x180", 203, "SF1385628716739", 4, 4},
          Row{"100x180", 203, "JDVA12345678901-1-1-", 2, 3}}) {
        LabelContent content = everyday_label();
        content.number = row.number;
        const auto label =
            render_label(content, shipped_template(row.name), base::Dpi{row.dpi}, shipped_fonts());
        ASSERT_TRUE(label) << label.error().message;
        for (const SymbolPlacement& symbol : label->symbols) {
            if (symbol.role == "main") {
                EXPECT_EQ(symbol.module_dots, row.main_dots) << row.name << row.number << row.dpi;
                EXPECT_FALSE(symbol.ladder);
            }
            if (symbol.role == "ladder") {
                EXPECT_EQ(symbol.module_dots, row.ladder_dots) << row.name << row.number << row.dpi;
                EXPECT_TRUE(symbol.ladder);
            }
        }
    }
}

TEST(RenderLabel, DrawsAnEverydayLabelWithoutWarningsAndTheSameEachTime) {
    for (const char* name : kTemplates) {
        const auto first =
            render_label(everyday_label(), shipped_template(name), {203}, shipped_fonts());
        const auto second =
            render_label(everyday_label(), shipped_template(name), {203}, shipped_fonts());
        ASSERT_TRUE(first && second);
        EXPECT_TRUE(first->failures.empty());
        for (const LabelWarning& warning : first->warnings)
            ADD_FAILURE() << name << ": " << warning.message;
        EXPECT_TRUE(first->image == second->image);
    }
}

TEST(RenderLabel, RefusesAMissingGlyphInAName) {
    LabelContent content = everyday_label();
    content.receiver.name = "王\U0001F600";
    const auto label = render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
    ASSERT_TRUE(label);
    ASSERT_FALSE(label->failures.empty());
    EXPECT_EQ(label->failures[0].code, "missing_glyph");
    EXPECT_EQ(label->failures[0].field, "receiver_name");
    EXPECT_NE(label->failures[0].message.find("U+1F600"), std::string::npos);
}

TEST(RenderLabel, RefusesAMissingGlyphInAnyPartOfAnAddress) {
    for (const bool receiver : {true, false}) {
        LabelContent content = everyday_label();
        (receiver ? content.receiver : content.sender).detail += "\uE000";
        const auto label =
            render_label(content, shipped_template("76x130"), {203}, shipped_fonts());
        ASSERT_TRUE(label);
        ASSERT_FALSE(label->failures.empty());
        EXPECT_EQ(label->failures[0].field, receiver ? "receiver_address" : "sender_address");
    }
}

TEST(RenderLabel, PrintsASubstituteForAnEmojiInTheNoteAndSaysSo) {
    LabelContent content = everyday_label();
    content.buyer_note = "谢谢🎂";
    content.items[0].title = "🎁礼盒";
    const auto label = render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
    ASSERT_TRUE(label);
    EXPECT_TRUE(label->failures.empty());
    EXPECT_TRUE(has_warning(*label, "substituted_glyph", "buyer_note"));
    EXPECT_TRUE(has_warning(*label, "substituted_glyph", "items"));
}

TEST(RenderLabel, SaysWhatItHadToCutOrShrink) {
    LabelContent content = everyday_label();
    content.receiver.detail = repeated("文一西路一千二百一十八号", 17);
    content.hub_name = repeated("杭州余杭集散", 3);
    const auto label = render_label(content, shipped_template("76x130"), {203}, shipped_fonts());
    ASSERT_TRUE(label);
    EXPECT_TRUE(has_warning(*label, "text_cut", "receiver_address"));
    EXPECT_TRUE(has_warning(*label, "text_shrunk", "hub"));
}

TEST(RenderLabel, KeepsQuietAboutABriefCopyThatWasCut) {
    LabelContent content = everyday_label();
    content.receiver.detail += repeated("文一西路", 12);  // Fits above, not below the cut.
    content.receiver.name = "王\U0001F600";
    const auto label = render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
    ASSERT_TRUE(label);
    EXPECT_FALSE(has_warning(*label, "text_cut", "receiver_address"));
    EXPECT_EQ(label->failures.size(), 1U) << "a character that stands twice is reported once";
}

TEST(RenderLabel, NeedsANumberThatABarcodeCanHold) {
    for (const char* number : {"", "运单123", "SF\n1"}) {
        LabelContent content = everyday_label();
        content.number = number;
        const auto label =
            render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
        ASSERT_FALSE(label) << number;
        EXPECT_EQ(label.error().code, base::ErrorCode::InvalidInput);
        EXPECT_NE(label.error().message.find("waybill number"), std::string::npos);
    }
}

TEST(RenderLabel, NamesTheBarcodeThatIsTooWideForTheTemplate) {
    LabelContent content = everyday_label();
    content.number = "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const auto label = render_label(content, shipped_template("76x130"), {203}, shipped_fonts());
    ASSERT_FALSE(label);
    EXPECT_EQ(label.error().code, base::ErrorCode::InvalidInput);
    EXPECT_EQ(label.error().key, "barcode_too_wide");
    for (const char* part : {"76x130", "main", "ABCDEF", "mm"})
        EXPECT_NE(label.error().message.find(part), std::string::npos) << part;
}

TEST(RenderLabel, RefusesAnImpossibleResolution) {
    EXPECT_FALSE(render_label(everyday_label(), shipped_template("76x130"), {0}, shipped_fonts()));
    EXPECT_FALSE(
        render_label(everyday_label(), shipped_template("76x130"), {100000}, shipped_fonts()));
}

TEST(RenderLabel, ShowsASecondPrintAndATestPlainly) {
    const auto label_template = shipped_template("100x150");
    const auto plain = render_label(everyday_label(), label_template, {203}, shipped_fonts());
    LabelContent content = everyday_label();
    content.print_number = 2;
    const auto second = render_label(content, label_template, {203}, shipped_fonts());
    content.print_number = 1;
    content.test = true;
    const auto test = render_label(content, label_template, {203}, shipped_fonts());
    ASSERT_TRUE(plain && second && test);
    const Rect badge{600, 30, 160, 50};
    EXPECT_FALSE(plain->image.any_black(badge));
    int black = 0;
    for (int y = badge.y; y < badge.bottom(); ++y)
        for (int x = badge.x; x < badge.right(); ++x) black += second->image.get(x, y) ? 1 : 0;
    EXPECT_GT(black, badge.width * badge.height / 2) << "white letters on black";
    EXPECT_FALSE(plain->image == test->image);
    EXPECT_EQ(plain->image.crop(test->symbols[0].with_quiet_zone),
              test->image.crop(test->symbols[0].with_quiet_zone));
}

TEST(RenderLabel, MasksOnlyWhenAsked) {
    LabelContent content = everyday_label();
    const auto plain = render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
    content.masking = Masking::Masked;
    const auto covered = render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
    content.masking = Masking::Plain;
    content.receiver.name = "王**";
    content.receiver.phone = "1******5678";
    content.receiver.detail = "文一西路1218号恒生科技园3栋****";
    content.sender.name = "林**";
    content.sender.phone = "1******1234";
    const auto by_hand = render_label(content, shipped_template("100x150"), {203}, shipped_fonts());
    ASSERT_TRUE(plain && covered && by_hand);
    EXPECT_FALSE(plain->image == covered->image);
    EXPECT_TRUE(by_hand->image == covered->image);
}

}  // namespace
}  // namespace printing
