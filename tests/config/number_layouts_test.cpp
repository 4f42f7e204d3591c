#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "config/number_request_layout.h"
#include "config/number_sheet_layout.h"

namespace config {
namespace {

std::filesystem::path layout_file(const std::string& text) {
    const auto file =
        std::filesystem::path(::testing::TempDir()) /
        (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) + ".toml");
    std::ofstream(file) << text;
    return file;
}

TEST(NumberLayouts, EveryShippedOneLoads) {
    for (const char* folder : {"config/number-sheets", "config/number-requests"}) {
        int files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            ++files;
            const bool sheet = std::string(folder).ends_with("sheets");
            EXPECT_TRUE(sheet ? load_number_sheet_layout(entry.path()).has_value()
                              : load_number_request_layout(entry.path()).has_value())
                << entry.path();
        }
        EXPECT_GT(files, 0) << folder;
    }
}

TEST(NumberLayouts, ASheetNeedsTitlesOfOrderAndNumber) {
    const auto layout =
        load_number_sheet_layout(layout_file("title = \"x\"\n[columns]\nnumber = [\"a\"]\n"));
    ASSERT_FALSE(layout);
    EXPECT_NE(layout.error().message.find("order_no"), std::string::npos);
}

TEST(NumberLayouts, ARequestNeedsTheOrderNumber) {
    const auto layout = load_number_request_layout(
        layout_file("title = \"x\"\n[[column]]\ntitle = \"a\"\nvalue = \"receiver_name\"\n"));
    ASSERT_FALSE(layout);
    EXPECT_NE(layout.error().message.find("order_no"), std::string::npos);
}

}  // namespace
}  // namespace config
