#pragma once
#include <cstdint>
#include <optional>

#include "printing/dialogue.h"

namespace printing {

/// What the byte that answers `ESC h` says: bit 0 busy, 1 paper out, 2 latch open, 3 battery low,
/// 4 was switched on since. Nothing for a byte with any other bit: it answers something else.
/// Source: Zebra CPCL manual P11-3.
std::optional<PrinterStatus> cpcl_status(std::uint8_t byte);

/// The same with what `ESC i` adds: bit 7 no ribbon, 6 paper low, 5 the last label is to be taken,
/// 4 jam. Nothing where one of the other bits is set.
/// Source: Zebra CPCL manual P11-4.
std::optional<PrinterStatus> cpcl_extended_status(std::uint8_t byte, PrinterStatus status);

}  // namespace printing
