#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace base {

class Clock;

enum class LogLevel { Debug, Info, Warning, Error };

/// One `key=value` of a log line. Values must never hold names, phones, addresses, notes or raw
/// scans: log the order number or the row id instead.
struct LogField {
    std::string_view key;
    std::string value;
    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(v) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
    LogField(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)) {}
    LogField(std::string_view k, int v) : key(k), value(std::to_string(v)) {}
    LogField(std::string_view k, std::size_t v) : key(k), value(std::to_string(v)) {}
};

/// Writes one logfmt line to standard error: `ts=… level=info event=label_sent job=12`.
/// Any thread; one write(2) a line, so that lines never mix.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

/// Where the time stamps come from; the clock must outlive every later line. Default: the system's.
/// Call before other threads log.
void set_log_clock(const Clock* clock);

/// Lines below this level are dropped. Default Info.
void set_log_level(LogLevel level);
bool parse_log_level(std::string_view text, LogLevel& level);

}  // namespace base
