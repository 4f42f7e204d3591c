#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/data_files.h"

namespace config {

/// What stands in a column of a ship file.
enum class ShippingField {
    OrderNo,
    CarrierName,
    CarrierCode,
    WaybillNumber,
    RowNumber,  ///< 1, 2, 3, ...
    Remark,  ///< Numbers of an order's further boxes: 另有包裹：SF…; empty where it has none.
    ShippedAt,  ///< When the parcel was bound: 2026-05-28 15:25:05, Beijing.
    Fixed,
};

enum class ShippingFormat { Xlsx, Csv };
/// Of CSV files; XLSX has its own.
enum class CsvEncoding { Utf8Bom, Utf8, Gb18030 };

struct ShippingColumn {
    std::string title;
    ShippingField value = ShippingField::Fixed;
    std::string text;  ///< Of Fixed: the same in each row; may be empty.
};

/// How the back end tells what became of the rows of a file. Titles and words are compared without
/// regard to case; a word matches where the cell contains it.
struct ShipResultLayout {
    std::vector<std::string> order_no = {"订单号", "订单编号", "主订单编号", "order_no", "order"};
    std::vector<std::string> result = {"处理结果", "导入结果", "发货结果", "结果",
                                       "状态",     "result",   "status"};
    std::vector<std::string> reason = {"失败原因", "错误原因", "错误信息", "原因",
                                       "备注",     "reason",   "message"};
    std::vector<std::string> success = {"成功", "已发货", "ok", "success"};
    /// Looked for first: 不成功 is no success.
    std::vector<std::string> failure = {"失败", "不成功", "未成功", "错误",  "异常",
                                        "拒绝", "fail",   "error",  "reject"};
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
    /// What the back end takes, the usual one first.
    std::vector<ShippingFormat> formats = {ShippingFormat::Xlsx, ShippingFormat::Csv};
    CsvEncoding csv_encoding = CsvEncoding::Utf8Bom;
    /// A TAB before each number of a CSV, so that a spreadsheet program leaves it a text.
    bool csv_tab = false;
    /// Titles of the second sheet, of the carriers' names and codes.
    std::vector<std::string> carriers_titles = {"物流公司", "编码"};
    /// Where this back end has other names or codes than carriers.toml, by our code.
    std::map<std::string, std::string> carrier_names, carrier_codes;
    ShipResultLayout results;

    bool takes(ShippingFormat format) const;
};

/// Reads a layout. InvalidInput with every mistake (file, line, column) otherwise.
base::Result<ShippingLayout> load_shipping_layout(const std::filesystem::path& file);
/// shipping/NAME.toml of the data files. NotFound with the places tried.
base::Result<ShippingLayout> load_shipping_layout(const DataFiles& data_files,
                                                  std::string_view name);

}  // namespace config
