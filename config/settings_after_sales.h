#pragma once
#include "config/settings.h"
#include "config/toml_reader.h"

namespace config {

/// Reads [after_sales].
void read_after_sales(TomlTable& root, AfterSalesSettings& after_sales);

}  // namespace config
