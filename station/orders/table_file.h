#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "station/orders/table.h"

namespace station {

/// Reads an XLSX or CSV file, told apart by its content; the file's name does not matter, because
/// shop back ends also give CSV the ending .xls. An old .xls, an encrypted workbook and a web page
/// saved as .xls are refused with what to do. Errors as of read_xlsx() and read_csv().
base::Result<Table> read_table(base::ByteView file, const TableLimits& limits = {});

}  // namespace station
