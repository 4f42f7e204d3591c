#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"

namespace config {

/// How a printer knows where one label ends and the next begins.
enum class Media {
    Gap,         ///< Die-cut labels with a gap between them.
    Mark,        ///< A black mark on the back.
    Continuous,  ///< Neither: the length of the picture is the length of the paper.
};

/// In what form a picture is sent. Each language has its own; the first of language_rules() is the
/// one that every printer of the language knows.
enum class Graphics {
    Usual,        ///< The language's first.
    RasterBytes,  ///< "gs_v_0": ESC/POS GS v 0.
    StoredBytes,  ///< "gs_paren_l": ESC/POS GS ( L, stored and printed.
    BitmapBytes,  ///< "bitmap": TSPL BITMAP.
    HexRuns,      ///< "ascii": ZPL ^GFA with runs of digits counted.
    Z64,          ///< "z64": ZPL ^GFA, zlib in base64 with its check sum.
    Binary,       ///< "cg": CPCL CG.
    Hex,          ///< "eg": CPCL EG, twice as long.
};

/// Which bit is black where the language leaves no choice but some firmwares turned it round.
enum class Polarity { Usual, Inverted };

/// What becomes of a picture wider than the print head.
enum class TooWide {
    Refuse,
    Clip,  ///< The right side is left out.
};

/// Which status requests a printer is asked and believed.
enum class StatusQueries {
    None,      ///< Never asked: it does not answer, or lies.
    Basic,     ///< What every printer of the language knows (docs/protocols).
    Extended,  ///< Also what only newer ones know.
};

/// May a label be sent to a printer whose state is not known?
enum class WhenUnknown { Print, Wait };

/// How one printer prints: millimetres, and darkness and speed in the language's own numbers.
/// What is left out is not sent, so that the printer's own setting holds.
struct PrintSettings {
    Media media = Media::Gap;
    double gap_mm = 2.0;              ///< Between two labels.
    double mark_mm = 3.0;             ///< Height of the black mark.
    std::optional<double> offset_mm;  ///< Feed further behind a label, to tear it off.
    std::optional<int> darkness;
    std::optional<double> speed;
    int direction = 0;      ///< 1: the other end of the label first (turned by 180 degrees).
    double shift_x_mm = 0;  ///< To the right; negative to the left.
    double shift_y_mm = 0;  ///< Down; negative up.
    bool operator==(const PrintSettings&) const = default;
};

/// What a model's firmware makes of its language.
struct Dialect {
    Graphics graphics = Graphics::Usual;
    Polarity polarity = Polarity::Usual;
    TooWide too_wide = TooWide::Refuse;
    int strip_rows = 240;  ///< Rows of one picture command, 1..240.
    StatusQueries status = StatusQueries::Basic;
    WhenUnknown when_unknown = WhenUnknown::Print;
    bool operator==(const Dialect&) const = default;
};

/// Least and most of a setting, both allowed.
struct Range {
    double least = 0, most = 0;
};

/// What a printer language lets one set. Immutable; any thread.
struct LanguageRules {
    std::string_view name;              ///< As settings write it: "tspl".
    std::string_view title;             ///< As people write it: "TSPL".
    std::optional<Range> darkness{};    ///< None: the language has no such setting.
    std::optional<Range> speed{};       ///< As above, in `speed_unit`.
    double speed_step = 1;              ///< 1: whole numbers.
    std::string_view speed_unit{};      ///< "inches a second", "steps".
    std::optional<Range> offset_dots{}; /**< ZPL counts it in dots: in millimetres the range depends
                                         on the resolution. */
    std::optional<Range> offset_mm{};
    bool knows_media = true;  ///< ESC/POS: gap and mark are set in the printer itself.
    std::span<const Graphics> graphics;
};

/// Every language: escpos, tspl, zpl, cpcl.
std::span<const LanguageRules> language_rules();
/// Null where there is none of that name.
const LanguageRules* find_language(std::string_view name);
/// "escpos, tspl, zpl, cpcl"
std::string language_list();

/// The word in settings and model files: "z64"; "usual" for Graphics::Usual.
std::string_view name(Graphics graphics);

/// A setting that is out of its range: which key, and "is 16; expected 0 to 15 (TSPL)".
struct SettingMistake {
    std::string key;
    std::string message;
};
/// Everything in the settings that the language or the common limits (gap 0 to 25.4 mm, mark 1 to
/// 25.4 mm, shift -20 to 20 mm) do not allow. Pure; any thread.
/// Sources: TSC TSPL/TSPL2 manual, "GAP", "OFFSET", "DENSITY", "SPEED"; Zebra ZPL II manual, "~SD",
/// "^PR", "~TA"; Zebra CPCL manual, "TONE", "SPEED".
std::vector<SettingMistake> check_print_settings(const LanguageRules& language, base::Dpi dpi,
                                                 const PrintSettings& print,
                                                 const Dialect& dialect);

}  // namespace config
