#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace drivers {

/// What a printer says of itself: its IEEE 1284 device id, a list of `KEY:value;`. Written by the
/// maker, sometimes wrongly: a hint, no proof. All text is UTF-8 without control characters.
struct DeviceId {
    std::string manufacturer;             ///< MFG; may be empty though a model is there.
    std::string model;                    ///< MDL.
    std::string description;              ///< DES.
    std::string serial;                   ///< SN, SERN or SERIALNUMBER.
    std::string device_class;             ///< CLS: "PRINTER".
    std::vector<std::string> commands{};  ///< CMD, in upper case: "ESC/POS", "TSPL", "XPP", "XL".
    std::string text{};                   ///< The whole, as it was read.

    bool operator==(const DeviceId&) const = default;
};

/// The most bytes that a reply may have, its length included.
inline constexpr std::size_t kDeviceIdLimit = 1023;

/// The reply to the class request GET_DEVICE_ID: two bytes of length, themselves included, then the
/// text. The length should be big-endian; little-endian, one that leaves itself out, one larger
/// than what came and a text with no length at all are taken too. Untrusted input of any size.
/// InvalidInput when nothing in it reads as a device id.
/// Source: USB Printer Class 1.1, 4.2.1; IEEE 1284-2000, 7.6.
base::Result<DeviceId> parse_device_id_reply(base::ByteView reply);

/// The text alone. Keys in any case and either spelling, blanks around keys and values ignored, a
/// last ';' that is missing, doubled ';' and unknown keys too; the first of two equal keys counts.
/// Text that is not UTF-8 is read as GB18030. InvalidInput without any `KEY:value`.
base::Result<DeviceId> parse_device_id(std::string_view text);

}  // namespace drivers
