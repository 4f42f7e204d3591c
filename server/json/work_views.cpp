// Batches, jobs, benches, imports, ship files, errors.
#include "server/json/product_views.h"
#include "server/json/views.h"

namespace server::json {

void write(Writer& out, const station::Params& params) {
    out.begin_object();
    for (const auto& [name, text] : params) out.field(name, text);
    out.end_object();
}

void write(Writer& out, const station::JobView& job) {
    out.begin_object()
        .field("id", job.id)
        .field("batch", job.batch)
        .field("kind", job.kind)
        .field("title", job.title)
        .field("actor", job.actor)
        .field("sequence", job.sequence)
        .field("print_number", job.print_number)
        .field("order_no", job.order_no)
        .field("number", job.number)
        .field("carrier", job.carrier)
        .field("printer", job.printer)
        .field("state", job.state)
        .field("reason", job.reason)
        .field("warnings", job.warnings)
        .field("superseded", job.superseded)
        .field("created_at", job.created_at)
        .field("sent_at", job.sent_at)
        .field("printed_at", job.printed_at)
        .key("codes")
        .begin_array();
    for (const station::ProvenCodeView& code : job.codes)
        out.begin_object().field("format", code.format).field("text", code.text).end_object();
    out.end_array().end_object();
}

void write(Writer& out, const station::BatchView& batch, bool with_jobs) {
    out.begin_object()
        .field("id", batch.id)
        .field("title", batch.title)
        .field("kind", batch.kind)
        .field("state", batch.state)
        .field("late", batch.late)
        .field("created_at", batch.created_at)
        .field("finished_at", batch.finished_at)
        .field("total", batch.total)
        .field("queued", batch.queued)
        .field("sending", batch.sending)
        .field("sent", batch.sent)
        .field("printed", batch.printed)
        .field("failed", batch.failed)
        .field("unknown", batch.unknown)
        .field("cancelled", batch.cancelled)
        .field("pace_per_minute", batch.pace_per_minute)
        .field("seconds_left", batch.seconds_left);
    if (with_jobs) {
        out.key("jobs").begin_array();
        for (const station::JobView& job : batch.jobs) write(out, job);
        out.end_array().key("groups").begin_array();
        for (const station::BatchGroupView& group : batch.groups) {
            out.begin_object()
                .field("title", group.title)
                .field("spec", group.spec)
                .field("shelf", group.shelf)
                .field("first", group.first)
                .field("last", group.last)
                .field("labels", group.labels)
                .field("pieces", group.pieces)
                .end_object();
        }
        out.end_array();
    }
    out.end_object();
}

namespace {

void write_outcome(Writer& out, const station::OutcomeView& outcome) {
    out.begin_object().field("kind", outcome.kind).field("code", outcome.code).key("params");
    write(out, outcome.params);
    out.field("at", outcome.at).end_object();
}

void write_parcel(Writer& out, const station::BenchParcelView& parcel) {
    out.begin_object()
        .field("order_no", parcel.order_no)
        .field("order_short", parcel.order_short)
        .field("number", parcel.number)
        .field("carrier", parcel.carrier)
        .field("carrier_name", parcel.carrier_name)
        .field("sequence", parcel.sequence)
        .field("batch", parcel.batch)
        .field("buyer_note", parcel.buyer_note)
        .key("items")
        .begin_array();
    for (const station::BenchItemView& item : parcel.items) {
        out.begin_object()
            .field("title", item.title)
            .field("spec", item.spec)
            .field("quantity", item.quantity)
            .field("scanned", item.scanned)
            .field("scannable", item.scannable);
        write_picture(out, item.product, item.picture);
        out.field("shelf", item.shelf).field("note", item.note).end_object();
    }
    out.end_array()
        .field("packing", parcel.packing)
        .field("gifts", parcel.gifts)
        .field("marks", parcel.marks)
        .key("boxes")
        .begin_array();
    for (const station::BenchBoxView& box : parcel.boxes)
        out.begin_object()
            .field("no", box.no)
            .field("number", box.number)
            .field("scanned", box.scanned)
            .end_object();
    out.end_array().field("box_to_scan", parcel.box_to_scan).end_object();
}

void write_problem(Writer& out, const station::ImportProblemView& problem) {
    out.begin_object()
        .field("row", problem.row)
        .field("column", problem.column)
        .field("order_no", problem.order_no)
        .field("code", problem.code)
        .field("message", problem.message)
        .end_object();
}

}  // namespace

void write(Writer& out, const station::BenchView& bench) {
    out.begin_object()
        .field("bench", bench.bench)
        .field("title", bench.title)
        .field("workflow", bench.workflow)
        .field("scan_items", bench.scan_items)
        .field("state", bench.state)
        .key("outcome");
    if (bench.outcome) {
        write_outcome(out, *bench.outcome);
    } else {
        out.null();
    }
    out.key("parcel");
    if (bench.parcel) {
        write_parcel(out, *bench.parcel);
    } else {
        out.null();
    }
    out.key("next").begin_object().field("key", bench.next_key).key("params");
    write(out, bench.next_params);
    out.end_object()
        .key("progress")
        .begin_object()
        .field("bound", bench.progress_bound)
        .field("total", bench.progress_total)
        .field("title", bench.progress_title)
        .end_object()
        .end_object();
}

void write(Writer& out, const station::AfterSaleListView& list) {
    out.begin_object()
        .field("as_of", list.as_of)
        .field("total", list.total)
        .field("page", list.page)
        .field("pages", list.pages)
        .key("after_sales")
        .begin_array();
    for (const station::AfterSaleView& one : list.after_sales) {
        out.begin_object()
            .field("refund_no", one.refund_no)
            .field("order_no", one.order_no)
            .field("order_state", one.order_state)
            .field("kind", one.kind)
            .field("kind_text", one.kind_text)
            .field("state", one.state)
            .field("state_text", one.state_text)
            .field("reason", one.reason)
            .field("title", one.title)
            .field("amount_fen", one.amount_fen)
            .field("asked_at", one.asked_at)
            .field("answer_by", one.answer_by)
            .field("received_at", one.received_at)
            .field("as_of", one.as_of)
            .field("risk", one.risk)
            .end_object();
    }
    out.end_array().end_object();
}

void write(Writer& out, const station::ImportView& import) {
    out.begin_object()
        .field("id", import.id)
        .field("file", import.file)
        .field("kind", import.kind)
        .field("at", import.at)
        .field("as_of", import.as_of)
        .field("rows", import.rows)
        .field("orders", import.orders)
        .field("new", import.created)
        .field("updated", import.updated)
        .field("unchanged", import.unchanged)
        .key("skipped")
        .begin_array();
    for (const auto& skipped : import.skipped) write_problem(out, skipped);
    out.end_array().key("problems").begin_array();
    for (const auto& problem : import.problems) write_problem(out, problem);
    out.end_array()
        .field("actor", import.actor)
        .field("undone_at", import.undone_at)
        .field("undone_by", import.undone_by)
        .end_object();
}

void write_import_report(Writer& out, const station::ImportView& import) {
    out.begin_object()
        .field("file", import.file)
        .field("kind", import.kind)
        .field("rows", import.rows)
        .field("orders", import.orders)
        .field("new", import.created)
        .field("updated", import.updated)
        .field("unchanged", import.unchanged)
        .key("skipped")
        .begin_array();
    for (const auto& skipped : import.skipped) {
        out.begin_object()
            .field("row", skipped.row)
            .field("order_id", skipped.order_no)
            .field("reason", skipped.message)
            .field("code", skipped.code)
            .end_object();
    }
    out.end_array().key("errors").begin_array();
    for (const auto& problem : import.problems) {
        out.begin_object()
            .field("row", problem.row)
            .field("column", problem.column)
            .field("order_id", problem.order_no)
            .field("code", problem.code)
            .field("message", problem.message)
            .end_object();
    }
    out.end_array().end_object();
}

void write(Writer& out, const base::Error& error) {
    out.begin_object()
        .key("error")
        .begin_object()
        .field("code", base::name(error.code))
        .field("key", error.key)
        .field("message", error.message)
        .key("params")
        .begin_object()
        .end_object()
        .end_object()
        .end_object();
}

}  // namespace server::json
