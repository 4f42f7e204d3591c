#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "printing/zpl_replies.h"
#include "tests/printing/dialogue_events.h"
#include "tests/printing/wire_printers.h"

// The conversations in TSPL, ZPL and CPCL.
namespace printing {
namespace {

using namespace dialogue_events;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_readers::WirePrinter;

PrinterProfile profile_of(std::string language, Evidence evidence,
                          config::StatusQueries status = config::StatusQueries::Basic) {
    PrinterProfile profile;
    profile.language = std::move(language);
    profile.evidence = evidence;
    profile.dialect.status = status;
    return profile;
}
std::unique_ptr<Dialogue> talk(std::string language, Evidence evidence = Evidence::Answer,
                               config::StatusQueries status = config::StatusQueries::Basic) {
    return make_dialogue(profile_of(std::move(language), evidence, status)).value();
}
base::Bytes label(const std::string& language, int height = 20) {
    Bitmap image(80, height);
    image.fill({0, 0, 80, height});
    return make_encoder(profile_of(language, Evidence::Answer)).value()->encode(image, 1).value();
}
std::string text(const Dialogue& dialogue) {
    return std::string(base::as_text(dialogue.pending_output()));
}
void say(Dialogue& dialogue, std::string_view text) {
    dialogue.on_bytes(base::as_bytes(text));
}
void send(Dialogue& dialogue, const std::string& language, int number) {
    ASSERT_TRUE(dialogue.start(job(number), label(language)).has_value());
    accept_all(dialogue);
    events(dialogue);
}
/// Waits until the dialogue asks, accepts it and answers.
void answer(Dialogue& dialogue, std::string_view reply) {
    for (int i = 0; i < 20 && dialogue.pending_output().empty(); ++i)
        dialogue.on_elapsed(milliseconds(100));
    ASSERT_FALSE(dialogue.pending_output().empty());
    accept_all(dialogue);
    say(dialogue, reply);
}
/// The three frames of ~HS.
std::string host_status(int formats, int remaining, int paper_out = 0, int partial = 0,
                        int head_up = 0, int waiting = 0) {
    const auto number = [](int value, std::size_t width) {
        std::string digits = std::to_string(value);
        return std::string(width - digits.size(), '0') + digits;
    };
    return "\x02"
           "030," +
           number(paper_out, 1) + ",0,1245," + number(formats, 3) + ",0,0," + number(partial, 1) +
           ",000,0,0,0\x03\r\n\x02"
           "001,0," +
           number(head_up, 1) + ",0,0,2,4," + number(waiting, 1) + "," + number(remaining, 8) +
           ",1,000\x03\r\n\x02"
           "1234,0\x03\r\n";
}

// ---- Every language ----

class EveryLanguage : public testing::TestWithParam<std::string> {};

TEST_P(EveryLanguage, WithoutEvidenceAJobEndsWhenItIsAccepted) {
    const auto dialogue = talk(GetParam(), Evidence::None);
    ASSERT_TRUE(dialogue->start(job(1), label(GetParam())).has_value());
    EXPECT_EQ(dialogue->pending_output().size(), label(GetParam()).size());
    accept_all(*dialogue);
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 1", "no_evidence 1"));
}

TEST_P(EveryLanguage, APrinterThatIsNeverAskedIsUnknownAndNotReady) {
    const auto dialogue = talk(GetParam(), Evidence::Answer, config::StatusQueries::None);
    dialogue->request_status();
    EXPECT_TRUE(dialogue->pending_output().empty());
    EXPECT_THAT(events(*dialogue), ElementsAre("status unknown"));
    EXPECT_FALSE(dialogue->status().ready());
    EXPECT_FALSE(dialogue->status().blocked());
    ASSERT_TRUE(dialogue->start(job(1), label(GetParam())).has_value());
    EXPECT_EQ(dialogue->pending_output().size(), label(GetParam()).size());
    accept_all(*dialogue);
    EXPECT_THAT(events(*dialogue), ElementsAre("accepted 1", "no_evidence 1"));
}

TEST_P(EveryLanguage, SilenceEndsAfterTheLimitAndNotBefore) {
    const auto dialogue = talk(GetParam());
    send(*dialogue, GetParam(), 1);
    milliseconds waited{0};
    while (dialogue->jobs_in_flight() > 0 && waited < milliseconds(60'000)) {
        dialogue->on_elapsed(milliseconds(100));
        waited += milliseconds(100);
        accept_all(*dialogue);
    }
    EXPECT_EQ(waited, milliseconds(20'000));
    EXPECT_THAT(events(*dialogue), ElementsAre("no_evidence 1"));
}

TEST_P(EveryLanguage, AStatusRequestWithoutReplyIsReportedAsUnknown) {
    for (const auto status : {config::StatusQueries::Basic, config::StatusQueries::Extended}) {
        const auto dialogue = talk(GetParam(), Evidence::Answer, status);
        dialogue->request_status();
        for (int i = 0; i < 15; ++i) {
            accept_all(*dialogue);
            dialogue->on_elapsed(milliseconds(100));
        }
        EXPECT_THAT(events(*dialogue), ElementsAre("status unknown"));
        EXPECT_FALSE(dialogue->status().ready());
    }
}

TEST_P(EveryLanguage, AJobCutInTheMiddleIsPartlySentAndResynchronised) {
    for (const CloseReason reason : {CloseReason::Unplugged, CloseReason::Timeout}) {
        const auto dialogue = talk(GetParam());
        ASSERT_TRUE(dialogue->start(job(7), label(GetParam())).has_value());
        dialogue->on_accepted(50);
        dialogue->on_closed(reason);
        EXPECT_THAT(events(*dialogue),
                    ElementsAre("failed 7 partly_sent 50 " + std::string(name(reason))));
        EXPECT_TRUE(dialogue->needs_resync());
    }
}

TEST_P(EveryLanguage, AfterACutAnywhereTheNextLabelComesOutWhole) {
    Bitmap image(80, 20);
    image.fill({3, 3, 40, 9});
    const PrinterProfile profile = profile_of(GetParam(), Evidence::None);
    const base::Bytes bytes = make_encoder(profile).value()->encode(image, 1).value();
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        WirePrinter printer = GetParam() == "tspl"  ? testing_readers::tspl_printer(80, 20)
                              : GetParam() == "zpl" ? testing_readers::zpl_printer()
                                                    : testing_readers::cpcl_printer(80, 20);
        const auto dialogue = make_dialogue(profile).value();
        ASSERT_TRUE(dialogue->start(job(1), bytes).has_value());
        printer.receive(dialogue->pending_output().first(cut));
        dialogue->on_accepted(cut);
        dialogue->on_closed(CloseReason::PeerClosed);
        // Only a line end may be missing where the cut one prints.
        EXPECT_LE(printer.sheets.size(), cut + 2 >= bytes.size() ? 1U : 0U) << cut;
        printer.sheets.clear();
        ASSERT_TRUE(dialogue->start(job(2), bytes).has_value());
        printer.receive(dialogue->pending_output());
        accept_all(*dialogue);
        EXPECT_FALSE(dialogue->needs_resync());
        ASSERT_EQ(printer.sheets.size(), 1U) << cut;
        if (GetParam() == "zpl") {
            EXPECT_EQ(printer.formats.back() + "\r\n", base::as_text(bytes)) << cut;
        } else {
            EXPECT_EQ(printer.sheets[0], image) << cut;
        }
    }
}

TEST_P(EveryLanguage, AnyRepliesInAnyPiecesDoNoHarm) {
    std::mt19937 random(9);
    for (const auto status : {config::StatusQueries::Basic, config::StatusQueries::Extended}) {
        const auto dialogue = talk(GetParam(), Evidence::Answer, status);
        int number = 0;
        for (int i = 0; i < 5'000; ++i) {
            base::Bytes noise(random() % 9);
            for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
            dialogue->on_bytes(noise);
            dialogue->on_elapsed(milliseconds(random() % 300));
            dialogue->on_accepted(random() % 100);
            if (random() % 50 == 0) dialogue->on_closed(CloseReason::Error);
            if (random() % 7 == 0) dialogue->request_status();
            (void)dialogue->start(job(++number), label(GetParam(), 1));
            ASSERT_LT(dialogue->jobs_in_flight(), 2'000U);
            ASSERT_LT(dialogue->pending_output().size(), 200'000U);
            dialogue->take_events();
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Languages, EveryLanguage, testing::Values("tspl", "zpl", "cpcl"),
                         [](const auto& row) { return row.param; });

// ---- TSPL ----

TEST(TsplDialogue, TheEchoAndTheEndOfPrintingAreEvidence) {
    const auto dialogue = talk("tspl");
    ASSERT_TRUE(dialogue->start(job(12), label("tspl")).has_value());
    EXPECT_TRUE(text(*dialogue).ends_with("PRINT 1,1\r\nOUT \"{12}\"\r\n"));
    accept_all(*dialogue);
    events(*dialogue);
    answer(*dialogue, std::string("\x20", 1));  // Busy; not yet past the label.
    answer(*dialogue, std::string("\0", 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    say(*dialogue, "{12}\r\n");
    answer(*dialogue, "\x20");
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    answer(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "printed 12"));
}

TEST(TsplDialogue, APrinterThatWasNeverSeenPrintingHasToBeIdleTwice) {
    const auto dialogue = talk("tspl");
    send(*dialogue, "tspl", 1);
    say(*dialogue, "{1}");
    answer(*dialogue, std::string("\0", 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    answer(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), Contains("printed 1"));
}

TEST(TsplDialogue, OfTwoLabelsTheMovementOfTheFirstDoesNotProveTheSecond) {
    const auto dialogue = talk("tspl");
    send(*dialogue, "tspl", 1);
    send(*dialogue, "tspl", 2);
    say(*dialogue, "{1}{2}");
    answer(*dialogue, "\x20");
    answer(*dialogue, std::string("\0", 1));  // Between the two, perhaps.
    EXPECT_EQ(dialogue->jobs_in_flight(), 2U);
    answer(*dialogue, "\x20");
    answer(*dialogue, std::string("\0", 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 2U);
    answer(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), testing::IsSupersetOf({"printed 1", "printed 2"}));
}

TEST(TsplDialogue, AnEchoOfAnotherJobProvesNothing) {
    const auto dialogue = talk("tspl");
    send(*dialogue, "tspl", 5);
    say(*dialogue, "{4}{999999999999999999}{}{5x}{ 5}");
    for (int i = 0; i < 4; ++i) answer(*dialogue, std::string("\0", 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
}

TEST(TsplDialogue, PaperOutStopsTheLimitAndTheLabelIsProvenAfterIt) {
    const auto dialogue = talk("tspl");
    send(*dialogue, "tspl", 1);
    say(*dialogue, "{1}");
    answer(*dialogue, "\x20");
    for (int i = 0; i < 100; ++i) {
        answer(*dialogue, "\x04");
        wait(*dialogue, milliseconds(400));
    }
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "status paper_out"));
    answer(*dialogue, "\x20");
    answer(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "printed 1"));
}

TEST(TsplDialogue, AnAnswerToAQuestionGivenUpProvesNothing) {
    const auto dialogue = talk("tspl");
    send(*dialogue, "tspl", 1);
    say(*dialogue, "{1}");
    answer(*dialogue, "\x20");
    answer(*dialogue, "");  // Silent; the answer is on its way.
    wait(*dialogue, milliseconds(600));
    answer(*dialogue, std::string("\0", 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    answer(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), Contains("printed 1"));
}

TEST(TsplDialogue, RepliesCutInTwoAndDecoratedAreRead) {
    const auto dialogue = talk("tspl");
    send(*dialogue, "tspl", 31);
    say(*dialogue, "{3");
    say(*dialogue, "1}\r");
    answer(*dialogue, "\n\x20\r\n");
    answer(*dialogue, std::string("\0\n", 2));
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "printed 31"));
}

TEST(TsplDialogue, ALabelAtThePeelerIsOutAndStandsInTheWay) {
    const auto dialogue = talk("tspl", Evidence::Answer, config::StatusQueries::Extended);
    send(*dialogue, "tspl", 1);
    say(*dialogue, "{1}");
    answer(*dialogue, "\x02P@@@\x03\r\n");
    answer(*dialogue, "\x02L@@");
    say(*dialogue, "@\x03\r\n");
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "printed 1", "status label_waiting"));
}

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

// ---- ZPL ----

TEST(ZplDialogue, TheCountersOfTheHostStatusAreEvidence) {
    const auto dialogue = talk("zpl");
    ASSERT_TRUE(dialogue->start(job(1), label("zpl")).has_value());
    EXPECT_TRUE(text(*dialogue).ends_with("^XZ\r\n"));
    accept_all(*dialogue);
    events(*dialogue);
    answer(*dialogue, host_status(1, 0));
    answer(*dialogue, host_status(0, 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    answer(*dialogue, host_status(0, 0));
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "printed 1"));
}

TEST(ZplDialogue, OfTwoLabelsTheOldestIsProvenFirst) {
    const auto dialogue = talk("zpl");
    send(*dialogue, "zpl", 1);
    send(*dialogue, "zpl", 2);
    answer(*dialogue, host_status(1, 1));
    answer(*dialogue, host_status(0, 1));
    EXPECT_THAT(events(*dialogue), ElementsAre("status", "printed 1"));
    answer(*dialogue, host_status(0, 0));
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 2"));
}

TEST(ZplDialogue, AFormatThatIsNotWholeIsNotFinished) {
    const auto dialogue = talk("zpl");
    send(*dialogue, "zpl", 1);
    for (int i = 0; i < 3; ++i) answer(*dialogue, host_status(0, 0, 0, 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
}

TEST(ZplDialogue, APrinterInTroubleProvesNothing) {
    const auto dialogue = talk("zpl");
    send(*dialogue, "zpl", 1);
    answer(*dialogue, host_status(0, 1));
    for (int i = 0; i < 3; ++i) answer(*dialogue, host_status(0, 0, 1));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    answer(*dialogue, host_status(0, 0));
    EXPECT_THAT(events(*dialogue), Contains("printed 1"));
}

TEST(ZplDialogue, AReplyCutInTwoIsRead) {
    const std::string whole = host_status(0, 1);
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const auto dialogue = talk("zpl");
        dialogue->request_status();
        accept_all(*dialogue);
        say(*dialogue, std::string_view(whole).substr(0, cut));
        say(*dialogue, std::string_view(whole).substr(cut));
        EXPECT_THAT(events(*dialogue), ElementsAre("status")) << cut;
        EXPECT_TRUE(dialogue->status().busy);
    }
}

// Zebra's reference: out of media or with the head open a printer may not answer ~HS.
TEST(ZplDialogue, SilenceIsAskedAboutWhereTheModelKnowsHqes) {
    const auto dialogue = talk("zpl", Evidence::Answer, config::StatusQueries::Extended);
    send(*dialogue, "zpl", 1);
    answer(*dialogue, host_status(0, 1));
    events(*dialogue);
    for (int i = 0; i < 60; ++i) {
        answer(*dialogue, "");
        wait(*dialogue, milliseconds(500));
        EXPECT_EQ(text(*dialogue), "~HQES\r\n");
        answer(*dialogue,
               "\x02\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         1 00000000 00000005\r\n"
               "  WARNINGS:       1 00000000 00000008\r\n\x03");
    }
    EXPECT_THAT(events(*dialogue), ElementsAre("status cover_open near_end"));
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
}

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

// ---- CPCL ----

TEST(CpclDialogue, TheAnswerBehindTheLabelIsEvidence) {
    const auto dialogue = talk("cpcl");
    ASSERT_TRUE(dialogue->start(job(1), label("cpcl")).has_value());
    EXPECT_TRUE(text(*dialogue).ends_with("PRINT\r\n\x1bh"));
    accept_all(*dialogue);
    events(*dialogue);
    say(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), ElementsAre("printed 1", "status"));
}

TEST(CpclDialogue, ABusyPrinterIsAskedAgain) {
    const auto dialogue = talk("cpcl");
    send(*dialogue, "cpcl", 1);
    say(*dialogue, "\x01");
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    answer(*dialogue, "\x02");
    answer(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue),
                ElementsAre("status", "status paper_out", "printed 1", "status"));
}

TEST(CpclDialogue, LateAnswersKeepTheirPlace) {
    const auto dialogue = talk("cpcl");
    send(*dialogue, "cpcl", 1);
    wait(*dialogue, milliseconds(1000));  // Asks meanwhile; both answers are late.
    accept_all(*dialogue);
    wait(*dialogue, milliseconds(600));
    send(*dialogue, "cpcl", 2);
    say(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), Contains("printed 1"));
    say(*dialogue, std::string("\0", 1));  // Of the question in between: job 2 stood behind it.
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
    say(*dialogue, std::string("\0", 1));
    EXPECT_THAT(events(*dialogue), Contains("printed 2"));
}

TEST(CpclDialogue, AnswersNobodyAskedForProveNothing) {
    const auto dialogue = talk("cpcl");
    say(*dialogue, std::string("\0\0", 2));
    ASSERT_TRUE(dialogue->start(job(1), label("cpcl")).has_value());
    EXPECT_THAT(events(*dialogue), IsEmpty());
    EXPECT_EQ(dialogue->jobs_in_flight(), 1U);
}

}  // namespace
}  // namespace printing
