#pragma once
#include "config/print_settings.h"
#include "config/toml_reader.h"

namespace config {

/// The keys of PrintSettings and Dialect, which [[printer]] and the files of config/printers share;
/// what is out of the language's range is a mistake that names the range. `language` must exist.
void read_print_settings(TomlTable& table, std::string_view language, base::Dpi dpi,
                         PrintSettings& print, Dialect& dialect);

/// `language`, `dpi` and `head_width_dots`, which both share too.
void read_print_head(TomlTable& table, std::string& language, base::Dpi& dpi, int& head_width_dots,
                     Need need = Need::Optional);

}  // namespace config
