#include "base/base64.h"

#include <sodium.h>

namespace base {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;

}  // namespace

Result<Bytes> decode_base64(std::string_view text) {
    Bytes out(text.size() / 4 * 3 + 3);
    std::size_t size = 0;
    // Without a place for the end of what was read, all of the text has to be base64.
    if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          kVariant) != 0)
        return fail(ErrorCode::InvalidInput, "the text is no base64");
    out.resize(size);
    return out;
}

std::string encode_base64(ByteView bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
    text.pop_back();  // The zero that C wants.
    return text;
}

}  // namespace base
