#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "printing/zpl_replies.h"
#include "tests/printing/language_talk.h"

// What printers of TSPL, ZPL and CPCL say about themselves, byte by byte as in their manuals.
namespace printing {
namespace {

using namespace dialogue_events;
using testing::ElementsAre;

struct StatusRow {
    const char* name;
    const char* language;
    config::StatusQueries queries;
    std::string reply;  // CPCL extended: both, one after the other.
    const char* status;
    bool busy = false;
};
class LanguageStatus : public testing::TestWithParam<StatusRow> {};
TEST_P(LanguageStatus, IsReadFromTheReply) {
    const auto& row = GetParam();
    const auto dialogue = talk(row.language, Evidence::Answer, row.queries);
    dialogue->request_status();
    accept_all(*dialogue);
    if (row.language == std::string("cpcl")) {
        for (const char byte : row.reply) {
            say(*dialogue, {&byte, 1});
            accept_all(*dialogue);
        }
    } else {
        say(*dialogue, row.reply);
    }
    EXPECT_THAT(events(*dialogue), ElementsAre(row.status));
    EXPECT_EQ(dialogue->status().busy, row.busy);
    EXPECT_EQ(dialogue->status().ready(),
              row.status == std::string("status") || row.status == std::string("status near_end"));
}
constexpr auto kBasic = config::StatusQueries::Basic;
constexpr auto kMore = config::StatusQueries::Extended;
// TSC TSPL/TSPL2 manual, "<ESC>!?"; Gprinter GP-2120T p. 30.
INSTANTIATE_TEST_SUITE_P(
    TsplShort, LanguageStatus,
    testing::Values(
        StatusRow{"ready", "tspl", kBasic, std::string("\0", 1), "status"},
        StatusRow{"head", "tspl", kBasic, "\x01", "status cover_open"},
        StatusRow{"jam", "tspl", kBasic, "\x02", "status jam"},
        StatusRow{"head_and_jam", "tspl", kBasic, "\x03", "status cover_open jam"},
        StatusRow{"paper", "tspl", kBasic, "\x04", "status paper_out"},
        StatusRow{"paper_and_head", "tspl", kBasic, "\x05", "status cover_open"},
        StatusRow{"ribbon", "tspl", kBasic, "\x08", "status ribbon_out"},
        StatusRow{"head_ribbon", "tspl", kBasic, "\x09", "status cover_open ribbon_out"},
        StatusRow{"ribbon_jam", "tspl", kBasic, "\x0a", "status ribbon_out jam"},
        StatusRow{"everything_out", "tspl", kBasic, "\x0d", "status cover_open ribbon_out"},
        StatusRow{"pause", "tspl", kBasic, "\x10", "status paused"},
        StatusRow{"printing", "tspl", kBasic, "\x20", "status", true},
        StatusRow{"cover", "tspl", kBasic, "\x40", "status cover_open"},
        StatusRow{"other", "tspl", kBasic, "\x80", "status error"}),
    [](const auto& row) { return row.param.name; });
// TSC TTP-244 Plus manual p. 85.
INSTANTIATE_TEST_SUITE_P(
    TsplLong, LanguageStatus,
    testing::Values(StatusRow{"ready", "tspl", kMore, "\x02@@@@\x03\r\n", "status"},
                    StatusRow{"paused", "tspl", kMore, "\x02`@@@\x03\r\n", "status paused"},
                    StatusRow{"print_key", "tspl", kMore, "\x02K@@@\x03\r\n", "status paused"},
                    StatusRow{"printing", "tspl", kMore, "\x02P@@@\x03\r\n", "status", true},
                    StatusRow{"imaging", "tspl", kMore, "\x02W@@@\x03\r\n", "status", true},
                    StatusRow{"to_take", "tspl", kMore, "\x02L@@@\x03\r\n", "status label_waiting"},
                    StatusRow{"error", "tspl", kMore,
                              "\x02"
                              "E@@@\x03\r\n",
                              "status error"},
                    StatusRow{"paper_low", "tspl", kMore, "\x02@A@@\x03\r\n", "status near_end"},
                    StatusRow{"hot", "tspl", kMore, "\x02@@A@\x03\r\n", "status overheated"},
                    StatusRow{"motor_hot", "tspl", kMore, "\x02@@B@\x03\r\n", "status overheated"},
                    StatusRow{"head_error", "tspl", kMore, "\x02@@D@\x03\r\n", "status error"},
                    StatusRow{"cutter", "tspl", kMore, "\x02@@H@\x03\r\n", "status cutter"},
                    StatusRow{"memory", "tspl", kMore, "\x02@@P@\x03\r\n", "status error"},
                    StatusRow{"paper", "tspl", kMore,
                              "\x02"
                              "E@@A\x03\r\n",
                              "status paper_out error"},
                    StatusRow{"jam", "tspl", kMore, "\x02@@@B\x03\r\n", "status jam"},
                    StatusRow{"ribbon", "tspl", kMore, "\x02@@@D\x03\r\n", "status ribbon_out"},
                    StatusRow{"ribbon_jam", "tspl", kMore, "\x02@@@H\x03\r\n", "status jam"},
                    StatusRow{"head_open", "tspl", kMore, "\x02@@@`\x03\r\n", "status cover_open"},
                    StatusRow{"broken_off", "tspl", kMore, "\x02@@\x02@@@`\x03\r\n",
                              "status cover_open"}),
    [](const auto& row) { return row.param.name; });
// Zebra ZPL II manual, "~HS", "~HQ".
INSTANTIATE_TEST_SUITE_P(
    Zpl, LanguageStatus,
    testing::Values(
        StatusRow{"ready", "zpl", kBasic, host_status(0, 0), "status"},
        StatusRow{"printing", "zpl", kBasic, host_status(0, 1), "status", true},
        StatusRow{"in_buffer", "zpl", kBasic, host_status(2, 0), "status", true},
        StatusRow{"partial", "zpl", kBasic, host_status(0, 0, 0, 1), "status", true},
        StatusRow{"paper", "zpl", kBasic, host_status(0, 0, 1), "status paper_out"},
        StatusRow{"head", "zpl", kBasic, host_status(0, 0, 0, 0, 1), "status cover_open"},
        StatusRow{"head_and_paper", "zpl", kBasic, host_status(0, 0, 1, 0, 1), "status cover_open"},
        StatusRow{"to_take", "zpl", kBasic, host_status(0, 0, 0, 0, 0, 1), "status label_waiting"},
        StatusRow{"paused", "zpl", kBasic,
                  "\x02"
                  "030,0,1,1245,000,0,0,0,000,0,0,0\x03\r\n"
                  "\x02"
                  "001,0,0,0,1,2,4,0,00000000,1,000\x03\r\n",
                  "status paused"},
        StatusRow{"ribbon", "zpl", kBasic,
                  "\x02"
                  "030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n"
                  "\x02"
                  "001,0,0,1,1,2,4,0,00000000,1,000\x03\r\n",
                  "status ribbon_out"},
        StatusRow{"hot", "zpl", kBasic,
                  "\x02"
                  "030,0,0,1245,000,0,0,0,000,0,0,1\x03\r\n"
                  "\x02"
                  "001,0,0,0,1,2,4,0,00000000,1,000\x03\r\n",
                  "status overheated"},
        StatusRow{"cold", "zpl", kBasic,
                  "\x02"
                  "030,0,0,1245,000,0,0,0,000,0,1,0\x03\r\n"
                  "\x02"
                  "001,0,0,0,1,2,4,0,00000000,1,000\x03\r\n",
                  "status error"},
        StatusRow{"noise_before", "zpl", kBasic,
                  "\x03zz\x02"
                  "1,2\x03" +
                      host_status(0, 0),
                  "status"}),
    [](const auto& row) { return row.param.name; });
// Zebra CPCL manual P11-3, P11-4.
INSTANTIATE_TEST_SUITE_P(
    Cpcl, LanguageStatus,
    testing::Values(
        StatusRow{"ready", "cpcl", kBasic, std::string("\0", 1), "status"},
        StatusRow{"busy", "cpcl", kBasic, "\x01", "status", true},
        StatusRow{"paper", "cpcl", kBasic, "\x02", "status paper_out"},
        StatusRow{"latch", "cpcl", kBasic, "\x06", "status cover_open"},
        StatusRow{"battery", "cpcl", kBasic, "\x08", "status"},
        StatusRow{"switched_on", "cpcl", kBasic, "\x10", "status"},
        StatusRow{"noise_before", "cpcl", kBasic, "\x82\xff\x02", "status paper_out"},
        StatusRow{"more", "cpcl", kMore, std::string("\0\0", 2), "status"},
        StatusRow{"ribbon", "cpcl", kMore, std::string("\0\x80", 2), "status ribbon_out"},
        StatusRow{"low", "cpcl", kMore, std::string("\0\x40", 2), "status near_end"},
        StatusRow{"to_take", "cpcl", kMore, std::string("\0\x20", 2), "status label_waiting"},
        StatusRow{"jam", "cpcl", kMore, std::string("\0\x10", 2), "status jam"},
        StatusRow{"both", "cpcl", kMore, "\x02\x40", "status paper_out near_end"}),
    [](const auto& row) { return row.param.name; });

struct FrameRow {
    const char* name;
    const char* frame;
    bool is_one;
};
class ErrorFrames : public testing::TestWithParam<FrameRow> {};
TEST_P(ErrorFrames, AreReadWholeOrNotAtAll) {
    EXPECT_EQ(zpl_error_status(GetParam().frame).has_value(), GetParam().is_one);
}
INSTANTIATE_TEST_SUITE_P(
    Table, ErrorFrames,
    testing::Values(
        FrameRow{"ready", "PRINTER STATUS\r\nERRORS: 0 00000000 00000000\r\nWARNINGS: 0 0 0", true},
        FrameRow{"no_warnings", "PRINTER STATUS\r\nERRORS: 0 00000000 00000000\r\n", false},
        FrameRow{"no_title", "ERRORS: 0 0 0\r\nWARNINGS: 0 0 0", false},
        FrameRow{"two_groups", "PRINTER STATUS\r\nERRORS: 0 0\r\nWARNINGS: 0 0 0", false},
        FrameRow{"no_number", "PRINTER STATUS\r\nERRORS: 1 0 0000z\r\nWARNINGS: 0 0 0", false},
        FrameRow{"too_large", "PRINTER STATUS\r\nERRORS: 1 0 FFFFFFFFFFFFFFFFFF\r\nWARNINGS: 0 0 0",
                 false}),
    [](const auto& row) { return row.param.name; });

struct BadHostRow {
    const char* name;
    const char* first;
    const char* second;
};
class BadHostStatus : public testing::TestWithParam<BadHostRow> {};
TEST_P(BadHostStatus, IsNone) {
    EXPECT_FALSE(zpl_host_status(GetParam().first, GetParam().second).has_value());
}
constexpr const char* kFirst = "030,0,0,1245,000,0,0,0,000,0,0,0";
constexpr const char* kSecond = "001,0,0,0,1,2,4,0,00000000,1,000";
INSTANTIATE_TEST_SUITE_P(
    Table, BadHostStatus,
    testing::Values(BadHostRow{"no_first", "", kSecond}, BadHostRow{"no_second", kFirst, ""},
                    BadHostRow{"swapped", kSecond, kFirst},
                    BadHostRow{"flag_two", "030,2,0,1245,000,0,0,0,000,0,0,0", kSecond},
                    BadHostRow{"letter", "030,0,0,1245,0x0,0,0,0,000,0,0,0", kSecond},
                    BadHostRow{"minus", "030,0,0,1245,-01,0,0,0,000,0,0,0", kSecond},
                    BadHostRow{"huge", kFirst, "001,0,0,0,1,2,4,0,99999999999,1,000"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace printing
