#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "config/source_layout.h"
#include "station/orders/order.h"
#include "station/orders/table.h"

namespace station {

/// Why something of an export cannot be used. The message holds no personal data.
struct RowProblem {
    int row = 0;         ///< In the file; 0 where the file as a whole is meant.
    std::string column;  ///< Its title and letters: "SKU件数 (T)"; empty where the row is meant.
    base::OrderNo order_no;  ///< Empty when the row has none.
    std::string code;        ///< Stable: see read_order_export().
    std::string message;     ///< What was seen and what was expected.
};

/// An order of the file that could not be used as a whole, and what its rows say all the same.
struct LeftOutOrder {
    base::OrderNo order_no;
    bool cancelled = false;   ///< Some row says so.
    bool after_sale = false;  ///< Some row has a running request.
};

/// What an export file says.
struct ExportReading {
    base::Time as_of{};                  ///< When the back end wrote it.
    int rows = 0;                        ///< Below the header.
    std::vector<IncomingOrder> orders;   ///< As they first stand in the file.
    std::vector<LeftOutOrder> left_out;  ///< Each has its problem below.
    std::vector<RowProblem> problems;    ///< By row.
    /// The titles of these columns, for problems that are found later; empty: not in the file.
    std::string carrier_column, sorting_column;
};

/// Reads a shop back end's order export: one row for each order and article, grouped by order
/// number, wherever the rows stand. Pure; any thread. Columns are found by their titles.
///
/// InvalidInput (key columns_missing) when required columns are not there: the message lists them
/// and the titles found. Everything else is a problem of one order, which is then left out as a
/// whole (half an order must not be packed), while the rest goes in. Codes:
///   missing_value       no order number, or no creation time
///   damaged_number      a number that a spreadsheet program has shortened
///   bad_value           not a quantity, an amount, a weight, a time, an order number
///   too_many_cells      CSV: more cells than the header: a separator inside a value shifted the
///   columns conflicting_rows    the rows of one order contradict each other; the message names
///   both repeated_row        the same row again; it counts once and the order stays in all_masked
///   every receiver still to be served is masked: one problem, and no orders at all
/// Orders that are cancelled, shipped or finished go in too, so that a parcel already being packed
/// can be stopped; nothing but their number and status is checked.
base::Result<ExportReading> read_order_export(const Table& table,
                                              const config::SourceLayout& layout,
                                              base::Time file_as_of);

/// The time in the name of an export, Beijing time, to the minute:
/// "小红书订单查询2026-05-28-15_25_05fdadc9.xlsx", "售后2026-05-28-15_25(1).csv". Nothing when the name has none.
std::optional<base::Time> as_of_from_name(std::string_view file_name);

}  // namespace station
