#pragma once
#include <stdexcept>
#include <string>

#include "config/label_template.h"
#include "printing/text/font_set.h"

namespace printing {

/// The fonts and templates as they are shipped; throws where they are not.
inline FontSet& shipped_fonts() {
    static FontSet set = std::move(FontSet::load(default_font_files()).value());
    return set;
}

inline config::LabelTemplate shipped_template(const std::string& name) {
    auto loaded = config::load_label_template("config/templates/" + name + ".toml");
    if (!loaded) throw std::runtime_error(config::to_string(loaded.error().front()));
    return std::move(*loaded);
}

}  // namespace printing
