#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// How the last digit of a carrier's numbers can be checked.
enum class CheckDigit {
    None,
    S10,  ///< UPU S10: two letters, eight digits and their check digit, country.
    Sf,   ///< Shunfeng; reverse-engineered by others: a warning, never a block.
};

/// How well a text fits a carrier's numbers.
enum class PatternMatch {
    No,
    Loose,   ///< Such numbers exist or existed; a candidate only.
    Strict,  ///< Safe to recognise on its own.
};

/// One carrier as carriers.toml describes it.
struct Carrier {
    base::CarrierCode code;  ///< The platform's code: "zto".
    std::string name_zh;     ///< "中通快递", as labels and exports write it.
    std::string name_en;
    std::vector<std::string> aliases;                   ///< "ZTO", "中通".
    std::map<std::string, std::string> platform_codes;  ///< "kdniao" -> "ZTO".
    CheckDigit check = CheckDigit::None;
    bool needs_routing = false;  ///< Its labels need a 三段码.
    std::string service_phone;
};

/// The carriers of carriers.toml. Immutable after construction; any thread.
/// Source of the patterns: docs/configuration.md, "Carriers".
class CarrierTable {
public:
    /// Reads carriers.toml. InvalidInput with every mistake (file, line, column) otherwise.
    static base::Result<CarrierTable> load(const std::filesystem::path& file);
    static base::Result<CarrierTable> load(const DataFiles& data_files);

    CarrierTable(CarrierTable&&) noexcept;
    CarrierTable& operator=(CarrierTable&&) noexcept;
    ~CarrierTable();

    const std::vector<Carrier>& all() const;
    /// By the platform's code alone; nullptr when unknown.
    const Carrier* find(const base::CarrierCode& code) const;
    /// By code, alias or name in any spelling of case and width: "SF", "顺丰速运", "ｚｔｏ";
    /// nullptr when unknown.
    const Carrier* find_by_name(std::string_view name) const;
    /// By a platform's own code: ("kdniao", "ZTO"); nullptr when unknown.
    const Carrier* find_by_platform_code(std::string_view platform, std::string_view code) const;
    /// The platforms that have codes here: "kdniao", "xiaohongshu", ...
    const std::vector<std::string>& platforms() const;
    /// Codes, for "did you mean".
    std::vector<std::string> codes() const;

    /// Does the number look like this carrier's? `number` as normalised by identify (upper case,
    /// no spaces). Longer than 40 characters is never a number.
    PatternMatch match(const Carrier& carrier, std::string_view number) const;

private:
    struct State;
    explicit CarrierTable(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace config
