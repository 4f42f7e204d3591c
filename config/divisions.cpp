#include "config/divisions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "base/files.h"
#include "base/text.h"
#include "config/provinces.h"

namespace config {
namespace {

constexpr std::size_t kDivisionsLimitBytes = 16U << 20U;

struct Rename {
    std::uint32_t province = 0;
    std::string_view old_city;    ///< Empty: any city of the province.
    std::string_view old_county;  ///< Empty: the city itself was renamed.
    std::uint32_t code = 0;       ///< Of the district today; of the city (4 digits) for cities.
};

std::unexpected<base::Error> wrong_row(const std::filesystem::path& file, std::size_t line,
                                       std::string_view why) {
    return base::fail(base::ErrorCode::Corrupt,
                      file.string() + ":" + std::to_string(line) + ": " + std::string(why));
}

bool read_code(std::string_view text, std::uint32_t& code) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
    return error == std::errc{} && end == text.data() + text.size();
}

/// Both forms of a short name: 察右中旗 -> 察哈尔右翼中旗.
std::string_view long_form(std::string_view name, std::string& buffer) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kForms = {
        {{"察右", "察哈尔右翼"},
         {"科左", "科尔沁左翼"},
         {"科右", "科尔沁右翼"},
         {"巴州", "巴音郭楞蒙古自治州"},
         {"达茂旗", "达尔罕茂明安联合旗"},
         {"博州", "博尔塔拉蒙古自治州"}}};
    for (const auto& [abbreviation, whole] : kForms) {
        if (!name.starts_with(abbreviation)) continue;
        buffer = std::string(whole) + std::string(name.substr(abbreviation.size()));
        return buffer;
    }
    return name;
}

/// Among siblings: exact, then short (suffix left out), then the same stem with another suffix; the
/// last two only where one sibling alone fits.
DivisionMatch among(std::span<const Division> siblings, std::string_view name) {
    if (name.empty()) return {};
    for (const Division& division : siblings) {
        if (division.name == name) return {&division, NameMatch::Exact};
    }
    std::string buffer;
    const std::string_view whole = long_form(name, buffer);
    const std::string_view stem = division_stem(whole);
    const Division* found = nullptr;
    for (const Division& division : siblings) {
        if (division.name == whole) return {&division, NameMatch::Short};
        if (division.stem != stem) continue;
        if (found != nullptr) return {};
        found = &division;
    }
    if (found == nullptr) return {};
    // 黔南州 and 酉阳县 are usual short forms of autonomous ones, not former names.
    const bool usual = stem == whole || found->name.find("自治") != std::string_view::npos;
    return {found, usual ? NameMatch::Short : NameMatch::OtherSuffix};
}

}  // namespace

struct Divisions::State {
    std::string text, renamed_text;
    std::array<std::vector<Division>, 4> levels;
    std::vector<Rename> renames;
    std::unordered_multimap<std::string_view, const Division*> cities_by_stem, districts_by_stem;

    base::Status read_divisions(const std::filesystem::path& file);
    base::Status read_renames(const std::filesystem::path& file);
    std::vector<Division>& at(DivisionLevel level) {
        return levels[static_cast<std::size_t>(level)];
    }
};

base::Status Divisions::State::read_divisions(const std::filesystem::path& file) {
    at(DivisionLevel::Town).reserve(45'000);
    at(DivisionLevel::District).reserve(4'000);
    std::size_t line_number = 0;
    for (std::string_view rest = text; !rest.empty();) {
        ++line_number;
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const std::size_t tab = line.find('\t');
        Division division;
        if (tab == line.npos || tab + 1 == line.size() ||
            !read_code(line.substr(0, tab), division.code))
            return wrong_row(file, line_number, "expected CODE, a tab and a name");
        switch (tab) {
            case 2:
                division.level = DivisionLevel::Province;
                break;
            case 4:
                division.level = DivisionLevel::City;
                break;
            case 6:
                division.level = DivisionLevel::District;
                break;
            case 9:
                division.level = DivisionLevel::Town;
                break;
            default:
                return wrong_row(file, line_number, "expected a code of 2, 4, 6 or 9 digits");
        }
        division.name = line.substr(tab + 1);
        division.stem = division_stem(division.name);
        at(division.level).push_back(division);
    }
    for (std::vector<Division>& level : levels) {
        if (level.empty()) return wrong_row(file, line_number, "a level of divisions is missing");
        std::ranges::sort(level, {}, &Division::code);
    }
    for (const Division& city : at(DivisionLevel::City)) cities_by_stem.emplace(city.stem, &city);
    for (const Division& district : at(DivisionLevel::District))
        districts_by_stem.emplace(district.stem, &district);
    return {};
}

base::Status Divisions::State::read_renames(const std::filesystem::path& file) {
    std::size_t line_number = 0;
    for (const std::string_view line : base::split(renamed_text, '\n')) {
        ++line_number;
        if (line.empty() || line.starts_with('#')) continue;
        const std::vector<std::string_view> columns = base::split(line, '\t');
        Rename rename;
        if (columns.size() < 7 || !read_code(columns[6], rename.code) || columns[6].size() != 6)
            return wrong_row(file, line_number, "expected seven columns with a code of 6 digits");
        const Province* province = config::find_province(columns[0]);
        if (province == nullptr) return wrong_row(file, line_number, "unknown province");
        rename.province = static_cast<std::uint32_t>(province->code);
        rename.old_city = columns[1];
        rename.old_county = columns[2];
        if (rename.old_county.empty()) rename.code /= 100;
        renames.push_back(rename);
    }
    return {};
}

Divisions::Divisions(std::unique_ptr<State> state) : state_(std::move(state)) {}
Divisions::Divisions(Divisions&&) noexcept = default;
Divisions& Divisions::operator=(Divisions&&) noexcept = default;
Divisions::~Divisions() = default;

base::Result<Divisions> Divisions::load(const std::filesystem::path& folder) {
    auto state = std::make_unique<State>();
    const auto divisions = base::read_file(folder / "divisions.tsv", kDivisionsLimitBytes);
    if (!divisions) return base::pass(divisions, "administrative divisions");
    const auto renamed = base::read_file(folder / "renamed.tsv", kDivisionsLimitBytes);
    if (!renamed) return base::pass(renamed, "administrative divisions");
    state->text = base::as_text(*divisions);
    state->renamed_text = base::as_text(*renamed);
    if (const auto read = state->read_divisions(folder / "divisions.tsv"); !read)
        return base::pass(read);
    if (const auto read = state->read_renames(folder / "renamed.tsv"); !read)
        return base::pass(read);
    return Divisions(std::move(state));
}

base::Result<Divisions> Divisions::load(const DataFiles& data_files) {
    const auto file = data_files.find("divisions/divisions.tsv");
    if (!file) return base::pass(file);
    return load(file->parent_path());
}

std::span<const Division> Divisions::all(DivisionLevel level) const {
    return state_->at(level);
}

std::span<const Division> Divisions::children(const Division& parent) const {
    std::uint32_t factor = 100;
    DivisionLevel level = DivisionLevel::City;
    switch (parent.level) {
        case DivisionLevel::Province:
            break;
        case DivisionLevel::City:
            level = DivisionLevel::District;
            break;
        case DivisionLevel::District:
            level = DivisionLevel::Town;
            factor = 1000;
            break;
        case DivisionLevel::Town:
            return {};
    }
    const std::vector<Division>& below = state_->at(level);
    const auto first = std::ranges::lower_bound(below, parent.code * factor, {}, &Division::code);
    const auto last =
        std::ranges::lower_bound(below, (parent.code + 1) * factor, {}, &Division::code);
    return {first, last};
}

const Division* Divisions::find(std::uint32_t code) const {
    for (const std::vector<Division>& level : state_->levels) {
        const auto found = std::ranges::lower_bound(level, code, {}, &Division::code);
        if (found != level.end() && found->code == code) return &*found;
    }
    return nullptr;
}

const Division* Divisions::parent(const Division& child) const {
    if (child.level == DivisionLevel::Province) return nullptr;
    return find(child.code / (child.level == DivisionLevel::Town ? 1000 : 100));
}

bool Divisions::is_pseudo_city(const Division& city) {
    return city.name == "市辖区" || city.name == "县" ||
           city.name.find("直辖县级") != std::string_view::npos;
}

bool Divisions::has_no_districts(const Division& city) const {
    const auto districts = children(city);
    return districts.size() == 1 && districts.front().name == city.name;
}

std::string_view Divisions::city_name(const Division& city, const Division* district) const {
    if (!is_pseudo_city(city)) return city.name;
    if (city.name.find("直辖县级") != std::string_view::npos)
        return district != nullptr ? district->name : city.name;
    const Division* province = parent(city);
    return province != nullptr ? province->name : city.name;
}

DivisionMatch Divisions::province(std::string_view name) const {
    const Province* known = config::find_province(name);
    if (known == nullptr) return {};
    const Division* division = find(static_cast<std::uint32_t>(known->code));
    if (division == nullptr) return {};
    return {division, known->name == name ? NameMatch::Exact : NameMatch::Short};
}

DivisionMatch Divisions::city(const Division& province, std::string_view name) const {
    const auto cities = children(province);
    if (DivisionMatch match = among(cities, name)) return match;
    if (name.empty()) return {};
    const bool own_name = config::find_province(name) != nullptr &&
                          config::find_province(name)->name == province.name;
    for (const Division& pseudo : cities) {
        if (!is_pseudo_city(pseudo)) continue;
        const bool direct = pseudo.name.find("直辖县级") != std::string_view::npos;
        if (!direct && own_name) return {&pseudo, NameMatch::Exact};
        if (direct && name.find("直辖") != std::string_view::npos)
            return {&pseudo, NameMatch::Short};
        // Only what the city column may name: 仙桃市, 屯昌县, also 仙桃.
        if (direct && among(children(pseudo), name)) return {&pseudo, NameMatch::Exact};
    }
    // Hong Kong and Macao: the city column repeats the region's name.
    if (own_name && cities.size() > 0 && province.code > 80)
        return {&cities.front(), NameMatch::Short};
    const std::string_view stem = division_stem(name);
    for (const Rename& rename : state_->renames) {
        if (rename.province != province.code || !rename.old_county.empty()) continue;
        if (rename.old_city == name || division_stem(rename.old_city) == stem) {
            if (const Division* now = find(rename.code)) return {now, NameMatch::Renamed};
        }
    }
    return {};
}

DivisionMatch Divisions::district(const Division& city, std::string_view name) const {
    if (DivisionMatch match = among(children(city), name)) return match;
    if (name.empty()) return {};
    const std::uint32_t province = city.code / 100;
    // A municipality's districts and counties are two pseudo cities in the table, one for people;
    // Hong Kong's and Macao's parts are none for people either.
    if (is_pseudo_city(city) || province > 80) {
        for (const Division& other : children(*parent(city))) {
            if (other.code == city.code || (province < 80 && !is_pseudo_city(other))) continue;
            if (DivisionMatch match = among(children(other), name)) return match;
        }
    }
    const std::string_view stem = division_stem(name);
    for (const Rename& rename : state_->renames) {
        if (rename.province != province || rename.old_county.empty()) continue;
        if (rename.old_county != name && division_stem(rename.old_county) != stem) continue;
        const Division* now = find(rename.code);
        if (now == nullptr) continue;
        if (rename.old_city == city.name || now->code / 100 == city.code ||
            (rename.old_city.empty() && is_pseudo_city(city)))
            return {now, NameMatch::Renamed};
    }
    return {};
}

DivisionMatch Divisions::renamed_district(const Division& province, std::string_view name) const {
    for (const Rename& rename : state_->renames) {
        if (rename.province != province.code || rename.old_county != name) continue;
        if (const Division* now = find(rename.code)) return {now, NameMatch::Renamed};
    }
    return {};
}

DivisionMatch Divisions::town(const Division& district, std::string_view name) const {
    return among(children(district), name);
}

Divisions::TownAtFront Divisions::town_at_front(const Division& district,
                                                std::string_view text) const {
    TownAtFront best;
    for (const Division& town : children(district)) {
        if (town.name.size() > best.bytes && text.starts_with(town.name))
            best = {&town, town.name.size()};
        if (!text.starts_with(town.stem) || town.stem == town.name) continue;
        // 乡 and 镇 became 街道 in many places: the stem with any of their suffixes.
        for (const std::string_view suffix : {"街道办事处", "街道", "镇", "乡"}) {
            const std::size_t length = town.stem.size() + suffix.size();
            if (text.substr(town.stem.size()).starts_with(suffix) && length > best.bytes)
                best = {&town, length};
        }
    }
    return best;
}

std::vector<const Division*> Divisions::cities_named(std::string_view name) const {
    std::vector<const Division*> found;
    const auto [first, last] = state_->cities_by_stem.equal_range(division_stem(name));
    for (auto at = first; at != last; ++at) found.push_back(at->second);
    std::ranges::sort(found, {}, &Division::code);
    return found;
}

std::vector<const Division*> Divisions::districts_named(std::string_view name) const {
    std::vector<const Division*> found;
    const auto [first, last] = state_->districts_by_stem.equal_range(division_stem(name));
    for (auto at = first; at != last; ++at) found.push_back(at->second);
    std::ranges::sort(found, {}, &Division::code);
    return found;
}

}  // namespace config
