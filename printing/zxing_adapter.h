#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "printing/bitmap.h"
#include "printing/label.h"

namespace printing {

// The only door to ZXing-cpp. Pure; any thread. Its exceptions end here.
//
// Debian builds ZXing 1.4 with asserts on, and its plural ReadBarcodes aborts the process on a
// picture with two Code 128 symbols (Result.cpp, lineCount() == 1). This adapter calls the
// singular ReadBarcode alone; a second symbol is found by blanking the first and reading again.

/// The symbol with one dot a module and no quiet zone: Code 128 one row high, QR square with error
/// correction M. InvalidInput where the text does not fit the format.
base::Result<Bitmap> write_modules(SymbolFormat format, std::string_view text);

/// What a reader got out of a picture.
struct ReadSymbol {
    SymbolFormat format = SymbolFormat::Code128;
    std::string text;  ///< UTF-8.
    /// Code 128: from the first to the last bar of the scan lines that were read (a few rows, not
    /// the symbol's height). QR: the box around the four corners. Within a few dots.
    Rect area;
    bool upside_down = false;
};

/// Pure takes a crop of exact dots that holds the symbol and white paper alone; Quick looks at up
/// to 15 lines and suits a crop that holds one symbol among other ink; Thorough looks at the whole
/// picture.
enum class ReadEffort { Pure, Quick, Thorough };

/// One upright (or upside-down) symbol of the format, or nothing. For a ladder turn the picture
/// first. Never throws, never aborts; a picture without dots reads as nothing.
std::optional<ReadSymbol> read_symbol(const Bitmap& image, SymbolFormat format, ReadEffort effort);

}  // namespace printing
