#include "station/desk/watched_folder.h"

#include <algorithm>

#include "base/text.h"

namespace station {

namespace fs = std::filesystem;

namespace {

bool is_export_name(const fs::path& path) {
    const std::string name = path.filename().string();
    if (name.empty() || name.front() == '.' || name.starts_with("~$")) return false;
    const std::string ending = base::to_upper(path.extension().string());
    return ending == ".XLSX" || ending == ".CSV" || ending == ".XLS" || ending == ".TXT";
}

}  // namespace

WatchedFolder::WatchedFolder(const config::IntakeSettings& settings, const base::Clock& clock)
    : settings_(settings), clock_(clock) {}

std::vector<fs::path> WatchedFolder::complete_files() {
    std::vector<fs::path> complete;
    if (settings_.folder.empty()) return complete;
    std::error_code error;
    std::map<std::string, Seen> still_there;
    for (fs::directory_iterator entry(settings_.folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code why;
        if (!entry->is_regular_file(why) || !is_export_name(entry->path())) continue;
        const auto size = entry->file_size(why);
        if (why) continue;  // It went away meanwhile.
        const auto written = entry->last_write_time(why);
        if (why) continue;
        const std::string key = entry->path().string();
        Seen now{size, written, clock_.steady_now(), false};
        if (const auto known = seen_.find(key); known != seen_.end() &&
                                                known->second.size == size &&
                                                known->second.written == written) {
            now.since = known->second.since;
            now.given = known->second.given;
        }
        if (!now.given && clock_.steady_now() - now.since >= settings_.settle) {
            now.given = true;
            complete.push_back(entry->path());
        }
        still_there[key] = now;
    }
    seen_ = std::move(still_there);
    std::ranges::sort(complete);  // The platform's names carry the time: oldest first.
    return complete;
}

base::Status WatchedFolder::put_away(const fs::path& file, Outcome outcome) {
    const fs::path folder = settings_.folder / (outcome == Outcome::Done ? "done" : "failed");
    std::error_code error;
    fs::create_directories(folder, error);
    fs::path target = folder / file.filename();
    for (int n = 2; fs::exists(target, error) && n < 1000; ++n)
        target =
            folder / (file.stem().string() + "-" + std::to_string(n) + file.extension().string());
    fs::rename(file, target, error);
    if (error)
        return base::fail(
            base::ErrorCode::Unavailable,
            "cannot move " + file.string() + " to " + folder.string() + ": " + error.message());
    return {};
}

}  // namespace station
