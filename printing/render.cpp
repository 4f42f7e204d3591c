#include "printing/render.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>

#include "base/text.h"
#include "printing/layout.h"
#include "printing/layout_fields.h"
#include "printing/layout_rows.h"
#include "printing/masking.h"
#include "printing/symbols.h"

namespace printing {
namespace {

using config::ElementKind;
using config::LabelElement;
using config::LabelField;

constexpr int kCode128Quiet = 10;  // Modules; ISO/IEC 15417.
constexpr int kQrQuiet = 4;        // Modules; ISO/IEC 18004.

std::string code_point(char32_t c) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(c));
    return text;
}

/// For people: the character itself, and its number where their screen has no glyph either.
std::string shown(char32_t c) {
    return base::to_utf8(std::u32string_view(&c, 1)) + " " + code_point(c);
}

std::string millimetres(int dots, base::Dpi dpi) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f mm", base::to_millimetres({dots}, dpi).value);
    return text;
}

Align align_of(config::HorizontalAlign align) {
    switch (align) {
        case config::HorizontalAlign::Left:
            return Align::Left;
        case config::HorizontalAlign::Center:
            return Align::Center;
        case config::HorizontalAlign::Right:
            break;
    }
    return Align::Right;
}

VerticalPlace vertical_of(config::VerticalAlign align) {
    switch (align) {
        case config::VerticalAlign::Top:
            return VerticalPlace::Top;
        case config::VerticalAlign::Middle:
            return VerticalPlace::Middle;
        case config::VerticalAlign::Bottom:
            break;
    }
    return VerticalPlace::Bottom;
}

/// Calls visit(first column, number of columns) for every run of black in a row.
template <typename Visit>
void for_each_run(const Bitmap& modules, int y, Visit visit) {
    const auto line = modules.row(y);
    for (int x = 0; x < modules.width();) {
        const int first = x;
        while (x < modules.width() && modules.get(x, y)) ++x;
        if (x > first) {
            visit(first, x - first);
        } else {
            x += x % 8 == 0 && line[static_cast<std::size_t>(x / 8)] == 0 ? 8 : 1;
        }
    }
}

class Renderer {
public:
    Renderer(const LabelContent& content, const config::LabelTemplate& label_template,
             base::Dpi dpi, FontSet& fonts)
        : content_(content), template_(label_template), dpi_(dpi), fonts_(fonts) {
        const Rect whole = to_dots({0, 0, label_template.width_mm, label_template.height_mm}, dpi);
        label_.image = Bitmap(whole.width, whole.height);
        label_.dpi = dpi;
    }

    base::Result<RenderedLabel> render() {
        for (const LabelElement& element : template_.elements) {
            if (element.when && !has_field(content_, *element.when)) continue;
            if (element.unless && has_field(content_, *element.unless)) continue;
            if (auto drawn = draw(element); !drawn) return base::pass(drawn);
        }
        return std::move(label_);
    }

private:
    base::Status draw(const LabelElement& element) {
        const Rect box = to_dots(element.box, dpi_);
        switch (element.kind) {
            case ElementKind::Line:
                label_.image.fill(box);
                return {};
            case ElementKind::Frame:
                draw_frame(element, box);
                return {};
            case ElementKind::Text:
                draw_text_element(element, box);
                return {};
            case ElementKind::Items: {
                const ItemsStyle style{pixels(element.size_mm), pixels(element.min_size_mm)};
                judge(element, draw_items(label_.image, box, content_.items, style, fonts_),
                      style.size_px);
                return {};
            }
            case ElementKind::Rows:
                judge(
                    element,
                    draw_rows(label_.image, box, content_.rows, rows_style(element, dpi_), fonts_),
                    pixels(element.size_mm));
                return {};
            case ElementKind::Barcode:
                return draw_barcode(element, box);
            case ElementKind::Qr:
                return draw_qr_element(element, box);
        }
        return {};
    }

    int pixels(double size_mm) const { return base::to_dots({size_mm}, dpi_).value; }

    void draw_frame(const LabelElement& element, const Rect& box) {
        const int pen = std::max(1, pixels(element.thickness_mm));
        label_.image.fill({box.x, box.y, box.width, pen});
        label_.image.fill({box.x, box.bottom() - pen, box.width, pen});
        label_.image.fill({box.x, box.y, pen, box.height});
        label_.image.fill({box.right() - pen, box.y, pen, box.height});
    }

    void draw_text_element(const LabelElement& element, const Rect& box) {
        std::string text = element.field ? field_text(content_, *element.field) : element.text;
        if (text.empty()) return;
        if (!element.prefix.empty()) text.insert(0, element.prefix);
        const TextStyle style{pixels(element.size_mm), pixels(element.min_size_mm),
                              element.max_lines,       element.bold,
                              align_of(element.align), vertical_of(element.vertical)};
        if (!element.inverted && !element.rotated) {
            judge(element, draw_text(label_.image, box, text, style, fonts_), style.size_px);
            return;
        }
        const bool turn = element.rotated;
        Bitmap part(turn ? box.height : box.width, turn ? box.width : box.height);
        const int side = element.inverted ? std::min(pixels(0.5), part.width() / 4) : 0;
        const Rect inner{side, 0, part.width() - 2 * side, part.height()};
        judge(element, draw_text(part, inner, text, style, fonts_), style.size_px);
        if (turn) part = part.turned();
        if (!element.inverted) {
            label_.image.draw(part, box.x, box.y);
            return;
        }
        label_.image.fill(box);
        for (int y = 0; y < part.height(); ++y) {
            for_each_run(part, y, [&](int first, int count) {
                label_.image.fill({box.x + first, box.y + y, count, 1}, false);
            });
        }
    }

    /// Turns what happened to a text into warnings and failures. Shrinking a little is everyday
    /// work; a text below three quarters of its size is worth a look.
    void judge(const LabelElement& element, const TextOutcome& outcome, int wanted_px) {
        const std::string name(element.field ? config::label_field_name(*element.field) : "text");
        for (const char32_t c : outcome.missing) {
            const std::string what = name + ": no font has the character " + code_point(c);
            if (element.field && is_vital(*element.field)) {
                fail_once({"missing_glyph", name,
                           what + "; write it another way or add a font that has it to "
                                  "labels.fonts",
                           shown(c)});
            } else {
                warn_once({"substituted_glyph", name, what + "; a crossed box is printed"});
            }
        }
        if (element.brief) return;
        if (outcome.cut) {
            warn_once(
                {"text_cut", name, name + ": too long for its place, printed with … at its end"});
        } else if (outcome.shrunk && outcome.size_px * 4 < wanted_px * 3) {
            warn_once(
                {"text_shrunk", name,
                 name + ": printed smaller, " + millimetres(outcome.size_px, dpi_) + " high"});
        }
    }

    // A field may stand on the label twice; a person wants to read of it once.
    void fail_once(LabelFailure failure) {
        for (const LabelFailure& known : label_.failures) {
            if (known.field == failure.field && known.message == failure.message) return;
        }
        label_.failures.push_back(std::move(failure));
    }

    void warn_once(LabelWarning warning) {
        for (const LabelWarning& known : label_.warnings) {
            if (known.field == warning.field && known.message == warning.message) return;
        }
        label_.warnings.push_back(std::move(warning));
    }

    base::Status too_wide(const LabelElement& element, int modules, int quiet, int room) const {
        const std::string what =
            element.kind == ElementKind::Qr
                ? "QR (" + std::string(config::label_field_name(*element.field)) + ")"
                : "the " + element.role + " barcode of '" + content_.number + "'";
        const int dots = base::to_dots_floor({element.module_mm.back()}, dpi_).value;
        return base::fail(
            base::ErrorCode::InvalidInput,
            "template " + template_.name + ", line " + std::to_string(element.line) + ": " + what +
                " needs " + millimetres((modules + 2 * quiet) * dots, dpi_) + " at " +
                std::to_string(dots) + " dots a module (" + std::to_string(dpi_.value) +
                " dpi) but has " + millimetres(room, dpi_) + "; take a wider template",
            "barcode_too_wide");
    }

    /// The widest module of the template with which the symbol and its quiet zones fit; 0: none.
    int module_dots(const LabelElement& element, int modules, int quiet, int room) const {
        for (const double width : element.module_mm) {
            const int dots = base::to_dots_floor({width}, dpi_).value;
            if ((modules + 2 * quiet) * dots <= room) return dots;
        }
        return 0;
    }

    base::Status draw_barcode(const LabelElement& element, const Rect& box) {
        // One dot a module, encoded once for all barcodes of the number.
        if (number_modules_.width() == 0) {
            auto modules = draw_code128(content_.number, 1, 1);
            if (!modules) return base::pass(modules, "waybill number");
            number_modules_ = std::move(*modules);
        }
        const int modules = number_modules_.width();
        const int room = element.rotated ? box.height : box.width;
        const int dots = module_dots(element, modules, kCode128Quiet, room);
        if (dots == 0) return too_wide(element, modules, kCode128Quiet, room);
        SymbolPlacement symbol;
        symbol.role = element.role;
        symbol.text = content_.number;
        symbol.module_dots = dots;
        symbol.ladder = element.rotated;
        const int length = modules * dots;
        const int quiet = kCode128Quiet * dots;
        const int before = (room - length) / 2;
        if (element.rotated) {
            symbol.area = {box.x, box.y + before, box.width, length};
            symbol.with_quiet_zone = {box.x, symbol.area.y - quiet, box.width, length + 2 * quiet};
        } else {
            symbol.area = {box.x + before, box.y, length, box.height};
            symbol.with_quiet_zone = {symbol.area.x - quiet, box.y, length + 2 * quiet, box.height};
        }
        for_each_run(number_modules_, 0, [&](int first, int count) {
            if (element.rotated) {
                label_.image.fill({box.x, symbol.area.y + first * dots, box.width, count * dots});
            } else {
                label_.image.fill({symbol.area.x + first * dots, box.y, count * dots, box.height});
            }
        });
        label_.symbols.push_back(std::move(symbol));
        return {};
    }

    base::Status draw_qr_element(const LabelElement& element, const Rect& box) {
        const bool sheet = element.field == LabelField::SheetCode;
        const std::string& text = sheet ? content_.sheet_code : content_.qr;
        if (text.empty()) return {};
        const auto modules = draw_qr(text, 1);
        if (!modules) return base::pass(modules, sheet ? "sheet code" : "carrier's QR content");
        const int room = std::min(box.width, box.height);
        const int dots = module_dots(element, modules->width(), kQrQuiet, room);
        if (dots == 0) return too_wide(element, modules->width(), kQrQuiet, room);
        const int side = modules->width() * dots;
        const int quiet = kQrQuiet * dots;
        SymbolPlacement symbol;
        symbol.role = sheet ? "sheet" : "qr";
        symbol.format = SymbolFormat::QrCode;
        symbol.text = text;
        symbol.module_dots = dots;
        symbol.area = {box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side};
        symbol.with_quiet_zone = {symbol.area.x - quiet, symbol.area.y - quiet, side + 2 * quiet,
                                  side + 2 * quiet};
        for (int y = 0; y < modules->height(); ++y) {
            for_each_run(*modules, y, [&](int first, int count) {
                label_.image.fill(
                    {symbol.area.x + first * dots, symbol.area.y + y * dots, count * dots, dots});
            });
        }
        label_.symbols.push_back(std::move(symbol));
        return {};
    }

    const LabelContent& content_;
    const config::LabelTemplate& template_;
    const base::Dpi dpi_;
    FontSet& fonts_;
    RenderedLabel label_;
    Bitmap number_modules_;
};

}  // namespace

Rect to_dots(const config::LabelBox& box, base::Dpi dpi) {
    const int left = base::to_dots({box.x}, dpi).value;
    const int top = base::to_dots({box.y}, dpi).value;
    return {left, top, base::to_dots({box.right()}, dpi).value - left,
            base::to_dots({box.bottom()}, dpi).value - top};
}

base::Result<RenderedLabel> render_label(const LabelContent& content,
                                         const config::LabelTemplate& label_template, base::Dpi dpi,
                                         FontSet& fonts) {
    if (dpi.value < 100 || dpi.value > 1200)
        return base::fail(base::ErrorCode::InvalidInput,
                          std::to_string(dpi.value) + " dpi; expected 100 to 1200");
    if (content.masking == Masking::Plain)
        return Renderer(content, label_template, dpi, fonts).render();
    LabelContent covered = content;
    covered.sender = masked(content.sender);
    covered.receiver = masked(content.receiver);
    return Renderer(covered, label_template, dpi, fonts).render();
}

}  // namespace printing
