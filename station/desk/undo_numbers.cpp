// Taking a carrier's number sheet back: numbers that nothing was printed with are forgotten.
#include "station/desk/undo_part.h"
#include "station/orders/order_log.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

UndoLine judged_number(const Row& row) {
    UndoLine line;
    line.id = row.integer(0);
    line.order_no = base::OrderNo(row.text(1));
    line.item = row.text(2);
    using Fate = UndoLine::Verdict;
    if (const auto state = order_state(row.text(6)); !row.null(5) && state) {
        line.order = row.id<base::OrderRow>(5);
        line.state = *state;
    }
    if (row.null(3)) return line.judged(Fate::Keep, "number_gone");
    if (row.text(4) == "void" || row.integer(11) > 0) return line.judged(Fate::Keep, "to_void");
    if (row.integer(12) > 0) return line.judged(Fate::Keep, "number_sheet");
    if (row.text(4) == "waiting") return line.judged(Fate::Remove, "");
    if (row.null(7) || row.null(5)) return line.judged(Fate::Keep, "number_gone");
    if (!row.null(8)) return line.judged(Fate::Keep, "bound");
    if (row.flag(9)) return line.judged(Fate::Keep, "to_void");
    if (row.integer(13) > 0) return line.judged(Fate::Keep, "printed");
    if (row.integer(14) > 0 || line.state == OrderState::Queued)
        return line.judged(Fate::Keep, "queued");
    if (row.integer(15) > 0) return line.judged(Fate::Keep, "at_bench");
    if (row.integer(16) > 0) return line.judged(Fate::Keep, "merged");
    // Another box of the order has a number, too: the order stays numbered.
    if (row.integer(17) > 0) return line.judged(Fate::Keep, "numbered");
    // The carrier's own label with this number is on the bench.
    if (row.text(10) == "bench") return line.judged(Fate::Keep, "numbered");
    if (line.state != OrderState::Numbered && line.state != OrderState::Held &&
        line.state != OrderState::Intercepted)
        return line.judged(Fate::Keep, "numbered");
    line.moves_order = true;
    return line.judged(Fate::Remove, "");
}

class NumberUndo final : public UndoPart {
public:
    NumberUndo(const Context& context, std::int64_t import, std::string actor)
        : context_(context), import_(import), actor_(std::move(actor)) {}

    base::Result<std::vector<UndoLine>> lines(std::int64_t after, int limit) const override;
    base::Status take_back(const UndoLine& line) override;

private:
    base::Status off_parcel(const UndoLine& line);

    Context context_;
    std::int64_t import_;
    std::string actor_;
};

base::Result<std::vector<UndoLine>> NumberUndo::lines(std::int64_t after, int limit) const {
    static const std::string sql =
        "SELECT l.id, l.order_no, l.item, n.id, n.state, o.id, o.state, p.id, p.bound_at, p.void,"
        " p.number_source,"
        " (SELECT count(*) FROM void_numbers v WHERE v.number = l.item"
        "  AND v.state <> 'withdrawn'),"
        " (SELECT count(*) FROM import_orders m JOIN imports i ON i.id = m.import_id"
        "  WHERE m.order_no = l.order_no AND m.item = l.item AND m.import_id > l.import_id"
        "  AND m.undone = 0 AND m.outcome <> 'left_out' AND i.undone_at IS NULL),"
        " (SELECT count(*) FROM label_jobs j WHERE j.parcel_id = p.id AND (j.maybe_on_paper = 1"
        "  OR j.state IN ('sending', 'sent', 'printed', 'unknown'))),"
        " (SELECT count(*) FROM label_jobs k WHERE k.parcel_id = p.id"
        "  AND k.state IN ('queued', 'rendering', 'proven')),"
        " (SELECT count(*) FROM bench_sessions b WHERE b.order_id = o.id AND b.state = 'open'),"
        " (SELECT count(*) FROM orders g WHERE (g.merged_into = o.id)"
        "  OR (g.id = o.id AND g.merged_into IS NOT NULL)),"
        " (SELECT count(*) FROM parcels q WHERE q.order_id = o.id AND q.id <> p.id AND q.void = 0"
        "  AND q.number IS NOT NULL)"
        " FROM import_orders l LEFT JOIN sheet_numbers n ON n.number = l.item"
        "  AND n.order_no = l.order_no"
        " LEFT JOIN parcels p ON p.id = n.parcel_id"
        " LEFT JOIN orders o ON o.order_no = l.order_no AND o.platform = $1"
        " WHERE l.import_id = $2 AND l.undone = 0 AND l.outcome = 'new' AND l.id > $3"
        " ORDER BY l.id";
    auto rows = context_.db.query(limit > 0 ? sql + " LIMIT " + std::to_string(limit) : sql,
                                  values(context_.settings.shop.platform, import_, after));
    if (!rows) return base::pass(rows);
    std::vector<UndoLine> lines;
    for (const Row& row : *rows) lines.push_back(judged_number(row));
    return lines;
}

base::Status NumberUndo::take_back(const UndoLine& line) {
    auto gone = context_.db.execute(
        "DELETE FROM sheet_numbers WHERE number = $1 AND order_no = $2 AND state = $3",
        values(line.item, line.order_no, line.moves_order ? "used" : "waiting"));
    if (!gone) return base::pass(gone);
    if (*gone != 1) return fail(ErrorCode::Conflict, "number " + line.item + " was used meanwhile");
    if (line.moves_order) {
        if (auto done = off_parcel(line); !done) return done;
    }
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor_,
                         .action = "sheet_number_back",
                         .order = line.order,
                         .detail = {{"import", std::to_string(import_)}, {"number", line.item}}});
}

// The parcel stays, without a number: the next sheet or source gives it one.
base::Status NumberUndo::off_parcel(const UndoLine& line) {
    auto freed = context_.db.execute(
        "UPDATE parcels SET number = NULL, sorting_code = '', hub_name = '', hub_code = '',"
        " number_source = '', numbered_at = NULL, receiver_known = 0, receiver_hash = ''"
        " WHERE order_id = $1 AND number = $2 AND bound_at IS NULL AND void = 0",
        values(line.order, line.item));
    if (!freed) return base::pass(freed);
    if (*freed != 1)
        return fail(ErrorCode::Conflict, "order " + line.order_no.str() + " was moved meanwhile");
    if (line.state != OrderState::Numbered) return {};
    return return_to(context_, line.order, OrderState::Screened, actor_);
}

}  // namespace

std::unique_ptr<UndoPart> undo_numbers(const Context& context, std::int64_t import,
                                       const std::string& actor) {
    return std::make_unique<NumberUndo>(context, import, actor);
}

}  // namespace station
