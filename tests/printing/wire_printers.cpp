#include "tests/printing/wire_printers.h"

#include <optional>
#include <regex>

namespace printing::testing_readers {
namespace {

void draw(WirePrinter& printer, int x, int y, int row_bytes, std::string_view data, int black) {
    for (std::size_t i = 0; i < data.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            const int value = (static_cast<unsigned char>(data[i]) >> (7 - bit)) & 1;
            printer.page.set(x + static_cast<int>(i) % row_bytes * 8 + bit,
                             y + static_cast<int>(i) / row_bytes, value == black);
        }
}

std::optional<std::string> take_line(WirePrinter& printer) {
    const std::size_t end = printer.buffer.find("\r\n");
    if (end == std::string::npos) return std::nullopt;
    std::string line = printer.buffer.substr(0, end);
    printer.buffer.erase(0, end + 2);
    return line;
}

enum class Graphic { None, Waits, Drawn };
/// A picture command with a header of five (four) numbers at the front of the buffer.
Graphic take_graphic(WirePrinter& printer, const std::regex& header, int black) {
    std::smatch found;
    const std::string head = printer.buffer.substr(0, 64);
    if (!std::regex_search(head, found, header)) return Graphic::None;
    const int x = std::stoi(found[1]), y = std::stoi(found[2]);
    const int bytes = std::stoi(found[3]), rows = std::stoi(found[4]);
    const auto size = static_cast<std::size_t>(bytes * rows);
    const auto begin = static_cast<std::size_t>(found.length());
    if (printer.buffer.size() < begin + size) return Graphic::Waits;
    draw(printer, x, y, bytes, std::string_view(printer.buffer).substr(begin, size), black);
    printer.buffer.erase(0, begin + size);
    return Graphic::Drawn;
}

}  // namespace

WirePrinter tspl_printer(int width, int height) {
    WirePrinter printer;
    printer.page = Bitmap(width, height);
    printer.step = [width, height](WirePrinter& p) {
        static const std::regex kHeader(R"(^BITMAP (\d+),(\d+),(\d+),(\d+),0,)");
        switch (take_graphic(p, kHeader, 0)) {
            case Graphic::Waits:
                return false;
            case Graphic::Drawn:
                return true;
            case Graphic::None:
                break;
        }
        const auto line = take_line(p);
        if (!line) return false;
        if (*line == "CLS") p.page = Bitmap(width, height);
        if (std::regex_match(*line, std::regex(R"(PRINT 1,\d+)"))) p.sheets.push_back(p.page);
        return true;
    };
    return printer;
}

WirePrinter cpcl_printer(int width, int height) {
    WirePrinter printer;
    printer.step = [width, height](WirePrinter& p) {
        // bytes, rows, x, y: put into the order of take_graphic().
        static const std::regex kHeader(R"(^CG (?=\d+ \d+ (\d+) (\d+) )(\d+) (\d+) \d+ \d+ )");
        if (p.open) switch (take_graphic(p, kHeader, 1)) {
                case Graphic::Waits:
                    return false;
                case Graphic::Drawn:
                    return true;
                case Graphic::None:
                    break;
            }
        const auto line = take_line(p);
        if (!line) return false;
        if (!p.open && std::regex_match(*line, std::regex(R"(! 0 200 200 \d+ \d+)"))) {
            p.open = true;
            p.page = Bitmap(width, height);
        } else if (p.open && *line == "PRINT") {
            p.open = false;
            p.sheets.push_back(p.page);
        } else if (*line == "ABORT") {
            p.open = false;
        }
        return true;
    };
    return printer;
}

WirePrinter zpl_printer() {
    WirePrinter printer;
    printer.step = [](WirePrinter& p) {
        const std::size_t begin = p.buffer.find_first_of("^~");
        if (begin == std::string::npos) return false;
        const std::string sign = p.buffer.substr(begin, 3);
        std::size_t end = p.buffer.find_first_of("^~", begin + 1);
        // These have no parameters.
        const bool whole = sign == "^XA" || sign == "^XZ" || sign == "~JX" || sign == "~JA";
        if (whole) end = begin + 3;
        if (end == std::string::npos) return false;
        const std::string command = p.buffer.substr(begin, end - begin);
        p.buffer.erase(0, end);
        if (sign == "^XA") {
            p.open = true;
            p.format.clear();
        } else if (sign == "~JX" || sign == "~JA") {
            p.open = false;
        }
        p.format += command;
        if (sign == "^XZ" && p.open) {
            p.open = false;
            p.sheets.emplace_back();
            p.formats.push_back(p.format);
        }
        return true;
    };
    return printer;
}

}  // namespace printing::testing_readers
