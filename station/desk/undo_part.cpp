#include "station/desk/undo_part.h"

#include "station/desk/order_columns.h"
#include "station/orders/order_log.h"

namespace station {

namespace {

// What the import itself wrote of the order, and what an undone one wrote and its undo, is no
// reason to let it be. Nor is who looked at it, where it was scanned, or what became of a task.
constexpr const char* kSince =
    " FROM audit a WHERE a.order_id = o.id AND a.id > l.audit_to AND NOT EXISTS ("
    " SELECT 1 FROM import_orders u WHERE u.order_no = l.order_no AND u.import_id >= l.import_id"
    "  AND u.id <> l.id AND ((u.undone = 1 AND a.id > u.undo_from AND a.id <= u.undo_to) OR"
    "  ((u.undone = 1 OR u.import_id = l.import_id)"
    "   AND a.id > u.audit_from AND a.id <= u.audit_to)))";

}  // namespace

std::string later_kind_sql() {
    return " coalesce((SELECT i.kind FROM import_orders m JOIN imports i ON i.id = m.import_id"
           "  WHERE m.order_no = l.order_no AND m.import_id > l.import_id AND m.undone = 0"
           "  AND m.outcome <> 'left_out' AND (i.undone_at IS NULL OR m.outcome <> 'unchanged')"
           "  ORDER BY m.id DESC LIMIT 1), '')";
}

std::string last_action_sql() {
    return std::string(" coalesce((SELECT a.action") + kSince +
           " AND a.action NOT IN ('revealed', 'not_numbered', 'sheet_number',"
           " 'sheet_number_back', 'judged_fit', 'judged_unfit')"
           " AND substr(a.action, 1, 5) NOT IN ('scan_', 'task_') ORDER BY a.id DESC LIMIT 1), '')";
}

std::string judged_since_sql() {
    return std::string(" (SELECT count(*)") + kSince +
           " AND a.action IN ('judged_fit', 'judged_unfit'))";
}

std::string reason_of_kind(const std::string& kind) {
    if (kind == "refunds") return "refund_export";
    return kind == "numbers" ? "number_sheet" : "later_import";
}

std::string reason_of_action(const std::string& action) {
    if (action.starts_with("number_")) return "number_asked";
    if (action.starts_with("label_")) return "printed";
    if (action == "merged" || action == "unmerged") return "merged";
    if (action == "intercept" || action == "close" || action.starts_with("resume_"))
        return "moved_since";
    return "decided";
}

std::unique_ptr<UndoPart> undo_part(const Context& context, const std::string& kind,
                                    std::int64_t import, const std::string& actor) {
    if (kind == "refunds") return undo_requests(context, import, actor);
    if (kind == "numbers") return undo_numbers(context, import, actor);
    return undo_orders(context, import, actor);
}

base::Status write_back(const Context& context, const UndoLine& line,
                        std::span<const Column> columns,
                        const std::map<std::string, std::string>& former) {
    std::vector<Value> cells;
    std::string sql = "UPDATE orders SET " + assignments(columns, former, cells);
    cells.push_back(value(context.clock.now()));
    sql += ", updated_at = $" + std::to_string(cells.size());
    cells.push_back(value(line.order));
    sql += " WHERE id = $" + std::to_string(cells.size());
    cells.push_back(value(name(line.state)));
    sql += " AND state = $" + std::to_string(cells.size());
    auto done = context.db.execute(sql, cells);
    if (!done) return base::pass(done, "order " + line.order_no.str());
    if (*done != 1)
        return base::fail(base::ErrorCode::Conflict,
                          "order " + line.order_no.str() + " was moved meanwhile");
    return {};
}

base::Status return_to(const Context& context, base::OrderRow order, OrderState state,
                       const std::string& actor) {
    std::vector<OrderEvent> way = {OrderEvent::RolledBack};
    switch (state) {
        case OrderState::Screened:
            way.push_back(OrderEvent::JudgedFit);
            break;
        case OrderState::Held:
            way.push_back(OrderEvent::JudgedUnfit);
            break;
        case OrderState::Refused:
            way.push_back(OrderEvent::JudgedFit);
            way.push_back(OrderEvent::Refuse);
            break;
        case OrderState::Intercepted:
            way.push_back(OrderEvent::Intercept);
            break;
        case OrderState::Closed:
            way.push_back(OrderEvent::Close);
            break;
        default:
            break;
    }
    for (const OrderEvent event : way) {
        auto moved = move_order(context, order, event, actor, {{"reason", "import_undone"}});
        if (!moved) return base::pass(moved);
    }
    return {};
}

}  // namespace station
