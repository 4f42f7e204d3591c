#pragma once
#include <filesystem>

#include "base/result.h"

namespace station {

/// The folder of the one writing process: locked as long as this object lives.
class DataFolder {
public:
    /// Makes the folder (mode 0700) and its parts, and locks it. Conflict (key
    /// error.data_folder_locked) when another process holds it.
    static base::Result<DataFolder> open(const std::filesystem::path& path);
    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&&) = delete;
    ~DataFolder();

    const std::filesystem::path& path() const { return path_; }
    bool database_exists() const { return database_existed_; }

private:
    DataFolder(std::filesystem::path path, int lock, bool database_existed)
        : path_(std::move(path)), lock_(lock), database_existed_(database_existed) {}
    std::filesystem::path path_;
    int lock_;
    bool database_existed_;
};

std::filesystem::path database_file(const std::filesystem::path& data_folder);
std::filesystem::path labels_folder(const std::filesystem::path& data_folder);

}  // namespace station
