#pragma once
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/mistake.h"

namespace config {

class TomlTable;

/// Must the key be there? A missing required key is a mistake at its table's line.
enum class Need { Optional, Required };

/// A parsed TOML file that collects every mistake found while it is read, each with its place.
/// Read it through root(); then take_mistakes(). One thread at a time; tables must not outlive it.
class TomlDocument {
public:
    /// The file, or the one mistake that kept it from being read (not there, larger than 4 MB, not
    /// UTF-8, not TOML: with line and column).
    static std::expected<TomlDocument, std::vector<ConfigMistake>> read(
        const std::filesystem::path& file);
    /// The same from text; `name` stands in the mistakes.
    static std::expected<TomlDocument, std::vector<ConfigMistake>> parse(
        std::string_view text, const std::filesystem::path& name);

    TomlDocument(TomlDocument&&) noexcept;
    TomlDocument& operator=(TomlDocument&&) noexcept;
    ~TomlDocument();

    TomlTable root();
    /// A mistake of the file as a whole.
    void mistake(std::string message);
    /// Everything found so far, by line; the document has none afterwards.
    std::vector<ConfigMistake> take_mistakes();

private:
    friend class TomlTable;
    struct State;
    explicit TomlDocument(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// One table of a document. Each getter returns true and sets `out` when the key is there and
/// right; otherwise `out` keeps its value (the default) and what is wrong is noted as a mistake.
/// Call finish() when all keys were asked for: what is left over is unknown, hence a mistake with
/// "did you mean". Messages name the key with its path: "http.port is 0; expected ...".
class TomlTable {
public:
    bool has(std::string_view key) const;
    /// Is the key there with a text? For keys that take a text or a list of texts.
    bool is_text(std::string_view key) const;
    /// The table's name with its path: "numbers.range[2]"; empty for the root.
    const std::string& path() const { return path_; }
    int line() const;

    /// Not empty, without control characters.
    bool text(std::string_view key, std::string& out, Need need = Need::Optional);
    bool boolean(std::string_view key, bool& out);
    bool integer(std::string_view key, std::int64_t& out, std::int64_t least, std::int64_t most,
                 Need need = Need::Optional);
    bool integer(std::string_view key, int& out, int least, int most, Need need = Need::Optional);
    /// Whole numbers are taken too.
    bool number(std::string_view key, double& out, double least, double most,
                Need need = Need::Optional);
    bool numbers(std::string_view key, std::vector<double>& out, double least, double most);
    bool texts(std::string_view key, std::vector<std::string>& out);
    /// A text with its unit: "500ms", "2s", "10m", "6h", "1h30m", "2d".
    bool duration(std::string_view key, std::chrono::milliseconds& out,
                  std::chrono::milliseconds least, std::chrono::milliseconds most);
    /// The same in whole minutes or hours.
    bool minutes(std::string_view key, std::chrono::minutes& out, std::chrono::minutes least,
                 std::chrono::minutes most);
    bool hours(std::string_view key, std::chrono::hours& out, std::chrono::hours least,
               std::chrono::hours most);
    /// Times of day "00:00" to "23:59", as minutes since midnight.
    bool times_of_day(std::string_view key, std::vector<std::chrono::minutes>& out);
    /// One of the named words.
    bool word(std::string_view key, std::string& out, const std::vector<std::string>& allowed,
              Need need = Need::Optional);
    template <typename Enum>
    bool choice(std::string_view key, Enum& out,
                std::initializer_list<std::pair<std::string_view, Enum>> words,
                Need need = Need::Optional) {
        std::vector<std::string> allowed;
        for (const auto& entry : words) allowed.emplace_back(entry.first);
        std::string found;
        if (!word(key, found, allowed, need)) return false;
        for (const auto& entry : words) {
            if (entry.first == found) out = entry.second;
        }
        return true;
    }

    std::optional<TomlTable> table(std::string_view key, Need need = Need::Optional);
    /// [[key]] entries, none when the key is missing.
    std::vector<TomlTable> tables(std::string_view key);
    /// All keys of this table whose values are tables: [carriers.zto] gives "zto". Anything else
    /// here is a mistake.
    std::vector<std::pair<std::string, TomlTable>> named_tables();
    /// All keys of this table whose values are texts. Anything else here is a mistake.
    std::vector<std::pair<std::string, std::string>> named_texts();

    /// Notes a mistake at the key's value (at the table where the key is missing):
    /// "PATH.KEY " + message.
    void mistake(std::string_view key, std::string message);
    /// Notes every key that nobody asked for.
    void finish();

private:
    friend class TomlDocument;
    TomlTable(TomlDocument::State& state, const void* table, std::string path);
    const void* find(std::string_view key, Need need, std::string_view expected);
    void wrong(std::string_view key, const void* node, std::string_view expected);
    std::string name_of(std::string_view key) const;

    TomlDocument::State* state_;
    const void* table_;  ///< A toml::table.
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

/// "1h30m" and the like; nothing when it is not a duration. Units ms, s, m, h, d.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
/// "10:00" -> 600 minutes; nothing when it is not a time of day.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

}  // namespace config
