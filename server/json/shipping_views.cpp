// Ship files, hand-overs and work in the back end.
#include "server/json/views.h"

namespace server::json {
namespace {

void write_ship_row(Writer& out, const station::ShipRowView& row) {
    out.begin_object()
        .field("position", row.position)
        .field("order_no", row.order_no)
        .field("number", row.number)
        .field("carrier", row.carrier)
        .field("carrier_name", row.carrier_name)
        .field("state", row.state)
        .field("reason", row.reason)
        .field("moved_to", row.moved_to)
        .field("uploaded_at", row.uploaded_at)
        .field("ship_by", row.ship_by)
        .field("doubted", row.doubted)
        .field("trouble", row.trouble)
        .field("trouble_as_of", row.trouble_as_of)
        .end_object();
}

void write_file_fields(Writer& out, const station::ShipFileView& file) {
    out.field("name", file.name)
        .field("rows", file.rows)
        .field("at", file.at)
        .field("url", "/api/v1/ship-files/" + file.name)
        .field("state", file.state)
        .field("actor", file.actor)
        .field("replaced_by", file.replaced_by)
        .field("written", file.written)
        .field("uploaded", file.uploaded)
        .field("confirmed", file.confirmed)
        .field("rejected", file.rejected)
        .field("doubted", file.doubted)
        .field("troubled", file.troubled)
        .field("gone", file.gone);
}

void write_handover_parcels(Writer& out, std::string_view name,
                            const std::vector<station::HandoverParcelView>& parcels) {
    out.key(name).begin_array();
    for (const station::HandoverParcelView& parcel : parcels) {
        out.begin_object()
            .field("number", parcel.number)
            .field("order_no", parcel.order_no)
            .field("place", parcel.place)
            .field("bound_at", parcel.bound_at)
            .field("state", parcel.state)
            .field("box", parcel.box)
            .end_object();
    }
    out.end_array();
}

void write_handover_carrier(Writer& out, const station::HandoverCarrierView& carrier) {
    out.begin_object()
        .field("carrier", carrier.carrier)
        .field("name", carrier.name)
        .field("waiting", carrier.waiting)
        .field("scanned", carrier.scanned)
        .field("stopped", carrier.stopped)
        .field("oldest", carrier.oldest)
        .end_object();
}

}  // namespace

void write(Writer& out, const station::ShipFileView& file) {
    out.begin_object();
    write_file_fields(out, file);
    out.key("more").begin_array();
    for (const station::ShipFileView& more : file.more) write(out, more);
    out.end_array().key("list").begin_array();
    for (const station::ShipRowView& row : file.list) write_ship_row(out, row);
    out.end_array().end_object();
}

void write(Writer& out, const station::RemadeFileView& remade) {
    out.begin_object().key("old");
    write(out, remade.old_file);
    out.key("file");
    if (remade.file) {
        write(out, *remade.file);
    } else {
        out.null();
    }
    out.key("left_out").begin_array();
    for (const base::OrderNo& order : remade.left_out) out.value(order);
    out.end_array().end_object();
}

void write(Writer& out, const station::ShipResultsView& results) {
    out.begin_object()
        .field("uploaded", results.uploaded)
        .field("rejected", results.rejected)
        .field("unchanged", results.unchanged)
        .field("problems", results.problems)
        .key("rows")
        .begin_array();
    for (const station::ShipResultView& row : results.rows) {
        out.begin_object()
            .field("row", row.row)
            .field("order_no", row.order_no)
            .field("outcome", row.outcome)
            .field("reason", row.reason)
            .end_object();
    }
    out.end_array().end_object();
}

void write(Writer& out, const station::ShipQueueView& queue) {
    out.begin_object()
        .field("waiting", queue.waiting)
        .field("due", queue.due)
        .field("rejected", queue.rejected)
        .field("next_due", queue.next_due)
        .field("by_handover", queue.by_handover)
        .key("late")
        .begin_array();
    for (const station::ShipRowView& row : queue.late) write_ship_row(out, row);
    out.end_array().end_object();
}

void write(Writer& out, const station::HandoverView& list) {
    out.begin_object()
        .field("id", list.id)
        .field("carrier", list.carrier)
        .field("carrier_name", list.carrier_name)
        .field("courier", list.courier)
        .field("state", list.state)
        .field("actor", list.actor)
        .field("closed_at", list.closed_at)
        .field("count", list.count)
        .field("left_count", list.left_count)
        .field("can_undo", list.can_undo);
    write_handover_parcels(out, "parcels", list.parcels);
    write_handover_parcels(out, "left", list.left);
    out.end_object();
}

void write(Writer& out, const station::HandoverBoardView& board) {
    out.begin_object().key("carriers").begin_array();
    for (const auto& carrier : board.carriers) write_handover_carrier(out, carrier);
    out.end_array().key("closed").begin_array();
    for (const auto& list : board.closed) write(out, list);
    out.end_array().end_object();
}

void write(Writer& out, const station::HandoverScanView& scan) {
    out.begin_object()
        .field("kind", scan.kind)
        .field("code", scan.code)
        .field("number", scan.number)
        .field("order_no", scan.order_no)
        .key("carrier");
    write_handover_carrier(out, scan.carrier);
    out.end_object();
}

void write(Writer& out, const station::TaskView& task) {
    out.begin_object()
        .field("id", task.id)
        .field("kind", task.kind)
        .field("state", task.state)
        .field("reason", task.reason)
        .field("note", task.note)
        .field("actor", task.actor)
        .field("order_no", task.order_no)
        .field("old_number", task.old_number)
        .field("number", task.number)
        .field("old_carrier", task.old_carrier)
        .field("carrier", task.carrier)
        .field("old_carrier_name", task.old_carrier_name)
        .field("carrier_name", task.carrier_name)
        .field("ship_by", task.ship_by)
        .field("ship_by_now", task.ship_by_now)
        .field("created_at", task.created_at)
        .field("done_at", task.done_at)
        .field("closed_at", task.closed_at)
        .end_object();
}

}  // namespace server::json
