#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "tests/simulators/printer/virtual_printer.h"

// Whatever comes over the line, the virtual printer takes it and keeps its memory. The first byte
// chooses the language; the rest comes in two pieces, with a fault between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace simulators;
    if (size == 0) return 0;
    PrinterOptions options;
    options.language = static_cast<Language>(data[0] % 4);
    options.head_width_dots = 60;
    options.label_dots = data[0] & 0x10 ? 0 : 20;
    options.gap_dots = options.label_dots > 0 ? 4 : 0;
    options.receive_buffer_bytes = 256;
    VirtualPrinter printer(options);
    std::span<const std::uint8_t> left(data + 1, size - 1);
    const std::size_t half = left.size() / 2;
    for (int round = 0; round < 400 && !left.empty(); ++round) {
        const std::size_t piece = left.size() > half ? left.size() - half : left.size();
        left = left.subspan(printer.receive(left.first(piece)));
        printer.advance(std::chrono::milliseconds(20));
        if (printer.buffered() > options.receive_buffer_bytes) std::abort();
        if (printer.take_replies().size() > Machine::kMaxReplies) std::abort();
        for (const Page& page : printer.take_pages())
            if (page.width != 60 || page.bits.size() != static_cast<std::size_t>(page.height) * 8)
                std::abort();
        if (left.size() == half) {
            printer.set_cover_open(true);
            printer.set_cover_open(false);
        }
        printer.reconnect();
    }
    printer.set_paper(false);
    printer.advance(std::chrono::milliseconds(20));
    printer.set_power(false);
    printer.set_power(true);
    return 0;
}
