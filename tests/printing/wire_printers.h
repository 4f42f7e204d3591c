#pragma once
#include <functional>
#include <string>
#include <vector>

#include "printing/bitmap.h"

namespace printing::testing_readers {

/// A printer of a language as its manual describes the interpreter, for bytes that may begin and
/// end anywhere: what is no command is skipped to the end of its line, raster is counted. `sheets`
/// holds what was printed.
struct WirePrinter {
    std::function<bool(WirePrinter&)> step;  ///< One command; false where more bytes are needed.
    std::string buffer;
    Bitmap page;
    bool open = false;  ///< Inside a session or format.
    std::vector<Bitmap> sheets;
    std::vector<std::string> formats;  ///< ZPL: the text that printed; label_readers.h draws it.
    std::string format;

    void receive(base::ByteView bytes) {
        buffer += base::as_text(bytes);
        while (step(*this)) {
        }
    }
};

WirePrinter tspl_printer(int width, int height);
WirePrinter zpl_printer();
WirePrinter cpcl_printer(int width, int height);

}  // namespace printing::testing_readers
