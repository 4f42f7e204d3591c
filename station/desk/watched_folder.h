#pragma once
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "config/settings.h"

namespace station {

/// Looks at a folder for export files that are complete: same size and time of change for the
/// settle time, so that a file still being copied is never half read. Files of browsers and
/// spreadsheet programs in the making (.part, .crdownload, ~$…, dot files) are left alone.
/// Not recursive. One thread; never blocks but on the file system.
class WatchedFolder {
public:
    WatchedFolder(const config::IntakeSettings& settings, const base::Clock& clock);

    /// Files that are complete and were not given out before (while they stay unchanged).
    std::vector<std::filesystem::path> complete_files();
    /// Moves a file into done/ or failed/; a number is added where the name is taken.
    enum class Outcome { Done, Failed };
    base::Status put_away(const std::filesystem::path& file, Outcome outcome);
    /// A file whose import was interrupted may be given out again.
    void give_again(const std::filesystem::path& file) { seen_.erase(file.string()); }

private:
    struct Seen {
        std::uintmax_t size = 0;
        std::filesystem::file_time_type written{};
        base::SteadyTime since{};
        bool given = false;
    };
    const config::IntakeSettings& settings_;
    const base::Clock& clock_;
    std::map<std::string, Seen> seen_;
};

}  // namespace station
