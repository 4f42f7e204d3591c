#include "server/commands/test_sheet.h"

#include <gtest/gtest.h>

#include "printing/symbols.h"

namespace server::commands {
namespace {

using printing::Bitmap;
using printing::Rect;

printing::ProofReport report_of(std::vector<Rect> symbols) {
    printing::ProofReport report;
    for (const Rect& area : symbols) {
        printing::ProvenCode code;
        code.x_dots = 2;
        code.position = area;
        report.codes.push_back(code);
    }
    return report;
}

TEST(TestSheet, TakesTheFirstCornerThatNoSymbolTouches) {
    Bitmap image(400, 400);
    ASSERT_TRUE(stamp_test(image, report_of({})));
    EXPECT_TRUE(image.any_black({0, 0, 200, 100}));
    Bitmap other(400, 400);
    // The symbol ends left of the corner's box, but its quiet zone reaches into it.
    ASSERT_TRUE(stamp_test(other, report_of({{0, 60, 120, 40}})));
    EXPECT_FALSE(other.any_black({0, 0, 200, 100}));
    EXPECT_TRUE(other.any_black({200, 0, 200, 100}));
}

TEST(TestSheet, NeverDrawsOverASymbol) {
    Bitmap image(400, 400);
    const Bitmap before = image;
    const auto refused = stamp_test(image, report_of({{0, 0, 400, 400}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(image, before);
    Bitmap tiny(40, 40);
    EXPECT_FALSE(stamp_test(tiny, report_of({})));
}

}  // namespace
}  // namespace server::commands
