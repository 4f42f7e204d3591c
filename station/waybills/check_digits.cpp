#include <algorithm>
#include <array>

#include "base/text.h"
#include "station/waybills/identify.h"

namespace station {
namespace {

int value(char digit) {
    return digit - '0';
}

}  // namespace

CheckResult check_s10(std::string_view number) {
    // UPU S10: weights 8 6 4 2 3 5 9 7; 11 - sum mod 11, where 10 becomes 0 and 11 becomes 5.
    constexpr std::array<int, 8> kWeights = {8, 6, 4, 2, 3, 5, 9, 7};
    const bool form = number.size() == 13 && base::is_upper(number[0]) &&
                      base::is_upper(number[1]) &&
                      std::ranges::all_of(number.substr(2, 9), base::is_digit) &&
                      base::is_upper(number[11]) && base::is_upper(number[12]);
    if (!form) return CheckResult::None;
    int sum = 0;
    for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * value(number[i + 2]);
    int check = 11 - sum % 11;
    if (check == 10) check = 0;
    if (check == 11) check = 5;
    return check == value(number[10]) ? CheckResult::Ok : CheckResult::Failed;
}

CheckResult check_sf(std::string_view number) {
    if (number.size() == 15 && number.starts_with("SF")) {
        number.remove_prefix(2);
    } else if (number.size() != 12) {
        return CheckResult::None;
    }
    if (!std::ranges::all_of(number, base::is_digit)) return CheckResult::None;
    // Without the first three digits (area) and the last (check); from the right weights 1, 3, 5
    // ...; the tens and the ones of each product are added. Reverse-engineered by others: four real
    // numbers pass, the usual placeholders do not.
    int sum = 0;
    int weight = 1;
    for (std::size_t i = number.size() - 1; i-- > 3; weight += 2) {
        const int product = value(number[i]) * weight;
        sum += product / 10 % 10 + product % 10;
    }
    return (10 - sum % 10) % 10 == value(number.back()) ? CheckResult::Ok : CheckResult::Failed;
}

bool gtin_check_ok(std::string_view digits) {
    if (digits.size() < 2 || !std::ranges::all_of(digits, base::is_digit)) return false;
    // GS1 General Specifications 7.9: from the right, behind the check digit, weights 3, 1, 3 ...
    int sum = 0;
    int weight = 3;
    for (std::size_t i = digits.size() - 1; i-- > 0; weight = 4 - weight)
        sum += value(digits[i]) * weight;
    return (10 - sum % 10) % 10 == value(digits.back());
}

}  // namespace station
