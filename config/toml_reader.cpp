#include "config/toml_reader.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <tuple>

#include "base/files.h"
#include "base/text.h"
#include "config/suggest.h"

namespace config {
namespace {

constexpr std::size_t kTomlLimitBytes = 4U << 20U;

std::string quote(std::string_view text) {
    std::string shown(text.substr(0, 60));
    if (text.size() > 60) shown += "...";
    return '"' + shown + '"';
}

/// What a value is, for "is the text "80"".
std::string describe(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::string:
            return "the text " + quote(node.as_string()->get());
        case toml::node_type::integer:
            return std::to_string(node.as_integer()->get());
        case toml::node_type::floating_point: {
            std::string number = std::to_string(node.as_floating_point()->get());
            while (number.ends_with('0') && !number.ends_with(".0")) number.pop_back();
            return number;
        }
        case toml::node_type::boolean:
            return node.as_boolean()->get() ? "true" : "false";
        case toml::node_type::array:
            return node.is_array_of_tables() ? "a list of tables" : "a list";
        case toml::node_type::table:
            return "a table";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time without quotes";
        default:
            return "nothing";
    }
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string list_of(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "\"" : ", \"") + word + '"';
    return list;
}

std::string show(std::chrono::milliseconds time) {
    constexpr std::array<std::pair<std::int64_t, const char*>, 4> kUnits = {
        {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1000, "s"}}};
    for (const auto& [millis, unit] : kUnits) {
        if (time.count() >= millis && time.count() % millis == 0)
            return std::to_string(time.count() / millis) + unit;
    }
    return time.count() == 0 ? "0s" : std::to_string(time.count()) + "ms";
}

const toml::node& as_node(const void* node) {
    return *static_cast<const toml::node*>(node);
}

}  // namespace

std::string to_string(const ConfigMistake& mistake) {
    std::string text = mistake.file.string();
    if (mistake.line > 0)
        text += ":" + std::to_string(mistake.line) + ":" + std::to_string(mistake.column);
    return text + ": " + mistake.message;
}

base::Error to_error(const std::vector<ConfigMistake>& mistakes) {
    std::string message;
    for (const ConfigMistake& mistake : mistakes)
        message += (message.empty() ? "" : "\n") + to_string(mistake);
    return {base::ErrorCode::InvalidInput, std::move(message), "error.config_mistake"};
}

struct TomlDocument::State {
    std::filesystem::path file;
    toml::table root;
    std::vector<ConfigMistake> mistakes;

    void add(const toml::source_region& place, std::string message) {
        mistakes.push_back({file, static_cast<int>(place.begin.line),
                            static_cast<int>(place.begin.column), std::move(message)});
    }
};

TomlDocument::TomlDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
TomlDocument::TomlDocument(TomlDocument&&) noexcept = default;
TomlDocument& TomlDocument::operator=(TomlDocument&&) noexcept = default;
TomlDocument::~TomlDocument() = default;

std::expected<TomlDocument, std::vector<ConfigMistake>> TomlDocument::read(
    const std::filesystem::path& file) {
    const auto bytes = base::read_file(file, kTomlLimitBytes);
    if (!bytes)
        return std::unexpected(std::vector<ConfigMistake>{{file, 0, 0, bytes.error().message}});
    return parse(base::as_text(*bytes), file);
}

std::expected<TomlDocument, std::vector<ConfigMistake>> TomlDocument::parse(
    std::string_view text, const std::filesystem::path& name) {
    auto state = std::make_unique<State>();
    state->file = name;
    try {
        state->root = toml::parse(text, name.string());
    } catch (const toml::parse_error& error) {
        state->add(error.source(), "not TOML: " + std::string(error.description()));
        return std::unexpected(std::move(state->mistakes));
    }
    return TomlDocument(std::move(state));
}

TomlTable TomlDocument::root() {
    return TomlTable(*state_, &state_->root, {});
}

void TomlDocument::mistake(std::string message) {
    state_->mistakes.push_back({state_->file, 0, 0, std::move(message)});
}

std::vector<ConfigMistake> TomlDocument::take_mistakes() {
    std::vector<ConfigMistake> taken = std::move(state_->mistakes);
    state_->mistakes.clear();
    std::ranges::stable_sort(taken, {}, [](const ConfigMistake& mistake) {
        return std::tuple(mistake.line, mistake.column);
    });
    return taken;
}

TomlTable::TomlTable(TomlDocument::State& state, const void* table, std::string path)
    : state_(&state), table_(table), path_(std::move(path)) {}

std::string TomlTable::name_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

bool TomlTable::has(std::string_view key) const {
    return static_cast<const toml::table*>(table_)->contains(key);
}

bool TomlTable::is_text(std::string_view key) const {
    const toml::node* node = static_cast<const toml::table*>(table_)->get(key);
    return node != nullptr && node->is_string();
}

int TomlTable::line() const {
    return static_cast<int>(static_cast<const toml::table*>(table_)->source().begin.line);
}

const void* TomlTable::find(std::string_view key, Need need, std::string_view expected) {
    asked_.emplace(key);
    const auto* table = static_cast<const toml::table*>(table_);
    const toml::node* node = table->get(key);
    if (node == nullptr && need == Need::Required)
        state_->add(table->source(),
                    name_of(key) + " is missing; expected " + std::string(expected));
    return node;
}

void TomlTable::wrong(std::string_view key, const void* node, std::string_view expected) {
    state_->add(as_node(node).source(), name_of(key) + " is " + describe(as_node(node)) +
                                            "; expected " + std::string(expected));
}

void TomlTable::mistake(std::string_view key, std::string message) {
    const auto* table = static_cast<const toml::table*>(table_);
    const toml::node* node = table->get(key);
    state_->add(node == nullptr ? table->source() : node->source(),
                name_of(key) + " " + std::move(message));
}

bool TomlTable::text(std::string_view key, std::string& out, Need need) {
    constexpr std::string_view kExpected = "a text in quotes";
    const void* node = find(key, need, kExpected);
    if (node == nullptr) return false;
    const auto* value = as_node(node).as_string();
    if (value == nullptr) {
        wrong(key, node, kExpected);
        return false;
    }
    if (base::trim(value->get()).empty()) {
        if (need == Need::Required) {
            mistake(key, "is empty; expected a text");
            return false;
        }
        out.clear();
        return true;
    }
    if (has_control_character(value->get())) {
        mistake(key, "holds a control character; expected one line of plain text");
        return false;
    }
    out = value->get();
    return true;
}

bool TomlTable::boolean(std::string_view key, bool& out) {
    const void* node = find(key, Need::Optional, {});
    if (node == nullptr) return false;
    const auto* value = as_node(node).as_boolean();
    if (value == nullptr) {
        wrong(key, node, "true or false");
        return false;
    }
    out = value->get();
    return true;
}

bool TomlTable::integer(std::string_view key, std::int64_t& out, std::int64_t least,
                        std::int64_t most, Need need) {
    const std::string expected =
        "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    const void* node = find(key, need, expected);
    if (node == nullptr) return false;
    const auto* value = as_node(node).as_integer();
    if (value == nullptr || value->get() < least || value->get() > most) {
        wrong(key, node, expected);
        return false;
    }
    out = value->get();
    return true;
}

bool TomlTable::integer(std::string_view key, int& out, int least, int most, Need need) {
    std::int64_t wide = out;
    if (!integer(key, wide, std::int64_t{least}, std::int64_t{most}, need)) return false;
    out = static_cast<int>(wide);
    return true;
}

namespace {

bool in_range(double value, double least, double most) {
    return value >= least && value <= most;  // false for NaN
}

std::string number_range(double least, double most) {
    const auto plain = [](double value) {
        std::string text = std::to_string(value);
        while (text.ends_with('0')) text.pop_back();
        if (text.ends_with('.')) text.pop_back();
        return text;
    };
    return "a number from " + plain(least) + " to " + plain(most);
}

}  // namespace

bool TomlTable::number(std::string_view key, double& out, double least, double most, Need need) {
    const std::string expected = number_range(least, most);
    const void* node = find(key, need, expected);
    if (node == nullptr) return false;
    const std::optional<double> value =
        as_node(node).is_number() ? as_node(node).value<double>() : std::nullopt;
    if (!value || !in_range(*value, least, most)) {
        wrong(key, node, expected);
        return false;
    }
    out = *value;
    return true;
}

bool TomlTable::numbers(std::string_view key, std::vector<double>& out, double least, double most) {
    const void* node = find(key, Need::Optional, {});
    if (node == nullptr) return false;
    const toml::array* list = as_node(node).as_array();
    if (list == nullptr) {
        wrong(key, node, "a list of numbers, for example [1.5, 20]");
        return false;
    }
    std::vector<double> read;
    for (const toml::node& entry : *list) {
        const std::optional<double> value =
            entry.is_number() ? entry.value<double>() : std::nullopt;
        if (!value || !in_range(*value, least, most)) {
            wrong(key, &entry, number_range(least, most) + " in each place of the list");
            return false;
        }
        read.push_back(*value);
    }
    out = std::move(read);
    return true;
}

bool TomlTable::texts(std::string_view key, std::vector<std::string>& out) {
    const void* node = find(key, Need::Optional, {});
    if (node == nullptr) return false;
    const toml::array* list = as_node(node).as_array();
    if (list == nullptr) {
        wrong(key, node, "a list of texts, for example [\"a\", \"b\"]");
        return false;
    }
    std::vector<std::string> read;
    for (const toml::node& entry : *list) {
        const auto* value = entry.as_string();
        if (value == nullptr || base::trim(value->get()).empty() ||
            has_control_character(value->get())) {
            wrong(key, &entry, "a text that is not empty in each place of the list");
            return false;
        }
        read.push_back(value->get());
    }
    out = std::move(read);
    return true;
}

bool TomlTable::duration(std::string_view key, std::chrono::milliseconds& out,
                         std::chrono::milliseconds least, std::chrono::milliseconds most) {
    const void* node = find(key, Need::Optional, {});
    if (node == nullptr) return false;
    const auto* value = as_node(node).as_string();
    const auto time = value == nullptr ? std::nullopt : parse_duration(value->get());
    if (!time || *time < least || *time > most) {
        wrong(key, node,
              "a time with its unit (\"500ms\", \"2s\", \"10m\", \"6h\", \"2d\") from " +
                  show(least) + " to " + show(most));
        return false;
    }
    out = *time;
    return true;
}

bool TomlTable::minutes(std::string_view key, std::chrono::minutes& out, std::chrono::minutes least,
                        std::chrono::minutes most) {
    std::chrono::milliseconds time{};
    if (!duration(key, time, least, most)) return false;
    if (time % std::chrono::minutes{1} != std::chrono::milliseconds{0}) {
        mistake(key, "is not a whole number of minutes; expected for example \"10m\" or \"1h30m\"");
        return false;
    }
    out = std::chrono::duration_cast<std::chrono::minutes>(time);
    return true;
}

bool TomlTable::hours(std::string_view key, std::chrono::hours& out, std::chrono::hours least,
                      std::chrono::hours most) {
    std::chrono::milliseconds time{};
    if (!duration(key, time, least, most)) return false;
    if (time % std::chrono::hours{1} != std::chrono::milliseconds{0}) {
        mistake(key, "is not a whole number of hours; expected for example \"24h\" or \"2d\"");
        return false;
    }
    out = std::chrono::duration_cast<std::chrono::hours>(time);
    return true;
}

bool TomlTable::times_of_day(std::string_view key, std::vector<std::chrono::minutes>& out) {
    constexpr std::string_view kExpected =
        "times of day in quotes, \"00:00\" to \"23:59\", for example [\"10:00\", \"16:00\"]";
    const void* node = find(key, Need::Optional, {});
    if (node == nullptr) return false;
    const toml::array* list = as_node(node).as_array();
    if (list == nullptr) {
        wrong(key, node, kExpected);
        return false;
    }
    std::vector<std::chrono::minutes> read;
    for (const toml::node& entry : *list) {
        const auto* value = entry.as_string();
        const auto time = value == nullptr ? std::nullopt : parse_time_of_day(value->get());
        if (!time) {
            wrong(key, &entry, kExpected);
            return false;
        }
        read.push_back(*time);
    }
    out = std::move(read);
    return true;
}

bool TomlTable::word(std::string_view key, std::string& out,
                     const std::vector<std::string>& allowed, Need need) {
    const std::string expected = (allowed.size() == 1 ? "" : "one of ") + list_of(allowed);
    const void* node = find(key, need, expected);
    if (node == nullptr) return false;
    const auto* value = as_node(node).as_string();
    if (value == nullptr) {
        wrong(key, node, expected);
        return false;
    }
    if (std::ranges::find(allowed, value->get()) == allowed.end()) {
        wrong(key, node, expected + did_you_mean(value->get(), allowed));
        return false;
    }
    out = value->get();
    return true;
}

std::optional<TomlTable> TomlTable::table(std::string_view key, Need need) {
    const std::string expected = "a table [" + name_of(key) + "]";
    const void* node = find(key, need, expected);
    if (node == nullptr) return std::nullopt;
    const toml::table* found = as_node(node).as_table();
    if (found == nullptr) {
        wrong(key, node, expected);
        return std::nullopt;
    }
    return TomlTable(*state_, found, name_of(key));
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
    const std::string expected = "tables written [[" + name_of(key) + "]]";
    const void* node = find(key, Need::Optional, expected);
    if (node == nullptr) return {};
    const toml::array* list = as_node(node).as_array();
    if (list == nullptr) {
        wrong(key, node, expected);
        return {};
    }
    std::vector<TomlTable> found;
    for (const toml::node& entry : *list) {
        const toml::table* table = entry.as_table();
        if (table == nullptr) {
            wrong(key, &entry, expected);
            return {};
        }
        found.push_back(
            TomlTable(*state_, table, name_of(key) + "[" + std::to_string(found.size() + 1) + "]"));
    }
    return found;
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::named_tables() {
    std::vector<std::pair<std::string, TomlTable>> found;
    for (const auto& [key, node] : *static_cast<const toml::table*>(table_)) {
        asked_.emplace(key.str());
        if (const toml::table* table = node.as_table()) {
            found.emplace_back(key.str(), TomlTable(*state_, table, name_of(key.str())));
        } else {
            wrong(key.str(), &node, "a table [" + name_of(key.str()) + "]");
        }
    }
    return found;
}

std::vector<std::pair<std::string, std::string>> TomlTable::named_texts() {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, node] : *static_cast<const toml::table*>(table_)) {
        std::string value;
        if (text(key.str(), value, Need::Required)) found.emplace_back(key.str(), value);
    }
    return found;
}

void TomlTable::finish() {
    const std::vector<std::string> known(asked_.begin(), asked_.end());
    for (const auto& [key, node] : *static_cast<const toml::table*>(table_)) {
        if (asked_.contains(key.str())) continue;
        std::string message = "unknown key '" + name_of(key.str()) + "'";
        const std::string hint = did_you_mean(key.str(), known);
        message += hint.empty() ? "; known here: " + list_of(known) : hint;
        state_->add(key.source().begin.line > 0 ? key.source() : node.source(), std::move(message));
    }
}

}  // namespace config
