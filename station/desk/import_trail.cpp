#include <algorithm>

#include "station/desk/import_undo.h"
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
    const auto add = [&](const Column& column, const Row& row, std::size_t place) {
        if (row.null(place)) return;
        add_field(text, column.name,
                  column.kind == Kind::Text ? row.text(place) : std::to_string(row.integer(place)));
    };
    constexpr std::size_t kFirst = 2;
    for (std::size_t i = 0; i < std::size(kColumns); ++i)
        add(kColumns[i], *former.columns, kFirst + i);
    for (const Row& item : former.items)
        for (std::size_t i = 0; i < std::size(kItemColumns); ++i) add(kItemColumns[i], item, i);
    return text;
}

base::Status ImportTrail::note(std::int64_t import, const base::OrderNo& order_no, int row,
                               const std::string& outcome, const std::string& reason,
                               const std::optional<Former>& former) const {
    const bool changed =
        former && former->columns && (outcome == "updated" || outcome == "stopped");
    auto done = context_.db.execute(
        "INSERT INTO import_orders (import_id, order_no, order_id, file_row, outcome, reason,"
        " numbered, former) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        " ON CONFLICT (import_id, order_no) DO NOTHING",
        values(import, order_no, former ? former->id : base::OrderRow{}, row, outcome, reason,
               former && former->numbered, changed ? text_of(*former) : std::string()));
    if (!done) return base::pass(done);
    return {};
}

base::Status ImportTrail::note_if_stopped(std::int64_t import, const std::string& platform,
                                          const base::OrderNo& order_no,
                                          const std::optional<Former>& former) const {
    if (!former) return {};
    auto now =
        context_.db.query_one("SELECT state FROM orders WHERE platform = $1 AND order_no = $2",
                              values(platform, order_no));
    if (!now) return base::pass(now);
    if (now->text(0) == former->state) return {};
    return note(import, order_no, 0, "stopped", "rows_contradict", former);
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
        "SELECT l.file_row, l.order_no, l.outcome, l.reason, l.undone, o.state"
        " FROM import_orders l LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = $1"
        " WHERE l.import_id = $2 AND ($3 = '' OR l.outcome = $4)"
        " ORDER BY l.file_row, l.id LIMIT " +
            std::to_string(kTrailPageSize) + " OFFSET " +
            std::to_string((view.page - 1) * kTrailPageSize),
        values(context.settings.shop.platform, import, outcome, outcome));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows)
        view.orders.push_back({row.small(0), base::OrderNo(row.text(1)), row.text(2), row.text(3),
                               row.flag(4), row.text(5)});
    return view;
}

}  // namespace station
