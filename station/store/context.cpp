#include "station/store/context.h"

#include "station/store/json.h"

namespace station {

base::Status append_audit(Session& db, base::Time now, const AuditEntry& entry) {
    auto done = db.execute(
        "INSERT INTO audit (at, actor, action, order_id, parcel_id, job_id, batch_id, from_state,"
        " to_state, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values(now, entry.actor, entry.action, entry.order, entry.parcel, entry.job, entry.batch,
               entry.from, entry.to, to_json(entry.detail)));
    if (!done) return base::pass(done);
    return {};
}

base::Result<std::string> meta(Session& db, std::string_view key) {
    auto rows = db.query("SELECT value FROM station_meta WHERE key = $1", values(key));
    if (!rows) return base::pass(rows);
    return rows->empty() ? std::string() : rows->front().text(0);
}

base::Status set_meta(Session& db, std::string_view key, std::string_view text) {
    auto done = db.execute(
        "INSERT INTO station_meta (key, value) VALUES ($1, $2)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        values(key, text));
    if (!done) return base::pass(done);
    return {};
}

}  // namespace station
