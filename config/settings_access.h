#pragma once
#include <string>
#include <vector>

#include "config/settings.h"
#include "config/toml_reader.h"

// [http] and [access]: where the pages are served, and to whom.
namespace config {

void read_http(TomlTable& root, HttpSettings& http);
void read_access(TomlTable& root, AccessSettings& access);
/// Sentences for warnings().
void add_access_warnings(const Settings& settings, std::vector<std::string>& all);

/// "127.0.0.1", "127.0.0.2", "::1", "localhost": an address that no other machine can reach.
bool is_loopback(std::string_view address);

}  // namespace config
