#include "server/json/views.h"

namespace server::json {
namespace {

void write_batch(Writer& out, std::string_view name, const std::optional<station::BatchView>& b) {
    out.key(name);
    if (b) {
        write(out, *b, false);
    } else {
        out.null();
    }
}

void write_href(Writer& out, const std::string& href) {
    out.key("href");
    if (href.empty()) {
        out.null();
    } else {
        out.value(href);
    }
}

void write_counts(Writer& out, const station::CountsView& counts) {
    out.key("counts")
        .begin_object()
        .field("to_ship", counts.to_ship)
        .field("presale", counts.presale)
        .field("review", counts.review)
        .field("held", counts.held)
        .field("ready", counts.ready)
        .field("queued", counts.queued)
        .field("printed_unscanned", counts.printed_unscanned)
        .field("bound", counts.bound)
        .field("shipped", counts.shipped)
        .field("intercepted", counts.intercepted)
        .field("intercepted_paper", counts.intercepted_paper)
        .field("refused", counts.refused)
        .field("unknown", counts.unknown)
        .field("failed", counts.failed)
        .end_object();
}

void write_printers(Writer& out, const std::vector<station::PrinterView>& printers) {
    out.key("printers").begin_array();
    for (const station::PrinterView& printer : printers) {
        out.begin_object()
            .field("name", printer.name)
            .field("kind", printer.kind)
            .field("state", printer.state)
            .field("message", printer.message)
            .field("evidence", printer.evidence)
            .field("in_flight", printer.in_flight)
            .field("last_number", printer.last_number)
            .field("last_at", printer.last_at)
            .field("labels_per_roll", printer.labels_per_roll)
            .key("roll");
        if (printer.roll) {
            write(out, *printer.roll);
        } else {
            out.null();
        }
        out.end_object();
    }
    out.end_array();
}

void write_hours(Writer& out, const std::vector<station::HourView>& hours) {
    out.key("hours").begin_array();
    for (const station::HourView& hour : hours) {
        out.begin_object()
            .field("hour", hour.hour)
            .field("printed", hour.printed)
            .field("bound", hour.bound)
            .field("shipped", hour.shipped)
            .field("yesterday_bound", hour.yesterday_bound)
            .end_object();
    }
    out.end_array();
}

void write_needs(Writer& out, const std::vector<station::NeedView>& needs) {
    out.key("needs_person").begin_array();
    for (const station::NeedView& need : needs) {
        out.begin_object()
            .field("kind", need.kind)
            .field("since", need.since)
            .field("count", need.count)
            .key("params");
        write(out, need.params);
        write_href(out, need.href);
        out.end_object();
    }
    out.end_array();
}

void write_facts(Writer& out, const station::StatusView& status) {
    out.key("facts").begin_object().key("last_import");
    if (status.last_import) {
        out.begin_object()
            .field("file", status.last_import->file)
            .field("at", status.last_import->at)
            .field("new", status.last_import->created)
            .field("problems", status.last_import->problems)
            .end_object();
    } else {
        out.null();
    }
    out.key("importing");
    if (status.importing) {
        out.begin_object()
            .field("file", status.importing->file)
            .field("taken", status.importing->taken)
            .field("orders", status.importing->orders)
            .end_object();
    } else {
        out.null();
    }
    out.key("numbers").begin_array();
    for (const station::NumbersLeftView& numbers : status.numbers) {
        out.begin_object()
            .field("carrier", numbers.carrier)
            .field("name", numbers.name)
            .field("left", numbers.left)
            .field("low", numbers.low)
            .end_object();
    }
    out.end_array().key("numbers_forecast").begin_array();
    for (const station::NumbersForecastView& carrier : status.numbers_forecast) write(out, carrier);
    out.end_array()
        .field("outbox", status.outbox)
        .field("disk_free_mb", status.disk_free_mb)
        .end_object();
}

}  // namespace

void write(Writer& out, const station::BenchSummaryView& bench) {
    out.begin_object()
        .field("name", bench.name)
        .field("title", bench.title)
        .field("state", bench.state)
        .field("bound_today", bench.bound_today)
        .end_object();
}

void write(Writer& out, const station::StatusView& status, std::string_view version) {
    out.begin_object()
        .field("now", status.now)
        .field("station", status.station)
        .field("shop", status.shop)
        .field("language", status.language)
        .field("version", version)
        .field("as_of", status.as_of)
        .key("truth")
        .begin_object()
        .field("level", status.truth.level)
        .field("key", status.truth.key)
        .key("params");
    write(out, status.truth.params);
    write_href(out, status.truth.href);
    out.end_object();
    write_counts(out, status.counts);
    out.key("at_risk")
        .begin_object()
        .field("count", status.at_risk)
        .field("overdue", status.overdue)
        .field("nearest", status.at_risk_nearest)
        .key("order_no");
    if (status.at_risk_order.empty()) {
        out.null();
    } else {
        out.value(status.at_risk_order);
    }
    out.end_object();
    write_batch(out, "batch", status.batch);
    write_batch(out, "last_batch", status.last_batch);
    out.key("next_batch");
    if (status.next_batch) {
        out.begin_object()
            .field("at", status.next_batch->at)
            .field("title", status.next_batch->title)
            .field("expected", status.next_batch->expected)
            .field("after", status.next_batch->after)
            .end_object();
    } else {
        out.null();
    }
    write_slots(out, status);
    write_printers(out, status.printers);
    out.key("benches").begin_array();
    for (const station::BenchSummaryView& bench : status.benches) write(out, bench);
    out.end_array();
    write_hours(out, status.hours);
    write_needs(out, status.needs_person);
    write_facts(out, status);
    const station::ShippingStatusView& shipping = status.shipping;
    out.key("shipping")
        .begin_object()
        .field("waiting", shipping.waiting)
        .field("due", shipping.due)
        .field("written", shipping.written)
        .field("uploaded", shipping.uploaded)
        .field("rejected", shipping.rejected)
        .field("doubted", shipping.doubted)
        .field("troubled", shipping.troubled)
        .field("not_uploaded", shipping.not_uploaded)
        .field("nearest", shipping.nearest)
        .field("tasks", shipping.tasks)
        .end_object();
    out.key("after_sales")
        .begin_object()
        .field("as_of", status.after_sales.as_of)
        .field("fresh", status.after_sales.fresh)
        .field("open", status.after_sales.open)
        .field("due", status.after_sales.due)
        .field("nearest", status.after_sales.nearest)
        .end_object()
        .end_object();
}

}  // namespace server::json
