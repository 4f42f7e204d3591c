#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace station {

/// Which day a date number counts from: Excel for Windows, or the old one for the Macintosh.
enum class DateEpoch { Year1900, Year1904 };

/// What a number cell shows, without losing a digit: "7.8048767698635E+13" is "78048767698635",
/// "19.989999999999998" is "19.99" (a binary fraction has 15 true digits). A number that has
/// already lost digits ("1.2345678901234568E+17") stays as it is, so that a reader can tell.
std::string plain_number(std::string_view raw);

/// Does the text look like a number that a spreadsheet program has shortened: "1.23457E+17"?
bool is_shortened_number(std::string_view text);

/// "2026-11-23 12:55:00" for a date number (days, with the time as fraction), rounded to the
/// second; nothing when it is none that a calendar has (below 1, or after the year 9999).
std::optional<std::string> date_text(std::string_view raw, DateEpoch epoch);

/// Is a number shown as a date under this built-in format (ECMA-376 part 1, 18.8.30)?
bool is_date_format(int id);
/// Is this format code one for dates: "yyyy\-mm\-dd hh:mm"? Letters in quotes, brackets and after a
/// backslash do not count.
bool is_date_format(std::string_view code);

/// "C5" -> 2. Nothing when it is not a cell reference.
std::optional<std::size_t> column_of(std::string_view reference);

/// Resolves the escapes "_x000D_" of spreadsheet text (ECMA-376 part 1, 22.4.2.4).
std::string unescape(std::string text);

/// The name of the part a relationship points to: ("xl/workbook.xml", "worksheets/sheet1.xml") ->
/// "xl/worksheets/sheet1.xml". Nothing when it leads out of the file.
std::optional<std::string> resolve_part(std::string_view from, std::string_view target);

}  // namespace station
