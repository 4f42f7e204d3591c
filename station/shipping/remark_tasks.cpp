// Work by hand for orders in several boxes: the platform learns the first number from the ship
// file.
#include "station/orders/order_log.h"
#include "station/shipping/back_end_tasks.h"

namespace station {

base::Status add_remark_task(const Context& context, const ShipRecord& row,
                             const std::string& actor) {
    auto open = context.db.query(
        "SELECT 1 FROM back_end_tasks WHERE order_id = $1 AND kind = 'remark' AND state = 'open'",
        values(row.order));
    if (!open) return base::pass(open);
    if (!open->empty()) return {};
    const base::Time now = context.clock.now();
    auto made = context.db.execute(
        "INSERT INTO back_end_tasks (kind, order_id, state, reason, note, number, carrier,"
        " created_at, actor) VALUES ('remark', $1, 'open', 'boxes', $2, $3, $4, $5, $6)",
        values(row.order, row.other_numbers, row.number, row.carrier, now, actor));
    if (!made) return base::pass(made);
    return append_audit(context.db, now,
                        {.actor = actor,
                         .action = "remark_wanted",
                         .order = row.order,
                         .detail = {{"text", row.other_numbers}}});
}

base::Status withdraw_remark_tasks(const Context& context, base::OrderRow order,
                                   const std::string& actor) {
    const base::Time now = context.clock.now();
    auto withdrawn = context.db.execute(
        "UPDATE back_end_tasks SET state = 'withdrawn', closed_at = $1 WHERE order_id = $2"
        " AND kind = 'remark' AND state = 'open'",
        values(now, order));
    if (!withdrawn) return base::pass(withdrawn);
    if (*withdrawn == 0) return {};
    return append_audit(context.db, now,
                        {.actor = actor,
                         .action = "task_withdraw",
                         .order = order,
                         .detail = {{"kind", "remark"}}});
}

}  // namespace station
