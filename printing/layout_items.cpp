#include <algorithm>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "printing/layout.h"

namespace printing {
namespace {

/// What the packer needs first: seller's code, spec; the title's tail may be cut.
std::string row_text(const LabelItem& item) {
    std::string text;
    for (const std::string* part : {&item.sku, &item.spec, &item.title}) {
        if (base::trim(*part).empty()) continue;
        if (!text.empty()) text += "  ";
        text += base::trim(*part);
    }
    return text;
}

std::string count_text(const LabelItem& item) {
    return "×" + std::to_string(item.quantity);
}

struct Layout {
    int size_px = 0;
    int lines_each = 1;
    int rows = 0;  ///< Items shown; fewer than all: one more row says so.
};

int height_of(int size_px, int lines) {
    return lines <= 0 ? 0 : line_height_px(size_px) + (lines - 1) * line_pitch_px(size_px);
}

Layout choose(const Rect& box, int count, const ItemsStyle& style) {
    if (height_of(style.size_px, 2 * count) <= box.height) return {style.size_px, 2, count};
    const int least = std::max(1, std::min(style.min_size_px, style.size_px));
    for (int size = style.size_px; size >= least; --size) {
        if (height_of(size, count) <= box.height) return {size, 1, count};
    }
    int rows = 0;
    while (height_of(least, rows + 1) <= box.height) ++rows;
    return {least, 1, std::max(0, rows - 1)};
}

void add_row(TextOutcome& total, const TextOutcome& row) {
    for (const char32_t c : row.missing) {
        if (std::ranges::find(total.missing, c) == total.missing.end()) total.missing.push_back(c);
    }
    total.lines += row.lines;
}

}  // namespace

TextOutcome draw_items(Bitmap& image, const Rect& box, const std::vector<LabelItem>& items,
                       const ItemsStyle& style, FontSet& fonts) {
    TextOutcome outcome;
    if (items.empty() || box.empty()) return outcome;
    const auto count = static_cast<int>(std::min<std::size_t>(items.size(), 10'000));
    const Layout layout = choose(box, count, style);
    const bool all = layout.rows == count;
    outcome.size_px = layout.size_px;
    outcome.shrunk = layout.size_px < style.size_px;
    outcome.cut = !all;
    int counts_width = 0;
    for (int i = 0; i < layout.rows; ++i) {
        counts_width =
            std::max(counts_width, text_width(count_text(items[static_cast<std::size_t>(i)]),
                                              layout.size_px, true, fonts));
    }
    counts_width = std::min(counts_width + 2, box.width / 3);  // + 2: widths are rounded.
    const int gap = layout.size_px / 2;
    const int pitch = line_pitch_px(layout.size_px);
    const int spare = box.height - height_of(layout.size_px, layout.lines_each * layout.rows);
    const int between = all ? std::min(layout.size_px / 4, spare / layout.rows) : 0;
    int top = box.y;
    for (int i = 0; i < layout.rows; ++i) {
        const LabelItem& item = items[static_cast<std::size_t>(i)];
        TextStyle row{layout.size_px, layout.size_px, layout.lines_each,
                      false,          Align::Left,    VerticalPlace::Top};
        const Rect text_box{box.x, top, box.width - counts_width - gap,
                            height_of(layout.size_px, layout.lines_each)};
        const TextOutcome drawn = draw_text(image, text_box, row_text(item), row, fonts);
        add_row(outcome, drawn);
        const std::string needed = item.sku + (item.spec.empty() ? "" : "  " + item.spec);
        outcome.cut = outcome.cut ||
                      (drawn.cut && text_width(needed, layout.size_px, false, fonts) >
                                        text_box.width * layout.lines_each - 2 * layout.size_px);
        row.align = Align::Right;
        row.bold = true;
        row.max_lines = 1;
        const Rect count_box{box.right() - counts_width, top, counts_width,
                             line_height_px(layout.size_px)};
        add_row(outcome, draw_text(image, count_box, count_text(item), row, fonts));
        top += pitch * std::max(1, drawn.lines) + between;
    }
    if (!all) {
        std::int64_t pieces = 0;
        for (const LabelItem& item : items) pieces += item.quantity;
        const TextStyle last{layout.size_px, layout.size_px, 1,
                             true,           Align::Left,    VerticalPlace::Top};
        add_row(outcome, draw_text(image, {box.x, top, box.width, line_height_px(layout.size_px)},
                                   "…等 " + std::to_string(pieces) + " 件", last, fonts));
    }
    return outcome;
}

}  // namespace printing
