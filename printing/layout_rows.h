#pragma once
#include <vector>

#include "base/units.h"
#include "config/label_template.h"
#include "printing/label.h"
#include "printing/layout.h"

namespace printing {

/// How the rows of a pick list or a slip stand: place | text and details | count, a thin line below
/// each. Nothing shrinks: what does not fit goes on on the next sheet.
struct RowsStyle {
    int size_px = 26;     ///< Of place, text and count.
    int details_px = 20;  ///< Of details.
};
RowsStyle rows_style(const config::LabelElement& element, base::Dpi dpi);

/// Dots that a row takes in a box of this width.
int row_height(const SheetRow& row, int width, const RowsStyle& style, FontSet& fonts);

/// Draws rows from the top. `cut`: a row did not fit whole; its text ends in "…".
TextOutcome draw_rows(Bitmap& image, const Rect& box, const std::vector<SheetRow>& rows,
                      const RowsStyle& style, FontSet& fonts);

/// Divides rows over boxes of one size, in their order. A row that no box can hold goes on in a
/// further row with "（续）" behind its text, its details divided; only a text that is higher than
/// a box by itself stays too high, and draw_rows() says so. At least one box.
std::vector<std::vector<SheetRow>> divide_rows(const std::vector<SheetRow>& rows, int width,
                                               int height, const RowsStyle& style, FontSet& fonts);

}  // namespace printing
