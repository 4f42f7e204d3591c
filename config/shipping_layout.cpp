#include "config/shipping_layout.h"

#include <algorithm>

#include "base/text.h"
#include "config/toml_reader.h"

namespace config {
namespace {

constexpr int kMostRows = 100'000;
constexpr std::size_t kLongestSheetName = 31;  // Of spreadsheet programs.

void read_sheet_name(TomlTable& root, std::string_view key, std::string& out) {
    if (!root.text(key, out)) return;
    if (base::length_utf8(out) > kLongestSheetName ||
        out.find_first_of("[]:*?/\\'") != std::string::npos)
        root.mistake(
            key, "is '" + out + "'; expected at most 31 characters, none of them [ ] : * ? / \\ '");
}

void read_columns(TomlTable& root, ShippingLayout& layout) {
    for (TomlTable& table : root.tables("column")) {
        ShippingColumn column;
        table.text("title", column.title, Need::Required);
        table.choice("value", column.value,
                     {{"order_no", ShippingField::OrderNo},
                      {"carrier_name", ShippingField::CarrierName},
                      {"carrier_code", ShippingField::CarrierCode},
                      {"waybill_number", ShippingField::WaybillNumber},
                      {"row_number", ShippingField::RowNumber},
                      {"remark", ShippingField::Remark},
                      {"shipped_at", ShippingField::ShippedAt},
                      {"fixed", ShippingField::Fixed}},
                     Need::Required);
        table.text("text", column.text);
        if (!column.text.empty() && column.value != ShippingField::Fixed)
            table.mistake("text", "is for value = \"fixed\" alone");
        table.finish();
        layout.columns.push_back(std::move(column));
    }
    for (const ShippingField needed : {ShippingField::OrderNo, ShippingField::WaybillNumber}) {
        if (std::ranges::none_of(layout.columns,
                                 [&](const auto& column) { return column.value == needed; }))
            root.mistake("column", needed == ShippingField::OrderNo
                                       ? "needs an entry with value = \"order_no\""
                                       : "needs an entry with value = \"waybill_number\"");
    }
}

void read_formats(TomlTable& root, ShippingLayout& layout) {
    std::vector<std::string> words;
    if (root.texts("formats", words)) {
        layout.formats.clear();
        for (const std::string& word : words) {
            if (word != "xlsx" && word != "csv") {
                root.mistake("formats", "has '" + word + "'; expected \"xlsx\" or \"csv\"");
                continue;
            }
            layout.formats.push_back(word == "xlsx" ? ShippingFormat::Xlsx : ShippingFormat::Csv);
        }
        if (layout.formats.empty()) root.mistake("formats", "needs at least one format");
    }
    root.choice("csv_encoding", layout.csv_encoding,
                {{"utf-8-bom", CsvEncoding::Utf8Bom},
                 {"utf-8", CsvEncoding::Utf8},
                 {"gb18030", CsvEncoding::Gb18030}});
    root.boolean("csv_tab", layout.csv_tab);
    if (root.texts("carriers_titles", layout.carriers_titles) && layout.carriers_titles.size() != 2)
        root.mistake("carriers_titles", "needs two titles: of the names and of the codes");
}

void read_words(TomlTable& root, std::string_view key, std::map<std::string, std::string>& out) {
    auto table = root.table(key);
    if (!table) return;
    for (auto& [code, text] : table->named_texts()) out[code] = text;
    table->finish();
}

void read_results(TomlTable& root, ShipResultLayout& results) {
    auto table = root.table("result");
    if (!table) return;
    table->texts("order_no", results.order_no);
    table->texts("result", results.result);
    table->texts("reason", results.reason);
    table->texts("success", results.success);
    table->texts("failure", results.failure);
    table->finish();
}

}  // namespace

bool ShippingLayout::takes(ShippingFormat format) const {
    return std::ranges::find(formats, format) != formats.end();
}

base::Result<ShippingLayout> load_shipping_layout(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    ShippingLayout layout;
    TomlTable root = document->root();
    root.text("title", layout.title, Need::Required);
    root.text("platform", layout.platform);
    read_sheet_name(root, "sheet", layout.sheet);
    read_sheet_name(root, "carriers_sheet", layout.carriers_sheet);
    if (layout.sheet == layout.carriers_sheet)
        root.mistake("carriers_sheet", "has the name of the other sheet");
    root.boolean("header", layout.has_header);
    root.integer("max_rows", layout.max_rows, 1, kMostRows);
    read_columns(root, layout);
    read_formats(root, layout);
    read_words(root, "carrier_names", layout.carrier_names);
    read_words(root, "carrier_codes", layout.carrier_codes);
    read_results(root, layout.results);
    root.finish();
    const auto mistakes = document->take_mistakes();
    if (!mistakes.empty()) return std::unexpected(to_error(mistakes));
    return layout;
}

base::Result<ShippingLayout> load_shipping_layout(const DataFiles& data_files,
                                                  std::string_view name) {
    const auto file = data_files.find("shipping/" + std::string(name) + ".toml");
    if (!file) return pass(file);
    return load_shipping_layout(*file);
}

}  // namespace config
