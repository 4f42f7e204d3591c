#include <gtest/gtest.h>

#include "tests/simulators/printer/tests/bench.h"

// Streams written by hand after the manuals, never taken from an encoder.
namespace simulators {
namespace {

const std::string kCpclBegin = "! 0 200 200 10 1\r\nPAGE-WIDTH 32\r\nGAP-SENSE\r\n";
const std::string kCpclEnd = "FORM\r\nPRINT\r\n";
const std::string kCpclWhite = "................................\n";

class CpclDrawing : public testing::TestWithParam<Drawing> {};

TEST_P(CpclDrawing, IsOnPaperDotForDot) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    give(printer, GetParam().stream);
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), GetParam().paper);
    EXPECT_EQ(printer.counters().unknown_commands, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, CpclDrawing,
    testing::Values(Drawing{"ExpandedIsHexadecimal", kCpclBegin + "EG 1 2 0 0 81F0\r\n" + kCpclEnd,
                            "#......#........................\n####............................\n"},
                    Drawing{"CompressedIsRaw", kCpclBegin + "CG 1 2 0 0 \x81\xf0\r\n" + kCpclEnd,
                            "#......#........................\n####............................\n"},
                    Drawing{"RawDataMayHoldLineEnds", kCpclBegin + "CG 2 1 0 0 \r\n\r\n" + kCpclEnd,
                            "....##.#....#.#.................\n"},
                    Drawing{"PositionInDots", kCpclBegin + "EG 1 1 3 1 80\r\n" + kCpclEnd,
                            kCpclWhite + "...#............................\n"},
                    Drawing{"OffsetOfTheHeader",
                            "! 4 200 200 10 1\r\nPAGE-WIDTH 32\r\nEG 1 1 0 0 80\r\n" + kCpclEnd,
                            "....#...........................\n"},
                    Drawing{"LongNames", kCpclBegin + "EXPANDED-GRAPHICS 1 1 0 0 80\r\n" + kCpclEnd,
                            "#...............................\n"},
                    Drawing{"ARowACommand",
                            kCpclBegin + "CG 1 1 0 0 \x80\r\nCG 1 1 0 1 \x40\r\n" + kCpclEnd,
                            "#...............................\n.#..............................\n"},
                    Drawing{"LinesEndInLfAlone",
                            "! 0 200 200 10 1\nPW 32\nEG 1 1 0 0 80\nFORM\nPRINT\n",
                            "#...............................\n"},
                    Drawing{"ALevelLine", kCpclBegin + "LINE 0 0 3 0 1\r\n" + kCpclEnd,
                            "###.............................\n"}),
    [](const auto& row) { return row.param.name; });

TEST(CpclSim, QuantityPrintsThatMany) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    give(printer, "! 0 200 200 10 3\r\nEG 1 1 0 0 80\r\nFORM\r\nPRINT\r\n");
    EXPECT_EQ(kinds(printer.take_pages()), "label label label");
}

TEST(CpclSim, WithoutFormTheNextLabelBeginsInTheGap) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    const std::string session = "! 0 200 200 10 1\r\nEG 1 1 0 0 80\r\nPRINT\r\n";
    give(printer, session + session);
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U) << "the second label has not reached its end";
    give(printer, session);
    EXPECT_NE(drawn(printer.take_pages().at(0)), drawn(pages[0]));
}

TEST(CpclSim, AbortEndsTheSessionWithoutPaper) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    give(printer, kCpclBegin + "EG 1 1 0 0 80\r\nABORT\r\n");
    EXPECT_TRUE(printer.take_pages().empty());
    give(printer, kCpclBegin + "EG 1 1 0 0 01\r\n" + kCpclEnd);
    EXPECT_EQ(drawn(printer.take_pages().at(0)), ".......#........................\n");
}

TEST(CpclSim, ACutPictureIsFilledUpAndAborted) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    give(printer, kCpclBegin + "CG 1 10 0 0 \x80");
    give(printer,
         std::string(9, '\0') + "\r\nABORT\r\n" + kCpclBegin + "CG 1 1 0 0 \x01\r\n" + kCpclEnd);
    const auto pages = printer.take_pages();
    ASSERT_EQ(kinds(pages), "label");
    EXPECT_EQ(drawn(pages[0]), ".......#........................\n");
}

TEST(CpclSim, ACutExpandedPictureEndsWithItsLine) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    give(printer, kCpclBegin + "EG 1 10 0 0 80F");
    give(printer, "\r\nABORT\r\n" + kCpclBegin + "EG 1 1 0 0 01\r\n" + kCpclEnd);
    EXPECT_EQ(drawn(printer.take_pages().at(0)), ".......#........................\n");
    EXPECT_EQ(printer.counters().graphics_refused, 1U);
}

class CpclStatus : public testing::TestWithParam<Question> {};

TEST_P(CpclStatus, IsToldAsTheManualHasIt) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    printer.receive("\x1bN");
    GetParam().make(printer);
    printer.receive(GetParam().asked);
    EXPECT_EQ(replies(printer), GetParam().answered);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, CpclStatus,
    testing::Values(
        Question{"Ready", [](VirtualPrinter&) {}, "\x1bh", bytes("\0")},
        Question{"PaperOut", [](VirtualPrinter& p) { p.set_paper(false); }, "\x1bh", "\x02"},
        Question{"LatchOpen", [](VirtualPrinter& p) { p.set_cover_open(true); }, "\x1bh", "\x04"},
        Question{"ExtendedNearEnd", [](VirtualPrinter& p) { p.set_near_end(true); }, "\x1bi",
                 "\x40"},
        Question{"ExtendedJamAndRibbon",
                 [](VirtualPrinter& p) {
                     p.set_jam(true);
                     p.set_ribbon_out(true);
                 },
                 "\x1bi", "\x90"},
        Question{"Model", [](VirtualPrinter&) {}, "\x1bv", bytes("SIM-CPCL 1.00 SIM0001\0")},
        Question{"NoAnswerInsideASession", [](VirtualPrinter& p) { p.receive(kCpclBegin); },
                 "\x1bh", ""}),
    [](const auto& row) { return row.param.name; });

TEST(CpclSim, TellsThatItWasSwitchedOn) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    printer.receive("\x1bh");
    EXPECT_EQ(replies(printer), "\x10");
    printer.receive("\x1bN\x1bh");
    EXPECT_EQ(replies(printer), bytes("\0"));
    printer.set_power(false);
    printer.set_power(true);
    printer.reconnect();
    printer.receive("\x1bh");
    EXPECT_EQ(replies(printer), "\x10");
}

TEST(CpclSim, AnswersOnceTheLabelBeforeItIsFinished) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    printer.receive("\x1bN" + kCpclBegin + "EG 1 1 0 0 80\r\n" + kCpclEnd + "\x1bh");
    printer.advance(std::chrono::milliseconds(11));
    EXPECT_EQ(replies(printer), "");
    printer.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(replies(printer), bytes("\0"));
}

TEST(CpclSim, AnswersWithBusyAndTheCauseWhenTheLabelStops) {
    VirtualPrinter printer(small_printer(Language::Cpcl));
    printer.set_rows_left(5);
    printer.receive("\x1bN" + kCpclBegin + "EG 1 1 0 0 80\r\n" + kCpclEnd + "\x1bh");
    printer.advance(std::chrono::seconds(1));
    EXPECT_EQ(replies(printer), "\x03");
}

TEST(CpclSim, PrintsAgainAfterPaperOutUnlessPurged) {
    for (const bool purge : {false, true}) {
        VirtualPrinter printer(small_printer(Language::Cpcl));
        printer.set_rows_left(5);
        printer.receive(kCpclBegin + (purge ? "ON-OUT-OF-PAPER PURGE 1\r\n" : "") +
                        "EG 1 1 0 0 80\r\n" + kCpclEnd);
        printer.advance(std::chrono::seconds(1));
        printer.set_paper(true);
        printer.advance(std::chrono::seconds(1));
        EXPECT_EQ(kinds(printer.take_pages()), purge ? "half" : "half label");
    }
}

}  // namespace
}  // namespace simulators
