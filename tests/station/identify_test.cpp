#include "station/waybills/identify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "station/waybills/own_codes.h"

namespace station {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const config::CarrierTable& table() {
    static const config::CarrierTable kTable = [] {
        auto loaded = config::CarrierTable::load("config/carriers.toml");
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
    return kTable;
}

/// "zto certain none; shunfeng possible ok".
std::string guesses(const Identification& answer) {
    std::string text;
    for (const CarrierGuess& guess : answer.carriers) {
        text += (text.empty() ? "" : "; ") + guess.code.str() + " " +
                std::string(name(guess.certainty)) + " " + std::string(name(guess.check));
    }
    return text;
}

struct Row {
    const char* text;
    const char* kind;
    const char* carriers;
};

TEST(Identify, RecognisesCertainNumbers) {
    const Row rows[] = {
        {"SF1385628716739", "waybill", "shunfeng certain ok"},
        {"SF6047789135544", "waybill", "shunfeng certain ok"},
        {"78689455849606", "waybill", "zto certain none"},
        {"78048767698635", "waybill", "zto certain none"},
        {"YT1234567890123", "waybill", "yuantong certain none"},
        {"772002014605245", "waybill", "shentong certain none"},
        {"773367326370601", "waybill", "shentong certain none"},
        {"312531852577718", "waybill", "yunda certain none"},
        {"JT1234567890123", "waybill", "jtexpress certain none"},
        {"JDVA12345678901", "waybill", "jd certain none"},
        {"JDX123456789012", "waybill", "jd certain none"},
        {"DPK123456789012", "waybill", "debangwuliu certain none"},
        {"EA473124829CN", "waybill", "ems certain ok"},
        {"RB123456785GB", "waybill", "youzhengguonei certain ok"},
    };
    for (const Row& row : rows) {
        const Identification answer = identify(row.text, table());
        EXPECT_EQ(name(answer.kind), row.kind) << row.text;
        EXPECT_EQ(guesses(answer), row.carriers) << row.text;
        EXPECT_EQ(answer.flaw, ScanFlaw::None) << row.text;
    }
}

TEST(Identify, TakesThePlainLandlineOfTwelveDigitsForACandidateNumber) {
    // Written without its dash a landline cannot be told from a 12-digit number.
    EXPECT_EQ(identify("057188000000", table()).kind, ScanKind::Waybill);
}

TEST(Identify, GivesEveryCandidateOfASharedForm) {
    const Row rows[] = {
        {"133938675660", "waybill", "shunfeng possible ok; zto possible none"},
        {"432542035598773", "waybill", "shentong possible none; yunda possible none"},
        {"70123456789012", "waybill", "zto possible none"},
        {"9876543210128", "waybill", "youzhengguonei possible none"},
        {"621234567890123", "waybill", "danniao possible none"},
        {"JDVA12345678901-1-1-", "waybill", "jd possible none"},
    };
    for (const Row& row : rows) {
        const Identification answer = identify(row.text, table());
        EXPECT_EQ(name(answer.kind), row.kind) << row.text;
        EXPECT_EQ(guesses(answer), row.carriers) << row.text;
    }
    const Identification twelve = identify("268123456789", table());
    EXPECT_THAT(guesses(twelve), HasSubstr("shentong possible"));
    EXPECT_THAT(guesses(twelve), HasSubstr("shunfeng possible"));
    EXPECT_THAT(twelve.notes, Contains(HasSubstr("several carriers")));
}

TEST(Identify, AWrongCheckDigitWarnsAndMakesTheCarrierPossible) {
    for (const char* text : {"SF1234567890123", "SF1385628716738"}) {
        const Identification answer = identify(text, table());
        EXPECT_EQ(answer.kind, ScanKind::Waybill);
        EXPECT_EQ(guesses(answer), "shunfeng possible failed") << text;
        EXPECT_EQ(answer.flaw, ScanFlaw::BadCheckDigit);
    }
    EXPECT_EQ(guesses(identify("EA473124828CN", table())), "ems possible failed");
}

TEST(Identify, TellsProductsFromThirteenDigitNumbers) {
    const Row rows[] = {
        {"6971234560049", "product", ""},                              // 690-699 and check
        {"9787020002207", "product", "youzhengguonei possible none"},  // a book
        {"4006381333931", "product", ""},                              // German
        {"6971234560048", "unknown", ""},                              // check digit wrong
    };
    for (const Row& row : rows) {
        const Identification answer = identify(row.text, table());
        EXPECT_EQ(name(answer.kind), row.kind) << row.text;
        EXPECT_EQ(guesses(answer), row.carriers) << row.text;
    }
    EXPECT_EQ(identify("6971234560048", table()).flaw, ScanFlaw::BadCheckDigit);
    // 13 digits with 1 in front: EMS, also where the EAN check digit happens to hold.
    const Identification ems = identify("1112345678901", table());
    EXPECT_EQ(ems.kind, ScanKind::Waybill);
    EXPECT_THAT(guesses(ems), HasSubstr("ems possible"));
    EXPECT_THAT(ems.notes, Contains(HasSubstr("also a valid EAN-13")));
    // The scanner knows better: its AIM prefix tells EAN from Code 128.
    EXPECT_EQ(identify("]E01112345678901", table()).kind, ScanKind::Product);
    EXPECT_EQ(identify("]C09787020002207", table()).kind, ScanKind::Waybill);
}

TEST(Identify, RecognisesWhatIsNoWaybill) {
    const Row rows[] = {
        {"P700297727693109802", "order", ""},
        {"p700297727693109802", "order", ""},
        {"PBO.P700297727693109802", "slip", ""},
        {"PB:CONFIRM", "command", ""},
        {"pb:undo", "command", ""},
        {"226-26-63 082", "sorting_code", ""},
        {"342-081-00 052", "sorting_code", ""},
        {"356-01-02AOF3-11", "sorting_code", ""},
        {"300A G262-00 F3", "sorting_code", ""},
        {"400-W00 000", "sorting_code", ""},
        {"113 C107 M07", "sorting_code", ""},
        {"L51-00-16", "sorting_code", ""},
        {"闽-厦-美", "sorting_code", ""},
        {"杭州中转包1", "hub", ""},
        {"北京顺义集散包", "hub", ""},
        {"52", "hub", ""},
        {"13800000001", "phone", ""},
        {"+8613800000001", "phone", ""},
        {"18674873815-7081", "phone", ""},
        {"0571-88000000", "phone", ""},
        {"400-820-8820", "phone", ""},
        {"https://example.com/a?b=C", "url", ""},
        {"YT1234567890123456", "waybill", ""},  // YunExpress, not YTO
        {"LP00123456789012", "waybill", ""},
        {"SKU-0049", "unknown", ""},
        {"hello world", "unknown", ""},
        {"2026-11-24", "unknown", ""},
        {"", "unknown", ""},
        {"  \r\n", "unknown", ""},
        {"R6242141112658161", "unknown", ""},
        {"11111111111111", "unknown", ""},
        {"请输入单号", "unknown", ""},
    };
    for (const Row& row : rows) {
        const Identification answer = identify(row.text, table());
        EXPECT_EQ(name(answer.kind), row.kind) << row.text;
        EXPECT_EQ(guesses(answer), row.carriers) << row.text;
    }
    EXPECT_EQ(name(identify(sheet_code(12, 88, 1), table()).kind), "sheet");
    EXPECT_EQ(name(identify(*staff_code("LIN"), table()).kind), "staff");
}

TEST(Identify, NamesTheFlawOfAnAlmostNumber) {
    EXPECT_EQ(identify("SF13856287167", table()).flaw, ScanFlaw::Truncated);
    EXPECT_EQ(identify("SF1385628716739SF1385628716739", table()).flaw, ScanFlaw::Doubled);
    EXPECT_EQ(identify("7868945584960678689455849606", table()).flaw, ScanFlaw::Doubled);
    EXPECT_EQ(identify("PB1.12.88.1.A", table()).flaw, ScanFlaw::BadCheckDigit);
    EXPECT_EQ(identify("8888888888", table()).flaw, ScanFlaw::Garbage);
    EXPECT_EQ(identify("单号不对", table()).flaw, ScanFlaw::Garbage);
    EXPECT_EQ(identify("", table()).flaw, ScanFlaw::Empty);
}

TEST(Identify, NormalisesWhatScannersAndPeopleAdd) {
    EXPECT_EQ(normalize_scan(" sf1385628716739\r\n"), "SF1385628716739");
    EXPECT_EQ(normalize_scan("]C0SF1385628716739"), "SF1385628716739");
    EXPECT_EQ(normalize_scan("]C178689455849606"), "78689455849606");
    EXPECT_EQ(normalize_scan("ＳＦ１３８５６２８７１６７３９"), "SF1385628716739");
    EXPECT_EQ(normalize_scan("7868 9455 8496 06"), "78689455849606");
    EXPECT_EQ(normalize_scan("\xEF\xBB\xBF"
                             "786894558\xE2\x80\x8B"
                             "49606"),
              "78689455849606");
    EXPECT_EQ(normalize_scan("https://Example.com/Path"), "https://Example.com/Path");
    EXPECT_EQ(normalize_scan("]"), "]");
}

TEST(Identify, SurvivesHostileInput) {
    EXPECT_EQ(identify(std::string(3'000'000, '7'), table()).flaw, ScanFlaw::Garbage);
    EXPECT_EQ(identify(std::string(3000, '7') + "1", table()).kind, ScanKind::Unknown);
    EXPECT_EQ(identify("\xff\xfe\x80", table()).kind, ScanKind::Unknown);
    EXPECT_EQ(identify(std::string("SF\0"
                                   "1385628716739",
                                   16),
                       table())
                  .normalized,
              "SF1385628716739");
    for (int c = 0; c < 256; ++c)
        EXPECT_FALSE(name(identify(std::string(1, static_cast<char>(c)), table()).kind).empty());
}

TEST(CheckDigits, FollowS10) {
    for (const char* good : {"RB123456785GB", "EA473124829CN", "UL494089685YP"})
        EXPECT_EQ(check_s10(good), CheckResult::Ok) << good;
    EXPECT_EQ(check_s10("RB123456784GB"), CheckResult::Failed);
    EXPECT_EQ(check_s10("RB12345678GB"), CheckResult::None);
    EXPECT_EQ(check_s10("123"), CheckResult::None);
}

TEST(CheckDigits, FollowShunfeng) {
    for (const char* good :
         {"SF1385628716739", "SF6047789135544", "SF6042542297687", "133938675660"})
        EXPECT_EQ(check_sf(good), CheckResult::Ok) << good;
    for (const char* bad : {"SF1234567890123", "SF8888888888888"})
        EXPECT_EQ(check_sf(bad), CheckResult::Failed) << bad;
    for (const char* other : {"", "SF", "SFA385628716739", "SF138562871673", "78689455849606"})
        EXPECT_EQ(check_sf(other), CheckResult::None) << other;
}

TEST(CheckDigits, FindMostSingleWrongDigitsOfShunfeng) {
    // Measured on real numbers: 76 to 78 of 117; the first three digits do not count.
    const std::string good = "SF1385628716739";
    int found = 0;
    for (std::size_t i = 2; i < good.size(); ++i) {
        for (char c = '0'; c <= '9'; ++c) {
            std::string wrong = good;
            wrong[i] = c;
            if (c != good[i] && check_sf(wrong) == CheckResult::Failed) ++found;
        }
    }
    EXPECT_GE(found, 76);
    EXPECT_LE(found, 78);
}

TEST(Identify, KnowsWhatACutNumberOfACarrierLeaves) {
    struct Case {
        const char *carrier, *text;
        bool part;
    };
    for (const Case& c : {
             Case{"zto", "7899000000055", true},  // The last digit is lost.
             {"zto", "789900000005", true},       // An old form, and far likelier a cut number.
             {"zto", "8990000000555", true},      // The first is lost.
             {"zto", "789900", true},
             {"zto", "78990000000555", false},  // Whole.
             {"zto", "78990", false},           // Too little to say.
             {"zto", "123456789012", false},    // An old form that no lost digits explain.
             {"zto", "789900000005550", false},
             {"zto", "", false},
             {"zto", "浙江省杭州市", false},
             {"zto", "https://example.com/1", false},
             {"shunfeng", "1385628716739", true},  // An input method swallowed the letters.
             {"shunfeng", "SF138562871", true},
             {"shunfeng", "F1385628716739", true},
             {"shunfeng", "SF1385628716739", false},
             {"shentong", "7731234567890", false},  // 13 digits are a form of their own.
         }) {
        const config::Carrier* carrier = table().find(base::CarrierCode(c.carrier));
        ASSERT_NE(carrier, nullptr) << c.carrier;
        EXPECT_EQ(part_of_number(c.text, *carrier, table()), c.part) << c.carrier << " " << c.text;
    }
}

TEST(CheckDigits, FollowGtin) {
    for (const char* good : {"6971234560049", "4006381333931", "9787020002207", "96385074"})
        EXPECT_TRUE(gtin_check_ok(good)) << good;
    for (const char* bad : {"", "1", "6971234560048", "4006381333932", "69712345600a9"})
        EXPECT_FALSE(gtin_check_ok(bad)) << bad;
}

}  // namespace
}  // namespace station
