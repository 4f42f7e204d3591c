#pragma once
#include <filesystem>

#include "base/result.h"

namespace server::commands {

/// Keeps a station from starting as long as this lives, without making or changing anything in its
/// data folder: for a command that uses one of the station's devices itself.
class FolderTurn {
public:
    /// Conflict (key error.data_folder_locked) while a station has the folder; Unavailable where
    /// its lock cannot be looked at. A folder that no station ever used is free.
    static base::Result<FolderTurn> take(const std::filesystem::path& data_folder);
    FolderTurn(FolderTurn&& other) noexcept;
    FolderTurn& operator=(FolderTurn&&) = delete;
    ~FolderTurn();

private:
    explicit FolderTurn(int lock) : lock_(lock) {}
    int lock_;
};

}  // namespace server::commands
