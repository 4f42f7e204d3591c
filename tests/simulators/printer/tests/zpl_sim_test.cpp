#include <gtest/gtest.h>

#include "tests/simulators/printer/tests/bench.h"
#include "tests/simulators/printer/zpl_graphic.h"

// Streams written by hand after the manuals, never taken from an encoder.
namespace simulators {
namespace {

const std::string kZplRow = "#...............................\n";
const std::string kZplWhite = "................................\n";

class ZplDrawing : public testing::TestWithParam<Drawing> {};

TEST_P(ZplDrawing, IsOnPaperDotForDot) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    give(printer, "^XA^PW32^LL10^LH0,0^MNY" + GetParam().stream + "^XZ\r\n");
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), GetParam().paper);
    EXPECT_EQ(printer.counters().unknown_commands, 0U);
    EXPECT_EQ(printer.counters().graphics_refused, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, ZplDrawing,
    testing::Values(
        Drawing{"Digits", "^FO0,0^GFA,2,2,1,80F0^FS",
                kZplRow + "####............................\n"},
        Drawing{"SmallDigitsAndLineEnds", "^FO0,0^GFA,2,2,1,80\r\nf0^FS",
                kZplRow + "####............................\n"},
        Drawing{"FieldOrigin", "^FO2,1^GFA,1,1,1,80^FS",
                kZplWhite + "..#.............................\n"},
        Drawing{"LabelHomeAddsToIt", "^LH1,1^FO2,1^GFA,1,1,1,80^FS",
                kZplWhite + kZplWhite + "...#............................\n"},
        Drawing{"CommaFillsTheRowWhite", "^FO0,0^GFA,4,4,2,8,8,^FS", kZplRow + kZplRow},
        Drawing{"CommaBehindAWholeByte", "^FO0,0^GFA,4,4,2,80,80,^FS", kZplRow + kZplRow},
        Drawing{"CommaAloneIsAWholeRow", "^FO0,0^GFA,4,4,2,,80,^FS", kZplWhite + kZplRow},
        Drawing{"BangFillsTheRowBlack", "^FO0,0^GFA,4,4,2,!0!^FS",
                "################................\n....############................\n"},
        Drawing{"ColonRepeatsTheRow", "^FO0,0^GFA,3,3,1,80::^FS", kZplRow + kZplRow + kZplRow},
        Drawing{"CountsUpToNineteen", "^FO0,0^GFA,4,4,4,J0H8I0^FS",
                "................#...#...........\n"},
        Drawing{"CountsOfTwentyAndMoreAdd", "^FO0,0^GFA,16,16,2,80gM0H0H0H0^FS", kZplRow},
        Drawing{"Base64WithItsCheck", "^FO0,0^GFA,16,16,4,:B64:/wD/AP8A/wD/AP8A/wD/AA==:C9E4^FS",
                "########........########........\n########........########........\n"
                "########........########........\n########........########........\n"},
        Drawing{"PackedBase64WithItsCheck", "^FO0,0^GFA,16,16,4,:Z64:eNr7z/AfBQIAR8gH+Q==:9C3D^FS",
                "########........########........\n########........########........\n"
                "########........########........\n########........########........\n"},
        Drawing{"BinaryMayHoldPrefixes", "^FO0,0^GFB,4,4,2,^~^X^FS",
                ".#.####..######.................\n.#.####..#.##...................\n"},
        Drawing{"BoxOfLines", "^FO0,0^GB3,3,1^FS",
                "###.............................\n#.#.............................\n"
                "###.............................\n"},
        Drawing{"TwoFieldsLieOverEachOther", "^FO0,0^GFA,1,1,1,80^FS^FO0,0^GFA,1,1,1,01^FS",
                "#......#........................\n"},
        Drawing{"StoredGraphicRecalled", "~DGR:A.GRF,1,1,80^FO0,1^XGR:A.GRF,2,1^FS",
                kZplWhite + "##..............................\n"},
        Drawing{"MirrorImage", "^PMY^FO0,0^GFA,1,1,1,80^FS", "...............................#\n"},
        Drawing{"LabelTopMovesDown", "^LT1^FO0,0^GFA,1,1,1,80^FS", kZplWhite + kZplRow}),
    [](const auto& row) { return row.param.name; });

struct Refused {
    const char* name;
    std::string graphic;
};
void PrintTo(const Refused& row, std::ostream* out) {
    *out << row.name;
}

class ZplRefusal : public testing::TestWithParam<Refused> {};

TEST_P(ZplRefusal, LeavesTheGraphicOutAndPrintsTheRest) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    give(printer, "^XA^FO0,0" + GetParam().graphic + "^FS^FO0,1^GFA,1,1,1,80^FS^XZ");
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(drawn(pages[0]), kZplWhite + kZplRow);
    EXPECT_EQ(printer.counters().graphics_refused, 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Manual, ZplRefusal,
    testing::Values(Refused{"CutShort", "^GFA,4,4,1,FFFF"},
                    Refused{"CommandInTheMiddle", "^GFA,2,2,1,FF~HSFF"},
                    Refused{"WrongCheck", "^GFA,16,16,4,:B64:/wD/AP8A/wD/AP8A/wD/AA==:C9E5"},
                    Refused{"CheckOfFiveDigits",
                            "^GFA,16,16,4,:B64:/wD/AP8A/wD/AP8A/wD/AA==:0C9E4"},
                    Refused{"CheckMissing", "^GFA,16,16,4,:B64:/wD/AP8A/wD/AP8A/wD/AA=="},
                    Refused{"PackedTooShort", "^GFA,17,17,1,:Z64:eNr7z/AfBQIAR8gH+Q==:9C3D"},
                    Refused{"PackedTooLong", "^GFA,15,15,1,:Z64:eNr7z/AfBQIAR8gH+Q==:9C3D"},
                    Refused{"NoBytesPerRow", "^GFA,4,4,0,FFFFFFFF"},
                    Refused{"LargerThanAnyLabel", "^GFA,99999999,99999999,1,FFFF"}),
    [](const auto& row) { return row.param.name; });

TEST(ZplSim, CheckIsTheOneWithTheKnownValue) {
    EXPECT_EQ(zb64_crc("123456789"), 0x31C3U);
}

TEST(ZplSim, InvertedTurnsTheLabel) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    give(printer, "^XA^POI^FO0,0^GFA,1,1,1,80^FS^XZ");
    const auto pages = printer.take_pages();
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_TRUE(pages[0].black(31, 9));
}

TEST(ZplSim, QuantityAndSettingsAlone) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    give(printer, "^XA^MNY^PW32^XZ");
    EXPECT_TRUE(printer.take_pages().empty()) << "settings alone feed no paper";
    give(printer, "^XA^FO0,0^GFA,1,1,1,80^FS^PQ3,0,1,Y^XZ");
    EXPECT_EQ(kinds(printer.take_pages()), "label label label");
}

std::string host_status(const std::string& first, const std::string& second) {
    return "\x02" + first + "\x03\r\n\x02" + second +
           "\x03\r\n\x02"
           "1234,0\x03\r\n";
}

struct HostStatus {
    const char* name;
    void (*make)(VirtualPrinter&);
    std::string answered;
};
void PrintTo(const HostStatus& row, std::ostream* out) {
    *out << row.name;
}

class ZplStatus : public testing::TestWithParam<HostStatus> {};

TEST_P(ZplStatus, IsToldAsTheManualHasIt) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    GetParam().make(printer);
    printer.receive("~HS");
    EXPECT_EQ(replies(printer), GetParam().answered);
}

const std::string kZplLabel = "^XA^FO0,0^GFA,1,1,1,80^FS^XZ";

INSTANTIATE_TEST_SUITE_P(
    Manual, ZplStatus,
    testing::Values(HostStatus{"Ready", [](VirtualPrinter&) {},
                               host_status("030,0,0,0010,000,0,0,0,000,0,0,0",
                                           "000,0,0,0,0,2,0,0,00000000,1,000")},
                    HostStatus{"PaperOut", [](VirtualPrinter& p) { p.set_paper(false); },
                               host_status("030,1,0,0010,000,0,0,0,000,0,0,0",
                                           "000,0,0,0,0,2,0,0,00000000,1,000")},
                    HostStatus{"HeadUp", [](VirtualPrinter& p) { p.set_cover_open(true); },
                               host_status("030,0,0,0010,000,0,0,0,000,0,0,0",
                                           "000,0,1,0,0,2,0,0,00000000,1,000")},
                    HostStatus{"Paused", [](VirtualPrinter& p) { p.receive("~PP"); },
                               host_status("030,0,1,0010,000,0,0,0,000,0,0,0",
                                           "000,0,0,0,0,2,0,0,00000000,1,000")},
                    HostStatus{"RibbonAndHeat",
                               [](VirtualPrinter& p) {
                                   p.set_ribbon_out(true);
                                   p.set_overheated(true);
                               },
                               host_status("030,0,0,0010,000,0,0,0,000,0,0,1",
                                           "000,0,0,1,0,2,0,0,00000000,1,000")},
                    HostStatus{"OnePrintingTwoWaiting",
                               [](VirtualPrinter& p) {
                                   p.receive(kZplLabel + kZplLabel + kZplLabel);
                                   p.advance(std::chrono::milliseconds(2));
                               },
                               host_status("030,0,0,0010,002,0,0,0,000,0,0,0",
                                           "000,0,0,0,0,2,0,0,00000001,1,000")},
                    HostStatus{"HalfAFormat", [](VirtualPrinter& p) { p.receive("^XA^FO0,0"); },
                               host_status("030,0,0,0010,000,0,0,1,000,0,0,0",
                                           "000,0,0,0,0,2,0,0,00000000,1,000")}),
    [](const auto& row) { return row.param.name; });

TEST(ZplSim, TellsErrorsByTheirBits) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    printer.set_paper(false);
    printer.set_cover_open(true);
    printer.set_near_end(true);
    printer.receive("~HQES");
    EXPECT_EQ(replies(printer),
              "\x02\r\nPRINTER STATUS\r\nERRORS:         1 00000000 00000005\r\n"
              "WARNINGS:       1 00000000 00000008\r\n\x03\r\n");
}

TEST(ZplSim, MayBeMuteInAnError) {
    PrinterOptions options = small_printer(Language::Zpl);
    options.mute_in_error = true;
    VirtualPrinter printer(options);
    printer.set_paper(false);
    printer.receive("~HS");
    EXPECT_EQ(replies(printer), "");
    printer.receive("~HQES");
    EXPECT_NE(replies(printer), "");
}

TEST(ZplSim, IdentifiesItself) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    printer.receive("~HI");
    EXPECT_EQ(replies(printer), "\x02SIM-ZPL,V1.0,8,8192KB\x03\r\n");
    printer.receive("! U1 getvar \"no.such\"\r\n");
    EXPECT_EQ(replies(printer), "\"?\"");
}

TEST(ZplSim, CancelsWhatWaitsAndWhatIsHalf) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    printer.set_paper(false);
    printer.receive(kZplLabel + kZplLabel + "^XA^FO0,0^GFA,8,8,1,FF");
    printer.receive("~JX~JA");
    printer.receive("~HS");
    EXPECT_EQ(replies(printer).substr(0, 20),
              "\x02"
              "030,1,0,0010,000,0,");
    printer.set_paper(true);
    give(printer, "^XA^FO0,0^GFA,1,1,1,01^FS^XZ");
    const auto pages = printer.take_pages();
    ASSERT_EQ(kinds(pages), "label");
    EXPECT_EQ(drawn(pages[0]), ".......#........................\n");
}

TEST(ZplSim, APausedPrinterFinishesTheLabelThatItBegan) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    printer.receive(kZplLabel + kZplLabel);
    printer.advance(std::chrono::milliseconds(5));
    printer.receive("~PP");
    printer.advance(std::chrono::seconds(1));
    EXPECT_EQ(printer.take_pages().size(), 1U);
    give(printer, "~PS");
    EXPECT_EQ(printer.take_pages().size(), 1U);
}

TEST(ZplSim, PrintsTheSpoiltLabelAgainUnlessJznSaysNot) {
    for (const bool reprint : {true, false}) {
        VirtualPrinter printer(small_printer(Language::Zpl));
        if (!reprint) give(printer, "^XA^JZN^XZ");
        printer.receive(kZplLabel + kZplLabel);
        printer.advance(std::chrono::milliseconds(4));
        printer.set_cover_open(true);
        printer.set_cover_open(false);
        printer.advance(std::chrono::seconds(1));
        EXPECT_EQ(kinds(printer.take_pages()), reprint ? "half label label" : "half label");
    }
}

TEST(ZplSim, WaitsForTheLabelToBeTaken) {
    VirtualPrinter printer(small_printer(Language::Zpl));
    give(printer, "^XA^MMP^FO0,0^GFA,1,1,1,80^FS^PQ2^XZ");
    EXPECT_EQ(printer.take_pages().size(), 1U);
    printer.receive("~HS");
    EXPECT_NE(replies(printer).find("000,0,0,0,0,1,0,1,00000001"), std::string::npos);
    printer.take_label();
    printer.advance(std::chrono::seconds(1));
    EXPECT_EQ(printer.take_pages().size(), 1U);
}

}  // namespace
}  // namespace simulators
