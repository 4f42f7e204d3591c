#include "server/json/views.h"

namespace server::json {
namespace {

// The fields of OrderRow but "reasons", which Order writes in full.
void write_row_fields(Writer& out, const station::OrderRowView& row) {
    out.field("order_no", row.order_no)
        .field("state", row.state)
        .field("verdict", row.verdict)
        .field("released", row.released)
        .field("receiver", row.receiver)
        .field("place", row.place)
        .field("items_count", row.items)
        .field("summary", row.summary)
        .field("carrier", row.carrier)
        .field("carrier_name", row.carrier_name)
        .field("number", row.number)
        .field("ship_by", row.ship_by)
        .field("created_at", row.created_at)
        .field("presale_start", row.presale_start)
        .field("as_of", row.as_of)
        .field("news", row.news)
        .field("news_as_of", row.news_as_of)
        .field("asked", row.asked);
}

void write_reasons(Writer& out, const std::vector<station::ReasonView>& reasons) {
    out.key("reasons").begin_array();
    for (const station::ReasonView& reason : reasons) {
        out.begin_object()
            .field("code", reason.code)
            .field("severity", reason.severity)
            .field("field", reason.field)
            .key("params");
        write(out, reason.params);
        out.field("message", reason.message).end_object();
    }
    out.end_array();
}

void write_items(Writer& out, const std::vector<station::ItemView>& items) {
    out.key("items").begin_array();
    for (const station::ItemView& item : items) {
        out.begin_object()
            .field("title", item.title)
            .field("spec", item.spec)
            .field("quantity", item.quantity)
            .field("barcode", item.barcode)
            .field("seller_code", item.seller_code)
            .field("is_gift", item.is_gift)
            .field("price_fen", item.price_fen)
            .end_object();
    }
    out.end_array();
}

void write_timeline(Writer& out, const std::vector<station::TimelineEntry>& timeline) {
    out.key("timeline").begin_array();
    for (const station::TimelineEntry& entry : timeline) {
        out.begin_object()
            .field("at", entry.at)
            .field("actor", entry.actor)
            .field("action", entry.action)
            .field("from", entry.from)
            .field("to", entry.to)
            .key("params");
        write(out, entry.params);
        out.end_object();
    }
    out.end_array();
}

}  // namespace

void write(Writer& out, const station::OrderRowView& row) {
    out.begin_object();
    write_row_fields(out, row);
    out.field("items", row.items).key("reasons").begin_array();
    for (const station::ReasonView& reason : row.reasons) out.value(reason.code);
    out.end_array().end_object();
}

void write(Writer& out, const station::OrderView& order) {
    out.begin_object();
    write_row_fields(out, order.row);
    write_reasons(out, order.row.reasons);
    out.key("parsed")
        .begin_object()
        .field("province", order.parsed_province)
        .field("city", order.parsed_city)
        .field("district", order.parsed_district)
        .field("town", order.parsed_town)
        .field("detail", order.parsed_detail)
        .end_object();
    write_items(out, order.items);
    out.field("buyer_note", order.buyer_note)
        .field("seller_remark", order.seller_remark)
        .field("seller_flag", order.seller_flag)
        .field("sorting_code", order.sorting_code)
        .field("hub_name", order.hub_name)
        .field("number_source", order.number_source)
        .field("bound_at", order.bound_at)
        .field("bench", order.bench)
        .field("shipped_at", order.shipped_at)
        .key("other_orders")
        .begin_array();
    for (const auto& [number, state] : order.other_orders)
        out.begin_object().field("order_no", number).field("state", state).end_object();
    out.end_array().key("jobs").begin_array();
    for (const station::JobView& job : order.jobs) write(out, job);
    out.end_array().field("actions", order.actions).key("goes_with");
    write(out, order.goes_with);
    out.field("waits_for", order.waits_for)
        .field("parked", order.parked)
        .field("kind", order.kind)
        .field("merged_into", order.merged_into)
        .key("together")
        .begin_array();
    for (const base::OrderNo& one : order.together) out.value(one);
    out.end_array().key("boxes");
    write(out, order.boxes);
    write_timeline(out, order.timeline);
    out.end_object();
}

void write(Writer& out, const station::BoxesView& boxes) {
    out.begin_object().field("order_no", boxes.order_no).key("boxes").begin_array();
    for (const station::BoxView& box : boxes.boxes)
        out.begin_object()
            .field("no", box.no)
            .field("number", box.number)
            .field("state", box.state)
            .field("job", box.job)
            .end_object();
    out.end_array()
        .field("can_add", boxes.can_add)
        .field("can_remove", boxes.can_remove)
        .end_object();
}

void write(Writer& out, const station::RevealedView& person) {
    out.begin_object()
        .field("name", person.name)
        .field("phone", person.phone)
        .field("address", person.address)
        .field("buyer_note", person.buyer_note)
        .field("seller_remark", person.seller_remark)
        .end_object();
}

void write(Writer& out, const station::OrderListView& list) {
    out.begin_object().key("orders").begin_array();
    for (const station::OrderRowView& row : list.orders) write(out, row);
    out.end_array()
        .field("total", list.total)
        .field("page", list.page)
        .field("pages", list.pages)
        .end_object();
}

}  // namespace server::json
