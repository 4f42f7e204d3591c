#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "printing/bitmap.h"
#include "printing/label.h"

namespace printing {

// Proof before paper: a bitmap is read back with a barcode reader and measured before it may be
// sent. It is a pre-print check, never an ISO/IEC 15416 grade: contrast, heat and paper only show
// on paper. Pure; any thread; all reading goes through zxing_adapter.h.

/// A row of the table of failure codes. The codes are stored and shown by other parts: they never
/// change.
struct ProofFailureCode {
    std::string_view code;
    std::string_view meaning;
};

/// Every code that the proof itself gives; codes of the renderer (LabelFailure of a RenderedLabel)
/// are carried over as they are.
inline constexpr ProofFailureCode kProofFailureCodes[] = {
    {"no_barcode", "no readable Code 128 where every label needs one"},
    {"outside_label", "a symbol does not lie wholly on the picture"},
    {"unreadable", "a reader gets nothing out of the symbol"},
    {"wrong_text", "a reader gets another text than the one meant"},
    {"expected_not_found", "no symbol holds the expected number"},
    {"quiet_zone", "ink or the picture's edge within 10 modules of a Code 128, 4 of a QR"},
    {"uneven_bars", "a bar, space or cell is not a whole multiple of the module"},
    {"ink_in_symbol", "something was drawn over the bars or cells"},
    {"too_low", "the bars are lower than a hand scanner needs"},
    {"module_too_small", "a module is narrower than 2 dots"},
    {"too_many_codes", "more symbols than a label has; the rest was not looked at"},
};

/// Limits, in the units of their names. ISO/IEC 15417 (Code 128): quiet zone 10 modules, height
/// the larger of 6.35 mm and 15 % of the length for the code that hand scanners aim at; a
/// secondary code (ladder) is read at a distance of centimetres and may be lower. ISO/IEC 18004
/// (QR): quiet zone 4 modules. At 2 dots a module one printed dot too many still leaves a space.
inline constexpr int kCode128QuietModules = 10;
inline constexpr int kQrQuietModules = 4;
inline constexpr int kMinModuleDots = 2;
inline constexpr base::Millimetres kMinMainHeight{6.35};
inline constexpr double kMinMainHeightOfLength = 0.15;
inline constexpr base::Millimetres kMinSecondaryHeight{4.0};

/// A symbol as it was read and measured.
struct ProvenCode {
    std::string role;  ///< As drawn ("main", "ladder", ...); empty where the layout is unknown.
    SymbolFormat format = SymbolFormat::Code128;
    std::string text;           ///< What the reader got; empty where it got nothing.
    double x_dots = 0;          ///< Module width; not whole where the picture was resampled.
    int quiet_zone_modules = 0; /**< Clear modules at the narrowest side, counted up to
                                   kQuietZoneSeen. */
    double height_mm = 0;       ///< Length of the bars; the side of a QR.
    Rect position;              ///< Bars or cells alone, in dots.
    bool ladder = false;        ///< Code 128 turned by 90 degrees.
};
inline constexpr int kQuietZoneSeen = 20;

struct ProofReport {
    std::vector<ProvenCode> codes;       ///< In reading order: top to bottom, then left to right.
    std::vector<LabelFailure> failures;  ///< `field` is the symbol's role or "Code 128 at x,y".
    bool passed() const { return failures.empty(); }
};

/// Judges a label whose layout is known: every placed symbol read back, its text, quiet zone,
/// bars, height and module; failures found while rendering are carried over. A label without a
/// Code 128 with the role "main" fails.
ProofReport prove(const RenderedLabel& label);

/// Judges a picture of unknown layout (untrusted): finds every Code 128, upright and ladder, and
/// every QR, and measures each. Passes if there is at least one Code 128, all that was found
/// keeps the rules and, where a number is expected, every Code 128 says that number. The Code 128
/// with the largest area (upright before ladder) is held to the height of a main code.
ProofReport prove_image(const Bitmap& image, base::Dpi dpi,
                        const std::optional<std::string>& expect);

}  // namespace printing
