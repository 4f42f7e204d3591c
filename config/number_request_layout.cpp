#include "config/number_request_layout.h"

#include <algorithm>

#include "base/text.h"
#include "config/toml_reader.h"

namespace config {
namespace {

void read_columns(TomlTable& root, NumberRequestLayout& layout) {
    for (TomlTable& table : root.tables("column")) {
        RequestColumn column;
        table.text("title", column.title, Need::Required);
        table.choice("value", column.value,
                     {{"order_no", RequestField::OrderNo},
                      {"carrier_name", RequestField::CarrierName},
                      {"carrier_code", RequestField::CarrierCode},
                      {"receiver_name", RequestField::ReceiverName},
                      {"receiver_phone", RequestField::ReceiverPhone},
                      {"province", RequestField::Province},
                      {"city", RequestField::City},
                      {"district", RequestField::District},
                      {"detail", RequestField::Detail},
                      {"address", RequestField::Address},
                      {"items", RequestField::Items},
                      {"pieces", RequestField::Pieces},
                      {"weight_kg", RequestField::WeightKg},
                      {"buyer_note", RequestField::BuyerNote},
                      {"sender_name", RequestField::SenderName},
                      {"sender_phone", RequestField::SenderPhone},
                      {"sender_address", RequestField::SenderAddress},
                      {"fixed", RequestField::Fixed}},
                     Need::Required);
        table.text("text", column.text);
        if (!column.text.empty() && column.value != RequestField::Fixed)
            table.mistake("text", "is for value = \"fixed\" alone");
        table.finish();
        layout.columns.push_back(std::move(column));
    }
    const bool names_orders = std::ranges::any_of(layout.columns, [](const RequestColumn& column) {
        return column.value == RequestField::OrderNo;
    });
    if (!names_orders)
        root.mistake("column",
                     "needs an entry with value = \"order_no\": the sheet that comes back is "
                     "matched by it");
}

}  // namespace

base::Result<NumberRequestLayout> load_number_request_layout(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    NumberRequestLayout layout;
    TomlTable root = document->root();
    root.text("title", layout.title, Need::Required);
    if (root.text("sheet", layout.sheet) &&
        (base::length_utf8(layout.sheet) > 31 ||
         layout.sheet.find_first_of("[]:*?/\\'") != std::string::npos))
        root.mistake("sheet",
                     "is '" + layout.sheet +
                         "'; expected at most 31 characters, none of them [ ] : * ? / \\ '");
    root.boolean("header", layout.has_header);
    root.integer("max_rows", layout.max_rows, 1, 100'000);
    read_columns(root, layout);
    root.finish();
    const auto mistakes = document->take_mistakes();
    if (!mistakes.empty()) return std::unexpected(to_error(mistakes));
    return layout;
}

base::Result<NumberRequestLayout> load_number_request_layout(const DataFiles& data_files,
                                                             std::string_view name) {
    const auto file = data_files.find("number-requests/" + std::string(name) + ".toml");
    if (!file) return base::pass(file);
    return load_number_request_layout(*file);
}

}  // namespace config
