#include "config/texts.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "base/files.h"

namespace config {
namespace {

constexpr std::size_t kTextsLimitBytes = 4U << 20U;

std::unexpected<base::Error> corrupt(const std::filesystem::path& file, const std::string& why) {
    return base::fail(base::ErrorCode::Corrupt, file.string() + ": " + why);
}

/// The name between '{' at `at` and its '}'; empty when there is none.
std::string_view name_at(std::string_view text, std::size_t at) {
    const std::size_t close = text.find('}', at);
    if (close == text.npos) return {};
    const std::string_view name = text.substr(at + 1, close - at - 1);
    const bool good =
        std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    return good ? name : std::string_view{};
}

}  // namespace

base::Status Texts::add(const std::filesystem::path& file) {
    const auto content = base::read_file(file, kTextsLimitBytes);
    if (!content) return base::pass(content);
    try {
        Poco::JSON::Parser parser;
        parser.setDepth(4);
        const auto parsed = parser.parse(std::string(base::as_text(*content)));
        if (parsed.type() != typeid(Poco::JSON::Object::Ptr))
            return corrupt(file, "expected one object of keys and texts");
        for (const auto& [key, value] : *parsed.extract<Poco::JSON::Object::Ptr>()) {
            if (!value.isString()) return corrupt(file, "'" + key + "' is not a text");
            if (!texts_.emplace(key, value.extract<std::string>()).second)
                return corrupt(file, "'" + key + "' is said a second time");
        }
    } catch (const Poco::Exception& error) {
        return corrupt(file, "not JSON: " + error.displayText());
    } catch (const std::exception& error) {
        return corrupt(file, std::string("not JSON: ") + error.what());
    }
    return {};
}

base::Result<Texts> Texts::load_file(const std::filesystem::path& file) {
    Texts texts;
    if (const auto added = texts.add(file); !added) return base::pass(added);
    return texts;
}

base::Result<Texts> Texts::load(const DataFiles& data_files, std::string_view language) {
    if (language != "zh-CN" && language != "en") {
        return base::fail(base::ErrorCode::NotFound,
                          "no texts in '" + std::string(language) + "'; there are zh-CN and en");
    }
    const std::string stem = "text/" + std::string(language);
    const auto file = data_files.find(stem + ".json");
    if (!file) return base::pass(file);
    Texts texts;
    if (const auto added = texts.add(*file); !added) return base::pass(added);
    if (const auto pages = data_files.find(stem + ".ui.json")) {
        if (const auto added = texts.add(*pages); !added) return base::pass(added);
    }
    return texts;
}

bool Texts::has(std::string_view key) const {
    return texts_.contains(key);
}

std::string Texts::text(std::string_view key, const Params& params) const {
    const auto found = texts_.find(key);
    if (found == texts_.end()) return std::string(key);
    const std::string_view pattern = found->second;
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::string_view name =
            pattern[at] == '{' ? name_at(pattern, at) : std::string_view{};
        const auto value =
            name.empty() ? params.end() : std::ranges::find(params, name, [](const auto& param) {
                return std::string_view(param.first);
            });
        if (value == params.end()) {
            out += pattern[at++];
        } else {
            out += value->second;
            at += name.size() + 2;
        }
    }
    return out;
}

std::string Texts::advice(const base::Error& error) const {
    for (const std::string& key : {error.key, "error." + error.key}) {
        if (!error.key.empty() && has(key)) return text(key);
    }
    return text("error." + std::string(base::name(error.code)));
}

std::vector<std::string> placeholders(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
        if (const std::string_view name = name_at(text, at); !name.empty())
            names.emplace_back(name);
    }
    return names;
}

}  // namespace config
