#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "server/http/texts.h"

namespace server {
namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// Every "error.something" and "printer.something" that stands in the sources, with a file that says
// it. The printers' words were once left out, and the pages showed "printer.paper_out".
std::map<std::string, std::string> keys_in_sources() {
    std::map<std::string, std::string> keys;
    const std::regex key("\"((?:error|printer)\\.[a-z0-9_]+)\"");
    for (const char* folder : {"base", "config", "drivers", "printing", "station", "server"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".h") continue;
            const std::string text = content(entry.path());
            for (auto it = std::sregex_iterator(text.begin(), text.end(), key);
                 it != std::sregex_iterator(); ++it)
                keys[(*it)[1]] = entry.path().string();
        }
    }
    return keys;
}

TEST(TextKeys, EveryKeyOfTheSourcesHasATextInBothLanguages) {
    const auto data_files = config::DataFiles::locate("config");
    ASSERT_TRUE(data_files);
    const auto keys = keys_in_sources();
    EXPECT_GT(keys.size(), 15u);
    for (const char* language : {"zh-CN", "en"}) {
        const auto table = http::text_table(*data_files, language);
        ASSERT_TRUE(table) << table.error().message;
        for (const auto& [key, file] : keys)
            EXPECT_TRUE(table->contains(key)) << language << " lacks " << key << " of " << file;
    }
}

TEST(TextKeys, ThereIsNoThirdLanguage) {
    const auto data_files = config::DataFiles::locate("config");
    ASSERT_TRUE(data_files);
    for (const char* language : {"", "de", "../zh-CN", "zh-cn"})
        EXPECT_EQ(http::text_table(*data_files, language).error().code, base::ErrorCode::NotFound);
}

}  // namespace
}  // namespace server
