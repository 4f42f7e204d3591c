#include "station/batches/dispatcher.h"

#include <algorithm>

#include "base/log.h"
#include "station/batches/label_content.h"
#include "station/batches/merged.h"
#include "station/batches/stock_marks.h"
#include "station/orders/order_log.h"
#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;
using base::LogLevel;

namespace {

/// After a printer took nothing it is tried again: soon first, then at most every half minute.
std::chrono::milliseconds retry_after(int failures) {
    return std::min(std::chrono::milliseconds{1000} * (1 << std::min(failures, 5)),
                    std::chrono::milliseconds{30'000});
}

std::string joined(const std::vector<printing::LabelWarning>& warnings) {
    std::string text;
    for (const printing::LabelWarning& warning : warnings) {
        if (text.find(warning.code) != std::string::npos) continue;
        if (!text.empty()) text += ',';
        text += warning.code;
    }
    return text;
}

/// What a line of the log is about: order=P… of a label, sheet=12 of another sheet.
base::LogField subject(const JobRecord& job) {
    if (job.kind == JobKind::Label) return {"order", job.order_no.str()};
    return {"sheet", job.sheet.value()};
}

/// The failed rules of a label, one a row, for people: sealed, as a character may be of a name.
std::string rows_of(const std::vector<printing::LabelFailure>& failures) {
    constexpr std::size_t kRows = 8;
    std::vector<std::map<std::string, std::string>> rows;
    for (const printing::LabelFailure& failure : failures) {
        if (rows.size() == kRows) break;
        rows.push_back({{"failure", failure.code}});
        if (!failure.field.empty()) rows.back()["field"] = failure.field;
        if (!failure.character.empty()) rows.back()["character"] = failure.character;
    }
    return to_json(rows);
}

}  // namespace

Dispatcher::Dispatcher(const Context& context, Journal& journal)
    : context_(context), journal_(journal) {}

void Dispatcher::add(std::unique_ptr<PrinterPort> port) {
    for (const config::PrinterSettings& settings : context_.settings.printers) {
        if (settings.name != port->name()) continue;
        printers_.push_back({std::move(port), settings, {}, true, {}, {}, 0});
        return;
    }
}

int Dispatcher::in_flight() const {
    int count = 0;
    for (const Printer& printer : printers_) count += static_cast<int>(printer.jobs.size());
    return count;
}

std::vector<PrinterStanding> Dispatcher::standing() const {
    std::vector<PrinterStanding> all;
    for (const Printer& printer : printers_)
        all.push_back({printer.settings.name, printer.ready, printer.message,
                       static_cast<int>(printer.jobs.size()), printer.paper_near_end});
    return all;
}

void Dispatcher::look_at_printers() {
    if (halted_) return;
    for (Printer& printer : printers_) {
        if (printer.jobs.empty()) printer.port->look();
    }
}

void Dispatcher::stop_ports(std::chrono::milliseconds limit) {
    for (Printer& printer : printers_) printer.port->stop(limit);
}

base::Result<bool> Dispatcher::pump() {
    if (halted_) return false;
    bool gave = false;
    for (Printer& printer : printers_) {
        if (!printer.ready && context_.clock.steady_now() < printer.retry_at) continue;
        while (static_cast<int>(printer.jobs.size()) < printer.settings.window) {
            auto job = journal_.next_queued(printer.settings.name);
            if (!job) return base::pass(job);
            if (!*job) break;
            auto given = give(printer, **job);
            if (!given) return base::pass(given);
            if (!*given) break;
            gave = true;
        }
    }
    return gave;
}

base::Result<bool> Dispatcher::give(Printer& printer, const JobRecord& job) {
    if (job.kind == JobKind::Label) {
        auto trouble = merge_trouble(context_.db, job.order);
        if (!trouble) return base::pass(trouble);
        if (trouble->broken) {
            // One of the orders in the parcel was stopped a moment ago.
            auto transaction = WriteTransaction::begin(context_.db);
            if (!transaction) return base::pass(transaction);
            auto withdrawn = journal_.withdraw(job.order, "station", "merged_stopped");
            if (!withdrawn) return base::pass(withdrawn);
            if (auto done = transaction->commit(); !done) return base::pass(done);
            return true;
        }
    }
    auto task = label_task(context_, job);
    {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto picked = journal_.apply(job.id, JobEvent::Picked, "station",
                                     {{"printer", printer.settings.name.str()}});
        if (!picked) return base::pass(picked);
        if (auto set = journal_.set_printer(job.id, printer.settings.name); !set)
            return base::pass(set);
        if (!task) {
            // A row that cannot be read must not stop the batch: this label fails, a person looks.
            auto failed_job = journal_.apply(job.id, JobEvent::ProofFailed, "station");
            if (!failed_job) return base::pass(failed_job);
            if (auto noted = journal_.note(job.id, "unreadable_data", "", 0); !noted)
                return base::pass(noted);
        }
        if (auto done = transaction->commit(); !done) return base::pass(done);
    }
    if (!task) {
        base::log(LogLevel::Error, std::string(name(job.kind)) + "_content_unreadable",
                  {subject(job), {"job", job.id.value()}, {"message", task.error().message}});
        return true;
    }
    printer.jobs.insert(job.id);
    if (!printer.port->draw(std::move(*task))) {
        // Its queue is shorter than its window: our mistake, but nothing has left the station.
        printer.jobs.erase(job.id);
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto back = journal_.apply(job.id, JobEvent::Crashed, "station");
        if (!back) return base::pass(back);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        failed(printer, "the printer's queue is full");
        return false;
    }
    return true;
}

void Dispatcher::failed(Printer& printer, const std::string& message) {
    printer.ready = false;
    printer.message = message;
    printer.retry_at = context_.clock.steady_now() + retry_after(printer.failures);
    ++printer.failures;
    base::log(LogLevel::Warning, "printer_not_ready",
              {{"printer", printer.settings.name.str()}, {"message", message}});
}

base::Status Dispatcher::handle(const base::PrinterName& name, const PrinterEvent& event) {
    const auto printer = std::ranges::find_if(
        printers_, [&](const Printer& entry) { return entry.settings.name == name; });
    if (printer == printers_.end())
        return fail(ErrorCode::NotFound, "no printer is named '" + name.str() + "'");
    if (const auto* drawn = std::get_if<Drawn>(&event)) return on(*printer, *drawn);
    if (const auto* delivered = std::get_if<Delivered>(&event)) return on(*printer, *delivered);
    const auto& news = std::get<PrinterNews>(event);
    printer->ready = news.ready;
    printer->paper_near_end = news.paper_near_end;
    printer->message = news.message;
    if (news.ready) printer->failures = 0;
    return {};
}

void Dispatcher::give_up(const base::PrinterName& name, const PrinterEvent& event) {
    for (Printer& printer : printers_) {
        if (printer.settings.name != name) continue;
        if (const auto* drawn = std::get_if<Drawn>(&event)) {
            printer.port->discard(drawn->job);
            printer.jobs.erase(drawn->job);
        } else if (const auto* delivered = std::get_if<Delivered>(&event)) {
            printer.jobs.erase(delivered->job);
        }
    }
}

base::Status Dispatcher::on(Printer& printer, const Drawn& drawn) {
    auto job = journal_.find(drawn.job);
    if (!job) return base::pass(job);
    if (job->state != JobState::Rendering) {
        // Withdrawn while it was drawn: an intercepted order or a cancelled batch.
        printer.port->discard(drawn.job);
        printer.jobs.erase(drawn.job);
        return {};
    }
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (!drawn.station_fault.empty()) {
        // A full disk is no fault of the label: it waits its turn again.
        auto back = journal_.apply(drawn.job, JobEvent::Crashed, "station");
        if (!back) return base::pass(back);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        printer.jobs.erase(drawn.job);
        failed(printer, drawn.station_fault);
        return {};
    }
    if (!drawn.proven) {
        std::string reason;
        std::map<std::string, std::string> detail;
        for (const printing::LabelFailure& failure : drawn.failures) {
            if (!reason.empty()) reason += ", ";
            reason += failure.code + (failure.field.empty() ? "" : " (" + failure.field + ")");
        }
        detail["reason"] = reason;
        auto failed_job = journal_.apply(drawn.job, JobEvent::ProofFailed, "station", detail);
        if (!failed_job) return base::pass(failed_job);
        auto noted = journal_.note(drawn.job, reason, joined(drawn.warnings), 0);
        if (!noted) return base::pass(noted);
        if (job->kind == JobKind::Label) {
            if (auto told = block(job->order, drawn.failures); !told) return told;
        }
        if (auto done = transaction->commit(); !done) return base::pass(done);
        printer.jobs.erase(drawn.job);
        base::log(LogLevel::Warning, std::string(name(job->kind)) + "_refused",
                  {subject(*job), {"job", drawn.job.value()}, {"reason", reason}});
        return {};
    }
    auto proven = journal_.apply(drawn.job, JobEvent::Proven, "station");
    if (!proven) return base::pass(proven);
    auto noted = journal_.note(drawn.job, "", joined(drawn.warnings), 0);
    if (!noted) return base::pass(noted);
    if (job->kind == JobKind::Label) {
        auto cleared = context_.db.execute(
            "UPDATE orders SET blocked_key = '', blocked_enc = '' WHERE id = $1"
            " AND blocked_key = 'error.label_not_proven'",
            values(job->order));
        if (!cleared) return base::pass(cleared);
    }
    if (halted_) {
        // Stopping: it stays proven and goes back to the queue at the next start.
        if (auto done = transaction->commit(); !done) return base::pass(done);
        printer.port->discard(drawn.job);
        printer.jobs.erase(drawn.job);
        return {};
    }
    auto sending = journal_.apply(drawn.job, JobEvent::SendStarted, "station",
                                  {{"printer", printer.settings.name.str()}});
    if (!sending) return base::pass(sending);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    // From here on bytes may leave: the commit above stands before the first of them.
    if (!printer.port->deliver(drawn.job))
        return on(printer, Delivered{drawn.job, Delivered::Outcome::NothingSent, 0,
                                     "the printer's queue is full"});
    return {};
}

/// The order itself says why its label is not printed, until it is released, changed or proven.
base::Status Dispatcher::block(base::OrderRow order,
                               const std::vector<printing::LabelFailure>& failures) {
    auto key = context_.db.query_one("SELECT order_key FROM orders WHERE id = $1", values(order));
    if (!key) return base::pass(key);
    auto sealed = context_.codec.encrypt(WrappedKey{key->text(0)}, "blocked", rows_of(failures));
    if (!sealed) return base::pass(sealed);
    auto blocked = context_.db.execute(
        "UPDATE orders SET blocked_key = 'error.label_not_proven', blocked_enc = $1 WHERE id = $2",
        values(*sealed, order));
    if (!blocked) return base::pass(blocked);
    return {};
}

/// What a label that came back to the queue finds there: meanwhile a person may have cancelled its
/// batch, or stopped its order, or stopped and released it.
base::Status Dispatcher::queued_again(const JobRecord& job) {
    if (job.kind == JobKind::Sheet) {
        auto batch =
            context_.db.query_one("SELECT state FROM batches WHERE id = $1", values(job.batch));
        if (!batch) return base::pass(batch);
        if (batch->text(0) != name(BatchState::Cancelled)) return {};
        auto cancelled =
            journal_.apply(job.id, JobEvent::Cancel, "station", {{"reason", "batch_cancelled"}});
        if (!cancelled) return base::pass(cancelled);
        return {};
    }
    auto facts = context_.db.query_one(
        "SELECT o.state, b.state FROM orders o, batches b WHERE o.id = $1 AND b.id = $2",
        values(job.order, job.batch));
    if (!facts) return base::pass(facts);
    const std::string order = facts->text(0);
    if (facts->text(1) == name(BatchState::Cancelled) || job.superseded) {
        auto cancelled =
            journal_.apply(job.id, JobEvent::Cancel, "station",
                           {{"reason", job.superseded ? "superseded" : "batch_cancelled"}});
        if (!cancelled) return base::pass(cancelled);
    } else if (order == name(OrderState::Printed) && !job.superseded) {
        // Released on account of this very label, which is not on paper after all.
        auto moved = move_order(context_, job.order, OrderEvent::LabelQueued, "station");
        if (!moved) return base::pass(moved);
    } else if (order != name(OrderState::Queued)) {
        auto withdrawn = journal_.withdraw(job.order, "station", "order_stopped");
        if (!withdrawn) return base::pass(withdrawn);
    } else if (job.print_number == 1) {
        auto stock = order_stock(context_.db, job.order);
        if (!stock) return base::pass(stock);
        if (!stock->missing.empty()) {
            auto withdrawn = journal_.withdraw(job.order, "station", "out_of_stock");
            if (!withdrawn) return base::pass(withdrawn);
        }
    }
    return {};
}

base::Status Dispatcher::on(Printer& printer, const Delivered& delivered) {
    printer.jobs.erase(delivered.job);
    auto job = journal_.find(delivered.job);
    if (!job) return base::pass(job);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const bool expects_evidence = printer.settings.evidence != config::PrinterEvidence::None;
    std::vector<JobEvent> events;
    switch (delivered.outcome) {
        case Delivered::Outcome::NothingSent:
            events = {JobEvent::NothingSent};
            break;
        case Delivered::Outcome::PartlySent:
            events = {JobEvent::PartlySent};
            break;
        case Delivered::Outcome::Accepted:
            // Evidence that was to come and did not: the order does not count as printed.
            events = {expects_evidence ? JobEvent::Silence : JobEvent::AllAccepted};
            break;
        case Delivered::Outcome::Printed:
            events = {JobEvent::AllAccepted, JobEvent::Evidence};
            break;
    }
    const std::map<std::string, std::string> detail = {
        {"printer", printer.settings.name.str()},
        {"bytes", std::to_string(delivered.bytes_accepted)}};
    if (job->state == JobState::Sending) {
        for (const JobEvent event : events) {
            auto moved = journal_.apply(delivered.job, event, "station", detail);
            if (!moved) return base::pass(moved);
        }
    }
    auto noted = journal_.note(delivered.job, delivered.message, "", delivered.bytes_accepted);
    if (!noted) return base::pass(noted);
    if (delivered.outcome == Delivered::Outcome::NothingSent && job->state == JobState::Sending) {
        if (auto settled = queued_again(*job); !settled) return settled;
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);

    const bool well = delivered.outcome == Delivered::Outcome::Printed ||
                      (delivered.outcome == Delivered::Outcome::Accepted && !expects_evidence);
    if (well) {
        printer.ready = true;
        printer.failures = 0;
        printer.message.clear();
    } else {
        failed(printer, delivered.message);
    }
    base::log(well ? LogLevel::Info : LogLevel::Warning,
              std::string(name(job->kind)) + "_delivered",
              {subject(*job),
               {"job", delivered.job.value()},
               {"printer", printer.settings.name.str()},
               {"outcome", static_cast<int>(delivered.outcome)},
               {"bytes", delivered.bytes_accepted}});
    return {};
}

}  // namespace station
