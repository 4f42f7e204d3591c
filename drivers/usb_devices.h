#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/device_id.h"
#include "drivers/usb_identity.h"
#include "drivers/usb_library.h"
#include "drivers/usb_quirks.h"

namespace drivers {

/// Why a printer is known by its serial number or by its port.
enum class IdentityGround {
    OwnSerial,      ///< By serial: no other printer here has it.
    NoSerial,       ///< By port: it has none.
    SharedSerial,   ///< By port: every printer of its kind, or sample firmware, has this one.
    DoubledSerial,  ///< By port: another one that is plugged in has it too.
    UnreadSerial,   ///< By port: it could not be read, see UsbPrinter::problem.
};
/// "own_serial", "no_serial", "shared_serial", "doubled_serial", "unread_serial".
std::string_view name(IdentityGround ground);

/// What GET_PORT_STATUS says. Many printers always say that all is well.
/// Source: USB Printer Class 1.1, 4.2.2.
struct PortStatus {
    bool paper_empty = false;
    bool selected = false;
    bool error = false;
    bool operator==(const PortStatus&) const = default;
};
PortStatus port_status_of(std::uint8_t byte);

/// A USB printer that is plugged in.
struct UsbPrinter {
    UsbIdentity identity;
    IdentityGround ground = IdentityGround::NoSerial;
    UsbDevice device;
    UsbSetting setting;  ///< The one that is printed through.
    UsbQuirks quirks;
    std::string manufacturer;  ///< Its USB strings.
    std::string product;
    std::string serial;
    std::optional<DeviceId> device_id;      ///< None if it has none that can be read.
    std::optional<PortStatus> port_status;  ///< None while somebody else has the interface.
    bool kernel_driver = false;             ///< usblp has it; it is taken over when printing.
    std::string problem;                    ///< Why it could not be asked; empty if it could.
};

/// The interface to print through: printer class, alternate setting with protocol 2 (both ways)
/// before 1 (one way); 3 (IEEE 1284.4) and 4 (IPP) are other languages. None: no printer.
std::optional<UsbSetting> printer_setting(const UsbDevice& device, const UsbQuirks& quirks);

/// The printers on a bus, by port, asked for their strings, device id and port status: without
/// taking anything from a driver or a program. `known`: those of an earlier look that are not asked
/// again. Stops asking at the deadline; what is not known then is said in `problem`.
std::vector<UsbPrinter> usb_printers_on(UsbBus& bus, UsbDeadline deadline,
                                        const std::vector<UsbPrinter>& known = {});

/// All of it with a look at the bus of its own. Unavailable if USB does not work here.
base::Result<std::vector<UsbPrinter>> find_usb_printers(std::chrono::milliseconds timeout);

/// The one device that an identity means. NotFound if it is not plugged in; Conflict, with the
/// ports, if a serial number is that of several or of every printer of its kind.
base::Result<UsbDevice> find_usb_printer(UsbBus& bus, const UsbIdentity& identity,
                                         UsbDeadline deadline);

}  // namespace drivers
