#include "station/shipping/read_ship_files.h"

#include "station/shipping/ship_states.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

// A row of a file is still its own while the outbox says that it stands in this very file.
constexpr std::string_view kRows =
    "SELECT f.name, r.position, o.order_no, r.number, r.carrier, coalesce(x.state, ''),"
    " coalesce(x.reason, ''), coalesce(x.file, ''), x.uploaded_at, o.ship_by,"
    " CASE WHEN x.doubted_at IS NULL THEN 0 ELSE 1 END, CASE WHEN o.asked = 1 THEN o.news ELSE '' "
    "END, o.news_as_of,"
    " coalesce(p.number, (SELECT w.number FROM parcels w WHERE w.id = p.with_parcel), '')"
    " FROM ship_files f JOIN ship_file_rows r ON r.file_id = f.id"
    " JOIN orders o ON o.id = r.order_id LEFT JOIN outbox x ON x.id = r.outbox_id"
    " LEFT JOIN parcels p ON p.id = x.parcel_id ";

std::string carrier_name(const Context& context, const base::CarrierCode& code) {
    const config::Carrier* carrier = context.carriers.find(code);
    return carrier != nullptr ? carrier->name_zh : code.str();
}

ShipRowView row_view(const Context& context, const Row& row) {
    ShipRowView view;
    view.position = row.small(1);
    view.order_no = base::OrderNo(row.text(2));
    view.number = base::WaybillNumber(row.text(3));
    view.carrier = base::CarrierCode(row.text(4));
    view.carrier_name = carrier_name(context, view.carrier);
    view.ship_by = row.maybe_time(9);
    if (row.text(7) != row.text(0)) {
        view.state = "moved";
        view.moved_to = row.text(7);
        return view;
    }
    view.state = row.text(5);
    view.reason = row.text(6);
    view.uploaded_at = row.maybe_time(8);
    view.doubted = row.flag(10);
    if (view.state != name(ShipState::Written)) return view;
    view.trouble = row.text(11);
    if (!view.trouble.empty())
        view.trouble_as_of = row.maybe_time(12);
    else if (row.text(13) != row.text(3))
        view.trouble = "corrected";
    return view;
}

void count(ShipFileView& file, const ShipRowView& row) {
    if (row.state == "moved" || row.state == name(ShipState::Recalled)) ++file.gone;
    if (row.state == name(ShipState::Written)) ++file.written;
    if (row.state == name(ShipState::Uploaded)) ++file.uploaded;
    if (row.state == name(ShipState::Confirmed)) ++file.confirmed;
    if (row.state == name(ShipState::Rejected)) ++file.rejected;
    if (row.doubted) ++file.doubted;
    if (!row.trouble.empty()) ++file.troubled;
}

std::string state_of_file(const ShipFileView& file, bool dead) {
    if (dead) return "dead";
    if (file.rejected > 0) return "rejected";
    if (file.doubted > 0) return "doubted";
    if (file.written > 0) return file.uploaded + file.confirmed > 0 ? "partly" : "written";
    return file.uploaded > 0 ? "uploaded" : "confirmed";
}

base::Result<std::vector<ShipFileView>> files_of(const Context& context, const std::string& where,
                                                 const std::vector<Value>& parameters,
                                                 ShipFileRows wanted) {
    auto files = context.db.query(
        "SELECT id, name, rows, at, actor, dead_at, replaced_by FROM ship_files " + where,
        parameters);
    if (!files) return base::pass(files);
    std::vector<ShipFileView> views;
    for (const Row& row : *files) {
        ShipFileView view;
        view.name = row.text(1);
        view.rows = row.small(2);
        view.at = row.time(3);
        view.actor = row.text(4);
        view.replaced_by = row.text(6);
        auto rows = context.db.query(std::string(kRows) + "WHERE f.id = $1 ORDER BY r.position",
                                     values(row.integer(0)));
        if (!rows) return base::pass(rows);
        for (const Row& line : *rows) {
            ShipRowView one = row_view(context, line);
            count(view, one);
            if (wanted == ShipFileRows::With) view.list.push_back(std::move(one));
        }
        view.state = state_of_file(view, !row.null(5));
        views.push_back(std::move(view));
    }
    return views;
}

}  // namespace

base::Result<std::vector<ShipFileView>> read_ship_files(const Context& context) {
    return files_of(context, "ORDER BY id DESC LIMIT 100", {}, ShipFileRows::Without);
}

base::Result<ShipFileView> read_ship_file(const Context& context, const std::string& name,
                                          ShipFileRows rows) {
    auto files = files_of(context, "WHERE name = $1", values(name), rows);
    if (!files) return base::pass(files);
    if (files->empty())
        return fail(ErrorCode::NotFound, "there is no ship file '" + name + "'",
                    "error.ship_file_unknown");
    return files->front();
}

namespace {

/// Bound, not uploaded, promised before $1.
constexpr std::string_view kLate =
    " FROM outbox x JOIN parcels p ON p.id = x.parcel_id JOIN orders o ON o.id = p.order_id"
    " WHERE x.state IN ('pending', 'written', 'rejected') AND o.state IN ('packed', 'shipped')"
    " AND o.ship_by <= $1";

}  // namespace

base::Result<ShipQueueView> read_ship_queue(const Context& context) {
    const base::Time now = context.clock.now();
    ShipQueueView queue;
    queue.by_handover = context.settings.shipping.ship_after == config::ShipAfter::Handover;
    auto counts = context.db.query_one(
        "SELECT count(CASE WHEN x.state = 'pending' AND x.due_at > $1 THEN 1 END),"
        " count(CASE WHEN x.state = 'pending' AND x.due_at <= $2 THEN 1 END),"
        " count(CASE WHEN x.state = 'rejected' THEN 1 END),"
        " min(CASE WHEN x.state = 'pending' AND x.due_at > $3 THEN x.due_at END) FROM outbox x"
        " WHERE x.state IN ('pending', 'rejected')",
        values(now, now, now));
    if (!counts) return base::pass(counts);
    queue.waiting = counts->small(0);
    queue.due = counts->small(1);
    queue.rejected = counts->small(2);
    queue.next_due = counts->maybe_time(3);
    if (queue.next_due && *queue.next_due >= config::kNotYetDue) queue.next_due.reset();
    auto late = context.db.query(
        "SELECT o.order_no, coalesce(p.number, (SELECT w.number FROM parcels w"
        "  WHERE w.id = p.with_parcel), ''), p.carrier, x.state, x.reason, o.ship_by" +
            std::string(kLate) + " ORDER BY o.ship_by, x.id LIMIT 200",
        values(now + context.settings.shipping.warn_before));
    if (!late) return base::pass(late);
    for (const Row& row : *late) {
        ShipRowView view;
        view.order_no = base::OrderNo(row.text(0));
        view.number = base::WaybillNumber(row.text(1));
        view.carrier = base::CarrierCode(row.text(2));
        view.carrier_name = carrier_name(context, view.carrier);
        view.state = row.text(3);
        view.reason = row.text(4);
        view.ship_by = row.maybe_time(5);
        queue.late.push_back(std::move(view));
    }
    return queue;
}

base::Result<ShippingStatusView> read_shipping_status(const Context& context) {
    const base::Time now = context.clock.now();
    ShippingStatusView view;
    auto counts = context.db.query_one(
        "SELECT count(CASE WHEN x.state = 'pending' AND x.due_at > $1 THEN 1 END),"
        " count(CASE WHEN x.state = 'pending' AND x.due_at <= $2 THEN 1 END),"
        " count(CASE WHEN x.state = 'written' THEN 1 END),"
        " count(CASE WHEN x.state = 'uploaded' THEN 1 END),"
        " count(CASE WHEN x.state = 'rejected' THEN 1 END),"
        " count(CASE WHEN x.state = 'uploaded' AND x.doubted_at IS NOT NULL THEN 1 END),"
        " count(CASE WHEN x.state = 'written' AND (o.asked = 1 OR r.number <>"
        "  coalesce(p.number, (SELECT w.number FROM parcels w WHERE w.id = p.with_parcel)))"
        "  THEN 1 END)"
        " FROM outbox x JOIN parcels p ON p.id = x.parcel_id JOIN orders o ON o.id = p.order_id"
        " LEFT JOIN ship_files f ON f.name = x.file AND x.state = 'written'"
        " LEFT JOIN ship_file_rows r ON r.file_id = f.id AND r.outbox_id = x.id"
        " WHERE x.state IN ('pending', 'written', 'uploaded', 'rejected')",
        values(now, now));
    if (!counts) return base::pass(counts);
    view.waiting = counts->small(0);
    view.due = counts->small(1);
    view.written = counts->small(2);
    view.uploaded = counts->small(3);
    view.rejected = counts->small(4);
    view.doubted = counts->small(5);
    view.troubled = counts->small(6);
    auto late = context.db.query_one("SELECT count(*), min(o.ship_by)" + std::string(kLate),
                                     values(now + context.settings.shipping.warn_before));
    if (!late) return base::pass(late);
    view.not_uploaded = late->small(0);
    view.nearest = late->maybe_time(1);
    auto tasks = context.db.query_one("SELECT count(*) FROM back_end_tasks WHERE state = 'open'");
    if (!tasks) return base::pass(tasks);
    view.tasks = tasks->small(0);
    return view;
}

}  // namespace station
