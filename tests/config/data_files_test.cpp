#include "config/data_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace config {
namespace {

using ::testing::HasSubstr;

TEST(DataFiles, FindsTheFilesBesideTheBuild) {
    const auto files = DataFiles::locate({});
    ASSERT_TRUE(files.has_value()) << files.error().message;
    const auto carriers = files->find("carriers.toml");
    ASSERT_TRUE(carriers.has_value());
    EXPECT_TRUE(std::filesystem::exists(*carriers));
}

TEST(DataFiles, NamesThePlacesTriedWhenTheFolderIsWrong) {
    const auto files = DataFiles::locate("/nonexistent/data");
    ASSERT_FALSE(files.has_value());
    EXPECT_EQ(files.error().code, base::ErrorCode::NotFound);
    EXPECT_THAT(files.error().message, HasSubstr("/nonexistent/data"));
    EXPECT_THAT(files.error().message, HasSubstr("--data"));
}

TEST(DataFiles, NamesThePlacesTriedForOneFile) {
    const auto files = DataFiles::locate("config");
    ASSERT_TRUE(files.has_value());
    const auto missing = files->find("templates/none.toml");
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, base::ErrorCode::NotFound);
    EXPECT_THAT(missing.error().message, HasSubstr("/etc/packbench"));
}

TEST(DataFiles, StayInsideTheirFolders) {
    const auto files = DataFiles::locate("config");
    ASSERT_TRUE(files.has_value());
    for (const char* bad : {"", "../CMakeLists.txt", "/etc/passwd", "text/../../CMakeLists.txt"}) {
        const auto found = files->find(bad);
        ASSERT_FALSE(found.has_value()) << bad;
        EXPECT_EQ(found.error().code, base::ErrorCode::InvalidInput) << bad;
    }
}

}  // namespace
}  // namespace config
