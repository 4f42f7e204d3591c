#include "server/json/merge_views.h"

namespace server::json {
namespace {

void write_orders(Writer& out, const std::vector<station::MergeOrderView>& orders) {
    out.key("orders").begin_array();
    for (const station::MergeOrderView& order : orders) {
        out.begin_object()
            .field("order_no", order.order_no)
            .field("state", order.state)
            .field("summary", order.summary)
            .field("pieces", order.pieces)
            .field("ship_by", order.ship_by)
            .end_object();
    }
    out.end_array();
}

}  // namespace

void write(Writer& out, const station::MergeView& merge) {
    out.begin_object()
        .field("main", merge.main)
        .field("number", merge.number)
        .field("standing", merge.standing);
    write_orders(out, merge.orders);
    out.end_object();
}

void write(Writer& out, const station::MergeListView& list) {
    out.begin_object().key("offers").begin_array();
    for (const station::MergeOfferView& offer : list.offers) {
        out.begin_object()
            .field("receiver", offer.receiver)
            .field("place", offer.place)
            .field("carrier_name", offer.carrier_name);
        write_orders(out, offer.orders);
        out.end_object();
    }
    out.end_array().key("merged").begin_array();
    for (const station::MergeView& merge : list.merged) write(out, merge);
    out.end_array().end_object();
}

}  // namespace server::json
