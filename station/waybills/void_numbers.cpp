#include "station/waybills/void_numbers.h"

#include "station/waybills/wishes.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kColumns =
    "SELECT id, number, carrier, source, wish_key, parcel_id, order_no, reason, state, at,"
    " state_at, actor, result, attempts FROM void_numbers ";

base::Result<VoidRecord> record(const Row& row) {
    const auto state = void_state(row.text(8));
    if (!state)
        return fail(ErrorCode::Corrupt, "unused number " + row.text(1) +
                                            " has the unknown state '" + row.text(8) + "'");
    return VoidRecord{row.id<VoidRow>(0),
                      row.id<base::WaybillNumber>(1),
                      row.id<base::CarrierCode>(2),
                      row.text(3),
                      row.text(4),
                      row.id<base::ParcelRow>(5),
                      row.id<base::OrderNo>(6),
                      row.text(7),
                      *state,
                      row.time(9),
                      row.time(10),
                      row.text(11),
                      row.text(12),
                      row.small(13)};
}

base::Result<std::vector<VoidRecord>> records(const base::Result<std::vector<Row>>& rows) {
    if (!rows) return base::pass(rows);
    std::vector<VoidRecord> all;
    for (const Row& row : *rows) {
        auto one = record(row);
        if (!one) return base::pass(one);
        all.push_back(std::move(*one));
    }
    return all;
}

base::Result<std::optional<VoidRecord>> first(const base::Result<std::vector<Row>>& rows) {
    auto all = records(rows);
    if (!all) return base::pass(all);
    if (all->empty()) return std::optional<VoidRecord>{};
    return std::optional<VoidRecord>{std::move(all->front())};
}

}  // namespace

base::Status VoidNumbers::add(const VoidRecord& number, const std::string& actor) {
    auto known = find(number.number);
    if (!known) return base::pass(known);
    const base::Time now = context_.clock.now();
    if (*known) {
        if ((*known)->state != VoidState::Withdrawn) return {};
        auto again = apply(**known, VoidEvent::UnusedAgain, {.actor = actor});
        if (!again) return base::pass(again);
        auto why = context_.db.execute(
            "UPDATE void_numbers SET reason = $1, at = $2, attempts = 0 WHERE id = $3",
            values(number.reason, now, (*known)->id));
        if (!why) return base::pass(why);
        return {};
    }
    auto added = context_.db.execute(
        "INSERT INTO void_numbers (number, carrier, source, wish_key, parcel_id, order_no, reason,"
        " state, at, state_at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10)",
        values(number.number, number.carrier, number.source, number.wish_key, number.parcel,
               number.order_no, number.reason, now, now, actor));
    if (!added) return base::pass(added);
    return append_audit(context_.db, now,
                        {.actor = actor,
                         .action = "number_to_void",
                         .parcel = number.parcel,
                         .to = "open",
                         .detail = {{"number", number.number.str()},
                                    {"carrier", number.carrier.str()},
                                    {"order_no", number.order_no.str()},
                                    {"reason", number.reason}}});
}

base::Result<int> VoidNumbers::sweep_parcels() {
    // "Intercepted" alone may end in a release; an order that its platform has ended will not.
    auto rows = context_.db.query(
        "SELECT p.id, p.number, p.carrier, p.number_source, o.order_no, p.void, p.void_reason,"
        " coalesce((SELECT max(w.wish_key) FROM number_wishes w WHERE w.parcel_id = p.id"
        "  AND w.state = 'granted' AND w.number = p.number), '')"
        " FROM parcels p JOIN orders o ON o.id = p.order_id"
        " WHERE p.number IS NOT NULL AND p.shipped_at IS NULL AND (p.void = 1"
        "  OR (o.state = 'closed' AND p.bound_at IS NULL)"
        "  OR (o.state = 'intercepted' AND EXISTS (SELECT 1 FROM audit a WHERE a.id ="
        "   (SELECT max(b.id) FROM audit b WHERE b.order_id = o.id AND b.action = 'intercept')"
        "   AND (a.detail LIKE '%cancelled%' OR a.detail LIKE '%shipped_elsewhere%'))))"
        " AND NOT EXISTS (SELECT 1 FROM void_numbers v WHERE v.number = p.number"
        "  AND v.state <> 'withdrawn') ORDER BY p.id LIMIT 50");
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        const bool dead = row.flag(5);
        auto added = add({.number = row.id<base::WaybillNumber>(1),
                          .carrier = row.id<base::CarrierCode>(2),
                          .source = row.text(3),
                          .wish_key = row.text(7),
                          .parcel = row.id<base::ParcelRow>(0),
                          .order_no = row.id<base::OrderNo>(4),
                          .reason = !dead                 ? "order_ended"
                                    : row.text(6).empty() ? "not_needed"
                                                          : row.text(6)},
                         "station");
        if (!added) return base::pass(added);
    }
    return static_cast<int>(rows->size());
}

base::Result<int> VoidNumbers::sweep_sheets() {
    auto rows = context_.db.query(
        "SELECT s.id, s.number, s.carrier, o.carrier, s.order_no, o.state FROM sheet_numbers s"
        " JOIN orders o ON o.order_no = s.order_no WHERE s.state = 'waiting'"
        " AND (o.state IN ('refused', 'closed') OR EXISTS (SELECT 1 FROM parcels p"
        "  WHERE p.order_id = o.id AND p.void = 0 AND p.number IS NOT NULL"
        "  AND p.number <> s.number)"
        // One of its further boxes may wait for this very row.
        "  AND o.boxes <= (SELECT count(*) FROM parcels q WHERE q.order_id = o.id AND q.void = 0"
        "   AND q.number IS NOT NULL)) ORDER BY s.id LIMIT 50");
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        auto taken = context_.db.execute(
            "UPDATE sheet_numbers SET state = 'void' WHERE id = $1 AND state = 'waiting'",
            values(row.integer(0)));
        if (!taken) return base::pass(taken);
        if (*taken != 1) continue;
        const std::string state = row.text(5);
        auto added =
            add({.number = row.id<base::WaybillNumber>(1),
                 .carrier = base::CarrierCode(row.text(2).empty() ? row.text(3) : row.text(2)),
                 .source = "sheet",
                 .order_no = row.id<base::OrderNo>(4),
                 .reason = state == "refused"  ? "refused"
                           : state == "closed" ? "order_ended"
                                               : "replaced"},
                "station");
        if (!added) return base::pass(added);
    }
    return static_cast<int>(rows->size());
}

/// An order that waits for its label, and whose number was given for an address of before.
base::Status VoidNumbers::give_up_outdated() {
    auto rows = context_.db.query(
        "SELECT p.id, p.order_id, p.receiver_hash FROM parcels p JOIN orders o ON o.id = p.order_id"
        " WHERE o.state IN ('screened', 'numbered') AND p.void = 0 AND p.number IS NOT NULL"
        " AND p.receiver_hash <> '' AND p.bound_at IS NULL AND p.shipped_at IS NULL");
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        auto now = receiver_hash(context_, row.id<base::OrderRow>(1));
        if (!now) return base::pass(now);
        if (*now == row.text(2)) continue;
        auto given_up = context_.db.execute(
            "UPDATE parcels SET void = 1, void_reason = 'address_changed' WHERE id = $1"
            " AND void = 0",
            values(row.integer(0)));
        if (!given_up) return base::pass(given_up);
    }
    return {};
}

base::Result<int> VoidNumbers::sweep() {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto done = give_up_outdated(); !done) return base::pass(done);
    auto parcels = sweep_parcels();
    if (!parcels) return base::pass(parcels);
    auto sheets = sweep_sheets();
    if (!sheets) return base::pass(sheets);
    if (*parcels + *sheets == 0) return 0;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return *parcels + *sheets;
}

base::Status VoidNumbers::used_again(base::OrderRow order, const std::string& actor) {
    auto all = records(context_.db.query(
        std::string(kColumns) +
            "WHERE state = 'open' AND parcel_id IN (SELECT id FROM parcels WHERE order_id = $1)",
        values(order)));
    if (!all) return base::pass(all);
    for (const VoidRecord& number : *all) {
        auto done = apply(number, VoidEvent::UsedAgain, {.actor = actor});
        if (!done) return base::pass(done);
    }
    return {};
}

base::Result<int> VoidNumbers::voided(base::OrderRow order) const {
    auto row = context_.db.query_one(
        "SELECT count(*) FROM void_numbers WHERE state IN ('asked', 'done') AND parcel_id IN"
        " (SELECT id FROM parcels WHERE order_id = $1)",
        values(order));
    if (!row) return base::pass(row);
    return row->small(0);
}

base::Result<VoidRecord> VoidNumbers::find(VoidRow id) const {
    auto found = first(context_.db.query(std::string(kColumns) + "WHERE id = $1", values(id)));
    if (!found) return base::pass(found);
    if (!*found)
        return fail(ErrorCode::NotFound, "there is no unused number " + std::to_string(id.value()),
                    "error.void_unknown");
    return std::move(**found);
}

base::Result<std::optional<VoidRecord>> VoidNumbers::find(const base::WaybillNumber& number) const {
    return first(context_.db.query(std::string(kColumns) + "WHERE number = $1", values(number)));
}

base::Result<std::optional<VoidRecord>> VoidNumbers::next_due(const std::string& source,
                                                              base::Time added_before) const {
    return first(
        context_.db.query(std::string(kColumns) +
                              "WHERE state = 'open' AND source = $1 AND wish_key <> '' AND at <= $2"
                              " AND next_at <= $3 AND attempts < $4 ORDER BY id LIMIT 1",
                          values(source, added_before, context_.clock.now(), kVoidAttempts)));
}

base::Result<std::vector<VoidRecord>> VoidNumbers::in_state(VoidState state) const {
    return records(context_.db.query(std::string(kColumns) + "WHERE state = $1 ORDER BY id",
                                     values(name(state))));
}

base::Result<std::vector<VoidRecord>> VoidNumbers::list(Session& db) {
    return records(db.query(std::string(kColumns) +
                            "WHERE state <> 'withdrawn' ORDER BY state = 'done', id DESC"
                            " LIMIT 1000"));
}

base::Result<VoidState> VoidNumbers::apply(const VoidRecord& number, VoidEvent event,
                                           const Change& change) {
    auto to = next(number.state, event);
    if (!to) return base::pass(to, number.number.str());
    const base::Time now = context_.clock.now();
    const int attempts = change.person_now         ? kVoidAttempts
                         : event == VoidEvent::Ask ? number.attempts + 1
                                                   : number.attempts;
    auto changed = context_.db.execute(
        "UPDATE void_numbers SET state = $1, state_at = $2, actor = $3, result = $4,"
        " attempts = $5, next_at = $6 WHERE id = $7 AND state = $8",
        values(name(*to), now, change.actor, change.result, attempts, change.next_at.value_or(now),
               number.id, name(number.state)));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the number was changed by somebody else at this moment",
                    "error.void_state");
    if (*to == VoidState::Done && number.parcel) {
        // Whoever scans a sheet with it is told that it is dead.
        auto dead = context_.db.execute(
            "UPDATE parcels SET void = 1, void_reason = 'voided'"
            " WHERE id = $1 AND void = 0 AND shipped_at IS NULL",
            values(number.parcel));
        if (!dead) return base::pass(dead);
    }
    if (event == VoidEvent::Untick && number.parcel) {
        auto alive = context_.db.execute(
            "UPDATE parcels SET void = 0, void_reason = '' WHERE id = $1 AND void = 1"
            " AND void_reason = 'voided'",
            values(number.parcel));
        if (!alive) return base::pass(alive);
    }
    auto noted =
        append_audit(context_.db, now,
                     {.actor = change.actor,
                      .action = "void_" + std::string(name(event)),
                      .parcel = number.parcel,
                      .from = std::string(name(number.state)),
                      .to = std::string(name(*to)),
                      .detail = {{"number", number.number.str()}, {"result", change.result}}});
    if (!noted) return base::pass(noted);
    return *to;
}

}  // namespace station
