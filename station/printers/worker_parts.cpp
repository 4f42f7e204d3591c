#include "station/printers/worker_parts.h"

#include "base/log.h"

namespace station {

std::string told(const base::PrinterName& printer, const base::Error& error) {
    if (!error.key.starts_with("printer.")) return error.message;
    base::log(base::LogLevel::Warning, "printer_trouble",
              {{"printer", printer.str()}, {"message", error.message}});
    return error.key;
}

std::string told(const base::PrinterName& printer, const std::optional<base::Error>& error,
                 std::string_view otherwise) {
    return error ? told(printer, *error) : std::string(otherwise);
}

bool stays_open(drivers::ByteChannel& channel, printing::Dialogue& dialogue) {
    if (channel.when_idle() == drivers::WhenIdle::Close) return false;
    const auto said = channel.read(std::chrono::milliseconds(0));
    if (!said) return false;
    if (!said->empty()) dialogue.on_bytes(*said);
    [[maybe_unused]] const auto told_unasked = dialogue.take_events();
    return true;
}

}  // namespace station
