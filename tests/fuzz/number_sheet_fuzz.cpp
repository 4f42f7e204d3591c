// Fuzz entry for carriers' number sheets: any bytes end in rows and problems, and a row that is
// taken has an order and a number that could be one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "station/orders/table_file.h"
#include "station/waybills/number_sheet.h"
#include "station/waybills/wishes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
/// Short titles, so that a fuzzer finds them.
config::NumberSheetLayout short_layout() {
    config::NumberSheetLayout layout;
    layout.title = "fuzz";
    for (std::size_t i = 0; i < config::kSheetFieldCount; ++i)
        layout.columns[i] = {std::string(1, static_cast<char>('A' + i))};
    return layout;
}
}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const config::NumberSheetLayout layout = short_layout();
    const auto table = station::read_table({data, size});
    if (!table) return 0;
    const auto reading = station::read_number_sheet(*table, layout);
    if (!reading) return reading.error().message.empty() ? -1 : 0;
    for (const station::SheetRow& row : reading->sheet) {
        if (row.order_no.empty() || !station::is_number_like(row.number)) std::abort();
    }
    return 0;
}
