#define ZX_USE_UTF8
#include "printing/zxing_adapter.h"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <memory>
#include <vector>

namespace printing {
namespace {

// MultiFormatWriter maps 0..8 to L, L, L/M, ... as (level - 1) / 2: 4 is M.
constexpr int kQrLevelM = 4;

ZXing::BarcodeFormat zxing_format(SymbolFormat format) {
    return format == SymbolFormat::Code128 ? ZXing::BarcodeFormat::Code128
                                           : ZXing::BarcodeFormat::QRCode;
}

// One byte of eight dots becomes eight bytes: black 0, white 255.
using EightPixels = std::array<std::uint8_t, 8>;
constexpr std::array<EightPixels, 256> make_pixels() {
    std::array<EightPixels, 256> table{};
    for (std::size_t value = 0; value < 256; ++value)
        for (std::size_t bit = 0; bit < 8; ++bit)
            table[value][bit] = (value >> (7 - bit)) & 1 ? 0 : 255;
    return table;
}
constexpr std::array<EightPixels, 256> kPixels = make_pixels();

// Every byte of the result is written below; a plain vector would zero it first.
struct GreyPicture {
    std::unique_ptr<std::uint8_t[]> pixels;
    int row_bytes = 0;
};

GreyPicture to_grey(const Bitmap& image) {
    GreyPicture grey;
    grey.row_bytes = image.stride() * 8;
    const auto size =
        static_cast<std::size_t>(grey.row_bytes) * static_cast<std::size_t>(image.height());
    grey.pixels = std::make_unique_for_overwrite<std::uint8_t[]>(size);
    std::uint8_t* out = grey.pixels.get();
    for (const std::uint8_t byte : image.bytes()) {
        std::memcpy(out, kPixels[byte].data(), 8);
        out += 8;
    }
    return grey;
}

}  // namespace

base::Result<Bitmap> write_modules(SymbolFormat format, std::string_view text) {
    try {
        ZXing::MultiFormatWriter writer(zxing_format(format));
        writer.setMargin(0);
        if (format == SymbolFormat::QrCode) writer.setEccLevel(kQrLevelM);
        const ZXing::BitMatrix matrix = writer.encode(std::string(text), 0, 0);
        Bitmap modules(matrix.width(), matrix.height());
        for (int y = 0; y < matrix.height(); ++y)
            for (int x = 0; x < matrix.width(); ++x)
                if (matrix.get(x, y)) modules.set(x, y);
        return modules;
    } catch (const std::exception& error) {
        return base::fail(base::ErrorCode::InvalidInput,
                          std::string(format == SymbolFormat::Code128 ? "Code 128" : "QR") +
                              " cannot hold this text of " + std::to_string(text.size()) +
                              " characters: " + error.what(),
                          "symbol_text");
    }
}

std::optional<ReadSymbol> read_symbol(const Bitmap& image, SymbolFormat format, ReadEffort effort) {
    if (image.width() < 8 || image.height() < 1) return std::nullopt;
    const GreyPicture grey = to_grey(image);
    ZXing::DecodeHints hints;
    hints.setFormats(zxing_format(format))
        .setBinarizer(ZXing::Binarizer::BoolCast)
        .setIsPure(effort == ReadEffort::Pure)
        .setTryHarder(effort == ReadEffort::Thorough)
        .setTryRotate(false)
        .setTryDownscale(false);
    try {
        const ZXing::ImageView view(grey.pixels.get(), image.width(), image.height(),
                                    ZXing::ImageFormat::Lum, grey.row_bytes);
        const ZXing::Result result = ZXing::ReadBarcode(view, hints);
        if (!result.isValid()) return std::nullopt;
        ReadSymbol symbol;
        symbol.format = format;
        symbol.text = result.text();
        const auto& corners = result.position();
        int left = image.width(), top = image.height(), right = 0, bottom = 0;
        for (const auto& corner : corners) {
            left = std::min(left, corner.x);
            top = std::min(top, corner.y);
            right = std::max(right, corner.x);
            bottom = std::max(bottom, corner.y);
        }
        symbol.area = {left, top, right - left + 1, bottom - top + 1};
        symbol.upside_down = corners.topLeft().x > corners.topRight().x;
        return symbol;
    } catch (const std::exception&) {
        return std::nullopt;  // ZXing says so where a picture is too large or contradicts itself.
    }
}

}  // namespace printing
