#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/units.h"
#include "config/label_template.h"

namespace config {
namespace {

constexpr double kTolerance = 1e-6;
constexpr double kMinTextMm = 2.25;  // 18 dots at 203 dpi: what people read without effort.
constexpr double kMinLegalMm = 2.0;  // 16 dots: fixed words only.
constexpr double kLineHeight = 1.2;  // Ascent and descent of one line, in font sizes.
constexpr base::Dpi kCommonDpi{203};

std::string shown(double value) {
    const double tenths = std::round(value * 100) / 100;
    std::string text = std::to_string(tenths);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string shown(const LabelBox& box) {
    return std::string("[") + shown(box.x) + ", " + shown(box.y) + ", " + shown(box.width) + ", " +
           shown(box.height) + "]";
}

bool overlap(const LabelBox& a, const LabelBox& b) {
    return a.x < b.right() - kTolerance && b.x < a.right() - kTolerance &&
           a.y < b.bottom() - kTolerance && b.y < a.bottom() - kTolerance;
}

/// Where an element puts its ink: a frame only along its edges.
std::vector<LabelBox> inked(const LabelElement& element) {
    const LabelBox& box = element.box;
    if (element.kind != ElementKind::Frame) return {box};
    const double pen = element.thickness_mm;
    return {{box.x, box.y, box.width, pen},
            {box.x, box.bottom() - pen, box.width, pen},
            {box.x, box.y, pen, box.height},
            {box.right() - pen, box.y, pen, box.height}};
}

bool never_together(const LabelElement& a, const LabelElement& b) {
    return (a.when && b.unless && *a.when == *b.unless) ||
           (b.when && a.unless && *b.when == *a.unless) ||
           (a.field && b.unless && *a.field == *b.unless) ||
           (b.field && a.unless && *b.field == *a.unless);
}

bool is_drawing(const LabelElement& element) {
    return element.kind == ElementKind::Line || element.kind == ElementKind::Frame;
}

class Checker {
public:
    explicit Checker(const LabelTemplate& checked) : template_(checked) {}

    std::vector<ConfigMistake> check() {
        if (template_.width_mm <= 0 || template_.height_mm <= 0) return mistakes_;
        for (const LabelElement& element : template_.elements) {
            check_place(element);
            if (element.kind == ElementKind::Text || element.kind == ElementKind::Items ||
                element.kind == ElementKind::Rows)
                check_text(element);
            if (element.kind == ElementKind::Barcode || element.kind == ElementKind::Qr)
                check_symbol(element);
        }
        check_overlaps();
        check_main();
        return std::move(mistakes_);
    }

private:
    void add(const LabelElement& element, std::string message) {
        mistakes_.push_back({template_.file, element.line, element.column, std::move(message)});
    }

    void check_place(const LabelElement& element) {
        const LabelBox& box = element.box;
        if (box.right() > template_.width_mm + kTolerance ||
            box.bottom() > template_.height_mm + kTolerance)
            add(element, "box " + shown(box) + " leaves the label of " + shown(template_.width_mm) +
                             " x " + shown(template_.height_mm) + " mm");
        for (const double cut : template_.cuts_mm) {
            if (cut > box.y + kTolerance && cut < box.bottom() - kTolerance)
                add(element, "box " + shown(box) + " lies across the cut at " + shown(cut) + " mm");
        }
    }

    void check_text(const LabelElement& element) {
        const double least = element.field ? kMinTextMm : kMinLegalMm;
        if (element.min_size_mm < least - kTolerance)
            add(element, "text may become " + shown(element.min_size_mm) + " mm small; expected " +
                             shown(least) + " mm or more (" +
                             shown(least * kCommonDpi.dots_per_mm()) + " dots at 203 dpi)");
        const double room = element.rotated ? element.box.width : element.box.height;
        if (room < element.min_size_mm * kLineHeight - kTolerance)
            add(element, "box " + shown(element.box) + " is too low for one line of " +
                             shown(element.min_size_mm) + " mm text; expected at least " +
                             shown(element.min_size_mm * kLineHeight) + " mm");
    }

    /// What to write instead: the widest module that fits, where one does.
    std::string cure(const LabelElement& element, double room, int quiet) const {
        const int least = element.kind == ElementKind::Qr ? 3 : 2;
        const int fits = static_cast<int>((room + kTolerance) * kCommonDpi.dots_per_mm() /
                                          (element.modules + 2 * quiet));
        if (fits < least) return "make the box larger, or take a template for a wider label";
        return "make the box larger, or end 'module' with " +
               shown(fits / kCommonDpi.dots_per_mm()) + " mm (" + std::to_string(fits) +
               " dots) or less";
    }

    void check_symbol(const LabelElement& element) {
        if (element.module_mm.empty()) return;
        const bool qr = element.kind == ElementKind::Qr;
        const int dots = base::to_dots_floor({element.module_mm.back()}, kCommonDpi).value;
        const int quiet = qr ? 4 : 10;
        const double need = (element.modules + 2 * quiet) * dots / kCommonDpi.dots_per_mm();
        const double room = qr                ? std::min(element.box.width, element.box.height)
                            : element.rotated ? element.box.height
                                              : element.box.width;
        if (need > room + kTolerance)
            add(element, std::string(qr ? "QR" : "barcode") + " of " +
                             std::to_string(element.modules) + " modules needs " + shown(need) +
                             " mm with its quiet zones at its smallest module of " +
                             std::to_string(dots) + " dots (203 dpi), but the box gives " +
                             shown(room) + " mm: " + cure(element, room, quiet));
        if (qr && dots < 3)
            add(element, "QR modules of " + std::to_string(dots) +
                             " dots at 203 dpi are too small to scan; expected 0.38 mm or more");
        const double bars = element.rotated ? element.box.width : element.box.height;
        if (!qr && bars < 6.35 - kTolerance)
            add(element, "bars " + shown(bars) + " mm high; expected 6.35 mm or more");
    }

    void check_overlaps() {
        const auto& elements = template_.elements;
        for (std::size_t later = 1; later < elements.size(); ++later) {
            for (std::size_t earlier = 0; earlier < later; ++earlier) {
                const LabelElement& a = elements[earlier];
                const LabelElement& b = elements[later];
                if ((is_drawing(a) && is_drawing(b)) || never_together(a, b)) continue;
                if (touches(a, b))
                    add(b, "box " + shown(b.box) + " overlaps box " + shown(a.box) +
                               " of the element in line " + std::to_string(a.line));
            }
        }
    }

    static bool touches(const LabelElement& a, const LabelElement& b) {
        for (const LabelBox& ink_a : inked(a)) {
            for (const LabelBox& ink_b : inked(b)) {
                if (overlap(ink_a, ink_b)) return true;
            }
        }
        return false;
    }

    void check_main() {
        const auto count = std::ranges::count_if(template_.elements, [](const LabelElement& e) {
            return e.kind == ElementKind::Barcode && e.role == "main" && !e.when && !e.unless;
        });
        const auto rows =
            std::ranges::count(template_.elements, ElementKind::Rows, &LabelElement::kind);
        if (rows > 1)
            mistakes_.push_back(
                {template_.file, 0, 0,
                 "expected one element of the kind rows at most, found " + std::to_string(rows)});
        // A pick list names no parcel; whatever else has a barcode has one.
        if (rows == 1 && count == 0) return;
        if (count != 1)
            mistakes_.push_back({template_.file, 0, 0,
                                 "expected exactly one barcode with role = \"main\", found " +
                                     std::to_string(count)});
    }

    const LabelTemplate& template_;
    std::vector<ConfigMistake> mistakes_;
};

}  // namespace

std::vector<ConfigMistake> check_geometry(const LabelTemplate& label_template) {
    return Checker(label_template).check();
}

}  // namespace config
