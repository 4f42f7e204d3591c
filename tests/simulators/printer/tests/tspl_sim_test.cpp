#include <gtest/gtest.h>

#include "tests/simulators/printer/tests/bench.h"

// Streams written by hand after the manuals, never taken from an encoder.
namespace simulators {
namespace {

const std::string kTsplBegin = "SIZE 32 dot,10 dot\r\nGAP 2 mm,0 mm\r\nCLS\r\n";

class TsplDrawing : public testing::TestWithParam<Drawing> {};

TEST_P(TsplDrawing, IsOnPaperDotForDot) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    give(printer, kTsplBegin + GetParam().stream);
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), GetParam().paper);
    EXPECT_EQ(printer.counters().unknown_commands, 0U);
    EXPECT_EQ(printer.counters().drawn_without_cls, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, TsplDrawing,
    testing::Values(
        Drawing{"AZeroBitIsBlack", "BITMAP 0,0,1,2,0,\x7e\x0f\r\nPRINT 1,1\r\n",
                "#......#........................\n####............................\n"},
        Drawing{"PositionIsInDots", "BITMAP 3,1,1,1,0,\x7f\r\nPRINT 1\r\n",
                "................................\n...#............................\n"},
        Drawing{"LineEndsInDataAreData", bytes("BITMAP 0,0,2,1,0,\r\n\r\nPRINT 1,1\r\n"),
                "####..#.####.#.#................\n"},
        Drawing{"ModeOneAddsBlack", "BITMAP 0,0,1,1,0,\x7f\r\nBITMAP 0,0,1,1,1,\xfe\r\nPRINT 1\r\n",
                "#......#........................\n"},
        Drawing{"ModeZeroReplaces", "BITMAP 0,0,1,1,0,\x7f\r\nBITMAP 0,0,1,1,0,\xfe\r\nPRINT 1\r\n",
                ".......#........................\n"},
        Drawing{"ModeTwoTurnsOver",
                bytes("BITMAP 0,0,1,1,0,\x0f\r\nBITMAP 0,0,1,1,2,\x3f\r\nPRINT 1\r\n"),
                "..##............................\n"},
        Drawing{"ReferenceMovesTheOrigin", "REFERENCE 2,1\r\nBITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n",
                "................................\n..#.............................\n"},
        Drawing{"ShiftMovesDown", "SHIFT 2\r\nBITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n",
                "................................\n................................\n"
                "#...............................\n"},
        Drawing{"SmallLettersToo", "bitmap 0,0,1,1,0,\x7f\r\nprint 1\r\n",
                "#...............................\n"},
        Drawing{"LineFeedsInAnyOrder", "BITMAP 0,0,1,1,0,\x7f\n\rPRINT 1,1\n\r",
                "#...............................\n"},
        Drawing{"MirrorIsTheSecondNumberOfDirection",
                "DIRECTION 0,1\r\nBITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n",
                "...............................#\n"},
        Drawing{"BarIsBlack", "BAR 1,0,2,2\r\nPRINT 1\r\n",
                ".##.............................\n.##.............................\n"}),
    [](const auto& row) { return row.param.name; });

TEST(TsplSim, DirectionOneTurnsTheLabel) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    give(printer, kTsplBegin + "DIRECTION 1\r\nBITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n");
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_TRUE(pages[0].black(31, 9));
}

TEST(TsplSim, SizeInMillimetresAndInches) {
    PrinterOptions options;
    options.language = Language::Tspl;
    options.speed_mm_per_s = 0;
    options.label_dots = 0;
    for (const auto& [size, rows] :
         {std::pair{"SIZE 76 mm,130 mm\r\n", 1040}, std::pair{"SIZE 3,5\r\n", 1015},
          std::pair{"SIZE 608 dot,1040 dot\r\n", 1040}}) {
        VirtualPrinter printer(options);
        give(printer, std::string(size) + "CLS\r\nPRINT 1\r\n");
        const auto pages = printer.take_pages();
        ASSERT_EQ(pages.size(), 1U) << size;
        EXPECT_EQ(pages[0].height, rows) << size;
    }
}

TEST(TsplSim, KeepsTheImageUntilCls) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    give(printer,
         kTsplBegin + "BITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\nPRINT 1\r\nCLS\r\nPRINT 2,2\r\n");
    EXPECT_EQ(kinds(printer.take_pages()), "label label blank blank blank blank");
    VirtualPrinter other(small_printer(Language::Tspl));
    give(other, "SIZE 32 dot,10 dot\r\nBITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n");
    EXPECT_EQ(other.counters().drawn_without_cls, 1U);
}

TEST(TsplSim, SomeFirmwaresHaveItInverted) {
    PrinterOptions options = small_printer(Language::Tspl);
    options.black_is_one = true;
    VirtualPrinter printer(options);
    give(printer, kTsplBegin + "BITMAP 0,0,1,1,0,\x80\r\nPRINT 1\r\n");
    EXPECT_EQ(drawn(printer.take_pages().at(0)), "#...............................\n");
}

class TsplStatus : public testing::TestWithParam<Question> {};

TEST_P(TsplStatus, IsToldAsTheManualHasIt) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    GetParam().make(printer);
    give(printer, GetParam().asked);
    EXPECT_EQ(replies(printer), GetParam().answered);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, TsplStatus,
    testing::Values(
        Question{"Ready", [](VirtualPrinter&) {}, "\x1b!?", bytes("\0")},
        Question{"PaperOut", [](VirtualPrinter& p) { p.set_paper(false); }, "\x1b!?", "\x04"},
        Question{"HeadOpenAndPaperOut",
                 [](VirtualPrinter& p) {
                     p.set_paper(false);
                     p.set_cover_open(true);
                 },
                 "\x1b!?", "\x05"},
        Question{"Jam", [](VirtualPrinter& p) { p.set_jam(true); }, "\x1b!?", "\x02"},
        Question{"Ribbon", [](VirtualPrinter& p) { p.set_ribbon_out(true); }, "\x1b!?", "\x08"},
        Question{"Paused", [](VirtualPrinter& p) { p.set_paused(true); }, "\x1b!?", "\x10"},
        Question{"PausedByTheStream", [](VirtualPrinter&) {}, "\x1b!P\x1b!?\x1b!O\x1b!?",
                 bytes("\x10\0")},
        Question{"BlockReady", [](VirtualPrinter&) {}, "\x1b!S", "\x02@@@@\x03\r\n"},
        Question{"BlockPaperOutNearEnd",
                 [](VirtualPrinter& p) {
                     p.set_near_end(true);
                     p.set_paper(false);
                 },
                 "\x1b!S",
                 "\x02"
                 "EA@A\x03\r\n"},
        Question{"BlockHeadOpen", [](VirtualPrinter& p) { p.set_cover_open(true); }, "\x1b!S",
                 "\x02"
                 "E@@`\x03\r\n"},
        Question{"BlockHot", [](VirtualPrinter& p) { p.set_overheated(true); }, "\x1b!S",
                 "\x02"
                 "E@A@\x03\r\n"},
        Question{"OutEchoes", [](VirtualPrinter&) {}, "OUT \"job 7\"\r\n", "job 7\r\n"},
        Question{"OutOfAVariable", [](VirtualPrinter&) {}, "OUT _SERIAL$\r\n", "SIM0001\r\n"},
        Question{"ModelNeedsNoLineEnd", [](VirtualPrinter&) {}, "~!T", "SIM-TSPL\r\n"}),
    [](const auto& row) { return row.param.name; });

TEST(TsplSim, SaysPrintingWhileThePaperMoves) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    printer.receive(kTsplBegin + "PRINT 1\r\nOUT \"1\"\r\n");
    EXPECT_EQ(replies(printer), "1\r\n") << "the echo says that it was read, not that it is out";
    printer.advance(std::chrono::milliseconds(5));
    printer.receive("\x1b!?");
    EXPECT_EQ(replies(printer), "\x20");
    printer.advance(std::chrono::milliseconds(7));
    printer.receive("\x1b!?");
    EXPECT_EQ(replies(printer), bytes("\0"));
    EXPECT_EQ(printer.take_pages().size(), 1U);
}

TEST(TsplSim, AnswersAQuestionInsideBitmapDataUnlessItIsOpaque) {
    const std::string stream = kTsplBegin + "BITMAP 0,0,3,1,0,\x1b!?\r\nPRINT 1\r\n";
    VirtualPrinter genuine(small_printer(Language::Tspl));
    give(genuine, stream);
    EXPECT_EQ(replies(genuine).size(), 1U);
    PrinterOptions options = small_printer(Language::Tspl);
    options.opaque_data = true;
    VirtualPrinter clone(options);
    give(clone, stream);
    EXPECT_EQ(replies(clone), "");
    const std::string paper = "###..#..##.####.##..............\n";
    EXPECT_EQ(drawn(genuine.take_pages().at(0)), paper);
    EXPECT_EQ(drawn(clone.take_pages().at(0)), paper);
}

TEST(TsplSim, CancellingInsideBitmapDataIsOnlyData) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    give(printer, kTsplBegin + "BITMAP 0,0,3,1,0,\x1b!.\r\nPRINT 1\r\n");
    EXPECT_EQ(kinds(printer.take_pages()), "label");
}

TEST(TsplSim, CancelsWhatWaits) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    printer.set_paper(false);
    give(printer, kTsplBegin + "PRINT 1\r\nPRINT 1\r\nPRINT 1\r\n\x1b!.");
    printer.set_paper(true);
    give(printer, kTsplBegin + "BITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n");
    EXPECT_EQ(kinds(printer.take_pages()), "label");
}

TEST(TsplSim, ACutBitmapIsFilledUpWithWhiteAndPrintsNothing) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    give(printer, kTsplBegin + "BITMAP 0,0,1,10,0,\x7f");
    give(printer, std::string(9, '\xff') + "\r\n\r\nCLS\r\n");
    EXPECT_TRUE(printer.take_pages().empty());
    give(printer, "BITMAP 0,0,1,1,0,\xfe\r\nPRINT 1\r\n");
    EXPECT_EQ(drawn(printer.take_pages().at(0)), ".......#........................\n");
}

TEST(TsplSim, PrintsTheSpoiltLabelAgainUnlessToldNotTo) {
    for (const bool reprint : {true, false}) {
        VirtualPrinter printer(small_printer(Language::Tspl));
        give(printer, std::string("SET REPRINT ") + (reprint ? "ON" : "OFF") + "\r\n");
        printer.set_rows_left(4);
        give(printer, kTsplBegin + "BITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\nCLS\r\nPRINT 1\r\n");
        EXPECT_TRUE(printer.conditions().paper_out);
        printer.set_paper(true);
        printer.advance(std::chrono::seconds(1));
        EXPECT_EQ(kinds(printer.take_pages()), reprint ? "half label blank" : "half blank");
    }
}

TEST(TsplSim, UnknownLinesAndEndlessOnesAreLeftOut) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    give(printer, "WHAT 1,2\r\n" + std::string(100'000, 'x') + "\r\n" + kTsplBegin + "PRINT 1\r\n");
    EXPECT_EQ(printer.counters().unknown_commands, 1U);
    EXPECT_EQ(kinds(printer.take_pages()), "blank");
}

}  // namespace
}  // namespace simulators
