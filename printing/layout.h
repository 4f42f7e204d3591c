#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "printing/bitmap.h"
#include "printing/label.h"
#include "printing/text/font_set.h"

namespace printing {

enum class Align { Left, Center, Right };
enum class VerticalPlace { Top, Middle, Bottom };

/// How a text stands in its box. Sizes in dots (em).
struct TextStyle {
    int size_px = 24;
    int min_size_px = 24;
    int max_lines = 1;
    bool bold = false;  ///< Taken where the size is at least kLeastBoldPx.
    Align align = Align::Left;
    VerticalPlace vertical = VerticalPlace::Middle;
};

/// Smaller bold type blots on a thermal head.
inline constexpr int kLeastBoldPx = 26;

struct TextOutcome {
    int size_px = 0;  ///< 0: nothing was drawn.
    int lines = 0;
    bool shrunk = false;
    bool cut = false;               ///< Ends in "…": there was no room for the rest.
    std::vector<char32_t> missing;  ///< Drawn as a crossed box.
};

/// Draws the text into the box: wrapped, then smaller down to min_size_px, then cut with "…".
/// No dot falls outside the box. Two-step use (wrap, then paint) is for the item table.
TextOutcome draw_text(Bitmap& image, const Rect& box, std::string_view utf8, const TextStyle& style,
                      FontSet& fonts);

/// Lines that the text takes in a box of this width, without shrinking; at most 1000.
int text_lines(std::string_view utf8, int width, int size_px, bool bold, FontSet& fonts);

/// Width in dots of the text on one line.
int text_width(std::string_view utf8, int size_px, bool bold, FontSet& fonts);

/// Dots from the top of a one-line box to its baseline, the least height of one line, and the
/// distance of two baselines.
int ascent_px(int size_px);
int line_height_px(int size_px);
int line_pitch_px(int size_px);

struct ItemsStyle {
    int size_px = 22;
    int min_size_px = 18;
};

/// Draws "sku spec title ×n", a row an item: two lines each where there is room, then one, then
/// smaller; rows that do not fit end in "…等 N 件" with the number of pieces of the whole order.
TextOutcome draw_items(Bitmap& image, const Rect& box, const std::vector<LabelItem>& items,
                       const ItemsStyle& style, FontSet& fonts);

}  // namespace printing
