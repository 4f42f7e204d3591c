#include "drivers/device_id.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace drivers {
namespace {

// Shorter than "MFG:A;MDL:B;" and its length nothing can be a device id.
constexpr std::size_t kShortest = 14;

struct Key {
    std::string_view name;
    std::string DeviceId::*field;
};
// Both spellings of each key. Source: IEEE 1284-2000, 7.6; what printers were seen to send.
constexpr std::array<Key, 11> kKeys{{{"MFG", &DeviceId::manufacturer},
                                     {"MANUFACTURER", &DeviceId::manufacturer},
                                     {"MDL", &DeviceId::model},
                                     {"MODEL", &DeviceId::model},
                                     {"DES", &DeviceId::description},
                                     {"DESCRIPTION", &DeviceId::description},
                                     {"CLS", &DeviceId::device_class},
                                     {"CLASS", &DeviceId::device_class},
                                     {"SN", &DeviceId::serial},
                                     {"SERN", &DeviceId::serial},
                                     {"SERIALNUMBER", &DeviceId::serial}}};

base::Error no_device_id(std::string_view why) {
    return {base::ErrorCode::InvalidInput, "not a device id: " + std::string(why), {}};
}

// In UTF-8, without control characters (some firmware ends its text with NULs, or lines with CR).
std::string clean(std::string_view raw) {
    std::string text;
    if (const auto decoded = base::decode_text(base::as_bytes(raw))) {
        text = decoded->utf8;
    } else {
        text = base::to_utf8(base::to_utf32(raw));
    }
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return text;
}

std::vector<std::string> words(std::string_view list) {
    std::vector<std::string> out;
    for (const std::string_view word : base::split(list, ','))
        if (const auto trimmed = base::trim(word); !trimmed.empty())
            out.push_back(base::to_upper(trimmed));
    return out;
}

bool begins_with_a_key(std::string_view text) {
    const std::string upper = base::to_upper(text.substr(0, 16));
    return upper.starts_with("CMD:") || upper.starts_with("COMMAND SET:") ||
           std::ranges::any_of(kKeys, [&](const Key& key) {
               return upper.starts_with(std::string(key.name) + ":");
           });
}

// The text behind the length that a reply begins with, or none where no reading of it makes sense.
std::optional<std::string_view> text_of(base::ByteView reply) {
    const std::string_view all = base::as_text(reply);
    if (begins_with_a_key(all)) return all;  // No length at all.
    const std::size_t big = static_cast<std::size_t>(reply[0] << 8 | reply[1]);
    const std::size_t little = static_cast<std::size_t>(reply[1] << 8 | reply[0]);
    for (const std::size_t length : {big, little}) {
        if (length < kShortest - 2 || length > kDeviceIdLimit) continue;
        // One that counts the text alone is two short of what came.
        const std::size_t end = length + 2 == reply.size() ? reply.size() : length;
        return all.substr(2, std::min(end, reply.size()) - 2);
    }
    return std::nullopt;
}

}  // namespace

base::Result<DeviceId> parse_device_id(std::string_view text) {
    DeviceId id;
    id.text = clean(text.substr(0, kDeviceIdLimit));
    bool any = false;
    bool commands_seen = false;
    for (const std::string_view field : base::split(id.text, ';')) {
        const auto colon = field.find(':');
        if (colon == field.npos) continue;
        const std::string key = base::to_upper(base::trim(field.substr(0, colon)));
        const std::string_view value = base::trim(field.substr(colon + 1));
        if (key.empty()) continue;
        if (key == "CMD" || key == "COMMAND SET") {
            any = true;
            if (!commands_seen) id.commands = words(value);
            commands_seen = true;
            continue;
        }
        const auto known = std::ranges::find(kKeys, key, &Key::name);
        if (known == kKeys.end()) continue;
        any = true;
        if ((id.*(known->field)).empty()) id.*(known->field) = std::string(value);
    }
    if (!any) return std::unexpected(no_device_id("no key of one in it"));
    return id;
}

base::Result<DeviceId> parse_device_id_reply(base::ByteView reply) {
    if (reply.size() < kShortest)
        return std::unexpected(
            no_device_id("only " + std::to_string(reply.size()) + " bytes came"));
    const auto text = text_of(reply);
    if (!text) return std::unexpected(no_device_id("its length makes no sense"));
    return parse_device_id(*text);
}

}  // namespace drivers
