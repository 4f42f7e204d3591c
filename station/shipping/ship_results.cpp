#include "station/shipping/ship_results.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "station/orders/export_values.h"
#include "station/orders/table_file.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kLongestReason = 200;  // Characters.

/// For comparing: half-width, ASCII capitals, no spaces around.
std::string plain(std::string_view text) {
    return base::to_upper(base::trim(base::nfkc(clean_text(text))));
}

std::optional<std::size_t> column_of(const Table& table, const std::vector<std::string>& titles) {
    // The first of the titles that is there, not the first column: "结果" before "状态".
    for (const std::string& title : titles) {
        for (std::size_t i = 0; i < table.column_count(); ++i) {
            if (plain(table.header(i)) == plain(title)) return i;
        }
    }
    return std::nullopt;
}

bool has_word(const std::string& text, const std::vector<std::string>& words) {
    return std::ranges::any_of(words, [&](const std::string& word) {
        return text.find(plain(word)) != std::string::npos;
    });
}

std::string shortened(std::string text) {
    if (base::length_utf8(text) <= kLongestReason) return text;
    return base::to_utf8(base::to_utf32(text).substr(0, kLongestReason));
}

}  // namespace

base::Result<std::vector<ShipResult>> read_ship_results(base::ByteView content,
                                                        const config::ShipResultLayout& layout) {
    const auto table = read_table(content);
    if (!table) return base::pass(table);
    const auto order = column_of(*table, layout.order_no);
    const auto result = column_of(*table, layout.result);
    const auto reason = column_of(*table, layout.reason);
    if (!order || (!result && !reason))
        return fail(ErrorCode::InvalidInput,
                    "the list needs its row of titles, with a column of order numbers (" +
                        layout.order_no.front() + ") and one of results (" + layout.result.front() +
                        ") or reasons (" + layout.reason.front() + ")",
                    "error.results_unreadable");
    std::vector<ShipResult> results;
    for (std::size_t i = 0; i < table->row_count(); ++i) {
        const auto number = parse_number_text(base::trim(table->cell(i, *order)));
        ShipResult one;
        one.row = table->row_number(i);
        one.order_no = base::OrderNo(number ? *number : std::string());
        if (reason) one.reason = shortened(clean_text(table->cell(i, *reason)));
        if (one.reason == "-") one.reason.clear();
        if (result) {
            const std::string text = plain(table->cell(i, *result));
            if (has_word(text, layout.failure)) {
                one.outcome = ShipResult::Outcome::Refused;
                if (one.reason.empty()) one.reason = shortened(clean_text(table->cell(i, *result)));
            } else if (has_word(text, layout.success)) {
                one.outcome = ShipResult::Outcome::Taken;
            }
        } else {
            one.outcome =
                one.reason.empty() ? ShipResult::Outcome::Taken : ShipResult::Outcome::Refused;
        }
        results.push_back(std::move(one));
    }
    return results;
}

}  // namespace station
