#include "station/batches/merged.h"

namespace station {

base::Result<base::OrderRow> main_of(Session& db, base::OrderRow order) {
    auto row = db.query_one("SELECT merged_into FROM orders WHERE id = $1", values(order));
    if (!row) return base::pass(row);
    return row->null(0) ? order : row->id<base::OrderRow>(0);
}

base::Result<base::OrderRow> main_of(Session& db, const base::OrderNo& order_no) {
    auto order = find_order(db, order_no);
    if (!order) return order;
    return main_of(db, *order);
}

base::Result<std::vector<base::OrderRow>> followers_of(Session& db, base::OrderRow main) {
    auto rows = db.query("SELECT id FROM orders WHERE merged_into = $1 ORDER BY id", values(main));
    if (!rows) return base::pass(rows);
    std::vector<base::OrderRow> followers;
    for (const Row& row : *rows) followers.push_back(row.id<base::OrderRow>(0));
    return followers;
}

base::Result<MergeTrouble> merge_trouble(Session& db, base::OrderRow main) {
    auto rows = db.query(
        "SELECT f.state, f.news, coalesce(f.news_as_of, 0) FROM orders f"
        " JOIN orders m ON m.id = f.merged_into WHERE f.merged_into = $1"
        " AND (f.state IN ('held', 'refused', 'intercepted', 'closed')"
        " OR f.name_hash <> m.name_hash OR f.phone_hash <> m.phone_hash"
        " OR f.place_hash <> m.place_hash)"
        " ORDER BY CASE WHEN f.state = 'intercepted' THEN 0 ELSE 1 END, f.id LIMIT 1",
        values(main));
    if (!rows) return base::pass(rows);
    MergeTrouble trouble;
    if (rows->empty()) return trouble;
    trouble.broken = true;
    const auto state = order_state(rows->front().text(0));
    // One that only has another receiver by now keeps the parcel back as a held one does.
    const bool stopped = state == OrderState::Intercepted || state == OrderState::Refused ||
                         state == OrderState::Closed;
    trouble.state = stopped ? *state : OrderState::Held;
    trouble.news = rows->front().text(1);
    trouble.news_as_of = rows->front().integer(2);
    return trouble;
}

base::Result<std::vector<ParcelLine>> parcel_lines(Session& db, base::OrderRow main) {
    auto rows = db.query(
        "SELECT order_id, line, sku_id, seller_code, barcode, title, spec, quantity, is_gift"
        " FROM order_items WHERE order_id = $1"
        " OR order_id IN (SELECT id FROM orders WHERE merged_into = $2)"
        " ORDER BY CASE WHEN order_id = $3 THEN 0 ELSE 1 END, order_id, line",
        values(main, main, main));
    if (!rows) return base::pass(rows);
    std::vector<ParcelLine> lines;
    for (const Row& row : *rows) {
        ParcelLine line;
        line.order = row.id<base::OrderRow>(0);
        line.key = line.order == main ? row.text(1) : row.text(0) + ":" + row.text(1);
        line.sku_id = row.text(2);
        line.seller_code = row.text(3);
        line.barcode = row.text(4);
        line.title = row.text(5);
        line.spec = row.text(6);
        line.quantity = row.small(7);
        line.is_gift = row.flag(8);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace station
