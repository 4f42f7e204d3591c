#include "station/orders/export_values.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "station/orders/xlsx_values.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

bool is_absent(std::string_view text) {
    return text.empty() || text == "-" || text == "--" || text == "—" || text == "/";
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// How often the separator "," may be put in: "1,234,567".
bool has_good_grouping(std::string_view whole) {
    const auto groups = base::split(whole, ',');
    if (groups.size() == 1) return true;
    if (groups[0].empty() || groups[0].size() > 3) return false;
    return std::all_of(groups.begin() + 1, groups.end(),
                       [](std::string_view group) { return group.size() == 3; });
}

/// A decimal number times 10^places, in integers. `exact`: further digits must be zeros; otherwise
/// they round, halves up. nullopt when it is not one or has more than 12 digits before the point.
enum class Digits { Exact, Rounded };
std::optional<std::int64_t> scaled(std::string_view text, std::size_t places, Digits digits) {
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || !is_digit(whole[0]) || !has_good_grouping(whole)) return std::nullopt;
    if (point != std::string_view::npos && fraction.empty()) return std::nullopt;
    std::int64_t value = 0;
    std::size_t count = 0;
    for (const char c : whole) {
        if (c == ',') continue;
        if (!is_digit(c) || ++count > 12) return std::nullopt;
        value = value * 10 + (c - '0');
    }
    if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
    for (std::size_t i = 0; i < places; ++i)
        value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    if (fraction.size() <= places) return value;
    const std::string_view more = fraction.substr(places);
    if (digits == Digits::Rounded) return value + (more[0] >= '5' ? 1 : 0);
    return more.find_first_not_of('0') == std::string_view::npos ? std::optional(value)
                                                                 : std::nullopt;
}

void remove_prefix(std::string_view& text, std::string_view prefix) {
    if (!prefix.empty() && text.starts_with(prefix)) text = base::trim(text.substr(prefix.size()));
}

}  // namespace

std::string in_quotes(std::string_view text) {
    constexpr std::size_t kShown = 40;
    constexpr int kPhone = 7;  // So many digits on end may be a telephone number.
    const std::u32string whole = base::to_utf32(base::trim(text));
    int digits = 0, letters = 0, han = 0, longest_digits = 0, run = 0;
    for (const char32_t c : whole) {
        const bool digit = c >= U'0' && c <= U'9';
        run = digit || c == U'-' || c == U' ' ? run + (digit ? 1 : 0) : 0;
        longest_digits = std::max(longest_digits, run);
        digits += digit ? 1 : 0;
        letters += (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ? 1 : 0;
        han += base::is_han(c) ? 1 : 0;
    }
    const bool decimal = whole.find(U'.') != std::u32string::npos ||
                         whole.find(U':') != std::u32string::npos ||
                         whole.find(U'/') != std::u32string::npos;
    const bool number_like = digits > 0 && han == 0 && letters <= 1;
    // "x", "many", "N/A", "#REF!": too short and plain to be somebody's.
    const bool a_word = digits == 0 && han == 0 && letters <= 8 && whole.size() <= 10 &&
                        whole.find(U' ') == std::u32string::npos;
    const bool a_unit = digits > 0 && han <= 1 && whole.size() <= 8;  // "3件", "12元", "2x"
    const bool a_carrier = han >= 2 && (whole.ends_with(U"快递") || whole.ends_with(U"速运") ||
                                        whole.ends_with(U"速递") || whole.ends_with(U"物流"));
    const bool a_phone = longest_digits >= kPhone && !(decimal && number_like);
    if (whole.size() <= kShown && !a_phone && (number_like || a_word || a_unit || a_carrier))
        return "'" + base::to_utf8(whole) + "'";
    std::string kind = std::to_string(whole.size()) + " characters";
    if (han == static_cast<int>(whole.size()))
        kind = std::to_string(han) + " Han characters";
    else if (digits == static_cast<int>(whole.size()))
        kind = std::to_string(digits) + " digits";
    return "a text of " + kind;
}

base::Result<std::optional<std::int64_t>> parse_yuan(std::string_view text) {
    constexpr std::int64_t kMostFen = 1'000'000'000;
    const std::string plain = base::nfkc(base::trim(text));
    std::string_view number = plain;
    if (is_absent(number)) return std::nullopt;
    remove_prefix(number, "¥");
    if (number.ends_with("元")) number = base::trim(number.substr(0, number.size() - 3));
    const auto fen = scaled(number, 2, Digits::Exact);
    if (!fen || *fen > kMostFen)
        return fail(ErrorCode::InvalidInput,
                    in_quotes(text) + " is not an amount; expected yuan such as 45.00");
    return fen;
}

base::Result<std::optional<int>> parse_kilograms(std::string_view text) {
    constexpr std::int64_t kMostGrams = 1'000'000;
    const std::string plain = base::nfkc(base::trim(text));
    if (is_absent(plain)) return std::nullopt;
    const auto grams = scaled(plain, 3, Digits::Rounded);
    if (!grams || *grams > kMostGrams)
        return fail(ErrorCode::InvalidInput,
                    in_quotes(text) + " is not a weight; expected kilograms such as 0.25");
    return static_cast<int>(*grams);
}

base::Result<int> parse_quantity(std::string_view text) {
    const std::string plain = base::nfkc(base::trim(text));
    const auto count = scaled(plain, 0, Digits::Exact);
    if (!count || *count < 1 || *count > 9999)
        return fail(ErrorCode::InvalidInput,
                    in_quotes(text) +
                        " is not a number of pieces; expected a whole number from 1 to "
                        "9999");
    return static_cast<int>(*count);
}

base::Result<std::optional<base::Time>> parse_time(std::string_view text) {
    text = base::trim(text);
    if (is_absent(text)) return std::nullopt;
    constexpr std::size_t kLongestDate = 10;  // 2026-11-23
    const bool is_date = text.size() <= kLongestDate && text.find(':') == std::string_view::npos;
    const auto time =
        base::parse_beijing(is_date ? std::string(text) + " 00:00" : std::string(text));
    if (!time)
        return fail(ErrorCode::InvalidInput,
                    in_quotes(text) + " is not a time; expected for example 2026-05-28 15:25:05");
    return *time;
}

base::Result<std::string> parse_number_text(std::string_view text) {
    const std::string number = clean_text(text);
    if (is_absent(number)) return std::string();
    if (is_shortened_number(number))
        return fail(ErrorCode::InvalidInput,
                    in_quotes(number) +
                        " was shortened by a spreadsheet program, its digits are lost; export the "
                        "file again and do not save it from a spreadsheet program",
                    "damaged_number");
    return number;
}

std::string clean_text(std::string_view text) {
    std::string out;
    bool in_control = false;
    for (const char c : base::trim(text)) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        if (!is_control)
            out += c;
        else if (!in_control)
            out += ' ';
        in_control = is_control;
    }
    return std::string(base::trim(out));
}

bool is_hidden(std::string_view text) {
    if (text.find('*') != std::string_view::npos) return true;
    return text.size() > 8 && ((text.starts_with('#') && text.ends_with("##")) ||
                               text.starts_with("##") || text.starts_with("$$"));
}

std::string address_detail(const IncomingReceiver& receiver) {
    constexpr std::array<std::string_view, 4> kPseudoCities = {"市辖区", "县", "省直辖县级行政区划",
                                                               "自治区直辖县级行政区划"};
    std::string_view rest = base::trim(receiver.address);
    remove_prefix(rest, receiver.province);
    if (std::ranges::find(kPseudoCities, receiver.city) == kPseudoCities.end())
        remove_prefix(rest, receiver.city);
    remove_prefix(rest, receiver.district);
    return std::string(rest);
}

}  // namespace station
