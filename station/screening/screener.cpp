#include "station/screening/screener.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "station/screening/address_parser.h"
#include "station/screening/division_rules.h"
#include "station/screening/phone.h"
#include "station/screening/text_rules.h"

namespace station {
namespace {

using Params = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kLongestField = 4000;
constexpr std::size_t kShortDetail = 8;
constexpr std::size_t kLongDetail = 100;

std::string solid(std::string_view text) {
    std::string normal = base::nfkc(text.substr(0, kLongestField));
    std::erase_if(normal,
                  [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
    return normal;
}

/// What is being judged, and what was found so far.
struct Case {
    const AddressInput& input;
    const config::ScreeningSettings& settings;
    Screening result;

    void note(std::string code, Severity severity, std::string field, Params params = {}) {
        result.reasons.push_back({std::move(code), severity, std::move(field), std::move(params)});
    }
};

/// "张三[1234]": the extension that some platforms hang on the name or the address.
std::string take_bracketed_extension(std::string& text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kBrackets = {
        {{"[", "]"}, {"【", "】"}}};
    for (const auto& [open, close] : kBrackets) {
        if (!text.ends_with(close)) continue;
        const std::size_t at = text.rfind(open);
        if (at == text.npos) continue;
        const std::string digits =
            text.substr(at + open.size(), text.size() - close.size() - at - open.size());
        const bool extension =
            digits.size() >= 3 && digits.size() <= 6 &&
            std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
        if (!extension) continue;
        text.erase(at);
        return digits;
    }
    return {};
}

void judge_name(Case& a_case, std::string& name) {
    const std::string extension = take_bracketed_extension(name);
    if (!extension.empty()) a_case.result.parsed.phone_extension = extension;
    a_case.result.parsed.name = name;
    if (name.empty()) {
        a_case.note("missing_name", Severity::Hold, "name");
        return;
    }
    const std::string normal = solid(name);
    const JunkFound junk = find_junk(normal);
    const bool single_star = junk.junk == Junk::None && normal.find('*') != normal.npos;
    if (junk.junk == Junk::Masked || single_star) {
        a_case.note("masked", Severity::Hold, "name", {{"where", name}});
    } else if (junk.junk != Junk::None && junk.junk != Junk::DigitRun &&
               junk.junk != Junk::NothingReadable) {
        a_case.note(std::string(code(junk.junk)), Severity::Hold, "name", {{"where", junk.where}});
    } else if (normal.find_first_not_of("0123456789-") == normal.npos ||
               junk.junk == Junk::NothingReadable) {
        a_case.note("odd_name", Severity::Review, "name", {{"found", name}});
    } else if (base::length_utf8(normal) > 25) {
        a_case.note("long_name", Severity::Review, "name");
    }
}

void judge_phone(Case& a_case, std::string_view written, const AddressParts& parts) {
    const Phone phone = read_phone(written);
    a_case.result.parsed.phone = phone.number;
    if (!phone.extension.empty()) a_case.result.parsed.phone_extension = phone.extension;
    const Params found = {{"found", std::string(base::trim(written)).substr(0, 40)}};
    const bool outside = parts.province != nullptr && parts.province->code > 70;
    switch (phone.kind) {
        case PhoneKind::Missing:
            a_case.note("missing_phone", Severity::Hold, "phone");
            break;
        case PhoneKind::Masked:
            a_case.note("masked", Severity::Hold, "phone", {{"where", phone.number}});
            break;
        case PhoneKind::Placeholder:
            a_case.note("placeholder_phone", Severity::Hold, "phone", found);
            break;
        case PhoneKind::Bad:
            a_case.note("bad_phone", Severity::Hold, "phone", found);
            break;
        case PhoneKind::Doubtful:
            a_case.note("doubtful_phone", Severity::Review, "phone", found);
            break;
        case PhoneKind::OutsideMainland:
            if (!outside) a_case.note("foreign_phone", Severity::Review, "phone", found);
            break;
        case PhoneKind::Mobile:
        case PhoneKind::Private:
        case PhoneKind::Landline:
        case PhoneKind::Service:
            break;
    }
}

/// A member's code such as "UID88231" or "#A1024": how consolidation warehouses tell their
/// customers apart.
bool has_member_code(std::string_view text) {
    std::size_t letters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter) {
            ++letters;
            continue;
        }
        std::size_t digits = 0;
        while (i + digits < text.size() && text[i + digits] >= '0' && text[i + digits] <= '9')
            ++digits;
        if ((letters > 0 || (i > 0 && text[i - 1] == '#')) && digits >= 4) return true;
        letters = 0;
        if (digits > 0) i += digits - 1;
    }
    return false;
}

void judge_warehouse(Case& a_case, std::string_view name, std::string_view detail) {
    for (const std::string& word : a_case.settings.warehouse_words) {
        for (const std::string_view text : {detail, name}) {
            const std::size_t at = text.find(word);
            if (word.empty() || at == text.npos) continue;
            const std::string_view behind = text.substr(at + word.size());
            // 集运路 and 集运大道 are roads.
            if (behind.starts_with("路") || behind.starts_with("大道") || behind.starts_with("街"))
                continue;
            const bool member = has_member_code(name) || has_member_code(detail);
            a_case.note("warehouse", member ? Severity::Hold : Severity::Review, "detail",
                        {{"word", word}});
            return;
        }
    }
}

bool is_vague_word(std::string_view detail) {
    static constexpr std::array<std::string_view, 20> kVague = {
        "学校", "家",     "家里",     "公司",   "单位", "小区", "门口", "村里", "镇上", "驿站",
        "宿舍", "快递站", "菜鸟驿站", "快递点", "超市", "医院", "工地", "工厂", "街上", "自提"};
    return std::ranges::find(kVague, detail) != kVague.end();
}

/// The detail's shape; `town` is known already, so that 仓前街道 alone is not "nothing".
void judge_detail(Case& a_case, std::string_view detail, const std::string& town) {
    if (detail.empty()) {
        a_case.note(town.empty() ? "missing_detail" : "vague_detail",
                    town.empty() ? Severity::Hold : Severity::Review, "detail",
                    town.empty() ? Params{} : Params{{"found", town}});
        return;
    }
    const JunkFound junk = find_junk(detail);
    if (junk.junk != Junk::None) {
        a_case.note(std::string(code(junk.junk)), Severity::Hold, "detail",
                    {{"where", junk.where}});
        return;
    }
    const std::size_t length = base::length_utf8(detail);
    const bool number = has_number(detail);
    const bool place = has_place_word(detail);
    const bool digits_only = detail.find_first_not_of("0123456789-#.") == detail.npos;
    if (is_vague_word(detail) || digits_only || length < 2) {
        a_case.note("vague_detail", Severity::Review, "detail", {{"found", std::string(detail)}});
    } else if (!number && (!place || length < kShortDetail) && town.empty()) {
        a_case.note("vague_detail", Severity::Review, "detail", {{"found", std::string(detail)}});
    } else if (!number) {
        a_case.note("no_house_number", Severity::Info, "detail");
    }
    if (detail.find('*') != detail.npos)
        a_case.note("masked_maybe", Severity::Review, "detail", {{"where", "*"}});
    if (length > kLongDetail)
        a_case.note("long_detail", Severity::Review, "detail",
                    {{"length", std::to_string(length)}});
}

void judge_bulk(Case& a_case) {
    const RecentOrders& recent = a_case.input.recent;
    const config::ScreeningSettings& settings = a_case.settings;
    const Params params = {{"count", std::to_string(recent.of_buyer)},
                           {"hours", std::to_string(settings.bulk_window.count())}};
    if (recent.of_buyer >= settings.bulk_hold_at) {
        a_case.note("many_orders", Severity::Hold, "order", params);
    } else if (recent.same_address >= settings.bulk_review_at) {
        a_case.note("merge_offer", Severity::Review, "order",
                    {{"count", std::to_string(recent.same_address)},
                     {"hours", std::to_string(settings.bulk_window.count())}});
    } else if (recent.of_buyer >= settings.bulk_review_at) {
        a_case.note("many_orders", Severity::Review, "order", params);
    }
    if (recent.at_address >= settings.bulk_review_at && recent.names_at_address >= 2) {
        a_case.note("shared_address", Severity::Review, "order",
                    {{"count", std::to_string(recent.at_address)},
                     {"names", std::to_string(recent.names_at_address)}});
    }
}

void judge_marks(Case& a_case) {
    const AddressInput& input = a_case.input;
    const std::string_view flag = base::trim(input.seller_flag);
    if (!flag.empty() &&
        std::ranges::find(a_case.settings.hold_flags, flag) != a_case.settings.hold_flags.end())
        a_case.note("seller_flag", Severity::Hold, "order", {{"flag", std::string(flag)}});
    for (const std::string& word : a_case.settings.hold_remarks) {
        if (word.empty() || input.seller_remark.find(word) == std::string::npos) continue;
        a_case.note("seller_remark", Severity::Hold, "order", {{"word", word}});
        break;
    }
}

void fill_divisions(const config::Divisions& divisions, const AddressParts& parts,
                    const AddressInput& input, Screening& result) {
    ParsedAddress& parsed = result.parsed;
    parsed.province = parts.province != nullptr ? std::string(parts.province->name)
                                                : std::string(base::trim(input.province));
    parsed.city = parts.city != nullptr
                      ? std::string(divisions.city_name(*parts.city, parts.district))
                      : std::string(base::trim(input.city));
    const bool none = parts.city != nullptr && divisions.has_no_districts(*parts.city);
    if (!none) {
        parsed.district = parts.district != nullptr ? std::string(parts.district->name)
                                                    : std::string(base::trim(input.district));
    }
    if (parts.district != nullptr) {
        result.adcode = std::to_string(parts.district->code);
    } else if (parts.city != nullptr) {
        result.adcode = std::to_string(parts.city->code) + "00";
    } else if (parts.province != nullptr) {
        result.adcode = std::to_string(parts.province->code) + "0000";
    }
    // The numbers of Hong Kong's, Macao's and Taiwan's parts are the table's own.
    if (parts.province != nullptr && parts.province->code > 70)
        result.adcode = std::to_string(parts.province->code) + "0000";
}

}  // namespace

AddressScreener::AddressScreener(const config::Divisions& divisions,
                                 config::ScreeningSettings settings)
    : divisions_(divisions), settings_(std::move(settings)) {}

Screening AddressScreener::screen(const AddressInput& given) const {
    AddressInput input = given;
    if (!base::trim(input.text).empty() && base::trim(input.detail).empty()) {
        PastedAddress pasted = split_pasted(divisions_, input.text);
        if (base::trim(input.name).empty()) input.name = std::move(pasted.name);
        if (base::trim(input.phone).empty()) input.phone = std::move(pasted.phone);
        input.detail = std::move(pasted.address);
    }
    Case a_case{input, settings_, {}};
    ParsedAddress& parsed = a_case.result.parsed;

    std::string name(base::trim(std::string_view(input.name).substr(0, kLongestField)));
    judge_name(a_case, name);

    std::string detail = solid(input.detail);
    const std::string bracketed = take_bracketed_extension(detail);
    const AddressParts parts = resolve_divisions(divisions_, input, detail, a_case.result.reasons);
    fill_divisions(divisions_, parts, input, a_case.result);

    if (!bracketed.empty()) parsed.phone_extension = bracketed;
    judge_phone(a_case, input.phone, parts);

    parsed.detail = parts.rest;
    if (parts.district != nullptr) {
        const auto town = divisions_.town_at_front(*parts.district, parsed.detail);
        if (town.town != nullptr) {
            parsed.town = parsed.detail.substr(0, town.bytes);
            parsed.detail.erase(0, town.bytes);
        } else if (divisions_.has_no_districts(*parts.city) &&
                   divisions_.town(*parts.district, base::trim(input.district))) {
            parsed.town = base::trim(input.district);  // 东莞市 / 南城街道
        }
    }
    judge_detail(a_case, parsed.detail, parsed.town);
    judge_warehouse(a_case, name, detail);
    judge_bulk(a_case);
    judge_marks(a_case);

    Screening result = std::move(a_case.result);
    std::ranges::stable_sort(result.reasons, std::ranges::greater{}, &ScreeningReason::severity);
    if (!result.reasons.empty()) {
        const Severity worst = result.reasons.front().severity;
        if (worst == Severity::Hold) result.verdict = Verdict::Hold;
        if (worst == Severity::Review) result.verdict = Verdict::Review;
    }
    return result;
}

std::string_view name(Severity severity) {
    constexpr std::array<std::string_view, 3> kNames = {"info", "review", "hold"};
    return kNames[static_cast<std::size_t>(severity)];
}

std::string_view name(Verdict verdict) {
    constexpr std::array<std::string_view, 3> kNames = {"clear", "review", "hold"};
    return kNames[static_cast<std::size_t>(verdict)];
}

std::string address_key(const ParsedAddress& address) {
    std::u32string key;
    const std::string whole = base::to_upper(
        solid(address.province + address.city + address.district + address.town + address.detail));
    for (const char32_t c : base::to_utf32(whole)) {
        const bool plain = (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z');
        if (plain || base::is_han(c)) key.push_back(c);
    }
    return base::to_utf8(key);
}

std::string phone_key(const ParsedAddress& address) {
    return address.phone_extension.empty() ? address.phone
                                           : address.phone + "-" + address.phone_extension;
}

}  // namespace station
