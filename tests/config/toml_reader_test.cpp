#include "config/toml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/suggest.h"

namespace config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TomlDocument parse(std::string_view text) {
    auto document = TomlDocument::parse(text, "shop.toml");
    if (!document) throw std::runtime_error(to_string(document.error().at(0)));
    return std::move(*document);
}

std::vector<std::string> lines(const std::vector<ConfigMistake>& mistakes) {
    std::vector<std::string> texts;
    for (const ConfigMistake& mistake : mistakes) texts.push_back(to_string(mistake));
    return texts;
}

TEST(TomlReader, ReportsASyntaxErrorWithItsLine) {
    const auto document = TomlDocument::parse("a = 1\nb = = 2\n", "shop.toml");
    ASSERT_FALSE(document.has_value());
    ASSERT_EQ(document.error().size(), 1u);
    EXPECT_EQ(document.error()[0].line, 2);
    EXPECT_THAT(to_string(document.error()[0]), HasSubstr("shop.toml:2:"));
}

TEST(TomlReader, ReportsAFileThatIsNotThere) {
    const auto document = TomlDocument::read("/nonexistent/shop.toml");
    ASSERT_FALSE(document.has_value());
    EXPECT_THAT(to_string(document.error()[0]), HasSubstr("/nonexistent/shop.toml"));
}

TEST(TomlReader, SurvivesGarbageAndDeepNesting) {
    EXPECT_FALSE(TomlDocument::parse(std::string("\xff\xfe\x00\x01", 4), "x").has_value());
    EXPECT_FALSE(TomlDocument::parse("a = " + std::string(5000, '['), "x").has_value());
    EXPECT_TRUE(TomlDocument::parse("", "x").has_value());
}

TEST(TomlReader, ReadsEachKindOfValue) {
    auto document = parse(
        "name = \"王小明\"\nport = 8080\nratio = 2\nyes = true\nlist = [\"a\", \"b\"]\n"
        "wait = \"1h30m\"\nslots = [\"10:00\", \"9:30\"]\nsizes = [1, 2.5]\nmode = \"go\"\n");
    TomlTable root = document.root();
    std::string name;
    int port = 0;
    double ratio = 0;
    bool yes = false;
    std::vector<std::string> list;
    minutes wait{};
    std::vector<minutes> slots;
    std::vector<double> sizes;
    enum class Mode { Stay, Go } mode = Mode::Stay;
    EXPECT_TRUE(root.text("name", name));
    EXPECT_TRUE(root.integer("port", port, 1, 65535));
    EXPECT_TRUE(root.number("ratio", ratio, 0, 10));
    EXPECT_TRUE(root.boolean("yes", yes));
    EXPECT_TRUE(root.texts("list", list));
    EXPECT_TRUE(root.minutes("wait", wait, minutes{1}, hours{24}));
    EXPECT_TRUE(root.times_of_day("slots", slots));
    EXPECT_TRUE(root.numbers("sizes", sizes, 0, 100));
    EXPECT_TRUE(root.choice("mode", mode, {{"stay", Mode::Stay}, {"go", Mode::Go}}));
    root.finish();
    EXPECT_THAT(lines(document.take_mistakes()), IsEmpty());
    EXPECT_EQ(name, "王小明");
    EXPECT_EQ(port, 8080);
    EXPECT_EQ(ratio, 2.0);
    EXPECT_TRUE(yes);
    EXPECT_THAT(list, ElementsAre("a", "b"));
    EXPECT_EQ(wait, minutes{90});
    EXPECT_THAT(slots, ElementsAre(minutes{600}, minutes{570}));
    EXPECT_THAT(sizes, ElementsAre(1.0, 2.5));
    EXPECT_EQ(mode, Mode::Go);
}

TEST(TomlReader, KeepsTheDefaultAndNamesWhatWasFoundAndExpected) {
    auto document = parse("[http]\nport = 70000\naddress = 5\nwait = \"soon\"\nmode = \"goo\"\n");
    TomlTable root = document.root();
    auto http = root.table("http");
    ASSERT_TRUE(http.has_value());
    int port = 8080;
    std::string address = "127.0.0.1";
    minutes wait{3};
    std::string mode = "stay";
    EXPECT_FALSE(http->integer("port", port, 1, 65535));
    EXPECT_FALSE(http->text("address", address));
    EXPECT_FALSE(http->minutes("wait", wait, minutes{1}, hours{1}));
    EXPECT_FALSE(http->word("mode", mode, {"stay", "go"}));
    EXPECT_EQ(port, 8080);
    EXPECT_EQ(address, "127.0.0.1");
    EXPECT_EQ(wait, minutes{3});
    EXPECT_EQ(mode, "stay");
    EXPECT_THAT(
        lines(document.take_mistakes()),
        ElementsAre(
            "shop.toml:2:8: http.port is 70000; expected a whole number from 1 to 65535",
            "shop.toml:3:11: http.address is 5; expected a text in quotes",
            AllOf(HasSubstr("shop.toml:4:"), HasSubstr("\"soon\""), HasSubstr("from 1m to 1h")),
            AllOf(HasSubstr("shop.toml:5:"), HasSubstr("did you mean 'go'?"))));
}

TEST(TomlReader, ReportsUnknownKeysWithASuggestionInTheOrderOfLines) {
    auto document = parse("prot = 1\n\nzzzzzz = 2\n");
    TomlTable root = document.root();
    int port = 0;
    root.integer("port", port, 1, 9);
    root.finish();
    EXPECT_THAT(lines(document.take_mistakes()),
                ElementsAre("shop.toml:1:1: unknown key 'prot'; did you mean 'port'?",
                            "shop.toml:3:1: unknown key 'zzzzzz'; known here: \"port\""));
}

TEST(TomlReader, NamesTheEntryOfAListOfTables) {
    auto document = parse("[[printer]]\nname = \"a\"\n[[printer]]\nnme = \"b\"\n");
    TomlTable root = document.root();
    for (TomlTable& printer : root.tables("printer")) {
        std::string name;
        printer.text("name", name, Need::Required);
        printer.finish();
    }
    const auto mistakes = document.take_mistakes();
    ASSERT_EQ(mistakes.size(), 2u);
    EXPECT_EQ(mistakes[0].line, 3);
    EXPECT_THAT(mistakes[0].message, HasSubstr("printer[2].name is missing"));
    EXPECT_THAT(mistakes[1].message, HasSubstr("did you mean 'name'?"));
}

TEST(TomlReader, RefusesControlCharactersInTexts) {
    auto document = parse("name = \"a\\u0007b\"\n");
    TomlTable root = document.root();
    std::string name;
    EXPECT_FALSE(root.text("name", name));
    EXPECT_EQ(document.take_mistakes().size(), 1u);
}

TEST(Durations, TakeUnitsFromLargeToSmall) {
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_EQ(parse_duration("2s"), milliseconds{2000});
    EXPECT_EQ(parse_duration("1h30m"), milliseconds{90 * 60'000});
    EXPECT_EQ(parse_duration("2d"), milliseconds{2 * 86'400'000});
    EXPECT_EQ(parse_duration("0m"), milliseconds{0});
    for (const char* bad :
         {"", "10", "m", "30m1h", "1m1m", "-5m", "1.5h", "10 m", "10min", "99999999999999999999h"})
        EXPECT_FALSE(parse_duration(bad).has_value()) << bad;
}

TEST(TimesOfDay, RunFromMidnightToOneMinuteBefore) {
    EXPECT_EQ(parse_time_of_day("00:00"), minutes{0});
    EXPECT_EQ(parse_time_of_day("23:59"), minutes{23 * 60 + 59});
    EXPECT_EQ(parse_time_of_day("9:30"), minutes{570});
    for (const char* bad : {"", "24:00", "10:60", "1000", "10:0", "10:00:00", "a0:00", "10-00"})
        EXPECT_FALSE(parse_time_of_day(bad).has_value()) << bad;
}

TEST(Suggestions, FindTheNearestWordAndOnlyNearOnes) {
    const std::vector<std::string> words = {"port", "address", "杭州市", "湖州市"};
    EXPECT_EQ(closest("prot", words), "port");
    EXPECT_EQ(closest("adress", words), "address");
    EXPECT_EQ(closest("杭洲市", words), "杭州市");
    EXPECT_EQ(closest("quite different", words), "");
    EXPECT_EQ(closest(std::string(100'000, 'x'), words), "");
}

}  // namespace
}  // namespace config
