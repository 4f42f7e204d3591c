#include "printing/bitmap.h"

#include <gtest/gtest.h>

#include <random>

namespace printing {
namespace {

Bitmap noise(int width, int height, unsigned seed) {
    std::mt19937 random(seed);
    Bitmap result(width, height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) result.set(x, y, (random() & 1U) != 0);
    }
    return result;
}

TEST(Bitmap, StartsWhiteWithRowsPaddedToBytes) {
    const Bitmap bitmap(13, 3);
    EXPECT_EQ(bitmap.width(), 13);
    EXPECT_EQ(bitmap.height(), 3);
    EXPECT_EQ(bitmap.stride(), 2);
    EXPECT_EQ(bitmap.bytes().size(), 6U);
    EXPECT_FALSE(bitmap.any_black({0, 0, 13, 3}));
}

TEST(Bitmap, KeepsTheLeftmostPixelInTheHighBit) {
    Bitmap bitmap(16, 1);
    bitmap.set(0, 0);
    bitmap.set(9, 0);
    EXPECT_EQ(bitmap.bytes()[0], 0x80);
    EXPECT_EQ(bitmap.bytes()[1], 0x40);
    bitmap.set(0, 0, false);
    EXPECT_EQ(bitmap.bytes()[0], 0x00);
}

TEST(Bitmap, IsWhiteAndUntouchedOutsideThePicture) {
    Bitmap bitmap(8, 8);
    for (const auto& [x, y] : {std::pair{-1, 0}, {0, -1}, {8, 0}, {0, 8}}) {
        bitmap.set(x, y);
        EXPECT_FALSE(bitmap.get(x, y));
    }
    EXPECT_FALSE(bitmap.any_black({0, 0, 8, 8}));
}

TEST(Bitmap, ClampsImpossibleSizesInsteadOfFailing) {
    EXPECT_EQ(Bitmap(-5, 10).bytes().size(), 0U);
    EXPECT_EQ(Bitmap(70000, 1).width(), 65535);
    EXPECT_EQ(Bitmap(3, -1).height(), 0);
}

TEST(Bitmap, FillsExactlyTheAreaAndClipsIt) {
    const Rect areas[] = {{0, 0, 20, 5},  {3, 1, 2, 2},   {7, 0, 1, 5},  {5, 2, 12, 1},
                          {-4, -4, 9, 9}, {15, 3, 99, 9}, {4, 4, 0, 3},  {4, 4, 3, -1},
                          {30, 0, 5, 5},  {8, 0, 8, 5},   {-9, 0, 5, 5}, {0, 0, 65535, 65535}};
    for (const Rect& area : areas) {
        Bitmap bitmap(20, 5);
        bitmap.fill(area);
        for (int y = 0; y < 5; ++y) {
            for (int x = 0; x < 20; ++x) {
                const bool inside =
                    x >= area.x && x < area.right() && y >= area.y && y < area.bottom();
                EXPECT_EQ(bitmap.get(x, y), inside)
                    << x << "," << y << " of " << area.x << "," << area.y;
            }
        }
        bitmap.fill(area, false);
        EXPECT_EQ(bitmap, Bitmap(20, 5));
    }
}

TEST(Bitmap, FindsASingleBlackDotInAnAreaAndNotBesideIt) {
    Bitmap bitmap(40, 10);
    bitmap.set(17, 4);
    EXPECT_TRUE(bitmap.any_black({17, 4, 1, 1}));
    EXPECT_TRUE(bitmap.any_black({0, 0, 40, 10}));
    EXPECT_FALSE(bitmap.any_black({0, 0, 17, 10}));
    EXPECT_FALSE(bitmap.any_black({18, 0, 22, 10}));
    EXPECT_FALSE(bitmap.any_black({0, 0, 40, 4}));
    EXPECT_FALSE(bitmap.any_black({0, 5, 40, 5}));
    EXPECT_FALSE(bitmap.any_black({17, 4, 0, 1}));
}

TEST(Bitmap, DrawsAtEveryBitOffsetLikeADotByDotCopy) {
    const Bitmap source = noise(21, 6, 7);
    for (int x = -25; x <= 45; ++x) {
        for (const int y : {-3, 0, 2, 9}) {
            Bitmap fast = noise(40, 9, 8);
            Bitmap slow = fast;
            fast.draw(source, x, y);
            for (int source_y = 0; source_y < source.height(); ++source_y) {
                for (int source_x = 0; source_x < source.width(); ++source_x) {
                    if (source.get(source_x, source_y)) slow.set(x + source_x, y + source_y);
                }
            }
            EXPECT_EQ(fast, slow) << "at " << x << "," << y;
        }
    }
}

TEST(Bitmap, KeepsThePaddingWhiteWhenDrawnUpon) {
    Bitmap bitmap(13, 2);
    Bitmap black(40, 2);
    black.fill({0, 0, 40, 2});
    bitmap.draw(black, -3, 0);
    EXPECT_EQ(bitmap.row(0)[1], 0xf8);
    EXPECT_EQ(bitmap.row(1)[1], 0xf8);
}

TEST(Bitmap, CropsWithWhiteBeyondTheEdges) {
    const Bitmap source = noise(30, 12, 3);
    const Rect area{-5, 4, 25, 20};
    const Bitmap part = source.crop(area);
    EXPECT_EQ(part.width(), 25);
    EXPECT_EQ(part.height(), 20);
    for (int y = 0; y < 20; ++y) {
        for (int x = 0; x < 25; ++x) EXPECT_EQ(part.get(x, y), source.get(x - 5, y + 4));
    }
}

TEST(Bitmap, TurnsClockwiseAndFourTurnsAreNone) {
    Bitmap bitmap(3, 2);
    bitmap.set(0, 0);
    const Bitmap once = bitmap.turned();
    EXPECT_EQ(once.width(), 2);
    EXPECT_EQ(once.height(), 3);
    EXPECT_TRUE(once.get(1, 0));
    const Bitmap source = noise(19, 7, 5);
    EXPECT_EQ(source.turned().turned().turned().turned(), source);
}

}  // namespace
}  // namespace printing
