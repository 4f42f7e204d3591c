#include "server/http/texts.h"

#include "base/files.h"
#include "server/json/reader.h"

namespace server::http {
namespace {

constexpr std::size_t kTextLimitBytes = 4 << 20;

base::Status add_file(const std::filesystem::path& path,
                      std::map<std::string, std::string>& table) {
    const auto content = base::read_file(path, kTextLimitBytes);
    if (!content) return base::pass(content);
    const auto value = json::parse(base::as_text(*content));
    if (!value)
        return base::fail(base::ErrorCode::Corrupt, path.string() + ": " + value.error().message);
    for (const auto& [key, text] : value->fields) {
        if (text.kind != json::Value::Kind::String)
            return base::fail(base::ErrorCode::Corrupt,
                              path.string() + ": '" + key + "' is not a string");
        if (!table.emplace(key, text.text).second)
            return base::fail(base::ErrorCode::Corrupt,
                              path.string() + ": '" + key + "' is said a second time");
    }
    return {};
}

}  // namespace

base::Result<std::map<std::string, std::string>> text_table(const config::DataFiles& data_files,
                                                            std::string_view language) {
    if (language != "zh-CN" && language != "en")
        return base::fail(base::ErrorCode::NotFound,
                          "no texts in '" + std::string(language) + "'; there are zh-CN and en",
                          "error.not_found");
    const std::string stem = "text/" + std::string(language);
    std::map<std::string, std::string> table;
    const auto main_file = data_files.find(stem + ".json");
    if (!main_file) return base::pass(main_file);
    if (const auto status = add_file(*main_file, table); !status) return base::pass(status);
    if (const auto pages = data_files.find(stem + ".ui.json")) {
        if (const auto status = add_file(*pages, table); !status) return base::pass(status);
    }
    return table;
}

}  // namespace server::http
