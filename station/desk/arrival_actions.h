#pragma once
#include <functional>

#include "station/batches/journal.h"
#include "station/orders/arrivals.h"
#include "station/orders/order_store.h"

namespace station {

/// What an export says of a known order that was not known before, in no special order. `things`
/// are those of the order; `order` has the request of a refund export already in it.
std::vector<News> news_of(const OrderStore& store, const StoredOrder& stored,
                          const OrderThings& things, const IncomingOrder& order);

/// Carries out what the table of arrivals says (station/orders/arrivals.h). Works in the caller's
/// transaction; station thread.
class ArrivalActions {
public:
    ArrivalActions(const Context& context, Journal& journal)
        : context_(context), journal_(journal), store_(context) {}

    /// `judgement` is what screening says of the order now; only some courses look at it.
    base::Status apply(const StoredOrder& stored, const OrderThings& things,
                       std::span<const News> news, base::Time as_of, const Judgement& judgement,
                       bool screening_changed);
    /// How a judgement moves an order that stands in `state`.
    base::Result<OrderEvent> judged_event(base::OrderRow order, OrderState state,
                                          const Judgement& judgement);

private:
    base::Status intercept(const StoredOrder& stored, std::string_view reason);
    base::Status close(const StoredOrder& stored, std::string_view reason);
    /// Where the platform refused our row and the order has ended there: closed, the row recalled.
    base::Status end_rejected(const StoredOrder& stored, std::string_view reason);
    base::Status confirm(const StoredOrder& stored);
    base::Status kill(const StoredOrder& stored, SheetFate sheets, std::string_view reason);
    base::Status rejudge(const StoredOrder& stored, const Judgement& judgement, base::Time as_of);
    /// False when it was refused, held by a person, or stopped by something else before.
    base::Result<bool> resume(const StoredOrder& stored, News news, const Judgement& judgement);
    base::Status move(const StoredOrder& stored, OrderEvent event, std::string_view reason);

    Context context_;
    Journal& journal_;
    OrderStore store_;
};

}  // namespace station
