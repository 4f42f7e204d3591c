#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <memory>

namespace base {

std::string_view trim(std::string_view text) {
    static constexpr std::string_view kWide[] = {"\xE3\x80\x80", "\xEF\xBB\xBF"};
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    for (bool again = true; again;) {
        again = false;
        while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
        for (const std::string_view wide : kWide) {
            if (text.starts_with(wide)) {
                text.remove_prefix(wide.size());
                again = true;
            }
            if (text.ends_with(wide)) {
                text.remove_suffix(wide.size());
                again = true;
            }
        }
    }
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == text.npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string to_upper(std::string_view text) {
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
}

namespace {

/// The code point at `at`, which is moved behind it; U+FFFD for anything invalid (Unicode 15,
/// table 3-7), then one byte is skipped.
char32_t next_code_point(std::string_view s, std::size_t& at, bool& valid) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80) {
        ++at;
        return first;
    }
    int more = 0;
    char32_t c = 0;
    char32_t smallest = 0;
    if (first >= 0xC2 && first <= 0xDF) {
        more = 1, c = first & 0x1Fu, smallest = 0x80;
    } else if ((first & 0xF0) == 0xE0) {
        more = 2, c = first & 0x0Fu, smallest = 0x800;
    } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3, c = first & 0x07u, smallest = 0x10000;
    }
    bool good = more > 0 && at + static_cast<std::size_t>(more) < s.size();
    for (int i = 1; good && i <= more; ++i) {
        const unsigned char next = byte(at + static_cast<std::size_t>(i));
        if ((next & 0xC0) != 0x80) good = false;
        c = (c << 6) | (next & 0x3Fu);
    }
    if (!good || c < smallest || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
        ++at;
        valid = false;
        return 0xFFFD;
    }
    at += static_cast<std::size_t>(more) + 1;
    return c;
}

}  // namespace

std::u32string to_utf32(std::string_view utf8) {
    std::u32string text;
    text.reserve(utf8.size());
    bool valid = true;
    for (std::size_t at = 0; at < utf8.size();) text.push_back(next_code_point(utf8, at, valid));
    return text;
}

bool is_valid_utf8(std::string_view text) {
    bool valid = true;
    for (std::size_t at = 0; at < text.size() && valid;) next_code_point(text, at, valid);
    return valid;
}

std::string to_utf8(std::u32string_view text) {
    std::string out;
    for (const char32_t c : text) {
        if (c < 0x80) {
            out.push_back(static_cast<char>(c));
        } else if (c < 0x800) {
            out.push_back(static_cast<char>(0xC0 | (c >> 6)));
            out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
        } else if (c < 0x10000) {
            out.push_back(static_cast<char>(0xE0 | (c >> 12)));
            out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
            out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
        } else {
            out.push_back(static_cast<char>(0xF0 | (c >> 18)));
            out.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3F)));
            out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3F)));
            out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
        }
    }
    return out;
}

std::size_t length_utf8(std::string_view text) {
    return to_utf32(text).size();
}

bool is_han(char32_t c) {
    UErrorCode error = U_ZERO_ERROR;
    return uscript_getScript(static_cast<UChar32>(c), &error) == USCRIPT_HAN;
}

std::string nfkc(std::string_view utf8) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCInstance(error);
    if (U_FAILURE(error)) return std::string(utf8);
    const auto input = icu::UnicodeString::fromUTF8(
        icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
    const icu::UnicodeString normal = normalizer->normalize(input, error);
    std::string out;
    if (U_FAILURE(error)) return std::string(utf8);
    normal.toUTF8String(out);
    return out;
}

Result<DecodedText> decode_text(ByteView bytes) {
    std::string_view text = as_text(bytes);
    if (text.starts_with("\xEF\xBB\xBF") && is_valid_utf8(text))
        return DecodedText{std::string(text.substr(3)), TextEncoding::Utf8WithBom};
    if (is_valid_utf8(text)) return DecodedText{std::string(text), TextEncoding::Utf8};

    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &error),
                                                                       &ucnv_close);
    if (U_FAILURE(error))
        return fail(ErrorCode::Unavailable, "ICU has no GB18030 converter on this machine");
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &error);
    std::u16string wide(text.size() + 1, u'\0');
    UChar* target = wide.data();
    const char* source = text.data();
    ucnv_toUnicode(converter.get(), &target, wide.data() + wide.size(), &source,
                   text.data() + text.size(), nullptr, true, &error);
    if (U_FAILURE(error)) {
        return fail(ErrorCode::InvalidInput, "the text is neither UTF-8 nor GB18030 (at byte " +
                                                 std::to_string(source - text.data()) +
                                                 "); save the file as UTF-8 CSV");
    }
    DecodedText decoded{{}, TextEncoding::Gb18030};
    icu::UnicodeString(wide.data(), static_cast<std::int32_t>(target - wide.data()))
        .toUTF8String(decoded.utf8);
    return decoded;
}

Result<Bytes> encode_gb18030(std::string_view utf8) {
    const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
        icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("gb18030", &error),
                                                                       &ucnv_close);
    if (U_FAILURE(error))
        return fail(ErrorCode::Unavailable, "ICU has no GB18030 converter on this machine");
    constexpr int kLongest = 4;  // Bytes of one character.
    std::string out(static_cast<std::size_t>(wide.length()) * kLongest + 1, '\0');
    const std::int32_t length =
        ucnv_fromUChars(converter.get(), out.data(), static_cast<std::int32_t>(out.size()),
                        wide.getBuffer(), wide.length(), &error);
    if (U_FAILURE(error))
        return fail(ErrorCode::Unavailable, "ICU cannot write the text in GB18030");
    Bytes bytes;
    append(bytes, std::string_view(out).substr(0, static_cast<std::size_t>(length)));
    return bytes;
}

}  // namespace base
