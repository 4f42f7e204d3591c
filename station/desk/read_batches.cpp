#include "base/text.h"
#include "station/batches/pick_list.h"
#include "station/desk/read_orders.h"
#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kJobColumns =
    "SELECT j.id, j.batch_id, j.sequence, j.print_number, o.order_no,"
    " coalesce(p.number, s.number, ''), p.carrier, CASE WHEN j.printer = '' THEN j.for_printer"
    " ELSE j.printer END, j.state, j.reason, j.warnings, j.superseded, j.created_at, j.sent_at,"
    " j.printed_at, j.kind, s.title, s.actor, s.proof FROM label_jobs j"
    " LEFT JOIN orders o ON o.id = j.order_id LEFT JOIN parcels p ON p.id = j.parcel_id"
    " LEFT JOIN sheets s ON s.id = j.sheet_id ";

base::Result<std::vector<JobView>> job_views(base::Result<std::vector<Row>> rows) {
    if (!rows) return base::pass(rows);
    std::vector<JobView> jobs;
    for (const Row& row : *rows) {
        JobView job;
        job.id = row.id<base::JobRow>(0);
        job.batch = row.id<base::BatchRow>(1);
        job.sequence = row.small(2);
        job.print_number = row.small(3);
        job.order_no = base::OrderNo(row.text(4));
        job.number = base::WaybillNumber(row.text(5));
        job.carrier = base::CarrierCode(row.text(6));
        job.printer = base::PrinterName(row.text(7));
        job.state = row.text(8);
        job.reason = row.text(9);
        const std::string warnings = row.text(10);
        if (!warnings.empty()) {
            for (const std::string_view warning : base::split(warnings, ','))
                job.warnings.emplace_back(warning);
        }
        job.superseded = row.flag(11);
        job.created_at = row.time(12);
        job.sent_at = row.maybe_time(13);
        job.printed_at = row.maybe_time(14);
        job.kind = row.text(15);
        job.title = row.text(16);
        job.actor = row.text(17);
        for (auto& code : rows_from_json(row.text(18)))
            job.codes.push_back({code["format"], code["text"]});
        jobs.push_back(std::move(job));
    }
    return jobs;
}

constexpr std::string_view kBatchColumns =
    "SELECT b.id, b.title, b.kind, b.state, b.late, b.created_at, b.finished_at,"
    " count(j.id), count(*) FILTER (WHERE j.state IN ('queued', 'rendering', 'proven')),"
    " count(*) FILTER (WHERE j.state = 'sending'), count(*) FILTER (WHERE j.state = 'sent'),"
    " count(*) FILTER (WHERE j.state = 'printed'), count(*) FILTER (WHERE j.state = 'failed'),"
    " count(*) FILTER (WHERE j.state = 'unknown'), count(*) FILTER (WHERE j.state = 'cancelled'),"
    " min(j.sent_at), max(j.sent_at), count(j.sent_at)"
    " FROM batches b LEFT JOIN label_jobs j ON j.batch_id = b.id ";

BatchView batch_view(const Row& row, base::Time now) {
    BatchView batch;
    batch.id = row.id<base::BatchRow>(0);
    batch.title = row.text(1);
    batch.kind = row.text(2);
    batch.state = row.text(3);
    batch.late = row.flag(4);
    batch.created_at = row.time(5);
    batch.finished_at = row.maybe_time(6);
    batch.total = row.small(7);
    batch.queued = row.small(8);
    batch.sending = row.small(9);
    batch.sent = row.small(10);
    batch.printed = row.small(11);
    batch.failed = row.small(12);
    batch.unknown = row.small(13);
    batch.cancelled = row.small(14);
    if (batch.state == "running" && row.integer(17) >= 5) {
        // Pace over the whole batch so far: honest also when one printer stands still.
        const double minutes =
            static_cast<double>(base::to_millis(now) - row.integer(15)) / 60'000.0;
        if (minutes > 0.01) {
            batch.pace_per_minute = static_cast<double>(row.integer(17)) / minutes;
            batch.seconds_left =
                static_cast<int>((batch.queued + batch.sending) / *batch.pace_per_minute * 60.0);
        }
    }
    return batch;
}

}  // namespace

base::Result<std::vector<JobView>> read_jobs(const Context& context, const std::string& state) {
    if (state.empty())
        return job_views(
            context.db.query(std::string(kJobColumns) + "ORDER BY j.id DESC LIMIT 500"));
    return job_views(context.db.query(
        std::string(kJobColumns) + "WHERE j.state = $1 ORDER BY j.id DESC LIMIT 500",
        values(state)));
}

base::Result<JobView> read_job(const Context& context, base::JobRow job) {
    auto jobs =
        job_views(context.db.query(std::string(kJobColumns) + "WHERE j.id = $1", values(job)));
    if (!jobs) return base::pass(jobs);
    if (jobs->empty())
        return fail(ErrorCode::NotFound, "there is no label " + std::to_string(job.value()),
                    "error.label_unknown");
    return std::move(jobs->front());
}

base::Result<std::vector<JobView>> read_jobs_of_order(const Context& context,
                                                      base::OrderRow order) {
    return job_views(context.db.query(
        std::string(kJobColumns) + "WHERE j.order_id = $1 ORDER BY j.id", values(order)));
}

base::Result<std::vector<BatchView>> read_batches(const Context& context, int page) {
    const int size = 30;
    auto rows = context.db.query(std::string(kBatchColumns) +
                                 "GROUP BY b.id ORDER BY b.id DESC LIMIT 30 OFFSET " +
                                 std::to_string(size * (page < 1 ? 0 : page - 1)));
    if (!rows) return base::pass(rows);
    std::vector<BatchView> batches;
    for (const Row& row : *rows) batches.push_back(batch_view(row, context.clock.now()));
    return batches;
}

base::Result<BatchView> read_batch(const Context& context, base::BatchRow batch, bool with_jobs) {
    auto rows = context.db.query(std::string(kBatchColumns) + "WHERE b.id = $1 GROUP BY b.id",
                                 values(batch));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no batch " + std::to_string(batch.value()),
                    "error.batch_unknown");
    BatchView view = batch_view(rows->front(), context.clock.now());
    if (with_jobs) {
        auto jobs = job_views(context.db.query(
            std::string(kJobColumns) + "WHERE j.batch_id = $1 ORDER BY j.sequence", values(batch)));
        if (!jobs) return base::pass(jobs);
        view.jobs = std::move(*jobs);
        auto orders = read_pick_orders(context, batch);
        if (!orders) return base::pass(orders);
        view.groups = pick_groups(*orders);
    }
    return view;
}

}  // namespace station
