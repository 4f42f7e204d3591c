#include "station/batches/batches.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "base/log.h"
#include "station/batches/boxes.h"
#include "station/batches/eligible.h"
#include "station/batches/merged.h"
#include "station/orders/order_log.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

std::string short_day(base::Time time) {
    const auto date = base::to_beijing(time).date;
    char text[16];
    std::snprintf(text, sizeof text, "%02u-%02u", static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    return text;
}

}  // namespace

std::string_view name(BatchKind kind) {
    switch (kind) {
        case BatchKind::Slot:
            return "slot";
        case BatchKind::Now:
            return "now";
        case BatchKind::Order:
            return "order";
        case BatchKind::Reprint:
            return "reprint";
        case BatchKind::Supplement:
            return "supplement";
        case BatchKind::Box:
            return "box";
        case BatchKind::Sheet:
            return "sheet";
    }
    return "";
}

base::Result<int> Batches::count_ready(Take take) const {
    auto row = context_.db.query_one("SELECT count(*)" + std::string(kEligible),
                                     values(context_.clock.now(), take == Take::ClearedAndReview));
    if (!row) return base::pass(row);
    return row->small(0);
}

base::Result<base::BatchRow> Batches::create(BatchKind kind, const std::string& title,
                                             const std::string& slot_key, bool late,
                                             base::OrderRow only, const std::string& actor) {
    const base::Time now = context_.clock.now();
    auto made = context_.db.query_one(
        "INSERT INTO batches (slot_key, title, kind, state, late, only_order, created_at, actor)"
        " VALUES ($1, $2, $3, 'running', $4, $5, $6, $7) RETURNING id",
        {slot_key.empty() ? Value{} : Value{slot_key}, value(title), value(name(kind)), value(late),
         value(only), value(now), value(actor)});
    if (!made) return base::pass(made);
    const auto batch = made->id<base::BatchRow>(0);
    auto noted = append_audit(context_.db, now,
                              {.actor = actor,
                               .action = "batch_started",
                               .order = only,
                               .batch = batch,
                               .to = "running",
                               .detail = {{"kind", std::string(name(kind))}, {"title", title}}});
    if (!noted) return base::pass(noted);
    base::log(base::LogLevel::Info, "batch_started",
              {{"batch", batch.value()}, {"kind", name(kind)}, {"title", title}});
    return batch;
}

base::Result<base::BatchRow> Batches::start_slot(const std::string& title,
                                                 const std::string& slot_key, bool late,
                                                 const std::string& actor) {
    return create(BatchKind::Slot, title, slot_key, late, {}, actor);
}

base::Result<base::BatchRow> Batches::start_supplement(const std::string& title,
                                                       std::optional<base::Time> ship_by_until,
                                                       const std::string& actor) {
    auto batch = create(BatchKind::Supplement, title, "", false, {}, actor);
    if (!batch) return base::pass(batch);
    auto limited = context_.db.execute("UPDATE batches SET ship_by_until = $1 WHERE id = $2",
                                       values(ship_by_until, *batch));
    if (!limited) return base::pass(limited);
    return *batch;
}

base::Result<int> Batches::count_for_supplement(std::optional<base::Time> ship_by_until) const {
    auto row = context_.db.query_one(
        "SELECT count(*)" + std::string(kEligible) +
            " AND blocked_key = '' AND ($3 = 0 OR ship_by <= $4)",
        values(context_.clock.now(), false, ship_by_until.has_value(), ship_by_until));
    if (!row) return base::pass(row);
    return row->small(0);
}

base::Result<base::BatchRow> Batches::start_now(const std::string& actor) {
    auto ready = count_ready(Take::ClearedOnly);
    if (!ready) return base::pass(ready);
    if (*ready == 0)
        return fail(ErrorCode::Conflict, "no cleared order waits for a label",
                    "error.nothing_to_print");
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto time = base::to_beijing(context_.clock.now()).time;
    char title[16];
    std::snprintf(title, sizeof title, "%02d:%02d", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()));
    auto batch = create(BatchKind::Now, title, "", false, {}, actor);
    if (!batch) return base::pass(batch);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return *batch;
}

base::Result<base::BatchRow> Batches::start_order(base::OrderRow order, const std::string& actor) {
    auto state = state_of(context_.db, order);
    if (!state) return base::pass(state);
    if (*state != OrderState::Screened && *state != OrderState::Numbered)
        return fail(ErrorCode::Conflict,
                    "an order that is " + std::string(name(*state)) + " cannot be printed now",
                    "error.order_not_printable");
    auto main = main_of(context_.db, order);
    if (!main) return base::pass(main);
    if (*main != order)
        return fail(ErrorCode::Conflict, "the order travels in another order's parcel",
                    "error.order_merged");
    auto stock = order_stock(context_.db, order);
    if (!stock) return base::pass(stock);
    if (!stock->missing.empty())
        return fail(ErrorCode::Conflict, "the order waits for " + stock->missing,
                    "error.waits_for_stock");
    std::optional<base::Error> blocked;
    {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto batch =
            create(BatchKind::Order, short_day(context_.clock.now()), "", false, order, actor);
        if (!batch) return base::pass(batch);
        auto taken = take_order(*batch, order, actor);
        if (taken) {
            // An order that waits for its number keeps the batch open.
            if (*taken == Took::Order) {
                auto filled = context_.db.execute("UPDATE batches SET filled = 1 WHERE id = $1",
                                                  values(*batch));
                if (!filled) return base::pass(filled);
            }
            if (auto done = transaction->commit(); !done) return base::pass(done);
            return *batch;
        }
        if (taken.error().code != ErrorCode::NeedsOperator) return base::pass(taken);
        blocked = taken.error();
    }
    // The batch is taken back, the reason stays: who comes to the order later must find it.
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto marked =
        context_.db.execute("UPDATE orders SET blocked_key = $1 WHERE id = $2 AND state = $3",
                            values(blocked->key, order, name(*state)));
    if (!marked) return base::pass(marked);
    if (*marked != 1)
        return fail(ErrorCode::Conflict, "the order changed while its number was asked for",
                    "error.order_not_printable");
    if (auto noted = note_not_numbered(order, {}, blocked->key, actor); !noted)
        return base::pass(noted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return std::unexpected(*blocked);
}

base::Status Batches::note_not_numbered(base::OrderRow order, base::BatchRow batch,
                                        const std::string& key, const std::string& actor) {
    auto order_no = order_no_of(context_.db, order);
    if (!order_no) return base::pass(order_no);
    base::log(base::LogLevel::Warning, "order_not_numbered",
              {{"order", order_no->str()}, {"batch", batch.value()}, {"key", key}});
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor,
                         .action = "not_numbered",
                         .order = order,
                         .batch = batch,
                         .detail = {{"key", key}}});
}

base::Result<base::BatchRow> Batches::reprint_batch(const std::string& actor) {
    return daily_batch(BatchKind::Reprint, "补打", actor);
}

base::Result<base::BatchRow> Batches::sheet_batch(const std::string& actor) {
    return daily_batch(BatchKind::Sheet, "散页", actor);
}

base::Result<base::BatchRow> Batches::box_batch(const std::string& actor) {
    return daily_batch(BatchKind::Box, "加箱", actor);
}

base::Result<base::BatchRow> Batches::daily_batch(BatchKind kind, const std::string& title,
                                                  const std::string& actor) {
    const auto date = base::to_beijing(context_.clock.now()).date;
    char key[40];
    std::snprintf(key, sizeof key, "%s-%04d-%02u-%02u", std::string(name(kind)).c_str(),
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    auto known =
        context_.db.query("SELECT id, state FROM batches WHERE slot_key = $1", values(key));
    if (!known) return base::pass(known);
    if (known->empty()) {
        auto batch =
            create(kind, title + " " + short_day(context_.clock.now()), key, false, {}, actor);
        if (!batch) return base::pass(batch);
        auto filled =
            context_.db.execute("UPDATE batches SET filled = 1 WHERE id = $1", values(*batch));
        if (!filled) return base::pass(filled);
        return *batch;
    }
    // What a person asks for runs, whatever became of the earlier ones of that day.
    auto opened = context_.db.execute(
        "UPDATE batches SET state = 'running', finished_at = NULL WHERE id = $1",
        values(known->front().integer(0)));
    if (!opened) return base::pass(opened);
    return known->front().id<base::BatchRow>(0);
}

base::Result<Batches::Took> Batches::take_order(base::BatchRow batch, base::OrderRow order,
                                                const std::string& actor) {
    auto boxes = box_count(context_.db, order);
    if (!boxes) return base::pass(boxes);
    std::vector<NumberedParcel> parcels;
    for (int box = 1; box <= *boxes; ++box) {
        auto parcel = numbers_.assign(order, actor, box);
        if (!parcel) return base::pass(parcel);
        parcels.push_back(std::move(*parcel));
    }
    // All its labels come out together: their numbers are asked for at once.
    if (std::ranges::any_of(parcels, &NumberedParcel::waiting)) return Took::Waiting;
    auto state = state_of(context_.db, order);
    if (!state) return base::pass(state);
    if (*state == OrderState::Screened) {
        auto moved = move_order(context_, order, OrderEvent::NumberGiven, actor,
                                {{"number", parcels.front().number.str()}});
        if (!moved) return base::pass(moved);
    }
    for (const NumberedParcel& parcel : parcels) {
        if (parcel.parcel != parcels.front().parcel) {
            // A further box's label may be good already, whatever became of the first one's.
            auto valid = journal_.valid_sheet(parcel.parcel);
            if (!valid) return base::pass(valid);
            if (*valid) continue;
        }
        auto job = journal_.add(batch, parcel.parcel, order, actor);
        if (!job) return base::pass(job);
    }
    auto cleared = context_.db.execute(
        "UPDATE orders SET blocked_key = '', blocked_enc = '', boxes_due = 0 WHERE id = $1",
        values(order));
    if (!cleared) return base::pass(cleared);
    return Took::Order;
}

base::Result<int> Batches::finish_done() {
    auto done = context_.db.query(
        "SELECT id FROM batches WHERE state = 'running' AND filled = 1 AND NOT EXISTS"
        " (SELECT 1 FROM label_jobs WHERE batch_id = batches.id"
        "  AND state IN ('queued', 'rendering', 'proven', 'sending'))");
    if (!done) return base::pass(done);
    for (const Row& row : *done) {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        if (auto moved = change(row.id<base::BatchRow>(0), BatchEvent::Finish, "station"); !moved)
            return base::pass(moved);
        if (auto committed = transaction->commit(); !committed) return base::pass(committed);
    }
    return static_cast<int>(done->size());
}

base::Status Batches::change(base::BatchRow batch, BatchEvent event, const std::string& actor) {
    auto row = context_.db.query("SELECT state FROM batches WHERE id = $1", values(batch));
    if (!row) return base::pass(row);
    if (row->empty())
        return fail(ErrorCode::NotFound, "there is no batch " + std::to_string(batch.value()),
                    "error.batch_unknown");
    const auto from = batch_state(row->front().text(0));
    if (!from) return fail(ErrorCode::Corrupt, "a batch has an unknown state");
    auto to = next(*from, event);
    if (!to) return base::pass(to, "batch " + std::to_string(batch.value()));
    const base::Time now = context_.clock.now();
    const bool ended = *to == BatchState::Done || *to == BatchState::Cancelled;
    auto changed = context_.db.execute(
        "UPDATE batches SET state = $1, finished_at = $2 WHERE id = $3 AND state = $4",
        {value(name(*to)), ended ? value(now) : Value{}, value(batch), value(name(*from))});
    if (!changed) return base::pass(changed);
    if (*changed != 1) return fail(ErrorCode::Conflict, "the batch was changed meanwhile");
    if (event == BatchEvent::Cancel) {
        auto filled =
            context_.db.execute("UPDATE batches SET filled = 1 WHERE id = $1", values(batch));
        if (!filled) return base::pass(filled);
        auto jobs = context_.db.query(
            "SELECT id FROM label_jobs WHERE batch_id = $1"
            " AND state IN ('queued', 'rendering', 'proven') ORDER BY id",
            values(batch));
        if (!jobs) return base::pass(jobs);
        for (const Row& job : *jobs) {
            auto cancelled = journal_.apply(job.id<base::JobRow>(0), JobEvent::Cancel, actor);
            if (!cancelled) return base::pass(cancelled);
        }
    }
    return append_audit(context_.db, now,
                        {.actor = actor,
                         .action = "batch_" + std::string(name(*to)),
                         .batch = batch,
                         .from = std::string(name(*from)),
                         .to = std::string(name(*to))});
}

}  // namespace station
