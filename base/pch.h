#pragma once
// What almost every file of ours includes; precompiled once (CMakeLists.txt, packbench_library).
// Each file still includes what it uses: the build without precompiled headers works too.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
