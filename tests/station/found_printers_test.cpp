#include "station/printers/found_printers.h"

#include <gtest/gtest.h>

#include "tests/fakes/emulated_usb/emulated_usb.h"

namespace station {
namespace {

struct GuessRow {
    const char* name;
    std::vector<std::string> commands;
    const char* maker;
    unsigned vendor;
    LanguageGuess guess;
};
class LanguageGuesses : public testing::TestWithParam<GuessRow> {};
TEST_P(LanguageGuesses, HaveTheirGround) {
    EXPECT_EQ(guess_language(GetParam().commands, GetParam().maker, GetParam().vendor),
              GetParam().guess);
}
INSTANTIATE_TEST_SUITE_P(
    Table, LanguageGuesses,
    testing::Values(GuessRow{"tspl", {"TSPL"}, "", 1, {"tspl", "CMD:TSPL of its device id"}},
                    GuessRow{"xpp", {"XPP", "XL"}, "", 1, {"tspl", "CMD:XPP,XL of its device id"}},
                    GuessRow{"the_first",
                             {"ZPL", "EPL", "TSPL"},
                             "",
                             1,
                             {"zpl", "CMD:ZPL,EPL,TSPL of its device id"}},
                    GuessRow{"the_first_known",
                             {"EPL", "ESC/POS"},
                             "",
                             1,
                             {"escpos", "CMD:EPL,ESC/POS of its device id"}},
                    GuessRow{
                        "cpcl", {"CPCL"}, "Zebra", 0x0a5f, {"cpcl", "CMD:CPCL of its device id"}},
                    GuessRow{"by_vendor", {}, "", 0x0a5f, {"zpl", "its maker, Zebra"}},
                    GuessRow{"by_maker", {"X"}, "epson corp.", 1, {"escpos", "its maker, EPSON"}},
                    // ids of chips, borrowed by many makers
                    GuessRow{"stm", {}, "STMicroelectronics", 0x0483, {}},
                    GuessRow{"nothing", {}, "", 0, {}}),
    [](const auto& row) { return row.param.name; });

TEST(FoundPrinters, AreShownWithTheAddressesThatMeanThem) {
    ASSERT_TRUE(fakes::EmulatedUsb::available()) << "run with LD_PRELOAD=libumockdev-preload.so.0";
    fakes::EmulatedUsb bus;
    bus.plug("1-1.3", {.vendor = 0x20d1, .product = 0x7008, .serial = "SK/1"});
    const auto other = bus.plug("1-2", {.device_id = "", .kernel_driver = "usblp"});
    const auto found = find_printers(std::chrono::seconds(3));
    ASSERT_TRUE(found.has_value()) << found.error().message;
    ASSERT_EQ(found->size(), 2U);
    const FoundPrinter& one = found->front();
    EXPECT_EQ(one.addresses,
              (std::vector<std::string>{"usb:serial/20d1:7008/SK%2F1", "usb:port/1-1.3"}));
    EXPECT_EQ(one.ground, "own_serial");
    EXPECT_EQ(one.model, "MU-100");
    EXPECT_EQ(one.language.language, "tspl");
    EXPECT_EQ(one.paper_empty, false);
    const FoundPrinter& two = found->back();
    EXPECT_EQ(two.addresses, std::vector<std::string>{"usb:port/1-2"});
    EXPECT_EQ(two.model, "Label Printer");  // Of its USB strings: it has no device id.
    EXPECT_EQ(two.language, LanguageGuess{});
    EXPECT_TRUE(two.kernel_driver);
    EXPECT_FALSE(two.paper_empty.has_value());
    EXPECT_EQ(other->driver(), "usblp");
}

}  // namespace
}  // namespace station
