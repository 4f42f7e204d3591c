#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// What a column of a carrier's number sheet can mean. Its name in TOML is snake_case.
enum class SheetField { OrderNo, Number, SortingCode, HubCode, HubName, Carrier };
inline constexpr std::size_t kSheetFieldCount = static_cast<std::size_t>(SheetField::Carrier) + 1;

/// How carriers write the sheet in which they give numbers for orders: column titles, from
/// config/number-sheets/NAME.toml. Immutable after loading; any thread.
struct NumberSheetLayout {
    std::string title;    ///< For people: "快递单号表".
    std::string carrier;  ///< Of all rows, where the sheet has no such column; may be empty.
    /// For each field the titles that its column may have; the first that is there counts.
    std::array<std::vector<std::string>, kSheetFieldCount> columns;

    const std::vector<std::string>& titles(SheetField field) const {
        return columns[static_cast<std::size_t>(field)];
    }
};

/// Reads a layout. InvalidInput with every mistake (file, line, column) otherwise.
base::Result<NumberSheetLayout> load_number_sheet_layout(const std::filesystem::path& file);
/// number-sheets/NAME.toml of the data files. NotFound with the places tried.
base::Result<NumberSheetLayout> load_number_sheet_layout(const DataFiles& data_files,
                                                         std::string_view name);

}  // namespace config
