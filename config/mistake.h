#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace config {

/// One mistake in a config file, with its place.
struct ConfigMistake {
    std::filesystem::path file;
    int line = 0;  ///< 1..; 0 where the file as a whole is meant.
    int column = 0;
    std::string message;  ///< What was found and what was expected.
};

/// "FILE:LINE:COLUMN: MESSAGE", or "FILE: MESSAGE" where the file as a whole is meant.
std::string to_string(const ConfigMistake& mistake);

/// All mistakes as one InvalidInput, a line each: for files that ship with the program.
[[nodiscard]] base::Error to_error(const std::vector<ConfigMistake>& mistakes);

}  // namespace config
