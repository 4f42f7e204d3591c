#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drivers {

/// How one USB printer is told from another: by its serial number where that is its own, else by
/// the socket it is plugged into. Never by the device address, which changes at every plug.
struct UsbIdentity {
    std::uint16_t vendor = 0;   ///< With `serial` alone.
    std::uint16_t product = 0;  ///< With `serial` alone.
    std::string serial{};       ///< UTF-8; empty: the port is meant.
    std::string port{};         ///< Bus and ports as Linux writes them, "1-1.3"; else empty.

    bool by_serial() const { return !serial.empty(); }
    /// The address of such a printer: `usb:serial/6868:0500/ABC123` (%XX for odd characters) or
    /// `usb:port/1-1.3`.
    std::string uri() const;
    /// For people: "USB printer 6868:0500 with serial number ABC123", "USB port 1-1.3".
    std::string title() const;
    bool operator==(const UsbIdentity&) const = default;
};

/// Reads what uri() writes. InvalidInput with what is wrong.
base::Result<UsbIdentity> parse_usb_identity(std::string_view uri);

/// "6868:0500".
std::string usb_ids(std::uint16_t vendor, std::uint16_t product);

}  // namespace drivers
