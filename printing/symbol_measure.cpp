#include "printing/symbol_measure.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace printing {
namespace {

constexpr int kMaxBarModules = 4;  // Code 128 bars and spaces are 1 to 4 modules.

bool whole_bars(const std::vector<int>& runs, int module_dots) {
    return module_dots > 0 && !runs.empty() && std::ranges::all_of(runs, [&](int run) {
               return run % module_dots == 0 && run / module_dots <= kMaxBarModules;
           });
}

bool rows_equal(const Bitmap& image, int first, int last) {
    const auto reference = image.row(first);
    for (int y = first + 1; y < last; ++y)
        if (!std::ranges::equal(reference, image.row(y))) return false;
    return true;
}

// All rows of a picture laid over each other.
std::vector<std::uint8_t> all_ink(const Bitmap& image) {
    std::vector<std::uint8_t> ink(static_cast<std::size_t>(image.stride()), 0);
    for (int y = 0; y < image.height(); ++y) {
        const auto row = image.row(y);
        for (std::size_t i = 0; i < ink.size(); ++i)
            ink[i] = static_cast<std::uint8_t>(ink[i] | row[i]);
    }
    return ink;
}

bool is_black(const std::vector<std::uint8_t>& row, int x) {
    return (row[static_cast<std::size_t>(x / 8)] & (0x80 >> (x % 8))) != 0;
}

bool edges_on_grid(const Bitmap& image, int y, int module_dots) {
    for (int x = 1; x < image.width(); ++x)
        if (x % module_dots != 0 && image.get(x, y) != image.get(x - 1, y)) return false;
    return true;
}

}  // namespace

std::vector<int> bar_runs(const Bitmap& image, int y, int left, int right) {
    std::vector<int> runs;
    if (left >= right || !image.get(left, y) || !image.get(right - 1, y)) return runs;
    int start = left;
    for (int x = left + 1; x <= right; ++x) {
        if (x < right && image.get(x, y) == image.get(x - 1, y)) continue;
        runs.push_back(x - start);
        start = x;
    }
    return runs;
}

int code128_modules_of(std::size_t runs) {
    constexpr std::size_t kFewest = 4 * 6 + 1;  // Start, one character, check character, stop.
    if (runs < kFewest || runs % 6 != 1) return 0;
    return static_cast<int>(runs / 6) * 11 + 2;
}

SymbolShape measure_bars(const Bitmap& image, const Rect& area, int module_dots) {
    SymbolShape shape;
    if (area.empty()) return shape;
    const Bitmap bars = image.crop(area);
    const std::vector<int> runs = bar_runs(bars, bars.height() / 2, 0, bars.width());
    shape.uniform = rows_equal(bars, 0, bars.height());
    shape.whole_modules = whole_bars(runs, module_dots);
    shape.modules = code128_modules_of(runs.size());
    return shape;
}

SymbolShape measure_ladder(const Bitmap& image, const Rect& area, int module_dots) {
    if (area.empty()) return {};
    // A column through the middle is the code; every row must be as its dot in that column.
    const Bitmap bars = image.crop(area);
    const int middle = bars.width() / 2;
    Bitmap column(bars.height(), 1);
    bool uniform = true;
    Bitmap black(bars.width(), 1);
    black.fill({0, 0, bars.width(), 1});
    const Bitmap white(bars.width(), 1);
    for (int y = 0; y < bars.height(); ++y) {
        const bool is_bar = bars.get(middle, y);
        column.set(y, 0, is_bar);
        uniform = uniform && std::ranges::equal(
                                 bars.row(y), is_bar ? black.row(0) : std::as_const(white).row(0));
    }
    SymbolShape shape = measure_bars(column, {0, 0, column.width(), 1}, module_dots);
    shape.uniform = uniform;
    return shape;
}

SymbolShape measure_cells(const Bitmap& image, const Rect& area, int module_dots) {
    SymbolShape shape;
    if (area.empty() || module_dots < 1) return shape;
    const Bitmap cells = image.crop(area);
    const int modules = area.width / module_dots;
    // ISO/IEC 18004: versions 1 to 40 have 21, 25, ... 177 modules a side.
    const bool square = area.width == area.height && area.width % module_dots == 0 &&
                        modules >= 21 && modules <= 177 && modules % 4 == 1;
    shape.modules = square ? modules : 0;
    shape.whole_modules = square;
    shape.uniform = square;
    for (int y = 0; square && shape.uniform && y < cells.height(); y += module_dots)
        shape.uniform =
            rows_equal(cells, y, y + module_dots) && edges_on_grid(cells, y, module_dots);
    return shape;
}

int clear_dots(const Bitmap& image, const Rect& area, Side side, int limit) {
    int clear = 0;
    switch (side) {
        case Side::Left: {
            const int reach = std::clamp(area.x, 0, limit);
            const auto ink = all_ink(image.crop({area.x - reach, area.y, reach, area.height}));
            while (clear < reach && !is_black(ink, reach - 1 - clear)) ++clear;
            return clear;
        }
        case Side::Right: {
            const int reach = std::clamp(image.width() - area.right(), 0, limit);
            const auto ink = all_ink(image.crop({area.right(), area.y, reach, area.height}));
            while (clear < reach && !is_black(ink, clear)) ++clear;
            return clear;
        }
        case Side::Top: {
            const int reach = std::clamp(area.y, 0, limit);
            while (clear < reach && !image.any_black({area.x, area.y - 1 - clear, area.width, 1}))
                ++clear;
            return clear;
        }
        case Side::Bottom: {
            const int reach = std::clamp(image.height() - area.bottom(), 0, limit);
            while (clear < reach &&
                   !image.any_black({area.x, area.bottom() + clear, area.width, 1}))
                ++clear;
            return clear;
        }
    }
    return clear;
}

}  // namespace printing
