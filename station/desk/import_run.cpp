#include "base/log.h"
#include "station/desk/import_trail.h"
#include "station/desk/intake.h"
#include "station/orders/export_values.h"
#include "station/store/json.h"

namespace station {

namespace {

/// More than this helps nobody and would fill the page; the counts stay exact.
constexpr std::size_t kKeptLines = 500;

using Line = std::map<std::string, std::string>;

Line to_line(const ImportProblemView& problem, const char* kind) {
    return {{"kind", kind},
            {"row", std::to_string(problem.row)},
            {"column", problem.column},
            {"order_no", problem.order_no},
            {"code", problem.code},
            {"message", problem.message}};
}

const char* outcome_name(Arrival arrival) {
    switch (arrival) {
        case Arrival::Created:
            return "new";
        case Arrival::Updated:
            return "updated";
        case Arrival::Unchanged:
            return "unchanged";
        case Arrival::Older:
        case Arrival::Skipped:
            break;
    }
    return "left_out";
}

/// An order that is in, and yet its label could not be printed.
ImportProblemView number_problem(const ExportReading& reading, const IncomingOrder& order,
                                 const ExportNumberProblem& problem) {
    ImportProblemView view;
    view.row = order.rows.empty() ? 0 : order.rows.front();
    view.order_no = order.order_no.str();
    view.code = problem.code;
    if (problem.code == "routing_missing") {
        view.column = reading.sorting_column;
        view.message = problem.carrier + " number " + order.waybill_number.str() +
                       " comes without the 三段码 that the carrier needs on its label; the order"
                       " is in and held: fetch the number again in the shop's back end and export"
                       " again, or allow labels without it (allow_without_routing)";
    } else {
        view.column = reading.carrier_column;
        view.message = (problem.carrier.empty()
                            ? "a waybill number without the name of its carrier"
                            : "carrier " + in_quotes(problem.carrier) + " is not known here") +
                       "; the order is in and held: correct the name, or add it to the names of"
                       " its carrier in carriers.toml, and import again";
    }
    return view;
}

}  // namespace

ImportRun::ImportRun(const Context& context, Intake& intake, PreparedFile file, Mode mode,
                     std::string actor)
    : context_(context),
      intake_(intake),
      file_(std::move(file)),
      mode_(mode),
      platform_(context.settings.shop.platform),
      actor_(std::move(actor)) {}

std::size_t ImportRun::size() const {
    if (file_.refunds) return file_.refunds->refunds.size();
    return file_.sheet ? file_.sheet->sheet.size() : file_.reading->orders.size();
}

base::Status ImportRun::begin() {
    view_ = {};
    view_.file = file_.name;
    view_.at = context_.clock.now();
    view_.kind = file_.refunds ? "refunds" : file_.sheet ? "numbers" : "orders";
    view_.as_of = file_.refunds ? file_.refunds->as_of : file_.reading->as_of;
    view_.rows = file_.refunds ? file_.refunds->rows : file_.reading->rows;
    view_.orders = static_cast<int>(size());
    const auto& problems = file_.refunds ? file_.refunds->problems : file_.reading->problems;
    for (const RowProblem& problem : problems) {
        if (view_.problems.size() >= kKeptLines) break;
        view_.problems.push_back(
            {problem.row, problem.column, problem.order_no.str(), problem.code, problem.message});
    }
    if (mode_ == Mode::DryRun) {
        begun_ = true;
        return {};
    }
    // A file that was cut off by a crash has no result yet and is taken up again.
    auto known = context_.db.query(
        "SELECT id, result FROM imports WHERE digest = $1 AND file = $2 AND undone_at IS NULL"
        " ORDER BY id DESC LIMIT 1",
        values(file_.digest, file_.name));
    if (!known) return base::pass(known);
    if (!known->empty()) {
        view_.id = known->front().integer(0);
        keeps_trail_ = known->front().text(1).empty();
        begun_ = true;
        return {};
    }
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto made = insert_row();
    if (!made) return base::pass(made);
    view_.id = *made;
    keeps_trail_ = true;
    if (auto done = transaction->commit(); !done) return done;
    begun_ = true;
    return {};
}

base::Result<std::int64_t> ImportRun::insert_row() {
    auto made = context_.db.query_one(
        "INSERT INTO imports (file, digest, at, as_of, rows, orders, created, updated, unchanged,"
        " result, actor, kind) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '', $7, $8) RETURNING id",
        values(file_.name, file_.digest, view_.at, view_.as_of, view_.rows, view_.orders, actor_,
               view_.kind));
    if (!made) return base::pass(made);
    return made->integer(0);
}

base::Status ImportRun::take_order(ImportView& view, const IncomingOrder& order, std::int64_t id) {
    const ImportTrail trail(context_);
    std::optional<ImportTrail::Former> former;
    ImportTrail::Entry entry{order.order_no, order.rows.empty() ? 0 : order.rows.front(), "", ""};
    if (keeps_trail_) {
        auto looked = trail.look(order);
        if (!looked) return base::pass(looked);
        former = *std::move(looked);
        auto end = trail.audit_end();
        if (!end) return base::pass(end);
        entry.audit_from = *end;
    }
    auto taken = intake_.take(order, file_.reading->as_of, id);
    if (!taken) return base::pass(taken);
    if (taken->number_problem && view.problems.size() < kKeptLines)
        view.problems.push_back(number_problem(*file_.reading, order, *taken->number_problem));
    switch (taken->arrival) {
        case Arrival::Created:
            ++view.created;
            break;
        case Arrival::Updated:
            ++view.updated;
            break;
        case Arrival::Unchanged:
            ++view.unchanged;
            break;
        case Arrival::Older:
        case Arrival::Skipped:
            if (view.skipped.size() < kKeptLines)
                view.skipped.push_back({order.rows.empty() ? 0 : order.rows.front(), "",
                                        order.order_no.str(), taken->why, taken->why});
            break;
    }
    if (!keeps_trail_) return {};
    entry.outcome = outcome_name(taken->arrival);
    entry.reason = taken->why;
    return trail.note(id, entry, former);
}

base::Status ImportRun::take_refund(ImportView& view, const IncomingRefund& refund,
                                    std::int64_t id) {
    const ImportTrail trail(context_);
    ImportTrail::FormerRequest former;
    ImportTrail::Entry entry{refund.order_no, refund.row, "", "", 0, refund.refund_no};
    if (keeps_trail_) {
        auto looked = trail.look(refund);
        if (!looked) return base::pass(looked);
        former = *std::move(looked);
        auto end = trail.audit_end();
        if (!end) return base::pass(end);
        entry.audit_from = *end;
    }
    auto arrival = intake_.take_refund(refund, file_.refunds->as_of, id);
    if (!arrival) return base::pass(arrival);
    switch (*arrival) {
        case RefundArrival::Created:
            ++view.created;
            entry.outcome = "new";
            break;
        case RefundArrival::Updated:
            ++view.updated;
            entry.outcome = "updated";
            break;
        case RefundArrival::Unchanged:
            ++view.unchanged;
            entry.outcome = "unchanged";
            break;
        case RefundArrival::Older:
            entry.outcome = "left_out";
            entry.reason = "older_export";
            if (view.skipped.size() < kKeptLines)
                view.skipped.push_back(
                    {refund.row, "", refund.order_no.str(), "older_export", "older_export"});
            break;
    }
    if (!keeps_trail_) return {};
    return trail.note(id, std::move(entry), refund, file_.refunds->as_of, former);
}

base::Status ImportRun::take_next(ImportView& view, std::size_t at, std::int64_t id) {
    return file_.refunds ? take_refund(view, file_.refunds->refunds[at], id)
                         : take_order(view, file_.reading->orders[at], id);
}

base::Result<bool> ImportRun::step(std::chrono::milliseconds time, int most) {
    if (!file_.reading) return base::pass(file_.reading);
    if (!begun_) {
        if (auto started = begin(); !started) return base::pass(started);
    }
    if (file_.sheet) {
        auto more = step_sheet(most);
        if (!more || *more) return more;
    }
    if (!file_.sheet && next_ < size()) {
        // Counted first, kept only if the slice was committed.
        ImportView view = view_;
        std::size_t at = next_;
        const base::SteadyTime until = context_.clock.steady_now() + time;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        std::int64_t id = view_.id;
        if (mode_ == Mode::DryRun) {
            // The orders point at their import: in a dry run at one that is rolled back with them.
            auto made = insert_row();
            if (!made) return base::pass(made);
            id = *made;
        }
        for (int n = 0; n < most && at < size(); ++n, ++at) {
            if (n > 0 && context_.clock.steady_now() >= until) break;
            if (auto taken = take_next(view, at, id); !taken) return base::pass(taken);
        }
        if (mode_ == Mode::Write) {
            if (auto done = transaction->commit(); !done) return base::pass(done);
        }
        view_ = std::move(view);
        next_ = at;
        if (next_ < size()) return true;
    }
    if (!finished_) {
        if (auto done = finish(); !done) return base::pass(done);
        finished_ = true;
    }
    return false;
}

base::Status ImportRun::finish() {
    if (mode_ == Mode::DryRun) return {};
    std::vector<Line> lines;
    for (const ImportProblemView& problem : view_.problems)
        lines.push_back(to_line(problem, "problem"));
    for (const ImportProblemView& skipped : view_.skipped)
        lines.push_back(to_line(skipped, "skipped"));
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (!file_.refunds && !file_.sheet) {
        if (auto gone = intake_.take_gone(*file_.reading, platform_); !gone) return gone;
    }
    for (const LeftOutOrder& order : file_.reading->left_out) {
        const ImportTrail trail(context_);
        auto former = trail.look(platform_, order.order_no);
        if (!former) return base::pass(former);
        auto end = trail.audit_end();
        if (!end) return base::pass(end);
        if (auto taken = intake_.take_left_out(order, platform_, file_.reading->as_of); !taken)
            return taken;
        if (!keeps_trail_) continue;
        const ImportTrail::Entry entry{order.order_no, 0, "stopped", "rows_contradict", *end};
        if (auto noted = trail.note_if_stopped(view_.id, platform_, entry, *former); !noted)
            return noted;
    }
    // A second import of the same file changes nothing, not even what is told of the first.
    auto done = context_.db.execute(
        "UPDATE imports SET created = $1, updated = $2, unchanged = $3, result = $4"
        " WHERE id = $5 AND result = ''",
        values(view_.created, view_.updated, view_.unchanged, to_json(lines), view_.id));
    if (!done) return base::pass(done);
    if (auto committed = transaction->commit(); !committed) return committed;
    base::log(base::LogLevel::Info, "import_done",
              {{"import", view_.id},
               {"orders", view_.orders},
               {"new", view_.created},
               {"updated", view_.updated},
               {"unchanged", view_.unchanged},
               {"problems", view_.problems.size()}});
    return {};
}

namespace {

constexpr const char* kImportColumns =
    "SELECT id, file, at, as_of, rows, orders, created, updated, unchanged, result, undone_at,"
    " undone_by, actor, kind FROM imports ";

ImportView import_view(const Row& row) {
    ImportView view;
    view.id = row.integer(0);
    view.file = row.text(1);
    view.at = row.time(2);
    view.as_of = row.maybe_time(3);
    view.rows = row.small(4);
    view.orders = row.small(5);
    view.created = row.small(6);
    view.updated = row.small(7);
    view.unchanged = row.small(8);
    for (Line& line : rows_from_json(row.text(9))) {
        auto& target = line["kind"] == "problem" ? view.problems : view.skipped;
        target.push_back({std::atoi(line["row"].c_str()), line["column"], line["order_no"],
                          line["code"], line["message"]});
    }
    view.undone_at = row.maybe_time(10);
    view.undone_by = row.text(11);
    view.actor = row.text(12);
    view.kind = row.text(13);
    return view;
}

}  // namespace

base::Result<std::vector<ImportView>> read_imports(Session& db) {
    auto rows = db.query(std::string(kImportColumns) + "ORDER BY id DESC LIMIT 30");
    if (!rows) return base::pass(rows);
    std::vector<ImportView> imports;
    for (const Row& row : *rows) imports.push_back(import_view(row));
    return imports;
}

base::Result<std::optional<ImportView>> read_import(Session& db, std::int64_t import) {
    auto rows = db.query(std::string(kImportColumns) + "WHERE id = $1", values(import));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<ImportView>{};
    return std::optional<ImportView>{import_view(rows->front())};
}

base::Status note_failed_import(const Context& context, const PreparedFile& file,
                                const std::string& actor) {
    const base::Error& error = file.reading.error();
    const ImportProblemView problem{0, "", "", error.key.empty() ? "unreadable_file" : error.key,
                                    error.message};
    auto transaction = WriteTransaction::begin(context.db);
    if (!transaction) return base::pass(transaction);
    auto done = context.db.execute(
        "INSERT INTO imports (file, digest, at, as_of, rows, orders, created, updated, unchanged,"
        " result, actor) VALUES ($1, '', $2, NULL, 0, 0, 0, 0, 0, $3, $4)",
        values(file.name, context.clock.now(),
               to_json(std::vector<Line>{to_line(problem, "problem")}), actor));
    if (!done) return base::pass(done);
    return transaction->commit();
}

}  // namespace station
