#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

/// A moment in UTC, milliseconds; this is what is stored (as the integer since 1970).
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
/// A moment of the clock that never jumps: deadlines and time-outs.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;

/// Where "now" comes from. Passed in, never global, so that tests own time.
/// Implementations may be called from any thread and never block.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
    virtual SteadyTime steady_now() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    Time now() const override;
    SteadyTime steady_now() const override;
};

/// The machine's clocks, the wall one moved so that it began at a chosen time: for trials of what
/// happens at ten o'clock.
class ShiftedClock final : public Clock {
public:
    explicit ShiftedClock(Time start) : by_(start - SystemClock{}.now()) {}
    Time now() const override { return SystemClock{}.now() + by_; }
    SteadyTime steady_now() const override { return SystemClock{}.steady_now(); }

private:
    std::chrono::milliseconds by_;
};

inline std::int64_t to_millis(Time time) {
    return time.time_since_epoch().count();
}
inline Time from_millis(std::int64_t millis) {
    return Time{std::chrono::milliseconds{millis}};
}

/// China has one time zone without summer time: +08:00, a constant, so that no zone file is needed.
inline constexpr std::chrono::hours kBeijingOffset{8};

/// The date and time of day in Beijing.
struct BeijingTime {
    std::chrono::year_month_day date{};
    std::chrono::hh_mm_ss<std::chrono::milliseconds> time{std::chrono::milliseconds{0}};
};
BeijingTime to_beijing(Time time);
Time from_beijing(std::chrono::year_month_day date, std::chrono::milliseconds since_midnight);

/// "2026-05-28 15:25:05", "2026-05-28 15:25" or "2026/5/28 15:25:05", Beijing time, as exports
/// write it. InvalidInput with the text seen otherwise.
Result<Time> parse_beijing(std::string_view text);
/// "2026-05-28 15:25:05" in Beijing time.
std::string format_beijing(Time time);
/// "2026-05-28T07:25:05.123Z": logs and JSON.
std::string format_utc(Time time);

}  // namespace base
