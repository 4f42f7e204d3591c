#include "drivers/usb_identity.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/text.h"
#include "drivers/percent.h"

namespace drivers {
namespace {

constexpr std::string_view kSerial = "usb:serial/";
constexpr std::string_view kPort = "usb:port/";
constexpr std::size_t kLongestSerial = 126;  // A USB string has no more characters.

std::unexpected<base::Error> no_identity(std::string_view uri, std::string_view why) {
    return base::fail(base::ErrorCode::InvalidInput,
                      "'" + std::string(uri) + "': " + std::string(why) +
                          "; expected usb:port/1-1.3 or usb:serial/VENDOR:PRODUCT/NUMBER as "
                          "`packbench printers` lists them",
                      "printer_uri");
}

bool four_hex(std::string_view text, std::uint16_t& value) {
    if (text.size() != 4) return false;
    unsigned number = 0;
    for (const char c : text) {
        const int digit = hex_digit(c);
        if (digit < 0) return false;
        number = number * 16 + static_cast<unsigned>(digit);
    }
    value = static_cast<std::uint16_t>(number);
    return true;
}

// BUS-PORT{.PORT}, each 1 to 255, at most seven ports: USB allows no longer chain of hubs.
bool is_port(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == text.npos) return false;
    const auto number = [](std::string_view digits) {
        return !digits.empty() && digits.size() <= 3 && digits.front() != '0' &&
               std::ranges::all_of(digits, base::is_digit) && std::stoi(std::string(digits)) <= 255;
    };
    const auto ports = base::split(text.substr(dash + 1), '.');
    return number(text.substr(0, dash)) && ports.size() <= 7 && std::ranges::all_of(ports, number);
}

}  // namespace

std::string usb_ids(std::uint16_t vendor, std::uint16_t product) {
    const std::array<std::uint8_t, 4> bytes{
        static_cast<std::uint8_t>(vendor >> 8), static_cast<std::uint8_t>(vendor),
        static_cast<std::uint8_t>(product >> 8), static_cast<std::uint8_t>(product)};
    std::string text = base::to_hex(bytes);
    text.insert(4, ":");
    return text;
}

std::string UsbIdentity::uri() const {
    if (!by_serial()) return std::string(kPort) + port;
    return std::string(kSerial) + usb_ids(vendor, product) + "/" + percent_encoded(serial);
}

std::string UsbIdentity::title() const {
    if (!by_serial()) return "USB port " + port;
    return "USB printer " + usb_ids(vendor, product) + " with serial number " + serial;
}

base::Result<UsbIdentity> parse_usb_identity(std::string_view uri) {
    UsbIdentity identity;
    if (uri.starts_with(kPort)) {
        const std::string_view port = uri.substr(kPort.size());
        if (!is_port(port)) return no_identity(uri, "the port is not like 1-1.3");
        identity.port = std::string(port);
        return identity;
    }
    if (!uri.starts_with(kSerial)) return no_identity(uri, "no address of a USB printer");
    const std::string_view rest = uri.substr(kSerial.size());
    if (rest.size() < 10 || rest[4] != ':' || rest[9] != '/' ||
        !four_hex(rest.substr(0, 4), identity.vendor) ||
        !four_hex(rest.substr(5, 4), identity.product))
        return no_identity(uri, "vendor and product are not four hexadecimal digits each");
    const auto serial = percent_decoded(rest.substr(10));
    if (!serial) return no_identity(uri, serial.error().message);
    if (serial->empty() || base::length_utf8(*serial) > kLongestSerial)
        return no_identity(uri, "the serial number has no or more than 126 characters");
    if (!base::is_valid_utf8(*serial)) return no_identity(uri, "the serial number is not UTF-8");
    identity.serial = *serial;
    return identity;
}

}  // namespace drivers
