#pragma once
#include "base/bytes.h"
#include "station/shipping/ship_file_xlsx.h"

namespace station {

/// A table as CSV: UTF-8 with BOM, RFC 4180, lines ending in CRLF; a text that a spreadsheet
/// program would take for a formula gets an apostrophe in front. Pure; any thread.
base::Bytes write_text_csv(const ShipTable& table);
/// One cell of it.
std::string csv_cell(const std::string& text);

}  // namespace station
