#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/printing/language_talk.h"
#include "tests/printing/wire_printers.h"

// The conversations in TSPL, ZPL and CPCL.
namespace printing {
namespace {

using namespace dialogue_events;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing_readers::WirePrinter;

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
