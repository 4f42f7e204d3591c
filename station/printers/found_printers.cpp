#include "station/printers/found_printers.h"

#include <algorithm>

#include "base/text.h"
#include "drivers/usb_devices.h"

namespace station {
namespace {

struct CommandWord {
    std::string_view word;
    std::string_view language;
};
// What CMD of a device id was seen to say. "XPP,XL" are the TSPL engines of Xprinter's kind.
constexpr CommandWord kCommandWords[] = {
    {"TSPL", "tspl"},   {"TSPL2", "tspl"},   {"TSPL-EZ", "tspl"}, {"TSC", "tspl"},
    {"XPP", "tspl"},    {"XL", "tspl"},      {"ZPL", "zpl"},      {"ZPLII", "zpl"},
    {"ZPL2", "zpl"},    {"ZPL II", "zpl"},   {"CPCL", "cpcl"},    {"ESC/POS", "escpos"},
    {"EPOS", "escpos"}, {"ESCPOS", "escpos"}};

struct Maker {
    unsigned vendor;  // A vendor id that is the maker's own.
    std::string_view name;
    std::string_view language;
};
// Makers whose label and receipt printers speak one language.
constexpr Maker kMakers[] = {
    {0x0a5f, "Zebra", "zpl"}, {0x1203, "TSC", "tspl"}, {0x04b8, "EPSON", "escpos"}};

FoundPrinter shown(const drivers::UsbPrinter& printer) {
    FoundPrinter found;
    found.addresses.push_back(printer.identity.uri());
    drivers::UsbIdentity socket;
    socket.port = printer.device.port;
    if (printer.identity.by_serial()) found.addresses.push_back(socket.uri());
    found.ground = drivers::name(printer.ground);
    found.port = printer.device.port;
    found.usb_ids = drivers::usb_ids(printer.device.vendor, printer.device.product);
    found.manufacturer = printer.manufacturer;
    found.model = printer.product;
    found.serial = printer.serial;
    std::vector<std::string> commands;
    if (printer.device_id) {
        const drivers::DeviceId& id = *printer.device_id;
        if (!id.manufacturer.empty()) found.manufacturer = id.manufacturer;
        if (!id.model.empty()) found.model = id.model;
        found.device_id = id.text;
        commands = id.commands;
    }
    found.language = guess_language(commands, found.manufacturer, printer.device.vendor);
    if (printer.port_status) {
        found.paper_empty = printer.port_status->paper_empty;
        found.error = printer.port_status->error;
    }
    found.kernel_driver = printer.kernel_driver;
    found.problem = printer.problem;
    return found;
}

}  // namespace

LanguageGuess guess_language(const std::vector<std::string>& commands, std::string_view maker,
                             unsigned vendor) {
    std::string listed;
    for (const std::string& command : commands) listed += (listed.empty() ? "CMD:" : ",") + command;
    // The first that is known: makers put the native language before what is emulated.
    for (const std::string& command : commands)
        for (const CommandWord& known : kCommandWords)
            if (known.word == command)
                return {std::string(known.language), listed + " of its device id"};
    const std::string upper = base::to_upper(maker);
    for (const Maker& known : kMakers)
        if (vendor == known.vendor || upper.starts_with(base::to_upper(known.name)))
            return {std::string(known.language), "its maker, " + std::string(known.name)};
    return {};
}

base::Result<std::vector<FoundPrinter>> find_printers(std::chrono::milliseconds timeout) {
    const auto printers = drivers::find_usb_printers(timeout);
    if (!printers) return base::pass(printers);
    std::vector<FoundPrinter> found;
    std::ranges::transform(*printers, std::back_inserter(found), shown);
    return found;
}

}  // namespace station
