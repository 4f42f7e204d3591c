#pragma once
#include <cmath>
#include <compare>

namespace base {

/// Dots per inch of a print head. 203 dpi heads have exactly 8 dots/mm (TSC and Zebra manuals);
/// other resolutions are taken as dpi / 25.4.
struct Dpi {
    int value = 203;
    constexpr double dots_per_mm() const { return value == 203 ? 8.0 : value / 25.4; }
    constexpr auto operator<=>(const Dpi&) const = default;
};

/// A whole number of printer dots.
struct Dots {
    int value = 0;
    constexpr auto operator<=>(const Dots&) const = default;
    constexpr Dots operator+(Dots other) const { return {value + other.value}; }
    constexpr Dots operator-(Dots other) const { return {value - other.value}; }
};

/// A length on paper.
struct Millimetres {
    double value = 0;
    constexpr auto operator<=>(const Millimetres&) const = default;
    constexpr Millimetres operator+(Millimetres other) const { return {value + other.value}; }
    constexpr Millimetres operator-(Millimetres other) const { return {value - other.value}; }
};

/// Nearest dot, halves away from zero: positions and box sizes.
inline Dots to_dots(Millimetres length, Dpi dpi) {
    return {static_cast<int>(std::lround(length.value * dpi.dots_per_mm()))};
}

/// Whole dots that fit into the length, never fewer than 1: bar widths, which must not grow.
inline Dots to_dots_floor(Millimetres length, Dpi dpi) {
    const int dots = static_cast<int>(std::floor(length.value * dpi.dots_per_mm() + 1e-9));
    return {dots < 1 ? 1 : dots};
}

inline Millimetres to_millimetres(Dots dots, Dpi dpi) {
    return {dots.value / dpi.dots_per_mm()};
}

}  // namespace base
