#include "station/desk/status.h"

#include <algorithm>
#include <filesystem>

#include "station/batches/slot_book.h"
#include "station/bench/bench.h"
#include "station/bench/bench_facts.h"
#include "station/desk/after_sales.h"
#include "station/desk/read_orders.h"
#include "station/desk/shipping_status.h"
#include "station/desk/status_numbers.h"
#include "station/desk/status_stock.h"
#include "station/store/json.h"
#include "station/users/user_store.h"
#include "station/webhooks/webhooks.h"

namespace station {

using namespace std::chrono;

namespace {

/// A promised time nearer than this is a deadline at risk.
constexpr hours kRisk{4};

base::Status read_counts(const Context& context, StatusView& status) {
    const base::Time now = context.clock.now();
    auto rows = context.db.query(
        "SELECT state, count(*), count(*) FILTER (WHERE presale_start > $1),"
        " count(*) FILTER (WHERE verdict = 'review' AND released = 0),"
        " count(*) FILTER (WHERE (verdict = 'clear' OR released = 1)"
        "  AND (presale_start IS NULL OR presale_start <= $2)) FROM orders GROUP BY state",
        values(now, now));
    if (!rows) return base::pass(rows);
    CountsView& counts = status.counts;
    for (const Row& row : *rows) {
        const std::string state = row.text(0);
        const int count = row.small(1);
        const bool waiting = state == "screened" || state == "numbered";
        if (waiting || state == "pulled") counts.presale += row.small(2);
        if (waiting) {
            counts.review += row.small(3);
            counts.ready += row.small(4);
        }
        if (state == "held") counts.held += count;
        if (state == "queued") counts.queued += count;
        if (state == "printed") counts.printed_unscanned += count;
        if (state == "packed") counts.bound += count;
        if (state == "shipped") counts.shipped += count;
        if (state == "intercepted") counts.intercepted += count;
        if (state == "refused") counts.refused += count;
        if (waiting || state == "pulled" || state == "held" || state == "queued" ||
            state == "printed")
            counts.to_ship += count;
    }
    auto jobs = context.db.query_one(
        "SELECT (SELECT count(*) FROM label_jobs WHERE state = 'unknown'),"
        " (SELECT count(*) FROM label_jobs j JOIN orders o ON o.id = j.order_id"
        "  WHERE j.state = 'failed' AND o.state = 'held'"
        "  AND o.blocked_key = 'error.label_not_proven'),"
        " (SELECT count(*) FROM orders o WHERE o.state = 'intercepted'"
        "  AND (EXISTS (SELECT 1 FROM label_jobs j WHERE j.order_id = o.id"
        "   AND j.maybe_on_paper = 1) OR EXISTS (SELECT 1 FROM parcels p"
        "   WHERE p.order_id = o.id AND p.bound_at IS NOT NULL)))");
    if (!jobs) return base::pass(jobs);
    counts.unknown = jobs->small(0);
    counts.failed = jobs->small(1);
    counts.intercepted_paper = jobs->small(2);

    const std::string at_risk =
        " FROM orders WHERE ship_by <= $1 AND (state IN"
        " ('pulled', 'screened', 'held', 'numbered', 'queued', 'printed')"
        // Bound and yet not uploaded: the platform counts it as not shipped.
        " OR id IN (SELECT p.order_id FROM outbox x JOIN parcels p ON p.id = x.parcel_id"
        "  WHERE x.state IN ('pending', 'written', 'rejected')))";
    auto risk =
        context.db.query_one("SELECT count(*), min(ship_by)" + at_risk, values(now + kRisk));
    if (!risk) return base::pass(risk);
    status.at_risk = risk->small(0);
    if (status.at_risk > 0) {
        auto overdue = context.db.query_one("SELECT count(*)" + at_risk, values(now));
        if (!overdue) return base::pass(overdue);
        status.overdue = overdue->small(0);
        status.at_risk_nearest = risk->time(1);
        auto nearest = context.db.query_one("SELECT min(order_no)" + at_risk + " AND ship_by = $2",
                                            values(now + kRisk, risk->time(1)));
        if (!nearest) return base::pass(nearest);
        status.at_risk_order = base::OrderNo(nearest->text(0));
    }
    auto as_of = last_export(context.db);
    if (!as_of) return base::pass(as_of);
    status.as_of = *as_of;
    return {};
}

base::Status read_hours(const Context& context, StatusView& status) {
    const auto today = base::to_beijing(context.clock.now()).date;
    const base::Time start = base::from_beijing(today, milliseconds{0});
    status.hours.resize(24);
    for (int hour = 0; hour < 24; ++hour) status.hours[static_cast<std::size_t>(hour)].hour = hour;
    struct Series {
        const char* sql;
        base::Time from;
        int HourView::*target;
    };
    const Series all[] = {
        {"SELECT (coalesce(sent_at, printed_at) - $1) / 3600000, count(*) FROM label_jobs"
         " WHERE coalesce(sent_at, printed_at) >= $2 AND coalesce(sent_at, printed_at) < $3"
         " AND kind = 'label' AND state IN ('sent', 'printed') GROUP BY 1",
         start, &HourView::printed},
        {"SELECT (bound_at - $1) / 3600000, count(*) FROM parcels WHERE bound_at >= $2"
         " AND bound_at < $3 GROUP BY 1",
         start, &HourView::bound},
        {"SELECT (shipped_at - $1) / 3600000, count(*) FROM parcels WHERE shipped_at >= $2"
         " AND shipped_at < $3 GROUP BY 1",
         start, &HourView::shipped},
        {"SELECT (bound_at - $1) / 3600000, count(*) FROM parcels WHERE bound_at >= $2"
         " AND bound_at < $3 GROUP BY 1",
         start - days{1}, &HourView::yesterday_bound}};
    for (const Series& series : all) {
        auto rows =
            context.db.query(series.sql, values(series.from, series.from, series.from + days{1}));
        if (!rows) return base::pass(rows);
        for (const Row& row : *rows) {
            const auto hour = row.integer(0);
            if (hour >= 0 && hour < 24)
                status.hours[static_cast<std::size_t>(hour)].*series.target = row.small(1);
        }
    }
    return {};
}

base::Status read_devices(const Context& context, const Dispatcher& dispatcher,
                          StatusView& status) {
    const auto standing = dispatcher.standing();
    for (const config::PrinterSettings& printer : context.settings.printers) {
        PrinterView view;
        view.name = printer.name;
        view.kind = printer.uri.substr(0, printer.uri.find(':'));
        view.evidence = printer.evidence == config::PrinterEvidence::Written  ? "written"
                        : printer.evidence == config::PrinterEvidence::Answer ? "answer"
                                                                              : "none";
        view.state = "idle";
        for (const PrinterStanding& entry : standing) {
            if (entry.name != printer.name) continue;
            view.in_flight = entry.in_flight;
            view.message = entry.message;
            view.state = !entry.ready ? "error" : entry.in_flight > 0 ? "printing" : "idle";
        }
        auto last = context.db.query(
            "SELECT coalesce(p.number, s.number), coalesce(j.printed_at, j.sent_at)"
            " FROM label_jobs j LEFT JOIN parcels p ON p.id = j.parcel_id"
            " LEFT JOIN sheets s ON s.id = j.sheet_id WHERE j.printer = $1"
            " AND j.state IN ('sent', 'printed') ORDER BY coalesce(j.printed_at, j.sent_at) DESC"
            " LIMIT 1",
            values(printer.name));
        if (!last) return base::pass(last);
        if (!last->empty()) {
            view.last_number = base::WaybillNumber(last->front().text(0));
            view.last_at = last->front().maybe_time(1);
        }
        status.printers.push_back(std::move(view));
    }
    const auto today = base::to_beijing(context.clock.now()).date;
    for (const config::BenchSettings& bench : context.settings.benches) {
        auto session = bench_session(context.db, bench.name);
        if (!session) return base::pass(session);
        auto bound =
            context.db.query_one("SELECT count(*) FROM parcels WHERE bench = $1 AND bound_at >= $2",
                                 values(bench.name, base::from_beijing(today, milliseconds{0})));
        if (!bound) return base::pass(bound);
        status.benches.push_back(
            {bench.name, bench.title, std::string(name(session->state)), bound->small(0)});
    }
    return {};
}

base::Status read_batch_cards(const Context& context, const Batches& batches, StatusView& status) {
    const auto newest = [&](const char* condition) -> base::Result<std::optional<BatchView>> {
        auto row = context.db.query(std::string("SELECT id FROM batches WHERE ") + condition +
                                    " ORDER BY id DESC LIMIT 1");
        if (!row) return base::pass(row);
        if (row->empty()) return std::optional<BatchView>{};
        auto view = read_batch(context, row->front().id<base::BatchRow>(0), false);
        if (!view) return base::pass(view);
        return std::optional<BatchView>{std::move(*view)};
    };
    // A single sheet from the shell must not hide the batch that it slips into.
    auto running = newest("state IN ('running', 'paused') AND kind <> 'sheet'");
    if (!running) return base::pass(running);
    status.batch = std::move(*running);
    auto last = newest("state IN ('done', 'cancelled') AND kind <> 'sheet'");
    if (!last) return base::pass(last);
    status.last_batch = std::move(*last);
    const auto slots = next_slots(context.settings.batches, status.now, 1);
    if (!slots.empty()) {
        const bool review = context.settings.screening.review_at_batch == config::ReviewAtBatch::Go;
        auto expected = batches.count_ready(review ? Take::ClearedAndReview : Take::ClearedOnly);
        if (!expected) return base::pass(expected);
        status.next_batch = NextBatchView{slots.front().at, slots.front().title, *expected};
    }
    return {};
}

base::Status read_needs(const Context& context, StatusView& status) {
    const auto add = [&](const char* kind, const std::string& sql, const std::string& href,
                         const std::vector<Value>& parameters = {}) -> base::Status {
        auto row = context.db.query_one(sql, parameters);
        if (!row) return base::pass(row);
        if (row->integer(0) > 0)
            status.needs_person.push_back({kind, row->time(1), row->small(0), {}, href});
        return {};
    };
    const base::Time now = status.now;
    const base::Status all[] = {
        add("unknown_label",
            "SELECT count(*), min(state_at) FROM label_jobs WHERE state = 'unknown'",
            "/batches?jobs=unknown"),
        add("intercepted", "SELECT count(*), min(state_at) FROM orders WHERE state = 'intercepted'",
            "/orders?state=intercepted"),
        add("asked", "SELECT count(*), min(news_as_of) FROM orders WHERE asked = 1",
            "/orders?state=asked"),
        add("failed_label",
            "SELECT count(*), min(state_at) FROM orders WHERE state = 'held'"
            " AND blocked_key = 'error.label_not_proven'",
            "/orders?state=held"),
        add("held", "SELECT count(*), min(state_at) FROM orders WHERE state = 'held'", "/review"),
        add("not_numbered",
            "SELECT count(*), min(state_at) FROM orders WHERE state IN ('screened', 'numbered')"
            " AND blocked_key <> ''",
            "/orders?state=ready"),
        // By the end of its batch a label should be on a parcel; half an hour is patience enough.
        add("printed_unscanned",
            "SELECT count(*), min(o.state_at) FROM orders o WHERE o.state = 'printed'"
            " AND o.state_at < $1 AND NOT EXISTS (SELECT 1 FROM label_jobs j JOIN batches b"
            " ON b.id = j.batch_id WHERE j.order_id = o.id AND b.state = 'running')"
            // Put aside on purpose; named with the article that it waits for.
            " AND NOT EXISTS (SELECT 1 FROM parked_orders w WHERE w.order_id = o.id"
            " AND w.state = 'parked')",
            "/orders?state=printed_unscanned", values(now - minutes{30})),
        add("late_slot",
            "SELECT count(*), min(created_at) FROM batches WHERE kind = 'slot'"
            " AND late = 1 AND state <> 'cancelled' AND created_at > $1",
            "/batches", values(now - hours{12}))};
    for (const base::Status& one : all) {
        if (!one) return one;
    }
    auto imports = context.db.query(
        "SELECT file, at, created, result FROM imports WHERE undone_at IS NULL"
        " ORDER BY id DESC LIMIT 1");
    if (!imports) return base::pass(imports);
    if (!imports->empty()) {
        const Row& row = imports->front();
        const auto rows = rows_from_json(row.text(3));
        const auto problems = std::ranges::count_if(rows, [](const auto& line) {
            const auto kind = line.find("kind");
            return kind != line.end() && kind->second == "problem";
        });
        status.last_import =
            LastImportView{row.text(0), row.time(1), row.small(2), static_cast<int>(problems)};
        if (problems > 0)
            status.needs_person.push_back({"import_problem",
                                           row.time(1),
                                           static_cast<int>(problems),
                                           {{"file", row.text(0)}},
                                           "/imports"});
    }
    if (auto read = read_stock_status(context, status); !read) return read;
    if (auto read = read_numbers(context, status); !read) return read;
    if (auto read = read_after_sales_status(context, status); !read) return read;
    if (auto shipping = add_shipping_status(context, status); !shipping) return shipping;
    if (auto read = add_webhook_needs(context, status.needs_person); !read) return read;
    std::ranges::stable_sort(status.needs_person, {}, &NeedView::since);
    return {};
}

/// The single most urgent thing.
TruthView truth_of(const StatusView& status) {
    for (const PrinterView& printer : status.printers) {
        if (printer.state == "error")
            return {"stop",
                    "ui.truth.printer_error",
                    {{"printer", printer.name.str()}, {"message", printer.message}},
                    "/batches"};
    }
    const CountsView& counts = status.counts;
    const auto number = [](int n) { return std::to_string(n); };
    if (counts.unknown > 0)
        return {"stop",
                "ui.truth.unknown_labels",
                {{"count", number(counts.unknown)}},
                "/batches?jobs=unknown"};
    if (counts.failed > 0)
        return {"stop",
                "ui.truth.failed_labels",
                {{"count", number(counts.failed)}},
                "/orders?state=held"};
    if (const auto alarm = shipping_alarm(status)) return *alarm;
    if (status.batch && status.batch->state == "paused")
        return {"look",
                "ui.truth.batch_paused",
                {{"n", number(status.batch->total - status.batch->queued)}},
                "/batches/" + std::to_string(status.batch->id.value())};
    if (const auto warning = shipping_warning(status)) return *warning;
    if (status.at_risk > 0)
        return {"look",
                status.overdue > 0 ? "ui.truth.overdue" : "ui.truth.at_risk",
                {{"count", number(status.at_risk)},
                 {"overdue", number(status.overdue)},
                 {"soon", number(status.at_risk - status.overdue)}},
                "/orders?state=at_risk"};
    if (auto numbers = numbers_truth(status)) return *numbers;
    if (status.last_import && status.last_import->problems > 0)
        return {"look",
                "ui.truth.import_problem",
                {{"count", number(status.last_import->problems)}},
                "/imports"};
    if (counts.held > 0)
        return {"look", "ui.truth.held", {{"count", number(counts.held)}}, "/review"};
    if (status.batch)
        return {"go",
                "ui.truth.printing",
                {{"n", number(status.batch->total - status.batch->queued)},
                 {"total", number(status.batch->total)}},
                "/batches/" + std::to_string(status.batch->id.value())};
    if (counts.to_ship + counts.bound + counts.shipped == 0)
        return {"go", "ui.truth.no_orders", {}, "/imports"};
    return {"go", "ui.truth.all_well", {}, ""};
}

}  // namespace

base::Result<StatusView> read_status(const Context& context, const Batches& batches,
                                     const Dispatcher& dispatcher) {
    StatusView status;
    status.now = context.clock.now();
    status.station = context.settings.shop.name;
    auto shop = shop_name(context);
    if (!shop) return base::pass(shop);
    status.shop = *std::move(shop);
    status.language = context.settings.language;
    const base::Status parts[] = {read_counts(context, status), read_hours(context, status),
                                  read_devices(context, dispatcher, status),
                                  read_batch_cards(context, batches, status),
                                  read_needs(context, status)};
    for (const base::Status& part : parts) {
        if (!part) return base::pass(part);
    }
    auto outbox = context.db.query_one("SELECT count(*) FROM outbox WHERE state = 'pending'");
    if (!outbox) return base::pass(outbox);
    status.outbox = outbox->small(0);
    std::error_code error;
    const auto space = std::filesystem::space(context.settings.data_folder, error);
    if (!error) status.disk_free_mb = static_cast<std::int64_t>(space.available / 1'000'000);
    status.truth = truth_of(status);
    return status;
}

}  // namespace station
