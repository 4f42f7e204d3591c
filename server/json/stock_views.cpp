#include "server/json/stock_views.h"

namespace server::json {

void write(Writer& out, const station::StockMarkView& mark) {
    out.begin_object()
        .field("id", mark.id)
        .field("title", mark.title)
        .field("spec", mark.spec)
        .field("code", mark.code)
        .field("state", mark.state)
        .field("at", mark.at)
        .field("actor", mark.actor)
        .field("ended_at", mark.ended_at)
        .field("ended_by", mark.ended_by)
        .field("parked", mark.parked)
        .field("waiting", mark.waiting)
        .field("ready", mark.ready)
        .field("pieces", mark.pieces)
        .key("orders")
        .begin_array();
    for (const station::StockOrderView& order : mark.orders) {
        out.begin_object()
            .field("order_no", order.order_no)
            .field("state", order.state)
            .field("standing", order.standing)
            .field("number", order.number)
            .field("bench", order.bench)
            .field("ship_by", order.ship_by)
            .field("quantity", order.quantity)
            .end_object();
    }
    out.end_array().field("actions", mark.actions).end_object();
}

void write(Writer& out, const station::StockView& stock) {
    out.begin_object().key("out").begin_array();
    for (const station::StockMarkView& mark : stock.out) write(out, mark);
    out.end_array().key("recent").begin_array();
    for (const station::StockMarkView& mark : stock.recent) write(out, mark);
    out.end_array().end_object();
}

}  // namespace server::json
