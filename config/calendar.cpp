#include "config/calendar.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace config {

using namespace std::chrono;

namespace {

constexpr std::array<std::string_view, 7> kWeekDayNames = {"sun", "mon", "tue", "wed",
                                                           "thu", "fri", "sat"};

/// "2026-10-01"; nothing where it is not written so, or no day of the calendar.
std::optional<sys_days> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size, auto& out) {
        const auto [end, problem] = std::from_chars(text.data() + at, text.data() + at + size, out);
        return problem == std::errc() && end == text.data() + at + size;
    };
    unsigned y = 0, m = 0, d = 0;
    if (!part(0, 4, y) || !part(5, 2, m) || !part(8, 2, d)) return std::nullopt;
    const year_month_day date{year{static_cast<int>(y)}, month{m}, day{d}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

bool read_date(TomlTable& table, std::string_view key, sys_days& out, Need need) {
    std::string text;
    if (!table.text(key, text, need)) return false;
    if (const auto date = parse_date(text)) {
        out = *date;
        return true;
    }
    table.mistake(key, "is '" + text + "'; expected a day of the calendar such as \"2026-10-01\"");
    return false;
}

void read_entry(TomlTable& table, std::vector<CalendarEntry>& entries) {
    CalendarEntry entry;
    table.text("name", entry.name, Need::Required);
    const bool dated = read_date(table, "from", entry.first, Need::Required);
    entry.last = entry.first;
    const bool ends = read_date(table, "to", entry.last, Need::Optional);
    table.choice("kind", entry.kind,
                 {{"closed", CalendarEntry::Kind::Closed}, {"work", CalendarEntry::Kind::Work}});
    std::string like;
    if (table.word("like", like, {kWeekDayNames.begin(), kWeekDayNames.end()})) {
        const auto found = std::ranges::find(kWeekDayNames, like) - kWeekDayNames.begin();
        entry.like = weekday{static_cast<unsigned>(found)};
        if (entry.kind != CalendarEntry::Kind::Work)
            table.mistake("like", "stands at a closed day; only kind = \"work\" is like a weekday");
    }
    table.finish();
    if (!dated) return;
    if (ends && entry.last < entry.first) {
        table.mistake("to", "is before the first day");
        return;
    }
    if (entry.last - entry.first > days{366}) {
        table.mistake("to", "is more than a year after the first day");
        return;
    }
    for (const CalendarEntry& other : entries) {
        if (entry.first <= other.last && other.first <= entry.last) {
            table.mistake("from", "to its last day meets the days of '" + other.name +
                                      "'; a day may stand in the calendar once only");
            return;
        }
    }
    entries.push_back(std::move(entry));
}

}  // namespace

void read_calendar(TomlTable& root, std::vector<CalendarEntry>& entries) {
    for (TomlTable& table : root.tables("calendar")) read_entry(table, entries);
}

std::vector<ConfigMistake> read_calendar_file(const std::filesystem::path& file,
                                              std::vector<CalendarEntry>& entries) {
    auto document = TomlDocument::read(file);
    if (!document) return std::move(document.error());
    TomlTable root = document->root();
    read_calendar(root, entries);
    root.finish();
    return document->take_mistakes();
}

bool read_week_days(TomlTable& table, std::string_view key, WeekDays& days) {
    std::vector<std::string> names;
    if (!table.texts(key, names)) return false;
    WeekDays found{};
    bool any = false;
    for (const std::string& name : names) {
        const auto known = std::ranges::find(kWeekDayNames, name);
        if (known == kWeekDayNames.end()) {
            table.mistake(key,
                          "holds '" + name + "'; expected mon, tue, wed, thu, fri, sat or sun");
            return false;
        }
        found[static_cast<std::size_t>(known - kWeekDayNames.begin())] = true;
        any = true;
    }
    if (!any) {
        table.mistake(key, "is empty; leave the key out for every day");
        return false;
    }
    days = found;
    return true;
}

}  // namespace config
