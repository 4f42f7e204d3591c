#include "station/shipping/handover.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "station/orders/order_log.h"
#include "station/waybills/identify.h"
#include "station/waybills/own_codes.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Bound longer ago than this: whoever keeps no lists has long handed them over.
constexpr std::chrono::hours kLookBack{72};

/// Bound parcels that no closed list holds, bound after $1.
constexpr std::string_view kWaiting =
    " FROM parcels p JOIN orders o ON o.id = p.order_id WHERE p.void = 0"
    // An order that travels in another one's parcel is no parcel.
    " AND p.with_parcel IS NULL AND o.state IN ('packed', 'shipped') AND p.bound_at > $1"
    " AND NOT EXISTS (SELECT 1 FROM handover_parcels hp JOIN handovers h ON h.id = hp.handover_id"
    "  WHERE hp.parcel_id = p.id AND hp.left_behind = 0 AND h.state = 'closed')";

constexpr std::string_view kOnOpenList =
    "(SELECT count(*) FROM handover_parcels hp JOIN handovers h ON h.id = hp.handover_id"
    " WHERE hp.parcel_id = p.id AND h.state = 'open')";

base::Result<std::vector<HandoverCarrierView>> carriers_waiting(const Context& context) {
    auto rows = context.db.query("SELECT p.carrier, count(*), sum(" + std::string(kOnOpenList) +
                                     "), min(p.bound_at), sum(o.asked)" + std::string(kWaiting) +
                                     " GROUP BY p.carrier ORDER BY p.carrier",
                                 values(context.clock.now() - kLookBack));
    if (!rows) return base::pass(rows);
    std::vector<HandoverCarrierView> carriers;
    for (const Row& row : *rows) {
        HandoverCarrierView view;
        view.carrier = base::CarrierCode(row.text(0));
        const config::Carrier* carrier = context.carriers.find(view.carrier);
        view.name = carrier != nullptr ? carrier->name_zh : row.text(0);
        view.waiting = row.small(1);
        view.scanned = row.small(2);
        view.oldest = row.maybe_time(3);
        view.stopped = row.small(4);
        carriers.push_back(std::move(view));
    }
    return carriers;
}

/// The one carrier of them; empty where nothing of it waits.
base::Result<HandoverCarrierView> carrier_waiting(const Context& context,
                                                  const base::CarrierCode& carrier) {
    auto carriers = carriers_waiting(context);
    if (!carriers) return base::pass(carriers);
    for (HandoverCarrierView& one : *carriers) {
        if (one.carrier == carrier) return std::move(one);
    }
    return HandoverCarrierView{.carrier = carrier, .name = {}, .oldest = {}};
}

base::Result<HandoverView> list_view(const Context& context, const Row& row) {
    HandoverView view;
    view.id = row.integer(0);
    view.carrier = base::CarrierCode(row.text(1));
    const config::Carrier* carrier = context.carriers.find(view.carrier);
    view.carrier_name = carrier != nullptr ? carrier->name_zh : row.text(1);
    view.courier = row.text(2);
    view.state = row.text(3);
    view.closed_at = row.maybe_time(4);
    view.actor = row.text(5);
    view.count = row.small(6);
    view.left_count = row.small(7);
    view.can_undo =
        view.state == "closed" && view.closed_at &&
        context.clock.now() <= *view.closed_at + context.settings.shipping.handover_undo;
    return view;
}

constexpr std::string_view kLists =
    "SELECT h.id, h.carrier, h.courier, h.state, h.closed_at, h.actor,"
    " (SELECT count(*) FROM handover_parcels WHERE handover_id = h.id AND left_behind = 0),"
    " (SELECT count(*) FROM handover_parcels WHERE handover_id = h.id AND left_behind = 1)"
    " FROM handovers h ";

}  // namespace

base::Result<HandoverBoardView> read_handovers(const Context& context) {
    HandoverBoardView board;
    auto carriers = carriers_waiting(context);
    if (!carriers) return base::pass(carriers);
    board.carriers = std::move(*carriers);
    auto rows = context.db.query(std::string(kLists) +
                                 "WHERE h.state <> 'open' ORDER BY h.closed_at DESC, h.id DESC"
                                 " LIMIT 30");
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        auto view = list_view(context, row);
        if (!view) return base::pass(view);
        board.closed.push_back(std::move(*view));
    }
    return board;
}

base::Result<HandoverView> read_handover(const Context& context, std::int64_t id) {
    auto rows = context.db.query(std::string(kLists) + "WHERE h.id = $1", values(id));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no hand-over " + std::to_string(id),
                    "error.handover_unknown");
    auto view = list_view(context, rows->front());
    if (!view) return view;
    auto parcels = context.db.query(
        "SELECT hp.number, o.order_no, o.province, o.city, p.bound_at, o.state, hp.left_behind"
        " FROM handover_parcels hp JOIN parcels p ON p.id = hp.parcel_id"
        " JOIN orders o ON o.id = p.order_id WHERE hp.handover_id = $1 ORDER BY hp.number",
        values(id));
    if (!parcels) return base::pass(parcels);
    for (const Row& row : *parcels) {
        HandoverParcelView one;
        one.number = base::WaybillNumber(row.text(0));
        one.order_no = base::OrderNo(row.text(1));
        one.place = row.text(2) == row.text(3) ? row.text(2) : row.text(2) + " " + row.text(3);
        one.bound_at = row.maybe_time(4);
        one.state = row.text(5);
        (row.flag(6) ? view->left : view->parcels).push_back(std::move(one));
    }
    return view;
}

base::Result<std::int64_t> HandoverDesk::open_list(const base::CarrierCode& carrier,
                                                   const std::string& actor) {
    const auto find = [&]() {
        return context_.db.query(
            "SELECT id FROM handovers WHERE carrier = $1 AND state = 'open' ORDER BY id DESC",
            values(carrier));
    };
    auto known = find();
    if (!known) return base::pass(known);
    if (known->empty()) {
        auto made = context_.db.execute(
            "INSERT INTO handovers (carrier, state, opened_at, actor) VALUES ($1, 'open', $2, $3)",
            values(carrier, context_.clock.now(), actor));
        if (!made) return base::pass(made);
        known = find();
        if (!known) return base::pass(known);
    }
    return known->front().integer(0);
}

base::Result<HandoverScanView> HandoverDesk::scan(const std::string& text, const Actor& actor) {
    const std::string code = normalize_scan(text);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto found = parse_sheet_code(code)
                     ? context_.db.query(
                           "SELECT parcel_id FROM label_jobs WHERE sheet_code = $1"
                           " AND parcel_id IS NOT NULL",
                           values(code))
                     : context_.db.query("SELECT id FROM parcels WHERE number = $1", values(code));
    if (!found) return base::pass(found);
    if (found->empty())
        return fail(ErrorCode::NotFound, "no parcel of ours has this number",
                    "error.handover_unknown_number");
    auto parcel = context_.db.query_one(
        "SELECT p.id, coalesce(p.number, ''), p.carrier, p.void, p.bound_at, o.id, o.order_no,"
        " o.state, " +
            std::string(kOnOpenList) +
            ", (SELECT count(*) FROM handover_parcels hp JOIN handovers h"
            " ON h.id = hp.handover_id WHERE hp.parcel_id = p.id AND hp.left_behind = 0"
            " AND h.state = 'closed'), o.asked FROM parcels p JOIN orders o ON o.id = p.order_id"
            " WHERE p.id = $1",
        values(found->front().integer(0)));
    if (!parcel) return base::pass(parcel);
    const std::string order = parcel->text(6);
    const std::string state = parcel->text(7);
    if (parcel->flag(3))
        return fail(ErrorCode::Conflict, order + ": this number is dead, another took its place",
                    "error.handover_dead_number");
    if (state == name(OrderState::Intercepted) || state == name(OrderState::Refused) ||
        state == name(OrderState::Held))
        return fail(ErrorCode::Conflict, order + " is " + state + ": it must not leave",
                    "error.handover_intercepted");
    if (parcel->null(4) ||
        (state != name(OrderState::Packed) && state != name(OrderState::Shipped)))
        return fail(ErrorCode::Conflict, order + " was not bound at a bench",
                    "error.handover_not_bound");
    if (parcel->integer(9) > 0)
        return fail(ErrorCode::Conflict, order + " is on a closed list", "error.handover_gone");
    // In a ship file, so nothing intercepts it; a refund asked since can still keep it here.
    if (parcel->flag(10))
        return fail(ErrorCode::Conflict,
                    order + ": an export told something since; it stays until somebody has looked",
                    "error.handover_asked");
    HandoverScanView view;
    view.number = base::WaybillNumber(parcel->text(1));
    view.order_no = base::OrderNo(order);
    view.kind = "look";
    view.code = "already";
    const base::CarrierCode carrier(parcel->text(2));
    if (parcel->integer(8) == 0) {
        auto list = open_list(carrier, actor.name);
        if (!list) return base::pass(list);
        auto added = context_.db.execute(
            "INSERT INTO handover_parcels (handover_id, parcel_id, number, at, actor)"
            " VALUES ($1, $2, $3, $4, $5)",
            values(*list, parcel->integer(0), view.number, context_.clock.now(), actor.name));
        if (!added) return base::pass(added);
        view.kind = "go";
        view.code = "added";
    }
    auto now_waiting = carrier_waiting(context_, carrier);
    if (!now_waiting) return base::pass(now_waiting);
    view.carrier = std::move(*now_waiting);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Result<HandoverScanView> HandoverDesk::take_off(const base::WaybillNumber& number,
                                                      const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto parcel = context_.db.query(
        "SELECT p.id, p.carrier, o.id, o.order_no FROM parcels p"
        " JOIN orders o ON o.id = p.order_id WHERE p.number = $1",
        values(number));
    if (!parcel) return base::pass(parcel);
    if (parcel->empty())
        return fail(ErrorCode::NotFound, "no parcel of ours has this number",
                    "error.handover_unknown_number");
    const Row& row = parcel->front();
    auto removed = context_.db.execute(
        "DELETE FROM handover_parcels WHERE parcel_id = $1"
        " AND handover_id IN (SELECT id FROM handovers WHERE state = 'open')",
        values(row.integer(0)));
    if (!removed) return base::pass(removed);
    if (*removed == 0)
        return fail(ErrorCode::Conflict, row.text(3) + " is on no open list",
                    "error.handover_not_listed");
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor.name,
                               .action = "handover_taken_off",
                               .order = row.id<base::OrderRow>(2),
                               .parcel = row.id<base::ParcelRow>(0)});
    if (!noted) return base::pass(noted);
    auto carrier = carrier_waiting(context_, row.id<base::CarrierCode>(1));
    if (!carrier) return base::pass(carrier);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return HandoverScanView{"look", "removed", number, base::OrderNo(row.text(3)),
                            std::move(*carrier)};
}

base::Result<HandoverView> HandoverDesk::close(const base::CarrierCode& carrier,
                                               HandoverRange range, const std::string& courier,
                                               const std::string& key, const Actor& actor) {
    if (base::length_utf8(courier) > 60)
        return fail(ErrorCode::InvalidInput, "the courier's name is longer than 60 characters",
                    "error.reason_too_long");
    if (!key.empty()) {
        auto known =
            context_.db.query("SELECT id FROM handovers WHERE close_key = $1", values(key));
        if (!known) return base::pass(known);
        if (!known->empty()) return read_handover(context_, known->front().integer(0));
    }
    const base::Time now = context_.clock.now();
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto list = open_list(carrier, actor.name);
    if (!list) return base::pass(list);
    // What was scanned and stopped since must not go with the rest.
    auto stopped = context_.db.execute(
        "DELETE FROM handover_parcels WHERE handover_id = $1 AND parcel_id IN"
        " (SELECT p.id FROM parcels p JOIN orders o ON o.id = p.order_id"
        "  WHERE p.void = 1 OR o.asked = 1 OR o.state NOT IN ('packed', 'shipped'))",
        values(*list));
    if (!stopped) return base::pass(stopped);
    auto waiting = context_.db.query(
        "SELECT p.id, coalesce(p.number, ''), o.id, " + std::string(kOnOpenList) + ", o.asked" +
            std::string(kWaiting) + " AND p.carrier = $2 ORDER BY p.id",
        values(now - kLookBack, carrier));
    if (!waiting) return base::pass(waiting);
    int taken = 0;
    for (const Row& row : *waiting) {
        const bool scanned = row.integer(3) > 0;
        const bool goes = scanned || (range == HandoverRange::Everything && !row.flag(4));
        if (!scanned) {
            auto added = context_.db.execute(
                "INSERT INTO handover_parcels (handover_id, parcel_id, number, left_behind, at,"
                " actor) VALUES ($1, $2, $3, $4, $5, $6)",
                values(*list, row.integer(0), row.text(1), !goes, now, actor.name));
            if (!added) return base::pass(added);
        }
        if (!goes) continue;
        ++taken;
        if (context_.settings.shipping.ship_after == config::ShipAfter::Handover) {
            auto due = context_.db.execute(
                "UPDATE outbox SET due_at = $1 WHERE state = 'pending' AND (parcel_id = $2"
                " OR parcel_id IN (SELECT id FROM parcels WHERE with_parcel = $3))",
                values(now, row.integer(0), row.integer(0)));
            if (!due) return base::pass(due);
        }
        auto noted =
            append_audit(context_.db, now,
                         {.actor = actor.name,
                          .action = "handed_to_courier",
                          .order = row.id<base::OrderRow>(2),
                          .parcel = row.id<base::ParcelRow>(0),
                          .detail = {{"list", std::to_string(*list)}, {"courier", courier}}});
        if (!noted) return base::pass(noted);
    }
    if (taken == 0)
        return fail(ErrorCode::Conflict,
                    "no bound parcel of " + carrier.str() + " waits for the courier",
                    "error.nothing_to_hand_over");
    auto closed = context_.db.execute(
        "UPDATE handovers SET state = 'closed', closed_at = $1, courier = $2, close_key = $3,"
        " actor = $4 WHERE id = $5 AND state = 'open'",
        {value(now), value(std::string(base::trim(courier))), key.empty() ? Value{} : value(key),
         value(actor.name), value(*list)});
    if (!closed) return base::pass(closed);
    auto view = read_handover(context_, *list);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    base::log(base::LogLevel::Info, "handed_over",
              {{"carrier", carrier.str()}, {"parcels", view->count}, {"left", view->left_count}});
    return view;
}

base::Result<HandoverView> HandoverDesk::undo(std::int64_t id, const Actor& actor) {
    const base::Time now = context_.clock.now();
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto before = read_handover(context_, id);
    if (!before) return before;
    if (before->state != "closed")
        return fail(ErrorCode::Conflict, "the hand-over is " + before->state,
                    "error.handover_undone");
    if (!before->can_undo)
        return fail(ErrorCode::Conflict,
                    "closed longer ago than " +
                        std::to_string(context_.settings.shipping.handover_undo.count()) +
                        " minutes (shipping.handover_undo)",
                    "error.handover_undo_late");
    if (context_.settings.shipping.ship_after == config::ShipAfter::Handover) {
        auto written = context_.db.query_one(
            "SELECT count(*) FROM outbox WHERE state NOT IN ('pending', 'recalled')"
            " AND parcel_id IN (SELECT p.id FROM parcels p JOIN handover_parcels hp"
            "  ON hp.parcel_id = coalesce(p.with_parcel, p.id) WHERE hp.handover_id = $1"
            "  AND hp.left_behind = 0)",
            values(id));
        if (!written) return base::pass(written);
        if (written->integer(0) > 0)
            return fail(ErrorCode::Conflict,
                        written->text(0) + " of its parcels are in a ship file already",
                        "error.handover_in_ship_file");
        auto back = context_.db.execute(
            "UPDATE outbox SET due_at = $1 WHERE state = 'pending' AND parcel_id IN"
            " (SELECT p.id FROM parcels p JOIN handover_parcels hp"
            "  ON hp.parcel_id = coalesce(p.with_parcel, p.id) WHERE hp.handover_id = $2"
            "  AND hp.left_behind = 0)",
            values(config::kNotYetDue, id));
        if (!back) return base::pass(back);
    }
    auto undone = context_.db.execute(
        "UPDATE handovers SET state = 'undone', undone_at = $1 WHERE id = $2 AND state = 'closed'",
        values(now, id));
    if (!undone) return base::pass(undone);
    if (*undone != 1)
        return fail(ErrorCode::Conflict, "the hand-over was undone at this moment",
                    "error.handover_undone");
    auto parcels = context_.db.query(
        "SELECT p.order_id, p.id FROM handover_parcels hp JOIN parcels p ON p.id = hp.parcel_id"
        " WHERE hp.handover_id = $1 AND hp.left_behind = 0",
        values(id));
    if (!parcels) return base::pass(parcels);
    for (const Row& row : *parcels) {
        auto noted = append_audit(context_.db, now,
                                  {.actor = actor.name,
                                   .action = "handover_undone",
                                   .order = row.id<base::OrderRow>(0),
                                   .parcel = row.id<base::ParcelRow>(1),
                                   .detail = {{"list", std::to_string(id)}}});
        if (!noted) return base::pass(noted);
    }
    auto view = read_handover(context_, id);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

}  // namespace station
