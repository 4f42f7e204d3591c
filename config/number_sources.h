#pragma once
#include <filesystem>

#include "config/carriers.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "config/toml_reader.h"

namespace config {

/// Reads what stands in [numbers] beside the carrier and the ranges: [[numbers.source]], layouts,
/// ages. Without a source the sheets come first, then the ranges. `folder` is the config file's:
/// relative paths start there. Mistakes go to the table's document.
void read_number_sources(TomlTable& numbers, const CarrierTable& carriers,
                         const DataFiles& data_files, const std::filesystem::path& folder,
                         Settings& settings);

/// An endpoint as the settings take it: https://…, or http:// to this machine; to any other only
/// where `allow_plain_http` is set. Empty when it is good, else what is wrong with it.
std::string endpoint_fault(std::string_view endpoint, bool allow_plain_http);

}  // namespace config
