#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace tests {

/// One row of an export: column title -> text.
using GeneratedRow = std::map<std::string, std::string>;

/// Rows of a shop's day as its back end knows them, in the back end's own spelling
/// ("2026-11-23 12:52:00", no TABs). Some orders have several rows, gifts, notes, flags, a number,
/// a presale start; receivers are made up. The same seed gives the same rows.
std::vector<GeneratedRow> generate_orders(int orders, std::uint64_t seed);
/// Order n (from 0) alone has one row: for measuring, where each row is an order of its own.
std::vector<GeneratedRow> generate_single_rows(int orders, std::uint64_t seed);

/// How a file writes the same rows.
struct ExportStyle {
    enum class Format { Xlsx, XlsxSharedStrings, Csv };
    enum class Encoding { Utf8, Utf8WithBom, Gb18030 };
    const char* name = "";
    Format format = Format::Xlsx;
    Encoding encoding = Encoding::Utf8;  ///< Of CSV.
    char separator = ',';                ///< Of CSV.
    int columns = 72;                    ///< 72 known ones; more: with titles of their own.
    bool shuffled = false;               ///< Columns in another order, and the rows too.
    bool slash_dates = false;            ///< 2026/11/23 12:52:00
    bool leading_tabs = false;           ///< "\tP7000…": so that no program shortens a number.
    bool trailing_tabs = false;
    bool guarded = false;  ///< ="P7000…" in CSV.
    bool crlf = false;
};

/// The file. Deterministic.
base::Bytes write_export(const std::vector<GeneratedRow>& rows, const ExportStyle& style,
                         std::uint64_t seed);
/// The titles of the back end's export, as it writes them.
const std::vector<std::string>& export_titles();

}  // namespace tests
