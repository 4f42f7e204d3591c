#pragma once
#include <string>

#include "printing/label.h"
#include "printing/symbols.h"

namespace printing {

/// A bare label for proof tests: main code, ladder and sheet QR on white 100x150 mm paper.
class ProofLabel {
public:
    explicit ProofLabel(const std::string& number, int main_height = 120) {
        label.image = Bitmap(800, 1200);
        place("main", SymbolFormat::Code128, number, 100, 200, 4, main_height, false);
        place("ladder", SymbolFormat::Code128, number, 700, 500, 3, 64, true);
        place("sheet", SymbolFormat::QrCode, "PB:" + number + "-88-1", 60, 1000, 4, 0, false);
    }
    void place(const std::string& role, SymbolFormat format, const std::string& text, int x, int y,
               int module_dots, int height, bool ladder) {
        const auto drawn = format == SymbolFormat::Code128 ? draw_code128(text, module_dots, height)
                                                           : draw_qr(text, module_dots);
        const Bitmap upright = drawn.value();
        const Bitmap symbol = ladder ? upright.turned() : upright;
        label.image.draw(symbol, x, y);
        const int quiet = module_dots * (format == SymbolFormat::Code128 ? 10 : 4);
        const int beside = format == SymbolFormat::Code128 && ladder ? 0 : quiet;
        const int above = format == SymbolFormat::Code128 && !ladder ? 0 : quiet;
        SymbolPlacement placement;
        placement.role = role;
        placement.format = format;
        placement.text = text;
        placement.area = {x, y, symbol.width(), symbol.height()};
        placement.with_quiet_zone = {x - beside, y - above, symbol.width() + 2 * beside,
                                     symbol.height() + 2 * above};
        placement.module_dots = module_dots;
        placement.ladder = ladder;
        label.symbols.push_back(placement);
    }
    SymbolPlacement& symbol(const std::string& role) {
        for (auto& placement : label.symbols)
            if (placement.role == role) return placement;
        return label.symbols.front();
    }
    /// As a dead print-head dot: the column stays white down the whole label.
    void kill_column(int x) { label.image.fill({x, 0, 1, label.image.height()}, false); }

    RenderedLabel label;
};

}  // namespace printing
