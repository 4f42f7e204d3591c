#include "station/desk/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace station {

using base::ErrorCode;
using base::fail;

std::filesystem::path database_file(const std::filesystem::path& data_folder) {
    return data_folder / "packbench.db";
}

config::DatabaseLocation database_location(const config::Settings& settings) {
    return settings.database.value_or(config::sqlite_file(database_file(settings.data_folder)));
}

std::filesystem::path labels_folder(const std::filesystem::path& data_folder) {
    return data_folder / "labels";
}

base::Result<DataFolder> DataFolder::open(const std::filesystem::path& path) {
    std::error_code error;
    const bool is_new = !std::filesystem::exists(path, error);
    for (const auto& folder : {path, labels_folder(path), path / "ship-files"}) {
        std::filesystem::create_directories(folder, error);
        if (error)
            return fail(ErrorCode::Unavailable,
                        "cannot make the data folder " + folder.string() + ": " + error.message(),
                        "error.data_folder_unusable");
    }
    if (is_new) ::chmod(path.c_str(), 0700);
    const auto lock_file = path / "lock";
    const int lock = ::open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return fail(ErrorCode::Unavailable,
                    "cannot open " + lock_file.string() + ": " + std::strerror(errno),
                    "error.data_folder_unusable");
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return fail(ErrorCode::Conflict,
                    "the data folder " + path.string() + " is in use by another packbench",
                    "error.data_folder_locked");
    }
    return DataFolder(path, lock);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
    if (lock_ >= 0) ::close(lock_);  // Closing gives the lock back.
}

}  // namespace station
