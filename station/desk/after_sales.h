#pragma once
#include <optional>

#include "station/desk/arrival_actions.h"
#include "station/orders/refund_export.h"
#include "station/views.h"

namespace station {

enum class RefundArrival { Created, Updated, Unchanged, Older };

/// The buyers' requests that refund exports tell of, and what they do to orders. Works in the
/// caller's transaction; station thread.
class AfterSales {
public:
    AfterSales(const Context& context, Journal& journal)
        : context_(context), store_(context), actions_(context, journal) {}

    /// Stores the request and, unless the order's own export is newer, lets it act on its order.
    /// A request for an order that is not known yet is kept; see request_of(). Idempotent; an older
    /// file changes nothing.
    base::Result<RefundArrival> take(const IncomingRefund& refund, base::Time as_of,
                                     std::int64_t import_id);

    /// What the requests of the order say, when a file at least as new as `since` told of them.
    base::Result<std::optional<AfterSale>> request_of(const std::string& platform,
                                                      const base::OrderNo& order_no,
                                                      base::Time since) const;

private:
    base::Status act(const IncomingRefund& refund, base::Time as_of, RefundArrival arrival);
    std::optional<base::Time> answer_by(const IncomingRefund& refund) const;

    Context context_;
    OrderStore store_;
    ArrivalActions actions_;
};

base::Result<AfterSaleListView> read_after_sales(const Context& context, const std::string& state,
                                                 int page);
/// As of when requests are known, how many are open, and whose answer is due.
base::Status read_after_sales_status(const Context& context, StatusView& status);

}  // namespace station
