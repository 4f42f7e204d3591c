#include "printing/deflate.h"

#include <zlib.h>

namespace printing {

base::Result<base::Bytes> deflate(base::ByteView bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    base::Bytes out(size);
    const int result =
        compress2(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), Z_BEST_SPEED);
    if (result != Z_OK)
        return base::fail(base::ErrorCode::Unavailable,
                          "zlib cannot compress " + std::to_string(bytes.size()) +
                              " bytes (its code " + std::to_string(result) + ")");
    out.resize(size);
    return out;
}

}  // namespace printing
