#include "server/commands/folder_turn.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace server::commands {

// The station's own lock, station/desk/data_folder.cpp; docs/architecture.md, "The data folder".
base::Result<FolderTurn> FolderTurn::take(const std::filesystem::path& data_folder) {
    const auto file = data_folder / "lock";
    const int lock = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (lock < 0 && (errno == ENOENT || errno == ENOTDIR)) return FolderTurn(-1);
    if (lock < 0)
        return base::fail(base::ErrorCode::Unavailable,
                          "cannot tell whether a station is running: " + file.string() + ": " +
                              std::strerror(errno),
                          "error.data_folder_unusable");
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock);
        return base::fail(base::ErrorCode::Conflict,
                          "the data folder " + data_folder.string() + " is in use by a station",
                          "error.data_folder_locked");
    }
    return FolderTurn(lock);
}

FolderTurn::FolderTurn(FolderTurn&& other) noexcept : lock_(std::exchange(other.lock_, -1)) {}

FolderTurn::~FolderTurn() {
    if (lock_ >= 0) ::close(lock_);  // Closing gives the lock back.
}

}  // namespace server::commands
