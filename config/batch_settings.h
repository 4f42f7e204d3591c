#pragma once
#include <filesystem>
#include <vector>

#include "config/settings.h"
#include "config/toml_reader.h"

namespace config {

/// Reads [batches] with its [[batches.slot]], and the days of [[calendar]] and of the file that
/// batches.holidays names (beside the settings, in `folder`). The mistakes of that file go to
/// `elsewhere`, as they stand in another file.
void read_batches(const std::filesystem::path& folder, TomlTable& root, BatchSettings& batches,
                  std::vector<ConfigMistake>& elsewhere);

}  // namespace config
