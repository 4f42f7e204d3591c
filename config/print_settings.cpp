#include "config/print_settings.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace config {
namespace {

constexpr std::array kEscposGraphics = {Graphics::RasterBytes, Graphics::StoredBytes};
constexpr std::array kTsplGraphics = {Graphics::BitmapBytes};
constexpr std::array kZplGraphics = {Graphics::HexRuns, Graphics::Z64};
constexpr std::array kCpclGraphics = {Graphics::Binary, Graphics::Hex};

constexpr LanguageRules kLanguages[] = {
    {.name = "escpos", .title = "ESC/POS", .knows_media = false, .graphics = kEscposGraphics},
    {.name = "tspl",
     .title = "TSPL",
     .darkness = Range{0, 15},
     .speed = Range{1, 18},
     .speed_step = 0.5,
     .speed_unit = "inches a second",
     .offset_mm = Range{0, 25.4},
     .graphics = kTsplGraphics},
    {.name = "zpl",
     .title = "ZPL",
     .darkness = Range{0, 30},
     .speed = Range{1, 14},
     .speed_unit = "inches a second",
     .offset_dots = Range{-120, 120},
     .graphics = kZplGraphics},
    {.name = "cpcl",
     .title = "CPCL",
     .darkness = Range{-99, 200},
     .speed = Range{0, 5},
     .speed_unit = "steps",
     .graphics = kCpclGraphics},
};

struct GraphicsName {
    Graphics graphics;
    std::string_view name;
};
constexpr GraphicsName kGraphicsNames[] = {
    {Graphics::Usual, "usual"},
    {Graphics::RasterBytes, "gs_v_0"},
    {Graphics::StoredBytes, "gs_paren_l"},
    {Graphics::BitmapBytes, "bitmap"},
    {Graphics::HexRuns, "ascii"},
    {Graphics::Z64, "z64"},
    {Graphics::Binary, "cg"},
    {Graphics::Hex, "eg"},
};

constexpr Range kGap{0, 25.4};
constexpr Range kMark{1, 25.4};
constexpr Range kShift{-20, 20};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    std::string result = text;
    if (result.ends_with(".0")) result.resize(result.size() - 2);
    return result;
}

class Check {
public:
    explicit Check(const LanguageRules& language) : language_(language) {}

    void range(std::string_view key, double value, const Range& allowed, std::string_view unit) {
        if (std::isfinite(value) && value >= allowed.least && value <= allowed.most) return;
        add(key, "is " + number(value) + "; expected " + number(allowed.least) + " to " +
                     number(allowed.most) + (unit.empty() ? "" : " ") + std::string(unit) + " (" +
                     std::string(language_.title) + ")");
    }
    void add(std::string_view key, std::string message) {
        mistakes.push_back({std::string(key), std::move(message)});
    }
    void absent(std::string_view key) {
        add(key, "cannot be set in " + std::string(language_.title) +
                     "; leave it out and set it on the printer itself");
    }

    std::vector<SettingMistake> mistakes;

private:
    const LanguageRules& language_;
};

void check_speed(Check& check, const LanguageRules& language, double speed) {
    if (!language.speed) return check.absent("speed");
    check.range("speed", speed, *language.speed, language.speed_unit);
    const double steps = speed / language.speed_step;
    if (check.mistakes.empty() && steps != std::floor(steps))
        check.add("speed", "is " + std::to_string(speed) + "; expected a multiple of " +
                               number(language.speed_step) + " (" + std::string(language.title) +
                               ")");
}

void check_offset(Check& check, const LanguageRules& language, base::Dpi dpi, double offset) {
    if (language.offset_mm) return check.range("offset_mm", offset, *language.offset_mm, "mm");
    if (!language.offset_dots) return check.absent("offset_mm");
    // Rounded to tenths towards zero, so that both ends can be written and hold.
    const auto tenths = [&](double dots) { return std::trunc(dots / dpi.dots_per_mm() * 10) / 10; };
    check.range("offset_mm", offset,
                {tenths(language.offset_dots->least), tenths(language.offset_dots->most)}, "mm");
}

}  // namespace

std::span<const LanguageRules> language_rules() {
    return kLanguages;
}

const LanguageRules* find_language(std::string_view name) {
    for (const LanguageRules& language : kLanguages)
        if (language.name == name) return &language;
    return nullptr;
}

std::string language_list() {
    std::string list;
    for (const LanguageRules& language : kLanguages)
        list += (list.empty() ? "" : ", ") + std::string(language.name);
    return list;
}

std::string_view name(Graphics graphics) {
    for (const GraphicsName& row : kGraphicsNames)
        if (row.graphics == graphics) return row.name;
    return "usual";
}

std::vector<SettingMistake> check_print_settings(const LanguageRules& language, base::Dpi dpi,
                                                 const PrintSettings& print,
                                                 const Dialect& dialect) {
    Check check(language);
    if (print.speed) check_speed(check, language, *print.speed);
    if (print.darkness) {
        if (language.darkness) {
            check.range("darkness", *print.darkness, *language.darkness, "");
        } else {
            check.absent("darkness");
        }
    }
    if (print.offset_mm) check_offset(check, language, dpi, *print.offset_mm);
    if (print.media != Media::Gap && !language.knows_media) check.absent("media");
    check.range("gap_mm", print.gap_mm, kGap, "mm");
    check.range("mark_mm", print.mark_mm, kMark, "mm");
    if (print.direction != 0 && print.direction != 1)
        check.add("direction", "is " + std::to_string(print.direction) + "; expected 0 or 1");
    check.range("shift_x_mm", print.shift_x_mm, kShift, "mm");
    check.range("shift_y_mm", print.shift_y_mm, kShift, "mm");
    bool known = dialect.graphics == Graphics::Usual;
    std::string list;
    for (const Graphics graphics : language.graphics) {
        known = known || graphics == dialect.graphics;
        list += (list.empty() ? "" : ", ") + std::string(name(graphics));
    }
    if (!known)
        check.add("graphics", "is '" + std::string(name(dialect.graphics)) + "'; expected " + list +
                                  " (" + std::string(language.title) + ")");
    if (dialect.polarity == Polarity::Inverted && language.name != "tspl")
        check.add("polarity", "is 'inverted', which only TSPL firmwares are known to be");
    if (dialect.strip_rows < 1 || dialect.strip_rows > 240)
        check.add("strip_rows", "is " + std::to_string(dialect.strip_rows) + "; expected 1 to 240");
    return std::move(check.mistakes);
}

}  // namespace config
