#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "drivers/byte_channel.h"
#include "printing/dialogue.h"

/// Parts of a printer's thread (printer_worker.cpp) that need nothing of its state.
namespace station {

/// What a page shows of a fault of a printer's channel: a key of the text tables where there is
/// one. The whole sentence, with the address and the cause, is then in the log.
std::string told(const base::PrinterName& printer, const base::Error& error);
/// `otherwise` where there is no error.
std::string told(const base::PrinterName& printer, const std::optional<base::Error>& error,
                 std::string_view otherwise);

/// Whether a channel that nobody has used for a while is kept: not one that others wait for, and
/// not one whose device has gone meanwhile. What the printer said unasked goes to the dialogue.
bool stays_open(drivers::ByteChannel& channel, printing::Dialogue& dialogue);

}  // namespace station
