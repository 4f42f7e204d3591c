#include "server/commands/test_sheet.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace server::commands {
namespace {

using printing::Rect;

constexpr int kDot = 4;  // One cell of a letter, in dots: letters of 28 dots, 3.5 mm at 203 dpi.
constexpr int kMargin = 8;
constexpr int kCells = 23;  // Four letters of five cells and the gaps between them.
constexpr std::array<std::string_view, 7> kTest = {
    "##### ##### ##### #####", "  #   #     #       #  ", "  #   #     #       #  ",
    "  #   ####  #####   #  ", "  #   #         #   #  ", "  #   #         #   #  ",
    "  #   ##### #####   #  "};

bool overlap(const Rect& a, const Rect& b) {
    return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

Rect with_quiet_zone(const printing::ProvenCode& code) {
    const int modules = code.format == printing::SymbolFormat::Code128
                            ? printing::kCode128QuietModules
                            : printing::kQrQuietModules;
    const int quiet = static_cast<int>(code.x_dots * modules) + 1;
    return {code.position.x - quiet, code.position.y - quiet, code.position.width + 2 * quiet,
            code.position.height + 2 * quiet};
}

}  // namespace

base::Status stamp_test(printing::Bitmap& image, const printing::ProofReport& report) {
    const int width = kCells * kDot + 2 * kDot;
    const int height = static_cast<int>(kTest.size()) * kDot + 2 * kDot;
    const int right = image.width() - kMargin - width;
    const int bottom = image.height() - kMargin - height;
    for (const Rect& place :
         {Rect{kMargin, kMargin, width, height}, Rect{right, kMargin, width, height},
          Rect{kMargin, bottom, width, height}, Rect{right, bottom, width, height}}) {
        if (place.x < 0 || place.y < 0 || place.right() > image.width() ||
            place.bottom() > image.height())
            continue;
        if (std::any_of(report.codes.begin(), report.codes.end(),
                        [&](const auto& code) { return overlap(place, with_quiet_zone(code)); }))
            continue;
        image.fill(place, false);
        for (std::size_t y = 0; y < kTest.size(); ++y)
            for (std::size_t x = 0; x < kTest[y].size(); ++x)
                if (kTest[y][x] == '#')
                    image.fill({place.x + kDot * (static_cast<int>(x) + 1),
                                place.y + kDot * (static_cast<int>(y) + 1), kDot, kDot});
        return {};
    }
    return base::fail(base::ErrorCode::InvalidInput,
                      "no corner of the label is free for the word TEST, which a sheet outside the "
                      "daemon's journal must carry");
}

}  // namespace server::commands
