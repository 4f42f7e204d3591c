#include "station/batches/stock_marks.h"

#include "base/log.h"
#include "station/batches/merged.h"
#include "station/orders/order_log.h"
#include "station/products/product.h"
#include "station/views.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Labels withdrawn in one transaction, so that scans do not wait for a batch of thousands.
constexpr int kPulledAtOnce = 16;
constexpr int kOrdersShown = 200;
constexpr int kRecentShown = 20;
constexpr std::chrono::hours kRecent{7 * 24};

struct StockKey {
    std::string name, value, spec;
};

/// By what the article is told from others: its first key by the rules, else its title.
StockKey key_of(const config::Settings& settings, const ParcelLine& line) {
    for (const config::ProductKey rule : settings.products.keys) {
        if (rule == config::ProductKey::SkuId && !line.sku_id.empty())
            return {"sku_id", line.sku_id, {}};
        if (rule == config::ProductKey::SellerCode && !line.seller_code.empty())
            return {"seller_code", line.seller_code, line.spec};
        if (rule == config::ProductKey::Barcode && !line.barcode.empty())
            return {"barcode", line.barcode, line.spec};
    }
    return {"title", line.title, line.spec};
}

constexpr std::string_view kMarkColumns =
    "SELECT id, title, spec, code, state, at, actor, ended_at, ended_by FROM stock_marks ";

base::Status read_orders_of(const Context& context, StockMarkView& mark) {
    const bool out = mark.state == name(StockState::Out);
    // Parcels on the shelf for it, and, while the mark stands, every open order with the article.
    auto rows = context.db.query(
        "SELECT o.order_no, o.state, coalesce((SELECT max(number) FROM parcels"
        "  WHERE order_id = o.id AND void = 0 AND box_no = 1), ''), coalesce(w.bench, ''), "
        "o.ship_by,"
        " (SELECT coalesce(sum(i.quantity), 0) FROM order_items i, stock_marks m"
        "  WHERE i.order_id = o.id AND m.id = $1 AND" +
            std::string(kLineIsMarked) +
            "), coalesce(w.state, '') FROM orders o LEFT JOIN parked_orders w"
            " ON w.order_id = o.id AND w.mark_id = $2 AND w.state IN ('parked', 'ready')"
            " WHERE w.id IS NOT NULL OR ($3 = 1 AND o.state IN ('screened', 'numbered', 'queued',"
            " 'held') AND EXISTS (SELECT 1 FROM order_items i, stock_marks m"
            "  WHERE i.order_id = o.id AND m.id = $4 AND" +
            std::string(kLineIsMarked) + ")) ORDER BY o.ship_by IS NULL, o.ship_by, o.id",
        values(mark.id, mark.id, out, mark.id));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        StockOrderView order;
        order.order_no = base::OrderNo(row.text(0));
        order.state = row.text(1);
        order.number = base::WaybillNumber(row.text(2));
        order.bench = row.text(3);
        order.ship_by = row.maybe_time(4);
        order.quantity = row.small(5);
        order.standing = row.text(6).empty() ? "waiting" : row.text(6);
        mark.parked += order.standing == "parked" ? 1 : 0;
        mark.waiting += order.standing == "waiting" ? 1 : 0;
        mark.ready += order.standing == "ready" ? 1 : 0;
        mark.pieces += order.quantity;
        if (mark.orders.size() < static_cast<std::size_t>(kOrdersShown))
            mark.orders.push_back(std::move(order));
    }
    return {};
}

base::Result<StockMarkView> view_of(const Context& context, const Row& row) {
    StockMarkView mark;
    mark.id = row.id<StockMarkRow>(0);
    mark.title = row.text(1);
    mark.spec = row.text(2);
    mark.code = row.text(3);
    mark.state = row.text(4);
    mark.at = row.time(5);
    mark.actor = row.text(6);
    mark.ended_at = row.maybe_time(7);
    mark.ended_by = row.text(8);
    if (const auto state = stock_state(mark.state)) {
        for (const StockTransition& step : stock_transitions()) {
            if (step.from == *state) mark.actions.emplace_back(name(step.event));
        }
    }
    if (auto orders = read_orders_of(context, mark); !orders) return base::pass(orders);
    return mark;
}

base::Result<StockMarkView> read_mark(const Context& context, StockMarkRow id) {
    auto rows = context.db.query(std::string(kMarkColumns) + "WHERE id = $1", values(id));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound,
                    "there is no mark " + std::to_string(id.value()) + " of an article",
                    "error.stock_mark_unknown");
    return view_of(context, rows->front());
}

}  // namespace

std::string out_of_stock(std::string_view order_id) {
    const auto marked = [](std::string_view id) {
        return "EXISTS (SELECT 1 FROM stock_marks m JOIN order_items i ON" +
               std::string(kLineIsMarked) +
               " WHERE m.state = 'out' AND i.order_id = " + std::string(id) + ")";
    };
    // Of those that travel in its parcel, too.
    return " (" + marked(order_id) +
           " OR EXISTS (SELECT 1 FROM orders f WHERE f.merged_into = " + std::string(order_id) +
           " AND " + marked("f.id") + "))";
}

base::Result<OrderStock> order_stock(Session& db, base::OrderRow order) {
    auto rows = db.query(
        "SELECT m.title, m.spec, (SELECT count(*) FROM parked_orders w WHERE w.mark_id = m.id"
        " AND w.order_id = $1 AND w.state = 'parked') FROM stock_marks m"
        " JOIN order_items i ON" +
            std::string(kLineIsMarked) +
            " WHERE m.state = 'out' AND (i.order_id = $2"
            " OR i.order_id IN (SELECT id FROM orders WHERE merged_into = $3))"
            " ORDER BY 3 DESC, m.id LIMIT 1",
        values(order, order, order));
    if (!rows) return base::pass(rows);
    OrderStock stock;
    if (rows->empty()) return stock;
    stock.missing = rows->front().text(0);
    if (!rows->front().text(1).empty()) stock.missing += " " + rows->front().text(1);
    stock.parked = rows->front().integer(2) > 0;
    return stock;
}

base::Result<StockMarks::Marked> StockMarks::mark_line(base::OrderRow order, int line,
                                                       const std::string& bench,
                                                       const std::string& actor) {
    auto state = state_of(context_.db, order);
    if (!state) return base::pass(state);
    if (*state != OrderState::Screened && *state != OrderState::Numbered &&
        *state != OrderState::Queued && *state != OrderState::Printed)
        return fail(ErrorCode::Conflict,
                    "an order that is " + std::string(name(*state)) + " is not put aside",
                    "error.order_not_parkable");
    auto lines = parcel_lines(context_.db, order);
    if (!lines) return base::pass(lines);
    if (line < 0 || static_cast<std::size_t>(line) >= lines->size())
        return fail(ErrorCode::InvalidInput, "the order has no line " + std::to_string(line + 1),
                    "error.order_line");
    const ParcelLine& item = (*lines)[static_cast<std::size_t>(line)];
    const StockKey key = key_of(context_.settings, item);
    const base::Time now = context_.clock.now();
    auto known = context_.db.query(
        "SELECT id FROM stock_marks WHERE key_name = $1 AND key_value = $2 AND key_spec = $3"
        " AND state = 'out'",
        values(key.name, key.value, key.spec));
    if (!known) return base::pass(known);
    Marked marked;
    if (known->empty()) {
        const std::string code = !item.seller_code.empty() ? item.seller_code
                                 : !item.barcode.empty()   ? item.barcode
                                                           : item.sku_id;
        auto made = context_.db.query_one(
            "INSERT INTO stock_marks (key_name, key_value, key_spec, title, spec, code, state, at,"
            " actor) VALUES ($1, $2, $3, $4, $5, $6, 'out', $7, $8) RETURNING id",
            values(key.name, key.value, key.spec, item.title, item.spec, code, now, actor));
        if (!made) return base::pass(made);
        marked = {made->id<StockMarkRow>(0), true};
    } else {
        marked.id = known->front().id<StockMarkRow>(0);
    }
    auto parked = context_.db.query(
        "SELECT id FROM parked_orders WHERE mark_id = $1 AND order_id = $2 AND state = 'parked'",
        values(marked.id, order));
    if (!parked) return base::pass(parked);
    // Without a box at a bench and without paper there is nothing to put aside: it waits.
    if (parked->empty() && (!bench.empty() || *state == OrderState::Printed)) {
        auto put = context_.db.execute(
            "INSERT INTO parked_orders (mark_id, order_id, state, bench, at)"
            " VALUES ($1, $2, 'parked', $3, $4)",
            values(marked.id, order, bench, now));
        if (!put) return base::pass(put);
    }
    auto noted = append_audit(context_.db, now,
                              {.actor = actor,
                               .action = "out_of_stock",
                               .order = order,
                               .detail = {{"title", item.title},
                                          {"spec", item.spec},
                                          {"mark", std::to_string(marked.id.value())}}});
    if (!noted) return base::pass(noted);
    // The order's own label, where it still waits; those of the others follow by slices.
    auto withdrawn = journal_.withdraw(order, actor, "out_of_stock");
    if (!withdrawn) return base::pass(withdrawn);
    pulling_ = true;
    base::log(base::LogLevel::Warning, "article_out_of_stock",
              {{"mark", marked.id.value()}, {"key", key.name + ":" + key.value}});
    return marked;
}

base::Status StockMarks::take_back(const Marked& marked, base::OrderRow order,
                                   const std::string& actor) {
    if (marked.is_new) return move_in_transaction(marked.id, StockEvent::Undo, actor);
    if (auto moved = move_parked("mark_id = $1 AND order_id = $2", values(marked.id, order),
                                 ParkedEvent::MarkUndone);
        !moved)
        return moved;
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor, .action = "parking_undone", .order = order});
}

base::Status StockMarks::move_parked(const std::string& where, const std::vector<Value>& parameters,
                                     ParkedEvent event) {
    for (const ParkedTransition& step : parked_transitions()) {
        if (step.event != event) continue;
        std::vector<Value> cells = parameters;
        const auto place = [&](Value cell) {
            cells.push_back(std::move(cell));
            return "$" + std::to_string(cells.size());
        };
        // Parameters stand in the order of their numbers.
        const std::string from = " AND state = " + place(value(name(step.from)));
        auto rows = context_.db.query("SELECT id FROM parked_orders WHERE " + where + from, cells);
        if (!rows) return base::pass(rows);
        for (const Row& row : *rows) {
            const bool ended = step.to == ParkedState::Ended || step.to == ParkedState::Undone;
            auto moved = context_.db.execute(
                "UPDATE parked_orders SET state = $1, ended_at = $2 WHERE id = $3 AND state = $4",
                {value(name(step.to)), ended ? value(context_.clock.now()) : Value{},
                 value(row.integer(0)), value(name(step.from))});
            if (!moved) return base::pass(moved);
        }
    }
    return {};
}

base::Status StockMarks::move_in_transaction(StockMarkRow id, StockEvent event,
                                             const std::string& actor) {
    auto rows = context_.db.query(
        "SELECT state, key_name, key_value, key_spec, title, spec FROM stock_marks WHERE id = $1",
        values(id));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound,
                    "there is no mark " + std::to_string(id.value()) + " of an article",
                    "error.stock_mark_unknown");
    const Row& row = rows->front();
    const auto from = stock_state(row.text(0));
    if (!from) return fail(ErrorCode::Corrupt, "a mark has the state '" + row.text(0) + "'");
    auto to = next(*from, event);
    if (!to) return base::pass(to, "mark " + std::to_string(id.value()));
    if (*to == StockState::Out) {
        auto other = context_.db.query(
            "SELECT id FROM stock_marks WHERE key_name = $1 AND key_value = $2 AND key_spec = $3"
            " AND state = 'out'",
            values(row.text(1), row.text(2), row.text(3)));
        if (!other) return base::pass(other);
        if (!other->empty())
            return fail(ErrorCode::Conflict, "the article was marked anew meanwhile",
                        "error.stock_marked_again");
        pulling_ = true;
    }
    const base::Time now = context_.clock.now();
    const bool ended = *to != StockState::Out;
    auto moved = context_.db.execute(
        "UPDATE stock_marks SET state = $1, ended_at = $2, ended_by = $3 WHERE id = $4"
        " AND state = $5",
        {value(name(*to)), ended ? value(now) : Value{}, value(ended ? actor : std::string()),
         value(id), value(name(*from))});
    if (!moved) return base::pass(moved);
    if (*moved != 1)
        return fail(ErrorCode::Conflict, "the mark was changed at this moment",
                    "error.stock_state");
    const ParkedEvent parked = event == StockEvent::Back   ? ParkedEvent::ArticleBack
                               : event == StockEvent::Undo ? ParkedEvent::MarkUndone
                                                           : ParkedEvent::ArticleGone;
    auto orders = context_.db.query(
        "SELECT order_id FROM parked_orders WHERE mark_id = $1 AND state IN ('parked', 'ready')",
        values(id));
    if (!orders) return base::pass(orders);
    if (auto done = move_parked("mark_id = $1", values(id), parked); !done) return done;
    const std::map<std::string, std::string> detail = {
        {"title", row.text(4)}, {"spec", row.text(5)}, {"mark", std::to_string(id.value())}};
    const char* const action = event == StockEvent::Back   ? "stock_back"
                               : event == StockEvent::Undo ? "stock_undone"
                                                           : "stock_gone_again";
    for (const Row& order : *orders) {
        auto noted = append_audit(context_.db, now,
                                  {.actor = actor,
                                   .action = action,
                                   .order = order.id<base::OrderRow>(0),
                                   .detail = detail});
        if (!noted) return noted;
    }
    return append_audit(context_.db, now,
                        {.actor = actor,
                         .action = action,
                         .from = std::string(name(*from)),
                         .to = std::string(name(*to)),
                         .detail = detail});
}

base::Result<StockMarkView> StockMarks::move(StockMarkRow id, StockEvent event,
                                             const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto moved = move_in_transaction(id, event, actor.name); !moved) return base::pass(moved);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_mark(context_, id);
}

base::Result<StockMarkView> StockMarks::mark(const base::OrderNo& order_no, int line,
                                             const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto order = find_order(context_.db, order_no);
    if (!order) return base::pass(order);
    auto marked = mark_line(*order, line - 1, "", actor.name);
    if (!marked) return base::pass(marked, "order " + order_no.str());
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_mark(context_, marked->id);
}

base::Result<StockMarkView> StockMarks::back(StockMarkRow mark, const Actor& actor) {
    return move(mark, StockEvent::Back, actor);
}
base::Result<StockMarkView> StockMarks::undo(StockMarkRow mark, const Actor& actor) {
    return move(mark, StockEvent::Undo, actor);
}
base::Result<StockMarkView> StockMarks::again(StockMarkRow mark, const Actor& actor) {
    return move(mark, StockEvent::Again, actor);
}

base::Result<bool> StockMarks::pull_some() {
    if (!pulling_) return false;
    auto standing = context_.db.query("SELECT 1 FROM stock_marks WHERE state = 'out' LIMIT 1");
    if (!standing) return base::pass(standing);
    if (standing->empty()) {
        pulling_ = false;
        return false;
    }
    // The next ones to be printed first. A second print is what a person asked for.
    auto rows = context_.db.query(
        "SELECT j.order_id FROM label_jobs j WHERE j.state IN ('queued', 'rendering', 'proven')"
        " AND j.kind = 'label' AND j.print_number = 1 AND" +
        out_of_stock("j.order_id") + " ORDER BY j.batch_id, j.sequence LIMIT " +
        std::to_string(kPulledAtOnce));
    if (!rows) return base::pass(rows);
    if (rows->empty()) {
        pulling_ = false;
        return false;
    }
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    for (const Row& row : *rows) {
        auto withdrawn = journal_.withdraw(row.id<base::OrderRow>(0), "station", "out_of_stock");
        if (!withdrawn) return base::pass(withdrawn);
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return true;
}

base::Status leave_parked(const Context& context, base::OrderRow order) {
    for (const ParkedTransition& step : parked_transitions()) {
        if (step.event != ParkedEvent::Left) continue;
        auto moved = context.db.execute(
            "UPDATE parked_orders SET state = $1, ended_at = $2 WHERE order_id = $3"
            " AND state = $4",
            values(name(step.to), context.clock.now(), order, name(step.from)));
        if (!moved) return base::pass(moved);
    }
    return {};
}

base::Result<StockView> read_stock(const Context& context) {
    StockView view;
    auto out = context.db.query(std::string(kMarkColumns) + "WHERE state = 'out' ORDER BY id");
    if (!out) return base::pass(out);
    for (const Row& row : *out) {
        auto mark = view_of(context, row);
        if (!mark) return base::pass(mark);
        view.out.push_back(std::move(*mark));
    }
    auto recent = context.db.query(std::string(kMarkColumns) +
                                       "WHERE state <> 'out' AND ended_at >= $1 ORDER BY ended_at"
                                       " DESC, id DESC LIMIT " +
                                       std::to_string(kRecentShown),
                                   values(context.clock.now() - kRecent));
    if (!recent) return base::pass(recent);
    for (const Row& row : *recent) {
        auto mark = view_of(context, row);
        if (!mark) return base::pass(mark);
        view.recent.push_back(std::move(*mark));
    }
    return view;
}

}  // namespace station
