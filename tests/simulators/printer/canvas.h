#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "tests/simulators/printer/options.h"

namespace simulators {

/// Dots in memory: 1 is black, the leftmost dot is the high bit. Drawing outside is clipped.
class Canvas {
public:
    enum class Mode { Overwrite, Or, Xor };

    Canvas() = default;
    Canvas(int width, int height);

    int width() const { return width_; }
    int height() const { return height_; }
    bool black(int x, int y) const;
    void set(int x, int y, bool black);
    std::span<const std::uint8_t> row(int y) const;
    bool row_has_ink(int y) const;
    void clear();
    /// Eight dots from (x, y) to the right.
    void put_byte(int x, int y, std::uint8_t dots, Mode mode);
    void fill(int x, int y, int width, int height, bool black);
    void rotate_180();
    void mirror();
    /// The same dots in another size; what is new is white.
    void resize(int width, int height);

private:
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * stride_ + static_cast<std::size_t>(x) / 8;
    }
    int width_ = 0;
    int height_ = 0;
    std::size_t stride_ = 0;
    Bytes bits_;
};

}  // namespace simulators
