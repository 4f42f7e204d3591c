#include "station/orders/xlsx_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/clock.h"
#include "base/text.h"

namespace station {
namespace {

constexpr std::size_t kTrueDigits = 15;  ///< What a double keeps of a decimal number.

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "-12.5E+3": sign, digits before and after the point, exponent.
struct Decimal {
    bool negative = false;
    std::string whole, fraction;
    int exponent = 0;
    bool has_exponent = false;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
    Decimal number;
    if (text.starts_with('-') || text.starts_with('+')) {
        number.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at])) number.whole += text[at++];
    if (at < text.size() && text[at] == '.') {
        ++at;
        while (at < text.size() && is_digit(text[at])) number.fraction += text[at++];
    }
    if (number.whole.empty() && number.fraction.empty()) return std::nullopt;
    if (at == text.size()) return number;
    if (text[at] != 'E' && text[at] != 'e') return std::nullopt;
    number.has_exponent = true;
    ++at;
    if (at < text.size() && text[at] == '+') ++at;
    const auto [end, error] =
        std::from_chars(text.data() + at, text.data() + text.size(), number.exponent);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::size_t significant_digits(const Decimal& number) {
    std::string digits = number.whole + number.fraction;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    const auto last = digits.find_last_not_of('0');
    return last == std::string::npos ? 0 : last + 1;
}

/// Shifts the point; `number` has no more than kTrueDigits digits and a small exponent.
std::string written_out(const Decimal& number) {
    std::string whole = number.whole, fraction = number.fraction;
    for (int i = 0; i < number.exponent; ++i) {
        whole += fraction.empty() ? '0' : fraction[0];
        if (!fraction.empty()) fraction.erase(0, 1);
    }
    for (int i = 0; i > number.exponent; --i) {
        fraction.insert(fraction.begin(), whole.empty() ? '0' : whole.back());
        if (!whole.empty()) whole.pop_back();
    }
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (whole.empty()) whole = "0";
    return (number.negative ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

std::optional<double> to_double(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

}  // namespace

std::string plain_number(std::string_view raw) {
    const std::string_view text = base::trim(raw);
    auto number = parse_decimal(text);
    if (!number) return std::string(text);
    if (!number->has_exponent) {
        // Only a fraction can hold noise; of a whole number every digit was written on purpose.
        if (number->fraction.empty() || significant_digits(*number) <= kTrueDigits)
            return std::string(text);
        const auto value = to_double(text);
        if (!value) return std::string(text);
        std::array<char, 64> buffer{};
        const auto [end, error] =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), *value,
                          std::chars_format::general, static_cast<int>(kTrueDigits));
        if (error != std::errc{}) return std::string(text);
        number = parse_decimal({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
        if (!number) return std::string(text);
    }
    const bool known = significant_digits(*number) <= kTrueDigits;
    const auto length = static_cast<int>(number->whole.size()) + number->exponent;
    if (!known || number->exponent < -30 || length > static_cast<int>(kTrueDigits))
        return std::string(text);
    return written_out(*number);
}

bool is_shortened_number(std::string_view text) {
    const auto number = parse_decimal(text);
    return number && number->has_exponent && number->exponent > 0 && number->whole.size() == 1;
}

std::optional<std::string> date_text(std::string_view raw, DateEpoch epoch) {
    using namespace std::chrono;
    const auto value = to_double(base::trim(raw));
    constexpr double kFirst = 1, kAfterLast = 2958466;  // 9999-12-31 is 2958465.
    if (!value || *value < kFirst || *value >= kAfterLast) return std::nullopt;
    // Excel believes in 29 February 1900, so that numbers below 61 count from a day later.
    const sys_days first = epoch == DateEpoch::Year1904 ? sys_days{year{1904} / 1 / 1}
                           : *value < 61                ? sys_days{year{1899} / 12 / 31}
                                                        : sys_days{year{1899} / 12 / 30};
    const auto since = seconds{std::llround(*value * 86400.0)};
    return base::format_beijing(base::Time{first.time_since_epoch() + since} -
                                base::kBeijingOffset);
}

bool is_date_format(int id) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

bool is_date_format(std::string_view code) {
    bool in_quotes = false, in_brackets = false;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') {
            in_quotes = !in_quotes;
        } else if (in_quotes) {
            continue;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[' || c == ']') {
            in_brackets = c == '[';
        } else if (!in_brackets && std::string_view("yYmMdDhHsS").find(c) != std::string::npos) {
            return true;
        } else if (c == ';') {
            return false;
        }
    }
    return false;
}

std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0, at = 0;
    while (at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && at < 4)
        column = column * 26 + static_cast<std::size_t>(reference[at++] - 'A') + 1;
    if (at == 0 || at == reference.size() || !is_digit(reference[at])) return std::nullopt;
    return column - 1;
}

std::string unescape(std::string text) {
    std::size_t at = text.find("_x");
    if (at == std::string::npos) return text;
    std::string out;
    std::size_t done = 0;
    for (; at != std::string::npos; at = text.find("_x", at)) {
        unsigned code = 0;
        const char* digits = text.data() + at + 2;
        if (text.size() - at >= 7 && text[at + 6] == '_' &&
            std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4) {
            out.append(text, done, at - done);
            out += base::to_utf8(std::u32string(1, static_cast<char32_t>(code)));
            at += 7;
            done = at;
        } else {
            at += 2;
        }
    }
    return out.append(text, done);
}

std::optional<std::string> resolve_part(std::string_view from, std::string_view target) {
    std::vector<std::string_view> path;
    if (!target.starts_with('/')) {
        path = base::split(from, '/');
        path.pop_back();
    }
    for (const std::string_view step : base::split(target, '/')) {
        if (step.empty() || step == ".") continue;
        if (step != "..") {
            path.push_back(step);
        } else if (path.empty()) {
            return std::nullopt;
        } else {
            path.pop_back();
        }
    }
    std::string name;
    for (const std::string_view step : path) name += (name.empty() ? "" : "/") + std::string(step);
    return name;
}

}  // namespace station
