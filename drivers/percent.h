#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace drivers {

/// 0 to 15, or -1.
int hex_digit(char c);

/// Letters, digits and "-._~" as they are, every other byte as %XX. Source: RFC 3986, 2.1 and 2.3.
std::string percent_encoded(std::string_view text);
/// The reverse; other characters stay as they are. InvalidInput for a '%' without two digits, %00.
base::Result<std::string> percent_decoded(std::string_view text);

}  // namespace drivers
