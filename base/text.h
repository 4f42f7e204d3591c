#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace base {

/// Without leading and trailing ASCII white space (space, TAB, CR, LF), U+3000 and U+FEFF.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
/// ASCII letters only.
std::string to_upper(std::string_view text);
/// ASCII alone, whatever the locale.
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

/// The code points of UTF-8 text; invalid sequences become U+FFFD. Never fails.
std::u32string to_utf32(std::string_view utf8);
std::string to_utf8(std::u32string_view text);
bool is_valid_utf8(std::string_view text);
/// Number of code points.
std::size_t length_utf8(std::string_view text);
/// Is this a Han character (any plane)?
bool is_han(char32_t c);

/// Unicode normalisation NFKC (full-width letters and digits become half-width). Uses ICU.
std::string nfkc(std::string_view utf8);

enum class TextEncoding { Utf8, Utf8WithBom, Gb18030 };
/// Text of a file in UTF-8 (BOM removed) or GB18030 (a superset of GBK and GB2312): valid UTF-8 is
/// taken as UTF-8, everything else must be valid GB18030. InvalidInput with the byte offset where
/// it is neither.
struct DecodedText {
    std::string utf8;
    TextEncoding encoding = TextEncoding::Utf8;
};
Result<DecodedText> decode_text(ByteView bytes);
/// UTF-8 text in GB18030, which has every character. Uses ICU; Unavailable where that is broken.
Result<Bytes> encode_gb18030(std::string_view utf8);

}  // namespace base
