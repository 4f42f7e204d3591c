#include "station/shipping/ship_rows.h"

#include <algorithm>

#include "base/log.h"
#include "station/batches/boxes.h"
#include "station/orders/order_log.h"

namespace station {

base::Result<std::vector<ShipRecord>> ship_records(Session& db, const std::string& where,
                                                   const std::vector<Value>& parameters) {
    auto rows = db.query(
        "SELECT x.id, o.id, p.id, o.order_no, x.state, coalesce(p.number, w.number, ''), p.carrier,"
        " coalesce(p.bound_at, x.created_at), coalesce(r.number, ''),"
        " CASE WHEN o.asked = 1 THEN o.news ELSE '' END, coalesce(o.news_as_of, 0),"
        " coalesce(w.order_id, p.order_id), coalesce(m.boxes, 1)"
        " FROM outbox x JOIN parcels p ON p.id = x.parcel_id JOIN orders o ON o.id = p.order_id"
        // Of an order that travels in another one's parcel, the number is that one's.
        " LEFT JOIN parcels w ON w.id = p.with_parcel"
        " LEFT JOIN orders m ON m.id = coalesce(w.order_id, p.order_id)"
        " LEFT JOIN ship_files f ON f.name = x.file AND x.file <> ''"
        " LEFT JOIN ship_file_rows r ON r.file_id = f.id AND r.outbox_id = x.id"
        "  AND r.order_id = o.id WHERE " +
            where,
        parameters);
    if (!rows) return base::pass(rows);
    std::vector<ShipRecord> records;
    for (const Row& row : *rows) {
        const auto state = ship_state(row.text(4));
        if (!state)
            return base::fail(base::ErrorCode::Corrupt,
                              "outbox row " + row.text(0) + " has the state '" + row.text(4) + "'");
        ShipRecord record{row.integer(0),
                          row.id<base::OrderRow>(1),
                          row.id<base::ParcelRow>(2),
                          base::OrderNo(row.text(3)),
                          *state,
                          base::WaybillNumber(row.text(5)),
                          base::CarrierCode(row.text(6)),
                          row.time(7),
                          base::WaybillNumber(row.text(8)),
                          row.text(9),
                          row.time(10)};
        if (record.trouble.empty() && record.state == ShipState::Written &&
            record.number != record.written_number)
            record.trouble = "corrected";
        if (row.integer(12) > 1) {
            auto others = other_numbers(db, row.id<base::OrderRow>(11));
            if (!others) return base::pass(others);
            record.other_numbers = std::move(*others);
        }
        records.push_back(std::move(record));
    }
    return records;
}

base::Status move_ship_row(const Context& context, const ShipRecord& row, ShipEvent event,
                           const std::string& actor,
                           const std::map<std::string, std::string>& detail) {
    const auto to = next(row.state, event);
    if (!to) return base::pass(to, "order " + row.order_no.str());
    const base::Time now = context.clock.now();
    auto moved = context.db.execute(
        "UPDATE outbox SET state = $1, state_at = $2 WHERE id = $3 AND state = $4",
        values(name(*to), now, row.id, name(row.state)));
    if (!moved) return base::pass(moved);
    if (*moved != 1)
        return base::fail(base::ErrorCode::Conflict,
                          "order " + row.order_no.str() + ": its row was moved at this moment",
                          "error.ship_row_state");
    const auto set = [&](const char* sql, const std::vector<Value>& parameters) -> base::Status {
        auto done = context.db.execute(sql, parameters);
        if (!done) return base::pass(done);
        return {};
    };
    base::Status noted;
    switch (event) {
        case ShipEvent::Tick:
            noted = set("UPDATE outbox SET uploaded_at = $1 WHERE id = $2", values(now, row.id));
            break;
        case ShipEvent::Untick:
            noted =
                set("UPDATE outbox SET uploaded_at = NULL, doubted_at = NULL, trusted_at = NULL"
                    " WHERE id = $1",
                    values(row.id));
            break;
        case ShipEvent::Confirm:
        case ShipEvent::Write:
            noted = set(
                "UPDATE outbox SET reason = '', doubted_at = NULL, trusted_at = NULL WHERE id = $1",
                values(row.id));
            break;
        case ShipEvent::Reject: {
            const auto reason = detail.find("reason");
            noted =
                set("UPDATE outbox SET reason = $1, doubted_at = NULL,"
                    " uploaded_at = coalesce(uploaded_at, $2) WHERE id = $3",
                    values(reason == detail.end() ? std::string() : reason->second, now, row.id));
            break;
        }
        case ShipEvent::Unreject:
            noted = set("UPDATE outbox SET reason = '' WHERE id = $1", values(row.id));
            break;
        case ShipEvent::TakeBack:
        case ShipEvent::Recall:
            break;
    }
    if (!noted) return noted;
    return append_audit(context.db, now,
                        {.actor = actor,
                         .action = "ship_" + std::string(name(event)),
                         .order = row.order,
                         .parcel = row.parcel,
                         .from = std::string(name(row.state)),
                         .to = std::string(name(*to)),
                         .detail = detail});
}

base::Status move_ship_rows(const Context& context, base::OrderRow order, ShipEvent event,
                            const std::string& actor) {
    auto rows = ship_records(context.db, "p.order_id = $1 ORDER BY x.id", values(order));
    if (!rows) return base::pass(rows);
    for (const ShipRecord& row : *rows) {
        if (!next(row.state, event)) continue;
        if (auto moved = move_ship_row(context, row, event, actor); !moved) return moved;
    }
    return {};
}

base::Result<bool> recall_rejected(const Context& context, base::OrderRow order,
                                   const std::string& actor) {
    auto rows = ship_records(context.db, "p.order_id = $1 AND x.state <> 'recalled' ORDER BY x.id",
                             values(order));
    if (!rows) return base::pass(rows);
    const bool all_rejected = std::ranges::all_of(
        *rows, [](const ShipRecord& row) { return row.state == ShipState::Rejected; });
    if (rows->empty() || !all_rejected) return false;
    for (const ShipRecord& row : *rows) {
        if (auto moved = move_ship_row(context, row, ShipEvent::Recall, actor); !moved)
            return base::pass(moved);
    }
    return true;
}

base::Status doubt_uploads(const Context& context,
                           const std::function<bool(const std::string&)>& is_ready) {
    const base::Time now = context.clock.now();
    auto rows = context.db.query(
        "SELECT x.id, o.id, o.order_no, o.status_text FROM outbox x"
        " JOIN parcels p ON p.id = x.parcel_id JOIN orders o ON o.id = p.order_id"
        " WHERE x.state = 'uploaded' AND x.doubted_at IS NULL"
        " AND o.as_of >= coalesce(x.trusted_at, x.uploaded_at) + $1 ORDER BY x.id LIMIT 1000",
        values(base::to_millis(base::Time{context.settings.shipping.doubt_after})));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return {};
    auto transaction = WriteTransaction::begin(context.db);
    if (!transaction) return base::pass(transaction);
    for (const Row& row : *rows) {
        if (!is_ready(row.text(3))) continue;
        auto marked = context.db.execute(
            "UPDATE outbox SET doubted_at = $1 WHERE id = $2 AND state = 'uploaded'"
            " AND doubted_at IS NULL",
            values(now, row.integer(0)));
        if (!marked) return base::pass(marked);
        if (*marked == 0) continue;
        auto noted = append_audit(context.db, now,
                                  {.actor = "intake",
                                   .action = "ship_doubted",
                                   .order = row.id<base::OrderRow>(1),
                                   .detail = {{"status", row.text(3)}}});
        if (!noted) return noted;
        base::log(base::LogLevel::Warning, "upload_doubted", {{"order", row.text(2)}});
    }
    return transaction->commit();
}

}  // namespace station
