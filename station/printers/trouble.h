#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace station {

/// What a page shows of a fault of a printer's channel: a key of the text tables where there is
/// one. The whole sentence, with the address and the cause, is then in the log.
std::string told(const base::PrinterName& printer, const base::Error& error);
/// `otherwise` where there is no error.
std::string told(const base::PrinterName& printer, const std::optional<base::Error>& error,
                 std::string_view otherwise);

}  // namespace station
