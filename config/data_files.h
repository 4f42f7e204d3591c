#pragma once
#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace config {

/// Finds the data files that ship with the program: "carriers.toml", "divisions/divisions.tsv",
/// "templates/100x150.toml", "text/zh-CN.json", "web/index.html".
/// Order of the roots: `--data` (or $PACKBENCH_DATA), else config/ beside the build
/// (<program>/../../../config), else PREFIX/share/packbench beside PREFIX/bin, else
/// /usr/share/packbench; each file overridden by
/// /etc/packbench/<name>. Immutable after construction; any thread.
class DataFiles {
public:
    /// `explicit_root` is what --data gave; empty looks in the other places.
    /// NotFound when no root holds carriers.toml: the message lists the places tried.
    static base::Result<DataFiles> locate(const std::filesystem::path& explicit_root);

    /// The file's path. NotFound with the places tried.
    base::Result<std::filesystem::path> find(std::string_view name) const;
    const std::filesystem::path& root() const { return root_; }

private:
    explicit DataFiles(std::filesystem::path root) : root_(std::move(root)) {}
    std::filesystem::path root_;
};

}  // namespace config
