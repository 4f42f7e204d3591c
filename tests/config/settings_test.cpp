#include "config/settings.h"
#include "config/settings_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/number_sources.h"
#include "config/settings_rules.h"

namespace config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kShop =
    "data_folder = \"data\"\n"
    "[shop]\nname = \"示例小店\"\n"
    "[shop.sender]\nname = \"示例\"\nphone = \"0571-88000000\"\nprovince = \"浙江\"\n"
    "city = \"杭州市\"\ndetail = \"示例路1号\"\n";
constexpr const char* kNumbers = "[numbers]\ndefault_carrier = \"zto\"\n";

std::filesystem::path settings_file(const std::string& text) {
    const auto folder =
        std::filesystem::path(::testing::TempDir()) /
        ("settings_" +
         std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "packbench.toml") << text;
    return folder / "packbench.toml";
}

std::string mistakes_in(const std::string& text) {
    const auto settings = load_settings(settings_file(text), *DataFiles::locate("config"));
    if (settings) return "none";
    std::string all;
    for (const ConfigMistake& mistake : settings.error()) all += to_string(mistake) + "\n";
    return all;
}

TEST(Settings, EveryShippedConfigLoads) {
    for (const char* file : {"config/packbench.toml", "config/demo/packbench.toml"}) {
        const auto settings = load_settings(file);
        ASSERT_TRUE(settings.has_value()) << to_string(settings.error().front());
        EXPECT_TRUE(settings->data_folder.is_absolute());
    }
}

TEST(Settings, TheDemoIsAStationWithoutHardware) {
    const auto settings = load_settings("config/demo/packbench.toml");
    ASSERT_TRUE(settings.has_value()) << to_string(settings.error().front());
    const auto folder = std::filesystem::absolute("config/demo");
    EXPECT_EQ(settings->data_folder, folder / "data");
    EXPECT_EQ(settings->intake.folder, folder / "inbox");
    ASSERT_EQ(settings->printers.size(), 2u);
    EXPECT_EQ(settings->printers[0].uri, "file://" + (folder / "printers/label-1").string());
    EXPECT_EQ(settings->printers[0].evidence, PrinterEvidence::Written);
    EXPECT_EQ(settings->printers[1].template_name, "76x130");
    ASSERT_EQ(settings->benches.size(), 3u);
    EXPECT_EQ(settings->benches[2].workflow, BenchWorkflow::PreNumbered);
    ASSERT_EQ(settings->routes.size(), 2u);
    EXPECT_EQ(settings->routes[0].note_contains, "顺丰");
    EXPECT_THAT(settings->routes[1].provinces, ElementsAre("西藏自治区", "新疆维吾尔自治区"));
    EXPECT_EQ(settings->default_carrier, base::CarrierCode("zto"));
    EXPECT_TRUE(settings->allows_without_routing(base::CarrierCode("zto")));
    EXPECT_FALSE(settings->allows_without_routing(base::CarrierCode("yunda")));
    EXPECT_THAT(settings->batches.slots, ElementsAre(minutes{600}, minutes{960}));
    EXPECT_EQ(settings->http.address, "127.0.0.1");
    EXPECT_EQ(settings->http.port, 8080);
}

TEST(Settings, HaveDefaultsForAllThatIsNotTheShopsOwn) {
    const auto settings = load_settings(settings_file(std::string(kShop) + kNumbers));
    ASSERT_TRUE(settings.has_value()) << to_string(settings.error().front());
    EXPECT_EQ(settings->language, "zh-CN");
    EXPECT_EQ(settings->shop.sender.province, "浙江省");
    EXPECT_EQ(settings->screening.review_lead, minutes{15});
    EXPECT_EQ(settings->screening.bulk_window, hours{24});
    EXPECT_EQ(settings->intake.settle, milliseconds{2000});
    EXPECT_TRUE(settings->intake.folder.empty());
    EXPECT_TRUE(settings->printers.empty());
    ASSERT_EQ(settings->benches.size(), 1u);
    EXPECT_EQ(settings->benches[0].name, base::BenchName("1"));
    EXPECT_EQ(settings->shipping.confirm_delay, minutes{10});
    EXPECT_TRUE(settings->numbers_from_export);
}

TEST(Settings, NameEveryMistakeAtOnceWithItsLine) {
    const std::string all = mistakes_in(
        "data_folder = \"data\"\n"  // 1
        "languge = \"en\"\n"        // 2
        "[shop]\n"                  // 3
        "name = \"示例小店\"\n"     // 4
        "[http]\n"                  // 5
        "port = 0\n"                // 6
        "[numbers]\n"               // 7
        "default_carrier = \"ZTO\"\n");
    EXPECT_THAT(all, HasSubstr(":2:1: unknown key 'languge'; did you mean 'language'?"));
    EXPECT_THAT(all, HasSubstr(":3:1: shop.sender is missing"));
    EXPECT_THAT(all, HasSubstr(":6:8: http.port is 0; expected a whole number from 1 to 65535"));
    EXPECT_THAT(all, HasSubstr(":8:19: numbers.default_carrier is 'ZTO', which is no carrier code "
                               "of carriers.toml; did you mean 'zto'?"));
}

struct BadCase {
    const char* name;
    const char* extra;  ///< Behind a good shop and numbers section.
    const char* message;
};

class BadSettings : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadSettings, AreRefusedWithTheReason) {
    EXPECT_THAT(mistakes_in(std::string(kShop) + kNumbers + GetParam().extra),
                HasSubstr(GetParam().message));
}

constexpr BadCase kBadCases[] = {
    {"UnknownCarrierInRange",
     "[[numbers.range]]\ncarrier = \"zot\"\nfirst = 1\nlast = 2\ndigits = 3\n",
     "did you mean 'zto'?"},
    {"FirstAfterLast",
     "[[numbers.range]]\ncarrier = \"zto\"\nprefix = \"78\"\nfirst = 9\nlast = 8\ndigits = 12\n",
     "expected at least the first number (9)"},
    {"TooFewDigits",
     "[[numbers.range]]\ncarrier = \"zto\"\nprefix = \"78\"\nfirst = 1\nlast = 1000\ndigits = 3\n",
     "too few for the number 1000"},
    {"RangesOverlap",
     "[[numbers.range]]\ncarrier = \"ems\"\nprefix = \"12\"\nfirst = 100\nlast = 200\ndigits = 11\n"
     "[[numbers.range]]\ncarrier = \"ems\"\nprefix = \"120\"\nfirst = 200\nlast = 300\n"
     "digits = 10\n",
     "overlaps the range 1200000000100 to 1200000000200"},
    {"NumbersOfNoPattern",
     "[[numbers.range]]\ncarrier = \"ems\"\nprefix = \"SF\"\nfirst = 1\nlast = 2\ndigits = 12\n",
     "fit no pattern of ems"},
    {"RoutingMissing",
     "[[numbers.range]]\ncarrier = \"zto\"\nprefix = \"78\"\nfirst = 1\nlast = 2\ndigits = 12\n",
     "[carriers.zto] allow_without_routing = true"},
    {"SmallLettersInPrefix",
     "[[numbers.range]]\ncarrier = \"zto\"\nprefix = \"sf\"\nfirst = 1\nlast = 2\ndigits = 12\n",
     "expected digits and capital letters only"},
    {"UnknownCarrierTable", "[carriers.foo]\nallow_without_routing = true\n", "no carrier code"},
    {"DuplicatePrinter",
     "[[printer]]\nname = \"a\"\nuri = \"tcp://h:1\"\n[[printer]]\nname = \"a\"\nuri = "
     "\"tcp://h:2\"\n",
     "another [[printer]] has already"},
    {"OneDeviceTwice",
     "[[printer]]\nname = \"a\"\nuri = \"tcp://h\"\n[[printer]]\nname = \"b\"\nuri = "
     "\"tcp://h:9100\"\n",
     "is that of printer 'a' too"},
    {"BadUri", "[[printer]]\nname = \"a\"\nuri = \"lpt1\"\n", "is not a printer's address"},
    {"BadPort", "[[printer]]\nname = \"a\"\nuri = \"tcp://h:99999\"\n", "expected 1 to 65535"},
    {"FileUriWithHost", "[[printer]]\nname = \"a\"\nuri = \"file://x/y\"\n", "names a host"},
    {"UnknownLanguage", "[[printer]]\nname = \"a\"\nuri = \"tcp://h\"\nlanguage = \"escpso\"\n",
     "did you mean 'escpos'?"},
    {"WrittenEvidenceOverNetwork",
     "[[printer]]\nname = \"a\"\nuri = \"tcp://h\"\nevidence = \"written\"\n",
     "only printers of the file kind"},
    {"NoEvidenceOfAFile", "[[printer]]\nname = \"a\"\nuri = \"file:x\"\nevidence = \"none\"\n",
     "a file that was written is known to be whole"},
    {"AnswerOfAFile", "[[printer]]\nname = \"a\"\nuri = \"file:x\"\nevidence = \"answer\"\n",
     "a file answers nothing"},
    {"PrinterNameWithSlash", "[[printer]]\nname = \"a/b\"\nuri = \"file:x\"\n",
     "expected 1 to 20 letters"},
    {"UnknownModel", "[[printer]]\nname = \"a\"\nuri = \"file:x\"\nmodel = \"y9\"\n",
     "model cannot be used: no printer model 'y9' is known; there is: epson-tm-l90"},
    {"DarknessOfTspl",
     "[[printer]]\nname = \"a\"\nuri = \"file:x\"\nlanguage = \"tspl\"\ndarkness = 16\n",
     "darkness is 16; expected 0 to 15 (TSPL)"},
    {"GraphicsOfAnother",
     "[[printer]]\nname = \"a\"\nuri = \"file:x\"\nlanguage = \"zpl\"\ngraphics = \"cg\"\n",
     "graphics is 'cg'; expected ascii, z64 (ZPL)"},
    {"MediaOfEscpos", "[[printer]]\nname = \"a\"\nuri = \"file:x\"\nmedia = \"mark\"\n",
     "media cannot be set in ESC/POS"},
    {"OddDpi", "[[printer]]\nname = \"a\"\nuri = \"file:x\"\ndpi = 250\n", "expected 203, 300"},
    {"DuplicateBench", "[[bench]]\nname = \"1\"\n[[bench]]\nname = \"1\"\n",
     "another [[bench]] has already"},
    {"BadSlot", "[batches]\nslots = [\"10:00\", \"25:00\"]\n", "times of day in quotes"},
    {"SlotTwice", "[batches]\nslots = [\"10:00\", \"10:00\"]\n", "holds a time twice"},
    {"SlotInBothLists", "[batches]\nslots = [\"10:00\"]\n[[batches.slot]]\nat = \"10:00\"\n",
     "a time that another slot has already"},
    {"SlotWithoutATime", "[[batches.slot]]\ndays = [\"mon\"]\n", "batches.slot[1].at is missing"},
    {"NoWeekDay", "[batches]\ndays = [\"monday\"]\n", "expected mon, tue, wed"},
    {"NoDayAtAll", "[batches]\ndays = []\n", "leave the key out for every day"},
    {"ExportAfterTheSlot", "[[batches.slot]]\nat = \"10:00\"\nneeds_export_after = \"10:00\"\n",
     "leaves no time"},
    {"ExportAfterSomeSlots", "[batches]\nneeds_export_after = \"12:00\"\n",
     "is not before every slot"},
    {"ExportNeededTwice",
     "[batches]\nneeds_export_after = \"09:00\"\nneeds_export_within = \"1h\"\n",
     "one of them will do"},
    {"BetweenSlotsUnknown", "[batches]\nbetween_slots = \"at_once\"\n", "deadline_first"},
    {"HolidaysMissing", "[batches]\nholidays = \"nowhere.toml\"\n", "nowhere.toml"},
    {"NoDayOfTheCalendar", "[[calendar]]\nname = \"a\"\nfrom = \"2026-02-29\"\n",
     "expected a day of the calendar"},
    {"HolidayEndsBeforeItBegins",
     "[[calendar]]\nname = \"a\"\nfrom = \"2026-10-02\"\nto = \"2026-10-01\"\n",
     "before the first day"},
    {"DayTwiceInTheCalendar",
     "[[calendar]]\nname = \"国庆\"\nfrom = \"2026-10-01\"\nto = \"2026-10-07\"\n"
     "[[calendar]]\nname = \"调休\"\nfrom = \"2026-10-07\"\nkind = \"work\"\n",
     "meets the days of '国庆'"},
    {"ClosedLikeAWeekday", "[[calendar]]\nname = \"a\"\nfrom = \"2026-10-01\"\nlike = \"mon\"\n",
     "only kind = \"work\""},
    {"UnknownSort", "[batches]\nsort = \"sku_group\"\n", "did you mean 'sku_groups'?"},
    {"UnknownKeyOfProducts", "[products]\nkeys = [\"sku_id\", \"ean\"]\n",
     "expected some of: sku_id, seller_code, barcode"},
    {"NoKeyOfProducts", "[products]\nkeys = []\n", "is empty"},
    {"KeyOfProductsTwice", "[products]\nkeys = [\"barcode\", \"barcode\"]\n", "twice"},
    {"BoxTwice", "[products]\nboxes = [\"3号箱\", \"3号箱\"]\n", "holds '3号箱' twice"},
    {"UnknownPickList", "[labels]\npick_list = \"pick-lst\"\n", "pick_list"},
    {"MinutesWithoutUnit", "[batches]\ngrace = 360\n", "a time with its unit"},
    {"HoldBelowReview", "[screening]\nbulk_review_at = 5\nbulk_hold_at = 4\n",
     "expected at least bulk_review_at (5)"},
    {"RouteWithoutCondition", "[[route]]\ncarrier = \"zto\"\n", "stands without a condition"},
    {"RouteToNoProvince", "[[route]]\ncarrier = \"zto\"\nprovinces = [\"杭州\"]\n",
     "expected provinces"},
    {"UnknownPlatformKey", "[intake]\nfolde = \"x\"\n", "did you mean 'folder'?"},
    {"FontMissing", "[labels]\nfonts = [\"/nonexistent.ttf\"]\n", "which is not there"},
    {"AddressOfOthers", "[http]\naddress = \"0.0.0.0\"\n", "the address in http.listen"},
    {"ListenWithPort", "[http]\nlisten = [\"127.0.0.1/x\"]\n", "without a port"},
    {"ListenAllAndOne", "[http]\nlisten = [\"0.0.0.0\", \"10.0.0.1\"]\n", "expected it alone"},
    {"ListenNumber", "[http]\nlisten = 7\n", "a list of texts"},
    {"NameWithScheme", "[http]\nnames = [\"http://x\"]\n", "expected host names"},
    {"WeakHashing", "[access]\npassword_memory_mb = 1\n", "from 19 to 1024"},
    {"SessionWithoutUnit", "[access]\npacker_session = 90\n", "a time with its unit"},
    {"AddressWithPort", "[http]\naddress = \"http://x\"\n", "the port stands in http.port"},
};

INSTANTIATE_TEST_SUITE_P(Table, BadSettings, ::testing::ValuesIn(kBadCases),
                         [](const auto& row) { return row.param.name; });

TEST(Settings, ReadSlotsWithDaysAndExportsOfTheirOwn) {
    const auto settings =
        load_settings(settings_file(std::string(kShop) + kNumbers +
                                    "[batches]\nslots = [\"16:00\"]\nneeds_export_within = \"2h\"\n"
                                    "days = [\"mon\", \"sun\"]\nbetween_slots = \"supplement\"\n"
                                    "[[batches.slot]]\nat = \"10:00\"\ndays = [\"sat\"]\n"
                                    "needs_export_after = \"08:30\"\n"),
                      *DataFiles::locate("config"));
    ASSERT_TRUE(settings);
    const BatchSettings& batches = settings->batches;
    EXPECT_THAT(batches.slots, ElementsAre(minutes{600}, minutes{960}));
    ASSERT_EQ(batches.own.size(), 1u);
    EXPECT_TRUE(batches.own[0].days[6]);
    EXPECT_FALSE(batches.own[0].days[1]);
    EXPECT_EQ(batches.own[0].needs_export.after, minutes{510});
    EXPECT_FALSE(batches.own[0].needs_export.within);
    EXPECT_EQ(batches.needs_export.within, minutes{120});
    EXPECT_TRUE(batches.days[0] && batches.days[1] && !batches.days[2]);
    EXPECT_EQ(batches.between, BetweenSlots::Supplement);
}

TEST(Settings, TheExampleOfHolidaysLoads) {
    std::vector<CalendarEntry> entries;
    EXPECT_TRUE(read_calendar_file("config/holidays.toml", entries).empty());
    EXPECT_EQ(entries.size(), 2u);
}

TEST(Settings, NameTheMistakesOfTheHolidaysFileByItsLine) {
    const auto file =
        settings_file(std::string(kShop) + kNumbers + "[batches]\nholidays = \"holidays.toml\"\n");
    std::ofstream(file.parent_path() / "holidays.toml")
        << "[[calendar]]\nname = \"国庆\"\nfrom = \"2026-10-01\"\nto = \"2026-10-32\"\n";
    const auto wrong = load_settings(file, *DataFiles::locate("config"));
    ASSERT_FALSE(wrong);
    ASSERT_EQ(wrong.error().size(), 1u);
    EXPECT_THAT(to_string(wrong.error()[0]),
                HasSubstr("holidays.toml:4:6: calendar[1].to is '2026-10-32'"));
    std::ofstream(file.parent_path() / "holidays.toml")
        << "[[calendar]]\nname = \"国庆\"\nfrom = \"2026-10-01\"\nto = \"2026-10-07\"\n"
           "[[calendar]]\nname = \"调休\"\nfrom = \"2026-10-10\"\nkind = \"work\"\nlike = "
           "\"fri\"\n";
    const auto good = load_settings(file, *DataFiles::locate("config"));
    ASSERT_TRUE(good);
    ASSERT_EQ(good->batches.calendar.size(), 2u);
    EXPECT_EQ(good->batches.calendar[1].like, std::chrono::Friday);
}

TEST(Settings, ReadTheRobotsOfGroupChats) {
    const std::string shop = std::string(kShop) + kNumbers;
    const auto settings = load_settings(
        settings_file(shop + "[[webhook]]\nname = \"boss\"\nkind = \"dingtalk\"\n"
                             "events = [\"batch_done\"]\nquiet = [\"22:00\", \"08:00\"]\n"),
        *DataFiles::locate("config"));
    ASSERT_TRUE(settings);
    ASSERT_EQ(settings->webhooks.size(), 1u);
    const WebhookSettings& boss = settings->webhooks.front();
    EXPECT_EQ(boss.title, "boss");
    EXPECT_EQ(boss.credentials, settings->file.parent_path() / "webhooks.toml");
    EXPECT_THAT(boss.events, ElementsAre(WebhookEvent::BatchDone));
    ASSERT_TRUE(boss.quiet);
    for (const int quiet : {22 * 60, 23 * 60, 0, 8 * 60 - 1})
        EXPECT_TRUE(boss.quiet->holds(minutes{quiet})) << quiet;
    for (const int loud : {8 * 60, 12 * 60, 22 * 60 - 1})
        EXPECT_FALSE(boss.quiet->holds(minutes{loud})) << loud;
    EXPECT_EQ(mistakes_in(shop + "[[webhook]]\nname = \"boss\"\nkind = \"feishu\"\n"), "none");
    const std::string all =
        mistakes_in(shop +
                    "[[webhook]]\nname = \"a b\"\nkind = \"qq\"\nevents = [\"rain\"]\n"
                    "quiet = [\"22:00\"]\nper_minute = 21\n[[webhook]]\nname = \"a b\"\n"
                    "kind = \"wecom\"\nurl = \"https://x\"\n");
    for (const char* part : {"1 to 20 letters", "qq", "holds 'rain'", "two different times",
                             "per_minute is 21", "another [[webhook]]", "url"})
        EXPECT_THAT(all, HasSubstr(part));
}

TEST(Settings, TakeOneAddressOrSeveralToListenOn) {
    const auto one = load_settings(
        settings_file(std::string(kShop) + kNumbers + "[http]\nlisten = \"0.0.0.0\"\n"));
    ASSERT_TRUE(one.has_value()) << to_string(one.error().front());
    EXPECT_THAT(one->http.listen, ElementsAre("0.0.0.0"));
    const auto two =
        load_settings(settings_file(std::string(kShop) + kNumbers +
                                    "[http]\nlisten = [\"10.0.0.1\", \"127.0.0.2\"]\n"
                                    "[access]\npacker_session = \"2d\"\nopen_bench = true\n"));
    ASSERT_TRUE(two.has_value()) << to_string(two.error().front());
    EXPECT_EQ(two->http.listen.size(), 2u);
    EXPECT_EQ(two->access.packer.longest, hours{48});
    EXPECT_EQ(two->access.packer.idle, hours{48}) << "never longer than the whole";
    EXPECT_THAT(warnings(*two), ::testing::Contains(HasSubstr("in clear")));
}

TEST(Settings, APrintersModelStandsWhereItsOwnKeysSayNothing) {
    const auto settings = load_settings(
        settings_file(std::string(kShop) + kNumbers +
                      "[[printer]]\nname = \"a\"\nuri = \"tcp://h\"\nmodel = \"zebra-zd421-300\"\n"
                      "[[printer]]\nname = \"b\"\nuri = \"file:x\"\nmodel = \"zebra-zd421-300\"\n"
                      "head_width_dots = 1000\ngraphics = \"ascii\"\ndarkness = 12\n"),
        *DataFiles::locate("config"));
    ASSERT_TRUE(settings) << to_string(settings.error().front());
    const PrinterSettings& first = settings->printers[0];
    EXPECT_EQ(first.language, "zpl");
    EXPECT_EQ(first.dpi, base::Dpi{300});
    EXPECT_EQ(first.head_width_dots, 1280);
    EXPECT_EQ(first.evidence, PrinterEvidence::Answer);
    EXPECT_EQ(first.dialect.graphics, Graphics::Z64);
    const PrinterSettings& second = settings->printers[1];
    EXPECT_EQ(second.evidence, PrinterEvidence::Written) << "a file answers nothing";
    EXPECT_EQ(second.head_width_dots, 1000);
    EXPECT_EQ(second.dialect.graphics, Graphics::HexRuns);
    EXPECT_EQ(second.print.darkness, 12);
}

TEST(Settings, CountOnlyAddressesOfThisMachineAsLoopback) {
    for (const char* own : {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
        EXPECT_TRUE(is_loopback(own)) << own;
    for (const char* foreign : {"127.example.org", "127.0.0.1.example.org", "10.0.0.1", "::", ""})
        EXPECT_FALSE(is_loopback(foreign)) << foreign;
}

TEST(Settings, RefuseADefaultCarrierThatCanNeverHaveANumber) {
    EXPECT_THAT(mistakes_in(std::string(kShop) + kNumbers + "from_export = false\n"),
                HasSubstr("no order could get a number"));
}

TEST(Settings, TakeSheetsAndRangesWhereNoNumberSourceIsNamed) {
    const auto settings =
        load_settings(settings_file(std::string(kShop) + kNumbers), *DataFiles::locate("config"));
    ASSERT_TRUE(settings);
    ASSERT_EQ(settings->numbers.sources.size(), 2u);
    EXPECT_EQ(settings->numbers.sources[0].kind, NumberSourceKind::Sheet);
    EXPECT_EQ(settings->numbers.sources[1].kind, NumberSourceKind::Range);
}

TEST(Settings, KeepNumberSourcesInTheirOrder) {
    const auto settings = load_settings(
        settings_file(
            std::string(kShop) + kNumbers +
            "from_export = false\n"
            "[[numbers.source]]\nkind = \"kdniao\"\ncarriers = [\"zto\"]\n"
            "credentials = \"k.toml\"\nbatch_wait = \"5m\"\nsame_key_same_number = false\n"
            "[[numbers.source]]\nkind = \"range\"\nname = \"bought\"\n"),
        *DataFiles::locate("config"));
    ASSERT_TRUE(settings) << to_string(settings.error().front());
    const auto& kdniao = settings->numbers.sources[0];
    EXPECT_EQ(kdniao.name, "kdniao");
    EXPECT_FALSE(kdniao.same_key_same_number);
    EXPECT_EQ(kdniao.batch_wait, minutes{5});
    EXPECT_TRUE(kdniao.kdniao.credentials.is_absolute());
    EXPECT_TRUE(kdniao.serves(base::CarrierCode("zto")));
    EXPECT_FALSE(kdniao.serves(base::CarrierCode("yunda")));
    EXPECT_EQ(settings->numbers.sources[1].name, "bought");
}

TEST(Settings, RefuseNumberSourcesThatCannotBe) {
    struct Row {
        const char* text;
        const char* says;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"kind = \"magic\"\n", "expected one of \"sheet\""},
             {"kind = \"kdniao\"\n", "credentials"},
             {"kind = \"kdniao\"\ncredentials = \"k\"\nendpoint = \"http://example.org/\"\n",
              "allow_plain_http"},
             {"kind = \"kdniao\"\ncredentials = \"k\"\nendpoint = \"http://127.example.org/\"\n",
              "allow_plain_http"},
             {"kind = \"kdniao\"\ncredentials = \"k\"\nendpoint = \"ftp://x/\"\n", "https://"},
             {"kind = \"kdniao\"\ncredentials = \"k\"\ncarriers = [\"danniao\"]\n",
              "no platform.kdniao"},
             {"kind = \"kdniao\"\ncredentials = \"k\"\ncalls_per_day = 30001\n", "calls_per_day"},
             {"kind = \"sheet\"\ncarriers = [\"ztoo\"]\n", "did you mean 'zto'"},
             {"kind = \"sheet\"\nname = \"export\"\n", "neither export"},
             {"kind = \"sheet\"\n[[numbers.source]]\nkind = \"sheet\"\n", "another source"},
             {"kind = \"sheet\"\nsecret = \"x\"\n", "secret"},
         }) {
        EXPECT_THAT(mistakes_in(std::string(kShop) + kNumbers + "[[numbers.source]]\n" + row.text),
                    HasSubstr(row.says))
            << row.text;
    }
    EXPECT_EQ(endpoint_fault("http://localhost:8080/x", false), "");
    EXPECT_EQ(endpoint_fault("http://[::1]:8080/x", false), "");
    EXPECT_NE(endpoint_fault("http://user@127.0.0.1/x", false), "");
}

TEST(Settings, ASyntaxErrorIsAMistakeWithItsLine) {
    EXPECT_THAT(mistakes_in("data_folder = \"x\"\n[shop\n"), HasSubstr("packbench.toml:2:"));
}

TEST(Settings, AMissingFileIsAMistake) {
    const auto settings = load_settings("/nonexistent/packbench.toml");
    ASSERT_FALSE(settings.has_value());
    EXPECT_THAT(to_string(settings.error().front()), HasSubstr("/nonexistent/packbench.toml"));
}

TEST(PrinterUri, IsMadeComplete) {
    const std::filesystem::path folder = "/srv/shop";
    const std::pair<const char*, const char*> rows[] = {
        {"tcp://10.0.0.5", "tcp://10.0.0.5:9100"},
        {"tcp://printer.lan:9101", "tcp://printer.lan:9101"},
        {"tcp://[fe80::1]:9100", "tcp://[fe80::1]:9100"},
        {"tcp://[::1]", "tcp://[::1]:9100"},
        {"file:///var/labels", "file:///var/labels"},
        {"file:///var/labels/", "file:///var/labels"},
        {"file:printers/1", "file:///srv/shop/printers/1"},
        {"file:../out", "file:///srv/out"},
        {"file:/abs", "file:///abs"},
        {"usb:port/1-1.3", "usb:port/1-1.3"},
        {"usb:serial/0A5F:00fd/ABC%20D", "usb:serial/0a5f:00fd/ABC%20D"},
        {"serial:/dev/ttyUSB0?baud=115200", "serial:/dev/ttyUSB0?baud=115200"}};
    for (const auto& [uri, whole] : rows) {
        const auto made = complete_printer_uri(uri, folder);
        ASSERT_TRUE(made.has_value()) << uri << ": " << made.error().message;
        EXPECT_EQ(*made, whole);
    }
    for (const char* bad :
         {"", "usb:", "usb:port/", "usb:port/x", "usb:serial/0a5f:00fd/", "usb:serial/0a5f/A",
          "usb:0a5f:00fd", "serial:", "serial:COM1", "tcp://", "tcp://:9100",
          "tcp://h:", "tcp://h:0", "file:", "file:///", "tcp://[::1", "tcp://a b", "tcp://h:1:2"})
        EXPECT_FALSE(complete_printer_uri(bad, folder).has_value()) << bad;
}

TEST(Settings, WarnOfWhatIsAllowedAndYetShouldBeKnown) {
    const auto told = [](const Settings& settings, std::string_view part) {
        for (const std::string& sentence : warnings(settings))
            if (sentence.find(part) != std::string::npos) return true;
        return false;
    };
    Settings settings;
    EXPECT_TRUE(told(settings, "mask_personal_data is false"));
    settings.labels.mask_personal_data = true;
    EXPECT_TRUE(warnings(settings).empty());
    settings.number_ranges.push_back({base::CarrierCode("zto"), "78", 1, 9, 12, 5, ""});
    EXPECT_TRUE(told(settings, "labels with a number of a bought range print in clear"));
    settings.number_ranges.clear();
    settings.carriers = {{base::CarrierCode("zto"), false}};
    EXPECT_TRUE(warnings(settings).empty());
    settings.carriers.front().allow_without_routing = true;
    EXPECT_TRUE(told(settings, "carriers.zto.allow_without_routing"));
}

}  // namespace
}  // namespace config
