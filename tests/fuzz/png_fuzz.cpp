#include <cstddef>
#include <cstdint>

#include "printing/png.h"
#include "printing/proof.h"

// A PNG from anywhere: is it decoded or refused, and does the search for barcodes end?
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = printing::decode_png({data, size});
    // Larger pictures only make the search slower.
    if (decoded && decoded->image.bytes().size() < 64 * 1024)
        (void)printing::prove_image(decoded->image, decoded->dpi.value_or(base::Dpi{203}), "SF1");
    return 0;
}
