#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

enum class DivisionLevel { Province, City, District, Town };

/// One administrative division. Its code has 2, 4, 6 or 9 digits by level and begins with its
/// parent's. The views live as long as the Divisions they came from.
struct Division {
    std::uint32_t code = 0;
    DivisionLevel level = DivisionLevel::Province;
    std::string_view name;  ///< "余杭区"
    std::string_view
        stem;  ///< "余杭": without 省市区县旗盟..., at least two characters; else the name.
};

/// How a written name was understood.
enum class NameMatch {
    None,
    Exact,
    Short,        ///< The suffix is left out ("杭州"), or another usual short form.
    OtherSuffix,  ///< 余杭市 for 余杭区: mostly a former name.
    Renamed,      ///< A former name of renamed.tsv.
};

struct DivisionMatch {
    const Division* division = nullptr;
    NameMatch how = NameMatch::None;
    explicit operator bool() const { return division != nullptr; }
};

/// The administrative divisions of China, with the former names that people still write.
/// Immutable after loading; any thread. Lookups allocate little and never fail; what is unknown
/// gives an empty match. Sources: config/divisions/README.md.
class Divisions {
public:
    /// Reads divisions.tsv and renamed.tsv of the folder. Corrupt with file and line when a row is
    /// wrong.
    static base::Result<Divisions> load(const std::filesystem::path& folder);
    static base::Result<Divisions> load(const DataFiles& data_files);

    Divisions(Divisions&&) noexcept;
    Divisions& operator=(Divisions&&) noexcept;
    ~Divisions();

    /// By full name, short form or wrong suffix ("广西省").
    DivisionMatch province(std::string_view name) const;
    /// A city of the province. A municipality's own name, 市辖区 and 县 give its 市辖区 (or 县);
    /// a county directly under the province gives the pseudo city that holds it.
    DivisionMatch city(const Division& province, std::string_view name) const;
    /// A district of the city. A former name may give a district of another city. In a city without
    /// districts (东莞) its own name gives the pseudo district.
    DivisionMatch district(const Division& city, std::string_view name) const;
    /// A street or town of the district.
    DivisionMatch town(const Division& district, std::string_view name) const;

    /// The longest town name that `text` begins with, and its length in bytes.
    struct TownAtFront {
        const Division* town = nullptr;
        std::size_t bytes = 0;
    };
    TownAtFront town_at_front(const Division& district, std::string_view text) const;

    /// The same name elsewhere: for "did you mean" and contradictions. By name or stem.
    std::vector<const Division*> cities_named(std::string_view name) const;
    std::vector<const Division*> districts_named(std::string_view name) const;
    /// Where a former district name of the whole country went.
    DivisionMatch renamed_district(const Division& province, std::string_view name) const;

    /// All divisions of a level, by code.
    std::span<const Division> all(DivisionLevel level) const;
    /// What belongs to a division, by code: cities of a province, districts of a city, towns of a
    /// district; nothing for a town.
    std::span<const Division> children(const Division& parent) const;
    /// nullptr for a province.
    const Division* parent(const Division& child) const;
    /// By code of any level; nullptr when there is none.
    const Division* find(std::uint32_t code) const;

    /// 市辖区, 省直辖县级行政区划 and the like: a city in the table only.
    static bool is_pseudo_city(const Division& city);
    /// 东莞, 中山, 儋州, 嘉峪关: towns directly under the city.
    bool has_no_districts(const Division& city) const;
    /// What people write for the city: the municipality's name for a pseudo city of one.
    std::string_view city_name(const Division& city, const Division* district) const;

private:
    struct State;
    explicit Divisions(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The name without its suffix, as Division::stem has it; also of names that are in no table.
std::string_view division_stem(std::string_view name);

}  // namespace config
