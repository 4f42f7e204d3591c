#include "tests/simulators/printer/png_file.h"

#include <png.h>

#include <cstdio>
#include <vector>

namespace simulators {
namespace {

// The C library's way back from an error; no object with a destructor is made below it.
bool write_rows(std::FILE* file, const Page& page, int dpi, std::vector<png_bytep>& rows) {
    png_structp png = ::png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    if (png == nullptr) return false;
    png_infop info = ::png_create_info_struct(png);
    if (info == nullptr || setjmp(png_jmpbuf(png)) != 0) {
        ::png_destroy_write_struct(&png, &info);
        return false;
    }
    ::png_init_io(png, file);
    ::png_set_compression_level(png, 3);
    ::png_set_IHDR(png, info, static_cast<png_uint_32>(page.width),
                   static_cast<png_uint_32>(page.height), 1, PNG_COLOR_TYPE_GRAY,
                   PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    const auto per_metre = static_cast<png_uint_32>(dots_per_mm(dpi) * 1000 + 0.5);
    ::png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
    ::png_write_info(png, info);
    ::png_set_invert_mono(png);  // In a grey picture 0 is black.
    ::png_write_image(png, rows.data());
    ::png_write_end(png, nullptr);
    ::png_destroy_write_struct(&png, &info);
    return true;
}

}  // namespace

bool write_png(const Page& page, int dpi, const std::string& path) {
    const std::string hidden = path + ".part";
    std::FILE* file = std::fopen(hidden.c_str(), "wbe");
    if (file == nullptr) return false;
    Bytes bits = page.bits;
    const std::size_t stride = (static_cast<std::size_t>(page.width) + 7) / 8;
    std::vector<png_bytep> rows;
    for (int y = 0; y < page.height; ++y)
        rows.push_back(bits.data() + static_cast<std::size_t>(y) * stride);
    const bool written = write_rows(file, page, dpi, rows);
    const bool closed = std::fclose(file) == 0;
    if (written && closed && std::rename(hidden.c_str(), path.c_str()) == 0) return true;
    std::remove(hidden.c_str());
    return false;
}

}  // namespace simulators
