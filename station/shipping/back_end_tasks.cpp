#include "station/shipping/back_end_tasks.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "station/orders/order_log.h"
#include "station/shipping/ship_rows.h"
#include "station/waybills/identify.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::array kTaskStates = {TaskState::Open, TaskState::Done, TaskState::Confirmed,
                                    TaskState::Withdrawn};
struct TaskTransition {
    TaskState from;
    TaskEvent event;
    TaskState to;
};
constexpr TaskTransition kTaskTransitions[] = {
    {TaskState::Open, TaskEvent::Tick, TaskState::Done},
    {TaskState::Open, TaskEvent::Confirm, TaskState::Confirmed},
    {TaskState::Open, TaskEvent::Withdraw, TaskState::Withdrawn},
    {TaskState::Done, TaskEvent::Untick, TaskState::Open},
    {TaskState::Done, TaskEvent::Confirm, TaskState::Confirmed},
    {TaskState::Confirmed, TaskEvent::Disprove, TaskState::Open},
};

constexpr std::array<std::string_view, 5> kCorrectionReasons = {"wrong_label", "typo", "damaged",
                                                                "carrier_changed", "other"};
constexpr std::array<std::string_view, 5> kDelayReasons = {"out_of_stock", "carrier", "weather",
                                                           "buyer_asked", "other"};

base::Status check_note(const std::string& note) {
    if (base::length_utf8(note) > 200)
        return fail(ErrorCode::InvalidInput, "the note is longer than 200 characters",
                    "error.reason_too_long");
    return {};
}

TaskState state_named(std::string_view text) {
    const auto found =
        std::ranges::find_if(kTaskStates, [&](TaskState state) { return name(state) == text; });
    return found == kTaskStates.end() ? TaskState::Withdrawn : *found;
}

/// In the caller's transaction.
base::Status move_task(const Context& context, std::int64_t id, TaskEvent event,
                       const std::string& actor) {
    auto rows = context.db.query("SELECT state, order_id, kind FROM back_end_tasks WHERE id = $1",
                                 values(id));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no task " + std::to_string(id),
                    "error.task_unknown");
    const Row& row = rows->front();
    const auto to = next(state_named(row.text(0)), event);
    if (!to) return base::pass(to, "task " + std::to_string(id));
    const base::Time now = context.clock.now();
    const bool ends = *to == TaskState::Confirmed || *to == TaskState::Withdrawn;
    auto moved = context.db.execute(
        "UPDATE back_end_tasks SET state = $1, done_at = CASE WHEN $2 = 'tick' THEN $3"
        " WHEN $4 = 'open' THEN NULL ELSE done_at END, closed_at = $5"
        " WHERE id = $6 AND state = $7",
        {value(name(*to)), value(name(event)), value(now), value(name(*to)),
         ends ? value(now) : Value{}, value(id), value(row.text(0))});
    if (!moved) return base::pass(moved);
    if (*moved != 1)
        return fail(ErrorCode::Conflict, "the task was moved at this moment", "error.task_state");
    return append_audit(context.db, now,
                        {.actor = actor,
                         .action = "task_" + std::string(name(event)),
                         .order = row.id<base::OrderRow>(1),
                         .detail = {{"kind", row.text(2)}}});
}

}  // namespace

base::Result<TaskState> next(TaskState state, TaskEvent event) {
    for (const TaskTransition& row : kTaskTransitions) {
        if (row.from == state && row.event == event) return row.to;
    }
    return fail(ErrorCode::Conflict,
                "work that is " + std::string(name(state)) + " does not allow '" +
                    std::string(name(event)) + "'",
                "error.task_state");
}

std::string_view name(TaskState state) {
    switch (state) {
        case TaskState::Open:
            return "open";
        case TaskState::Done:
            return "done";
        case TaskState::Confirmed:
            return "confirmed";
        case TaskState::Withdrawn:
            return "withdrawn";
    }
    return "";
}

std::string_view name(TaskEvent event) {
    switch (event) {
        case TaskEvent::Tick:
            return "tick";
        case TaskEvent::Untick:
            return "untick";
        case TaskEvent::Confirm:
            return "confirm";
        case TaskEvent::Disprove:
            return "disprove";
        case TaskEvent::Withdraw:
            return "withdraw";
    }
    return "";
}

std::span<const TaskState> all_task_states() {
    return kTaskStates;
}
std::span<const std::string_view> correction_reasons() {
    return kCorrectionReasons;
}
std::span<const std::string_view> delay_reasons() {
    return kDelayReasons;
}

base::Result<std::vector<TaskView>> read_tasks(const Context& context, const std::string& state,
                                               const base::OrderNo& order) {
    std::string where = " WHERE 1 = 1";
    std::vector<Value> parameters;
    if (state == "open") where += " AND t.state = 'open'";
    if (!order.empty()) {
        where += " AND o.order_no = $1";
        parameters.push_back(value(order));
    }
    auto rows = context.db.query(
        "SELECT t.id, t.kind, t.state, t.reason, t.note, t.actor, o.order_no, t.old_number,"
        " t.number, t.old_carrier, t.carrier, t.ship_by, o.ship_by, t.created_at, t.done_at,"
        " t.closed_at FROM back_end_tasks t JOIN orders o ON o.id = t.order_id" +
            where + " ORDER BY t.id DESC LIMIT 300",
        parameters);
    if (!rows) return base::pass(rows);
    const auto named = [&](const base::CarrierCode& code) {
        const config::Carrier* carrier = context.carriers.find(code);
        return carrier != nullptr ? carrier->name_zh : code.str();
    };
    std::vector<TaskView> tasks;
    for (const Row& row : *rows) {
        TaskView task;
        task.id = row.integer(0);
        task.kind = row.text(1);
        task.state = row.text(2);
        task.reason = row.text(3);
        task.note = row.text(4);
        task.actor = row.text(5);
        task.order_no = base::OrderNo(row.text(6));
        task.old_number = base::WaybillNumber(row.text(7));
        task.number = base::WaybillNumber(row.text(8));
        task.old_carrier = base::CarrierCode(row.text(9));
        task.carrier = base::CarrierCode(row.text(10));
        task.old_carrier_name = named(task.old_carrier);
        task.carrier_name = named(task.carrier);
        task.ship_by = row.maybe_time(11);
        task.ship_by_now = row.maybe_time(12);
        task.created_at = row.time(13);
        task.done_at = row.maybe_time(14);
        task.closed_at = row.maybe_time(15);
        tasks.push_back(std::move(task));
    }
    return tasks;
}

namespace {

base::Result<TaskView> read_task(const Context& context, std::int64_t id,
                                 const base::OrderNo& order) {
    auto tasks = read_tasks(context, "all", order);
    if (!tasks) return base::pass(tasks);
    const auto found = std::ranges::find(*tasks, id, &TaskView::id);
    if (found == tasks->end())
        return fail(ErrorCode::NotFound, "there is no task " + std::to_string(id),
                    "error.task_unknown");
    return *found;
}

}  // namespace

base::Result<std::int64_t> TaskDesk::insert(const std::string& kind, base::OrderRow order,
                                            const TaskView& task, const std::string& actor) {
    auto done = context_.db.execute(
        "INSERT INTO back_end_tasks (kind, order_id, state, reason, note, old_number, old_carrier,"
        " number, carrier, ship_by, created_at, actor)"
        " VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        values(kind, order, task.reason, task.note, task.old_number, task.old_carrier, task.number,
               task.carrier, task.ship_by, context_.clock.now(), actor));
    if (!done) return base::pass(done);
    auto id = context_.db.query_one(
        "SELECT max(id) FROM back_end_tasks WHERE order_id = $1 AND kind = $2",
        values(order, kind));
    if (!id) return base::pass(id);
    return id->integer(0);
}

base::Result<TaskView> TaskDesk::correct_number(const base::OrderNo& order_no,
                                                const NumberCorrection& correction,
                                                const Actor& actor) {
    if (std::ranges::find(kCorrectionReasons, correction.reason) == kCorrectionReasons.end())
        return fail(ErrorCode::InvalidInput, "'" + correction.reason + "' is no reason known here",
                    "error.correction_reason");
    if (auto good = check_note(correction.note); !good) return base::pass(good);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto order = find_order(context_.db, order_no);
    if (!order) return base::pass(order);
    auto merged =
        context_.db.query_one("SELECT merged_into FROM orders WHERE id = $1", values(*order));
    if (!merged) return base::pass(merged);
    if (!merged->null(0))
        return fail(ErrorCode::Conflict, "the number is that of the order it travels with",
                    "error.order_merged");
    auto state = state_of(context_.db, *order);
    if (!state) return base::pass(state);
    auto rows = ship_records(context_.db, "p.order_id = $1 AND p.void = 0 ORDER BY x.id DESC",
                             values(*order));
    if (!rows) return base::pass(rows);
    if (*state != OrderState::Shipped || rows->empty())
        return fail(ErrorCode::Conflict,
                    "the number of an order that is " + std::string(name(*state)) +
                        " is not corrected here: only after it was written into a ship file and"
                        " before the buyer has it",
                    "error.order_not_shipped");
    const ShipRecord& row = rows->front();
    TaskView task;
    task.order_no = order_no;
    task.kind = "correction";
    task.reason = correction.reason;
    task.note = correction.note;
    task.old_number = row.number;
    task.old_carrier = row.carrier;
    task.number = base::WaybillNumber(normalize_scan(correction.number.str()));
    task.carrier = correction.carrier.empty() ? row.carrier : correction.carrier;
    const config::Carrier* carrier = context_.carriers.find(task.carrier);
    if (carrier == nullptr)
        return fail(ErrorCode::InvalidInput, "there is no carrier '" + task.carrier.str() + "'",
                    "error.carrier_unknown");
    if (task.number == task.old_number)
        return fail(ErrorCode::InvalidInput, "that is the number it has", "error.correction_same");
    const bool fits =
        context_.carriers.match(*carrier, task.number.str()) != config::PatternMatch::No;
    if (!fits || check_s10(task.number.str()) == CheckResult::Failed)
        return fail(ErrorCode::InvalidInput,
                    "'" + task.number.str() + "' is no number of " + carrier->name_en,
                    "error.number_not_of_carrier");
    auto taken = context_.db.query("SELECT 1 FROM parcels WHERE number = $1", values(task.number));
    if (!taken) return base::pass(taken);
    if (!taken->empty())
        return fail(ErrorCode::Conflict, task.number.str() + " is or was on another parcel",
                    "error.number_taken");

    // The old number is dead from now on: whoever scans it is told so.
    const base::Time now = context_.clock.now();
    auto dead = context_.db.execute(
        "UPDATE parcels SET void = 1, void_reason = 'corrected' WHERE id = $1 AND void = 0",
        values(row.parcel));
    if (!dead) return base::pass(dead);
    auto made = context_.db.execute(
        "INSERT INTO parcels (order_id, number, carrier, sorting_code, hub_name, number_source,"
        " numbered_at, bound_at, bench, shipped_at, created_at)"
        " SELECT order_id, $1, $2, '', '', 'correction', $3, bound_at, bench, shipped_at, $4"
        " FROM parcels WHERE id = $5",
        values(task.number, task.carrier, now, now, row.parcel));
    if (!made) return base::pass(made);
    auto parcel =
        context_.db.query_one("SELECT id FROM parcels WHERE number = $1", values(task.number));
    if (!parcel) return base::pass(parcel);
    // Orders that travel in it have the new number with it.
    auto along = context_.db.execute("UPDATE parcels SET with_parcel = $1 WHERE with_parcel = $2",
                                     values(parcel->integer(0), row.parcel));
    if (!along) return base::pass(along);
    for (const char* table : {"outbox", "handover_parcels"}) {
        auto moved = context_.db.execute(
            "UPDATE " + std::string(table) + " SET parcel_id = $1 WHERE parcel_id = $2",
            values(parcel->integer(0), row.parcel));
        if (!moved) return base::pass(moved);
    }
    auto noted = append_audit(context_.db, now,
                              {.actor = actor.name,
                               .action = "number_corrected",
                               .order = *order,
                               .parcel = parcel->id<base::ParcelRow>(0),
                               .detail = {{"reason", correction.reason},
                                          {"note", correction.note},
                                          {"old", task.old_number.str()},
                                          {"number", task.number.str()}}});
    if (!noted) return base::pass(noted);
    // Where the platform does not have the old number yet, the next ship file brings the new one.
    const auto in_back_end = [](const std::string& in) {
        return in == name(ShipState::Uploaded) || in == name(ShipState::Confirmed);
    };
    auto some = context_.db.query_one(
        "SELECT count(*) FROM outbox x JOIN parcels p ON p.id = x.parcel_id"
        " JOIN orders o ON o.id = p.order_id WHERE o.merged_into = $1 AND p.void = 0"
        " AND x.state IN ('uploaded', 'confirmed')",
        values(*order));
    if (!some) return base::pass(some);
    const bool needed = in_back_end(std::string(name(row.state)));
    if (needed || some->integer(0) > 0) {
        // One that was not carried out yet is overtaken: the platform still has the first number.
        // Each order of the parcel has its own line in the back end.
        auto lines = context_.db.query(
            "SELECT o.id, x.state FROM orders o JOIN parcels p ON p.order_id = o.id AND p.void = 0"
            " JOIN outbox x ON x.parcel_id = p.id WHERE o.id = $1 OR o.merged_into = $2"
            " ORDER BY o.id",
            values(*order, *order));
        if (!lines) return base::pass(lines);
        std::int64_t id = 0;
        for (const Row& line : *lines) {
            const auto one = line.id<base::OrderRow>(0);
            if (!in_back_end(line.text(1))) continue;
            auto before = context_.db.query(
                "SELECT id, old_number, old_carrier FROM back_end_tasks WHERE order_id = $1"
                " AND kind = 'correction' AND state = 'open' ORDER BY id DESC",
                values(one));
            if (!before) return base::pass(before);
            TaskView written = task;
            for (const Row& old : *before) {
                written.old_number = base::WaybillNumber(old.text(1));
                written.old_carrier = base::CarrierCode(old.text(2));
                auto withdrawn =
                    move_task(context_, old.integer(0), TaskEvent::Withdraw, actor.name);
                if (!withdrawn) return base::pass(withdrawn);
            }
            auto work = insert("correction", one, written, actor.name);
            if (!work) return base::pass(work);
            if (one == *order) id = *work;
        }
        if (id != 0) {
            auto view = read_task(context_, id, order_no);
            if (!view) return view;
            task = std::move(*view);
        }
    }
    if (!needed) {
        task.state = "not_needed";
        task.actor = actor.name;
        task.created_at = now;
        task.carrier_name = carrier->name_zh;
        const config::Carrier* old_carrier = context_.carriers.find(task.old_carrier);
        task.old_carrier_name =
            old_carrier != nullptr ? old_carrier->name_zh : task.old_carrier.str();
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return task;
}

base::Result<TaskView> TaskDesk::report_delay(const base::OrderNo& order_no,
                                              const std::string& reason, const std::string& note,
                                              const Actor& actor) {
    if (std::ranges::find(kDelayReasons, reason) == kDelayReasons.end())
        return fail(ErrorCode::InvalidInput, "'" + reason + "' is no reason known here",
                    "error.correction_reason");
    if (auto good = check_note(note); !good) return base::pass(good);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto order = find_order(context_.db, order_no);
    if (!order) return base::pass(order);
    auto facts = context_.db.query_one(
        "SELECT state, ship_by, (SELECT count(*) FROM back_end_tasks WHERE order_id = orders.id"
        " AND kind = 'delay' AND state = 'open') FROM orders WHERE id = $1",
        values(*order));
    if (!facts) return base::pass(facts);
    const std::string state = facts->text(0);
    if (state == name(OrderState::Shipped) || state == name(OrderState::Closed) ||
        state == name(OrderState::Refused))
        return fail(ErrorCode::Conflict, "an order that is " + state + " is not late any more",
                    "error.delay_not_needed");
    if (facts->integer(2) > 0)
        return fail(ErrorCode::Conflict, "the delay is on the list already", "error.task_open");
    TaskView task;
    task.reason = reason;
    task.note = note;
    task.ship_by = facts->maybe_time(1);
    auto id = insert("delay", *order, task, actor.name);
    if (!id) return base::pass(id);
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor.name,
                               .action = "delay_reported",
                               .order = *order,
                               .detail = {{"reason", reason}, {"note", note}}});
    if (!noted) return base::pass(noted);
    auto view = read_task(context_, *id, order_no);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Result<TaskView> TaskDesk::move(std::int64_t id, TaskEvent event, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto moved = move_task(context_, id, event, actor.name); !moved) return base::pass(moved);
    auto order = context_.db.query_one(
        "SELECT o.order_no FROM back_end_tasks t JOIN orders o ON o.id = t.order_id"
        " WHERE t.id = $1",
        values(id));
    if (!order) return base::pass(order);
    auto view = read_task(context_, id, base::OrderNo(order->text(0)));
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return view;
}

base::Result<TaskView> TaskDesk::tick(std::int64_t id, const Actor& actor) {
    return move(id, TaskEvent::Tick, actor);
}
base::Result<TaskView> TaskDesk::untick(std::int64_t id, const Actor& actor) {
    return move(id, TaskEvent::Untick, actor);
}
base::Result<TaskView> TaskDesk::withdraw(std::int64_t id, const Actor& actor) {
    return move(id, TaskEvent::Withdraw, actor);
}

base::Status confirm_tasks(const Context& context) {
    auto proven = context.db.query(
        "SELECT t.id FROM back_end_tasks t JOIN orders o ON o.id = t.order_id"
        " WHERE t.state IN ('open', 'done') AND ((t.kind = 'correction' AND t.number <> ''"
        " AND o.file_number = t.number) OR (t.kind = 'delay' AND o.ship_by > t.ship_by))"
        " ORDER BY t.id");
    if (!proven) return base::pass(proven);
    if (proven->empty()) return {};
    auto transaction = WriteTransaction::begin(context.db);
    if (!transaction) return base::pass(transaction);
    for (const Row& row : *proven) {
        auto moved = move_task(context, row.integer(0), TaskEvent::Confirm, "intake");
        if (!moved) return moved;
    }
    return transaction->commit();
}

base::Status disprove_tasks(const Context& context, base::OrderRow order,
                            const std::string& actor) {
    auto unproven = context.db.query(
        "SELECT t.id FROM back_end_tasks t JOIN orders o ON o.id = t.order_id"
        " WHERE t.order_id = $1 AND t.kind = 'delay' AND t.state = 'confirmed'"
        " AND o.ship_by <= t.ship_by ORDER BY t.id",
        values(order));
    if (!unproven) return base::pass(unproven);
    for (const Row& row : *unproven) {
        auto moved = move_task(context, row.integer(0), TaskEvent::Disprove, actor);
        if (!moved) return moved;
    }
    return {};
}

}  // namespace station
