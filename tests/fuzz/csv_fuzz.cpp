// Fuzz entry for the CSV reader and the order reader behind it: any bytes end in a table or an
// error.
#include <cstddef>
#include <cstdint>

#include "station/orders/csv.h"
#include "station/orders/order_export.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {
/// Short titles, so that a fuzzer finds them.
config::SourceLayout short_layout() {
    config::SourceLayout layout;
    layout.platform = layout.title = "fuzz";
    for (std::size_t i = 0; i < config::kSourceFieldCount; ++i)
        layout.columns[i] = {std::string(1, static_cast<char>('A' + i))};
    layout.required = {config::SourceField::OrderNo, config::SourceField::Quantity};
    layout.ready = {"r"};
    layout.cancelled = {"c"};
    return layout;
}
}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const config::SourceLayout layout = short_layout();
    const auto table = station::read_csv({data, size});
    if (!table) return table.error().message.empty() ? -1 : 0;
    const auto reading = station::read_order_export(*table, layout, base::Time{});
    return reading || !reading.error().message.empty() ? 0 : -1;
}
