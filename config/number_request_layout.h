#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// What stands in a column of a number request.
enum class RequestField {
    OrderNo,
    CarrierName,
    CarrierCode,
    ReceiverName,
    ReceiverPhone,
    Province,
    City,
    District,
    Detail,   ///< The address without the three above.
    Address,  ///< All of it in one text.
    Items,    ///< "杯 白 x2; 布 x1".
    Pieces,
    WeightKg,
    BuyerNote,
    SenderName,
    SenderPhone,
    SenderAddress,
    Fixed,
};

struct RequestColumn {
    std::string title;
    RequestField value = RequestField::Fixed;
    std::string text;  ///< Of Fixed: the same in each row; may be empty.
};

/// How one carrier's system takes orders that need numbers: config/number-requests/NAME.toml.
/// Immutable after loading; any thread.
struct NumberRequestLayout {
    std::string title;  ///< For people.
    std::string sheet = "Sheet1";
    bool has_header = true;
    int max_rows = 1000;  ///< What the carrier's system takes in one file.
    std::vector<RequestColumn> columns;
};

/// Reads a layout. InvalidInput with every mistake (file, line, column) otherwise.
base::Result<NumberRequestLayout> load_number_request_layout(const std::filesystem::path& file);
/// number-requests/NAME.toml of the data files. NotFound with the places tried.
base::Result<NumberRequestLayout> load_number_request_layout(const DataFiles& data_files,
                                                             std::string_view name);

}  // namespace config
