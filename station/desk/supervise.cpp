// What a supervisor does to orders, batches and labels.
#include <algorithm>

#include "base/text.h"
#include "station/desk/read_orders.h"
#include "station/desk/station_impl.h"
#include "station/orders/arrivals.h"
#include "station/orders/order_log.h"
#include "station/orders/personal_data.h"
#include "station/waybills/number_forecast.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

base::Status check_reason(const std::string& reason) {
    if (base::trim(reason).empty())
        return fail(ErrorCode::InvalidInput, "a reason is needed", "error.reason_missing");
    if (base::length_utf8(reason) > 200)
        return fail(ErrorCode::InvalidInput, "the reason is longer than 200 characters",
                    "error.reason_too_long");
    return {};
}

}  // namespace

base::Result<OrderView> StationImpl::supervise(
    const base::OrderNo& order_no, const std::string& reason, const Actor&,
    const std::function<base::Status(base::OrderRow)>& change) {
    if (auto good = check_reason(reason); !good) return base::pass(good);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto order = find_order(context_.db, order_no);
    if (!order) return base::pass(order);
    if (auto changed = change(*order); !changed)
        return base::pass(changed, "order " + order_no.str());
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_order(context_, order_no);
}

base::Result<OrderView> StationImpl::hold(const base::OrderNo& order_no, const std::string& reason,
                                          const Actor& actor) {
    return supervise(order_no, reason, actor, [&](base::OrderRow order) -> base::Status {
        auto withdrawn = journal_.withdraw(order, actor.name, "held");
        if (!withdrawn) return base::pass(withdrawn);
        auto moved =
            move_order(context_, order, OrderEvent::Hold, actor.name, {{"reason", reason}});
        if (!moved) return base::pass(moved);
        auto marked = context_.db.execute(
            "UPDATE orders SET manual_hold = 1, released = 0 WHERE id = $1", values(order));
        if (!marked) return base::pass(marked);
        return {};
    });
}

base::Result<OrderView> StationImpl::release(const base::OrderNo& order_no,
                                             const std::string& reason, const Actor& actor) {
    return supervise(order_no, reason, actor, [&](base::OrderRow order) {
        return release_in_transaction(order, reason, actor.name);
    });
}

base::Status StationImpl::release_in_transaction(base::OrderRow order, const std::string& reason,
                                                 const std::string& actor) {
    auto facts = context_.db.query_one(
        "SELECT state, after_sale,"
        " coalesce((SELECT detail FROM audit WHERE order_id = orders.id AND action = 'intercept'"
        "  ORDER BY id DESC LIMIT 1), ''),"
        " (SELECT count(*) FROM parcels WHERE order_id = orders.id AND void = 0"
        "  AND number IS NOT NULL),"
        " (SELECT count(*) FROM label_jobs WHERE order_id = orders.id AND superseded = 0"
        "  AND state IN ('sending', 'sent', 'printed', 'unknown')), verdict, news, asked"
        " FROM orders WHERE id = $1",
        values(order));
    if (!facts) return base::pass(facts);
    if (facts->text(0) == name(OrderState::Refused) ||
        facts->text(0) == name(OrderState::Intercepted)) {
        // Its number was given up when it was refused; until the carrier takes it back it is ours.
        // Once it has, a sheet with it must not leave either.
        auto revived = context_.db.execute(
            "UPDATE parcels SET void = 0, void_reason = '' WHERE order_id = $1"
            " AND void_reason = 'refused' AND NOT EXISTS (SELECT 1 FROM void_numbers v"
            " WHERE v.parcel_id = parcels.id AND v.state IN ('asked', 'done'))",
            values(order));
        if (!revived) return base::pass(revived);
        VoidNumbers voids(context_);
        if (auto used = voids.used_again(order, actor); !used) return used;
        if (*revived > 0) return release_in_transaction(order, reason, actor);
        auto dead = voids.voided(order);
        if (!dead) return base::pass(dead);
        if (*dead > 0 && facts->integer(3) == 0 && facts->integer(4) > 0) {
            auto killed = journal_.kill_sheets(order);
            if (!killed) return base::pass(killed);
            return release_in_transaction(order, reason, actor);
        }
    }
    const bool has_number = facts->integer(3) > 0;
    const bool has_sheet = facts->integer(4) > 0;  // One with an old address is superseded.
    OrderEvent event = OrderEvent::Release;
    if (facts->text(0) == name(OrderState::Closed) && facts->flag(7)) event = OrderEvent::Reopen;
    if (facts->text(0) == name(OrderState::Screened) ||
        facts->text(0) == name(OrderState::Numbered)) {
        // Not held, only doubted: the supervisor's word clears it for the next batch.
        if (facts->text(5) == "clear")
            return fail(ErrorCode::Conflict, "the order is not held", "error.order_not_held");
        auto noted = append_audit(context_.db, context_.clock.now(),
                                  {.actor = actor,
                                   .action = "release",
                                   .order = order,
                                   .from = facts->text(0),
                                   .to = facts->text(0),
                                   .detail = {{"reason", reason}}});
        if (!noted) return noted;
    } else {
        if (event == OrderEvent::Reopen && facts->text(1) == "running")
            return fail(ErrorCode::Conflict,
                        "the buyer's request is still open as far as the last export says",
                        "error.after_sale_running");
        // A refused order may have been an intercepted one: what stopped it still counts.
        const bool refused = facts->text(0) == name(OrderState::Refused);
        if (refused || facts->text(0) == name(OrderState::Intercepted)) {
            const std::string why = facts->text(2);
            if (facts->text(1) == "running")
                return fail(ErrorCode::Conflict,
                            "the buyer's request is still open as far as the last export says",
                            "error.after_sale_running");
            const News news = news_named(facts->text(6));
            const bool ended_then = why.find("cancelled") != std::string::npos ||
                                    why.find("shipped") != std::string::npos;
            if (news == News::Cancelled || news == News::ShippedSame ||
                news == News::ShippedOther || news == News::Finished ||
                (news == News::Same && ended_then))
                return fail(ErrorCode::Conflict, "the platform has ended this order",
                            "error.order_ended");
            // It has to be scanned again: whatever was bound before is not any more.
            auto unbound = context_.db.execute(
                "UPDATE parcels SET bound_at = NULL, bench = '' WHERE order_id = $1",
                values(order));
            if (!unbound) return base::pass(unbound);
            auto recalled = context_.db.execute(
                "DELETE FROM outbox WHERE state = 'recalled' AND parcel_id IN"
                " (SELECT id FROM parcels WHERE order_id = $1)",
                values(order));
            if (!recalled) return base::pass(recalled);
            // A sheet that is good stays good: nothing is printed a second time by itself.
            if (has_sheet)
                event = OrderEvent::ResumePrinted;
            else if (!refused)
                event = has_number ? OrderEvent::ResumeNumbered : OrderEvent::ResumeUnprinted;
        } else if (facts->text(0) == name(OrderState::Held) && has_sheet) {
            event = OrderEvent::ResumePrinted;
        }
        auto moved = move_order(context_, order, event, actor, {{"reason", reason}});
        if (!moved) return base::pass(moved);
    }
    auto marked = context_.db.execute(
        "UPDATE orders SET released = 1, manual_hold = 0, blocked_key = '', blocked_enc = '',"
        " news = '', news_as_of = NULL, asked = 0 WHERE id = $1",
        values(order));
    if (!marked) return base::pass(marked);
    return {};
}

base::Result<OrderView> StationImpl::acknowledge(const base::OrderNo& order_no,
                                                 const Actor& actor) {
    return supervise(order_no, "acknowledged", actor, [&](base::OrderRow order) -> base::Status {
        auto done = context_.db.execute("UPDATE orders SET asked = 0 WHERE id = $1 AND asked = 1",
                                        values(order));
        if (!done) return base::pass(done);
        if (*done != 1)
            return fail(ErrorCode::Conflict, "nothing is asked about this order",
                        "error.nothing_asked");
        return append_audit(context_.db, context_.clock.now(),
                            {.actor = actor.name, .action = "acknowledged", .order = order});
    });
}

base::Result<OrderView> StationImpl::refuse(const base::OrderNo& order_no,
                                            const std::string& reason, const Actor& actor) {
    return supervise(order_no, reason, actor, [&](base::OrderRow order) {
        return refuse_in_transaction(order, reason, actor.name);
    });
}

base::Status StationImpl::refuse_in_transaction(base::OrderRow order, const std::string& reason,
                                                const std::string& actor) {
    auto withdrawn = journal_.withdraw(order, actor, "refused");
    if (!withdrawn) return base::pass(withdrawn);
    auto moved = move_order(context_, order, OrderEvent::Refuse, actor, {{"reason", reason}});
    if (!moved) return base::pass(moved);
    if (auto left = leave_parked(context_, order); !left) return left;
    // The number is dead from now on: whoever scans a sheet with it is told so.
    auto dead = context_.db.execute(
        "UPDATE parcels SET void = 1, void_reason = 'refused' WHERE order_id = $1 AND void = 0",
        values(order));
    if (!dead) return base::pass(dead);
    auto marked = context_.db.execute(
        "UPDATE orders SET released = 0, manual_hold = 0, asked = 0 WHERE id = $1", values(order));
    if (!marked) return base::pass(marked);
    return {};
}

base::Result<OrderView> StationImpl::change_carrier(const base::OrderNo& order_no,
                                                    const base::CarrierCode& carrier,
                                                    const Actor& actor) {
    return supervise(order_no, "carrier", actor, [&](base::OrderRow order) -> base::Status {
        if (context_.carriers.find(carrier) == nullptr)
            return fail(ErrorCode::InvalidInput, "there is no carrier '" + carrier.str() + "'",
                        "error.carrier_unknown");
        auto facts = context_.db.query_one(
            "SELECT state, carrier, (SELECT count(*) FROM parcels WHERE order_id = orders.id"
            " AND void = 0 AND number IS NOT NULL), file_number,"
            " (SELECT count(*) FROM sheet_numbers s WHERE s.order_no = orders.order_no"
            "  AND s.state = 'waiting'),"
            " (SELECT count(*) FROM number_wishes w JOIN parcels p ON p.id = w.parcel_id"
            "  WHERE p.order_id = orders.id AND p.void = 0"
            "  AND w.state IN ('wished', 'asked', 'refused', 'parked'))"
            " FROM orders WHERE id = $1",
            values(order));
        if (!facts) return base::pass(facts);
        const std::string state = facts->text(0);
        const bool open = state == "pulled" || state == "screened" || state == "held";
        const bool file_number = context_.settings.numbers_from_export && !facts->text(3).empty();
        if (facts->integer(5) > 0)
            return fail(ErrorCode::Conflict,
                        "a number of " + facts->text(1) + " was asked for: cancel that first",
                        "error.number_wished");
        if (!open || facts->integer(2) > 0 || facts->integer(4) > 0 || file_number)
            return fail(ErrorCode::Conflict, "the order already has a waybill number",
                        "error.order_numbered");
        auto done = context_.db.execute(
            "UPDATE orders SET carrier = $1, carrier_rule = 'supervisor', blocked_key ="
            " CASE WHEN blocked_key = 'error.label_not_proven' THEN blocked_key ELSE '' END"
            " WHERE id = $2",
            values(carrier, order));
        if (!done) return base::pass(done);
        return append_audit(context_.db, context_.clock.now(),
                            {.actor = actor.name,
                             .action = "carrier_changed",
                             .order = order,
                             .from = facts->text(1),
                             .to = carrier.str()});
    });
}

base::Result<RevealedView> StationImpl::reveal(const base::OrderNo& order_no, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto order = find_order(context_.db, order_no);
    if (!order) return base::pass(order);
    // Recorded before it is shown.
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor.name, .action = "revealed", .order = *order});
    if (!noted) return base::pass(noted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    auto person = personal_data(context_, *order);
    if (!person) return base::pass(person);
    return RevealedView{person->name, person->phone, person->address, person->buyer_note,
                        person->seller_remark};
}

base::Status StationImpl::note_picture_shown(base::JobRow job, const Actor& actor) {
    auto row = context_.db.query(
        "SELECT j.order_id, p.number_source FROM label_jobs j JOIN parcels p ON p.id = j.parcel_id"
        " WHERE j.id = $1",
        values(job));
    if (!row) return base::pass(row);
    if (row->empty())
        return fail(ErrorCode::NotFound, "there is no label " + std::to_string(job.value()),
                    "error.label_unknown");
    // As label_content() masks.
    if (context_.settings.labels.mask_personal_data && row->front().text(1) == "export") return {};
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor.name,
                               .action = "revealed",
                               .order = row->front().id<base::OrderRow>(0),
                               .job = job,
                               .detail = {{"shown", "label"}}});
    if (!noted) return noted;
    return transaction->commit();
}

base::Result<BatchView> StationImpl::print_now(const Actor& actor) {
    auto batch = batches_.start_now(actor.name);
    if (!batch) return base::pass(batch);
    // work() takes the orders in by slices, so that a scan never waits for a big batch; the answer
    // says how many there will be.
    auto view = read_batch(context_, *batch, false);
    if (!view) return base::pass(view);
    auto ready = batches_.count_ready(Take::ClearedOnly);
    if (!ready) return base::pass(ready);
    // Orders that no number is there for get no label; more may come while the batch runs.
    auto forecast = number_forecast(context_, false);
    if (!forecast) return base::pass(forecast);
    int missing = 0;
    for (const NumbersForecastView& carrier : *forecast) missing += carrier.missing;
    view->total += std::max(0, *ready - missing);
    return view;
}

base::Result<BatchView> StationImpl::print_order(const base::OrderNo& order_no,
                                                 const Actor& actor) {
    auto order = find_order(context_.db, order_no);
    if (!order) return base::pass(order);
    auto batch = batches_.start_order(*order, actor.name);
    if (!batch) return base::pass(batch);
    return read_batch(context_, *batch, false);
}

base::Result<BatchView> StationImpl::change_batch(base::BatchRow batch, BatchEvent event,
                                                  const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto changed = batches_.change(batch, event, actor.name); !changed)
        return base::pass(changed);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_batch(context_, batch, false);
}

base::Result<BatchView> StationImpl::pause(base::BatchRow batch, const Actor& actor) {
    return change_batch(batch, BatchEvent::Pause, actor);
}
base::Result<BatchView> StationImpl::resume(base::BatchRow batch, const Actor& actor) {
    return change_batch(batch, BatchEvent::Resume, actor);
}
base::Result<BatchView> StationImpl::cancel(base::BatchRow batch, const Actor& actor) {
    return change_batch(batch, BatchEvent::Cancel, actor);
}

base::Result<JobRecord> StationImpl::print_again(const JobRecord& job, const std::string& reason,
                                                 const std::string& actor) {
    auto sheets = journal_.of_parcel(job.parcel);
    if (!sheets) return base::pass(sheets);
    const bool waiting = std::ranges::any_of(*sheets, [](const JobRecord& sheet) {
        return sheet.state == JobState::Queued || sheet.state == JobState::Rendering ||
               sheet.state == JobState::Proven || sheet.state == JobState::Sending;
    });
    if (waiting)
        return fail(ErrorCode::Conflict, "a label of this parcel is already being printed",
                    "error.label_already_queued");
    auto batch = batches_.reprint_batch(actor);
    if (!batch) return base::pass(batch);
    auto again = journal_.add(*batch, job.parcel, job.order, actor);
    if (!again) return base::pass(again);
    // A bench that opened the parcel by the old sheet has to scan the new one.
    auto closed = context_.db.execute(
        "UPDATE bench_sessions SET state = 'ready', order_id = NULL, parcel_id = NULL, scanned = ''"
        " WHERE order_id = $1 AND state = 'open'",
        values(job.order));
    if (!closed) return base::pass(closed);
    auto noted = append_audit(
        context_.db, context_.clock.now(),
        {.actor = actor,
         .action = "reprint",
         .order = job.order,
         .parcel = job.parcel,
         .job = again->id,
         .batch = *batch,
         .detail = {{"reason", reason}, {"replaces", std::to_string(job.id.value())}}});
    if (!noted) return base::pass(noted);
    return *again;
}

base::Result<JobView> StationImpl::settle(base::JobRow id, bool printed, const std::string& reason,
                                          const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto job = journal_.find(id);
    if (!job) return base::pass(job);
    if (!printed) {
        if (auto good = check_reason(reason); !good) return base::pass(good);
    }
    // A sheet of its own belongs to no parcel: whoever wants it again sends it again.
    const bool again = !printed && !job->superseded && job->kind == JobKind::Label;
    auto settled =
        journal_.apply(id, printed ? JobEvent::SettledThere : JobEvent::SettledMissing, actor.name,
                       printed ? std::map<std::string, std::string>{}
                               : std::map<std::string, std::string>{{"reason", reason}});
    if (!settled) return base::pass(settled);
    base::JobRow answer = id;
    if (again) {
        auto state = state_of(context_.db, job->order);
        if (!state) return base::pass(state);
        // A held or intercepted order gets no second label; its release will print one.
        if (*state == OrderState::Queued || *state == OrderState::Printed) {
            auto sheet = print_again(*job, reason, actor.name);
            if (!sheet) return base::pass(sheet);
            answer = sheet->id;
        }
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_job(context_, answer);
}

base::Result<JobView> StationImpl::reprint(base::JobRow id, const std::string& reason,
                                           const Actor& actor) {
    if (auto good = check_reason(reason); !good) return base::pass(good);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto job = journal_.find(id);
    if (!job) return base::pass(job);
    if (job->kind != JobKind::Label)
        return fail(ErrorCode::Conflict,
                    "a sheet that belongs to no parcel is not printed again by the station: send "
                    "its picture again with a key of its own",
                    "error.sheet_not_reprintable");
    auto state = state_of(context_.db, job->order);
    if (!state) return base::pass(state);
    if (*state != OrderState::Printed && *state != OrderState::Queued)
        return fail(ErrorCode::Conflict,
                    "an order that is " + std::string(name(*state)) + " gets no second label",
                    "error.order_not_reprintable");
    auto again = print_again(*job, reason, actor.name);
    if (!again) return base::pass(again);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_job(context_, again->id);
}

}  // namespace station
