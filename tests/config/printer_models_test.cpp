#include "config/printer_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/drivers/temporary_folder.h"

namespace config {
namespace {

using testing::HasSubstr;

std::vector<PrinterModel> shipped() {
    const auto data_files = DataFiles::locate("config");
    EXPECT_TRUE(data_files.has_value());
    auto models = load_printer_models(*data_files);
    EXPECT_TRUE(models.has_value()) << (models ? "" : models.error().message);
    return models ? *std::move(models) : std::vector<PrinterModel>{};
}

TEST(PrinterModels, EveryShippedOneIsLoadedAndSaysWhereItsValuesAreFrom) {
    const std::vector<PrinterModel> models = shipped();
    EXPECT_GE(models.size(), 12U);
    for (const PrinterModel& model : models) {
        EXPECT_FALSE(model.title.empty()) << model.name;
        EXPECT_FALSE(model.device_ids.empty() && model.usb.empty()) << model.name;
        for (const char* key : {"language", "dpi", "head_width_dots"})
            EXPECT_TRUE(model.sources.contains(key)) << model.name << " " << key;
    }
}

TEST(PrinterModels, TheShippedOnesAreToldApart) {
    const std::vector<PrinterModel> models = shipped();
    for (const PrinterModel& model : models) {
        for (const auto& match : model.device_ids) {
            const auto guess = guess_model(models, {match.maker, match.model, ""}, {});
            ASSERT_NE(guess.model, nullptr) << model.name;
            EXPECT_EQ(guess.model->name, model.name);
            EXPECT_EQ(guess.ground, ModelGround::DeviceId);
        }
        for (const UsbIds& ids : model.usb) {
            const auto guess = guess_model(models, {}, ids);
            ASSERT_NE(guess.model, nullptr) << model.name;
            EXPECT_EQ(guess.model->name, model.name);
            EXPECT_EQ(guess.ground, ModelGround::UsbIds);
        }
    }
}

struct Guess {
    const char* name;
    DeviceIdFields device_id;
    std::optional<UsbIds> usb;
    const char* model;
    const char* language;
    ModelGround ground;
};
class GuessModel : public testing::TestWithParam<Guess> {};
TEST_P(GuessModel, GoesFromTheSureToTheUnsure) {
    const std::vector<PrinterModel> models = shipped();
    const Guess& row = GetParam();
    const auto guess = guess_model(models, row.device_id, row.usb);
    EXPECT_EQ(guess.model == nullptr ? "" : guess.model->name, row.model);
    EXPECT_EQ(guess.language, row.language);
    EXPECT_EQ(guess.ground, row.ground);
}
INSTANTIATE_TEST_SUITE_P(
    Table, GuessModel,
    testing::Values(
        Guess{"exact", {"TSC", "TE210", "TSPL2"}, {}, "tsc-te210", "tspl", ModelGround::DeviceId},
        Guess{"case_and_blanks",
              {" tsc ", "te210 ", ""},
              {},
              "tsc-te210",
              "tspl",
              ModelGround::DeviceId},
        Guess{"empty_maker",
              {"", "PM-241-BT", "XPP,XL"},
              {},
              "phomemo-pm-241-bt",
              "tspl",
              ModelGround::DeviceId},
        Guess{"other_maker", {"Nobody", "TE210", ""}, {}, "", "", ModelGround::None},
        Guess{"id_before_usb",
              {"Zebra Technologies", "ZTC GK420d", ""},
              UsbIds{0x0471, 0x0055},
              "zebra-gk420",
              "zpl",
              ModelGround::DeviceId},
        Guess{"usb",
              {"", "", ""},
              UsbIds{0x0471, 0x0055},
              "gprinter-gp-3120tu",
              "tspl",
              ModelGround::UsbIds},
        Guess{"usb_of_a_chip", {"", "", ""}, UsbIds{0x0483, 0x5743}, "", "", ModelGround::None},
        Guess{"tspl", {"", "NoName", "XPP,XL"}, {}, "", "tspl", ModelGround::CommandSet},
        Guess{"zpl", {"", "NoName", "EPL;ZPL II"}, {}, "", "zpl", ModelGround::CommandSet},
        Guess{"cpcl", {"", "NoName", "cpcl"}, {}, "", "cpcl", ModelGround::CommandSet},
        Guess{"escpos", {"", "NoName", "ESC/POS"}, {}, "", "escpos", ModelGround::CommandSet},
        Guess{"several", {"", "NoName", "ESCPOS,TSPL"}, {}, "", "escpos", ModelGround::CommandSet},
        Guess{"unknown", {"", "NoName", "PCL"}, {}, "", "", ModelGround::None}),
    [](const auto& row) { return row.param.name; });

constexpr std::string_view kGood =
    "title = \"T\"\nlanguage = \"tspl\"\ndpi = 203\nhead_width_dots = 800\n";
constexpr std::string_view kSources =
    "[sources]\nlanguage = \"m\"\ndpi = \"m\"\nhead_width_dots = \"unsure: x\"\n";

base::Result<PrinterModel> load(const std::string& text) {
    const drivers::TemporaryFolder folder;
    const auto file = folder.path / "mine.toml";
    std::ofstream(file) << text;
    return load_printer_model(file);
}

TEST(PrinterModels, AWholeOneIsRead) {
    const auto model = load(std::string(kGood) + R"(evidence = "answer"
window = 3
media = "mark"
mark_mm = 4
darkness = 10
speed = 3
speeds = [2, 3]
polarity = "inverted"
strip_rows = 100
status = "extended"
quirks = ["One.", "Two."]
usb = ["1203:0001"]
[[device_id]]
maker = "M"
model = "X"
[[device_id]]
model = "Y"
)" + std::string(kSources) + R"(evidence = "m"
window = "m"
media = "m"
mark_mm = "m"
darkness = "m"
speed = "m"
speeds = "m"
polarity = "m"
strip_rows = "m"
status = "m"
usb = "m"
device_id = "m"
)");
    ASSERT_TRUE(model.has_value()) << model.error().message;
    EXPECT_EQ(model->name, "mine");
    EXPECT_EQ(model->language, "tspl");
    EXPECT_EQ(model->head_width_dots, 800);
    EXPECT_TRUE(model->answers);
    EXPECT_EQ(model->window, 3);
    EXPECT_EQ(model->print.media, Media::Mark);
    EXPECT_EQ(model->print.darkness, 10);
    EXPECT_EQ(model->print.speed, 3);
    EXPECT_EQ(model->dialect.polarity, Polarity::Inverted);
    EXPECT_EQ(model->dialect.strip_rows, 100);
    EXPECT_EQ(model->dialect.status, StatusQueries::Extended);
    EXPECT_EQ(model->quirks.size(), 2U);
    EXPECT_EQ(model->device_ids.size(), 2U);
    EXPECT_TRUE(model->is_unsure("head_width_dots"));
    EXPECT_FALSE(model->is_unsure("dpi"));
    EXPECT_FALSE(model->is_unsure("nothing"));
}

struct Bad {
    const char* name;
    std::string text;
    const char* message;
};
class BadModel : public testing::TestWithParam<Bad> {};
TEST_P(BadModel, IsRefusedWithItsPlace) {
    const auto model = load(GetParam().text);
    ASSERT_FALSE(model.has_value());
    EXPECT_THAT(model.error().message, HasSubstr(GetParam().message));
    EXPECT_THAT(model.error().message, HasSubstr("mine.toml"));
}
const std::string kGoodText(kGood);
const std::string kSourcesText(kSources);
INSTANTIATE_TEST_SUITE_P(
    Table, BadModel,
    testing::Values(
        Bad{"empty", "", "title"}, Bad{"no_sources", kGoodText, "sources"},
        Bad{"no_toml", "title = ", "mine.toml:1"},
        Bad{"language", "title=\"T\"\nlanguage=\"epl\"\n", "language"},
        Bad{"value_without_source", kGoodText + "darkness = 3\n" + kSourcesText,
            "darkness has no line in [sources]"},
        Bad{"source_without_value", kGoodText + kSourcesText + "speed = \"m\"\n",
            "sources.speed is the source of a key that is not there"},
        Bad{"source_of_nothing", kGoodText + kSourcesText + "colour = \"m\"\n",
            "sources.colour is no key of a model that has a source"},
        Bad{"range", kGoodText + "darkness = 16\n" + kSourcesText + "darkness = \"m\"\n",
            "darkness is 16; expected 0 to 15 (TSPL)"},
        Bad{"unknown_key", kGoodText + "head_with_dots = 3\n" + kSourcesText, "head_with_dots"},
        Bad{"usb_form", kGoodText + "usb = [\"471:55\"]\n" + kSourcesText + "usb = \"m\"\n",
            "usb holds '471:55'"},
        Bad{"usb_chip", kGoodText + "usb = [\"0483:5743\"]\n" + kSourcesText + "usb = \"m\"\n",
            "whose vendor makes chips"},
        Bad{"not_its_speed",
            kGoodText + "speed = 4\nspeeds = [2, 3]\n" + kSourcesText +
                "speed = \"m\"\nspeeds = \"m\"\n",
            "speed is not one of `speeds`"},
        Bad{"answers_unasked",
            kGoodText + "evidence = \"answer\"\nstatus = \"none\"\n" + kSourcesText +
                "evidence = \"m\"\nstatus = \"m\"\n",
            "what is never asked cannot answer"}),
    [](const auto& row) { return row.param.name; });

TEST(PrinterModels, AnUnknownNameListsThoseThatExist) {
    const auto model = load_printer_model(DataFiles::locate("config").value(), "zebra-zd412");
    ASSERT_FALSE(model.has_value());
    EXPECT_THAT(model.error().message, HasSubstr("zebra-gk420"));
    EXPECT_THAT(model.error().message, HasSubstr("did you mean 'zebra-zd421'?"));
    EXPECT_FALSE(
        load_printer_model(DataFiles::locate("config").value(), "../carriers").has_value());
}

TEST(UsbIds, AreFourHexadecimalDigitsTwice) {
    EXPECT_EQ(parse_usb_ids("04b8:0E03"), (UsbIds{0x04b8, 0x0e03}));
    EXPECT_EQ(to_string(UsbIds{0x04b8, 0x0e03}), "04b8:0e03");
    for (const char* bad :
         {"", "04b8", "04b8:0e0", "04b8-0e03", "04g8:0e03", "-4b8:0e03", "04b8:0e031", "+4b8:0e03"})
        EXPECT_FALSE(parse_usb_ids(bad).has_value()) << bad;
}

}  // namespace
}  // namespace config
