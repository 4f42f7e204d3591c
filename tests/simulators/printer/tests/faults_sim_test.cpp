#include <gtest/gtest.h>

#include "tests/simulators/printer/control.h"
#include "tests/simulators/printer/tests/bench.h"

namespace simulators {
namespace {

/// A label of the language with one dot at the left edge, and a question that is always answered.
struct Speech {
    Language language;
    std::string label;
    std::string question;
};
void PrintTo(const Speech& row, std::ostream* out) {
    *out << name(row.language);
}

const Speech kSpeeches[] = {
    {Language::Escpos, bytes("\x1dv0\0\x01\0\x0a\0\x80\0\0\0\0\0\0\0\0\0\x0c"), "\x10\x04\x01"},
    {Language::Tspl, "SIZE 32 dot,10 dot\r\nCLS\r\nBITMAP 0,0,1,1,0,\x7f\r\nPRINT 1\r\n", "\x1b!?"},
    {Language::Zpl, "^XA^FO0,0^GFA,1,1,1,80^FS^XZ", "~HS"},
    {Language::Cpcl, "! 0 200 200 10 1\r\nEG 1 1 0 0 80\r\nFORM\r\nPRINT\r\n", "\x1bh"},
};

class EachLanguage : public testing::TestWithParam<Speech> {
protected:
    VirtualPrinter printer{small_printer(GetParam().language)};
    std::string status_now() {
        printer.take_replies();
        printer.receive(GetParam().question);
        printer.advance(std::chrono::seconds(1));
        return replies(printer);
    }
};

INSTANTIATE_TEST_SUITE_P(Of, EachLanguage, testing::ValuesIn(kSpeeches),
                         [](const auto& row) { return std::string(name(row.param.language)); });

TEST_P(EachLanguage, TakesTheSameStreamInAnyPieces) {
    const std::string stream = GetParam().label + GetParam().label + GetParam().label;
    give(printer, stream);
    const auto whole = printer.take_pages();
    ASSERT_EQ(kinds(whole), "label label label");
    for (const std::size_t piece : {1U, 2U, 3U, 7U}) {
        VirtualPrinter other(small_printer(GetParam().language));
        for (std::size_t at = 0; at < stream.size(); at += piece)
            give(other, std::string_view(stream).substr(at, piece));
        const auto pages = other.take_pages();
        ASSERT_EQ(pages.size(), whole.size()) << piece;
        for (std::size_t i = 0; i < pages.size(); ++i)
            EXPECT_EQ(pages[i].bits, whole[i].bits) << piece;
    }
}

TEST_P(EachLanguage, WaitsOutThePaperAndGoesOnWithANewRoll) {
    printer.set_labels_left(2);
    for (int i = 0; i < 4; ++i) printer.receive(GetParam().label);
    printer.advance(std::chrono::seconds(1));
    EXPECT_EQ(kinds(printer.take_pages()), "label label");
    EXPECT_TRUE(printer.conditions().paper_out);
    printer.set_paper(true);
    printer.advance(std::chrono::seconds(1));
    EXPECT_EQ(kinds(printer.take_pages()), "label label");
    EXPECT_TRUE(printer.idle());
}

TEST_P(EachLanguage, HoldsNoMoreThanItsBuffer) {
    PrinterOptions options = small_printer(GetParam().language);
    options.receive_buffer_bytes = 100;
    VirtualPrinter small(options);
    small.set_paper(false);
    std::size_t taken = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::size_t now = small.receive(GetParam().label);
        taken += now;
        if (now < GetParam().label.size()) break;
    }
    EXPECT_LE(taken, 100 + 3 * GetParam().label.size());
    EXPECT_LE(small.buffered(), 100U);
    EXPECT_EQ(small.receive("x"), 0U);
}

TEST_P(EachLanguage, StallsAsLongAsItIsTold) {
    printer.set_stall(true);
    EXPECT_EQ(printer.receive(GetParam().label), 0U);
    printer.set_stall(false);
    give(printer, GetParam().label);
    EXPECT_EQ(kinds(printer.take_pages()), "label");
}

TEST_P(EachLanguage, PrintsButSaysNothingWhileItIsSilent) {
    printer.set_silent(true);
    give(printer, GetParam().label);
    EXPECT_EQ(status_now(), "");
    EXPECT_EQ(kinds(printer.take_pages()), "label");
    printer.set_silent(false);
    EXPECT_NE(status_now(), "");
}

TEST_P(EachLanguage, LiesThatAllIsWellWhileNothingComesOut) {
    const std::string well = status_now();
    printer.set_lying(true);
    printer.set_paper(false);
    give(printer, GetParam().label);
    EXPECT_EQ(status_now(), well);
    EXPECT_TRUE(printer.idle()) << "it has printed the label into the air";
    EXPECT_TRUE(printer.take_pages().empty());
    printer.set_lying(false);
    EXPECT_NE(status_now(), well);
}

TEST_P(EachLanguage, AnswersWithNoiseAndPrintsRight) {
    const std::string well = status_now();
    printer.set_garbage(true);
    std::string noise;
    for (int i = 0; i < 8; ++i) noise += status_now();
    EXPECT_EQ(noise.find(well + well), std::string::npos);
    give(printer, GetParam().label);
    EXPECT_EQ(kinds(printer.take_pages()), "label");
}

TEST_P(EachLanguage, BreaksTheConnectionAtTheByteThatItWasTold) {
    printer.disconnect_after(5);
    EXPECT_EQ(printer.receive(GetParam().label), 5U);
    EXPECT_TRUE(printer.disconnected());
    EXPECT_EQ(printer.receive("x"), 0U);
    printer.reconnect();
    EXPECT_EQ(printer.receive(std::string_view(GetParam().label).substr(5)),
              GetParam().label.size() - 5);
    printer.advance(std::chrono::seconds(1));
    EXPECT_EQ(kinds(printer.take_pages()), "label") << "only the line was cut";
}

TEST_P(EachLanguage, APowerCycleLosesWhatWasBuffered) {
    printer.set_paper(false);
    printer.receive(GetParam().label + GetParam().label);
    printer.set_power(false);
    EXPECT_EQ(printer.receive("x"), 0U);
    printer.set_power(true);
    EXPECT_TRUE(printer.disconnected());
    printer.reconnect();
    printer.set_paper(true);
    printer.advance(std::chrono::seconds(1));
    EXPECT_TRUE(printer.take_pages().empty());
    give(printer, GetParam().label);
    EXPECT_EQ(kinds(printer.take_pages()), "label");
}

TEST_P(EachLanguage, APowerCycleInTheMiddleOfALabelLeavesAHalf) {
    printer.receive(GetParam().label);
    printer.advance(std::chrono::milliseconds(4));
    printer.set_power(false);
    printer.set_power(true);
    printer.reconnect();
    give(printer, GetParam().label);
    const auto pages = printer.take_pages();
    ASSERT_EQ(kinds(pages), "half label");
    EXPECT_TRUE(pages[1].black(0, 0)) << "it found the beginning of the next label";
}

TEST_P(EachLanguage, TheCoverInTheMiddleOfALabelSpoilsIt) {
    printer.receive(GetParam().label);
    printer.advance(std::chrono::milliseconds(4));
    printer.set_cover_open(true);
    printer.advance(std::chrono::seconds(1));
    EXPECT_TRUE(printer.take_pages().empty());
    printer.set_cover_open(false);
    printer.advance(std::chrono::seconds(1));
    // A line printer goes on where it stood, the others begin again.
    EXPECT_EQ(kinds(printer.take_pages()),
              GetParam().language == Language::Escpos ? "half blank" : "half label");
}

TEST_P(EachLanguage, PaperTakesItsTime) {
    printer.receive(GetParam().label);
    printer.advance(std::chrono::milliseconds(9));
    EXPECT_TRUE(printer.take_pages().empty());
    printer.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(printer.take_pages().size(), 1U) << "10 rows at 125 mm/s and 8 dots/mm";
    printer.advance(std::chrono::milliseconds(2));
    EXPECT_EQ(printer.moved_for(), std::chrono::milliseconds(12)) << "and the gap";
    printer.advance(std::chrono::milliseconds(100));
    EXPECT_EQ(printer.stood_for().count(), 0) << "standing behind the last row is no loss";
    give(printer, GetParam().label);
    EXPECT_EQ(printer.stood_for(), std::chrono::milliseconds(100));
}

TEST_P(EachLanguage, NobodyTakesThePagesAndMemoryStaysSmall) {
    for (int i = 0; i < 500; ++i) give(printer, GetParam().label);
    EXPECT_EQ(printer.take_pages().size(), Paper::kMaxPages);
    printer.advance(std::chrono::seconds(1));
    EXPECT_FALSE(printer.take_pages().empty());
}

TEST(UsbFace, TellsPortStatusAndDeviceId) {
    VirtualPrinter printer(small_printer(Language::Tspl));
    EXPECT_EQ(printer.port_status(), 0x18);
    printer.set_paper(false);
    EXPECT_EQ(printer.port_status(), 0x30);
    EXPECT_NE(printer.device_id().find("CMD:TSPL2;"), std::string::npos);
    printer.receive("PRINT");
    printer.soft_reset();
    EXPECT_EQ(printer.buffered(), 0U);
}

struct Line {
    const char* name;
    std::string line;
    std::string answer;
};
void PrintTo(const Line& row, std::ostream* out) {
    *out << row.name;
}

class ControlLine : public testing::TestWithParam<Line> {};

TEST_P(ControlLine, IsCarriedOutOrRefusedWithTheReason) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    EXPECT_EQ(carry_out(GetParam().line, printer).substr(0, GetParam().answer.size()),
              GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Good, ControlLine,
    testing::Values(Line{"PaperOut", "paper-out", "ok"}, Line{"LabelsLeft", "labels-left 3", "ok"},
                    Line{"None", "labels-left 0", "ok"}, Line{"Blanks", "  jam   on ", "ok"},
                    Line{"Status", "status", "{\"language\":\"escpos\",\"powered\":true"},
                    Line{"Help", "help", "ok: paper-out"}),
    [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(
    Bad, ControlLine,
    testing::Values(Line{"Empty", "", "error: an empty line"},
                    Line{"Unknown", "explode", "error: 'explode' is no command"},
                    Line{"NumberMissing", "labels-left", "error: labels-left expects a whole"},
                    Line{"NumberTooLarge", "labels-left 100001", "error: labels-left expects"},
                    Line{"Negative", "labels-left -1", "error: labels-left expects"},
                    Line{"NoSwitch", "jam 1", "error: jam expects on or off"},
                    Line{"TooMuch", "paper-out now", "error: paper-out takes nothing"}),
    [](const auto& row) { return row.param.name; });

TEST(ControlLines, BringTheirFault) {
    VirtualPrinter printer(small_printer(Language::Escpos));
    EXPECT_EQ(carry_out("paper-out", printer), "ok");
    EXPECT_EQ(carry_out("cover-open", printer), "ok");
    EXPECT_TRUE(printer.conditions().paper_out && printer.conditions().cover_open);
    EXPECT_NE(carry_out("status", printer).find("\"paper_out\":true"), std::string::npos);
    carry_out("cover-close", printer);
    carry_out("paper-in", printer);
    EXPECT_EQ(printer.conditions(), Conditions{});
}

}  // namespace
}  // namespace simulators
