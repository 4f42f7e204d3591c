#include "station/waybills/number_sheet.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "station/waybills/wishes.h"

namespace station {
namespace {

using config::SheetField;

/// Titles are compared without case, width and blanks.
std::string folded(std::string_view title) {
    std::string text = base::to_upper(base::nfkc(base::trim(title)));
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    return text;
}

class Columns {
public:
    Columns(const Table& table, const config::NumberSheetLayout& layout) : table_(table) {
        std::map<std::string, std::size_t> by_title;
        for (std::size_t i = 0; i < table.column_count(); ++i)
            by_title.emplace(folded(table.header(i)), i);
        for (std::size_t i = 0; i < config::kSheetFieldCount; ++i) {
            for (const std::string& title : layout.columns[i]) {
                const auto found = by_title.find(folded(title));
                if (found == by_title.end()) continue;
                columns_[i] = found->second;
                break;
            }
        }
    }
    bool has(SheetField field) const { return column(field).has_value(); }
    std::string_view text(std::size_t row, SheetField field) const {
        return has(field) ? base::trim(table_.cell(row, *column(field))) : std::string_view();
    }
    std::string title(SheetField field) const {
        if (!has(field)) return {};
        return std::string(base::trim(table_.header(*column(field)))) + " (" +
               column_letters(*column(field)) + ")";
    }

private:
    const std::optional<std::size_t>& column(SheetField field) const {
        return columns_[static_cast<std::size_t>(field)];
    }
    const Table& table_;
    std::array<std::optional<std::size_t>, config::kSheetFieldCount> columns_;
};

/// "7.80488E+13": the digits behind it are lost.
bool is_shortened(std::string_view text) {
    const auto e = text.find_first_of("Ee");
    if (e == std::string_view::npos || e == 0 || e + 1 >= text.size()) return false;
    const auto digits = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](char c) {
            return (c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-';
        });
    };
    return digits(text.substr(0, e)) && text.find_first_of(".+") != std::string_view::npos &&
           digits(text.substr(e + 1));
}

bool is_order_like(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    });
}

/// A routing text for a label: one line, not longer than any that has been seen.
std::string routing(std::string_view text) {
    constexpr std::size_t kLongest = 60;
    std::string out(text);
    std::ranges::replace_if(
        out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return base::length_utf8(out) > kLongest ? std::string() : out;
}

/// At most so much of a cell is quoted.
std::string shown(std::string_view text) {
    const std::u32string whole = base::to_utf32(text);
    return "'" + base::to_utf8(whole.substr(0, 40)) + (whole.size() > 40 ? "…'" : "'");
}

}  // namespace

bool is_number_sheet(const Table& table, const config::NumberSheetLayout& layout) {
    const Columns columns(table, layout);
    return columns.has(SheetField::OrderNo) && columns.has(SheetField::Number);
}

base::Result<SheetReading> read_number_sheet(const Table& table,
                                             const config::NumberSheetLayout& layout) {
    const Columns columns(table, layout);
    std::string missing;
    for (const SheetField field : {SheetField::OrderNo, SheetField::Number}) {
        if (!columns.has(field))
            missing += (missing.empty() ? "" : ", ") +
                       (layout.titles(field).empty() ? "?" : layout.titles(field)[0]);
    }
    if (!missing.empty())
        return base::fail(base::ErrorCode::InvalidInput,
                          "the file is not the expected number sheet (" + layout.title +
                              "): its first row lacks the columns " + missing,
                          "columns_missing");
    SheetReading reading;
    reading.rows = static_cast<int>(table.row_count());
    std::map<std::string, std::string> by_order, by_number;
    const std::string order_title = columns.title(SheetField::OrderNo);
    const std::string number_title = columns.title(SheetField::Number);
    for (std::size_t i = 0; i < table.row_count(); ++i) {
        SheetRow row;
        row.row = table.row_number(i);
        const std::string order(columns.text(i, SheetField::OrderNo));
        std::string number = base::to_upper(base::nfkc(columns.text(i, SheetField::Number)));
        std::erase(number, ' ');
        const auto problem = [&](const std::string& column, const char* code,
                                 const std::string& message) {
            reading.problems.push_back(
                {row.row, column, base::OrderNo(is_order_like(order) ? order : ""), code, message});
        };
        if (order.empty() && number.empty()) continue;
        if (order.empty()) {
            problem(order_title, "sheet_no_order",
                    "a number without an order number: its 三段码 belongs to one destination, so "
                    "it cannot be kept for any order; have the carrier fill in the order number, "
                    "or enter a range that was bought without routing as [[numbers.range]]");
            continue;
        }
        if (is_shortened(order) || is_shortened(number)) {
            problem(is_shortened(order) ? order_title : number_title, "damaged_number",
                    shown(is_shortened(order) ? order : number) +
                        " was shortened by a spreadsheet program: format the column as text");
            continue;
        }
        if (!is_order_like(order)) {
            problem(order_title, "bad_value", shown(order) + " is no order number");
            continue;
        }
        if (number.empty()) {
            problem(number_title, "missing_value", "the order has no number in this row");
            continue;
        }
        if (!is_number_like(number)) {
            problem(number_title, "bad_value", shown(number) + " is no waybill number");
            continue;
        }
        const auto [known_order, new_order] = by_order.emplace(order, number);
        const auto [known_number, new_number] = by_number.emplace(number, order);
        if (!new_order || !new_number) {
            const bool same = known_order->second == number && known_number->second == order;
            if (!same)
                problem(new_number ? order_title : number_title, "repeated_row",
                        new_number ? "the order stands in an earlier row with the number " +
                                         known_order->second + ", which counts"
                                   : "the number stands in an earlier row with the order " +
                                         known_number->second + ", which counts");
            continue;
        }
        row.order_no = base::OrderNo(order);
        row.number = number;
        row.sorting_code = routing(columns.text(i, SheetField::SortingCode));
        row.hub_code = routing(columns.text(i, SheetField::HubCode));
        row.hub_name = routing(columns.text(i, SheetField::HubName));
        row.carrier_name = std::string(columns.text(i, SheetField::Carrier));
        if (row.carrier_name.empty()) row.carrier_name = layout.carrier;
        row.order_column = order_title;
        row.number_column = number_title;
        row.sorting_column = columns.title(SheetField::SortingCode);
        row.carrier_column = columns.title(SheetField::Carrier);
        reading.sheet.push_back(std::move(row));
    }
    return reading;
}

}  // namespace station
