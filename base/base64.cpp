#include "base/base64.h"

#include <array>
#include <cstdint>

namespace base {
namespace {

int value_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

}  // namespace

Result<Bytes> decode_base64(std::string_view text) {
    const auto wrong = [] { return fail(ErrorCode::InvalidInput, "the text is no base64"); };
    const bool padded = text.ends_with('=');
    if (padded && text.size() % 4 != 0) return wrong();
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    if (text.size() % 4 == 1) return wrong();
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : text) {
        const int value = value_of(c);
        if (value < 0) return wrong();
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFF;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out.push_back(static_cast<Bytes::value_type>(bits >> have & 0xFF));
    }
    // What is left over must be nothing: else two texts would be the same bytes.
    if ((bits & ((1u << have) - 1)) != 0) return wrong();
    return out;
}

std::string encode_base64(ByteView bytes) {
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (i + j < bytes.size() ? bytes[i + j] : 0u);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j > bytes.size() ? '=' : kLetters[bits >> (18 - 6 * j) & 63];
    }
    return out;
}

}  // namespace base
