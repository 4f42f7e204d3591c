#pragma once
#include <string>

#include "tests/simulators/printer/paper.h"

namespace simulators {

/// A page as a 1-bit PNG, dot for dot, with the resolution of the head. False if it could not be
/// written whole; `path` then does not exist.
bool write_png(const Page& page, int dpi, const std::string& path);

}  // namespace simulators
