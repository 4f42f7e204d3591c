#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "drivers/device_id.h"

// Whatever a device answers to GET_DEVICE_ID: never a crash, and what is read can be shown and
// read again to the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto id = drivers::parse_device_id_reply({data, size});
    if (!id) return 0;
    if (!base::is_valid_utf8(id->text)) std::abort();
    for (const char c : id->text)
        if (static_cast<unsigned char>(c) < 0x20) std::abort();
    if (id->text.size() > drivers::kDeviceIdLimit) return 0;  // Grew when it became UTF-8.
    const auto again = drivers::parse_device_id(id->text);
    if (!again || again->model != id->model || again->commands != id->commands) std::abort();
    return 0;
}
