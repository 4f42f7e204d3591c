#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/refund_layout.h"
#include "station/orders/order_export.h"
#include "station/orders/table.h"

namespace station {

/// A buyer's request as the refund export tells it: all its rows together.
struct IncomingRefund {
    std::string refund_no;
    base::OrderNo order_no;
    std::string platform;
    config::RefundKind kind = config::RefundKind::Other;
    config::RefundState state = config::RefundState::Open;
    std::string kind_text, state_text;  ///< The export's own words.
    std::string reason, title;
    std::int64_t amount_fen = 0;
    std::optional<base::Time> asked_at, received_at;
    int row = 0;
};

struct RefundReading {
    base::Time as_of{};
    int rows = 0;
    std::vector<IncomingRefund> refunds;  ///< As they first stand in the file.
    std::vector<RowProblem> problems;     ///< By row.
};

/// Has the table the columns of a refund export? An order export has no number of a request.
bool is_refund_export(const Table& table, const config::RefundLayout& layout);

/// Reads a refund export; columns by their titles, times Beijing, yuan to fen. Pure; any thread.
/// A row that cannot be used is a problem (codes as of read_order_export()); a bad amount or time
/// is told, but the request counts all the same: what stops a parcel must not get lost. A state that
/// the layout does not know is told once (unknown_refund_state) and counts as open.
RefundReading read_refund_export(const Table& table, const config::RefundLayout& layout,
                                 base::Time file_as_of);

}  // namespace station
