#pragma once
#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "config/toml_reader.h"

namespace config {

/// Which days of a week: index 0 is Sunday (weekday::c_encoding()).
using WeekDays = std::array<bool, 7>;
inline constexpr WeekDays kEveryDay = {true, true, true, true, true, true, true};

/// A stretch of days on which the shop does not follow its week.
struct CalendarEntry {
    enum class Kind {
        Closed,  ///< No slot runs.
        Work,    ///< 调休: worked although the week says otherwise, like the weekday `like`.
    };
    std::string name;  ///< "国庆": shown on the pages.
    std::chrono::sys_days first{}, last{};
    Kind kind = Kind::Closed;
    std::chrono::weekday like = std::chrono::Monday;
};

/// Reads the [[calendar]] tables of a document: of the settings, or of a file of holidays.
/// Mistakes: a date that is none, a last day before the first, more than 366 days, two entries
/// that say something of the same day.
void read_calendar(TomlTable& root, std::vector<CalendarEntry>& entries);

/// The [[calendar]] tables of a file of its own; its mistakes stand in that file.
std::vector<ConfigMistake> read_calendar_file(const std::filesystem::path& file,
                                              std::vector<CalendarEntry>& entries);

/// "mon", "tue", … in an array of texts. What is no weekday is a mistake, and so is an empty list.
bool read_week_days(TomlTable& table, std::string_view key, WeekDays& days);

}  // namespace config
