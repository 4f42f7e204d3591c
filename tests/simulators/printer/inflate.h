#pragma once
#include <cstddef>
#include <optional>

#include "tests/simulators/printer/options.h"

namespace simulators {

/// The contents of a zlib stream (RFC 1950) if they are exactly `size` bytes.
std::optional<Bytes> inflate_exactly(const Bytes& stream, std::size_t size);

}  // namespace simulators
