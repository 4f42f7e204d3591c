#include "printing/symbols.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "base/text.h"
#include "printing/label.h"
#include "printing/zxing_adapter.h"

namespace printing {
namespace {

constexpr int kMaxModuleDots = 32;
constexpr int kMaxSideDots = 65535;

std::string symbol_name(SymbolFormat format) {
    return format == SymbolFormat::Code128 ? "Code 128" : "QR";
}

bool fits(SymbolFormat format, char32_t c) {
    if (format == SymbolFormat::Code128) return c >= 0x20 && c <= 0x7e;
    return c >= 0x01 && c <= 0x7f;
}

base::Result<Bitmap> checked_modules(SymbolFormat format, std::string_view text) {
    if (text.empty())
        return base::fail(base::ErrorCode::InvalidInput,
                          symbol_name(format) + ": the text is empty", "symbol_text");
    const std::u32string characters = base::to_utf32(text);
    for (std::size_t i = 0; i < characters.size(); ++i) {
        if (fits(format, characters[i])) continue;
        char code_point[16];
        std::snprintf(code_point, sizeof code_point, "U+%04X",
                      static_cast<unsigned>(characters[i]));
        std::string shown = code_point;
        if (characters[i] > 0xa0)
            shown = "'" + base::to_utf8(characters.substr(i, 1)) + "' " + shown;
        return base::fail(base::ErrorCode::InvalidInput,
                          symbol_name(format) + " takes " +
                              (format == SymbolFormat::Code128 ? "printable ASCII" : "ASCII") +
                              " only, but character " + std::to_string(i + 1) + " is " + shown,
                          "symbol_text");
    }
    return write_modules(format, text);
}

base::Status check_size(SymbolFormat format, const Bitmap& modules, int module_dots,
                        int height_dots) {
    if (module_dots < 1 || module_dots > kMaxModuleDots)
        return base::fail(base::ErrorCode::InvalidInput,
                          symbol_name(format) + ": a module of " + std::to_string(module_dots) +
                              " dots; expected 1 to " + std::to_string(kMaxModuleDots));
    if (height_dots < 1 || height_dots > kMaxSideDots ||
        modules.width() * module_dots > kMaxSideDots)
        return base::fail(base::ErrorCode::InvalidInput,
                          symbol_name(format) + ": " +
                              std::to_string(modules.width() * module_dots) + " x " +
                              std::to_string(height_dots) + " dots; expected 1 to 65535 each");
    return {};
}

// Row y of `image`, drawn from row `source_y` of the modules.
void draw_row(Bitmap& image, int y, const Bitmap& modules, int source_y, int module_dots) {
    for (int x = 0; x < modules.width(); ++x)
        if (modules.get(x, source_y)) image.fill({x * module_dots, y, module_dots, 1});
}

void repeat_row(Bitmap& image, int y, int count) {
    const auto source = image.row(y);
    for (int i = 1; i < count; ++i) std::ranges::copy(source, image.row(y + i).begin());
}

base::Result<int> width_of(const base::Result<Bitmap>& modules) {
    if (!modules) return base::pass(modules);
    return modules->width();
}

}  // namespace

base::Result<int> code128_modules(std::string_view text) {
    return width_of(checked_modules(SymbolFormat::Code128, text));
}

base::Result<int> qr_modules(std::string_view text) {
    return width_of(checked_modules(SymbolFormat::QrCode, text));
}

base::Result<Bitmap> draw_code128(std::string_view text, int module_dots, int height_dots) {
    const auto modules = checked_modules(SymbolFormat::Code128, text);
    if (!modules) return base::pass(modules);
    if (auto ok = check_size(SymbolFormat::Code128, *modules, module_dots, height_dots); !ok)
        return base::pass(ok);
    Bitmap image(modules->width() * module_dots, height_dots);
    draw_row(image, 0, *modules, 0, module_dots);
    repeat_row(image, 0, height_dots);
    return image;
}

base::Result<Bitmap> draw_qr(std::string_view text, int module_dots) {
    const auto modules = checked_modules(SymbolFormat::QrCode, text);
    if (!modules) return base::pass(modules);
    const int side = modules->width() * std::max(module_dots, 1);
    if (auto ok = check_size(SymbolFormat::QrCode, *modules, module_dots, side); !ok)
        return base::pass(ok);
    Bitmap image(side, side);
    for (int y = 0; y < modules->height(); ++y) {
        draw_row(image, y * module_dots, *modules, y, module_dots);
        repeat_row(image, y * module_dots, module_dots);
    }
    return image;
}

}  // namespace printing
