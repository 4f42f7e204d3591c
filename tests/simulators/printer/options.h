#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace simulators {

using Bytes = std::vector<std::uint8_t>;

/// No label of any language is longer.
inline constexpr int kMaxLengthDots = 32000;

enum class Language { Escpos, Tspl, Zpl, Cpcl };

/// The printer on the table: what it is and what lies in it. Lengths are dots of its head.
struct PrinterOptions {
    Language language = Language::Escpos;
    int dpi = 203;
    int head_width_dots = 832;
    int label_dots = 1200;     ///< Length of a label in the roll; 0 is paper without labels.
    int gap_dots = 24;         ///< Between two labels.
    int speed_mm_per_s = 150;  ///< Until the stream says otherwise; 0 takes no time at all.
    std::size_t receive_buffer_bytes = 64 * 1024;
    /// ESC/POS: how far the interpreter may be ahead of the paper. An engine that buffers answers
    /// GS r a few centimetres too early.
    int lookahead_dots = 0;
    bool process_id = true;            ///< ESC/POS: knows GS ( H; almost no clone does.
    bool reprint = true;               ///< Prints the spoilt label again once paper is back.
    bool mute_in_error = false;        ///< ZPL: ~HS stays unanswered while an error stands.
    bool black_is_one = false;         ///< TSPL: BITMAP inverted, as some firmwares have it.
    bool opaque_data = false;          ///< TSPL: ESC ! ? inside BITMAP data is data alone.
    bool status_ends_in_crlf = false;  ///< TSPL: clones that add CR LF to the status byte.
};

/// 203 dpi is 8 dots to the millimetre in the manuals of TSC and Zebra.
inline double dots_per_mm(int dpi) {
    return dpi == 203 ? 8.0 : dpi / 25.4;
}
inline int to_dots(double mm, int dpi) {
    return static_cast<int>(mm * dots_per_mm(dpi) + 0.5);
}

}  // namespace simulators
