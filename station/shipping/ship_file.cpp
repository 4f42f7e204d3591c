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

/// What the back end calls the carrier: the layout's own word, else the one given.
std::string own_word(const std::map<std::string, std::string>& words,
                     const base::CarrierCode& carrier, const std::string& otherwise) {
    const auto own = words.find(carrier.str());
    return own != words.end() ? own->second : otherwise;
}

base::Result<std::string> cell(const ShipRow& row, const config::ShippingLayout& layout,
                               const config::ShippingColumn& column, std::size_t number) {
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
        case ShippingField::CarrierName: {
            std::string name = own_word(layout.carrier_names, row.carrier, row.carrier_name);
            if (name.empty() || !is_cell_text(name))
                return fail(ErrorCode::InvalidInput,
                            of_order + ": carrier '" + row.carrier.str() +
                                "' has no usable name; give it one in carriers.toml");
            return name;
        }
        case ShippingField::CarrierCode: {
            std::string code =
                own_word(layout.carrier_codes, row.carrier,
                         row.carrier_code.empty() ? row.carrier.str() : row.carrier_code);
            if (code.empty() || !is_cell_text(code))
                return fail(ErrorCode::InvalidInput, of_order + ": no carrier code is known");
            return code;
        }
        case ShippingField::RowNumber:
            return std::to_string(number);
        case ShippingField::ShippedAt:
            return base::format_beijing(row.bound_at);
        case ShippingField::Remark:
            if (!is_cell_text(row.remark))
                return fail(ErrorCode::InvalidInput, of_order + ": the remark is no cell's text");
            return row.remark;
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
            auto text = cell(row, layout, column, table.size() - (layout.has_header ? 1 : 0));
            if (!text) return pass(text);
            cells.push_back(std::move(*text));
        }
    }
    return table;
}

bool is_number_column(const config::ShippingColumn& column) {
    return column.value == ShippingField::OrderNo || column.value == ShippingField::WaybillNumber;
}

base::Result<base::Bytes> to_csv(const ShipTable& table, const config::ShippingLayout& layout) {
    std::string text;
    for (std::size_t line = 0; line < table.size(); ++line) {
        const auto& row = table[line];
        const bool titles = layout.has_header && line == 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += ',';
            // Its own TAB is no formula's.
            if (layout.csv_tab && !titles && is_number_column(layout.columns[i]))
                text += "\"\t" + row[i] + "\"";
            else
                text += csv_cell(row[i]);
        }
        text += "\r\n";
    }
    if (layout.csv_encoding == config::CsvEncoding::Gb18030) return base::encode_gb18030(text);
    base::Bytes out;
    if (layout.csv_encoding == config::CsvEncoding::Utf8Bom)
        base::append(out, std::string_view("\xEF\xBB\xBF"));
    base::append(out, std::string_view(text));
    return out;
}

}  // namespace

base::Result<base::Bytes> write_ship_file(std::span<const ShipRow> rows,
                                          const config::ShippingLayout& layout,
                                          ShipFileFormat format,
                                          std::span<const ShipCarrier> carriers) {
    const auto table = lay_out(rows, layout);
    if (!table) return pass(table);
    if (format == ShipFileFormat::Csv) return to_csv(*table, layout);

    std::vector<ShipSheet> sheets{{layout.sheet, *table}};
    if (!layout.carriers_sheet.empty()) {
        ShipTable list{layout.carriers_titles};
        for (const ShipCarrier& carrier : carriers)
            list.push_back({own_word(layout.carrier_names, carrier.code, carrier.name),
                            own_word(layout.carrier_codes, carrier.code,
                                     carrier.platform_code.empty() ? carrier.code.str()
                                                                   : carrier.platform_code)});
        sheets.push_back({layout.carriers_sheet, std::move(list)});
    }
    return write_text_workbook(sheets);
}

}  // namespace station
