#include "station/printers/trouble.h"

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

}  // namespace station
