#pragma once
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

/// Bytes of a base64 text (RFC 4648, the ordinary alphabet; with or without '=' at the end).
/// InvalidInput for anything else, white space included. Pure.
Result<Bytes> decode_base64(std::string_view text);

/// The same the other way, with '=' at the end.
std::string encode_base64(ByteView bytes);

}  // namespace base
