#include "station/shipping/text_csv.h"

namespace station {
namespace {

/// A spreadsheet program takes a text that begins so for a formula, and runs it.
bool looks_like_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

}  // namespace

std::string csv_cell(const std::string& text) {
    const std::string safe = looks_like_formula(text) ? "'" + text : text;
    if (safe.find_first_of(",\"\r\n\t;") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

base::Bytes write_text_csv(const ShipTable& table) {
    base::Bytes out;
    base::append(out, std::string_view("\xEF\xBB\xBF"));
    for (const auto& row : table) {
        for (std::size_t i = 0; i < row.size(); ++i)
            base::append(out, (i == 0 ? "" : ",") + csv_cell(row[i]));
        base::append(out, std::string_view("\r\n"));
    }
    return out;
}

}  // namespace station
