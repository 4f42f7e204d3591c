#include "tests/simulators/printer/inflate.h"

#include <zlib.h>

namespace simulators {

std::optional<Bytes> inflate_exactly(const Bytes& stream, std::size_t size) {
    Bytes contents(size + 1);  // One more, to see that there is no more.
    auto room = static_cast<uLongf>(contents.size());
    const int outcome =
        ::uncompress(contents.data(), &room, stream.data(), static_cast<uLong>(stream.size()));
    if (outcome != Z_OK || room != size) return std::nullopt;
    contents.resize(size);
    return contents;
}

}  // namespace simulators
