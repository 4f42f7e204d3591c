#pragma once
#include <string>
#include <vector>

#include "config/number_sheet_layout.h"
#include "station/orders/order_export.h"
#include "station/orders/table.h"

namespace station {

/// One row of a carrier's number sheet. Texts are trimmed; the number is in capital letters.
struct SheetRow {
    int row = 0;
    base::OrderNo order_no;
    std::string number, sorting_code, hub_code, hub_name;
    std::string carrier_name;  ///< As the sheet, or its layout, says; empty: the order's own.
    // Where each stands, for what is found wrong later: "运单号 (B)".
    std::string number_column, order_column, sorting_column, carrier_column;
};

/// What a number sheet says.
struct SheetReading {
    int rows = 0;
    std::vector<SheetRow> sheet;
    std::vector<RowProblem> problems;  ///< By row.
};

/// Has the table the columns of a number sheet?
bool is_number_sheet(const Table& table, const config::NumberSheetLayout& layout);

/// Reads a number sheet: one row an order, columns by their titles. Pure; any thread; from outside,
/// so anything may stand in it. InvalidInput (key columns_missing) when it is none. Codes of
/// problems, each with row and column:
///   sheet_no_order     a number without an order: the 三段码 belongs to a destination, so there is
///                      no pool of such numbers
///   missing_value      an order without a number
///   damaged_number     shortened by a spreadsheet program (7.8E+13)
///   bad_value          no order number, or no waybill number
///   repeated_row       the order, or the number, stands in an earlier row with another partner;
///                      the earlier one counts
base::Result<SheetReading> read_number_sheet(const Table& table,
                                             const config::NumberSheetLayout& layout);

}  // namespace station
