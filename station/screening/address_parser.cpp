#include "station/screening/address_parser.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "config/provinces.h"

namespace station {
namespace {

using config::Division;
using config::DivisionLevel;
using config::Divisions;
using config::NameMatch;

/// The longest full name among `candidates` that `text` begins with; else the longest stem.
struct AtFront {
    const Division* division = nullptr;
    std::size_t bytes = 0;
    NameMatch how = NameMatch::None;
};

/// 南京路 is a road, not the city: a short name must not run on into one.
bool runs_into_road(std::string_view behind) {
    return std::ranges::any_of(
        std::array<std::string_view, 12>{"路", "街", "大道", "东路", "西路", "南路", "北路", "中路",
                                         "道", "巷", "大厦", "广场"},
        [&](std::string_view word) { return behind.starts_with(word); });
}

AtFront longest_name(std::span<const Division> candidates, std::string_view text) {
    AtFront best;
    for (const Division& division : candidates) {
        if (division.name.size() > best.bytes && text.starts_with(division.name))
            best = {&division, division.name.size(), NameMatch::Exact};
    }
    return best;
}

AtFront longest_stem(std::span<const Division> candidates, std::string_view text) {
    AtFront best;
    for (const Division& division : candidates) {
        const std::size_t size = division.stem.size();
        if (size < 6 || size <= best.bytes || !text.starts_with(division.stem)) continue;
        // 余杭市 for 余杭区, 凉山州 for 凉山彝族自治州: the suffix that was written goes too.
        std::size_t suffix = 0;
        for (const std::string_view word : {"区", "县", "市", "州"}) {
            if (text.substr(size).starts_with(word)) suffix = word.size();
        }
        if (suffix == 0 && runs_into_road(text.substr(size))) continue;
        best = {&division, size + suffix, suffix == 0 ? NameMatch::Short : NameMatch::OtherSuffix};
    }
    return best;
}

AtFront at_front(std::span<const Division> candidates, std::string_view text) {
    const AtFront name = longest_name(candidates, text);
    return name.division != nullptr ? name : longest_stem(candidates, text);
}

/// Every way to write a province in front of an address, longest first.
struct WrittenProvince {
    std::string written;
    std::uint32_t code;
    NameMatch how;
};

const std::vector<WrittenProvince>& written_provinces() {
    static const std::vector<WrittenProvince> kWritten = [] {
        std::vector<WrittenProvince> all;
        for (const config::Province& known : config::provinces()) {
            const auto code = static_cast<std::uint32_t>(known.code);
            const bool municipality = known.name.ends_with("市");
            const std::string stem(known.stem);
            all.push_back({std::string(known.name), code, NameMatch::Exact});
            all.push_back({stem + (municipality ? "市" : "省"), code, NameMatch::Exact});
            all.push_back({stem + "自治区", code, NameMatch::Exact});
            all.push_back({stem, code, NameMatch::Short});
        }
        std::ranges::stable_sort(all, std::ranges::greater{},
                                 [](const WrittenProvince& row) { return row.written.size(); });
        return all;
    }();
    return kWritten;
}

AtFront province_at_front(const Divisions& divisions, std::string_view text) {
    for (const WrittenProvince& row : written_provinces()) {
        if (!text.starts_with(row.written)) continue;
        if (row.how == NameMatch::Short && runs_into_road(text.substr(row.written.size())))
            continue;
        return {divisions.find(row.code), row.written.size(), row.how};
    }
    return {};
}

/// A former district name of the province at the front, as far as it is three characters or more.
AtFront renamed_at_front(const Divisions& divisions, const Division& city, std::string_view text) {
    for (const std::size_t characters :
         {std::size_t{5}, std::size_t{4}, std::size_t{3}, std::size_t{2}}) {
        const std::size_t bytes = characters * 3;
        if (text.size() < bytes) continue;
        const std::string_view name = text.substr(0, bytes);
        if (!name.ends_with("区") && !name.ends_with("县") && !name.ends_with("市")) continue;
        const config::DivisionMatch match = divisions.district(city, name);
        if (match && match.how == NameMatch::Renamed)
            return {match.division, bytes, NameMatch::Renamed};
    }
    return {};
}

void take_district(const Divisions& divisions, AddressParts& parts, std::string_view text) {
    if (divisions.has_no_districts(*parts.city)) {
        parts.rest = text;
        return;
    }
    AtFront district = at_front(divisions.children(*parts.city), text);
    if (district.division == nullptr && Divisions::is_pseudo_city(*parts.city)) {
        for (const Division& other : divisions.children(*parts.province)) {
            if (!Divisions::is_pseudo_city(other)) continue;
            district = at_front(divisions.children(other), text);
            if (district.division != nullptr) break;
        }
    }
    if (district.division == nullptr || district.how != NameMatch::Exact) {
        const AtFront renamed = renamed_at_front(divisions, *parts.city, text);
        if (renamed.bytes > district.bytes) district = renamed;
    }
    if (district.division != nullptr) {
        parts.district = district.division;
        parts.district_match = district.how;
        if (Divisions::is_pseudo_city(*parts.city))
            parts.city = divisions.parent(*district.division);  // 重庆: 市辖区 or 县
        parts.written_district = text.substr(0, district.bytes);
        text.remove_prefix(district.bytes);
    }
    parts.rest = text;
}

/// City and district behind a known province.
void take_city(const Divisions& divisions, AddressParts& parts, std::string_view text) {
    const auto cities = divisions.children(*parts.province);
    // 青岛市南区: the full name first, the short one where only it leaves a district behind.
    const AtFront stem = longest_stem(cities, text);
    AtFront bare = stem;
    if (bare.division != nullptr) bare.bytes = bare.division->stem.size();
    for (const AtFront& city : {longest_name(cities, text), stem, bare}) {
        if (city.division == nullptr) continue;
        AddressParts tried = parts;
        tried.city = city.division;
        tried.city_match = city.how;
        tried.written_city = text.substr(0, city.bytes);
        take_district(divisions, tried, text.substr(city.bytes));
        if (parts.city == nullptr || (parts.district == nullptr && tried.district != nullptr))
            parts = std::move(tried);
    }
    if (parts.city != nullptr) return;
    for (const Division& pseudo : cities) {
        if (!Divisions::is_pseudo_city(pseudo)) continue;
        std::string_view behind = text;
        const std::string_view own = divisions.city_name(pseudo, nullptr);
        if (behind.starts_with(own)) behind.remove_prefix(own.size());  // 北京市北京市朝阳区
        AddressParts tried = parts;
        tried.city = &pseudo;
        tried.city_match = NameMatch::Exact;
        tried.written_city = own;
        take_district(divisions, tried, behind);
        const bool municipality = pseudo.name == "市辖区";
        if (tried.district != nullptr || municipality) {
            parts = std::move(tried);
            if (parts.district != nullptr) return;
        }
    }
    if (parts.city == nullptr) {
        // 浙江省余杭区: the city is left out.
        for (const Division& city : cities) {
            const AtFront district = longest_name(divisions.children(city), text);
            if (district.division == nullptr) continue;
            parts.city = &city;
            parts.city_match = NameMatch::Short;
            take_district(divisions, parts, text);
            return;
        }
        parts.rest = text;
    }
}

}  // namespace

AddressParts read_divisions(const Divisions& divisions, std::string_view text) {
    AddressParts parts;
    const AtFront province = province_at_front(divisions, text);
    // 海南藏族自治州 and 吉林市 begin like a province: the longer name wins.
    const AtFront city = longest_name(divisions.all(DivisionLevel::City), text);
    if (province.division != nullptr && province.bytes >= city.bytes) {
        parts.province = province.division;
        std::string_view behind = text.substr(province.bytes);
        if (const AtFront again = province_at_front(divisions, behind);
            again.division == province.division && again.how == NameMatch::Exact &&
            !province.division->name.ends_with("市"))
            behind.remove_prefix(again.bytes);
        take_city(divisions, parts, behind);
        return parts;
    }
    AtFront first = city;
    if (first.division == nullptr) first = longest_stem(divisions.all(DivisionLevel::City), text);
    if (first.division != nullptr && !Divisions::is_pseudo_city(*first.division)) {
        AddressParts tried;
        tried.province = divisions.parent(*first.division);
        take_city(divisions, tried, text);
        // A short city name alone (西安交通大学) says too little.
        if (city.division != nullptr || tried.district != nullptr) return tried;
    }
    const AtFront district = longest_name(divisions.all(DivisionLevel::District), text);
    const auto same_name = [&](const Division& other) {
        return other.name == district.division->name;
    };
    if (district.division != nullptr && district.bytes >= 9 &&
        std::ranges::count_if(divisions.all(DivisionLevel::District), same_name) == 1) {
        parts.district = district.division;
        parts.district_match = NameMatch::Exact;
        parts.written_district = district.division->name;
        parts.city = divisions.parent(*district.division);
        parts.city_match = NameMatch::Short;
        parts.province = divisions.parent(*parts.city);
        parts.rest = text.substr(district.bytes);
        return parts;
    }
    parts.rest = text;
    return parts;
}

std::string strip_divisions(const Divisions& divisions, const AddressParts& parts,
                            std::string_view detail) {
    // Twice: exports put the divisions in front of what the buyer had begun with them already.
    for (int round = 0; round < 2; ++round) {
        // The district alone: cutting it loses nothing, since it is printed just before.
        for (const std::string_view written :
             {parts.district != nullptr ? parts.district->name : std::string_view{},
              std::string_view(parts.written_district)}) {
            // Two characters (东区) may begin another word.
            if (written.size() >= 9 && detail.starts_with(written))
                detail.remove_prefix(written.size());
        }
        const AddressParts again = read_divisions(divisions, detail);
        if (again.province == nullptr || again.province != parts.province) break;
        const bool pseudo = parts.city != nullptr && Divisions::is_pseudo_city(*parts.city);
        const bool same_city = again.city != nullptr && (again.city == parts.city || pseudo);
        const bool same_district = again.district != nullptr && again.district == parts.district &&
                                   again.district_match != NameMatch::Short;
        // 南京市第一医院 and 江苏省人民医院 are hospitals: without their district only province and
        // city together are an address.
        const bool with_province = province_at_front(divisions, detail).how == NameMatch::Exact;
        const bool city_alone =
            same_city && again.district == nullptr && with_province && !again.written_city.empty();
        const bool whole = same_city && same_district;
        if (!whole && !city_alone) break;
        detail.remove_prefix(detail.size() - again.rest.size());
    }
    return std::string(detail);
}

namespace {

bool is_separator(char32_t c) {
    return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == U',' || c == U';' ||
           c == U'，' || c == U'；' || c == U'、' || c == U'|' || c == U'。';
}

std::vector<std::string> tokens_of(std::string_view text) {
    std::vector<std::string> tokens(1);
    for (const char32_t c : base::to_utf32(text)) {
        if (is_separator(c)) {
            if (!tokens.back().empty()) tokens.emplace_back();
        } else {
            tokens.back() += base::to_utf8(std::u32string_view(&c, 1));
        }
    }
    if (tokens.back().empty()) tokens.pop_back();
    return tokens;
}

/// Drops "收货人:" and the like in front; tells which field the word names.
enum class Field { Any, Name, Phone, Address };
Field take_label(std::string& token) {
    static constexpr std::array<std::pair<std::string_view, Field>, 17> kLabels = {
        {{"收件人姓名", Field::Name},
         {"收货人姓名", Field::Name},
         {"收件人", Field::Name},
         {"收货人", Field::Name},
         {"联系人", Field::Name},
         {"姓名", Field::Name},
         {"手机号码", Field::Phone},
         {"联系电话", Field::Phone},
         {"联系方式", Field::Phone},
         {"手机号", Field::Phone},
         {"手机", Field::Phone},
         {"电话", Field::Phone},
         {"收货地址", Field::Address},
         {"所在地区", Field::Address},
         {"详细地址", Field::Address},
         {"收件地址", Field::Address},
         {"地址", Field::Address}}};
    for (const auto& [label, field] : kLabels) {
        if (!token.starts_with(label)) continue;
        std::string_view rest = std::string_view(token).substr(label.size());
        if (!rest.empty() && !rest.starts_with(':')) continue;
        if (!rest.empty()) rest.remove_prefix(1);
        token = std::string(rest);
        return field;
    }
    return Field::Any;
}

/// Cuts the first mobile number (with its extension) or landline out of the text.
std::string take_phone(std::string& text) {
    const auto digit = [&](std::size_t i) {
        return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!digit(i) || (i > 0 && digit(i - 1))) continue;
        std::size_t end = i;
        while (digit(end)) ++end;
        const std::size_t length = end - i;
        const bool country = length == 13 && text.compare(i, 2, "86") == 0;
        const bool mobile = (length == 11 || country) && text[end - 11] == '1';
        const bool area = text[i] == '0' && (length == 3 || length == 4) && end < text.size() &&
                          text[end] == '-' && digit(end + 1);
        if (!mobile && !area) continue;
        std::size_t behind = end;
        const bool turn = text.compare(end, 3, "转") == 0;
        if ((end < text.size() && text[end] == '-' && digit(end + 1)) || turn) {
            behind = end + (turn ? 3 : 1);
            while (digit(behind)) ++behind;
        }
        if (area && behind - end < 8) continue;
        std::size_t start = i;
        if (start > 0 && text[start - 1] == '+') --start;
        std::string phone = text.substr(start, behind - start);
        text.replace(start, behind - start, " ");
        return phone;
    }
    return {};
}

}  // namespace

PastedAddress split_pasted(const Divisions& divisions, std::string_view text) {
    PastedAddress pasted;
    // Addresses are short; what is longer is cut, so that a pasted book costs nothing.
    std::string normal = base::nfkc(text.substr(0, 2000));
    pasted.phone = take_phone(normal);
    bool found_address = false;
    for (std::string& token : tokens_of(normal)) {
        Field field = take_label(token);
        if (token.empty()) continue;
        const std::size_t length = base::length_utf8(token);
        if (field == Field::Any) {
            const AddressParts parts = read_divisions(divisions, token);
            if (parts.province != nullptr) {
                field = Field::Address;
            } else if (pasted.name.empty() && length <= 4 && length >= 2 &&
                       token.find_first_of("0123456789") == token.npos) {
                field = Field::Name;
            } else if (!found_address && pasted.name.empty()) {
                // 张三浙江省杭州市...: the name grown together with the address.
                for (std::size_t cut = 6; cut <= 12 && cut < token.size(); cut += 3) {
                    const AddressParts behind =
                        read_divisions(divisions, std::string_view(token).substr(cut));
                    if (behind.province == nullptr || behind.city == nullptr) continue;
                    pasted.name = token.substr(0, cut);
                    token.erase(0, cut);
                    break;
                }
            }
        }
        if (field == Field::Name && pasted.name.empty()) {
            pasted.name = token;
        } else if (field == Field::Phone && pasted.phone.empty()) {
            pasted.phone = token;
        } else {
            pasted.address += token;
            found_address = true;
        }
    }
    return pasted;
}

}  // namespace station
