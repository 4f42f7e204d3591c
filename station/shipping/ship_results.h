#pragma once
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "config/shipping_layout.h"

namespace station {

/// What the back end says of one order of an uploaded file.
struct ShipResult {
    enum class Outcome { Taken, Refused, Unclear };
    int row = 0;  ///< In the file, 1-based, as a spreadsheet program shows it.
    base::OrderNo order_no;
    Outcome outcome = Outcome::Unclear;
    std::string reason;  ///< In the back end's words; at most 200 characters.
};

/// Reads the back end's list of results: an XLSX or CSV file, or rows copied out of a table (with
/// their titles; TAB between cells). Columns are found by their titles, in any order, others are
/// left alone. Where there is no column of results, a row with a reason was refused and one without
/// was taken. Untrusted input; pure. InvalidInput (error.results_unreadable) without a column of
/// order numbers or with neither results nor reasons; errors of read_table().
base::Result<std::vector<ShipResult>> read_ship_results(base::ByteView content,
                                                        const config::ShipResultLayout& layout);

}  // namespace station
