#pragma once
#include <memory>
#include <string_view>

#include "drivers/byte_channel.h"

namespace drivers {

/// The channel that an address names, not yet opened: `file:///folder` (%XX for odd characters),
/// `tcp://host` or `tcp://host:9100` (IPv6 as `tcp://[::1]:9100`). InvalidInput with what is wrong
/// and what is expected, also for `usb:` and `serial:`, which are not built in.
base::Result<std::unique_ptr<ByteChannel>> make_channel(std::string_view uri);

/// make_channel() and open().
base::Result<std::unique_ptr<ByteChannel>> open_channel(std::string_view uri,
                                                        std::chrono::milliseconds timeout);

}  // namespace drivers
