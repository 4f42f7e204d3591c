#pragma once
#include <memory>
#include <string_view>

#include "drivers/byte_channel.h"

namespace drivers {

/// The channel that an address names, not yet opened: `file:///folder` (%XX for odd characters),
/// `tcp://host` or `tcp://host:9100` (IPv6 as `tcp://[::1]:9100`), `usb:serial/6868:0500/ABC123` or
/// `usb:port/1-1.3` (usb_identity.h), `serial:/dev/ttyUSB0?baud=9600` (serial_channel.h).
/// InvalidInput with what is wrong and what is expected.
base::Result<std::unique_ptr<ByteChannel>> make_channel(std::string_view uri);

/// make_channel() and open().
base::Result<std::unique_ptr<ByteChannel>> open_channel(std::string_view uri,
                                                        std::chrono::milliseconds timeout);

}  // namespace drivers
