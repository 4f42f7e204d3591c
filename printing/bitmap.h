#pragma once
#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace printing {

/// A rectangle in dots; right and bottom are exclusive.
struct Rect {
    int x = 0, y = 0, width = 0, height = 0;
    int right() const { return x + width; }
    int bottom() const { return y + height; }
    bool empty() const { return width <= 0 || height <= 0; }
    bool operator==(const Rect&) const = default;
};

/// A 1-bit picture. 1 is black, the leftmost pixel is the high bit, rows are padded to bytes with
/// white: said once, here. Value type; const access from any thread.
class Bitmap {
public:
    Bitmap() = default;
    /// All white. Width and height in dots, 0..65535.
    Bitmap(int width, int height);

    int width() const { return width_; }
    int height() const { return height_; }
    int stride() const { return stride_; }  ///< Bytes a row.
    std::span<std::uint8_t> row(int y);
    std::span<const std::uint8_t> row(int y) const;
    const base::Bytes& bytes() const { return bytes_; }

    /// Outside the picture get() is white and set() does nothing.
    bool get(int x, int y) const;
    void set(int x, int y, bool black = true);
    /// Clipped to the picture.
    void fill(const Rect& area, bool black = true);
    /// Is there any black dot in the area (clipped)?
    bool any_black(const Rect& area) const;
    /// A copy of the area; what lies outside the picture is white.
    Bitmap crop(const Rect& area) const;
    /// Draws `source` with its left upper corner at x, y: black dots only (OR), clipped.
    void draw(const Bitmap& source, int x, int y);
    /// Turned by 90 degrees clockwise.
    Bitmap turned() const;

    bool operator==(const Bitmap&) const = default;

private:
    int width_ = 0;
    int height_ = 0;
    int stride_ = 0;
    base::Bytes bytes_;
};

}  // namespace printing
