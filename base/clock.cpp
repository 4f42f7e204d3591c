#include "base/clock.h"

#include <cstdio>

namespace base {

using namespace std::chrono;

Time SystemClock::now() const {
    return floor<milliseconds>(system_clock::now());
}

SteadyTime SystemClock::steady_now() const {
    return time_point_cast<milliseconds>(steady_clock::now());
}

BeijingTime to_beijing(Time time) {
    const auto local = time + kBeijingOffset;
    const auto day = floor<days>(local);
    return {year_month_day{day}, hh_mm_ss<milliseconds>{local - day}};
}

Time from_beijing(year_month_day date, milliseconds since_midnight) {
    return Time{sys_days{date}.time_since_epoch() + since_midnight - kBeijingOffset};
}

Result<Time> parse_beijing(std::string_view text) {
    const std::string copy(text);
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, used = 0;
    const auto wrong = [&] {
        return fail(ErrorCode::InvalidInput,
                    "'" + copy + "' is not a time; expected for example 2026-05-28 15:25:05");
    };
    char sep1 = 0, sep2 = 0;
    if (std::sscanf(copy.c_str(), "%4d%c%2d%c%2d %2d:%2d%n", &y, &sep1, &mo, &sep2, &d, &h, &mi,
                    &used) < 7 ||
        used == 0 || sep1 != sep2 || (sep1 != '-' && sep1 != '/'))
        return wrong();
    if (copy[static_cast<std::size_t>(used)] == ':') {
        int more = 0;
        if (std::sscanf(copy.c_str() + used, ":%2d%n", &s, &more) != 1) return wrong();
        used += more;
    }
    if (static_cast<std::size_t>(used) != copy.size()) return wrong();
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                              day{static_cast<unsigned>(d)}};
    if (!date.ok() || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59) return wrong();
    return from_beijing(date, hours{h} + minutes{mi} + seconds{s});
}

namespace {
std::string format(Time local, const char* pattern, bool with_millis) {
    const auto day = floor<days>(local);
    const year_month_day date{day};
    const hh_mm_ss<milliseconds> time{local - day};
    char text[64];
    if (with_millis) {
        std::snprintf(
            text, sizeof text, pattern, static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
            static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    } else {
        std::snprintf(text, sizeof text, pattern, static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()));
    }
    return text;
}
}  // namespace

std::string format_beijing(Time time) {
    return format(time + kBeijingOffset, "%04d-%02u-%02u %02d:%02d:%02d", false);
}

std::string format_utc(Time time) {
    return format(time, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", true);
}

}  // namespace base
