#include "config/carriers.h"

#include <algorithm>
#include <regex>

#include "base/text.h"
#include "config/toml_reader.h"

namespace config {
namespace {

// std::regex recurses with the length of its input; numbers are short.
constexpr std::size_t kLongestNumber = 40;

struct Patterns {
    std::vector<std::regex> strict, loose;
};

std::string folded(std::string_view name) {
    return base::to_upper(base::trim(base::nfkc(name)));
}

bool any_matches(const std::vector<std::regex>& patterns, std::string_view number) {
    return std::ranges::any_of(patterns, [&](const std::regex& pattern) {
        return std::regex_match(number.begin(), number.end(), pattern);
    });
}

void read_patterns(TomlTable& table, std::string_view key, std::vector<std::regex>& out) {
    std::vector<std::string> texts;
    table.texts(key, texts);
    for (const std::string& text : texts) {
        try {
            out.emplace_back(text, std::regex::ECMAScript | std::regex::optimize);
        } catch (const std::regex_error& error) {
            table.mistake(
                key, "holds '" + text + "', which is not a regular expression: " + error.what());
        }
    }
}

}  // namespace

struct CarrierTable::State {
    std::vector<Carrier> carriers;
    std::vector<Patterns> patterns;  // beside carriers
    std::map<std::string, std::size_t, std::less<>> by_name;
    std::vector<std::string> platforms;
};

CarrierTable::CarrierTable(std::unique_ptr<State> state) : state_(std::move(state)) {}
CarrierTable::CarrierTable(CarrierTable&&) noexcept = default;
CarrierTable& CarrierTable::operator=(CarrierTable&&) noexcept = default;
CarrierTable::~CarrierTable() = default;

base::Result<CarrierTable> CarrierTable::load(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    auto state = std::make_unique<State>();
    TomlTable root = document->root();
    for (TomlTable& table : root.tables("carrier")) {
        Carrier carrier;
        std::string code;
        table.text("code", code, Need::Required);
        carrier.code = base::CarrierCode(code);
        table.text("name_zh", carrier.name_zh, Need::Required);
        table.text("name_en", carrier.name_en, Need::Required);
        table.texts("aliases", carrier.aliases);
        table.choice(
            "check", carrier.check,
            {{"none", CheckDigit::None}, {"s10", CheckDigit::S10}, {"sf", CheckDigit::Sf}});
        table.boolean("needs_routing", carrier.needs_routing);
        table.text("service_phone", carrier.service_phone, Need::Required);
        Patterns patterns;
        read_patterns(table, "strict", patterns.strict);
        read_patterns(table, "loose", patterns.loose);
        if (auto platform = table.table("platform")) {
            for (auto& [name, value] : platform->named_texts()) {
                carrier.platform_codes[name] = value;
                if (std::ranges::find(state->platforms, name) == state->platforms.end())
                    state->platforms.push_back(name);
            }
        }
        table.finish();
        std::vector<std::string> names = carrier.aliases;
        names.push_back(code);
        names.push_back(carrier.name_zh);
        names.push_back(carrier.name_en);
        const std::size_t index = state->carriers.size();
        for (const std::string& name : names) {
            const auto [entry, fresh] = state->by_name.emplace(folded(name), index);
            if (!fresh && entry->second != index) {
                table.mistake("code", "'" + code + "' shares the name '" + name + "' with '" +
                                          state->carriers[entry->second].code.str() +
                                          "'; each name may stand once");
            }
        }
        state->carriers.push_back(std::move(carrier));
        state->patterns.push_back(std::move(patterns));
    }
    root.finish();
    if (state->carriers.empty()) document->mistake("names no carrier; expected [[carrier]] tables");
    if (const auto mistakes = document->take_mistakes(); !mistakes.empty())
        return std::unexpected(to_error(mistakes));
    std::ranges::sort(state->platforms);
    return CarrierTable(std::move(state));
}

base::Result<CarrierTable> CarrierTable::load(const DataFiles& data_files) {
    const auto file = data_files.find("carriers.toml");
    if (!file) return base::pass(file);
    return load(*file);
}

const std::vector<Carrier>& CarrierTable::all() const {
    return state_->carriers;
}

const std::vector<std::string>& CarrierTable::platforms() const {
    return state_->platforms;
}

std::vector<std::string> CarrierTable::codes() const {
    std::vector<std::string> codes;
    for (const Carrier& carrier : state_->carriers) codes.push_back(carrier.code.str());
    return codes;
}

const Carrier* CarrierTable::find(const base::CarrierCode& code) const {
    const auto found = std::ranges::find(state_->carriers, code, &Carrier::code);
    return found == state_->carriers.end() ? nullptr : &*found;
}

const Carrier* CarrierTable::find_by_name(std::string_view name) const {
    const auto found = state_->by_name.find(folded(name));
    return found == state_->by_name.end() ? nullptr : &state_->carriers[found->second];
}

const Carrier* CarrierTable::find_by_platform_code(std::string_view platform,
                                                   std::string_view code) const {
    for (const Carrier& carrier : state_->carriers) {
        const auto found = carrier.platform_codes.find(std::string(platform));
        if (found != carrier.platform_codes.end() && found->second == code) return &carrier;
    }
    return nullptr;
}

PatternMatch CarrierTable::match(const Carrier& carrier, std::string_view number) const {
    if (number.empty() || number.size() > kLongestNumber) return PatternMatch::No;
    const auto at = std::ranges::find(state_->carriers, carrier.code, &Carrier::code);
    if (at == state_->carriers.end()) return PatternMatch::No;
    const Patterns& patterns =
        state_->patterns[static_cast<std::size_t>(at - state_->carriers.begin())];
    if (any_matches(patterns.strict, number)) return PatternMatch::Strict;
    return any_matches(patterns.loose, number) ? PatternMatch::Loose : PatternMatch::No;
}

}  // namespace config
