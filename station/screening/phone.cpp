#include "station/screening/phone.h"

#include <algorithm>

#include "base/text.h"

namespace station {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_mobile(std::string_view text) {
    return text.size() == 11 && text[0] == '1' && text[1] >= '3' && all_digits(text);
}

bool all_equal(std::string_view text) {
    return !text.empty() && text.find_first_not_of(text[0]) == text.npos;
}

/// 12345678 or 87654321, also through 9-0 and 0-9.
bool counts(std::string_view digits) {
    bool up = digits.size() > 1;
    bool down = up;
    for (std::size_t i = 1; i < digits.size(); ++i) {
        const int step = (digits[i] - digits[i - 1] + 10) % 10;
        up = up && step == 1;
        down = down && step == 9;
    }
    return up || down;
}

bool is_placeholder(std::string_view digits) {
    // 13800138000 stands on the cards of China Mobile and in every form that must be filled.
    return digits == "13800138000" || digits == "13800000000" || all_equal(digits) ||
           (digits.size() >= 7 && counts(digits)) ||
           (digits.size() == 11 && all_equal(digits.substr(2)));
}

/// "138 0000 0001", "（0571）8800 0000": one form for all; other characters stay and make it bad.
std::string unify(std::string_view text) {
    std::string out;
    for (const char32_t c : base::to_utf32(base::nfkc(base::trim(text)))) {
        switch (c) {
            case U' ':
            case U'(':
            case U'\t':
                break;
            case U')':
            case U'-':
            case U'—':
            case U'–':
            case U'―':
            case U'转':
            case U',':
            case U'#':
            case U'_':
                if (!out.empty() && out.back() != '-') out += '-';
                break;
            default:
                out += base::to_utf8(std::u32string_view(&c, 1));
        }
    }
    return out;
}

bool is_outside_mainland(std::string_view digits, bool plus) {
    const auto form = [&](std::string_view country, std::string_view first, std::size_t length) {
        std::string_view rest = digits;
        if (rest.starts_with(country)) {
            rest.remove_prefix(country.size());
        } else if (plus) {
            return false;
        }
        return rest.size() == length && first.find(rest[0]) != first.npos;
    };
    return form("852", "456789", 8) || form("853", "6", 8) || form("886", "9", 9) ||
           (!plus && digits.size() == 10 && digits.starts_with("09"));
}

}  // namespace

Phone read_phone(std::string_view text) {
    if (text.size() > 100) return {PhoneKind::Bad, std::string(text.substr(0, 40)), {}};
    std::string unified = unify(text);
    if (unified.empty()) return {};
    if (unified.find('*') != unified.npos) return {PhoneKind::Masked, unified, {}};
    std::string_view number = unified;
    const bool plus = number.starts_with('+');
    if (plus) number.remove_prefix(1);
    if (number.starts_with("0086")) number.remove_prefix(2);
    if (number.starts_with("86") && number.size() >= 13) {
        number.remove_prefix(2);
        if (number.starts_with('-')) number.remove_prefix(1);
    }
    std::string digits(number);
    std::erase(digits, '-');
    if (!all_digits(digits)) return {PhoneKind::Bad, unified, {}};
    if (is_placeholder(digits)) return {PhoneKind::Placeholder, digits, {}};
    const std::size_t dash = number.find('-');
    const std::string_view first = number.substr(0, dash);
    const std::string_view rest =
        dash == number.npos ? std::string_view{} : number.substr(dash + 1);
    const auto doubtful = [](std::string_view mobile) {
        return all_equal(mobile.substr(3)) || counts(mobile.substr(3));
    };
    if (is_mobile(digits)) {  // also 138-0000-0001
        return {doubtful(digits) ? PhoneKind::Doubtful : PhoneKind::Mobile, digits, {}};
    }
    if (is_mobile(first) && rest.size() >= 2 && rest.size() <= 6 && all_digits(rest))
        return {PhoneKind::Private, std::string(first), std::string(rest)};
    if ((digits.starts_with("400") || digits.starts_with("800")) && digits.size() == 10)
        return {PhoneKind::Service, digits, {}};
    if (digits[0] == '0' && digits.size() >= 10) {
        // Beijing, Shanghai and the like have 3 digits of area code, the rest 4.
        const std::size_t area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
        const std::string_view local = std::string_view(digits).substr(area);
        const std::size_t second = rest.find('-');
        const std::string_view line = dash == area ? rest.substr(0, second) : local;
        if (line.size() >= 7 && line.size() <= 8) {
            const std::string extension =
                dash == area && second != rest.npos ? std::string(rest.substr(second + 1)) : "";
            if (extension.size() <= 6)
                return {PhoneKind::Landline, digits.substr(0, area) + "-" + std::string(line),
                        extension};
        }
    }
    if (is_outside_mainland(digits, plus)) return {PhoneKind::OutsideMainland, digits, {}};
    return {PhoneKind::Bad, digits, {}};
}

}  // namespace station
