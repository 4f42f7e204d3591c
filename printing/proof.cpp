#include "printing/proof.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "printing/proof_judge.h"
#include "printing/zxing_adapter.h"

namespace printing {
namespace {

// Where every line of a symbol is the same, eight of them say what all of them say.
constexpr int kBandDots = 8;

std::string one_decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string place(const Rect& area) {
    return std::to_string(area.x) + "," + std::to_string(area.y);
}

Rect intersection(const Rect& a, const Rect& b) {
    const int left = std::max(a.x, b.x), top = std::max(a.y, b.y);
    return {left, top, std::min(a.right(), b.right()) - left,
            std::min(a.bottom(), b.bottom()) - top};
}

Rect around(const SymbolPlacement& symbol) {
    const bool code128 = symbol.format == SymbolFormat::Code128;
    const int quiet =
        std::max(symbol.module_dots, 1) * (code128 ? kCode128QuietModules : kQrQuietModules);
    const int beside = code128 && symbol.ladder ? 0 : quiet;
    const int above = code128 && !symbol.ladder ? 0 : quiet;
    return {symbol.area.x - beside, symbol.area.y - above, symbol.area.width + 2 * beside,
            symbol.area.height + 2 * above};
}

SymbolShape measure(const Bitmap& image, const SymbolPlacement& symbol) {
    if (symbol.format == SymbolFormat::QrCode)
        return measure_cells(image, symbol.area, symbol.module_dots);
    return symbol.ladder ? measure_ladder(image, symbol.area, symbol.module_dots)
                         : measure_bars(image, symbol.area, symbol.module_dots);
}

std::optional<ReadSymbol> read_back(const Bitmap& image, const SymbolPlacement& symbol,
                                    const SymbolShape& shape) {
    Rect part = intersection(around(symbol), {0, 0, image.width(), image.height()});
    if (symbol.format == SymbolFormat::QrCode)
        return read_symbol(image.crop(part), symbol.format,
                           shape.uniform ? ReadEffort::Pure : ReadEffort::Quick);
    if (shape.uniform && symbol.ladder && part.width > kBandDots)
        part = {part.x + part.width / 2 - kBandDots / 2, part.y, kBandDots, part.height};
    if (shape.uniform && !symbol.ladder && part.height > kBandDots)
        part = {part.x, part.y + part.height / 2 - kBandDots / 2, part.width, kBandDots};
    const Bitmap crop = image.crop(part);
    return read_symbol(symbol.ladder ? crop.turned() : crop, symbol.format, ReadEffort::Quick);
}

// Ink in the zone that the layout promised to leave clear, beyond what the standard asks for.
bool ink_around(const Bitmap& image, const Rect& zone, const Rect& area) {
    if (zone.empty()) return false;
    return image.any_black({zone.x, zone.y, zone.width, area.y - zone.y}) ||
           image.any_black({zone.x, area.bottom(), zone.width, zone.bottom() - area.bottom()}) ||
           image.any_black({zone.x, area.y, area.x - zone.x, area.height}) ||
           image.any_black({area.right(), area.y, zone.right() - area.right(), area.height});
}

void prove_symbol(const RenderedLabel& label, const SymbolPlacement& symbol, ProofReport& report) {
    ProvenCode code;
    code.role = symbol.role;
    code.format = symbol.format;
    code.x_dots = symbol.module_dots;
    code.position = symbol.area;
    code.ladder = symbol.ladder;
    const Rect page{0, 0, label.image.width(), label.image.height()};
    if (symbol.area.empty() || symbol.module_dots < 1 ||
        intersection(symbol.area, page) != symbol.area) {
        report.failures.push_back(
            {"outside_label", symbol.role,
             "the symbol at " + place(symbol.area) + ", " + std::to_string(symbol.area.width) +
                 " x " + std::to_string(symbol.area.height) +
                 " dots, does not lie on the label of " + std::to_string(page.width) + " x " +
                 std::to_string(page.height) + " dots"});
        report.codes.push_back(code);
        return;
    }
    const SymbolShape shape = measure(label.image, symbol);
    const int across = symbol.ladder ? symbol.area.width : symbol.area.height;
    code.height_mm = base::to_millimetres({across}, label.dpi).value;
    code.quiet_zone_modules =
        quiet_modules(label.image, symbol.format, symbol.area, symbol.ladder, code.x_dots);
    const auto read = read_back(label.image, symbol, shape);
    if (read) code.text = read->text;
    const std::size_t before = report.failures.size();
    judge(code, shape, symbol.role == "main" ? HeightRule::Main : HeightRule::Secondary, label.dpi,
          symbol.role, report.failures);
    const bool quiet_failed =
        std::any_of(report.failures.begin() + static_cast<std::ptrdiff_t>(before),
                    report.failures.end(), [](const auto& f) { return f.code == "quiet_zone"; });
    if (!quiet_failed && ink_around(label.image, symbol.with_quiet_zone, symbol.area))
        report.failures.push_back(
            {"quiet_zone", symbol.role,
             "ink in the zone around " + place(symbol.area) + " that the layout keeps clear"});
    if (!read)
        report.failures.push_back({"unreadable", symbol.role,
                                   "nothing can be read at " + place(symbol.area) +
                                       "; it should say '" + symbol.text + "'"});
    else if (read->text != symbol.text)
        report.failures.push_back({"wrong_text", symbol.role,
                                   "the symbol at " + place(symbol.area) + " says '" + read->text +
                                       "' and should say '" + symbol.text + "'"});
    report.codes.push_back(std::move(code));
}

}  // namespace

int quiet_modules(const Bitmap& image, SymbolFormat format, const Rect& area, bool ladder,
                  double x_dots) {
    const int limit = static_cast<int>(std::ceil(kQuietZoneSeen * x_dots));
    int clear = limit;
    const auto look = [&](Side side) {
        clear = std::min(clear, clear_dots(image, area, side, limit));
    };
    if (format == SymbolFormat::QrCode || !ladder) {
        look(Side::Left);
        look(Side::Right);
    }
    if (format == SymbolFormat::QrCode || ladder) {
        look(Side::Top);
        look(Side::Bottom);
    }
    // A hair's breadth for module widths that are not whole.
    return x_dots > 0 ? static_cast<int>(std::floor(clear / x_dots + 1e-6)) : 0;
}

void judge(const ProvenCode& code, const SymbolShape& shape, HeightRule rule, base::Dpi dpi,
           const std::string& field, std::vector<LabelFailure>& failures) {
    const bool code128 = code.format == SymbolFormat::Code128;
    const int quiet = code128 ? kCode128QuietModules : kQrQuietModules;
    if (code.quiet_zone_modules < quiet)
        failures.push_back({"quiet_zone", field,
                            "only " + std::to_string(code.quiet_zone_modules) +
                                " clear modules beside the symbol; " + std::to_string(quiet) +
                                " are needed"});
    if (!shape.whole_modules)
        failures.push_back({"uneven_bars", field,
                            "bars or cells are not whole multiples of the module (" +
                                one_decimal(code.x_dots) + " dots)"});
    if (!shape.uniform && (shape.whole_modules || code128))
        failures.push_back(
            {"ink_in_symbol", field, "lines across the symbol differ: something runs into it"});
    if (code.x_dots < kMinModuleDots)
        failures.push_back({"module_too_small", field,
                            "a module is " + one_decimal(code.x_dots) + " dots; at least " +
                                std::to_string(kMinModuleDots) + " are needed"});
    if (!code128) return;
    const int along = code.ladder ? code.position.height : code.position.width;
    const double length = base::to_millimetres({along}, dpi).value;
    const double needed = rule == HeightRule::Secondary
                              ? kMinSecondaryHeight.value
                              : std::max(kMinMainHeight.value, kMinMainHeightOfLength * length);
    // Half a dot is granted, because heights are rounded to whole dots.
    if (code.height_mm + 0.5 / dpi.dots_per_mm() < needed)
        failures.push_back({"too_low", field,
                            "bars of " + one_decimal(code.height_mm) + " mm; at least " +
                                one_decimal(needed) + " mm are needed"});
}

ProofReport prove(const RenderedLabel& label) {
    ProofReport report;
    report.failures = label.failures;
    bool has_main = false;
    for (const SymbolPlacement& symbol : label.symbols) {
        has_main = has_main || (symbol.role == "main" && symbol.format == SymbolFormat::Code128);
        prove_symbol(label, symbol, report);
    }
    if (!has_main)
        report.failures.push_back(
            {"no_barcode", "main", "the label has no main Code 128 of its number"});
    return report;
}

}  // namespace printing
