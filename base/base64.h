#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

/// Bytes of a base64 text (RFC 4648, 4: the ordinary alphabet, padded with '='). InvalidInput for
/// anything else, white space and bits left over included. Pure; any thread. libsodium does it.
Result<Bytes> decode_base64(std::string_view text);

/// The same the other way, with '=' at the end.
std::string encode_base64(ByteView bytes);

}  // namespace base
