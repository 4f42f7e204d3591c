#pragma once
#include <algorithm>
#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulators/printer/virtual_printer.h"

namespace simulators {

/// A small printer for tests: a head of 32 dots, labels of 10 rows and gaps of 2, one row a
/// millisecond.
inline PrinterOptions small_printer(Language language) {
    PrinterOptions options;
    options.language = language;
    options.head_width_dots = 32;
    options.label_dots = 10;
    options.gap_dots = 2;
    options.speed_mm_per_s = 125;
    return options;
}

/// A stream and what the first page shows of it.
struct Drawing {
    const char* name;
    std::string stream;
    std::string paper;
};

/// What a printer answers to a question after something happened to it.
struct Question {
    const char* name;
    void (*make)(VirtualPrinter&);
    std::string asked;
    std::string answered;
};

// How a failing row is named.
inline void PrintTo(const Drawing& row, std::ostream* out) {
    *out << row.name;
}
inline void PrintTo(const Question& row, std::ostream* out) {
    *out << row.name;
}

/// The rows of a page as text, '#' for black, '.' for white; blank rows at the end left out.
inline std::string drawn(const Page& page) {
    std::string text;
    std::size_t used = 0;
    for (int y = 0; y < page.height; ++y) {
        for (int x = 0; x < page.width; ++x) {
            text += page.black(x, y) ? '#' : '.';
            if (page.black(x, y)) used = text.size() + static_cast<std::size_t>(page.width - x);
        }
        text += '\n';
    }
    text.resize(std::min(used, text.size()));
    return text;
}

/// Everything goes in and the paper has all the time it wants.
inline void give(VirtualPrinter& printer, std::string_view stream) {
    while (!stream.empty()) {
        const std::size_t taken = printer.receive(stream);
        stream.remove_prefix(taken);
        printer.advance(std::chrono::seconds(1));
        if (taken == 0) return;
    }
    printer.advance(std::chrono::seconds(10));
}

inline std::string replies(VirtualPrinter& printer) {
    const Bytes bytes = printer.take_replies();
    return {bytes.begin(), bytes.end()};
}

/// Bytes that may hold NUL: bytes("\x1d\x00a").
template <std::size_t N>
std::string bytes(const char (&text)[N]) {
    return std::string(text, N - 1);
}

inline std::string kinds(const std::vector<Page>& pages) {
    std::string text;
    for (const Page& page : pages)
        text += std::string(text.empty() ? "" : " ") + std::string(name(page.kind));
    return text;
}

}  // namespace simulators
