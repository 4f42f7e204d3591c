#include "config/number_sheet_layout.h"

#include "config/toml_reader.h"

namespace config {
namespace {

constexpr std::array<std::string_view, kSheetFieldCount> kNames = {
    "order_no", "number", "sorting_code", "hub_code", "hub_name", "carrier"};

}  // namespace

base::Result<NumberSheetLayout> load_number_sheet_layout(const std::filesystem::path& file) {
    auto document = TomlDocument::read(file);
    if (!document) return std::unexpected(to_error(document.error()));
    NumberSheetLayout layout;
    TomlTable root = document->root();
    root.text("title", layout.title, Need::Required);
    root.text("carrier", layout.carrier);
    if (auto columns = root.table("columns", Need::Required)) {
        for (std::size_t i = 0; i < kSheetFieldCount; ++i)
            columns->texts(kNames[i], layout.columns[i]);
        for (const SheetField field : {SheetField::OrderNo, SheetField::Number}) {
            if (layout.titles(field).empty())
                columns->mistake(kNames[static_cast<std::size_t>(field)],
                                 "is empty; expected the titles of that column");
        }
        columns->finish();
    }
    root.finish();
    const auto mistakes = document->take_mistakes();
    if (!mistakes.empty()) return std::unexpected(to_error(mistakes));
    return layout;
}

base::Result<NumberSheetLayout> load_number_sheet_layout(const DataFiles& data_files,
                                                         std::string_view name) {
    const auto file = data_files.find("number-sheets/" + std::string(name) + ".toml");
    if (!file) return base::pass(file);
    return load_number_sheet_layout(*file);
}

}  // namespace config
