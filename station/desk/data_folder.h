#pragma once
#include <filesystem>

#include "base/result.h"
#include "config/settings.h"

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

private:
    DataFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::filesystem::path path_;
    int lock_;
};

/// The database that the settings name; SQLite in the data folder when they name none.
config::DatabaseLocation database_location(const config::Settings& settings);
std::filesystem::path database_file(const std::filesystem::path& data_folder);
std::filesystem::path labels_folder(const std::filesystem::path& data_folder);

}  // namespace station
