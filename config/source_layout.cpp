#include "config/source_layout.h"

#include <algorithm>

#include "config/toml_reader.h"

namespace config {
namespace {

constexpr std::array<std::string_view, kSourceFieldCount> kNames = {
    "order_no",      "status",         "after_sale",     "order_type",   "tags",
    "shop",          "created_at",     "paid_at",        "ship_by",      "presale_start",
    "receiver_name", "receiver_phone", "province",       "city",         "district",
    "address",       "buyer_id",       "buyer_note",     "seller_flag",  "seller_remark",
    "sku_id",        "barcode",        "seller_code",    "title",        "spec",
    "quantity",      "is_gift",        "price",          "payable",      "line_weight",
    "order_weight",  "carrier",        "waybill_number", "sorting_code", "marker",
    "hub",
};

bool holds(const std::vector<std::string>& texts, std::string_view text) {
    return std::ranges::find(texts, text) != texts.end();
}

void read_columns(TomlTable& root, SourceLayout& layout) {
    auto columns = root.table("columns", Need::Required);
    if (!columns) return;
    for (std::size_t i = 0; i < kSourceFieldCount; ++i)
        columns->texts(kNames[i], layout.columns[i]);
    columns->finish();
}

void read_required(TomlTable& root, SourceLayout& layout) {
    std::vector<std::string> names;
    root.texts("required", names);
    for (const std::string& required : names) {
        const auto found = std::ranges::find(kNames, required);
        if (found == kNames.end()) {
            root.mistake("required", "names '" + required + "', which is not a field");
            continue;
        }
        const auto field = static_cast<SourceField>(found - kNames.begin());
        if (layout.titles(field).empty())
            root.mistake("required",
                         "names '" + required + "', but columns." + required + " has no title");
        layout.required.push_back(field);
    }
    // Without these two nothing can be read at all.
    for (const SourceField field : {SourceField::OrderNo, SourceField::Quantity}) {
        if (!std::ranges::count(layout.required, field))
            root.mistake("required", "must name '" + std::string(name(field)) + "'");
    }
}

void read_texts(TomlTable& root, SourceLayout& layout) {
    if (auto status = root.table("status", Need::Required)) {
        status->texts("ready", layout.ready);
        status->texts("partly", layout.partly);
        status->texts("cancelled", layout.cancelled);
        status->texts("shipped", layout.shipped);
        status->texts("finished", layout.finished);
        if (layout.ready.empty())
            status->mistake("ready", "is empty; expected the texts of orders to ship");
        status->finish();
    }
    if (auto after_sale = root.table("after_sale")) {
        after_sale->texts("none", layout.after_sale_none);
        after_sale->texts("done", layout.after_sale_done);
        after_sale->finish();
    }
    if (auto kinds = root.table("kinds")) {
        kinds->texts("exchange", layout.exchange);
        kinds->texts("gift", layout.gift);
        kinds->finish();
    }
    root.texts("yes", layout.yes);
}

}  // namespace

std::string_view name(SourceField field) {
    return kNames[static_cast<std::size_t>(field)];
}

SourceStatus SourceLayout::status(std::string_view text) const {
    if (holds(ready, text)) return SourceStatus::Ready;
    if (holds(partly, text)) return SourceStatus::Partly;
    if (holds(cancelled, text)) return SourceStatus::Cancelled;
    if (holds(shipped, text)) return SourceStatus::Shipped;
    if (holds(finished, text)) return SourceStatus::Finished;
    return SourceStatus::Other;
}

SourceAfterSale SourceLayout::after_sale(std::string_view text) const {
    if (text.empty() || holds(after_sale_none, text)) return SourceAfterSale::None;
    return holds(after_sale_done, text) ? SourceAfterSale::Done : SourceAfterSale::Running;
}

base::Result<SourceLayout> load_source_layout(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    SourceLayout layout;
    TomlTable root = document->root();
    root.text("platform", layout.platform, Need::Required);
    root.text("title", layout.title, Need::Required);
    read_columns(root, layout);
    read_required(root, layout);
    read_texts(root, layout);
    root.finish();
    const auto mistakes = document->take_mistakes();
    if (!mistakes.empty()) return std::unexpected(to_error(mistakes));
    return layout;
}

base::Result<SourceLayout> load_source_layout(const DataFiles& data_files, std::string_view name) {
    const auto file = data_files.find("sources/" + std::string(name) + ".toml");
    if (!file) return pass(file);
    return load_source_layout(*file);
}

}  // namespace config
