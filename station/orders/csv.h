#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "station/orders/table.h"

namespace station {

/// Reads a CSV file (RFC 4180) in UTF-8, with or without BOM, or GB18030; separated by comma, TAB
/// or semicolon, whichever the header row uses; lines end in LF, CRLF or CR. Spaces and TABs around
/// a value go, and so does the guard ="0123" that keeps a spreadsheet program from shortening
/// numbers. Row numbers count records, as a spreadsheet program does. Pure; any thread.
/// Corrupt (key file_cut) when the file ends inside a row: an open quote, half a character, or a
/// last row shorter than all others. InvalidInput when it is empty, not text, or beyond the limits.
base::Result<Table> read_csv(base::ByteView file, const TableLimits& limits = {});

}  // namespace station
