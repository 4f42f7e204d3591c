#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "station/orders/table.h"

namespace station {

/// Reads the first visible sheet of an XLSX workbook. Cells become text: shared and inline strings
/// (rich text joined, phonetic readings left out), numbers without losing a digit (plain_number()),
/// dates as "2026-11-23 12:55:00", TRUE and FALSE, and of a formula the result stored with it.
/// Of merged cells the first one has the text, the others are empty. Pure; any thread.
/// Streams: memory follows the text of the sheet, within `limits`.
/// Fails with a message that says what is wrong and what to do: InvalidInput (empty, not an XLSX,
/// encrypted, beyond the limits), Corrupt (cut off, damaged). Error::key is one of file_empty,
/// file_not_table, file_encrypted, file_cut, file_damaged, file_too_big.
/// Source: ECMA-376 part 1 (SpreadsheetML).
base::Result<Table> read_xlsx(base::ByteView file, const TableLimits& limits = {});

}  // namespace station
