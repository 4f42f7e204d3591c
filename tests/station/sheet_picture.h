#pragma once
#include <stdexcept>
#include <string>

#include "printing/png.h"
#include "printing/symbols.h"
#include "station/sheets.h"

namespace station {

/// A picture of 640 dots with a number's Code 128 and, where given, a small QR below it.
inline SheetPicture picture_of(const std::string& number, const std::string& qr = "",
                               base::Dpi dpi = base::Dpi{203}) {
    printing::Bitmap image(640, 400);
    if (!number.empty()) {
        const auto bars = printing::draw_code128(number, 2, 100);
        if (!bars) throw std::runtime_error(bars.error().message);
        image.draw(*bars, 40, 30);
    }
    if (!qr.empty()) {
        const auto cells = printing::draw_qr(qr, 4);
        if (!cells) throw std::runtime_error(cells.error().message);
        image.draw(*cells, 40, 200);
    }
    const auto png = printing::encode_png(image, dpi);
    if (!png) throw std::runtime_error(png.error().message);
    return {*png, "", NeedsCode::Yes};
}

inline PreparedSheet prepared(SheetPicture picture) {
    auto sheet = prepare_sheet(std::move(picture));
    if (!sheet) throw std::runtime_error(sheet.error().message);
    return std::move(*sheet);
}

}  // namespace station
