#include "drivers/file_channel.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <set>

#include "base/files.h"
#include "tests/drivers/temporary_folder.h"

namespace drivers {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kNoWait{0};

std::set<std::string> files_in(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.insert(entry.path().filename().string());
    return names;
}

TEST(FileChannel, AJobIsVisibleOnlyWhenItIsWhole) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    (void)channel.write(base::as_bytes("half"), kNoWait);
    for (const auto& name : files_in(folder.path)) EXPECT_TRUE(name.starts_with(".")) << name;
    (void)channel.write(base::as_bytes(" whole"), kNoWait);
    const auto end = channel.finish_job("label-1");
    ASSERT_TRUE(end.has_value()) << end.error().message;
    EXPECT_EQ(*end, JobEnd::Durable);
    EXPECT_EQ(files_in(folder.path), std::set<std::string>{"label-1.bin"});
    EXPECT_EQ(base::as_text(*base::read_file(folder.path / "label-1.bin", 100)), "half whole");
}

TEST(FileChannel, EachJobIsAFileOfItsOwn) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    for (const std::string name : {"a", "b"}) {
        (void)channel.write(base::as_bytes(name), kNoWait);
        ASSERT_TRUE(channel.finish_job(name).has_value());
    }
    EXPECT_EQ(files_in(folder.path), (std::set<std::string>{"a.bin", "b.bin"}));
}

TEST(FileChannel, NeverOverwritesALabel) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    (void)channel.write(base::as_bytes("one"), kNoWait);
    ASSERT_TRUE(channel.finish_job("same").has_value());
    (void)channel.write(base::as_bytes("two"), kNoWait);
    const auto second = channel.finish_job("same");
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, base::ErrorCode::Conflict);
    EXPECT_EQ(base::as_text(*base::read_file(folder.path / "same.bin", 100)), "one");
    EXPECT_EQ(files_in(folder.path).size(), 1U);
}

TEST(FileChannel, CloseThrowsAnUnfinishedJobAway) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    (void)channel.write(base::as_bytes("half"), kNoWait);
    channel.close(kNoWait);
    EXPECT_TRUE(files_in(folder.path).empty());
}

TEST(FileChannel, AFullDiskLeavesNothingAndSaysSo) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    ASSERT_FALSE(channel.write(base::Bytes(4000), kNoWait).error.has_value());
    // A limit on the size of files stands for the full disk: EFBIG instead of ENOSPC.
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 5000;
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto written = channel.write(base::Bytes(4000), kNoWait);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    ASSERT_TRUE(written.error.has_value());
    EXPECT_EQ(written.error->code, base::ErrorCode::Unavailable);
    EXPECT_EQ(written.error->key, "disk_full");
    EXPECT_TRUE(written.job_discarded);
    EXPECT_TRUE(files_in(folder.path).empty());
    EXPECT_EQ(channel.finish_job("gone").error().code, base::ErrorCode::Conflict);
}

TEST(FileChannel, CreatesItsFolderButNotTheParents) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path / "labels");
    EXPECT_TRUE(channel.open(kNoWait).has_value());
    EXPECT_TRUE(std::filesystem::is_directory(folder.path / "labels"));
    FileChannel deep(folder.path / "a" / "b");
    const auto opened = deep.open(kNoWait);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, base::ErrorCode::NotFound);
    EXPECT_NE(opened.error().message.find("/a/b"), std::string::npos);
}

TEST(FileChannel, AFileInPlaceOfTheFolderIsRefused) {
    const TemporaryFolder folder;
    std::ofstream(folder.path / "file") << "x";
    EXPECT_FALSE(FileChannel(folder.path / "file").open(kNoWait).has_value());
}

TEST(FileChannel, RemovesPartsOfProcessesThatAreGoneAndNoOthers) {
    const TemporaryFolder folder;
    // Process ids end at 2^22 on Linux: this one never runs.
    std::ofstream(folder.path / ".packbench-99999999-1.part") << "orphan";
    std::ofstream(folder.path / (".packbench-" + std::to_string(::getpid()) + "-7777.part")) << "x";
    std::ofstream(folder.path / ".other.part") << "somebody else's";
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    EXPECT_EQ(files_in(folder.path).size(), 2U);
    EXPECT_FALSE(std::filesystem::exists(folder.path / ".packbench-99999999-1.part"));
}

class BadJobNames : public testing::TestWithParam<std::string> {};
TEST_P(BadJobNames, AreRefusedAndTheJobIsGone) {
    const TemporaryFolder folder;
    FileChannel channel(folder.path);
    ASSERT_TRUE(channel.open(kNoWait).has_value());
    (void)channel.write(base::as_bytes("x"), kNoWait);
    const auto end = channel.finish_job(GetParam());
    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().code, base::ErrorCode::InvalidInput);
    EXPECT_TRUE(files_in(folder.path).empty());
}
INSTANTIATE_TEST_SUITE_P(Table, BadJobNames,
                         testing::Values("", ".", "..", ".hidden", "a/b", "../up",
                                         std::string("nul\0byte", 8), std::string(201, 'a')));

}  // namespace
}  // namespace drivers
