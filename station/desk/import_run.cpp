#include "base/log.h"
#include "station/desk/intake.h"
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

}  // namespace

ImportRun::ImportRun(const Context& context, Intake& intake, PreparedFile file, Mode mode,
                     std::string actor)
    : context_(context),
      intake_(intake),
      file_(std::move(file)),
      mode_(mode),
      platform_(context.settings.shop.platform),
      actor_(std::move(actor)) {}

base::Status ImportRun::begin() {
    const ExportReading& reading = *file_.reading;
    view_ = {};
    view_.file = file_.name;
    view_.at = context_.clock.now();
    view_.as_of = reading.as_of;
    view_.rows = reading.rows;
    view_.orders =
        static_cast<int>(file_.sheet ? file_.sheet->sheet.size() : reading.orders.size());
    view_.kind = file_.sheet ? "numbers" : "orders";
    for (const RowProblem& problem : reading.problems) {
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
        "SELECT id, result FROM imports WHERE digest = $1 AND file = $2 ORDER BY id DESC LIMIT 1",
        values(file_.digest, file_.name));
    if (!known) return base::pass(known);
    if (!known->empty()) {
        view_.id = known->front().integer(0);
        begun_ = true;
        return {};
    }
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto made = insert_row();
    if (!made) return base::pass(made);
    view_.id = *made;
    if (auto done = transaction->commit(); !done) return done;
    begun_ = true;
    return {};
}

base::Result<std::int64_t> ImportRun::insert_row() {
    auto made = context_.db.query_one(
        "INSERT INTO imports (file, digest, at, as_of, rows, orders, created, updated, unchanged,"
        " result, actor) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, '', $7) RETURNING id",
        values(file_.name, file_.digest, view_.at, view_.as_of, view_.rows, view_.orders, actor_));
    if (!made) return base::pass(made);
    return made->integer(0);
}

base::Result<bool> ImportRun::step(int orders) {
    if (!file_.reading) return base::pass(file_.reading);
    if (!begun_) {
        if (auto started = begin(); !started) return base::pass(started);
    }
    if (file_.sheet) {
        auto more = step_sheet(orders);
        if (!more || *more) return more;
    }
    const std::vector<IncomingOrder>& all = file_.reading->orders;
    if (!file_.sheet && next_ < all.size()) {
        // Counted first, kept only if the slice was committed.
        ImportView view = view_;
        std::size_t at = next_;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        std::int64_t id = view_.id;
        if (mode_ == Mode::DryRun) {
            // The orders point at their import: in a dry run at one that is rolled back with them.
            auto made = insert_row();
            if (!made) return base::pass(made);
            id = *made;
        }
        for (int i = 0; i < orders && at < all.size(); ++i, ++at) {
            const IncomingOrder& order = all[at];
            std::string why;
            auto arrival = intake_.take(order, file_.reading->as_of, id, why);
            if (!arrival) return base::pass(arrival);
            switch (*arrival) {
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
                                                order.order_no.str(), why, why});
                    break;
            }
        }
        if (mode_ == Mode::Write) {
            if (auto done = transaction->commit(); !done) return base::pass(done);
        }
        view_ = std::move(view);
        next_ = at;
        if (next_ < all.size()) return true;
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
    for (const LeftOutOrder& order : file_.reading->left_out) {
        if (auto taken = intake_.take_left_out(order, platform_, file_.reading->as_of); !taken)
            return taken;
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

base::Result<std::vector<ImportView>> read_imports(Session& db) {
    auto rows = db.query(
        "SELECT id, file, at, as_of, rows, orders, created, updated, unchanged, result"
        " FROM imports ORDER BY id DESC LIMIT 30");
    if (!rows) return base::pass(rows);
    std::vector<ImportView> imports;
    for (const Row& row : *rows) {
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
        imports.push_back(std::move(view));
    }
    return imports;
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
