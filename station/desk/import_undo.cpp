#include "station/desk/import_undo.h"

#include <algorithm>

#include "station/desk/order_columns.h"
#include "station/orders/order_log.h"
#include "station/shipping/back_end_tasks.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kListed = 100;

// Has a later import seen the order, too? Then it is a real one, and its contents are that file's.
constexpr const char* kFacts =
    "SELECT l.id, l.order_no, l.outcome, o.id, o.state,"
    " (SELECT count(*) FROM parcels p WHERE p.order_id = o.id AND p.number IS NOT NULL),"
    " (SELECT count(*) FROM import_orders m JOIN imports i ON i.id = m.import_id"
    "  WHERE m.order_no = l.order_no AND m.import_id > l.import_id AND m.undone = 0"
    "  AND i.undone_at IS NULL AND m.outcome <> 'left_out'),"
    " (SELECT count(*) FROM bench_sessions b WHERE b.order_id = o.id AND b.state = 'open'),"
    " (SELECT count(*) FROM batches a WHERE a.only_order = o.id),"
    " (SELECT count(*) FROM label_jobs j WHERE j.order_id = o.id),"
    " l.numbered,"
    " (SELECT count(*) FROM parcels q WHERE q.order_id = o.id),"
    " (SELECT count(*) FROM back_end_tasks t WHERE t.order_id = o.id)"
    " FROM import_orders l LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = $1"
    " WHERE l.import_id = $2 AND l.undone = 0 AND l.outcome IN ('new', 'updated', 'stopped')"
    " AND l.id > $3 ORDER BY l.id";

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

}  // namespace

/// One line of the import's trail, with what is known of its order now.
struct UndoRun::Line {
    enum class Verdict { Remove, Restore, Keep, Block };
    std::int64_t id = 0;
    base::OrderNo order_no;
    base::OrderRow order;
    OrderState state = OrderState::Pulled;
    Verdict verdict = Verdict::Keep;
    std::string reason;

    static Line of(const Row& row);
};

UndoRun::Line UndoRun::Line::of(const Row& row) {
    Line line;
    line.id = row.integer(0);
    line.order_no = base::OrderNo(row.text(1));
    const bool created = row.text(2) == "new";
    const auto judge = [&](Verdict verdict, const char* reason) {
        line.verdict = verdict;
        line.reason = reason;
        return line;
    };
    const auto state = order_state(row.text(4));
    if (row.null(3) || !state) return judge(Verdict::Keep, "gone");
    line.order = row.id<base::OrderRow>(3);
    line.state = *state;
    if (!created && row.flag(10)) return judge(Verdict::Keep, "numbered_before");
    if (*state == OrderState::Packed || *state == OrderState::Shipped)
        return judge(Verdict::Block, "bound");
    if (*state == OrderState::Queued) return judge(Verdict::Block, "queued");
    if (row.integer(9) > 0 || *state == OrderState::Printed)
        return judge(Verdict::Block, "printed");
    if (row.integer(5) > 0 || !unnumbered(*state)) return judge(Verdict::Block, "numbered");
    if (row.integer(7) > 0) return judge(Verdict::Block, "at_bench");
    if (row.integer(6) > 0) return judge(Verdict::Keep, "later_import");
    if (!created) return judge(Verdict::Restore, "");
    // Something else of the shop holds on to the order: it cannot be taken out of the books.
    if (row.integer(8) > 0 || row.integer(11) > 0) return judge(Verdict::Keep, "in_batch");
    if (row.integer(12) > 0) return judge(Verdict::Keep, "back_end_task");
    return judge(Verdict::Remove, "");
}

base::Status UndoRun::begin() {
    auto view = read_undo_view(context_, import_);
    if (!view) return base::pass(view);
    const std::string which = "import " + std::to_string(import_);
    if (view->state == "undone")
        return fail(ErrorCode::Conflict, which + " was undone already", "error.already_undone");
    if (view->state == "unfinished")
        return fail(ErrorCode::Conflict, which + " is still being taken in: wait until it is done",
                    "error.import_unfinished");
    if (view->state == "blocked")
        return fail(ErrorCode::Conflict,
                    which + " cannot be undone: " + std::to_string(view->blocked_count) +
                        " of its orders were numbered or printed since, the first is " +
                        view->blocked.front().order_no.str(),
                    "error.undo_blocked");
    if (view->state != "possible")
        return fail(ErrorCode::Conflict, which + " changed nothing that could be taken back",
                    "error.undo_nothing");
    total_ = view->remove + view->restore + view->kept_count;
    begun_ = true;
    return {};
}

base::Result<bool> UndoRun::step(int orders) {
    if (!begun_) {
        if (auto begun = begin(); !begun) return base::pass(begun);
    }
    const UndoView before = view_;
    const std::int64_t from = last_line_;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto work = [&]() -> base::Result<bool> {
        auto rows = context_.db.query(std::string(kFacts) + " LIMIT " + std::to_string(orders),
                                      values(context_.settings.shop.platform, import_, last_line_));
        if (!rows) return base::pass(rows);
        for (const Row& row : *rows) {
            const Line line = Line::of(row);
            last_line_ = line.id;
            if (auto done = take_back(line); !done) return base::pass(done);
        }
        if (!rows->empty()) return true;
        if (auto ended = finish(); !ended) return base::pass(ended);
        return false;
    };
    auto more = work();
    if (more) {
        if (auto done = transaction->commit(); !done) more = base::pass(done);
    }
    if (!more) {
        view_ = before;
        last_line_ = from;
    }
    return more;
}

base::Status UndoRun::take_back(const Line& line) {
    switch (line.verdict) {
        case Line::Verdict::Keep:
        case Line::Verdict::Block:  // Numbered since the first look: it is on its way now.
            ++view_.kept_count;
            if (view_.kept.size() < kListed) view_.kept.push_back({line.order_no, line.reason});
            return {};
        case Line::Verdict::Remove:
            if (auto done = remove(line); !done) return done;
            ++view_.remove;
            break;
        case Line::Verdict::Restore:
            if (auto done = restore(line); !done) return done;
            ++view_.restore;
            break;
    }
    auto marked = context_.db.execute(
        "UPDATE import_orders SET undone = 1 WHERE id = $1 AND undone = 0", values(line.id));
    if (!marked) return base::pass(marked);
    return {};
}

// The order's lines in the audit stay; this one ends them, so that an order which gets the same row
// id later does not inherit them.
base::Status UndoRun::remove(const Line& line) {
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

base::Status UndoRun::restore(const Line& line) {
    auto stored_line =
        context_.db.query_one("SELECT former FROM import_orders WHERE id = $1", values(line.id));
    if (!stored_line) return base::pass(stored_line);
    auto parts = parts_of_former(stored_line->text(0));
    const auto state = parts.empty() ? std::nullopt : order_state(parts.front()["state"]);
    if (!state)
        return fail(ErrorCode::Corrupt,
                    "the former contents of order " + line.order_no.str() + " cannot be read");
    std::string sql = "UPDATE orders SET ";
    std::vector<Value> cells;
    for (const Column& column : kColumns) {
        if (!cells.empty()) sql += ", ";
        cells.push_back(stored(column, parts.front()));
        sql += std::string(column.name) + " = $" + std::to_string(cells.size());
    }
    cells.push_back(value(context_.clock.now()));
    sql += ", updated_at = $" + std::to_string(cells.size());
    cells.push_back(value(line.order));
    sql += " WHERE id = $" + std::to_string(cells.size());
    cells.push_back(value(name(line.state)));
    sql += " AND state = $" + std::to_string(cells.size());
    auto done = context_.db.execute(sql, cells);
    if (!done) return base::pass(done, "order " + line.order_no.str());
    if (*done != 1)
        return fail(ErrorCode::Conflict, "order " + line.order_no.str() + " was moved meanwhile");
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
    return *state == line.state ? base::Status{} : return_to(line.order, *state);
}

// By the events that may lead there, so that the table of states stays the only one who knows.
base::Status UndoRun::return_to(base::OrderRow order, OrderState state) {
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
        auto moved = move_order(context_, order, event, actor_, {{"reason", "import_undone"}});
        if (!moved) return base::pass(moved);
    }
    return {};
}

base::Status UndoRun::finish() {
    view_.state = "undone";
    view_.undone_at = context_.clock.now();
    view_.undone_by = actor_;
    auto done = context_.db.execute(
        "UPDATE imports SET undone_at = $1, undone_by = $2 WHERE id = $3 AND undone_at IS NULL",
        values(view_.undone_at, actor_, import_));
    if (!done) return base::pass(done);
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor_,
                         .action = "import_undone",
                         .detail = {{"import", std::to_string(import_)},
                                    {"removed", std::to_string(view_.remove)},
                                    {"restored", std::to_string(view_.restore)},
                                    {"kept", std::to_string(view_.kept_count)}}});
}

namespace {

std::unexpected<base::Error> no_import(std::int64_t import) {
    return fail(ErrorCode::NotFound, "there is no import " + std::to_string(import),
                "error.import_unknown");
}

}  // namespace

base::Result<UndoView> read_undo_view(const Context& context, std::int64_t import) {
    auto found = context.db.query(
        "SELECT result, undone_at, undone_by, created + updated, kind,"
        " (SELECT count(*) FROM import_orders l WHERE l.import_id = imports.id)"
        " FROM imports WHERE id = $1",
        values(import));
    if (!found) return base::pass(found);
    if (found->empty()) return no_import(import);
    const Row& row = found->front();
    UndoView view;
    view.undone_at = row.maybe_time(1);
    view.undone_by = row.text(2);
    if (view.undone_at) {
        view.state = "undone";
        return view;
    }
    if (row.text(0).empty()) {
        view.state = "unfinished";
        return view;
    }
    if (row.integer(5) == 0) {
        // What a refund export told is not taken back: a newer one overrides it.
        view.state = row.integer(3) > 0 && row.text(4) == "orders" ? "no_record" : "nothing";
        return view;
    }
    auto rows =
        context.db.query(kFacts, values(context.settings.shop.platform, import, std::int64_t{0}));
    if (!rows) return base::pass(rows);
    const auto list = [](std::vector<UndoObstacle>& all, const UndoRun::Line& line) {
        if (all.size() < kListed) all.push_back({line.order_no, line.reason});
    };
    for (const Row& line_row : *rows) {
        const UndoRun::Line line = UndoRun::Line::of(line_row);
        switch (line.verdict) {
            case UndoRun::Line::Verdict::Remove:
                ++view.remove;
                break;
            case UndoRun::Line::Verdict::Restore:
                ++view.restore;
                break;
            case UndoRun::Line::Verdict::Keep:
                ++view.kept_count;
                list(view.kept, line);
                break;
            case UndoRun::Line::Verdict::Block:
                ++view.blocked_count;
                list(view.blocked, line);
                break;
        }
    }
    view.state = view.blocked_count > 0           ? "blocked"
                 : view.remove + view.restore > 0 ? "possible"
                                                  : "nothing";
    return view;
}

}  // namespace station
