#include "config/settings_printers.h"

namespace config {

void read_print_head(TomlTable& table, std::string& language, base::Dpi& dpi, int& head_width_dots,
                     Need need) {
    std::vector<std::string> languages;
    for (const LanguageRules& rules : language_rules()) languages.emplace_back(rules.name);
    table.word("language", language, languages, need);
    table.integer("dpi", dpi.value, 203, 600, need);
    if (dpi.value != 203 && dpi.value != 300 && dpi.value != 600)
        table.mistake("dpi", "is " + std::to_string(dpi.value) + "; expected 203, 300 or 600");
    table.integer("head_width_dots", head_width_dots, 64, 4096, need);
}

void read_print_settings(TomlTable& table, std::string_view language, base::Dpi dpi,
                         PrintSettings& print, Dialect& dialect) {
    // The language's ranges are narrower: check_print_settings() names them.
    constexpr double kMost = 1000;
    table.choice("media", print.media,
                 {{"gap", Media::Gap}, {"mark", Media::Mark}, {"continuous", Media::Continuous}});
    table.number("gap_mm", print.gap_mm, -kMost, kMost);
    table.number("mark_mm", print.mark_mm, -kMost, kMost);
    double number = 0;
    if (table.number("offset_mm", number, -kMost, kMost)) print.offset_mm = number;
    int whole = 0;
    if (table.integer("darkness", whole, -1000, 1000)) print.darkness = whole;
    if (table.number("speed", number, -kMost, kMost)) print.speed = number;
    table.integer("direction", print.direction, 0, 1);
    table.number("shift_x_mm", print.shift_x_mm, -kMost, kMost);
    table.number("shift_y_mm", print.shift_y_mm, -kMost, kMost);
    table.choice("graphics", dialect.graphics,
                 {{"gs_v_0", Graphics::RasterBytes},
                  {"gs_paren_l", Graphics::StoredBytes},
                  {"bitmap", Graphics::BitmapBytes},
                  {"ascii", Graphics::HexRuns},
                  {"z64", Graphics::Z64},
                  {"cg", Graphics::Binary},
                  {"eg", Graphics::Hex}});
    table.choice("polarity", dialect.polarity,
                 {{"usual", Polarity::Usual}, {"inverted", Polarity::Inverted}});
    table.choice("too_wide", dialect.too_wide,
                 {{"refuse", TooWide::Refuse}, {"clip", TooWide::Clip}});
    table.integer("strip_rows", dialect.strip_rows, 1, 240);
    table.choice("status", dialect.status,
                 {{"none", StatusQueries::None},
                  {"basic", StatusQueries::Basic},
                  {"extended", StatusQueries::Extended}});
    table.choice("when_unknown", dialect.when_unknown,
                 {{"print", WhenUnknown::Print}, {"wait", WhenUnknown::Wait}});
    const LanguageRules* rules = find_language(language);
    if (rules == nullptr) return;
    for (SettingMistake& mistake : check_print_settings(*rules, dpi, print, dialect))
        table.mistake(mistake.key, std::move(mistake.message));
}

}  // namespace config
