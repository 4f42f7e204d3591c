#include "station/orders/refund_export.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "station/orders/export_columns.h"
#include "station/orders/export_values.h"

namespace station {
namespace {

using config::RefundField;

class RefundReader {
public:
    RefundReader(const Table& table, const config::RefundLayout& layout, base::Time as_of)
        : table_(table), layout_(layout) {
        reading_.as_of = as_of;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            columns_[i] = columns_titled(table, layout.columns[i]);
    }

    RefundReading read() {
        reading_.rows = static_cast<int>(table_.row_count());
        for (row_ = 0; row_ < table_.row_count(); ++row_) read_row();
        return std::move(reading_);
    }

private:
    /// The first column of the field that is not empty in the row; npos when it has none.
    std::size_t column(RefundField field) const {
        const auto& all = columns_[static_cast<std::size_t>(field)];
        for (const std::size_t one : all) {
            if (!base::trim(table_.cell(row_, one)).empty()) return one;
        }
        return all.empty() ? std::string::npos : all.front();
    }
    std::string_view raw(RefundField field) const {
        const std::size_t at = column(field);
        return at == std::string::npos ? std::string_view{} : base::trim(table_.cell(row_, at));
    }
    std::string text(RefundField field) const {
        std::string value = clean_text(raw(field));
        return value == "-" ? std::string() : value;
    }

    void problem(RefundField field, const base::OrderNo& order_no, std::string code,
                 std::string message) {
        const std::size_t at = column(field);
        std::string title;
        if (at != std::string::npos)
            title = std::string(base::trim(table_.header(at))) + " (" + column_letters(at) + ")";
        reading_.problems.push_back({table_.row_number(row_), std::move(title), order_no,
                                     std::move(code), std::move(message)});
    }

    /// The value, or nothing after a problem.
    template <typename T>
    std::optional<T> value(RefundField field, const base::OrderNo& order_no,
                           base::Result<std::optional<T>> parsed) {
        if (parsed) return *parsed;
        problem(field, order_no, "bad_refund_value",
                parsed.error().message + "; the request counts all the same");
        return std::nullopt;
    }

    /// Empty after a problem.
    std::string number(RefundField field) {
        const auto parsed = parse_number_text(raw(field));
        if (!parsed) {
            problem(field, {}, parsed.error().key, parsed.error().message);
            return {};
        }
        const bool good = parsed->size() <= 64 && std::ranges::all_of(*parsed, [](char c) {
                              return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                     (c >= 'a' && c <= 'z') || c == '-' || c == '_';
                          });
        if (parsed->empty())
            problem(field, {}, "missing_value", "the row has no such number");
        else if (!good)
            problem(field, {}, "bad_value",
                    "the number has other characters than letters and digits, or is too long");
        return good ? *parsed : std::string();
    }

    void read_row() {
        const std::string refund_no = number(RefundField::RefundNo);
        const base::OrderNo order_no(number(RefundField::OrderNo));
        if (refund_no.empty() || order_no.empty()) return;
        const std::int64_t amount =
            value(RefundField::Amount, order_no, parse_yuan(raw(RefundField::Amount))).value_or(0);
        const std::string title = text(RefundField::Title);
        const auto [found, is_new] = by_number_.emplace(refund_no, reading_.refunds.size());
        if (!is_new) {
            add_article(reading_.refunds[found->second], order_no, title, amount);
            return;
        }
        IncomingRefund refund;
        refund.refund_no = refund_no;
        refund.order_no = order_no;
        refund.platform = layout_.platform;
        refund.kind_text = text(RefundField::Kind);
        refund.kind = layout_.kind(refund.kind_text);
        refund.state_text = text(RefundField::State);
        refund.state = layout_.state(refund.state_text);
        if (!layout_.knows_state(refund.state_text) &&
            unknown_states_.insert(refund.state_text).second)
            problem(RefundField::State, order_no, "unknown_refund_state",
                    in_quotes(refund.state_text) +
                        " is no state that is known; requests with it count as open");
        refund.reason = text(RefundField::Reason);
        refund.title = title;
        refund.amount_fen = amount;
        refund.asked_at =
            value(RefundField::AskedAt, order_no, parse_time(raw(RefundField::AskedAt)));
        refund.received_at =
            value(RefundField::ReceivedAt, order_no, parse_time(raw(RefundField::ReceivedAt)));
        refund.row = table_.row_number(row_);
        reading_.refunds.push_back(std::move(refund));
    }

    /// A further row of the same request: another article, or the very same row again.
    void add_article(IncomingRefund& refund, const base::OrderNo& order_no,
                     const std::string& title, std::int64_t amount) {
        if (refund.order_no != order_no) {
            problem(RefundField::OrderNo, order_no, "conflicting_rows",
                    "row " + std::to_string(refund.row) + " gives the request another order");
            return;
        }
        const config::RefundState state = layout_.state(text(RefundField::State));
        // An open article stops the order whatever the others are.
        if (state < refund.state) {
            refund.state = state;
            refund.state_text = text(RefundField::State);
        }
        if (title.empty() || refund.title.find(title) != std::string::npos) return;
        refund.title += (refund.title.empty() ? "" : "; ") + title;
        refund.amount_fen += amount;
    }

    const Table& table_;
    const config::RefundLayout& layout_;
    std::array<std::vector<std::size_t>, config::kRefundFieldCount> columns_;
    std::unordered_map<std::string, std::size_t> by_number_;
    std::unordered_set<std::string> unknown_states_;  // Each is told once, not for every row.
    RefundReading reading_;
    std::size_t row_ = 0;
};

}  // namespace

bool is_refund_export(const Table& table, const config::RefundLayout& layout) {
    return std::ranges::all_of(layout.required, [&](RefundField field) {
        return !columns_titled(table, layout.titles(field)).empty();
    });
}

RefundReading read_refund_export(const Table& table, const config::RefundLayout& layout,
                                 base::Time file_as_of) {
    return RefundReader(table, layout, file_as_of).read();
}

}  // namespace station
