#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <random>
#include <vector>

#include "base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<base::Bytes> corpus() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(FUZZ_CORPUS))
        paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<base::Bytes> inputs;
    for (const auto& path : paths) inputs.push_back(base::read_file(path, 1 << 20).value());
    return inputs;
}

// The inputs that were kept, as they are.
TEST(FuzzCorpus, IsTakenWithoutHarm) {
    const auto inputs = corpus();
    ASSERT_FALSE(inputs.empty());
    for (const auto& input : inputs) LLVMFuzzerTestOneInput(input.data(), input.size());
}

// And damaged in a few thousand ways, always the same ones: a poor man's fuzzer for every build.
TEST(FuzzCorpus, IsTakenWithoutHarmWhenDamaged) {
    std::mt19937 random(1);
    for (const auto& input : corpus())
        for (int round = 0; round < 500; ++round) {
            base::Bytes damaged = input;
            for (unsigned i = 0, changes = 1 + random() % 4; i < changes && !damaged.empty(); ++i) {
                const auto at = static_cast<std::ptrdiff_t>(random() % damaged.size());
                switch (random() % 3) {
                    case 0:
                        damaged[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random());
                        break;
                    case 1:
                        damaged.erase(damaged.begin() + at);
                        break;
                    default:
                        damaged.insert(damaged.begin() + at,
                                       static_cast<std::uint8_t>(random() % 16));
                        break;
                }
            }
            LLVMFuzzerTestOneInput(damaged.data(), damaged.size());
        }
}

}  // namespace
