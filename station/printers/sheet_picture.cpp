#include "station/printers/sheet_picture.h"

#include <algorithm>

namespace station {

base::Result<ProvenPicture> prove_picture(const SheetPicture& picture, base::Dpi dpi) {
    auto png = printing::decode_png(picture.png);
    if (!png) return base::fail(png.error().code, png.error().message, "error.broken_png");
    ProvenPicture proven{std::move(*png), {}};
    const printing::Bitmap& image = proven.png.image;
    const std::optional<std::string> expected =
        picture.expected.empty() ? std::nullopt : std::optional(picture.expected);
    proven.proof = printing::prove_image(image, dpi, expected);
    auto& failures = proven.proof.failures;
    if (picture.needs_code == NeedsCode::No && !expected)
        std::erase_if(failures, [](const auto& failure) { return failure.code == "no_barcode"; });
    if (!image.any_black({0, 0, image.width(), image.height()}))
        failures.push_back({"blank", "sheet", "the picture holds no ink"});
    if (proven.png.dpi && proven.png.dpi->value != dpi.value)
        failures.push_back({"wrong_dpi", "sheet",
                            "the picture was drawn for " + std::to_string(proven.png.dpi->value) +
                                " dpi, the printer has " + std::to_string(dpi.value) +
                                ": draw it for this printer (render --dpi)"});
    return proven;
}

}  // namespace station
