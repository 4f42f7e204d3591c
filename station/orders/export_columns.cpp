#include "station/orders/export_columns.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace station {
namespace {

/// Titles are compared without case, width and blanks: "商品总价（元）" is "商品总价(元)".
std::string folded(std::string_view title) {
    std::string text = base::to_upper(base::nfkc(base::trim(title)));
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    return text;
}

std::string listed(const Table& table) {
    constexpr std::size_t kShown = 30;
    std::string list;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < table.column_count() && shown < kShown; ++i) {
        const std::u32string title = base::to_utf32(base::trim(table.header(i)));
        if (title.empty()) continue;
        list += (list.empty() ? "" : ", ") + base::to_utf8(title.substr(0, kShown));
        ++shown;
    }
    return table.column_count() > kShown ? list + ", …" : list;
}

}  // namespace

std::vector<std::size_t> columns_titled(const Table& table,
                                        const std::vector<std::string>& titles) {
    std::vector<std::size_t> columns;
    for (const std::string& title : titles) {
        const std::string wanted = folded(title);
        for (std::size_t i = 0; i < table.column_count(); ++i) {
            if (folded(table.header(i)) != wanted) continue;
            columns.push_back(i);
            break;
        }
    }
    return columns;
}

base::Result<ExportColumns> ExportColumns::find(const Table& table,
                                                const config::SourceLayout& layout) {
    std::map<std::string, std::size_t> by_title;
    for (std::size_t i = 0; i < table.column_count(); ++i)
        by_title.emplace(folded(table.header(i)), i);

    ExportColumns columns(table);
    for (std::size_t i = 0; i < config::kSourceFieldCount; ++i) {
        for (const std::string& title : layout.columns[i]) {
            const auto found = by_title.find(folded(title));
            if (found != by_title.end()) columns.columns_[i].push_back(found->second);
        }
    }
    std::string missing;
    for (const config::SourceField field : layout.required) {
        if (!columns.has(field)) missing += (missing.empty() ? "" : ", ") + layout.titles(field)[0];
    }
    if (!missing.empty())
        return base::fail(base::ErrorCode::InvalidInput,
                          "the file is not the expected export (" + layout.title +
                              "): its first row lacks the columns " + missing +
                              "; found are: " + listed(table),
                          "columns_missing");
    return columns;
}

std::size_t ExportColumns::used(std::size_t row, config::SourceField field) const {
    const auto& columns = of(field);
    const auto filled = std::ranges::find_if(columns, [&](std::size_t column) {
        return !base::trim(table_->cell(row, column)).empty();
    });
    return filled == columns.end() ? columns.front() : *filled;
}

std::string_view ExportColumns::text(std::size_t row, config::SourceField field) const {
    if (!has(field)) return {};
    return base::trim(table_->cell(row, used(row, field)));
}

std::string ExportColumns::title(std::size_t row, config::SourceField field) const {
    if (!has(field)) return {};
    const std::size_t column = used(row, field);
    return std::string(base::trim(table_->header(column))) + " (" + column_letters(column) + ")";
}

}  // namespace station
