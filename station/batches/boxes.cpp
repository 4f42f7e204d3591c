#include "station/batches/boxes.h"

namespace station {

base::Result<int> box_count(Session& db, base::OrderRow order) {
    auto row = db.query_one("SELECT boxes FROM orders WHERE id = $1", values(order));
    if (!row) return base::pass(row);
    return row->small(0);
}

base::Result<std::vector<BoxRecord>> boxes_of(Session& db, base::OrderRow order) {
    auto count = box_count(db, order);
    if (!count) return base::pass(count);
    std::vector<BoxRecord> boxes(static_cast<std::size_t>(*count));
    for (int no = 1; no <= *count; ++no) boxes[static_cast<std::size_t>(no - 1)].no = no;
    auto rows = db.query(
        "SELECT id, box_no, coalesce(number, ''), carrier, bound_at,"
        " (SELECT count(*) FROM label_jobs WHERE parcel_id = parcels.id AND maybe_on_paper = 1),"
        " coalesce((SELECT sheet_code FROM label_jobs WHERE parcel_id = parcels.id"
        "  AND superseded = 0 AND state NOT IN ('failed', 'cancelled')"
        "  ORDER BY id DESC LIMIT 1), ''),"
        " (SELECT count(*) FROM label_jobs WHERE parcel_id = parcels.id AND superseded = 0"
        "  AND state IN ('sending', 'sent', 'printed', 'unknown')),"
        " coalesce((SELECT state FROM label_jobs WHERE parcel_id = parcels.id AND superseded = 0"
        "  ORDER BY id DESC LIMIT 1), ''),"
        " (SELECT max(id) FROM label_jobs WHERE parcel_id = parcels.id AND superseded = 0)"
        " FROM parcels WHERE order_id = $1 AND void = 0 ORDER BY box_no, id",
        values(order));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        const int no = row.small(1);
        if (no < 1 || no > *count) continue;
        BoxRecord& box = boxes[static_cast<std::size_t>(no - 1)];
        if (box.parcel) continue;
        box.parcel = row.id<base::ParcelRow>(0);
        box.number = base::WaybillNumber(row.text(2));
        box.carrier = base::CarrierCode(row.text(3));
        box.bound = !row.null(4);
        box.prints = row.small(5);
        box.valid_sheet = row.text(6);
        box.any_label = row.integer(7) > 0;
        box.label_state = row.text(8);
        box.label = row.id<base::JobRow>(9);
    }
    return boxes;
}

base::Result<std::string> box_mark(Session& db, base::OrderRow order, base::ParcelRow parcel) {
    auto row = db.query_one(
        "SELECT o.boxes, p.box_no FROM orders o, parcels p WHERE o.id = $1 AND p.id = $2",
        values(order, parcel));
    if (!row) return base::pass(row);
    if (row->integer(0) < 2) return std::string();
    return row->text(1) + "/" + row->text(0);
}

base::Result<std::string> other_numbers(Session& db, base::OrderRow order) {
    auto rows = db.query(
        "SELECT number FROM parcels WHERE order_id = $1 AND void = 0 AND box_no > 1"
        " AND number IS NOT NULL ORDER BY box_no",
        values(order));
    if (!rows) return base::pass(rows);
    std::string text;
    for (const Row& row : *rows) text += (text.empty() ? "另有包裹：" : "、") + row.text(0);
    return text;
}

}  // namespace station
