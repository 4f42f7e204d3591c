#pragma once
#include <string_view>

namespace server {

/// The program's version, from the project's CMake file.
inline constexpr std::string_view kVersion = PACKBENCH_VERSION;

}  // namespace server
