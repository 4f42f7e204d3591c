// Replays the seed corpus of one fuzz entry (CORPUS, set by the build) through it, so that every
// build with any compiler runs what the fuzzer starts from and what it once found.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

TEST(FuzzCorpus, EndsInAResult) {
    std::vector<std::filesystem::path> seeds;
    for (const auto& entry : std::filesystem::directory_iterator(CORPUS)) seeds.push_back(entry);
    std::ranges::sort(seeds);
    ASSERT_FALSE(seeds.empty());
    for (const auto& seed : seeds) {
        const auto bytes = base::read_file(seed, 4u << 20);
        ASSERT_TRUE(bytes) << bytes.error().message;
        EXPECT_EQ(LLVMFuzzerTestOneInput(bytes->data(), bytes->size()), 0) << seed;
        // And cut at some places, as a seed of its own.
        for (std::size_t eighth = 0; eighth < 8; ++eighth)
            EXPECT_EQ(LLVMFuzzerTestOneInput(bytes->data(), bytes->size() * eighth / 8), 0) << seed;
    }
}

}  // namespace
