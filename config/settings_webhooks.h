#pragma once
#include "config/settings.h"
#include "config/toml_reader.h"

namespace config {

/// Reads every [[webhook]]. `folder` is the config file's: relative paths start there.
void read_webhooks(TomlTable& root, const std::filesystem::path& folder, Settings& settings);

}  // namespace config
