#include "server/json/views.h"

namespace server::json {
namespace {

void write_obstacles(Writer& out, std::string_view name,
                     const std::vector<station::UndoObstacle>& obstacles) {
    out.key(name).begin_array();
    for (const station::UndoObstacle& one : obstacles) {
        out.begin_object()
            .field("order_no", one.order_no)
            .field("item", one.item)
            .field("reason", one.reason)
            .end_object();
    }
    out.end_array();
}

}  // namespace

void write(Writer& out, const station::ImportDetailView& detail) {
    out.begin_object().key("import");
    write(out, detail.import);
    out.key("orders").begin_array();
    for (const station::ImportOrderView& order : detail.orders) {
        out.begin_object()
            .field("row", order.row)
            .field("order_no", order.order_no)
            .field("item", order.item)
            .field("outcome", order.outcome)
            .field("reason", order.reason)
            .field("undone", order.undone)
            .field("state", order.state)
            .end_object();
    }
    out.end_array()
        .field("total", detail.total)
        .field("page", detail.page)
        .field("pages", detail.pages)
        .end_object();
}

void write(Writer& out, const station::UndoView& undo) {
    out.begin_object()
        .field("state", undo.state)
        .field("kind", undo.kind)
        .field("remove", undo.remove)
        .field("restore", undo.restore)
        .field("orders", undo.orders)
        .field("blocked_count", undo.blocked_count)
        .field("kept_count", undo.kept_count);
    write_obstacles(out, "blocked", undo.blocked);
    write_obstacles(out, "kept", undo.kept);
    out.field("undone_at", undo.undone_at).field("undone_by", undo.undone_by).end_object();
}

}  // namespace server::json
