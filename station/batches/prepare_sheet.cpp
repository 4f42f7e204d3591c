#include <algorithm>

#include "station/sheets.h"
#include "station/waybills/identify.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

std::string_view name(printing::SymbolFormat format) {
    return format == printing::SymbolFormat::Code128 ? "Code128" : "QRCode";
}

long long area_of(const printing::ProvenCode& code) {
    return static_cast<long long>(code.position.width) * code.position.height;
}

/// The Code 128 that a packer aims at: the largest that stands upright, else the largest ladder.
const printing::ProvenCode* main_code(const std::vector<printing::ProvenCode>& codes) {
    const printing::ProvenCode* main = nullptr;
    for (const printing::ProvenCode& code : codes) {
        if (code.format != printing::SymbolFormat::Code128) continue;
        if (main == nullptr ||
            std::pair(!code.ladder, area_of(code)) > std::pair(!main->ladder, area_of(*main)))
            main = &code;
    }
    return main;
}

}  // namespace

base::Result<PreparedSheet> prepare_sheet(SheetPicture picture) {
    if (picture.png.size() > kSheetLimitBytes)
        return fail(ErrorCode::InvalidInput,
                    "the picture has " + std::to_string(picture.png.size()) + " bytes; at most " +
                        std::to_string(kSheetLimitBytes) + " are taken",
                    "error.body_too_large");
    auto png = printing::decode_png(picture.png);
    if (!png) return fail(png.error().code, png.error().message, "error.broken_png");
    PreparedSheet sheet;
    sheet.dpi = png->dpi.value_or(base::Dpi{203});
    auto proven = prove_picture(picture, sheet.dpi);
    if (!proven) return base::pass(proven);
    if (!proven->proof.passed()) {
        std::string why;
        for (const printing::LabelFailure& failure : proven->proof.failures)
            why += (why.empty() ? "" : "; ") + failure.code + ": " + failure.message;
        return fail(ErrorCode::InvalidInput, "the picture failed its proof: " + why,
                    "error.sheet_not_proven");
    }
    sheet.picture = std::move(picture);
    sheet.width_dots = proven->png.image.width();
    for (const printing::ProvenCode& code : proven->proof.codes) {
        sheet.texts.push_back(normalize_scan(code.text));
        const bool bars = code.format == printing::SymbolFormat::Code128;
        sheet.codes.push_back({std::string(name(code.format)), bars ? code.text : ""});
    }
    if (const auto* main = main_code(proven->proof.codes))
        sheet.number = normalize_scan(main->text);
    return sheet;
}

}  // namespace station
