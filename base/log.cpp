#include "base/log.h"

#include <unistd.h>

#include <atomic>

#include "base/clock.h"

namespace base {
namespace {

std::atomic<LogLevel> lowest{LogLevel::Info};
std::atomic<const Clock*> log_clock{nullptr};

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

void append_value(std::string& line, std::string_view value) {
    const bool plain = !value.empty() && value.find_first_of(" \"=\\\n\r\t") == value.npos;
    if (plain) {
        line += value;
        return;
    }
    line += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        if (c == '\n' || c == '\r' || c == '\t') {
            line += ' ';
        } else {
            line += c;
        }
    }
    line += '"';
}

}  // namespace

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < lowest.load(std::memory_order_relaxed)) return;
    const Clock* clock = log_clock.load(std::memory_order_relaxed);
    std::string line = "ts=" + format_utc(clock != nullptr ? clock->now() : SystemClock{}.now());
    line += " level=";
    line += kNames[static_cast<int>(level)];
    line += " event=";
    append_value(line, event);
    for (const LogField& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        append_value(line, field.value);
    }
    line += '\n';
    // A log that cannot be written has nowhere to complain; the program goes on.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void set_log_clock(const Clock* clock) {
    log_clock.store(clock, std::memory_order_relaxed);
}

void set_log_level(LogLevel level) {
    lowest.store(level, std::memory_order_relaxed);
}

bool parse_log_level(std::string_view text, LogLevel& level) {
    for (int i = 0; i < 4; ++i) {
        if (kNames[i] == text) {
            level = static_cast<LogLevel>(i);
            return true;
        }
    }
    return false;
}

}  // namespace base
