#pragma once
#include <string_view>

#include "base/result.h"
#include "printing/bitmap.h"

namespace printing {

// Bars and modules of whole dots, ready to be put on a label. Pure; any thread. All four answer
// InvalidInput, naming the first character that the symbol must not hold: Code 128 takes printable
// ASCII (1 to 80 characters), QR any ASCII but NUL (anything else needs an ECI, which some
// scanners type out as "\000026").

/// Width of the symbol in modules, without its quiet zones (10 modules on each side).
base::Result<int> code128_modules(std::string_view text);
/// Width and height of the symbol in modules, without its quiet zone (4 modules all around).
base::Result<int> qr_modules(std::string_view text);

/// The bars alone, no quiet zone, upright: `height_dots` high and code128_modules() times
/// `module_dots` wide. Turn the picture for a ladder. module_dots 1..32, height_dots 1..65535.
base::Result<Bitmap> draw_code128(std::string_view text, int module_dots, int height_dots);
/// The modules alone, no quiet zone, error correction level M. module_dots 1..32.
base::Result<Bitmap> draw_qr(std::string_view text, int module_dots);

}  // namespace printing
