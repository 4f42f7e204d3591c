#include "config/texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Texts shipped(const char* language) {
    auto texts = Texts::load(*DataFiles::locate("config"), language);
    if (!texts) throw std::runtime_error(texts.error().message);
    return std::move(*texts);
}

base::Result<Texts> from_text(const std::string& json) {
    const auto file =
        std::filesystem::path(::testing::TempDir()) /
        (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
         "_texts.json");
    std::ofstream(file) << json;
    return Texts::load_file(file);
}

TEST(Texts, BothLanguagesHaveTheSameKeysAndPlaceholders) {
    const Texts chinese = shipped("zh-CN");
    const Texts english = shipped("en");
    for (const auto& [key, text] : chinese.all()) {
        ASSERT_TRUE(english.has(key)) << key << " has no English text";
        auto ours = placeholders(text);
        auto theirs = placeholders(english.all().at(key));
        std::ranges::sort(ours);
        std::ranges::sort(theirs);
        EXPECT_EQ(ours, theirs) << key;
        EXPECT_FALSE(text.empty()) << key;
        EXPECT_FALSE(english.all().at(key).empty()) << key;
    }
    EXPECT_EQ(chinese.all().size(), english.all().size());
}

TEST(Texts, EveryErrorCodeHasAdvice) {
    const Texts chinese = shipped("zh-CN");
    for (const base::ErrorCode code :
         {base::ErrorCode::InvalidInput, base::ErrorCode::NotFound, base::ErrorCode::Conflict,
          base::ErrorCode::Unavailable, base::ErrorCode::Timeout, base::ErrorCode::DeviceGone,
          base::ErrorCode::NeedsOperator, base::ErrorCode::Corrupt})
        EXPECT_TRUE(chinese.has("error." + std::string(base::name(code)))) << base::name(code);
}

TEST(Texts, AdviceFollowsTheKeyThenTheCode) {
    const Texts english = shipped("en");
    const auto advice = [&](const char* key) {
        return english.advice({base::ErrorCode::Unavailable, "details", key});
    };
    EXPECT_THAT(advice("error.disk_full"), HasSubstr("disk is full"));
    EXPECT_EQ(advice("disk_full"), advice("error.disk_full"));
    EXPECT_EQ(advice(""), english.text("error.unavailable"));
    EXPECT_EQ(advice("no_such_key"), english.text("error.unavailable"));
}

TEST(Texts, FillPlaceholdersOnceAndLeaveWhatHasNoValue) {
    const auto texts = from_text(R"({"a": "{x} and {y}, {x}", "b": "{ not one } {"})");
    ASSERT_TRUE(texts.has_value()) << texts.error().message;
    EXPECT_EQ(texts->text("a", {{"x", "{y}"}}), "{y} and {y}, {y}");
    EXPECT_EQ(texts->text("a", {{"x", "1"}, {"y", "2"}}), "1 and 2, 1");
    EXPECT_EQ(texts->text("b"), "{ not one } {");
    EXPECT_EQ(texts->text("unknown.key"), "unknown.key");
    EXPECT_THAT(placeholders("{x} and {y}"), ElementsAre("x", "y"));
}

TEST(Texts, RefuseFilesThatAreNoTable) {
    for (const char* bad :
         {"", "[]", "{\"a\": 1}", "{\"a\": {\"b\": \"c\"}}", "{\"a\": \"b\"", "nonsense"}) {
        const auto texts = from_text(bad);
        ASSERT_FALSE(texts.has_value()) << bad;
        EXPECT_EQ(texts.error().code, base::ErrorCode::Corrupt) << bad;
    }
    EXPECT_FALSE(Texts::load(*DataFiles::locate("config"), "fr").has_value());
}

}  // namespace
}  // namespace config
