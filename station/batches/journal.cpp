#include "station/batches/journal.h"

#include "base/log.h"
#include "station/batches/rolls.h"
#include "station/orders/order_log.h"
#include "station/waybills/own_codes.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kColumns =
    "SELECT id, batch_id, parcel_id, order_id, sequence, print_number, sheet_code, printer, state,"
    " maybe_on_paper, superseded,"
    " (SELECT order_no FROM orders WHERE id = label_jobs.order_id), kind, sheet_id"
    " FROM label_jobs ";

base::Result<JobRecord> record(const Row& row) {
    const auto state = job_state(row.text(8));
    if (!state)
        return fail(ErrorCode::Corrupt,
                    "label " + row.text(0) + " has the unknown state '" + row.text(8) + "'");
    return JobRecord{row.id<base::JobRow>(0),
                     row.id<base::BatchRow>(1),
                     row.text(12) == name(JobKind::Sheet) ? JobKind::Sheet : JobKind::Label,
                     row.id<base::ParcelRow>(2),
                     row.id<base::OrderRow>(3),
                     row.id<base::SheetRow>(13),
                     base::OrderNo(row.text(11)),
                     row.small(4),
                     row.small(5),
                     row.text(6),
                     base::PrinterName(row.text(7)),
                     *state,
                     row.flag(9),
                     row.flag(10)};
}

base::Result<std::vector<JobRecord>> records(base::Result<std::vector<Row>> rows) {
    if (!rows) return base::pass(rows);
    std::vector<JobRecord> jobs;
    for (const Row& row : *rows) {
        auto job = record(row);
        if (!job) return base::pass(job);
        jobs.push_back(std::move(*job));
    }
    return jobs;
}

/// The labels of the order's other boxes, as far as they say where the order is.
struct OtherBoxes {
    bool on_the_way = false;  ///< One of them still has to come out.
    base::ParcelRow first;    ///< The first box's parcel; none: it has none.
};

base::Result<OtherBoxes> other_boxes(Session& db, base::OrderRow order, base::ParcelRow parcel) {
    auto row = db.query_one(
        "SELECT (SELECT count(*) FROM label_jobs j JOIN parcels p ON p.id = j.parcel_id"
        "  WHERE j.order_id = $1 AND j.parcel_id <> $2 AND p.void = 0 AND j.superseded = 0"
        "  AND j.state IN ('queued', 'rendering', 'proven', 'sending')),"
        " (SELECT min(id) FROM parcels WHERE order_id = $3 AND void = 0 AND box_no = 1)",
        values(order, parcel, order));
    if (!row) return base::pass(row);
    return OtherBoxes{row->integer(0) > 0, row->id<base::ParcelRow>(1)};
}

base::Result<std::optional<JobRecord>> first(base::Result<std::vector<Row>> rows) {
    auto jobs = records(std::move(rows));
    if (!jobs) return base::pass(jobs);
    if (jobs->empty()) return std::optional<JobRecord>{};
    return std::optional<JobRecord>{std::move(jobs->front())};
}

}  // namespace

std::string_view name(JobKind kind) {
    return kind == JobKind::Sheet ? "sheet" : "label";
}

base::Result<JobRecord> Journal::find(base::JobRow job) const {
    auto found = first(context_.db.query(std::string(kColumns) + "WHERE id = $1", values(job)));
    if (!found) return base::pass(found);
    if (!*found)
        return fail(ErrorCode::NotFound, "there is no label " + std::to_string(job.value()),
                    "error.label_unknown");
    return std::move(**found);
}

base::Result<std::optional<JobRecord>> Journal::find_sheet(const std::string& sheet_code) const {
    // The code of a sheet of another kind stands on no paper.
    return first(context_.db.query(
        std::string(kColumns) + "WHERE sheet_code = $1 AND kind = 'label'", values(sheet_code)));
}

base::Result<std::vector<JobRecord>> Journal::of_parcel(base::ParcelRow parcel) const {
    return records(context_.db.query(std::string(kColumns) + "WHERE parcel_id = $1 ORDER BY id",
                                     values(parcel)));
}

base::Result<std::optional<JobRecord>> Journal::valid_sheet(base::ParcelRow parcel) const {
    return first(context_.db.query(
        std::string(kColumns) +
            "WHERE parcel_id = $1 AND superseded = 0 AND state NOT IN ('failed', 'cancelled')"
            " ORDER BY id DESC LIMIT 1",
        values(parcel)));
}

base::Result<std::optional<JobRecord>> Journal::next_queued(
    const base::PrinterName& printer) const {
    auto sheet = first(context_.db.query(
        std::string(kColumns) + "WHERE for_printer = $1 AND state = 'queued' AND batch_id IN"
                                " (SELECT id FROM batches WHERE state = 'running')"
                                " ORDER BY id LIMIT 1",
        values(printer)));
    if (!sheet || *sheet) return sheet;
    // A packer stands there with the box in hand: its label does not wait behind a whole batch.
    auto box =
        first(context_.db.query(std::string(kColumns) +
                                "WHERE state = 'queued' AND for_printer = '' AND batch_id IN"
                                " (SELECT id FROM batches WHERE state = 'running' AND kind = 'box'"
                                " AND filled = 1) ORDER BY batch_id, sequence LIMIT 1"));
    if (!box || *box) return box;
    return first(
        context_.db.query(std::string(kColumns) +
                          "WHERE state = 'queued' AND for_printer = '' AND batch_id IN"
                          " (SELECT id FROM batches WHERE state = 'running' AND filled = 1)"
                          " ORDER BY batch_id, sequence LIMIT 1"));
}

base::Result<JobRecord> Journal::add(base::BatchRow batch, base::ParcelRow parcel,
                                     base::OrderRow order, const std::string& actor) {
    auto facts = context_.db.query_one(
        "SELECT (SELECT coalesce(max(sequence), 0) + 1 FROM label_jobs WHERE batch_id = $1),"
        " (SELECT count(*) + 1 FROM label_jobs WHERE parcel_id = $2 AND maybe_on_paper = 1)"
        // A sheet from outside with the same number is paper with this number, too.
        " + (SELECT count(*) FROM label_jobs j JOIN sheets s ON s.id = j.sheet_id"
        "  JOIN parcels p ON p.number = s.number WHERE p.id = $3 AND j.maybe_on_paper = 1)",
        values(batch, parcel, parcel));
    if (!facts) return base::pass(facts);
    const int sequence = facts->small(0);
    const int print_number = facts->small(1);
    const base::Time now = context_.clock.now();
    auto superseded = context_.db.execute(
        "UPDATE label_jobs SET superseded = 1 WHERE parcel_id = $1 AND superseded = 0",
        values(parcel));
    if (!superseded) return base::pass(superseded);
    auto added = context_.db.query_one(
        "INSERT INTO label_jobs (batch_id, kind, parcel_id, order_id, sequence, print_number,"
        " sheet_code, state, created_at, state_at)"
        " VALUES ($1, 'label', $2, $3, $4, $5, $6, 'queued', $7, $8)"
        " RETURNING id",
        values(batch, parcel, order, sequence, print_number,
               sheet_code(batch.value(), sequence, print_number), now, now));
    if (!added) return base::pass(added);
    const auto job = added->id<base::JobRow>(0);
    auto state = state_of(context_.db, order);
    if (!state) return base::pass(state);
    if (*state != OrderState::Queued) {
        auto moved = move_order(context_, order, OrderEvent::LabelQueued, actor);
        if (!moved) return base::pass(moved);
    }
    auto noted = append_audit(context_.db, now,
                              {.actor = actor,
                               .action = "label_added",
                               .order = order,
                               .parcel = parcel,
                               .job = job,
                               .batch = batch,
                               .to = "queued",
                               .detail = {{"print_number", std::to_string(print_number)},
                                          {"sequence", std::to_string(sequence)}}});
    if (!noted) return base::pass(noted);
    return find(job);
}

base::Result<JobRecord> Journal::add_sheet(base::BatchRow batch, base::SheetRow sheet,
                                           const base::PrinterName& printer, int print_number,
                                           const std::string& actor) {
    auto next_sequence = context_.db.query_one(
        "SELECT coalesce(max(sequence), 0) + 1 FROM label_jobs WHERE batch_id = $1", values(batch));
    if (!next_sequence) return base::pass(next_sequence);
    const int sequence = next_sequence->small(0);
    const base::Time now = context_.clock.now();
    auto added = context_.db.query_one(
        "INSERT INTO label_jobs (batch_id, kind, sheet_id, for_printer, sequence, print_number,"
        " sheet_code, state, created_at, state_at)"
        " VALUES ($1, 'sheet', $2, $3, $4, $5, $6, 'queued', $7, $8) RETURNING id",
        values(batch, sheet, printer, sequence, print_number,
               sheet_code(batch.value(), sequence, print_number), now, now));
    if (!added) return base::pass(added);
    const auto job = added->id<base::JobRow>(0);
    auto noted = append_audit(context_.db, now,
                              {.actor = actor,
                               .action = "sheet_added",
                               .job = job,
                               .batch = batch,
                               .to = "queued",
                               .detail = {{"sheet", std::to_string(sheet.value())},
                                          {"printer", printer.str()},
                                          {"sequence", std::to_string(sequence)}}});
    if (!noted) return base::pass(noted);
    return find(job);
}

base::Result<JobState> Journal::apply(base::JobRow id, JobEvent event, const std::string& actor,
                                      const std::map<std::string, std::string>& detail) {
    auto job = find(id);
    if (!job) return base::pass(job);
    auto to = next(job->state, event);
    if (!to) return base::pass(to, "label " + std::to_string(id.value()));
    const base::Time now = context_.clock.now();
    auto changed = context_.db.execute(
        "UPDATE label_jobs SET state = $1, state_at = $2 WHERE id = $3 AND state = $4",
        values(name(*to), now, id, name(job->state)));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the label was changed by somebody else at this moment",
                    "error.label_state");
    // Sent, cut off or lost in a crash: paper may have left the roll. Only what the printer took
    // nothing of goes back to the queue.
    if (job->state == JobState::Sending && *to != JobState::Queued && *to != JobState::Sending) {
        if (auto counted = count_sheet(context_.db, job->printer); !counted)
            return base::pass(counted);
    }

    std::string extra;
    std::vector<Value> parameters;
    switch (event) {
        case JobEvent::SendStarted:
            extra = "maybe_on_paper = 1";
            break;
        case JobEvent::NothingSent:
            extra = "maybe_on_paper = 0, printer = ''";
            break;
        case JobEvent::Crashed:
            if (*to == JobState::Queued) extra = "printer = ''";
            break;
        case JobEvent::AllAccepted:
            extra = "sent_at = $1", parameters = values(now);
            break;
        case JobEvent::Evidence:
        case JobEvent::Scanned:
        case JobEvent::SettledThere:
            extra = "printed_at = coalesce(printed_at, $1), sent_at = coalesce(sent_at, $2)";
            parameters = values(now, now);
            break;
        default:
            break;
    }
    if (!extra.empty()) {
        parameters.push_back(value(id));
        auto done = context_.db.execute(
            "UPDATE label_jobs SET " + extra + " WHERE id = $" + std::to_string(parameters.size()),
            parameters);
        if (!done) return base::pass(done);
    }
    if (job->kind == JobKind::Label &&
        (*to == JobState::Cancelled || event == JobEvent::ProofFailed)) {
        // No paper came of this one: the sheet before it, if any, is valid again.
        auto revived = context_.db.execute(
            "UPDATE label_jobs SET superseded = 0 WHERE id ="
            " (SELECT max(id) FROM label_jobs WHERE parcel_id = $1 AND id < $2"
            "  AND maybe_on_paper = 1 AND state IN ('sending', 'sent', 'printed', 'unknown'))"
            " AND superseded = 1",
            values(job->parcel, id));
        if (!revived) return base::pass(revived);
    }
    auto noted =
        append_audit(context_.db, now,
                     {.actor = actor,
                      .action = std::string(name(job->kind)) + "_" + std::string(name(event)),
                      .order = job->order,
                      .parcel = job->parcel,
                      .job = id,
                      .batch = job->batch,
                      .from = std::string(name(job->state)),
                      .to = std::string(name(*to)),
                      .detail = detail});
    if (!noted) return base::pass(noted);
    if (auto followed = follow(*job, job->state, *to, actor); !followed)
        return base::pass(followed);
    return *to;
}

base::Status Journal::follow(const JobRecord& job, JobState from, JobState to,
                             const std::string& actor) {
    if (from == to || job.kind != JobKind::Label) return {};
    auto state = state_of(context_.db, job.order);
    if (!state) return base::pass(state);
    // An order that was held or intercepted meanwhile keeps its state; the journal keeps the truth
    // about the paper.
    if (*state != OrderState::Queued) return {};
    auto others = other_boxes(context_.db, job.order, job.parcel);
    if (!others) return base::pass(others);
    std::optional<OrderEvent> event;
    switch (to) {
        case JobState::Sent:
        case JobState::Printed:
            // An order is printed when the labels of all its boxes are.
            if (!others->on_the_way) event = OrderEvent::LabelPrinted;
            break;
        case JobState::Failed:
            if (from == JobState::Rendering) event = OrderEvent::LabelUnprintable;
            break;
        case JobState::Cancelled: {
            // The first box's label says where the order is; the others come along.
            auto valid = valid_sheet(others->first ? others->first : job.parcel);
            if (!valid) return base::pass(valid);
            if (!*valid) {
                event = OrderEvent::LabelWithdrawn;
            } else if (!others->on_the_way && ((*valid)->state == JobState::Sent ||
                                               (*valid)->state == JobState::Printed)) {
                event = OrderEvent::LabelPrinted;
            }
            // An unknown sheet keeps the order where it is: no batch may take it by itself.
            break;
        }
        default:
            break;
    }
    if (!event) return {};
    auto moved = move_order(context_, job.order, *event, actor);
    if (!moved) return base::pass(moved);
    return {};
}

base::Status Journal::set_printer(base::JobRow job, const base::PrinterName& printer) {
    auto done = context_.db.execute("UPDATE label_jobs SET printer = $1 WHERE id = $2",
                                    values(printer, job));
    if (!done) return base::pass(done);
    return {};
}

base::Status Journal::note(base::JobRow job, const std::string& reason, const std::string& warnings,
                           std::size_t bytes_accepted) {
    auto done = context_.db.execute(
        "UPDATE label_jobs SET reason = $1, warnings = CASE WHEN $2 = '' THEN warnings ELSE $3 END,"
        " bytes_accepted = $4 WHERE id = $5",
        values(reason, warnings, warnings, static_cast<std::int64_t>(bytes_accepted), job));
    if (!done) return base::pass(done);
    return {};
}

base::Result<int> Journal::withdraw(base::OrderRow order, const std::string& actor,
                                    const std::string& reason) {
    auto jobs = records(context_.db.query(
        std::string(kColumns) +
            "WHERE order_id = $1 AND state IN ('queued', 'rendering', 'proven') ORDER BY id",
        values(order)));
    if (!jobs) return base::pass(jobs);
    for (const JobRecord& job : *jobs) {
        auto cancelled = apply(job.id, JobEvent::Cancel, actor, {{"reason", reason}});
        if (!cancelled) return base::pass(cancelled);
    }
    if (!jobs->empty()) {
        // Where the first box's label is on paper no batch takes the order: once it goes on, the
        // labels of its other boxes come by themselves.
        auto due = context_.db.execute(
            "UPDATE orders SET boxes_due = 1 WHERE id = $1 AND boxes > 1", values(order));
        if (!due) return base::pass(due);
    }
    return static_cast<int>(jobs->size());
}

base::Result<bool> Journal::kill_sheets(base::OrderRow order) {
    auto paper = context_.db.query_one(
        "SELECT count(*) FROM label_jobs WHERE order_id = $1 AND superseded = 0"
        " AND maybe_on_paper = 1 AND state IN ('sending', 'sent', 'printed', 'unknown')",
        values(order));
    if (!paper) return base::pass(paper);
    auto killed = context_.db.execute(
        "UPDATE label_jobs SET superseded = 2 WHERE order_id = $1 AND maybe_on_paper = 1",
        values(order));
    if (!killed) return base::pass(killed);
    return paper->integer(0) > 0;
}

base::Result<Recovery> Journal::recover(base::Time last_start) {
    Recovery recovery;
    auto jobs = records(context_.db.query(
        std::string(kColumns) + "WHERE state IN ('rendering', 'proven', 'sending') ORDER BY id"));
    if (!jobs) return base::pass(jobs);
    std::map<std::string, int> in_window;
    for (const JobRecord& job : *jobs) {
        auto state = apply(job.id, JobEvent::Crashed, "station");
        if (!state) return base::pass(state);
        if (*state == JobState::Unknown) {
            ++recovery.unknown;
            ++in_window[job.printer.str()];
        } else {
            ++recovery.back_to_queue;
        }
    }
    for (const config::PrinterSettings& printer : context_.settings.printers) {
        const int room = printer.window - in_window[printer.name.str()];
        if (room <= 0) continue;
        auto sent = records(context_.db.query(
            std::string(kColumns) +
                "WHERE state = 'sent' AND printer = $1 AND sent_at > $2 AND batch_id IN"
                " (SELECT id FROM batches WHERE state IN ('running', 'paused')"
                "  OR finished_at <= label_jobs.sent_at + 60000)"
                " ORDER BY sent_at DESC, id DESC LIMIT $3",
            values(printer.name, last_start, room)));
        if (!sent) return base::pass(sent);
        for (const JobRecord& job : *sent) {
            auto state = apply(job.id, JobEvent::Crashed, "station");
            if (!state) return base::pass(state);
            ++recovery.unknown;
        }
    }
    return recovery;
}

}  // namespace station
