#include "server/reason_texts.h"

#include <gtest/gtest.h>

namespace server {
namespace {

config::Texts texts_of(const char* language) {
    const auto data_files = config::DataFiles::locate("config");
    if (!data_files) throw std::runtime_error(data_files.error().message);
    auto texts = config::Texts::load(*data_files, language);
    if (!texts) throw std::runtime_error(texts.error().message);
    return *std::move(texts);
}

TEST(ReasonTexts, SayTheRuleThePlaceAndTheCharacterOfARefusedLabel) {
    struct Case {
        station::Params params;
        const char* chinese;
        const char* english;
    };
    const Case cases[] = {
        {{{"failure", "missing_glyph"}, {"field", "receiver_name"}, {"character", "𬺓 U+2CE93"}},
         "面单没有打印：收件人姓名里的「𬺓 "
         "U+2CE93」没有字体能打，请改写这个字，或在 "
         "labels.fonts "
         "里加一个有它的字体",
         "The label was not printed: no font has the character \"𬺓 U+2CE93\" of the receiver's "
         "name: write it another way, or add a font that has it to labels.fonts"},
        {{{"failure", "quiet_zone"}, {"field", "main"}},
         "面单没有打印：条码两边的空白不够（主条码）",
         "The label was not printed: not enough white beside the barcode (main barcode)"},
        {{{"failure", "not_drawable"}},
         "面单没有打印：画不出来",
         "The label was not printed: it cannot be drawn"}};
    const auto chinese = texts_of("zh-CN"), english = texts_of("en");
    for (const Case& c : cases) {
        EXPECT_EQ(reason_sentence(chinese, "label_not_proven", c.params, ""), c.chinese);
        EXPECT_EQ(reason_sentence(english, "label_not_proven", c.params, ""), c.english);
    }
}

TEST(ReasonTexts, SayWhatTheScreeningFoundAndFallBackToWhatIsGiven) {
    const auto english = texts_of("en");
    EXPECT_EQ(reason_sentence(english, "bad_phone", {{"found", "123"}}, ""),
              "The telephone number \"123\" is not valid");
    EXPECT_EQ(reason_sentence(english, "no_number_range", {}, ""),
              "This carrier has no number range: add one to the settings");
    EXPECT_EQ(reason_sentence(english, "of_another_version", {}, "as it stands"), "as it stands");
}

}  // namespace
}  // namespace server
