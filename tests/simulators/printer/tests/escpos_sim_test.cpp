#include <gtest/gtest.h>

#include "tests/simulators/printer/tests/bench.h"

// Streams written by hand after the manuals, never taken from an encoder.
namespace simulators {
namespace {

class EscposDrawing : public testing::TestWithParam<Drawing> {};

TEST_P(EscposDrawing, IsOnPaperDotForDot) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    give(printer, GetParam().stream);
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), GetParam().paper);
    EXPECT_EQ(printer.counters().unknown_bytes, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, EscposDrawing,
    testing::Values(
        Drawing{"RasterOfTwoRows", bytes("\x1b@\x1dv0\0\x01\0\x02\0\x81\xf0\x0c"),
                "#......#........................\n####............................\n"},
        Drawing{"TwoBytesWide", bytes("\x1dv0\0\x02\0\x01\0\x80\x01\x0c"),
                "#..............#................\n"},
        Drawing{"TwoStripsJoinWithoutAGap",
                bytes("\x1dv0\0\x01\0\x01\0\xc0\x1dv0\0\x01\0\x01\0\x30\x0c"),
                "##..............................\n..##............................\n"},
        Drawing{"DoubleWidth", bytes("\x1dv0\x01\x01\0\x01\0\xa0\x0c"),
                "##..##..........................\n"},
        Drawing{"DoubleHeight", bytes("\x1dv0\x32\x01\0\x01\0\x80\x0c"),
                "#...............................\n#...............................\n"},
        Drawing{"MarginShiftsRight", bytes("\x1dL\x03\0\x1dv0\0\x01\0\x01\0\x80\x0c"),
                "...#............................\n"},
        Drawing{"CentredBetweenTheEdges",
                bytes("\x1b"
                      "a\x01\x1dv0\0\x01\0\x01\0\xff\x0c"),
                "............########............\n"},
        Drawing{"FeedOfDotsLeavesRowsWhite", bytes("\x1bJ\x02\x1dv0\0\x01\0\x01\0\x80\x0c"),
                "................................\n................................\n"
                "#...............................\n"},
        Drawing{
            "GraphicOfFunction112IsPrintedBy50",
            bytes(
                "\x1d(L\x0c\0\x30\x70\x30\x01\x01\x31\x05\0\x02\0\xff\x88\x1d(L\x02\0\x30\x32\x0c"),
            "#####...........................\n#...#...........................\n"},
        Drawing{
            "LargeFormOfTheSame",
            bytes(
                "\x1d"
                "8L\x0b\0\0\0\x30\x70\x30\x01\x01\x31\x08\0\x01\0\xaa\x1d(L\x02\0\x30\x32\x1d\x0c"),
            "#.#.#.#.........................\n"},
        Drawing{"NulsBetweenCommandsAreNothing", bytes("\0\0\0\x1dv0\0\x01\0\x01\0\x80\0\0\x0c"),
                "#...............................\n"},
        Drawing{"RasterWithoutRowsIsNone", bytes("\x1dv0\0\x01\0\0\0\x1dv0\0\x01\0\x01\0\x80\x0c"),
                "#...............................\n"}),
    [](const auto& row) { return row.param.name; });

class EscposStatus : public testing::TestWithParam<Question> {};

TEST_P(EscposStatus, IsToldAsTheManualHasIt) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    GetParam().make(printer);
    give(printer, GetParam().asked);
    EXPECT_EQ(replies(printer), GetParam().answered);
}

void well(VirtualPrinter&) {}
void paper_out(VirtualPrinter& printer) {
    printer.set_paper(false);
}
void near_end(VirtualPrinter& printer) {
    printer.set_near_end(true);
}
void cover(VirtualPrinter& printer) {
    printer.set_cover_open(true);
}
void hot(VirtualPrinter& printer) {
    printer.set_overheated(true);
}
void cutter(VirtualPrinter& printer) {
    printer.set_cutter_error(true);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, EscposStatus,
    testing::Values(
        Question{"Ready", well, "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04",
                 "\x12\x12\x12\x12"},
        Question{"PaperOut", paper_out, "\x10\x04\x01\x10\x04\x02\x10\x04\x04", "\x1a\x32\x7e"},
        Question{"NearEnd", near_end, "\x10\x04\x01\x10\x04\x04", "\x12\x1e"},
        Question{"CoverOpen", cover, "\x10\x04\x02", "\x36"},
        Question{"Overheated", hot, "\x10\x04\x02\x10\x04\x03", "\x52\x52"},
        Question{"Cutter", cutter, "\x10\x04\x03", "\x1a"},
        Question{"PaperSensorBehindTheData", well, "\x1dr\x01", bytes("\0")},
        Question{"NotExecutedOffline", paper_out, "\x1dr\x01", ""},
        Question{"NearEndByTransmission", near_end, "\x1dr\x01", "\x03"},
        Question{"Model", well, "\x1dI\x43", bytes("_SIM-L90\0")},
        Question{"AutomaticAtOnce", cover, "", ""},
        Question{"ProcessId", well,
                 bytes("\x1d(H\x06\0\x30\x30"
                       "AB01"),
                 bytes("7\"AB01\0")},
        Question{"LabelAtStart", well, bytes("\x1c(L\x02\0\x30\x30"), bytes("78\x44\x40\0")}),
    [](const auto& row) { return row.param.name; });

TEST(EscposSim, TellsEachChangeByItselfOnceItWasAsked) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    give(printer,
         "\x1d"
         "a\xff");
    EXPECT_EQ(replies(printer), bytes("\x10\0\0\0"));
    printer.set_paper(false);
    EXPECT_EQ(replies(printer), bytes("\x18\0\x0f\0"));
    printer.set_paper(true);
    EXPECT_EQ(replies(printer), bytes("\x10\0\0\0"));
}

TEST(EscposSim, AnswersAQuestionInsideRasterAndPrintsIt) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    give(printer, bytes("\x1dv0\0\x03\0\x01\0\x10\x04\x01\x0c"));
    EXPECT_EQ(replies(printer), "\x12");
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), "...#.........#.........#........\n");
}

TEST(EscposSim, ClearsEverythingByDleDc4AndSaysSo) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    printer.set_paper(false);
    give(printer, bytes("\x1dv0\0\x01\0\x20\0\xff\xff"));
    give(printer, "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08");
    EXPECT_EQ(replies(printer), bytes("7%\0"));
    EXPECT_EQ(printer.buffered(), 0U);
    printer.set_paper(true);
    give(printer, bytes("\x1dv0\0\x01\0\x01\0\x80\x0c"));
    EXPECT_EQ(drawn(printer.take_pages().at(0)), "#...............................\n");
}

TEST(EscposSim, ClipsAtTheHeadAndCountsWhatIsLost) {
    PrinterOptions options = small_printer(Language::Escpos);
    options.head_width_dots = 12;
    VirtualPrinter printer(options);
    give(printer, bytes("\x1dv0\0\x03\0\x01\0\xff\xff\x01\x0c"));
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), "############\n");
    EXPECT_EQ(pages[0].off_head, 5U);
}

TEST(EscposSim, RowsBehindTheLabelSpoilTheNext) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    std::string raster = bytes("\x1dv0\0\x01\0\x0d\0");
    raster.append(13, '\xff');
    give(printer, raster + "\x0c");
    const auto pages = printer.take_pages();
    ASSERT_EQ(kinds(pages), "label label");
    EXPECT_EQ(drawn(pages[1]), "########........................\n");
}

TEST(EscposSim, ACutRasterSwallowsWhatFollows) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    give(printer, bytes("\x1dv0\0\x01\0\x04\0\x80"));  // Three bytes are owed.
    give(printer, bytes("\x1b@\x0c"));
    EXPECT_TRUE(printer.take_pages().empty());
    give(printer, "\x0c");
    EXPECT_EQ(drawn(printer.take_pages().at(0)),
              "#...............................\n...##.##........................\n"
              ".#..............................\n....##..........................\n");
}

TEST(EscposSim, StreamInAnotherLanguageIsPrintedAsText) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    give(printer, "SIZE 76 mm,130 mm\r\nCLS\r\nPRINT 1,1\r\n");
    EXPECT_GT(printer.counters().characters, 20U);
    EXPECT_FALSE(printer.take_pages().empty());
}

TEST(EscposSim, WithoutProcessIdTheQuestionIsSwallowed) {
    PrinterOptions options = small_printer(Language::Escpos);
    options.process_id = false;
    VirtualPrinter printer(options);
    give(printer, bytes("\x1d(H\x06\0\x30\x30"
                        "AB01\x1dv0\0\x01\0\x01\0\x80\x0c"));
    EXPECT_EQ(replies(printer), "");
    EXPECT_EQ(printer.take_pages().size(), 1U);
}

TEST(EscposSim, AnswersOnceThePaperBeforeItIsPrinted) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    printer.receive(bytes("\x1dv0\0\x01\0\x01\0\x80\x0c\x1dr\x01"));
    printer.advance(std::chrono::milliseconds(11));
    EXPECT_EQ(replies(printer), "") << "one row of the gap is still to come";
    printer.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(replies(printer), bytes("\0"));
}

TEST(EscposSim, AnEngineThatRunsAheadAnswersTooEarly) {
    PrinterOptions options = small_printer(Language::Escpos);
    options.lookahead_dots = 100;
    VirtualPrinter printer(options);
    printer.receive(
        bytes("\x1dv0\0\x01\0\x01\0\x80\x0c\x1b"
              "v"));
    EXPECT_EQ(replies(printer), bytes("\0"));
}

}  // namespace
}  // namespace simulators
