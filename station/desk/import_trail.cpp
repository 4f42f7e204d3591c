#include "station/desk/import_trail.h"

#include <algorithm>

#include "station/desk/intake.h"
#include "station/desk/order_columns.h"
#include "station/orders/order_store.h"

namespace station {
namespace {

constexpr int kTrailPageSize = 200;

}  // namespace

base::Result<std::optional<ImportTrail::Former>> ImportTrail::look(
    const IncomingOrder& order) const {
    auto rows = context_.db.query(
        "SELECT id, content_hash, state FROM orders WHERE platform = $1 AND order_no = $2",
        values(order.platform, order.order_no));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<Former>{};
    const Row& row = rows->front();
    const auto id = row.id<base::OrderRow>(0);
    // The same contents change nothing: most orders of most exports.
    if (row.text(1) == OrderStore(context_).content_hash(order))
        return std::optional<Former>{Former{id, row.text(2), {}, {}, false}};
    auto former = whole(id);
    if (!former) return base::pass(former);
    return std::optional<Former>{*std::move(former)};
}

base::Result<std::optional<ImportTrail::Former>> ImportTrail::look(
    const std::string& platform, const base::OrderNo& order_no) const {
    auto rows = context_.db.query("SELECT id FROM orders WHERE platform = $1 AND order_no = $2",
                                  values(platform, order_no));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<Former>{};
    auto former = whole(rows->front().id<base::OrderRow>(0));
    if (!former) return base::pass(former);
    return std::optional<Former>{*std::move(former)};
}

base::Result<ImportTrail::Former> ImportTrail::whole(base::OrderRow id) const {
    static const std::string sql =
        "SELECT state, (SELECT count(*) FROM parcels p WHERE p.order_id = orders.id"
        " AND p.number IS NOT NULL), " +
        column_list() + " FROM orders WHERE id = $1";
    auto row = context_.db.query_one(sql, values(id));
    if (!row) return base::pass(row);
    auto items = context_.db.query(
        "SELECT " + item_list() + " FROM order_items WHERE order_id = $1 ORDER BY line",
        values(id));
    if (!items) return base::pass(items);
    Former former{id, row->text(0), {}, *std::move(items), row->integer(1) > 0};
    former.columns = *std::move(row);
    return former;
}

std::string ImportTrail::text_of(const Former& former) {
    std::string text;
    add_field(text, "state", former.state);
    constexpr std::size_t kFirst = 2;
    add_fields(text, kOrderColumns, *former.columns, kFirst);
    for (const Row& item : former.items) add_fields(text, kItemColumns, item, 0);
    return text;
}

base::Result<std::int64_t> ImportTrail::audit_end() const {
    auto row = context_.db.query_one("SELECT coalesce(max(id), 0) FROM audit");
    if (!row) return base::pass(row);
    return row->integer(0);
}

base::Status ImportTrail::write(std::int64_t import, const Entry& entry,
                                const std::string& item_outcome, base::OrderRow order,
                                bool numbered, const std::string& former,
                                const std::string& item_former) const {
    auto end = audit_end();
    if (!end) return base::pass(end);
    auto done = context_.db.execute(
        "INSERT INTO import_orders (import_id, order_no, item, order_id, file_row, outcome,"
        " reason, item_outcome, numbered, former, item_former, audit_from, audit_to)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        " ON CONFLICT (import_id, order_no, item) DO NOTHING",
        values(import, entry.order_no, entry.item, order, entry.row, entry.outcome, entry.reason,
               item_outcome, numbered, former, item_former, entry.audit_from, *end));
    if (!done) return base::pass(done);
    return {};
}

base::Status ImportTrail::note(std::int64_t import, const Entry& entry,
                               const std::optional<Former>& former) const {
    const bool changed =
        former && former->columns && (entry.outcome == "updated" || entry.outcome == "stopped");
    return write(import, entry, "", former ? former->id : base::OrderRow{},
                 former && former->numbered, changed ? text_of(*former) : std::string(), "");
}

base::Status ImportTrail::note(std::int64_t import, const Entry& entry) const {
    return write(import, entry, entry.outcome, {}, false, "", "");
}

base::Status ImportTrail::note_if_stopped(std::int64_t import, const std::string& platform,
                                          const Entry& entry,
                                          const std::optional<Former>& former) const {
    if (!former) return {};
    auto now =
        context_.db.query_one("SELECT state FROM orders WHERE platform = $1 AND order_no = $2",
                              values(platform, entry.order_no));
    if (!now) return base::pass(now);
    if (now->text(0) == former->state) return {};
    return note(import, entry, former);
}

base::Result<ImportTrail::FormerRequest> ImportTrail::look(const IncomingRefund& refund) const {
    static const std::string of_request =
        "SELECT " + list_of(kRequestColumns) +
        " FROM after_sales WHERE platform = $1 AND refund_no = $2";
    static const std::string of_order = "SELECT state, " + list_of(kRequestedColumns) +
                                        " FROM orders WHERE platform = $1 AND order_no = $2";
    auto request = context_.db.query(of_request, values(refund.platform, refund.refund_no));
    if (!request) return base::pass(request);
    auto order = context_.db.query(of_order, values(refund.platform, refund.order_no));
    if (!order) return base::pass(order);
    FormerRequest former;
    if (!request->empty()) add_fields(former.request, kRequestColumns, request->front(), 0);
    if (!order->empty()) {
        add_field(former.order, "state", order->front().text(0));
        add_fields(former.order, kRequestedColumns, order->front(), 1);
    }
    return former;
}

base::Status ImportTrail::note(std::int64_t import, Entry entry, const IncomingRefund& refund,
                               base::Time as_of, const FormerRequest& former) const {
    const std::string what = entry.outcome;
    auto now = look(refund);
    if (!now) return base::pass(now);
    const bool acted = now->order != former.order;
    auto order = context_.db.query(
        "SELECT id, state, as_of FROM orders WHERE platform = $1 AND order_no = $2",
        values(refund.platform, refund.order_no));
    if (!order) return base::pass(order);
    const bool known = !order->empty();
    if (what != "left_out") {
        if (!known)
            entry.reason = "refund_order_unknown";
        else if (refund.kind == config::RefundKind::Price)
            entry.reason = "refund_price";
        else if (order->front().time(2) > as_of)
            entry.reason = "refund_order_newer";
        else if (refund.state == config::RefundState::Done)
            entry.reason = "refund_done";
        else if (refund.state == config::RefundState::Over)
            entry.reason = "refund_over";
        else
            entry.reason = "refund_asked";
        const auto before = parts_of_former(former.order);
        const bool stopped = acted && !before.empty() && known &&
                             order->front().text(1) == "intercepted" &&
                             before.front().at("state") != "intercepted";
        if (stopped) entry.outcome = "stopped";
    }
    return write(import, entry, what,
                 known ? order->front().id<base::OrderRow>(0) : base::OrderRow{}, false,
                 acted ? former.order : std::string(), former.request);
}

base::Result<ImportDetailView> read_import_detail(const Context& context, std::int64_t import,
                                                  const std::string& outcome, int page) {
    auto found = read_import(context.db, import);
    if (!found) return base::pass(found);
    if (!*found)
        return base::fail(base::ErrorCode::NotFound, "there is no import " + std::to_string(import),
                          "error.import_unknown");
    ImportDetailView view;
    view.import = **std::move(found);
    auto total = context.db.query_one(
        "SELECT count(*) FROM import_orders WHERE import_id = $1 AND ($2 = '' OR outcome = $3)",
        values(import, outcome, outcome));
    if (!total) return base::pass(total);
    view.total = total->small(0);
    view.pages = std::max(1, (view.total + kTrailPageSize - 1) / kTrailPageSize);
    view.page = std::clamp(page, 1, view.pages);
    auto rows = context.db.query(
        "SELECT l.file_row, l.order_no, l.item, l.outcome, l.reason, l.undone, o.state"
        " FROM import_orders l LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = $1"
        " WHERE l.import_id = $2 AND ($3 = '' OR l.outcome = $4)"
        " ORDER BY l.file_row, l.id LIMIT " +
            std::to_string(kTrailPageSize) + " OFFSET " +
            std::to_string((view.page - 1) * kTrailPageSize),
        values(context.settings.shop.platform, import, outcome, outcome));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows)
        view.orders.push_back({row.small(0), base::OrderNo(row.text(1)), row.text(2), row.text(3),
                               row.text(4), row.flag(5), row.text(6)});
    return view;
}

}  // namespace station
