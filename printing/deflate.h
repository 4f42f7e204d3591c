#pragma once
#include "base/bytes.h"
#include "base/result.h"

namespace printing {

// The only door to zlib. Pure; any thread.

/// The bytes as a zlib stream (RFC 1950), made for speed. Unavailable where memory is short.
base::Result<base::Bytes> deflate(base::ByteView bytes);

}  // namespace printing
