#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// What stands in a column of a ship file.
enum class ShippingField { OrderNo, CarrierName, CarrierCode, WaybillNumber, Fixed };

struct ShippingColumn {
    std::string title;
    ShippingField value = ShippingField::Fixed;
    std::string text;  ///< Of Fixed: the same in each row; may be empty.
};

/// How one shop back end wants its batch-ship file: from config/shipping/NAME.toml.
/// Immutable after loading; any thread.
struct ShippingLayout {
    std::string platform;  ///< Whose carrier codes stand in CarrierCode columns; may be empty.
    std::string title;     ///< For people.
    std::string sheet = "Sheet1";         ///< Name of the XLSX sheet.
    bool has_header = true;               ///< Is the first row the column titles?
    int max_rows = 500;                   ///< What the back end takes in one file.
    std::string carriers_sheet;           ///< XLSX: a second sheet of carriers; empty: none.
    std::vector<ShippingColumn> columns;  ///< In order.
};

/// Reads a layout. InvalidInput with every mistake (file, line, column) otherwise.
base::Result<ShippingLayout> load_shipping_layout(const std::filesystem::path& file);
/// shipping/NAME.toml of the data files. NotFound with the places tried.
base::Result<ShippingLayout> load_shipping_layout(const DataFiles& data_files,
                                                  std::string_view name);

}  // namespace config
