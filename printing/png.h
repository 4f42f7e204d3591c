#pragma once
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "base/units.h"
#include "printing/bitmap.h"

namespace printing {

/// A picture that came out of a PNG file.
struct PngImage {
    Bitmap image;
    std::optional<base::Dpi> dpi;  ///< From pHYs, where the file states a resolution in metres.
};

/// Largest side and largest number of dots that decode_png() takes: A4 at 300 dpi fits twice.
inline constexpr int kMaxPngSide = 16384;
inline constexpr long long kMaxPngDots = 20'000'000;

/// A 1-bit greyscale PNG, one pixel a dot, with its resolution in pHYs. Fast rather than small: no
/// filter, lowest compression. InvalidInput for a picture without dots. Pure; any thread.
base::Result<base::Bytes> encode_png(const Bitmap& image, base::Dpi dpi);

/// Any PNG (grey, colour, palette, 1 to 16 bits, alpha over white, interlaced) as black and white:
/// darker than half is black. Made for untrusted files: InvalidInput for what is no PNG, is cut
/// short, damaged or larger than the limits above, with what libpng found; memory is bounded by
/// the limits. Pure; any thread.
base::Result<PngImage> decode_png(base::ByteView file);

}  // namespace printing
