#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/source_layout.h"
#include "station/orders/table.h"

namespace station {

/// The columns that have one of the titles, in the order of the titles. Titles are compared without
/// case, width and blanks.
std::vector<std::size_t> columns_titled(const Table& table, const std::vector<std::string>& titles);

/// Which columns of a table hold which field. The table must outlive it.
class ExportColumns {
public:
    /// InvalidInput (key columns_missing) with the missing titles and those found.
    static base::Result<ExportColumns> find(const Table& table, const config::SourceLayout& layout);

    bool has(config::SourceField field) const { return !of(field).empty(); }
    /// The field's text in a row, trimmed: of its first column that is not empty there.
    std::string_view text(std::size_t row, config::SourceField field) const;
    /// "SKU件数 (T)"; of the column whose text stands in the row.
    std::string title(std::size_t row, config::SourceField field) const;

private:
    explicit ExportColumns(const Table& table) : table_(&table) {}
    const std::vector<std::size_t>& of(config::SourceField field) const {
        return columns_[static_cast<std::size_t>(field)];
    }
    std::size_t used(std::size_t row, config::SourceField field) const;

    const Table* table_;
    std::array<std::vector<std::size_t>, config::kSourceFieldCount> columns_;
};

}  // namespace station
