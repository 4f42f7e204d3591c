#include "station/screening/division_rules.h"

#include <algorithm>

#include "base/text.h"
#include "config/suggest.h"

namespace station {
namespace {

using config::Division;
using config::DivisionMatch;
using config::Divisions;
using config::NameMatch;

std::string tidy(std::string_view text) {
    std::string normal = base::nfkc(text.substr(0, 200));
    std::erase_if(normal, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    return normal;
}

std::string nearest(std::span<const Division> candidates, std::string_view word) {
    std::vector<std::string> names;
    for (const Division& candidate : candidates) names.emplace_back(candidate.name);
    return config::closest(word, names);
}

std::string path_of(const Divisions& divisions, const Division& division) {
    std::string path(division.name);
    for (const Division* above = divisions.parent(division); above != nullptr;
         above = divisions.parent(*above)) {
        if (!Divisions::is_pseudo_city(*above)) path.insert(0, above->name);
    }
    return path;
}

class Resolver {
public:
    Resolver(const Divisions& divisions, std::vector<ScreeningReason>& reasons)
        : divisions_(divisions), reasons_(reasons) {}

    AddressParts resolve(const AddressInput& input, std::string_view detail) {
        const std::string province = tidy(input.province);
        const std::string city = tidy(input.city);
        const std::string district = tidy(input.district);
        front_ = read_divisions(divisions_, detail);
        find_province(province, city, district);
        if (parts_.province != nullptr) find_city(city, district);
        if (parts_.city != nullptr) find_district(district, detail);
        check_front(province.empty() && city.empty());
        parts_.rest = strip_divisions(divisions_, parts_, detail);
        return parts_;
    }

private:
    void note(std::string code, Severity severity, std::string field,
              std::vector<std::pair<std::string, std::string>> params = {}) {
        reasons_.push_back({std::move(code), severity, std::move(field), std::move(params)});
    }

    void find_province(const std::string& province, const std::string& city,
                       const std::string& district) {
        if (!province.empty()) {
            parts_.province = divisions_.province(province).division;
            if (parts_.province != nullptr) return;
            const std::string hint =
                nearest(divisions_.all(config::DivisionLevel::Province), province);
            note(hint.empty() ? "unknown_province" : "misspelt_province", Severity::Hold,
                 "province", {{"found", province}, {"suggestion", hint}});
            return;
        }
        // A city or district that exists once tells its province.
        if (!city.empty()) {
            const auto cities = divisions_.cities_named(city);
            if (cities.size() == 1) parts_.province = divisions_.parent(*cities.front());
            if (parts_.province == nullptr) parts_.province = divisions_.province(city).division;
        }
        if (parts_.province == nullptr && front_.province != nullptr)
            parts_.province = front_.province;
        if (parts_.province == nullptr && city.empty() && !district.empty()) {
            const auto districts = divisions_.districts_named(district);
            if (districts.size() == 1)
                parts_.province = divisions_.parent(*divisions_.parent(*districts.front()));
        }
        if (parts_.province == nullptr) note("missing_province", Severity::Hold, "province");
    }

    void find_city(const std::string& city, const std::string& district) {
        const Division& province = *parts_.province;
        if (!city.empty()) {
            const DivisionMatch match = divisions_.city(province, city);
            if (match) {
                set_city(match, city);
                return;
            }
            // 浙江省 / 余杭区: a district in the city's column.
            for (const Division& candidate : divisions_.children(province)) {
                const DivisionMatch inside = divisions_.district(candidate, city);
                if (!inside || inside.how == NameMatch::Renamed ||
                    inside.division->code / 100 != candidate.code)
                    continue;
                parts_.city = &candidate;
                if (district.empty()) parts_.district = inside.division;
                note("district_as_city", Severity::Info, "city", {{"found", city}});
                return;
            }
            const auto elsewhere = divisions_.cities_named(city);
            if (!elsewhere.empty()) {
                note("city_not_in_province", Severity::Hold, "city",
                     {{"found", city},
                      {"province", std::string(province.name)},
                      {"belongs", path_of(divisions_, *elsewhere.front())}});
                return;
            }
            const std::string hint = nearest(divisions_.children(province), city);
            note(hint.empty() ? "unknown_city" : "misspelt_city", Severity::Hold, "city",
                 {{"found", city}, {"province", std::string(province.name)}, {"suggestion", hint}});
            return;
        }
        if (front_.province == parts_.province && front_.city != nullptr) {
            parts_.city = front_.city;
            parts_.written_city = front_.written_city;
            if (front_.city_match == NameMatch::Renamed)
                old_name("city", front_.written_city, *front_.city);
            return;
        }
        for (const Division& candidate : divisions_.children(province)) {
            const DivisionMatch inside = divisions_.district(candidate, district);
            if (!inside || inside.how == NameMatch::Renamed) continue;
            if (parts_.city != nullptr) {  // two cities have such a district
                parts_.city = nullptr;
                break;
            }
            parts_.city = &candidate;
        }
        if (parts_.city == nullptr) note("missing_city", Severity::Hold, "city");
    }

    void set_city(const DivisionMatch& match, const std::string& written) {
        parts_.city = match.division;
        parts_.city_match = match.how;
        parts_.written_city = written;
        if (match.how == NameMatch::Renamed) old_name("city", written, *match.division);
    }

    void set_district(const DivisionMatch& match, const std::string& written) {
        parts_.district = match.division;
        parts_.district_match = match.how;
        parts_.written_district = written;
        // A former name may have gone to another city: 四平市公主岭市 is 长春市's today.
        parts_.city = divisions_.parent(*match.division);
        if (match.how == NameMatch::Renamed || match.how == NameMatch::OtherSuffix)
            old_name("district", written, *match.division);
    }

    void find_district(const std::string& district, std::string_view detail) {
        const Division& city = *parts_.city;
        const bool direct = city.name.find("直辖县级") != std::string_view::npos;
        if (!district.empty()) {
            DivisionMatch match = divisions_.district(city, district);
            if (!match && direct) match = divisions_.district(city, parts_.written_city);
            if (match) {
                set_district(match, district);
                return;
            }
            if (divisions_.has_no_districts(city)) {
                // 东莞市 南城街道: a town in the district's column.
                parts_.district = &divisions_.children(city).front();
                if (divisions_.town(*parts_.district, district)) return;
            }
            if (is_city_name(district)) {  // the city once more: as good as nothing
                district_from_front(detail, direct);
                return;
            }
            note_wrong_district(district);
            return;
        }
        if (parts_.district == nullptr) district_from_front(detail, direct);
    }

    bool is_city_name(const std::string& district) const {
        return district == "市辖区" || district == parts_.city->name ||
               district == parts_.written_city || district == "其他区" || district == "其它区";
    }

    void district_from_front(std::string_view detail, bool direct) {
        const Division& city = *parts_.city;
        if (divisions_.has_no_districts(city)) {
            parts_.district = &divisions_.children(city).front();
            return;
        }
        if (direct) {
            if (const DivisionMatch match = divisions_.district(city, parts_.written_city)) {
                set_district(match, parts_.written_city);
                return;
            }
        }
        if (front_.city != nullptr && front_.district != nullptr &&
            front_.district->code / 10000 == city.code / 100 &&
            (front_.city == parts_.city || Divisions::is_pseudo_city(city))) {
            set_district({front_.district, front_.district_match}, front_.written_district);
            return;
        }
        // The detail begins with the district alone: 余杭区仓前街道...
        std::string_view text = detail;
        const Division* best = nullptr;
        for (const Division& candidate : divisions_.children(city)) {
            if (text.starts_with(candidate.name) &&
                (best == nullptr || candidate.name.size() > best->name.size()))
                best = &candidate;
        }
        if (best == nullptr) {
            // Or with a town that only one of the city's districts has.
            for (const Division& candidate : divisions_.children(city)) {
                if (divisions_.town_at_front(candidate, text).town == nullptr) continue;
                if (best != nullptr) {
                    best = nullptr;
                    break;
                }
                best = &candidate;
            }
        }
        if (best != nullptr) {
            parts_.district = best;
            parts_.district_match = NameMatch::Short;
            return;
        }
        note("missing_district", Severity::Review, "district");
    }

    void note_wrong_district(const std::string& district) {
        const auto elsewhere = divisions_.districts_named(district);
        const std::string city(divisions_.city_name(*parts_.city, nullptr));
        const auto exact =
            std::ranges::find(elsewhere, std::string_view(district), &Division::name);
        if (exact != elsewhere.end()) {
            note("district_not_in_city", Severity::Hold, "district",
                 {{"found", district}, {"city", city}, {"belongs", path_of(divisions_, **exact)}});
            return;
        }
        // Development zones and new areas appear faster than tables: only a look.
        const bool zone =
            district.find("开发区") != district.npos || district.find("新区") != district.npos ||
            district.find("新城") != district.npos || district.find("园区") != district.npos ||
            district.find("管理区") != district.npos || district.find("示范区") != district.npos ||
            district.find("高新区") != district.npos;
        if (zone) {
            note("unlisted_zone", Severity::Info, "district", {{"found", district}});
            return;
        }
        const std::string hint = nearest(divisions_.children(*parts_.city), district);
        note(hint.empty() ? "unknown_district" : "misspelt_district", Severity::Review, "district",
             {{"found", district}, {"city", city}, {"suggestion", hint}});
    }

    void old_name(const char* field, const std::string& written, const Division& now) {
        note("old_name", Severity::Info, field,
             {{"found", written}, {"now", path_of(divisions_, now)}});
    }

    /// The detail begins with a whole other place than the columns say.
    void check_front(bool columns_empty) {
        if (columns_empty || front_.province == nullptr || front_.city == nullptr ||
            parts_.province == nullptr)
            return;
        const bool far = front_.province != parts_.province;
        const bool other_city = parts_.city != nullptr && front_.city != parts_.city &&
                                front_.district != nullptr && front_.district != parts_.district &&
                                !Divisions::is_pseudo_city(*parts_.city);
        // Only what names two levels: 重庆路 and 西安大厦 are streets and houses elsewhere.
        if (!(far && front_.district != nullptr) && !other_city) return;
        const Division& place = front_.district != nullptr ? *front_.district : *front_.city;
        note("contradicting_detail", Severity::Hold, "detail",
             {{"found", path_of(divisions_, place)},
              {"columns", std::string(parts_.province->name) +
                              (parts_.city != nullptr && !Divisions::is_pseudo_city(*parts_.city)
                                   ? std::string(parts_.city->name)
                                   : std::string{})}});
    }

    const Divisions& divisions_;
    std::vector<ScreeningReason>& reasons_;
    AddressParts front_;
    AddressParts parts_;
};

}  // namespace

AddressParts resolve_divisions(const Divisions& divisions, const AddressInput& input,
                               std::string_view detail, std::vector<ScreeningReason>& reasons) {
    return Resolver(divisions, reasons).resolve(input, detail);
}

}  // namespace station
