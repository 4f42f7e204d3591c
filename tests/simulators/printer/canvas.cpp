#include "tests/simulators/printer/canvas.h"

#include <algorithm>

namespace simulators {
namespace {

std::uint8_t mask(int x) {
    return static_cast<std::uint8_t>(0x80 >> (x % 8));
}

}  // namespace

Canvas::Canvas(int width, int height)
    : width_(std::max(0, width)),
      height_(std::max(0, height)),
      stride_((static_cast<std::size_t>(width_) + 7) / 8),
      bits_(stride_ * static_cast<std::size_t>(height_)) {}

bool Canvas::black(int x, int y) const {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return false;
    return (bits_[index(x, y)] & mask(x)) != 0;
}

void Canvas::set(int x, int y, bool black) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    std::uint8_t& byte = bits_[index(x, y)];
    byte = static_cast<std::uint8_t>(black ? byte | mask(x) : byte & ~mask(x));
}

std::span<const std::uint8_t> Canvas::row(int y) const {
    return std::span(bits_).subspan(static_cast<std::size_t>(y) * stride_, stride_);
}

bool Canvas::row_has_ink(int y) const {
    return std::ranges::any_of(row(y), [](std::uint8_t byte) { return byte != 0; });
}

void Canvas::clear() {
    std::ranges::fill(bits_, std::uint8_t{0});
}

void Canvas::put_byte(int x, int y, std::uint8_t dots, Mode mode) {
    if (x >= 0 && x % 8 == 0 && x <= width_ - 8 && y >= 0 && y < height_) {
        std::uint8_t& byte = bits_[index(x, y)];
        if (mode == Mode::Overwrite) byte = dots;
        if (mode == Mode::Or) byte |= dots;
        if (mode == Mode::Xor) byte ^= dots;
        return;
    }
    for (int bit = 0; bit < 8; ++bit) {
        const bool ink = (dots & (0x80 >> bit)) != 0;
        if (mode == Mode::Overwrite) set(x + bit, y, ink);
        if (mode == Mode::Or && ink) set(x + bit, y, true);
        if (mode == Mode::Xor && ink) set(x + bit, y, !black(x + bit, y));
    }
}

void Canvas::fill(int x, int y, int width, int height, bool black) {
    const auto right = static_cast<int>(std::min<long>(width_, static_cast<long>(x) + width));
    const auto bottom = static_cast<int>(std::min<long>(height_, static_cast<long>(y) + height));
    for (int row = std::max(0, y); row < bottom; ++row)
        for (int column = std::max(0, x); column < right; ++column) set(column, row, black);
}

void Canvas::rotate_180() {
    Canvas turned(width_, height_);
    for (int y = 0; y < height_; ++y) {
        if (!row_has_ink(y)) continue;
        for (int x = 0; x < width_; ++x)
            if (black(x, y)) turned.set(width_ - 1 - x, height_ - 1 - y, true);
    }
    *this = std::move(turned);
}

void Canvas::mirror() {
    Canvas mirrored(width_, height_);
    for (int y = 0; y < height_; ++y)
        for (int x = 0; x < width_; ++x)
            if (black(x, y)) mirrored.set(width_ - 1 - x, y, true);
    *this = std::move(mirrored);
}

void Canvas::resize(int width, int height) {
    if (width == width_ && height == height_) return;
    Canvas other(width, height);
    for (int y = 0; y < std::min(height_, other.height_); ++y) {
        if (!row_has_ink(y)) continue;
        for (int x = 0; x < std::min(width_, other.width_); ++x)
            if (black(x, y)) other.set(x, y, true);
    }
    *this = std::move(other);
}

}  // namespace simulators
