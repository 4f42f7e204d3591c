#pragma once
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace server::http {

/// Bytes of a JSON text (RFC 4648, padded, without line ends). Nothing for any other text. Pure.
std::optional<base::Bytes> from_base64(std::string_view text);

}  // namespace server::http
