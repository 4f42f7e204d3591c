// What the bench does about the boxes of an order.
#include "station/bench/bench.h"
#include "station/bench/bench_facts.h"

namespace station {

using base::ErrorCode;

/// Labels of the roll that were scanned for some of its boxes go back to it.
base::Status Bench::give_back_numbers(base::OrderRow order) {
    auto cleared = context_.db.execute(
        "UPDATE parcels SET number = NULL, number_source = '', numbered_at = NULL"
        " WHERE order_id = $1 AND void = 0 AND bound_at IS NULL AND number_source = 'bench'",
        values(order));
    if (!cleared) return base::pass(cleared);
    return {};
}

base::Status Bench::apply_box(const ScanFacts& facts, BenchDecision& decision,
                              const std::string& actor, BenchSession& session) {
    const base::OrderRow order = facts.open->order;
    const std::string key = box_key(decision.box);
    switch (decision.action) {
        case BenchAction::AdoptBox: {
            auto adopted = numbers_.adopt(order, base::WaybillNumber(facts.scan.normalized),
                                          facts.open->carrier, actor, decision.box);
            if (!adopted) return base::pass(adopted);
            if (decision.box == 1) session.parcel = *adopted;
            [[fallthrough]];
        }
        case BenchAction::CountBox:
            session.scanned[key] = "1";
            session.scanned["last"] = key;
            return {};
        case BenchAction::UncountBox: {
            session.scanned.erase(key);
            session.scanned.erase("last");
            // The label goes back to the roll, and its number with it.
            auto cleared = context_.db.execute(
                "UPDATE parcels SET number = NULL, number_source = '', numbered_at = NULL"
                " WHERE order_id = $1 AND box_no = $2 AND void = 0 AND bound_at IS NULL"
                " AND number_source = 'bench'",
                values(order, decision.box));
            if (!cleared) return base::pass(cleared);
            return {};
        }
        case BenchAction::AddBox: {
            if (auto begun = context_.db.execute("SAVEPOINT one_box"); !begun)
                return base::pass(begun);
            auto added = boxes_.add_box(order, actor);
            if (!added) {
                // No number for it: the packer is told, and the order stays in the boxes it has.
                if (added.error().code != ErrorCode::NeedsOperator) return base::pass(added);
                if (auto undone = context_.db.execute("ROLLBACK TO SAVEPOINT one_box"); !undone)
                    return base::pass(undone);
                decision = box_without_number();
            } else {
                session.scanned["last"] = kBoxAdded;
            }
            if (auto ended = context_.db.execute("RELEASE SAVEPOINT one_box"); !ended)
                return base::pass(ended);
            return {};
        }
        case BenchAction::RemoveBox: {
            auto removed = boxes_.remove_box(order, actor);
            if (!removed) return base::pass(removed);
            session.scanned.erase(box_key(removed->no));
            session.scanned.erase("last");
            if (removed->on_paper) decision = box_removed_with_paper(decision);
            return {};
        }
        default:
            return {};
    }
}

}  // namespace station
