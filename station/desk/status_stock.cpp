#include "station/desk/status_stock.h"

#include <algorithm>

#include "station/batches/stock_marks.h"

namespace station {

base::Status read_stock_status(const Context& context, StatusView& status) {
    const base::Time now = status.now;
    auto ready = context.db.query_one(
        "SELECT count(DISTINCT w.order_id), min(m.ended_at) FROM parked_orders w"
        " JOIN stock_marks m ON m.id = w.mark_id WHERE w.state = 'ready' AND NOT" +
        out_of_stock("w.order_id"));
    if (!ready) return base::pass(ready);
    if (ready->integer(0) > 0)
        status.needs_person.push_back({"parked_ready",
                                       ready->maybe_time(1).value_or(now),
                                       ready->small(0),
                                       {},
                                       "/orders?state=parked_ready"});
    auto stopped = context.db.query_one(
        "SELECT count(DISTINCT f.merged_into), min(f.state_at) FROM orders f"
        " JOIN orders m ON m.id = f.merged_into WHERE f.merged_into IS NOT NULL"
        " AND m.state NOT IN ('shipped', 'closed')"
        " AND (f.state IN ('intercepted', 'held', 'refused', 'closed')"
        " OR m.state IN ('intercepted', 'held', 'refused'))");
    if (!stopped) return base::pass(stopped);
    if (stopped->integer(0) > 0)
        status.needs_person.push_back(
            {"merge_stopped", stopped->time(1), stopped->small(0), {}, "/merges"});
    auto marks = context.db.query(
        "SELECT m.id, m.title, m.spec, m.at,"
        " (SELECT count(*) FROM parked_orders w WHERE w.mark_id = m.id AND w.state = 'parked'),"
        " (SELECT count(*) FROM orders o WHERE o.state IN ('screened', 'numbered')"
        "  AND NOT EXISTS (SELECT 1 FROM parked_orders w WHERE w.order_id = o.id"
        "   AND w.mark_id = m.id AND w.state = 'parked')"
        "  AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND" +
        std::string(kLineIsMarked) + ")) FROM stock_marks m WHERE m.state = 'out' ORDER BY m.id");
    if (!marks) return base::pass(marks);
    if (marks->empty()) return {};
    for (const Row& mark : *marks) {
        const std::string title =
            mark.text(2).empty() ? mark.text(1) : mark.text(1) + " " + mark.text(2);
        status.needs_person.push_back(
            {"out_of_stock",
             mark.time(3),
             mark.small(4) + mark.small(5),
             {{"title", title}, {"parked", mark.text(4)}, {"waiting", mark.text(5)}},
             "/stock"});
    }
    auto waiting = context.db.query_one(
        "SELECT count(*) FROM orders WHERE state IN ('screened', 'numbered')"
        " AND (verdict = 'clear' OR released = 1)"
        " AND (presale_start IS NULL OR presale_start <= $1) AND" +
            out_of_stock("orders.id"),
        values(now));
    if (!waiting) return base::pass(waiting);
    status.counts.ready = std::max(0, status.counts.ready - waiting->small(0));
    return {};
}

}  // namespace station
