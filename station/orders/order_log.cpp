#include "station/orders/order_log.h"

#include <optional>

namespace station {

using base::ErrorCode;
using base::fail;

base::Result<OrderState> state_of(Session& db, base::OrderRow order) {
    auto row = db.query_one("SELECT state, order_no FROM orders WHERE id = $1", values(order));
    if (!row) return base::pass(row, "order row " + std::to_string(order.value()));
    const auto state = order_state(row->text(0));
    if (!state)
        return fail(ErrorCode::Corrupt,
                    "order " + row->text(1) + " has the unknown state '" + row->text(0) + "'");
    return *state;
}

base::Result<base::OrderNo> order_no_of(Session& db, base::OrderRow order) {
    auto row = db.query_one("SELECT order_no FROM orders WHERE id = $1", values(order));
    if (!row) return base::pass(row, "order row " + std::to_string(order.value()));
    return base::OrderNo(row->text(0));
}

base::Result<base::OrderRow> find_order(Session& db, const base::OrderNo& order_no) {
    auto row = db.query("SELECT id FROM orders WHERE order_no = $1", values(order_no));
    if (!row) return base::pass(row);
    if (row->empty())
        return fail(ErrorCode::NotFound, "there is no order " + order_no.str(),
                    "error.order_unknown");
    return row->front().id<base::OrderRow>(0);
}

namespace {

/// The step that orders in one parcel take when its own order takes `event`; nothing when each goes
/// its own way. A label that cannot be printed holds its own order alone.
std::optional<OrderEvent> shared_step(OrderEvent event) {
    switch (event) {
        case OrderEvent::NumberGiven:
        case OrderEvent::LabelQueued:
        case OrderEvent::LabelPrinted:
        case OrderEvent::LabelWithdrawn:
        case OrderEvent::Bound:
        case OrderEvent::UnboundPrinted:
        case OrderEvent::UnboundNumbered:
            return event;
        case OrderEvent::LabelUnprintable:
            return OrderEvent::LabelWithdrawn;
        default:
            return std::nullopt;
    }
}

}  // namespace

base::Result<OrderState> move_order(const Context& context, base::OrderRow order, OrderEvent event,
                                    const std::string& actor,
                                    const std::map<std::string, std::string>& detail) {
    auto from = state_of(context.db, order);
    if (!from) return base::pass(from);
    auto to = next(*from, event);
    if (!to) return base::pass(to);
    const base::Time now = context.clock.now();
    auto changed = context.db.execute(
        "UPDATE orders SET state = $1, state_at = $2, updated_at = $3 WHERE id = $4 AND state = $5",
        values(name(*to), now, now, order, name(*from)));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the order was changed by somebody else at this moment",
                    "error.order_state");
    auto noted = append_audit(context.db, now,
                              {.actor = actor,
                               .action = std::string(name(event)),
                               .order = order,
                               .from = std::string(name(*from)),
                               .to = std::string(name(*to)),
                               .detail = detail});
    if (!noted) return base::pass(noted);
    if (const auto step = shared_step(event)) {
        auto along = context.db.query("SELECT id FROM orders WHERE merged_into = $1 ORDER BY id",
                                      values(order));
        if (!along) return base::pass(along);
        for (const Row& row : *along) {
            const auto other = row.id<base::OrderRow>(0);
            auto state = state_of(context.db, other);
            if (!state) return base::pass(state);
            if (!next(*state, *step)) continue;
            auto moved = move_order(context, other, *step, actor, detail);
            if (!moved) return base::pass(moved);
        }
    }
    return *to;
}

}  // namespace station
