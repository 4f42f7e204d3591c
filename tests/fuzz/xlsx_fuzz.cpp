// Fuzz entry for the XLSX reader: any bytes end in a table or an error.
#include <cstddef>
#include <cstdint>

#include "station/orders/xlsx.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    station::TableLimits limits;
    limits.part_bytes = 4u << 20;
    limits.xml_memory_bytes = 4u << 20;
    const auto table = station::read_xlsx({data, size}, limits);
    return table || !table.error().message.empty() ? 0 : -1;
}
