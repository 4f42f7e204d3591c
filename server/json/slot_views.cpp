#include "server/json/views.h"

namespace server::json {

void write(Writer& out, const station::RollView& roll) {
    out.begin_object()
        .field("size", roll.size)
        .field("used", roll.used)
        .field("left", roll.left)
        .field("changed_at", roll.changed_at)
        .end_object();
}

void write(Writer& out, const station::CheckView& check) {
    out.begin_object()
        .field("at", check.at)
        .field("title", check.title)
        .field("level", check.level)
        .key("items")
        .begin_array();
    for (const station::CheckItemView& item : check.items) {
        out.begin_object()
            .field("kind", item.kind)
            .field("level", item.level)
            .field("code", item.code)
            .key("params");
        write(out, item.params);
        out.field("href", item.href).end_object();
    }
    out.end_array().end_object();
}

void write_slots(Writer& out, const station::StatusView& status) {
    out.key("today")
        .begin_object()
        .field("code", status.today.code)
        .field("name", status.today.name)
        .end_object();
    out.key("open_slots").begin_array();
    for (const station::OpenSlotView& slot : status.open_slots) {
        out.begin_object()
            .field("id", slot.id)
            .field("title", slot.title)
            .field("state", slot.state)
            .field("at", slot.at)
            .field("last_export", slot.last_export)
            .field("fresh_since", slot.fresh_since)
            .field("expected", slot.expected)
            .key("folded")
            .begin_array();
        for (const base::Time older : slot.folded) out.value(older);
        out.end_array().end_object();
    }
    out.end_array().key("check");
    if (status.check) {
        write(out, *status.check);
    } else {
        out.null();
    }
}

void write(Writer& out, const station::GoesWithView& going) {
    if (going.kind.empty()) {
        out.null();
        return;
    }
    out.begin_object()
        .field("kind", going.kind)
        .field("at", going.at)
        .field("title", going.title)
        .end_object();
}

}  // namespace server::json
