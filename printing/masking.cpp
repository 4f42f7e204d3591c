#include "printing/masking.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace printing {
namespace {

constexpr std::array<std::u32string_view, 28> kCompoundSurnames = {
    U"欧阳", U"司马", U"上官", U"诸葛", U"东方", U"皇甫", U"尉迟", U"公孙", U"令狐", U"慕容",
    U"司徒", U"夏侯", U"长孙", U"宇文", U"端木", U"南宫", U"独孤", U"西门", U"百里", U"呼延",
    U"轩辕", U"东郭", U"闻人", U"澹台", U"公冶", U"宗政", U"濮阳", U"淳于"};
constexpr std::u32string_view kDigits = U"0123456789０１２３４５６７８９零一二三四五六七八九十百";
constexpr std::u32string_view kMask = U"****";

bool is_ascii_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

bool is_number_part(char32_t c) {
    return kDigits.find(c) != kDigits.npos || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

bool is_joiner(char32_t c) {
    return c == U'-' || c == U'－' || c == U'—' || c == U'–' || c == U'#' || c == U' ';
}

/// "13812345678-1234", "13812345678转1234": a main number and an extension.
bool is_privacy_number(const std::u32string& phone) {
    const auto first = std::ranges::find_if_not(phone, is_ascii_digit);
    const auto main = static_cast<std::size_t>(first - phone.begin());
    if (main < 10 || main > 13 || first == phone.end()) return false;
    const std::u32string_view between = U"-—–转,，#* ";
    auto extension = first;
    while (extension != phone.end() && between.find(*extension) != between.npos) ++extension;
    const auto digits = phone.end() - extension;
    return extension != first && digits >= 2 && digits <= 6 &&
           std::all_of(extension, phone.end(), is_ascii_digit);
}

/// Start of the digits that end just before `end`, with what joins them ("2-1001").
std::size_t number_start(const std::u32string& text, std::size_t end) {
    std::size_t start = end;
    while (start > 0 &&
           (is_number_part(text[start - 1]) || (is_joiner(text[start - 1]) && start < end)))
        --start;
    while (start < end && is_joiner(text[start])) ++start;
    return start;
}

/// A trailing "3-2-1001" or "A座1203" without any word behind it is a room too, where at least
/// three digits end the text and no road number word follows.
std::size_t trailing_room(const std::u32string& text) {
    std::size_t start = text.size();
    while (start > 0 && is_ascii_digit(text[start - 1])) --start;
    const std::size_t digits = text.size() - start;
    if (start == 0 || digits == 0) return text.npos;
    const char32_t before = text[start - 1];
    const bool behind_number = is_joiner(before) && start >= 2 && is_number_part(text[start - 2]);
    const std::u32string_view houses = U"栋幢座楼号层单元";
    if (behind_number || (digits >= 3 && houses.find(before) != houses.npos)) {
        return behind_number ? number_start(text, text.size()) : start;
    }
    return text.npos;
}

}  // namespace

std::string mask_name(std::string_view name) {
    const std::u32string text = base::to_utf32(base::trim(name));
    if (text.empty()) return {};
    if (text.size() == 1) return "*";
    std::size_t kept = 1;
    for (const auto surname : kCompoundSurnames) {
        if (text.size() > surname.size() && text.starts_with(surname)) kept = surname.size();
    }
    std::u32string result = text.substr(0, kept);
    result.append(std::min<std::size_t>(text.size() - kept, 8), U'*');
    return base::to_utf8(result);
}

std::string mask_phone(std::string_view phone) {
    std::u32string text = base::to_utf32(base::trim(phone));
    if (is_privacy_number(text)) return base::to_utf8(text);
    std::u32string mobile;
    for (const char32_t c : text) {
        if (is_ascii_digit(c)) mobile += c;
    }
    if (mobile.size() == 13 && mobile.starts_with(U"86")) mobile.erase(0, 2);
    if (mobile.size() == 11 && mobile[0] == U'1')
        return "1******" + base::to_utf8(std::u32string_view(mobile).substr(7));
    // Any other number: hide six digits or all of them, from the fifth last leftwards; where fewer
    // than ten digits leave no six, the tail shrinks.
    const std::size_t digits = mobile.size();
    const std::size_t tail = digits >= 10 ? 4 : digits > 6 ? digits - 6 : 0;
    std::size_t seen = 0;
    for (auto at = text.rbegin(); at != text.rend(); ++at) {
        if (!is_ascii_digit(*at)) continue;
        ++seen;
        if (seen > tail && seen <= tail + 6) *at = U'*';
    }
    return base::to_utf8(text);
}

std::string mask_address(std::string_view detail) {
    const std::u32string text = base::to_utf32(base::trim(detail));
    std::size_t cut = text.npos;
    for (const std::u32string_view word : {U"单元", U"室", U"户", U"房"}) {
        for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
            const std::size_t start = number_start(text, at);
            if (start < at) cut = std::min(cut, start);
        }
    }
    if (cut == text.npos) cut = trailing_room(text);
    if (cut == text.npos) return base::to_utf8(text);
    return base::to_utf8(text.substr(0, cut) + std::u32string(kMask));
}

Party masked(Party party) {
    party.name = mask_name(party.name);
    party.phone = mask_phone(party.phone);
    party.detail = mask_address(party.detail);
    return party;
}

}  // namespace printing
