#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/carriers.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "config/toml_reader.h"

namespace config {

/// Makes a printer's URI complete (see PrinterSettings); `folder` is the config file's.
/// InvalidInput with what is wrong and what was expected.
base::Result<std::string> complete_printer_uri(std::string_view uri,
                                               const std::filesystem::path& folder);

/// Does the shipped folder (for example "templates") hold `name`.toml? A build without that folder
/// cannot say no. The other names there come back in `known`.
bool ships(const DataFiles& data_files, std::string_view folder, const std::string& name,
           std::vector<std::string>& known);

/// Is `name` fit for URLs, folders and command lines: letters (any script), digits, '-', '_', at
/// most 20 of them?
bool is_plain_name(std::string_view name);

/// The last printable number of a range, or the mistake in it.
std::string number_text(const NumberRangeSettings& range, std::int64_t value);

/// Do the two ranges print a number twice?
bool overlap(const NumberRangeSettings& a, const NumberRangeSettings& b);

}  // namespace config
