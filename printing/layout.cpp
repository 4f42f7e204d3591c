#include "printing/layout.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace printing {
namespace {

constexpr std::int64_t kEm = 65536;
constexpr std::string_view kEllipsis = "…";

int scaled(std::int64_t em_units, int size_px) {
    return static_cast<int>((em_units * size_px + kEm / 2) / kEm);
}

/// Glyphs of one line, and its width without the spaces at the end.
struct Line {
    std::size_t first = 0;
    std::size_t last = 0;    ///< Exclusive.
    std::int64_t width = 0;  ///< In 1/65536 em.
};

/// Greedy lines of at most `room` (1/65536 em); stops when there are more than `limit`.
void break_lines(const std::vector<ShapedGlyph>& glyphs, std::int64_t room, std::size_t limit,
                 std::vector<Line>& lines) {
    lines.clear();
    std::size_t first = 0;
    while (first < glyphs.size() && lines.size() <= limit) {
        while (first < glyphs.size() && glyphs[first].is_space) ++first;
        if (first == glyphs.size()) break;
        std::int64_t width = 0;  // With the spaces so far.
        std::int64_t inked = 0;  // Without those at the end.
        std::size_t at = first;
        std::size_t break_at = 0;  // Last place where a line may start; 0: none.
        std::int64_t break_width = 0;
        std::size_t cut_at = 0;  // Last cluster start: for words longer than a line.
        std::int64_t cut_width = 0;
        for (; at < glyphs.size(); ++at) {
            if (at > first && glyphs[at].may_break) {
                break_at = at;
                break_width = inked;
            }
            if (at > first && glyphs[at].may_cut) {
                cut_at = at;
                cut_width = inked;
            }
            width += glyphs[at].advance;
            if (!glyphs[at].is_space) inked = width;
            if (inked > room) break;
        }
        if (at == glyphs.size()) {
            lines.push_back({first, at, inked});
            break;
        }
        if (break_at == 0) {
            break_at = cut_at != 0 ? cut_at : at + 1;
            break_width = cut_at != 0 ? cut_width : inked;
        }
        lines.push_back({first, break_at, break_width});
        first = break_at;
    }
}

struct Plan {
    const ShapedText* text = nullptr;
    FontWeight weight = FontWeight::Regular;
    int size_px = 0;
    std::vector<Line> lines;
    bool cut = false;
};

FontWeight weight_of(bool bold, int size_px) {
    return bold && size_px >= kLeastBoldPx ? FontWeight::Bold : FontWeight::Regular;
}

int lines_that_fit(int height, int size_px, int max_lines) {
    const int more = height - line_height_px(size_px);
    if (more < 0) return 0;
    return std::min(max_lines, 1 + more / line_pitch_px(size_px));
}

Plan plan_text(const Rect& box, std::string_view utf8, const TextStyle& style, FontSet& fonts) {
    Plan plan;
    const int least = std::max(1, std::min(style.min_size_px, style.size_px));
    for (int size = style.size_px; size >= least; --size) {
        const FontWeight weight = weight_of(style.bold, size);
        if (plan.text == nullptr || weight != plan.weight) plan.text = &fonts.shape(utf8, weight);
        plan.weight = weight;
        plan.size_px = size;
        const int fit = lines_that_fit(box.height, size, style.max_lines);
        if (fit == 0 && size > least) continue;
        const auto limit = static_cast<std::size_t>(std::max(fit, 1));
        break_lines(plan.text->glyphs, box.width * kEm / size, limit, plan.lines);
        if (plan.lines.size() <= limit) return plan;
        if (size > least) continue;
        plan.cut = true;
        plan.lines.resize(limit);
    }
    return plan;
}

/// Shortens the last line until "…" fits behind it.
void make_room(Line& line, const std::vector<ShapedGlyph>& glyphs, std::int64_t room) {
    std::int64_t width = 0;
    for (std::size_t at = line.first; at < line.last; ++at) width += glyphs[at].advance;
    while (line.last > line.first && (width > room || glyphs[line.last - 1].is_space)) {
        do {
            --line.last;
            width -= glyphs[line.last].advance;
        } while (line.last > line.first && !glyphs[line.last].may_cut);
    }
    line.width = width;
}

int left_of(const Rect& box, Align align, int width) {
    const int spare = std::max(0, box.width - width);
    if (align == Align::Center) return box.x + spare / 2;
    return align == Align::Right ? box.x + spare : box.x;
}

int top_of(const Rect& box, VerticalPlace place, int height) {
    const int spare = std::max(0, box.height - height);
    if (place == VerticalPlace::Middle) return box.y + spare / 2;
    return place == VerticalPlace::Bottom ? box.y + spare : box.y;
}

void draw_glyphs(Bitmap& image, const Rect& clip, const std::vector<ShapedGlyph>& glyphs,
                 const Line& line, int size_px, int left, int baseline, FontSet& fonts) {
    std::int64_t pen = 0;
    for (std::size_t at = line.first; at < line.last; ++at) {
        const ShapedGlyph& glyph = glyphs[at];
        fonts.draw(image, glyph, size_px, left + scaled(pen + glyph.x_offset, size_px),
                   baseline - scaled(glyph.y_offset, size_px), clip);
        pen += glyph.advance;
    }
}

TextOutcome paint(Bitmap& image, const Rect& box, const Plan& plan, const TextStyle& style,
                  FontSet& fonts) {
    TextOutcome outcome;
    // A copy: drawing "…" shapes another text, after which the reference is not good any more.
    const std::vector<ShapedGlyph> glyphs = plan.text->glyphs;
    outcome.missing = plan.text->missing;
    if (plan.lines.empty()) return outcome;
    outcome.size_px = plan.size_px;
    outcome.lines = static_cast<int>(plan.lines.size());
    outcome.shrunk = plan.size_px < style.size_px;
    outcome.cut = plan.cut;
    const int pitch = line_pitch_px(plan.size_px);
    const int height = line_height_px(plan.size_px) + pitch * (outcome.lines - 1);
    int baseline = top_of(box, style.vertical, height) + ascent_px(plan.size_px);
    for (std::size_t i = 0; i < plan.lines.size(); ++i, baseline += pitch) {
        Line line = plan.lines[i];
        const bool mark = plan.cut && i + 1 == plan.lines.size();
        if (!mark) {
            const int left = left_of(box, style.align, scaled(line.width, plan.size_px));
            draw_glyphs(image, box, glyphs, line, plan.size_px, left, baseline, fonts);
            continue;
        }
        const std::vector<ShapedGlyph> dots = fonts.shape(kEllipsis, plan.weight).glyphs;
        std::int64_t dots_width = 0;
        for (const ShapedGlyph& dot : dots) dots_width += dot.advance;
        make_room(line, glyphs, box.width * kEm / plan.size_px - dots_width);
        const int left = left_of(box, style.align, scaled(line.width + dots_width, plan.size_px));
        draw_glyphs(image, box, glyphs, line, plan.size_px, left, baseline, fonts);
        draw_glyphs(image, box, dots, {0, dots.size(), dots_width}, plan.size_px,
                    left + scaled(line.width, plan.size_px), baseline, fonts);
    }
    return outcome;
}

}  // namespace

// Chinese characters reach from 0.88 em above the baseline to 0.12 below, Ä to 0.93 above, j and g
// to 0.24 below. Noto's own line height of 1.45 em would waste a fifth of the label.
int ascent_px(int size_px) {
    return (size_px * 95 + 99) / 100;
}

int line_height_px(int size_px) {
    return ascent_px(size_px) + (size_px * 24 + 99) / 100;
}

int line_pitch_px(int size_px) {
    return line_height_px(size_px);
}

TextOutcome draw_text(Bitmap& image, const Rect& box, std::string_view utf8, const TextStyle& style,
                      FontSet& fonts) {
    if (utf8.empty() || box.empty()) return {};
    const Plan plan = plan_text(box, utf8, style, fonts);
    if (plan.text == nullptr) return {};
    return paint(image, box, plan, style, fonts);
}

int text_lines(std::string_view utf8, int width, int size_px, bool bold, FontSet& fonts) {
    constexpr std::size_t kMost = 1000;
    if (utf8.empty() || width <= 0 || size_px <= 0) return 0;
    std::vector<Line> lines;
    break_lines(fonts.shape(utf8, weight_of(bold, size_px)).glyphs, width * kEm / size_px, kMost,
                lines);
    return static_cast<int>(std::min(lines.size(), kMost));
}

int text_width(std::string_view utf8, int size_px, bool bold, FontSet& fonts) {
    std::int64_t width = 0;
    for (const ShapedGlyph& glyph : fonts.shape(utf8, weight_of(bold, size_px)).glyphs)
        width += glyph.advance;
    return scaled(width, size_px);
}

}  // namespace printing
