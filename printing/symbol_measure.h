#pragma once
#include <vector>

#include "printing/bitmap.h"

namespace printing {

// Measures symbols dot by dot, without a barcode reader. Pure; any thread. Everything outside a
// picture counts as white, except in clear_dots(), where paper ends at the edge.

/// What the bars of a Code 128, or the cells of a QR, look like.
struct SymbolShape {
    bool uniform = false;        ///< Every line across the bars is the same: nothing drawn over.
    bool whole_modules = false;  ///< Bars and spaces (cells) are 1 to 4 whole modules each.
    int modules = 0;             ///< Width in modules, from the number of bars; 0 where absurd.
};

/// Lengths of the black and white runs of row y from x = left up to and without `right`, the first
/// one black. Empty if the first or last dot is white.
std::vector<int> bar_runs(const Bitmap& image, int y, int left, int right);

/// Modules of a Code 128 with this many bars and spaces: each of n characters has six elements and
/// 11 modules, the stop pattern one bar of 2 modules more (ISO/IEC 15417). 0 if no symbol has them.
int code128_modules_of(std::size_t runs);

/// The bars of an upright Code 128 that fills `area`.
SymbolShape measure_bars(const Bitmap& image, const Rect& area, int module_dots);
/// The same for a ladder: the bars lie across, the code runs down.
SymbolShape measure_ladder(const Bitmap& image, const Rect& area, int module_dots);
/// The cells of a QR that fills `area`.
SymbolShape measure_cells(const Bitmap& image, const Rect& area, int module_dots);

enum class Side { Left, Right, Top, Bottom };
/// How many columns or rows of dots beside the area are clear, as far as the picture reaches and
/// up to `limit`.
int clear_dots(const Bitmap& image, const Rect& area, Side side, int limit);

}  // namespace printing
