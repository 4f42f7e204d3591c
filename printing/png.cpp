#include "printing/png.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace printing {
namespace {

// libpng reports errors by longjmp, which must not cross an object with a destructor. So each
// direction has one function that calls libpng, holds no such object, and works on a state that
// its caller owns.

void keep_error(png_structp png, png_const_charp message) {
    auto* error = static_cast<std::string*>(png_get_error_ptr(png));
    error->assign(message);
    png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

struct Writing {
    const Bitmap* image = nullptr;
    png_uint_32 dots_per_metre = 0;
    png_structp png = nullptr;
    png_infop info = nullptr;
    base::Bytes file;
    std::string error;
    ~Writing() { png_destroy_write_struct(&png, &info); }
};

void append_bytes(png_structp png, png_bytep data, png_size_t size) {
    auto* writing = static_cast<Writing*>(png_get_io_ptr(png));
    writing->file.insert(writing->file.end(), data, data + size);
}

bool write_all(Writing& writing) {
    if (setjmp(png_jmpbuf(writing.png))) return false;
    png_set_write_fn(writing.png, &writing, append_bytes, nullptr);
    png_set_compression_level(writing.png, 1);
    png_set_filter(writing.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_IHDR(writing.png, writing.info, static_cast<png_uint_32>(writing.image->width()),
                 static_cast<png_uint_32>(writing.image->height()), 1, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_pHYs(writing.png, writing.info, writing.dots_per_metre, writing.dots_per_metre,
                 PNG_RESOLUTION_METER);
    png_write_info(writing.png, writing.info);
    png_set_invert_mono(writing.png);  // In PNG 0 is black, in Bitmap 1.
    for (int y = 0; y < writing.image->height(); ++y)
        png_write_row(writing.png, writing.image->row(y).data());
    png_write_end(writing.png, nullptr);
    return true;
}

struct Reading {
    base::ByteView file;
    std::size_t offset = 0;
    png_structp png = nullptr;
    png_infop info = nullptr;
    png_uint_32 width = 0, height = 0;
    int channels = 0;
    std::vector<std::uint8_t> rows;  // One row, or all of them where the file is interlaced.
    PngImage result;
    std::string error;
    ~Reading() { png_destroy_read_struct(&png, &info, nullptr); }
};

void take_bytes(png_structp png, png_bytep data, png_size_t size) {
    auto* reading = static_cast<Reading*>(png_get_io_ptr(png));
    if (size > reading->file.size() - reading->offset) png_error(png, "the file is cut short");
    std::memcpy(data, reading->file.data() + reading->offset, size);
    reading->offset += size;
}

bool read_header(Reading& reading) {
    if (setjmp(png_jmpbuf(reading.png))) return false;
    png_set_read_fn(reading.png, &reading, take_bytes);
    png_set_user_limits(reading.png, kMaxPngSide, kMaxPngSide);
    png_set_chunk_malloc_max(reading.png, 1 << 20);
    png_set_chunk_cache_max(reading.png, 64);
    png_read_info(reading.png, reading.info);
    reading.width = png_get_image_width(reading.png, reading.info);
    reading.height = png_get_image_height(reading.png, reading.info);
    if (static_cast<long long>(reading.width) * reading.height > kMaxPngDots)
        png_error(reading.png, "the picture has more than 20 million dots");
    return true;
}

void read_resolution(Reading& reading) {
    png_uint_32 x = 0, y = 0;
    int unit = PNG_RESOLUTION_UNKNOWN;
    if (png_get_pHYs(reading.png, reading.info, &x, &y, &unit) == 0) return;
    if (unit != PNG_RESOLUTION_METER || x == 0 || x != y || x > 100'000) return;
    const int dpi = static_cast<int>(std::lround(x * 0.0254));
    if (dpi > 0) reading.result.dpi = base::Dpi{dpi};
}

void threshold_row(Reading& reading, const std::uint8_t* pixels, int y) {
    const auto out = reading.result.image.row(y);
    const auto channels = static_cast<std::size_t>(reading.channels);
    for (std::size_t x = 0; x < reading.width; ++x) {
        const int grey = pixels[x * channels];
        const int alpha = channels == 2 ? pixels[x * channels + 1] : 255;
        if (grey * alpha + 255 * (255 - alpha) < 128 * 255)
            out[x / 8] = static_cast<std::uint8_t>(out[x / 8] | (0x80 >> (x % 8)));
    }
}

bool read_rows(Reading& reading) {
    if (setjmp(png_jmpbuf(reading.png))) return false;
    png_set_expand(reading.png);
    png_set_scale_16(reading.png);
    if ((png_get_color_type(reading.png, reading.info) & PNG_COLOR_MASK_COLOR) != 0)
        png_set_rgb_to_gray(reading.png, PNG_ERROR_ACTION_NONE, -1, -1);
    const int passes = png_set_interlace_handling(reading.png);
    png_read_update_info(reading.png, reading.info);
    reading.channels = png_get_channels(reading.png, reading.info);
    const std::size_t row_bytes = png_get_rowbytes(reading.png, reading.info);
    if (reading.channels > 2 ||
        row_bytes != reading.width * static_cast<std::size_t>(reading.channels))
        png_error(reading.png, "an unexpected pixel layout");
    reading.rows.resize(passes > 1 ? row_bytes * reading.height : row_bytes);
    for (int pass = 0; pass < passes; ++pass)
        for (png_uint_32 y = 0; y < reading.height; ++y) {
            std::uint8_t* row = reading.rows.data() + (passes > 1 ? row_bytes * y : 0);
            png_read_row(reading.png, row, nullptr);
            if (pass == passes - 1) threshold_row(reading, row, static_cast<int>(y));
        }
    png_read_end(reading.png, nullptr);
    return true;
}

}  // namespace

base::Result<base::Bytes> encode_png(const Bitmap& image, base::Dpi dpi) {
    if (image.width() == 0 || image.height() == 0)
        return base::fail(base::ErrorCode::InvalidInput, "PNG: the picture has no dots");
    Writing writing;
    writing.image = &image;
    writing.dots_per_metre = static_cast<png_uint_32>(std::lround(dpi.dots_per_mm() * 1000));
    writing.png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, &writing.error, keep_error, ignore_warning);
    if (writing.png != nullptr) writing.info = png_create_info_struct(writing.png);
    if (writing.info == nullptr)
        return base::fail(base::ErrorCode::Unavailable, "PNG: no memory for the encoder");
    if (!write_all(writing))
        return base::fail(base::ErrorCode::InvalidInput, "PNG: " + writing.error);
    return std::move(writing.file);
}

base::Result<PngImage> decode_png(base::ByteView file) {
    if (file.size() < 8 || png_sig_cmp(file.data(), 0, 8) != 0)
        return base::fail(base::ErrorCode::InvalidInput,
                          "not a PNG file (its first bytes are " +
                              base::to_hex(file.first(std::min<std::size_t>(file.size(), 8))) +
                              "); expected a label written as PNG",
                          "not_a_png");
    Reading reading;
    reading.file = file;
    reading.png =
        png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading.error, keep_error, ignore_warning);
    if (reading.png != nullptr) reading.info = png_create_info_struct(reading.png);
    if (reading.info == nullptr)
        return base::fail(base::ErrorCode::Unavailable, "PNG: no memory for the decoder");
    bool ok = read_header(reading);
    if (ok) {
        read_resolution(reading);
        reading.result.image =
            Bitmap(static_cast<int>(reading.width), static_cast<int>(reading.height));
        ok = read_rows(reading);
    }
    if (!ok)
        return base::fail(base::ErrorCode::InvalidInput,
                          "the PNG file cannot be read: " + reading.error, "broken_png");
    return std::move(reading.result);
}

}  // namespace printing
