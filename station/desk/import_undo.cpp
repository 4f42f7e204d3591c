#include "station/desk/import_undo.h"

#include "station/orders/order_log.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kListed = 100;

void add_obstacle(std::vector<UndoObstacle>& all, const UndoLine& line) {
    if (all.size() < kListed) all.push_back({line.order_no, line.reason, line.item});
}

std::unexpected<base::Error> no_import(std::int64_t import) {
    return fail(ErrorCode::NotFound, "there is no import " + std::to_string(import),
                "error.import_unknown");
}

base::Result<std::int64_t> end_of_audit(const Context& context) {
    auto row = context.db.query_one("SELECT coalesce(max(id), 0) FROM audit");
    if (!row) return base::pass(row);
    return row->integer(0);
}

}  // namespace

base::Status UndoRun::begin() {
    auto view = read_undo_view(context_, import_);
    if (!view) return base::pass(view);
    const std::string which = "import " + std::to_string(import_);
    if (view->state == "undone")
        return fail(ErrorCode::Conflict, which + " was undone already", "error.already_undone");
    if (view->state == "unfinished")
        return fail(ErrorCode::Conflict, which + " is still being taken in: wait until it is done",
                    "error.import_unfinished");
    if (view->state == "blocked")
        return fail(ErrorCode::Conflict,
                    which + " cannot be undone: " + std::to_string(view->blocked_count) +
                        " of its orders were numbered or printed since, the first is " +
                        view->blocked.front().order_no.str(),
                    "error.undo_blocked");
    if (view->state != "possible")
        return fail(ErrorCode::Conflict, which + " changed nothing that could be taken back",
                    "error.undo_nothing");
    total_ = view->remove + view->restore + view->kept_count;
    part_ = undo_part(context_, view->kind, import_, actor_);
    view_.kind = view->kind;
    return {};
}

base::Result<bool> UndoRun::step(int lines) {
    if (!part_) {
        if (auto begun = begin(); !begun) return base::pass(begun);
    }
    const UndoView before = view_;
    const std::int64_t from = last_line_;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const auto work = [&]() -> base::Result<bool> {
        auto some = part_->lines(last_line_, lines);
        if (!some) return base::pass(some);
        for (const UndoLine& line : *some) {
            last_line_ = line.id;
            if (auto done = take_back(line); !done) return base::pass(done);
        }
        if (!some->empty()) return true;
        if (auto ended = finish(); !ended) return base::pass(ended);
        return false;
    };
    auto more = work();
    if (more) {
        if (auto done = transaction->commit(); !done) more = base::pass(done);
    }
    if (!more) {
        view_ = before;
        last_line_ = from;
    }
    return more;
}

base::Status UndoRun::take_back(const UndoLine& line) {
    using Fate = UndoLine::Verdict;
    // Block: numbered since the first look: it is on its way now.
    if (line.verdict == Fate::Keep || line.verdict == Fate::Block) {
        ++view_.kept_count;
        add_obstacle(view_.kept, line);
        return {};
    }
    auto from = end_of_audit(context_);
    if (!from) return base::pass(from);
    if (auto done = part_->take_back(line); !done) return done;
    ++(line.verdict == Fate::Remove ? view_.remove : view_.restore);
    if (line.moves_order) ++view_.orders;
    auto to = end_of_audit(context_);
    if (!to) return base::pass(to);
    auto marked = context_.db.execute(
        "UPDATE import_orders SET undone = 1, undo_from = $1, undo_to = $2"
        " WHERE id = $3 AND undone = 0",
        values(*from, *to, line.id));
    if (!marked) return base::pass(marked);
    return {};
}

base::Status UndoRun::finish() {
    view_.state = "undone";
    view_.undone_at = context_.clock.now();
    view_.undone_by = actor_;
    auto done = context_.db.execute(
        "UPDATE imports SET undone_at = $1, undone_by = $2 WHERE id = $3 AND undone_at IS NULL",
        values(view_.undone_at, actor_, import_));
    if (!done) return base::pass(done);
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor_,
                         .action = "import_undone",
                         .detail = {{"import", std::to_string(import_)},
                                    {"removed", std::to_string(view_.remove)},
                                    {"restored", std::to_string(view_.restore)},
                                    {"kept", std::to_string(view_.kept_count)}}});
}

base::Result<UndoView> read_undo_view(const Context& context, std::int64_t import) {
    auto found = context.db.query(
        "SELECT result, undone_at, undone_by, created + updated, kind,"
        " (SELECT count(*) FROM import_orders l WHERE l.import_id = imports.id)"
        " FROM imports WHERE id = $1",
        values(import));
    if (!found) return base::pass(found);
    if (found->empty()) return no_import(import);
    const Row& row = found->front();
    UndoView view;
    view.kind = row.text(4);
    view.undone_at = row.maybe_time(1);
    view.undone_by = row.text(2);
    if (view.undone_at) {
        view.state = "undone";
        return view;
    }
    if (row.text(0).empty()) {
        view.state = "unfinished";
        return view;
    }
    if (row.integer(5) == 0) {
        view.state = row.integer(3) > 0 ? "no_record" : "nothing";
        return view;
    }
    auto lines = undo_part(context, view.kind, import, "")->lines(0, 0);
    if (!lines) return base::pass(lines);
    for (const UndoLine& line : *lines) {
        const bool stays = line.verdict == UndoLine::Verdict::Keep;
        if (!stays && line.moves_order) ++view.orders;
        switch (line.verdict) {
            case UndoLine::Verdict::Remove:
                ++view.remove;
                break;
            case UndoLine::Verdict::Restore:
                ++view.restore;
                break;
            case UndoLine::Verdict::Keep:
                ++view.kept_count;
                add_obstacle(view.kept, line);
                break;
            case UndoLine::Verdict::Block:
                ++view.blocked_count;
                add_obstacle(view.blocked, line);
                break;
        }
    }
    view.state = view.blocked_count > 0           ? "blocked"
                 : view.remove + view.restore > 0 ? "possible"
                                                  : "nothing";
    return view;
}

}  // namespace station
