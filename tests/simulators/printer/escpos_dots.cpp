#include <algorithm>
#include <utility>

#include "tests/simulators/printer/escpos.h"

// From what the stream holds to rows of dots.
namespace simulators {
namespace {

constexpr int kCharacterWidth = 12;
constexpr int kCharacterHeight = 24;

}  // namespace

void EscposInterpreter::put(std::span<const std::uint8_t> dots, int width, int times_wide,
                            int times_high) {
    const int head = machine_.options.head_width_dots;
    const int area = area_ > 0 ? std::min(area_, head - margin_) : head - margin_;
    int x = margin_;
    if (justify_ == 1) x += std::max(0, (area - width * times_wide) / 2);
    if (justify_ == 2) x += std::max(0, area - width * times_wide);
    const auto is_black = [&](int column) {
        return (dots[static_cast<std::size_t>(column / 8)] & (0x80 >> (column % 8))) != 0;
    };
    Bytes row;
    if (x == 0 && times_wide == 1 && area_ == 0) {
        row.assign(dots.begin(), dots.end());
    } else {
        row.assign(static_cast<std::size_t>(head + 7) / 8, 0);
        const int right = std::min(head, margin_ + std::max(0, area));
        for (int column = 0; column < width * times_wide && x + column < right; ++column)
            if (is_black(column / times_wide))
                row[static_cast<std::size_t>(x + column) / 8] |=
                    static_cast<std::uint8_t>(0x80 >> ((x + column) % 8));
    }
    for (int i = 0; i < times_high; ++i) machine_.mechanism.print_row(row);
}

// GS ( L function 112: m fn a bx by c xL xH yL yH d...; x counts dots.
void EscposInterpreter::store_graphic() {
    graphic_.clear();
    if (block_.size() < 10) {
        ++machine_.counters.graphics_refused;
        return;
    }
    const int width = low_high(block_, 6);
    const int height = low_high(block_, 8);
    const int wide = block_[3];
    const int high = block_[4];
    const std::size_t size =
        (static_cast<std::size_t>(width) + 7) / 8 * static_cast<std::size_t>(height);
    const bool known =
        block_[2] == 48 && block_[5] == 49 && (wide == 1 || wide == 2) && (high == 1 || high == 2);
    if (!known || width < 1 || width > 2047 || height < 1 || height > (high == 1 ? 1662 : 831) ||
        block_.size() - 10 < size) {
        ++machine_.counters.graphics_refused;
        return;
    }
    graphic_width_ = width;
    graphic_wide_ = wide;
    graphic_high_ = high;
    graphic_.assign(block_.begin() + 10, block_.begin() + 10 + static_cast<std::ptrdiff_t>(size));
}

void EscposInterpreter::print_graphic() {
    if (graphic_.empty()) return;
    if (!line_.empty()) print_line();
    const std::size_t stride = (static_cast<std::size_t>(graphic_width_) + 7) / 8;
    if (graphic_width_ % 8 != 0)  // Dots behind the width are none of the picture.
        for (std::size_t end = stride - 1; end < graphic_.size(); end += stride)
            graphic_[end] &= static_cast<std::uint8_t>(0xff << (8 - graphic_width_ % 8));
    for (std::size_t at = 0; at < graphic_.size(); at += stride)
        put(std::span(graphic_).subspan(at, stride), graphic_width_, graphic_wide_, graphic_high_);
    ++machine_.counters.graphics;
    graphic_.clear();
}

// No font: each character is a block with its code in it, so that a stream in the wrong language
// is seen on paper as the rubbish that it is.
void EscposInterpreter::print_character(std::uint8_t code) {
    ++machine_.counters.characters;
    line_.push_back(static_cast<char>(code));
    const auto most = static_cast<std::size_t>(machine_.options.head_width_dots / kCharacterWidth);
    if (line_.size() >= std::max<std::size_t>(1, most)) print_line();
}

void EscposInterpreter::print_line() {
    const std::string line = std::exchange(line_, {});
    if (line.empty()) {
        machine_.mechanism.feed(line_pitch_);
        return;
    }
    Canvas text(static_cast<int>(line.size()) * kCharacterWidth, kCharacterHeight);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int x = static_cast<int>(i) * kCharacterWidth + 2;
        const auto code = static_cast<std::uint8_t>(line[i]);
        if (code == ' ') continue;
        text.fill(x, 2, 8, 4, true);
        for (int y = 6; y < 20; ++y) text.put_byte(x, y, code, Canvas::Mode::Overwrite);
    }
    for (int y = 0; y < kCharacterHeight; ++y) put(text.row(y), text.width(), 1, 1);
    machine_.mechanism.feed(std::max(0, line_pitch_ - kCharacterHeight));
}

}  // namespace simulators
