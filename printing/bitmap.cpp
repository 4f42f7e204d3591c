#include "printing/bitmap.h"

#include <algorithm>
#include <cstddef>

namespace printing {
namespace {

/// The bits of a byte from `from` (0 is the leftmost) up to and without `to`.
std::uint8_t bits_between(int from, int to) {
    const int left = 0xff >> from;
    const int right = 0xff << (8 - to);
    return static_cast<std::uint8_t>(left & right);
}

struct Span {
    int first = 0;
    int last = 0;  ///< Exclusive.
};

Span clip(int start, int length, int limit) {
    const long long first = std::clamp<long long>(start, 0, limit);
    const long long last =
        std::clamp<long long>(static_cast<long long>(start) + std::max(length, 0), first, limit);
    return {static_cast<int>(first), static_cast<int>(last)};
}

/// Calls visit(byte index, mask) for each byte of a row that the columns touch.
template <typename Visit>
void each_byte(const Span& columns, Visit visit) {
    if (columns.first >= columns.last) return;
    const int first_byte = columns.first / 8;
    const int last_byte = (columns.last - 1) / 8;
    for (int index = first_byte; index <= last_byte; ++index) {
        const int from = index == first_byte ? columns.first % 8 : 0;
        const int to = index == last_byte ? (columns.last - 1) % 8 + 1 : 8;
        visit(static_cast<std::size_t>(index), bits_between(from, to));
    }
}

}  // namespace

Bitmap::Bitmap(int width, int height)
    : width_(std::clamp(width, 0, 65535)),
      height_(std::clamp(height, 0, 65535)),
      stride_((width_ + 7) / 8),
      bytes_(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height_), 0) {}

std::span<std::uint8_t> Bitmap::row(int y) {
    return std::span<std::uint8_t>(bytes_).subspan(
        static_cast<std::size_t>(y) * static_cast<std::size_t>(stride_),
        static_cast<std::size_t>(stride_));
}

std::span<const std::uint8_t> Bitmap::row(int y) const {
    return std::span<const std::uint8_t>(bytes_).subspan(
        static_cast<std::size_t>(y) * static_cast<std::size_t>(stride_),
        static_cast<std::size_t>(stride_));
}

bool Bitmap::get(int x, int y) const {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return false;
    return (row(y)[static_cast<std::size_t>(x / 8)] & (0x80 >> (x % 8))) != 0;
}

void Bitmap::set(int x, int y, bool black) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    const auto mask = static_cast<std::uint8_t>(0x80 >> (x % 8));
    std::uint8_t& byte = row(y)[static_cast<std::size_t>(x / 8)];
    byte = static_cast<std::uint8_t>(black ? byte | mask : byte & ~mask);
}

void Bitmap::fill(const Rect& area, bool black) {
    const Span columns = clip(area.x, area.width, width_);
    const Span rows = clip(area.y, area.height, height_);
    for (int y = rows.first; y < rows.last; ++y) {
        const auto line = row(y);
        each_byte(columns, [&](std::size_t index, std::uint8_t mask) {
            line[index] =
                static_cast<std::uint8_t>(black ? line[index] | mask : line[index] & ~mask);
        });
    }
}

bool Bitmap::any_black(const Rect& area) const {
    const Span columns = clip(area.x, area.width, width_);
    const Span rows = clip(area.y, area.height, height_);
    for (int y = rows.first; y < rows.last; ++y) {
        const auto line = row(y);
        bool found = false;
        each_byte(columns, [&](std::size_t index, std::uint8_t mask) {
            found = found || (line[index] & mask) != 0;
        });
        if (found) return true;
    }
    return false;
}

Bitmap Bitmap::crop(const Rect& area) const {
    Bitmap result(area.width, area.height);
    result.draw(*this, -area.x, -area.y);
    return result;
}

void Bitmap::draw(const Bitmap& source, int x, int y) {
    const Span columns = clip(x, source.width_, width_);
    const Span rows = clip(y, source.height_, height_);
    if (columns.first >= columns.last) return;
    for (int target_y = rows.first; target_y < rows.last; ++target_y) {
        const auto from = source.row(target_y - y);
        const auto to = row(target_y);
        // Eight source bits that end up in one byte of ours may straddle two bytes of the source.
        each_byte(columns, [&](std::size_t index, std::uint8_t mask) {
            const int bit = static_cast<int>(index) * 8 - x;  // Source column of our high bit.
            const int byte = bit >= 0 ? bit / 8 : -((7 - bit) / 8);
            const int shift = bit - byte * 8;
            unsigned pair = 0;
            if (byte >= 0 && byte < source.stride_) {
                pair |= static_cast<unsigned>(from[static_cast<std::size_t>(byte)]) << 8;
            }
            if (byte + 1 >= 0 && byte + 1 < source.stride_) {
                pair |= from[static_cast<std::size_t>(byte + 1)];
            }
            const unsigned bits = (pair >> (8 - shift)) & 0xffU;
            to[index] = static_cast<std::uint8_t>(to[index] | (bits & mask));
        });
    }
}

Bitmap Bitmap::turned() const {
    Bitmap result(height_, width_);
    for (int y = 0; y < height_; ++y) {
        const auto line = row(y);
        for (int x = 0; x < width_; ++x) {
            if ((line[static_cast<std::size_t>(x / 8)] & (0x80 >> (x % 8))) != 0) {
                result.set(height_ - 1 - y, x);
            }
        }
    }
    return result;
}

}  // namespace printing
