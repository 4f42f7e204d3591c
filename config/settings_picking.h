#pragma once
#include "config/settings.h"
#include "config/toml_reader.h"

namespace config {

/// [products]: keys and boxes.
void read_products(TomlTable& root, ProductSettings& products);
/// The key `sort` of [batches].
void read_batch_sort(TomlTable& batches, BatchSettings& settings);

}  // namespace config
