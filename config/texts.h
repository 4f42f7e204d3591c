#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// The texts of one language: text/<language>.json and, where it exists, text/<language>.ui.json,
/// flat objects of key and text with {placeholders}. Prefixes: error., screening., bench., state.,
/// ui. Immutable after loading; any thread.
class Texts {
public:
    using Params = std::vector<std::pair<std::string, std::string>>;

    /// "zh-CN" or "en". NotFound for another language; Corrupt with file and key when a file is no
    /// flat object of texts or says a key twice.
    static base::Result<Texts> load(const DataFiles& data_files, std::string_view language);
    static base::Result<Texts> load_file(const std::filesystem::path& file);

    /// The text with its placeholders filled; what has no value stays as it is. An unknown key
    /// gives the key itself, so that a page never breaks for want of a text.
    std::string text(std::string_view key, const Params& params = {}) const;
    bool has(std::string_view key) const;
    /// What the operator does about an error: by its key (with or without "error."), else by its
    /// code. The error's own message tells the details.
    std::string advice(const base::Error& error) const;
    const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

private:
    base::Status add(const std::filesystem::path& file);
    std::map<std::string, std::string, std::less<>> texts_;
};

/// The names in braces, in order: "{a} of {b}" gives a, b.
std::vector<std::string> placeholders(std::string_view text);

}  // namespace config
