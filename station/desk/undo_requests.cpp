// Taking a refund export back: its requests go or are as before, and so do the orders that it alone
// stopped or let go.
#include "station/desk/order_columns.h"
#include "station/desk/undo_part.h"
#include "station/orders/order_log.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

std::optional<OrderState> former_state(const std::string& former) {
    const auto parts = parts_of_former(former);
    if (parts.empty()) return std::nullopt;
    const auto state = parts.front().find("state");
    return state == parts.front().end() ? std::nullopt : order_state(state->second);
}

/// Can an order that stands in `now` go back to `former` at all?
bool can_go_back(OrderState now, OrderState former) {
    if (now == former) return true;
    // Its row of the outbox was recalled, and its box may be anywhere by now.
    if (now == OrderState::Intercepted)
        return former != OrderState::Packed && former != OrderState::Shipped;
    return former == OrderState::Intercepted && next(now, OrderEvent::Intercept).has_value();
}

std::string reason_in(OrderState state, const std::string& action) {
    switch (state) {
        case OrderState::Packed:
        case OrderState::Shipped:
            return "bound";
        case OrderState::Printed:
            return "printed";
        case OrderState::Queued:
            return "queued";
        case OrderState::Numbered:
            return "numbered";
        default:
            return reason_of_action(action);
    }
}

UndoLine judged_request(const Row& row, std::int64_t import) {
    UndoLine line;
    line.id = row.integer(0);
    line.order_no = base::OrderNo(row.text(1));
    line.item = row.text(2);
    using Fate = UndoLine::Verdict;
    const std::string outcome = row.text(3), former = row.text(4);
    if (row.null(5)) return line.judged(Fate::Keep, "request_gone");
    if (outcome != "unchanged" && row.integer(6) != import)
        return line.judged(Fate::Keep, "refund_export");
    // A newer file told of it too: what it stopped stays stopped.
    if (const std::string kind = row.text(9); !kind.empty())
        return line.judged(Fate::Keep, reason_of_kind(kind));
    const Fate back = outcome == "new" ? Fate::Remove : Fate::Restore;
    const auto now = order_state(row.text(8));
    if (row.null(7) || !now) return line.judged(back, "");
    line.order = row.id<base::OrderRow>(7);
    line.state = *now;
    // All requests of one order go back together, or none.
    if (row.integer(11) == 0) return line.judged(back, "");
    if (const std::string action = row.text(10); !action.empty())
        return line.judged(Fate::Keep, reason_in(*now, action));
    if (row.integer(12) > 0) return line.judged(Fate::Keep, "at_bench");
    if (row.integer(13) > 0) return line.judged(Fate::Keep, "merged");
    if (former.empty()) return line.judged(back, "");
    const auto then = former_state(former);
    if (!then) return line.judged(Fate::Keep, "no_record");
    if (!can_go_back(*now, *then))
        return line.judged(Fate::Keep, *now == OrderState::Intercepted ? "bound" : "moved_since");
    line.moves_order = true;
    return line.judged(back, "");
}

class RequestUndo final : public UndoPart {
public:
    RequestUndo(const Context& context, std::int64_t import, std::string actor)
        : context_(context), import_(import), actor_(std::move(actor)) {}

    base::Result<std::vector<UndoLine>> lines(std::int64_t after, int limit) const override;
    base::Status take_back(const UndoLine& line) override;

private:
    base::Status request(const UndoLine& line, const std::string& former);
    base::Status order(const UndoLine& line, const std::string& former);
    base::Status move(base::OrderRow order, OrderState now, OrderState then);

    Context context_;
    std::int64_t import_;
    std::string actor_;
};

base::Result<std::vector<UndoLine>> RequestUndo::lines(std::int64_t after, int limit) const {
    static const std::string sql =
        "SELECT l.id, l.order_no, l.item, l.item_outcome, l.former, s.id, s.import_id, o.id,"
        " o.state," +
        later_kind_sql() + "," + last_action_sql() +
        ", (SELECT count(*) FROM import_orders e WHERE e.import_id = l.import_id"
        "  AND e.order_no = l.order_no AND e.former <> ''),"
        " (SELECT count(*) FROM bench_sessions b WHERE b.order_id = o.id AND b.state = 'open'),"
        " (SELECT count(*) FROM orders g WHERE (g.merged_into = o.id)"
        "  OR (g.id = o.id AND g.merged_into IS NOT NULL))"
        " FROM import_orders l LEFT JOIN after_sales s ON s.refund_no = l.item AND s.platform = $1"
        " LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = s.platform"
        " WHERE l.import_id = $2 AND l.undone = 0 AND (l.item_outcome IN ('new', 'updated')"
        "  OR (l.item_outcome = 'unchanged' AND l.former <> '')) AND l.id > $3 ORDER BY l.id";
    auto rows = context_.db.query(limit > 0 ? sql + " LIMIT " + std::to_string(limit) : sql,
                                  values(context_.settings.shop.platform, import_, after));
    if (!rows) return base::pass(rows);
    std::vector<UndoLine> lines;
    for (const Row& row : *rows) lines.push_back(judged_request(row, import_));
    return lines;
}

base::Status RequestUndo::take_back(const UndoLine& line) {
    auto former = context_.db.query_one(
        "SELECT former, item_former FROM import_orders WHERE id = $1", values(line.id));
    if (!former) return base::pass(former);
    if (auto done = request(line, former->text(1)); !done) return done;
    if (line.moves_order) {
        if (auto done = order(line, former->text(0)); !done) return done;
    }
    return append_audit(
        context_.db, context_.clock.now(),
        {.actor = actor_,
         .action = "request_taken_back",
         .order = line.order,
         .detail = {{"import", std::to_string(import_)}, {"refund_no", line.item}}});
}

base::Status RequestUndo::request(const UndoLine& line, const std::string& former) {
    if (line.verdict == UndoLine::Verdict::Remove) {
        auto gone = context_.db.execute(
            "DELETE FROM after_sales WHERE platform = $1 AND refund_no = $2 AND import_id = $3",
            values(context_.settings.shop.platform, line.item, import_));
        if (!gone) return base::pass(gone);
        if (*gone == 1) return {};
        return fail(ErrorCode::Conflict, "request " + line.item + " was changed meanwhile");
    }
    const auto parts = parts_of_former(former);
    if (former.empty() || parts.empty())
        return fail(ErrorCode::Corrupt,
                    "the former contents of request " + line.item + " cannot be read");
    std::vector<Value> cells;
    std::string sql =
        "UPDATE after_sales SET " + assignments(kRequestColumns, parts.front(), cells);
    cells.push_back(value(context_.clock.now()));
    sql += ", updated_at = $" + std::to_string(cells.size());
    cells.push_back(value(context_.settings.shop.platform));
    sql += " WHERE platform = $" + std::to_string(cells.size());
    cells.push_back(value(line.item));
    sql += " AND refund_no = $" + std::to_string(cells.size());
    auto done = context_.db.execute(sql, cells);
    if (!done) return base::pass(done);
    return {};
}

base::Status RequestUndo::order(const UndoLine& line, const std::string& former) {
    const auto parts = parts_of_former(former);
    const auto then = former_state(former);
    if (parts.empty() || !then)
        return fail(ErrorCode::Corrupt,
                    "what order " + line.order_no.str() + " was before its request cannot be read");
    if (auto done = write_back(context_, line, kRequestedColumns, parts.front()); !done)
        return done;
    return *then == line.state ? base::Status{} : move(line.order, line.state, *then);
}

// What was stopped goes on where it stood; a label that was withdrawn waits for the next batch, and
// a sheet that is good stays good.
base::Status RequestUndo::move(base::OrderRow order, OrderState now, OrderState then) {
    const auto step = [&](OrderEvent event) -> base::Status {
        auto moved = move_order(context_, order, event, actor_, {{"reason", "import_undone"}});
        if (!moved) return base::pass(moved);
        return {};
    };
    if (now != OrderState::Intercepted) return step(OrderEvent::Intercept);
    auto facts = context_.db.query_one(
        "SELECT (SELECT count(*) FROM parcels p WHERE p.order_id = o.id AND p.void = 0"
        "  AND p.number IS NOT NULL),"
        " (SELECT count(*) FROM label_jobs j WHERE j.order_id = o.id AND j.superseded = 0"
        "  AND j.state IN ('sending', 'sent', 'printed', 'unknown')) FROM orders o WHERE o.id = $1",
        values(order));
    if (!facts) return base::pass(facts);
    if (facts->integer(0) == 0) return return_to(context_, order, then, actor_);
    const OrderEvent resume =
        facts->integer(1) > 0 ? OrderEvent::ResumePrinted : OrderEvent::ResumeNumbered;
    if (auto done = step(resume); !done) return done;
    if (then == OrderState::Held) return step(OrderEvent::JudgedUnfit);
    if (then == OrderState::Refused) return step(OrderEvent::Refuse);
    return {};
}

}  // namespace

std::unique_ptr<UndoPart> undo_requests(const Context& context, std::int64_t import,
                                        const std::string& actor) {
    return std::make_unique<RequestUndo>(context, import, actor);
}

}  // namespace station
