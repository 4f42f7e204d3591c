#include "printing/placing.h"

#include <algorithm>
#include <cmath>

namespace printing {
namespace {

constexpr int kWidestHead = 8192;

base::Result<Bitmap> shifted(const Bitmap& image, int right, int down, std::string_view title) {
    const Rect lost_beside = right > 0 ? Rect{image.width() - right, 0, right, image.height()}
                                       : Rect{0, 0, -right, image.height()};
    const Rect lost_above = down > 0 ? Rect{0, image.height() - down, image.width(), down}
                                     : Rect{0, 0, image.width(), -down};
    for (const auto& [lost, key] :
         {std::pair{lost_beside, "shift_x_mm"}, std::pair{lost_above, "shift_y_mm"}})
        if (!lost.empty() && image.any_black(lost))
            return base::fail(base::ErrorCode::InvalidInput,
                              std::string(title) + ": " + key +
                                  " moves ink off the label; choose less of it, or a template "
                                  "with a wider margin there",
                              "shift_cuts_ink");
    return image.crop({-right, -down, image.width(), image.height()});
}

}  // namespace

base::Result<Bitmap> place(const Bitmap& image, int copies, const PrinterProfile& profile,
                           Turning turning) {
    const config::LanguageRules* rules = config::find_language(profile.language);
    const std::string title(rules != nullptr ? rules->title : profile.language);
    if (image.width() == 0 || image.height() == 0)
        return base::fail(base::ErrorCode::InvalidInput, title + ": the picture has no dots");
    if (copies < 1 || copies > kMaxCopies)
        return base::fail(base::ErrorCode::InvalidInput, title + ": " + std::to_string(copies) +
                                                             " copies; expected 1 to " +
                                                             std::to_string(kMaxCopies));
    const int limit = profile.head_width_dots > 0 ? profile.head_width_dots : kWidestHead;
    const bool too_wide = image.width() > limit;
    if (too_wide && profile.dialect.too_wide == config::TooWide::Refuse)
        return base::fail(base::ErrorCode::InvalidInput,
                          title + ": the label is " + std::to_string(image.width()) +
                              " dots wide, the print head " + std::to_string(limit) +
                              "; choose a narrower template or another printer",
                          "label_too_wide");
    Bitmap placed = too_wide ? image.crop({0, 0, limit, image.height()}) : image;
    const int right = to_dots(base::Millimetres{profile.print.shift_x_mm}, profile.dpi).value;
    const int down = to_dots(base::Millimetres{profile.print.shift_y_mm}, profile.dpi).value;
    if (right != 0 || down != 0) {
        auto moved = shifted(placed, right, down, title);
        if (!moved) return base::pass(moved);
        placed = *std::move(moved);
    }
    if (profile.print.direction == 1 && turning == Turning::Here) placed = placed.turned().turned();
    return placed;
}

int strip_rows(const Bitmap& image, const PrinterProfile& profile) {
    const int by_size = static_cast<int>(kMaxStripBytes / static_cast<std::size_t>(image.stride()));
    return std::clamp(std::min(profile.dialect.strip_rows, by_size), 1, 240);
}

std::string size_text(base::Millimetres length) {
    const auto hundredths = static_cast<long long>(std::ceil(length.value * 100 - 1e-6));
    std::string text = std::to_string(hundredths / 100);
    const long long rest = hundredths % 100;
    if (rest == 0) return text;
    text += rest < 10 ? ".0" : ".";
    text += std::to_string(rest % 10 == 0 && rest >= 10 ? rest / 10 : rest);
    return text;
}

}  // namespace printing
