#include "config/data_files.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

namespace config {
namespace {

constexpr std::string_view kMark = "carriers.toml";
constexpr std::string_view kSystemRoot = "/usr/share/packbench";
constexpr std::string_view kOverrides = "/etc/packbench";

bool is_file(const std::filesystem::path& path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
}

std::vector<std::filesystem::path> candidates(const std::filesystem::path& explicit_root) {
    if (!explicit_root.empty()) return {explicit_root};
    // A set variable is a wish like --data: nothing else is tried behind its back.
    if (const char* root = std::getenv("PACKBENCH_DATA"); root != nullptr && *root != '\0')
        return {root};
    std::vector<std::filesystem::path> roots;
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
        // build/release/packbench and build/release/tests/config/config_tests alike.
        auto folder = program.parent_path();
        for (int i = 0; i < 5 && folder.has_relative_path(); ++i) {
            folder = folder.parent_path();
            roots.push_back(folder / "config");
        }
        // Installed under any prefix: PREFIX/bin/packbench, PREFIX/share/packbench.
        roots.push_back(program.parent_path().parent_path() / "share/packbench");
    }
    roots.emplace_back(kSystemRoot);
    return roots;
}

}  // namespace

base::Result<DataFiles> DataFiles::locate(const std::filesystem::path& explicit_root) {
    std::string tried;
    for (const std::filesystem::path& root : candidates(explicit_root)) {
        if (is_file(root / kMark)) {
            std::error_code error;
            const auto whole = std::filesystem::absolute(root, error);
            return DataFiles(error ? root : whole.lexically_normal());
        }
        tried += (tried.empty() ? "" : ", ") + root.string();
    }
    return base::fail(base::ErrorCode::NotFound,
                      "the data files of packbench (carriers.toml and more) are not in: " + tried +
                          "; name their folder with --data or PACKBENCH_DATA",
                      "error.data_files_missing");
}

base::Result<std::filesystem::path> DataFiles::find(std::string_view name) const {
    // Names come from settings ("templates/" + name): they must stay inside the roots.
    const std::filesystem::path relative(name);
    bool inside = !name.empty() && relative.is_relative();
    for (const auto& part : relative) inside = inside && part != "..";
    if (!inside) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "'" + std::string(name) + "' is not the name of a data file");
    }
    const auto own = std::filesystem::path(kOverrides) / relative;
    if (is_file(own)) return own;
    auto shipped = root_ / relative;
    if (is_file(shipped)) return shipped;
    return base::fail(base::ErrorCode::NotFound, "no data file '" + std::string(name) + "' in " +
                                                     std::string(kOverrides) + " or " +
                                                     root_.string());
}

}  // namespace config
