#include "station/waybills/identify.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "station/waybills/own_codes.h"

namespace station {
namespace {

constexpr std::size_t kLongestInput = 4096;

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, base::is_digit);
}

bool is_url(std::string_view text) {
    const std::string upper = base::to_upper(text.substr(0, 12));
    return upper.starts_with("HTTP://") || upper.starts_with("HTTPS://") ||
           upper.starts_with("WWW.") || upper.starts_with("WEIXIN://") ||
           upper.starts_with("ALIPAYS://");
}

/// Reads an AIM symbology prefix such as "]C1" (ISO/IEC 15424) off the front; its letter, or 0.
char take_symbology(std::string& text) {
    const auto alnum = [](char c) {
        return base::is_digit(c) || base::is_upper(c) || (c >= 'a' && c <= 'z');
    };
    if (text.size() < 3 || text[0] != ']' || !alnum(text[1]) || base::is_digit(text[1]) ||
        !alnum(text[2]))
        return 0;
    const char symbology = text[1];
    text.erase(0, 3);
    return symbology;
}

/// Half-width, one kind of space, no control and zero-width characters; spaces inside are kept.
std::string clean(std::string_view text) {
    const std::string normal = base::nfkc(text.substr(0, kLongestInput));
    std::u32string kept;
    for (const char32_t c : base::to_utf32(normal)) {
        const bool invisible = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFEFF ||
                               (c >= 0x200B && c <= 0x200F) || c == 0x2060;
        const bool space = c == U'\t' || c == U'\n' || c == U'\r' || c == 0xA0 || c == 0x3000;
        if (space) {
            kept.push_back(U' ');
        } else if (!invisible) {
            kept.push_back(c);
        }
    }
    return std::string(base::trim(base::to_utf8(kept)));
}

std::string without_spaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

/// 1[3-9] and nine digits, with +86 and an extension behind '-'; 400/800 numbers; landlines with
/// '-'.
bool is_phone(std::string_view text) {
    if (text.starts_with("+86")) text.remove_prefix(text.starts_with("+86-") ? 4 : 3);
    const std::size_t dash = text.find('-');
    const std::string_view first = text.substr(0, dash);
    const std::string_view rest = dash == text.npos ? std::string_view{} : text.substr(dash + 1);
    if (first.size() == 11 && first[0] == '1' && first[1] >= '3' && all_digits(first))
        return rest.empty() ? dash == text.npos
                            : rest.size() >= 2 && rest.size() <= 6 && all_digits(rest);
    if (dash == text.npos || !all_digits(first)) return false;
    if (first == "400" || first == "800") {
        std::string digits(rest);
        std::erase(digits, '-');
        return digits.size() == 7 && all_digits(digits);
    }
    if (first[0] != '0' || first.size() < 3 || first.size() > 4) return false;
    const std::size_t second = rest.find('-');
    const std::string_view number = rest.substr(0, second);
    const bool extension = second == rest.npos ||
                           (all_digits(rest.substr(second + 1)) && rest.size() - second - 1 <= 6);
    return number.size() >= 7 && number.size() <= 8 && all_digits(number) && extension;
}

/// 集包地: a name such as 杭州中转包1, or its short code ("52", "L51").
bool is_hub(std::string_view text) {
    for (const std::string_view word : {"中转", "集散", "分拨", "转运", "集包", "分拣", "集运包"}) {
        if (text.find(word) != text.npos && text.size() <= 60) return true;
    }
    if (text.size() < 2 || text.size() > 4) return false;
    const std::string_view digits = base::is_upper(text[0]) ? text.substr(1) : text;
    return all_digits(digits) && digits.size() <= 3;
}

bool is_country(std::string_view code) {
    // ISO 3166-1 codes; the UPU uses the same. YP is a private code seen on real Chinese mail.
    static constexpr std::string_view kCountries =
        "AD AE AF AG AI AL AM AO AR AS AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW "
        "BY "
        "BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET "
        "FI "
        "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE "
        "IL "
        "IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU "
        "LV "
        "LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL "
        "NO "
        "NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE "
        "SG "
        "SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG "
        "US "
        "UY UZ VA VC VE VG VI VN VU WF WS XK YE YP YT ZA ZM ZW ";
    return kCountries.find(std::string(code) + " ") != kCountries.npos;
}

CheckResult check_of(const config::Carrier& carrier, std::string_view number) {
    switch (carrier.check) {
        case config::CheckDigit::S10:
            return check_s10(number);
        case config::CheckDigit::Sf:
            return check_sf(number);
        case config::CheckDigit::None:
            break;
    }
    return CheckResult::None;
}

/// Carriers that the platforms' codes do not name, so that their numbers are not taken for others'.
std::string_view foreign_carrier(std::string_view text) {
    const auto form = [&](std::string_view prefix, std::size_t digits) {
        return text.size() == prefix.size() + digits && text.starts_with(prefix) &&
               all_digits(text.substr(prefix.size()));
    };
    if (form("YT", 16)) return "YunExpress (云途), not YTO";
    if (form("LP", 14) || form("CNG", 14)) return "Cainiao cross-border (菜鸟国际)";
    if (form("KY", 12) || form("KY", 13) || form("KYE", 12) || form("KYE", 13)) return "KYE (跨越)";
    if (text.size() == 18 && text.starts_with("4PX") && text.ends_with("CN") &&
        all_digits(text.substr(3, 13)))
        return "4PX (递四方)";
    return {};
}

void find_carriers(Identification& answer, const config::CarrierTable& table) {
    std::size_t matched = 0;
    for (const config::Carrier& carrier : table.all()) {
        const config::PatternMatch match = table.match(carrier, answer.normalized);
        if (match == config::PatternMatch::No) continue;
        ++matched;
        const CheckResult check = check_of(carrier, answer.normalized);
        const bool certain = match == config::PatternMatch::Strict && check != CheckResult::Failed;
        answer.carriers.push_back(
            {carrier.code, certain ? Certainty::Certain : Certainty::Possible, check});
    }
    if (matched > 1) {
        for (CarrierGuess& guess : answer.carriers) guess.certainty = Certainty::Possible;
        answer.notes.emplace_back(
            "several carriers have numbers of this form: compare with the "
            "order's carrier");
    }
    std::ranges::stable_sort(answer.carriers, {}, &CarrierGuess::certainty);
    for (const CarrierGuess& guess : answer.carriers) {
        if (guess.check == CheckResult::Failed && matched == 1) {
            answer.flaw = ScanFlaw::BadCheckDigit;
            answer.notes.push_back("the check digit is wrong for " + guess.code.str() +
                                   ": misread or made up; scan again");
        }
    }
    if (check_s10(answer.normalized) != CheckResult::None &&
        !is_country(std::string_view(answer.normalized).substr(11)))
        answer.notes.push_back("no country has the code " + answer.normalized.substr(11));
}

bool looks_doubled(std::string_view text) {
    return text.size() >= 16 && text.size() % 2 == 0 &&
           text.substr(0, text.size() / 2) == text.substr(text.size() / 2);
}

/// Shorter than the carrier's numbers but beginning like them.
std::string_view truncated_carrier(std::string_view text) {
    struct Start {
        std::string_view letters;
        std::size_t digits;
    };
    constexpr std::array<Start, 4> kStarts = {{{"SF", 13}, {"YT", 13}, {"JT", 13}, {"DPK", 12}}};
    for (const Start& start : kStarts) {
        const std::string_view digits = text.starts_with(start.letters)
                                            ? text.substr(start.letters.size())
                                            : std::string_view{};
        if (digits.size() >= 4 && digits.size() < start.digits && all_digits(digits))
            return start.letters;
    }
    return {};
}

enum class Decision { Done, GoOn };

Decision own_code(Identification& answer) {
    const std::string_view text = answer.normalized;
    const auto bad = [&](const base::Error& error) {
        answer.flaw = ScanFlaw::BadCheckDigit;
        answer.notes.push_back(error.message + "; scan again");
        return Decision::Done;
    };
    if (text.starts_with("PB1.")) {
        const auto sheet = parse_sheet_code(text);
        if (!sheet) return bad(sheet.error());
        answer.kind = ScanKind::Sheet;
        return Decision::Done;
    }
    if (text.starts_with("PBO.")) {
        const auto order = parse_slip_code(text);
        if (!order) return bad(order.error());
        answer.kind = ScanKind::Slip;
        return Decision::Done;
    }
    if (text.starts_with("PBS.")) {
        const auto staff = parse_staff_code(text);
        if (!staff) return bad(staff.error());
        answer.kind = ScanKind::Staff;
        return Decision::Done;
    }
    if (parse_command_code(text)) {
        answer.kind = ScanKind::Command;
        return Decision::Done;
    }
    return Decision::GoOn;
}

/// 8 and 13 digits whose check digit holds, where nothing speaks more for a waybill number.
Decision product_code(Identification& answer, char symbology) {
    const std::string_view text = answer.normalized;
    if ((text.size() != 13 && text.size() != 8) || !all_digits(text)) return Decision::GoOn;
    const bool check = gtin_check_ok(text);
    // GS1: 690-699 is China; 978 and 979 are books.
    const bool china = text[0] == '6' && text[1] == '9';
    const bool book = text.size() == 13 && (text.starts_with("978") || text.starts_with("979"));
    if (symbology == 'E' && check) {
        answer.kind = ScanKind::Product;
        answer.carriers.clear();
        answer.notes.clear();
        return Decision::Done;
    }
    if (symbology == 'C') return Decision::GoOn;  // Code 128: labels have it, products have EAN.
    if (check && (china || book)) {
        answer.kind = ScanKind::Product;
        answer.flaw = ScanFlaw::None;
        if (!answer.carriers.empty())
            answer.notes = {"a product barcode by prefix and check digit, although numbers of " +
                            answer.carriers.front().code.str() + " can look so too"};
        return Decision::Done;
    }
    if (check && answer.carriers.empty()) {
        answer.kind = ScanKind::Product;
        return Decision::Done;
    }
    if (check) {
        answer.notes.emplace_back("also a valid EAN-" + std::to_string(text.size()) +
                                  ": a product's barcode can look so");
        return Decision::GoOn;
    }
    if (china && text.size() == 13) {
        answer.flaw = ScanFlaw::BadCheckDigit;
        answer.carriers.clear();
        answer.notes = {
            "begins like a Chinese product barcode, but its check digit is wrong: "
            "scan again"};
        return Decision::Done;
    }
    return Decision::GoOn;
}

void other_form(Identification& answer, std::string_view spaced) {
    const std::string_view text = answer.normalized;
    if (const std::string_view foreign = foreign_carrier(text); !foreign.empty()) {
        answer.kind = ScanKind::Waybill;
        answer.notes.push_back("a number of " + std::string(foreign));
    } else if (is_sorting_code(spaced)) {
        answer.kind = ScanKind::SortingCode;
        answer.notes.emplace_back("the sorting code of a label, not its number: scan the long one");
    } else if (is_hub(text)) {
        answer.kind = ScanKind::Hub;
        answer.notes.emplace_back("the consolidation hub of a label, not its number");
    } else if (looks_doubled(text)) {
        answer.flaw = ScanFlaw::Doubled;
        answer.notes.emplace_back("the same text twice: two scans in one");
    } else if (const std::string_view start = truncated_carrier(text); !start.empty()) {
        answer.flaw = ScanFlaw::Truncated;
        answer.notes.push_back("begins like a number of " + std::string(start) +
                               " but is too short: scan again");
    } else if (std::ranges::any_of(text, [](char c) { return (c & 0x80) != 0; })) {
        answer.flaw = ScanFlaw::Garbage;
        answer.notes.emplace_back(
            "holds characters that no waybill has: an input method may have changed the scan");
    }
}

}  // namespace

bool is_sorting_code(std::string_view spaced) {
    std::vector<std::u32string> parts(1);
    bool han = false;
    for (const char32_t c : base::to_utf32(spaced)) {
        if (c == U' ' || c == U'-') {
            if (!parts.back().empty()) parts.emplace_back();
            continue;
        }
        const bool plain = (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z');
        if (!plain && !base::is_han(c)) return false;
        han = han || !plain;
        parts.back().push_back(c);
        if (parts.back().size() > 8) return false;
    }
    if (parts.back().empty()) parts.pop_back();
    if (parts.size() < 2 || parts.size() > 5) return false;
    const auto digit = [](char32_t c) { return c >= U'0' && c <= U'9'; };
    const std::u32string& first = parts.front();
    if (han && first.size() <= 2 && base::is_han(first[0])) return parts.size() >= 3;
    const bool area = (first.size() == 3 || (first.size() == 4 && !digit(first[3]))) &&
                      digit(first[1]) && digit(first[2]);
    return area && std::ranges::any_of(parts[1], digit);
}

std::string normalize_scan(std::string_view text) {
    std::string spaced = clean(text);
    take_symbology(spaced);
    std::string solid = without_spaces(std::move(spaced));
    return is_url(solid) ? solid : base::to_upper(solid);
}

Identification identify(std::string_view text, const config::CarrierTable& carriers) {
    Identification answer;
    answer.input = std::string(text);
    std::string spaced = clean(text);
    const char symbology = take_symbology(spaced);
    spaced = base::to_upper(base::trim(spaced));
    answer.normalized = normalize_scan(text);
    const std::string& normal = answer.normalized;
    if (normal.empty()) {
        answer.flaw = ScanFlaw::Empty;
        answer.notes.emplace_back("nothing was scanned");
        return answer;
    }
    if (text.size() > kLongestInput) {
        answer.flaw = ScanFlaw::Garbage;
        answer.notes.emplace_back("longer than any code on a label");
        return answer;
    }
    if (own_code(answer) == Decision::Done) return answer;
    if (is_url(normal)) {
        answer.kind = ScanKind::Url;
        return answer;
    }
    if (normal.size() > 3 && normal.find_first_not_of(normal[0]) == normal.npos) {
        answer.flaw = ScanFlaw::Garbage;
        answer.notes.emplace_back("one repeated character");
        return answer;
    }
    if (normal.size() == 19 && normal[0] == 'P' && all_digits(std::string_view(normal).substr(1))) {
        answer.kind = ScanKind::Order;
        return answer;
    }
    if (is_phone(normal)) {
        answer.kind = ScanKind::Phone;
        answer.notes.emplace_back("a telephone number is never a waybill number");
        return answer;
    }
    find_carriers(answer, carriers);
    if (product_code(answer, symbology) == Decision::Done) return answer;
    if (!answer.carriers.empty()) {
        answer.kind = ScanKind::Waybill;
        return answer;
    }
    other_form(answer, spaced);
    return answer;
}

bool part_of_number(std::string_view normalized, const config::Carrier& carrier,
                    const config::CarrierTable& carriers) {
    constexpr std::size_t kLeast = 6, kLongest = 24, kLoosePart = 12, kLostAtEnd = 8;
    const auto alnum = [](char c) { return base::is_digit(c) || base::is_upper(c); };
    if (normalized.size() < kLeast || normalized.size() > kLongest ||
        !std::ranges::all_of(normalized, alnum))
        return false;
    const config::PatternMatch whole = carriers.match(carrier, normalized);
    if (whole == config::PatternMatch::Strict) return false;
    if (whole == config::PatternMatch::Loose && normalized.size() > kLoosePart) return false;
    const auto completed = [&](const std::string& text) {
        return carriers.match(carrier, text) == config::PatternMatch::Strict;
    };
    std::string longer(normalized);
    for (std::size_t lost = 1; lost <= kLostAtEnd; ++lost) {
        longer += '0';
        if (completed(longer)) return true;
    }
    // An input method that swallows letters leaves the digits of "SF1385628716739".
    if (whole == config::PatternMatch::Loose) return false;
    constexpr std::string_view kFirst = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (const char first : kFirst)
        if (completed(first + std::string(normalized))) return true;
    constexpr std::array<std::string_view, 6> kLetters = {"SF", "YT", "JT", "JD", "JDV", "DPK"};
    return std::ranges::any_of(kLetters, [&](std::string_view letters) {
        return completed(std::string(letters) + std::string(normalized));
    });
}

std::string_view name(ScanKind kind) {
    constexpr std::array<std::string_view, 12> kNames = {
        "waybill", "order", "slip", "sheet",   "product", "sorting_code",
        "hub",     "phone", "url",  "command", "staff",   "unknown"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(Certainty certainty) {
    return certainty == Certainty::Certain ? "certain" : "possible";
}

std::string_view name(CheckResult check) {
    switch (check) {
        case CheckResult::Ok:
            return "ok";
        case CheckResult::Failed:
            return "failed";
        case CheckResult::None:
            break;
    }
    return "none";
}

}  // namespace station
