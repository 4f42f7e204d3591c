#include "printing/layout_rows.h"

#include <algorithm>

namespace printing {
namespace {

/// Where the three columns of a row stand.
struct Columns {
    int place = 0, text = 0, count = 0;  ///< Widths.
    int gap = 0;
    int text_left() const { return place + (place > 0 ? gap : 0); }
    int count_left() const { return text_left() + text + gap; }
};

/// The widths go by the box alone, so that a row is as high on its sheet as it was measured. A
/// row without a place gives its width to the text.
Columns columns_of(const SheetRow& row, int width, const RowsStyle& style, FontSet& fonts) {
    Columns columns;
    columns.gap = std::max(2, style.size_px / 3);
    columns.place = row.place.empty() ? 0 : width / 5;
    columns.count = row.count.empty()
                        ? 0
                        : std::min(width / 4, text_width("×888", style.size_px, true, fonts) + 2);
    columns.text =
        width - columns.text_left() - (columns.count > 0 ? columns.gap : 0) - columns.count;
    return columns;
}

std::string joined(const std::vector<std::string>& details) {
    std::string text;
    for (const std::string& detail : details) text += (text.empty() ? "" : ", ") + detail;
    return text;
}

int lines_height(int lines, int size_px) {
    return lines <= 0 ? 0 : line_height_px(size_px) + (lines - 1) * line_pitch_px(size_px);
}

struct RowLines {
    Columns columns;
    int place = 0, text = 0, details = 0;  ///< Lines of each.
    int height = 0;
};

/// White above the line below a row, the line, and white behind it.
constexpr int kBelowRow = 5;
constexpr int kLinePen = 2;

RowLines measure(const SheetRow& row, int width, const RowsStyle& style, FontSet& fonts) {
    RowLines lines;
    lines.columns = columns_of(row, width, style, fonts);
    lines.place = text_lines(row.place, lines.columns.place, style.size_px, true, fonts);
    lines.text = text_lines(row.text, lines.columns.text, style.size_px, true, fonts);
    lines.details =
        text_lines(joined(row.details), lines.columns.text, style.details_px, false, fonts);
    const int middle =
        lines_height(lines.text, style.size_px) + lines_height(lines.details, style.details_px);
    lines.height = std::max({middle, lines_height(lines.place, style.size_px),
                             line_height_px(style.size_px)}) +
                   2 * kBelowRow + kLinePen;
    return lines;
}

void merge(TextOutcome& total, const TextOutcome& part) {
    for (const char32_t c : part.missing) {
        if (std::ranges::find(total.missing, c) == total.missing.end()) total.missing.push_back(c);
    }
    total.cut = total.cut || part.cut;
    total.lines += part.lines;
}

}  // namespace

RowsStyle rows_style(const config::LabelElement& element, base::Dpi dpi) {
    const int size = base::to_dots({element.size_mm}, dpi).value;
    // Details may stand smaller, but not below what people read without effort.
    const int least = base::to_dots({2.25}, dpi).value;
    return {size, std::min(size, std::max(least, size * 4 / 5))};
}

int row_height(const SheetRow& row, int width, const RowsStyle& style, FontSet& fonts) {
    return measure(row, width, style, fonts).height;
}

TextOutcome draw_rows(Bitmap& image, const Rect& box, const std::vector<SheetRow>& rows,
                      const RowsStyle& style, FontSet& fonts) {
    TextOutcome outcome;
    outcome.size_px = style.size_px;
    int top = box.y;
    for (const SheetRow& row : rows) {
        const RowLines lines = measure(row, box.width, style, fonts);
        const int room = std::min(lines.height, box.bottom() - top);
        if (room < line_height_px(style.size_px) + kLinePen) {
            outcome.cut = true;
            break;
        }
        outcome.cut = outcome.cut || room < lines.height;
        const int height = std::max(0, room - 2 * kBelowRow - kLinePen);
        const Columns& columns = lines.columns;
        TextStyle text{style.size_px, style.size_px, 1000, true, Align::Left, VerticalPlace::Top};
        if (columns.place > 0)
            merge(outcome,
                  draw_text(image, {box.x, top, columns.place, height}, row.place, text, fonts));
        const int text_height =
            std::min(height, lines_height(std::max(1, lines.text), style.size_px));
        const int left = box.x + columns.text_left();
        merge(outcome,
              draw_text(image, {left, top, columns.text, text_height}, row.text, text, fonts));
        if (lines.details > 0 && height > text_height) {
            const TextStyle small{style.details_px, style.details_px,  1000, false,
                                  Align::Left,      VerticalPlace::Top};
            merge(outcome,
                  draw_text(image, {left, top + text_height, columns.text, height - text_height},
                            joined(row.details), small, fonts));
        } else if (lines.details > 0) {
            outcome.cut = true;
        }
        if (columns.count > 0) {
            text.align = Align::Right;
            text.max_lines = 1;
            text.min_size_px = style.size_px / 2;
            merge(outcome, draw_text(image,
                                     {box.x + columns.count_left(), top, columns.count,
                                      std::min(height, line_height_px(style.size_px))},
                                     row.count, text, fonts));
        }
        top += room;
        image.fill({box.x, top - kBelowRow - kLinePen, box.width, kLinePen});
    }
    return outcome;
}

std::vector<std::vector<SheetRow>> divide_rows(const std::vector<SheetRow>& rows, int width,
                                               int height, const RowsStyle& style, FontSet& fonts) {
    std::vector<std::vector<SheetRow>> boxes(1);
    std::vector<SheetRow> waiting(rows.rbegin(), rows.rend());
    int used = 0;
    while (!waiting.empty()) {
        SheetRow row = std::move(waiting.back());
        waiting.pop_back();
        const int needed = row_height(row, width, style, fonts);
        if (used + needed <= height) {
            boxes.back().push_back(std::move(row));
            used += needed;
            continue;
        }
        if (needed > height && row.details.size() > 1) {
            const auto half = static_cast<std::ptrdiff_t>(row.details.size() / 2);
            SheetRow rest = row;
            rest.details.assign(row.details.begin() + half, row.details.end());
            if (!rest.text.ends_with("（续）")) rest.text += "（续）";
            rest.count.clear();
            row.details.resize(static_cast<std::size_t>(half));
            waiting.push_back(std::move(rest));
            waiting.push_back(std::move(row));
            continue;
        }
        if (!boxes.back().empty()) {
            boxes.emplace_back();
            used = 0;
            waiting.push_back(std::move(row));
            continue;
        }
        // Too high for any box, and nothing left to divide: it is cut there, and said.
        boxes.back().push_back(std::move(row));
        used = height;
    }
    return boxes;
}

}  // namespace printing
