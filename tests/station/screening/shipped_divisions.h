#pragma once
#include <stdexcept>
#include <utility>

#include "config/divisions.h"

namespace station {

/// The divisions as they are shipped, read once; throws where they are not there.
inline const config::Divisions& shipped_divisions() {
    static const config::Divisions kDivisions = [] {
        auto loaded = config::Divisions::load("config/divisions");
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
    return kDivisions;
}

}  // namespace station
