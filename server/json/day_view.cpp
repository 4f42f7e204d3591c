#include "server/json/views.h"

namespace server::json {

void write(Writer& out, const station::DayCardView& card) {
    out.begin_object()
        .field("date", card.date)
        .field("today", card.today)
        .field("as_of", card.as_of)
        .field("imported", card.imported)
        .field("printed", card.printed)
        .field("bound", card.bound)
        .field("confirmed", card.confirmed)
        .key("shipped")
        .begin_array();
    for (const station::DayShippedView& one : card.shipped)
        out.begin_object()
            .field("carrier", one.carrier)
            .field("carrier_name", one.name)
            .field("count", one.count)
            .end_object();
    out.end_array().key("left").begin_array();
    for (const station::DayLeftView& one : card.left)
        out.begin_object()
            .field("kind", one.kind)
            .field("count", one.count)
            .field("href", one.href)
            .end_object();
    out.end_array().end_object();
}

}  // namespace server::json
