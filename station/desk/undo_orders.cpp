// Taking an order export back: new orders go, changed ones are as before.
#include "station/desk/order_columns.h"
#include "station/desk/undo_part.h"
#include "station/orders/order_log.h"
#include "station/shipping/back_end_tasks.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

bool unnumbered(OrderState state) {
    switch (state) {
        case OrderState::Pulled:
        case OrderState::Screened:
        case OrderState::Held:
        case OrderState::Refused:
        case OrderState::Intercepted:
        case OrderState::Closed:
            return true;
        default:
            return false;
    }
}

UndoLine judged_order(const Row& row) {
    UndoLine line;
    line.id = row.integer(0);
    line.order_no = base::OrderNo(row.text(1));
    const bool created = row.text(2) == "new";
    using Fate = UndoLine::Verdict;
    const auto state = order_state(row.text(4));
    if (row.null(3) || !state) return line.judged(Fate::Keep, "gone");
    line.order = row.id<base::OrderRow>(3);
    line.state = *state;
    if (!created && row.flag(9)) return line.judged(Fate::Keep, "numbered_before");
    if (*state == OrderState::Packed || *state == OrderState::Shipped)
        return line.judged(Fate::Block, "bound");
    if (*state == OrderState::Queued) return line.judged(Fate::Block, "queued");
    if (row.integer(8) > 0 || *state == OrderState::Printed)
        return line.judged(Fate::Block, "printed");
    if (row.integer(5) > 0 || !unnumbered(*state)) return line.judged(Fate::Block, "numbered");
    if (row.integer(6) > 0) return line.judged(Fate::Block, "at_bench");
    // Its contents, or what stopped it, are another file's since: that one knew better.
    if (const std::string kind = row.text(13); !kind.empty())
        return line.judged(Fate::Keep, reason_of_kind(kind));
    // Something else of the shop holds on to the order: it cannot be taken out of the books.
    if (created && (row.integer(7) > 0 || row.integer(10) > 0))
        return line.judged(Fate::Keep, "in_batch");
    if (created && row.integer(11) > 0) return line.judged(Fate::Keep, "back_end_task");
    if (row.integer(12) == 0) return line.judged(Fate::Keep, "no_record");
    if (const std::string action = row.text(14); !action.empty()) {
        const std::string reason = reason_of_action(action);
        // Taken out of the books, an order leaves the parcel that it shared.
        if (!created || reason != "merged") return line.judged(Fate::Keep, reason);
    }
    if (created) return line.judged(Fate::Remove, "");
    if (row.integer(15) > 0) return line.judged(Fate::Keep, "judged_since");
    return line.judged(Fate::Restore, "");
}

class OrderUndo final : public UndoPart {
public:
    OrderUndo(const Context& context, std::int64_t import, std::string actor)
        : context_(context), import_(import), actor_(std::move(actor)) {}

    base::Result<std::vector<UndoLine>> lines(std::int64_t after, int limit) const override;
    base::Status take_back(const UndoLine& line) override {
        return line.verdict == UndoLine::Verdict::Remove ? remove(line) : restore(line);
    }

private:
    base::Status remove(const UndoLine& line);
    base::Status restore(const UndoLine& line);

    Context context_;
    std::int64_t import_;
    std::string actor_;
};

base::Result<std::vector<UndoLine>> OrderUndo::lines(std::int64_t after, int limit) const {
    static const std::string sql =
        "SELECT l.id, l.order_no, l.outcome, o.id, o.state,"
        " (SELECT count(*) FROM parcels p WHERE p.order_id = o.id AND p.number IS NOT NULL),"
        " (SELECT count(*) FROM bench_sessions b WHERE b.order_id = o.id AND b.state = 'open'),"
        " (SELECT count(*) FROM batches a WHERE a.only_order = o.id),"
        " (SELECT count(*) FROM label_jobs j WHERE j.order_id = o.id),"
        " l.numbered,"
        " (SELECT count(*) FROM parcels q WHERE q.order_id = o.id),"
        " (SELECT count(*) FROM back_end_tasks t WHERE t.order_id = o.id),"
        " l.audit_to," +
        later_kind_sql() + "," + last_action_sql() + "," + judged_since_sql() +
        " FROM import_orders l LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = $1"
        " WHERE l.import_id = $2 AND l.undone = 0 AND l.outcome IN ('new', 'updated', 'stopped')"
        " AND l.id > $3 ORDER BY l.id";
    auto rows = context_.db.query(limit > 0 ? sql + " LIMIT " + std::to_string(limit) : sql,
                                  values(context_.settings.shop.platform, import_, after));
    if (!rows) return base::pass(rows);
    std::vector<UndoLine> lines;
    for (const Row& row : *rows) lines.push_back(judged_order(row));
    return lines;
}

// The order's lines in the audit stay; this one ends them, so that an order which gets the same row
// id later does not inherit them.
base::Status OrderUndo::remove(const UndoLine& line) {
    auto noted = append_audit(
        context_.db, context_.clock.now(),
        {.actor = actor_,
         .action = "taken_out",
         .order = line.order,
         .from = std::string(name(line.state)),
         .detail = {{"import", std::to_string(import_)}, {"order_no", line.order_no.str()}}});
    if (!noted) return noted;
    auto left = context_.db.execute("UPDATE bench_sessions SET order_id = NULL WHERE order_id = $1",
                                    values(line.order));
    if (!left) return base::pass(left);
    // Who travelled in its parcel gets one of their own: nothing was printed.
    auto parted = context_.db.execute("UPDATE orders SET merged_into = NULL WHERE merged_into = $1",
                                      values(line.order));
    if (!parted) return base::pass(parted);
    auto parked =
        context_.db.execute("DELETE FROM parked_orders WHERE order_id = $1", values(line.order));
    if (!parked) return base::pass(parked);
    auto items =
        context_.db.execute("DELETE FROM order_items WHERE order_id = $1", values(line.order));
    if (!items) return base::pass(items);
    auto gone = context_.db.execute("DELETE FROM orders WHERE id = $1 AND state = $2",
                                    values(line.order, name(line.state)));
    if (!gone) return base::pass(gone, "order " + line.order_no.str());
    if (*gone != 1)
        return fail(ErrorCode::Conflict, "order " + line.order_no.str() + " was moved meanwhile");
    return {};
}

base::Status OrderUndo::restore(const UndoLine& line) {
    auto stored_line =
        context_.db.query_one("SELECT former FROM import_orders WHERE id = $1", values(line.id));
    if (!stored_line) return base::pass(stored_line);
    auto parts = parts_of_former(stored_line->text(0));
    const auto state = parts.empty() ? std::nullopt : order_state(parts.front()["state"]);
    if (!state)
        return fail(ErrorCode::Corrupt,
                    "the former contents of order " + line.order_no.str() + " cannot be read");
    if (auto done = write_back(context_, line, kOrderColumns, parts.front()); !done) return done;
    auto cleared =
        context_.db.execute("DELETE FROM order_items WHERE order_id = $1", values(line.order));
    if (!cleared) return base::pass(cleared);
    for (std::size_t i = 1; i < parts.size(); ++i) {
        std::vector<Value> item = values(line.order);
        std::string places = "$1";
        for (const Column& column : kItemColumns) {
            item.push_back(stored(column, parts[i]));
            places += ", $" + std::to_string(item.size());
        }
        auto made = context_.db.execute(
            "INSERT INTO order_items (order_id, " + item_list() + ") VALUES (" + places + ")",
            item);
        if (!made) return base::pass(made);
    }
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor_,
                               .action = "contents_restored",
                               .order = line.order,
                               .detail = {{"import", std::to_string(import_)}}});
    if (!noted) return noted;
    if (auto opened = disprove_tasks(context_, line.order, actor_); !opened) return opened;
    return *state == line.state ? base::Status{} : return_to(context_, line.order, *state, actor_);
}

}  // namespace

std::unique_ptr<UndoPart> undo_orders(const Context& context, std::int64_t import,
                                      const std::string& actor) {
    return std::make_unique<OrderUndo>(context, import, actor);
}

}  // namespace station
