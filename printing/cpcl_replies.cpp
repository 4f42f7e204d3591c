#include "printing/cpcl_replies.h"

namespace printing {

std::optional<PrinterStatus> cpcl_status(std::uint8_t byte) {
    if ((byte & 0xe0) != 0) return std::nullopt;
    PrinterStatus status;
    status.known = true;
    status.busy = (byte & 0x01) != 0;
    status.paper_out = (byte & 0x02) != 0;
    status.cover_open = (byte & 0x04) != 0;
    return status;
}

std::optional<PrinterStatus> cpcl_extended_status(std::uint8_t byte, PrinterStatus status) {
    if ((byte & 0x0f) != 0) return std::nullopt;
    status.ribbon_out = (byte & 0x80) != 0;
    status.paper_near_end = (byte & 0x40) != 0;
    status.label_waiting = (byte & 0x20) != 0;
    status.jam = (byte & 0x10) != 0;
    return status;
}

}  // namespace printing
