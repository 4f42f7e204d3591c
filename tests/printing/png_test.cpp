#include "printing/png.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>

#include "base/files.h"

namespace printing {
namespace {

Bitmap noise(int width, int height) {
    std::mt19937 random(7);
    Bitmap image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (random() & 1) image.set(x, y);
    return image;
}

TEST(Png, GivesBackTheSameDotsAtEveryRowPadding) {
    for (int width = 1; width <= 17; ++width) {
        const Bitmap image = noise(width, 5);
        const auto file = encode_png(image, base::Dpi{203});
        ASSERT_TRUE(file.has_value());
        const auto back = decode_png(*file);
        ASSERT_TRUE(back.has_value()) << back.error().message;
        EXPECT_EQ(back->image, image) << width;
    }
}

TEST(Png, StatesItsResolution) {
    for (const int dpi : {203, 300, 600}) {
        const auto file = encode_png(noise(8, 8), base::Dpi{dpi});
        ASSERT_TRUE(file.has_value());
        const auto back = decode_png(*file);
        ASSERT_TRUE(back.has_value());
        ASSERT_TRUE(back->dpi.has_value());
        EXPECT_EQ(back->dpi->value, dpi);
    }
}

TEST(Png, IsOneBitGrey) {
    const auto file = encode_png(noise(16, 2), base::Dpi{203});
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ((*file)[24], 1);  // IHDR: bit depth
    EXPECT_EQ((*file)[25], 0);  // IHDR: colour type grey
}

TEST(Png, RefusesAPictureWithoutDots) {
    EXPECT_FALSE(encode_png(Bitmap(), base::Dpi{203}).has_value());
}

// Files of every kind, written by hand: a 4x2 picture, black white black white over the reverse;
// "half" holds greys 127 and 128, "alpha" transparent black, which is white paper.
struct KindRow {
    const char* file;
    const char* dots;
};
class PngKinds : public testing::TestWithParam<KindRow> {};
TEST_P(PngKinds, BecomeBlackAndWhite) {
    const std::string path = std::string("tests/printing/png_files/") + GetParam().file;
    const auto file = base::read_file(path, 1 << 20);
    ASSERT_TRUE(file.has_value()) << file.error().message;
    const auto back = decode_png(*file);
    ASSERT_TRUE(back.has_value()) << back.error().message;
    std::string dots;
    for (int y = 0; y < back->image.height(); ++y)
        for (int x = 0; x < back->image.width(); ++x) dots += back->image.get(x, y) ? '#' : '.';
    EXPECT_EQ(dots, GetParam().dots);
    EXPECT_FALSE(back->dpi.has_value());
}
INSTANTIATE_TEST_SUITE_P(
    Table, PngKinds,
    testing::Values(KindRow{"grey8.png", "#.#..#.#"}, KindRow{"grey16.png", "#.#..#.#"},
                    KindRow{"rgb.png", "#.#..#.#"}, KindRow{"rgba_alpha.png", "#...#..."},
                    KindRow{"palette.png", "#.#..#.#"}, KindRow{"interlaced.png", "#.#..#.#"},
                    KindRow{"half.png", "#.#..#.#"}));

TEST(Png, CutAtEveryByteIsAnErrorAndNoCrash) {
    const auto file = encode_png(noise(40, 40), base::Dpi{203});
    ASSERT_TRUE(file.has_value());
    for (std::size_t size = 0; size < file->size(); ++size) {
        const auto back = decode_png(base::ByteView(*file).first(size));
        ASSERT_FALSE(back.has_value()) << size;
        EXPECT_EQ(back.error().code, base::ErrorCode::InvalidInput);
    }
}

TEST(Png, AnyDamagedByteIsAnErrorOrAPictureAndNoCrash) {
    const auto file = encode_png(noise(40, 40), base::Dpi{203});
    ASSERT_TRUE(file.has_value());
    for (std::size_t i = 0; i < file->size(); ++i)
        for (const int mask : {0x01, 0x80, 0xff}) {
            base::Bytes damaged = *file;
            damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ mask);
            const auto back = decode_png(damaged);
            if (!back) {
                EXPECT_EQ(back.error().code, base::ErrorCode::InvalidInput);
            }
        }
}

TEST(Png, TooManyDotsAreRefusedBeforeMemoryIsTaken) {
    for (const char* path :
         {"tests/printing/png_files/side_20000.png", "tests/printing/png_files/dots_144m.png"}) {
        const auto file = base::read_file(path, 1 << 20);
        ASSERT_TRUE(file.has_value()) << file.error().message;
        const auto back = decode_png(*file);
        ASSERT_FALSE(back.has_value());
        EXPECT_EQ(back.error().key, "broken_png");
    }
}

TEST(Png, SaysWhatAnotherFileIs) {
    const auto back = decode_png(base::as_bytes("PK\x03\x04 a spreadsheet"));
    ASSERT_FALSE(back.has_value());
    EXPECT_EQ(back.error().key, "not_a_png");
    EXPECT_NE(back.error().message.find("504b0304"), std::string::npos);
}

}  // namespace
}  // namespace printing
