#include "station/products/product_picture.h"

#include <gtest/gtest.h>

#include "printing/png.h"

namespace station {
namespace {

base::Bytes bytes_of(std::initializer_list<int> numbers) {
    base::Bytes bytes;
    for (const int number : numbers) bytes.push_back(static_cast<std::uint8_t>(number));
    return bytes;
}

base::Bytes png(int width, int height) {
    auto file = printing::encode_png(printing::Bitmap(width, height), base::Dpi{203});
    if (!file) throw std::runtime_error(file.error().message);
    return std::move(*file);
}

/// SOI, an APP0, a frame header, a scan of two bytes, EOI: what a reader of the size looks at.
base::Bytes jpeg(int width, int height, int frame = 0xc0) {
    return bytes_of({0xff,       0xd8,        0xff, 0xe0,        0,
                     4,          1,           1,    0xff,        frame,
                     0,          11,          8,    height >> 8, height & 255,
                     width >> 8, width & 255, 1,    1,           0x11,
                     0,          0xff,        0xda, 0,           8,
                     1,          1,           0,    0,           63,
                     0,          0x12,        0x34, 0xff,        0xd9});
}

base::Bytes webp(const char* kind, std::initializer_list<int> head) {
    base::Bytes file;
    base::append(file, std::string_view("RIFF"));
    base::append(file, bytes_of({0, 0, 0, 0}));
    base::append(file, std::string_view("WEBP"));
    base::append(file, std::string_view(kind));
    base::append(file, bytes_of({20, 0, 0, 0}));
    base::append(file, bytes_of(head));
    file.resize(40);
    file[4] = 32;
    return file;
}

base::Bytes webp_lossy(int width, int height) {
    return webp("VP8 ",
                {0, 0, 0, 0x9d, 0x01, 0x2a, width & 255, width >> 8, height & 255, height >> 8});
}

TEST(ProductPicture, IsToldByItsContent) {
    const struct {
        const char* what;
        base::Bytes file;
        const char* kind;
        int width, height;
    } rows[] = {
        {"png", png(40, 30), "png", 40, 30},
        {"jpeg", jpeg(640, 480), "jpg", 640, 480},
        {"progressive jpeg", jpeg(1200, 16, 0xc2), "jpg", 1200, 16},
        {"lossy webp", webp_lossy(300, 200), "webp", 300, 200},
        {"lossless webp", webp("VP8L", {0x2f, 0x2b, 0xc1, 0x31, 0}), "webp", 300, 200},
        {"extended webp", webp("VP8X", {0, 0, 0, 0, 0x2b, 1, 0, 0xc7, 0, 0}), "webp", 300, 200},
        {"the smallest", png(16, 16), "png", 16, 16},
        {"the largest", png(4096, 16), "png", 4096, 16},
    };
    for (const auto& row : rows) {
        const auto info = inspect_picture(row.file);
        ASSERT_TRUE(info) << row.what << ": " << info.error().message;
        EXPECT_EQ(info->kind, row.kind) << row.what;
        EXPECT_EQ(info->width, row.width) << row.what;
        EXPECT_EQ(info->height, row.height) << row.what;
    }
}

TEST(ProductPicture, IsRefusedWhereItIsNone) {
    base::Bytes tail = png(20, 20);
    base::append(tail, std::string_view("<script>"));
    base::Bytes large(kPictureBytes + 1, 0);
    const struct {
        const char* what;
        base::Bytes file;
        const char* key;
    } rows[] = {
        {"empty", {}, "error.picture_kind"},
        {"svg", bytes_of({'<', 's', 'v', 'g', '>'}), "error.picture_kind"},
        {"gif", bytes_of({'G', 'I', 'F', '8', '9', 'a'}), "error.picture_kind"},
        {"png with something behind", tail, "error.picture_damaged"},
        {"too small", png(15, 20), "error.picture_size"},
        {"too wide", png(4097, 16), "error.picture_size"},
        {"jpeg without frame", bytes_of({0xff, 0xd8, 0xff, 0xda, 0, 2, 0xff, 0xd9}),
         "error.picture_damaged"},
        {"too many bytes", large, "error.picture_size"},
    };
    for (const auto& row : rows) {
        const auto info = inspect_picture(row.file);
        ASSERT_FALSE(info) << row.what;
        EXPECT_EQ(info.error().key, row.key) << row.what;
    }
}

TEST(ProductPicture, IsRefusedWhenCutAnywhere) {
    for (const base::Bytes& whole : {png(20, 20), jpeg(20, 20), webp_lossy(20, 20)}) {
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const auto info = inspect_picture(base::ByteView(whole).first(length));
            EXPECT_FALSE(info) << "cut at " << length << " of " << whole.size();
        }
    }
}

}  // namespace
}  // namespace station
