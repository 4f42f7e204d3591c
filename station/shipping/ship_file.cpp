#include "station/shipping/ship_file.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "station/shipping/ship_file_xlsx.h"
#include "station/shipping/text_csv.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;
using config::ShippingField;

bool is_number_text(std::string_view text) {
    constexpr std::size_t kLongest = 64;
    const auto is_plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= kLongest && text[0] != '-' &&
           std::ranges::all_of(text, is_plain);
}

/// A name for a cell: one line, not longer than a cell of any spreadsheet program shows.
bool is_cell_text(std::string_view text) {
    constexpr std::size_t kLongest = 255;
    return text.size() <= kLongest && base::is_valid_utf8(text) &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

base::Result<std::string> cell(const ShipRow& row, const config::ShippingColumn& column) {
    const std::string of_order = "order " + row.order_no.str();
    switch (column.value) {
        case ShippingField::OrderNo:
            if (!is_number_text(row.order_no.str()))
                return fail(ErrorCode::InvalidInput,
                            "'" + row.order_no.str() + "' is not an order number");
            return row.order_no.str();
        case ShippingField::WaybillNumber:
            if (!is_number_text(row.waybill_number.str()))
                return fail(ErrorCode::InvalidInput, of_order + ": '" + row.waybill_number.str() +
                                                         "' is not a waybill number");
            return row.waybill_number.str();
        case ShippingField::CarrierName:
            if (row.carrier_name.empty() || !is_cell_text(row.carrier_name))
                return fail(ErrorCode::InvalidInput,
                            of_order + ": carrier '" + row.carrier.str() +
                                "' has no usable name; give it one in carriers.toml");
            return row.carrier_name;
        case ShippingField::CarrierCode:
            if (row.carrier.empty() || !is_cell_text(row.carrier.str()))
                return fail(ErrorCode::InvalidInput, of_order + ": no carrier code is known");
            return row.carrier.str();
        case ShippingField::Fixed:
            break;
    }
    return column.text;
}

base::Result<ShipTable> lay_out(std::span<const ShipRow> rows,
                                const config::ShippingLayout& layout) {
    if (rows.empty()) return fail(ErrorCode::InvalidInput, "nothing to write to a ship file");
    if (rows.size() > static_cast<std::size_t>(layout.max_rows))
        return fail(ErrorCode::InvalidInput, "a ship file for " + layout.title + " takes " +
                                                 std::to_string(layout.max_rows) + " rows, not " +
                                                 std::to_string(rows.size()) +
                                                 ": write several files");
    ShipTable table;
    if (layout.has_header) {
        auto& header = table.emplace_back();
        for (const auto& column : layout.columns) header.push_back(column.title);
    }
    for (const ShipRow& row : rows) {
        auto& cells = table.emplace_back();
        for (const auto& column : layout.columns) {
            auto text = cell(row, column);
            if (!text) return pass(text);
            cells.push_back(std::move(*text));
        }
    }
    return table;
}

}  // namespace

base::Result<base::Bytes> write_ship_file(std::span<const ShipRow> rows,
                                          const config::ShippingLayout& layout,
                                          ShipFileFormat format,
                                          std::span<const ShipCarrier> carriers) {
    const auto table = lay_out(rows, layout);
    if (!table) return pass(table);
    if (format == ShipFileFormat::Csv) return write_text_csv(*table);

    std::vector<ShipSheet> sheets{{layout.sheet, *table}};
    if (!layout.carriers_sheet.empty()) {
        ShipTable list{{"物流公司", "编码"}};
        for (const ShipCarrier& carrier : carriers)
            list.push_back({carrier.name, carrier.code.str()});
        sheets.push_back({layout.carriers_sheet, std::move(list)});
    }
    return write_text_workbook(sheets);
}

}  // namespace station
