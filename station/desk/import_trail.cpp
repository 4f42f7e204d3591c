#include <algorithm>

#include "station/desk/import_undo.h"
#include "station/desk/intake.h"
#include "station/desk/order_columns.h"
#include "station/store/json.h"

namespace station {
namespace {

constexpr int kPageSize = 200;

}  // namespace

base::Result<std::optional<ImportTrail::Former>> ImportTrail::look(
    const std::string& platform, const base::OrderNo& order_no) const {
    static const std::string sql =
        "SELECT id, state, (SELECT count(*) FROM parcels p WHERE p.order_id = orders.id"
        " AND p.number IS NOT NULL), " +
        column_list() + " FROM orders WHERE platform = $1 AND order_no = $2";
    auto rows = context_.db.query(sql, values(platform, order_no));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<Former>{};
    Row& row = rows->front();
    const auto id = row.id<base::OrderRow>(0);
    std::string state = row.text(1);
    const bool numbered = row.integer(2) > 0;
    auto items = context_.db.query(
        "SELECT " + item_list() + " FROM order_items WHERE order_id = $1 ORDER BY line",
        values(id));
    if (!items) return base::pass(items);
    return std::optional<Former>{
        Former{id, std::move(state), std::move(row), *std::move(items), numbered}};
}

base::Result<std::string> ImportTrail::former_text(const Former& former) const {
    std::vector<std::map<std::string, std::string>> parts(1);
    auto& order = parts.front();
    order["state"] = former.state;
    order["numbered"] = former.numbered ? "1" : "0";
    std::size_t place = 3;
    for (const Column& column : kColumns) {
        if (!former.columns.null(place))
            order[column.name] = column.kind == Kind::Text
                                     ? former.columns.text(place)
                                     : std::to_string(former.columns.integer(place));
        ++place;
    }
    for (const Row& item : former.items) {
        auto& part = parts.emplace_back();
        for (std::size_t i = 0; i < std::size(kItemColumns); ++i)
            part[kItemColumns[i].name] =
                kItemColumns[i].kind == Kind::Text ? item.text(i) : std::to_string(item.integer(i));
    }
    return to_json(parts);
}

base::Status ImportTrail::note(std::int64_t import, const base::OrderNo& order_no, int row,
                               const std::string& outcome, const std::string& reason,
                               const std::optional<Former>& former) const {
    std::string text;
    if (former && (outcome == "updated" || outcome == "stopped")) {
        auto made = former_text(*former);
        if (!made) return base::pass(made);
        text = *std::move(made);
    }
    auto done = context_.db.execute(
        "INSERT INTO import_orders (import_id, order_no, order_id, file_row, outcome, reason,"
        " former) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (import_id, order_no) DO NOTHING",
        values(import, order_no, former ? former->id : base::OrderRow{}, row, outcome, reason,
               text));
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
    view.pages = std::max(1, (view.total + kPageSize - 1) / kPageSize);
    view.page = std::clamp(page, 1, view.pages);
    auto rows = context.db.query(
        "SELECT l.file_row, l.order_no, l.outcome, l.reason, l.undone, o.state"
        " FROM import_orders l LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = $1"
        " WHERE l.import_id = $2 AND ($3 = '' OR l.outcome = $4)"
        " ORDER BY l.file_row, l.id LIMIT " +
            std::to_string(kPageSize) + " OFFSET " + std::to_string((view.page - 1) * kPageSize),
        values(context.settings.shop.platform, import, outcome, outcome));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows)
        view.orders.push_back({row.small(0), base::OrderNo(row.text(1)), row.text(2), row.text(3),
                               row.flag(4), row.text(5)});
    return view;
}

}  // namespace station
