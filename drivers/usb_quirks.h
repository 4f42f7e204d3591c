#pragma once
#include <cstdint>
#include <string_view>

namespace drivers {

/// What a kind of USB printer does differently.
struct UsbQuirks {
    bool vendor_class = false; /**< Its printer interface calls itself vendor specific (FF). */
    bool no_reattach = false;  /**< Giving it back to the kernel's driver upsets it: it is not. */
    bool one_way = false;      /**< It has an IN endpoint, and nothing good comes of reading it. */
    bool operator==(const UsbQuirks&) const = default;
};
UsbQuirks usb_quirks(std::uint16_t vendor, std::uint16_t product);

/// Does every printer of this kind bear this serial number, or is it one that firmware has when
/// nobody wrote one ("0000000000", "123456789")? Then it tells no printer from another.
bool is_shared_serial(std::uint16_t vendor, std::uint16_t product, std::string_view serial);

}  // namespace drivers
