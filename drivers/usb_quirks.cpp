#include "drivers/usb_quirks.h"

#include <algorithm>
#include <iterator>

namespace drivers {
namespace {

constexpr int kAny = -1;

struct QuirkRow {
    std::uint16_t vendor;
    int product;  // Or kAny.
    UsbQuirks quirks;
};

// Sources: org.cups.usb-quirks (OpenPrinting/cups) and the kernel's drivers/usb/class/usblp.c.
// CUPS' "unidir" is taken over for adapters alone: CUPS means by it that its own reading beside a
// job hangs, while Zebra and Star do answer when they are asked.
constexpr QuirkRow kQuirks[] = {
    {0x04b8, 0x0202, {.vendor_class = true}},  // Epson TM: usblp's USBLP_QUIRK_BAD_CLASS.
    {0x0a5f, kAny, {.no_reattach = true}},     // Zebra.
    {0x2d84, kAny, {.no_reattach = true}},     // Zhuhai Poskey: XP-460B and its like.
    {0x195f, 0x0001, {.no_reattach = true}},   // Godex.
    {0x067e, kAny, {.no_reattach = true}},     // Intermec.
    {0x1a86, 0x7584, {.no_reattach = true}},   // CH340S, a parallel port.
    {0x067b, 0x2305, {.no_reattach = true, .one_way = true}},  // PL2305, a parallel port.
};

struct SerialRow {
    std::uint16_t vendor;
    std::uint16_t product;
    std::string_view serial;
};
// Seen on more than one printer: descriptor dumps in sintrb/USB-Printer-Descriptors.
constexpr SerialRow kSharedSerials[] = {
    {0x6868, 0x0500, "0002A0000000"},  // Gprinter ZH-380, GP-R222C.
    {0x0471, 0x0055, "0002AA000000"},  // Gprinter GP-3120TUD.
};

// What stands in the makers' sample firmware.
constexpr std::string_view kSampleSerials[] = {"0123456789ABCDEF", "0123456789", "123456789ABCDEF",
                                               "1234567890",       "123456789",  "12345678",
                                               "123456",           "NONE",       "SERIAL"};

}  // namespace

UsbQuirks usb_quirks(std::uint16_t vendor, std::uint16_t product) {
    for (const QuirkRow& row : kQuirks)
        if (row.vendor == vendor && (row.product == kAny || row.product == product))
            return row.quirks;
    return {};
}

bool is_shared_serial(std::uint16_t vendor, std::uint16_t product, std::string_view serial) {
    const bool listed = std::ranges::any_of(kSharedSerials, [&](const SerialRow& row) {
        return row.vendor == vendor && row.product == product && row.serial == serial;
    });
    const bool sample =
        std::ranges::find(kSampleSerials, serial) != std::ranges::end(kSampleSerials);
    // One character over and over: zeros, F, X, spaces.
    const bool flat = std::ranges::all_of(serial, [&](char c) { return c == serial.front(); });
    return listed || sample || (flat && serial.size() > 1);
}

}  // namespace drivers
