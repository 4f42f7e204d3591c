#include "drivers/usb_devices.h"

#include <algorithm>

namespace drivers {
namespace {

using UsbMoment = std::chrono::steady_clock;

constexpr std::uint8_t kPrinterClass = 0x07;
constexpr std::uint8_t kVendorClass = 0xff;
// One request; printers answer within a few milliseconds or not at all.
constexpr std::chrono::milliseconds kAskLimit{500};

UsbDeadline ask_until(UsbDeadline deadline) {
    return std::min(deadline, UsbMoment::now() + kAskLimit);
}

void note(UsbPrinter& printer, std::string_view what, UsbFault fault) {
    if (!printer.problem.empty()) return;
    printer.problem = "USB port " + printer.device.port + ": its " + std::string(what) +
                      (fault == UsbFault::Timeout ? ": no answer" : ": refused");
}

// Its strings, device id and status; what does not come is left empty.
void ask(UsbBus& bus, UsbPrinter& printer, UsbDeadline deadline) {
    auto handle = bus.open(printer.device);
    if (!handle) {
        printer.problem = handle.error().message;
        return;
    }
    UsbHandle& open = **handle;
    if (const auto serial = open.string(printer.device.serial_string, ask_until(deadline))) {
        printer.serial = *serial;
    } else {
        note(printer, "serial number", serial.error());
    }
    printer.manufacturer =
        open.string(printer.device.manufacturer_string, ask_until(deadline)).value_or("");
    printer.product = open.string(printer.device.product_string, ask_until(deadline)).value_or("");
    const UsbSetting& setting = printer.setting;
    // The kernel lets this one request through to an interface that others have.
    const auto id = open.control_in(
        {0xa1, 0, printer.device.configuration_index,
         static_cast<std::uint16_t>(setting.interface_number << 8 | setting.alternate)},
        kDeviceIdLimit, ask_until(deadline));
    if (id) {
        if (auto parsed = parse_device_id_reply(*id)) printer.device_id = *std::move(parsed);
    }
    printer.kernel_driver = open.kernel_driver_active(setting.interface_number);
    if (printer.kernel_driver) return;
    if (!open.claim(setting.interface_number, UsbHandle::Reattach::Never)) return;
    const auto status =
        open.control_in({0xa1, 1, 0, setting.interface_number}, 1, ask_until(deadline));
    if (status && status->size() == 1) printer.port_status = port_status_of(status->front());
}

bool same_plug(const UsbDevice& a, const UsbDevice& b) {
    return a.bus == b.bus && a.address == b.address && a.port == b.port && a.vendor == b.vendor &&
           a.product == b.product;
}

IdentityGround ground_of(const UsbPrinter& printer, const std::vector<UsbPrinter>& all) {
    if (printer.device.serial_string == 0) return IdentityGround::NoSerial;
    if (printer.serial.empty())
        return printer.problem.empty() ? IdentityGround::NoSerial : IdentityGround::UnreadSerial;
    if (is_shared_serial(printer.device.vendor, printer.device.product, printer.serial))
        return IdentityGround::SharedSerial;
    const auto having = std::ranges::count_if(all, [&](const UsbPrinter& other) {
        return other.serial == printer.serial && other.device.vendor == printer.device.vendor &&
               other.device.product == printer.device.product;
    });
    return having > 1 ? IdentityGround::DoubledSerial : IdentityGround::OwnSerial;
}

base::Result<UsbDevice> by_port(const UsbBus& bus, const UsbIdentity& identity) {
    for (const UsbDevice& device : bus.devices()) {
        if (device.port != identity.port) continue;
        if (printer_setting(device, usb_quirks(device.vendor, device.product))) return device;
        return base::fail(base::ErrorCode::NotFound,
                          identity.title() + ": what is plugged in there, " +
                              usb_ids(device.vendor, device.product) +
                              ", is no printer; `packbench printers` lists where they are",
                          "printer.not_plugged_in");
    }
    return base::fail(base::ErrorCode::NotFound,
                      identity.title() +
                          ": nothing is plugged in there; is the printer on, and "
                          "its cable in this socket?",
                      "printer.not_plugged_in");
}

}  // namespace

std::string_view name(IdentityGround ground) {
    switch (ground) {
        case IdentityGround::OwnSerial:
            return "own_serial";
        case IdentityGround::NoSerial:
            return "no_serial";
        case IdentityGround::SharedSerial:
            return "shared_serial";
        case IdentityGround::DoubledSerial:
            return "doubled_serial";
        case IdentityGround::UnreadSerial:
            return "unread_serial";
    }
    return "no_serial";
}

PortStatus port_status_of(std::uint8_t byte) {
    return {(byte & 0x20) != 0, (byte & 0x10) != 0, (byte & 0x08) == 0};
}

std::optional<UsbSetting> printer_setting(const UsbDevice& device, const UsbQuirks& quirks) {
    std::optional<UsbSetting> best;
    for (const UsbSetting& setting : device.settings) {
        const bool by_class = setting.interface_class == kPrinterClass &&
                              (setting.protocol == 1 || setting.protocol == 2);
        const bool by_quirk = quirks.vendor_class && setting.interface_class == kVendorClass;
        if (!by_class && !by_quirk) continue;
        UsbSetting usable = setting;
        // Protocol 1 promises no answers; an endpoint for them is not to be read.
        if (quirks.one_way || (by_class && setting.protocol == 1)) usable.in_endpoint = 0;
        const bool better = !best || (best->interface_class == kVendorClass && by_class) ||
                            (best->in_endpoint == 0 && usable.in_endpoint != 0 &&
                             best->interface_class == usable.interface_class);
        if (better) best = usable;
    }
    return best;
}

std::vector<UsbPrinter> usb_printers_on(UsbBus& bus, UsbDeadline deadline,
                                        const std::vector<UsbPrinter>& known) {
    std::vector<UsbPrinter> printers;
    for (const UsbDevice& device : bus.devices()) {
        const UsbQuirks quirks = usb_quirks(device.vendor, device.product);
        const auto setting = printer_setting(device, quirks);
        if (!setting) continue;
        const auto earlier = std::ranges::find_if(known, [&](const UsbPrinter& one) {
            return same_plug(one.device, device) && one.problem.empty();
        });
        if (earlier != known.end()) {
            printers.push_back(*earlier);
            continue;
        }
        UsbPrinter printer;
        printer.device = device;
        printer.setting = *setting;
        printer.quirks = quirks;
        ask(bus, printer, deadline);
        printers.push_back(std::move(printer));
    }
    for (UsbPrinter& printer : printers) {
        printer.ground = ground_of(printer, printers);
        printer.identity = {};
        if (printer.ground == IdentityGround::OwnSerial) {
            printer.identity = {printer.device.vendor, printer.device.product, printer.serial, {}};
        } else {
            printer.identity.port = printer.device.port;
        }
    }
    return printers;
}

base::Result<std::vector<UsbPrinter>> find_usb_printers(std::chrono::milliseconds timeout) {
    const auto bus = UsbBus::look();
    if (!bus) return base::pass(bus);
    return usb_printers_on(**bus, UsbMoment::now() + timeout);
}

base::Result<UsbDevice> find_usb_printer(UsbBus& bus, const UsbIdentity& identity,
                                         UsbDeadline deadline) {
    if (!identity.by_serial()) return by_port(bus, identity);
    std::vector<UsbDevice> found;
    std::optional<base::Error> unread;
    for (const UsbDevice& device : bus.devices()) {
        if (device.vendor != identity.vendor || device.product != identity.product) continue;
        if (!printer_setting(device, usb_quirks(device.vendor, device.product))) continue;
        const auto handle = bus.open(device);
        if (!handle) {
            if (!unread) unread = handle.error();
            continue;
        }
        const auto serial = (*handle)->string(device.serial_string, ask_until(deadline));
        if (!serial && !unread)
            unread = base::Error{base::ErrorCode::Timeout,
                                 "USB port " + device.port + ": its serial number: no answer",
                                 "printer.no_answer"};
        if (serial && *serial == identity.serial) found.push_back(device);
    }
    std::string ports;
    for (const UsbDevice& device : found)
        ports += (ports.empty() ? "usb:port/" : ", usb:port/") + device.port;
    if (found.size() > 1)
        return base::fail(base::ErrorCode::Conflict,
                          identity.title() + ": " + std::to_string(found.size()) +
                              " printers have it; name one by its socket: " + ports,
                          "printer.serial_shared");
    if (found.size() == 1 && is_shared_serial(identity.vendor, identity.product, identity.serial))
        return base::fail(base::ErrorCode::Conflict,
                          identity.title() +
                              ": other printers of this kind have the same; name it by its "
                              "socket: " +
                              ports,
                          "printer.serial_shared");
    if (found.size() == 1) return found.front();
    if (unread) return std::unexpected(*unread);
    return base::fail(base::ErrorCode::NotFound,
                      identity.title() + ": not plugged in; is it on, and its cable in?",
                      "printer.not_plugged_in");
}

}  // namespace drivers
