// The back end's list of results, carried out row by row.
#include <algorithm>

#include "base/log.h"
#include "station/shipping/outbox.h"
#include "station/shipping/ship_results.h"

namespace station {

base::Result<ShipResultsView> Outbox::take_results(base::ByteView content, const Actor& actor) {
    auto results = read_ship_results(content, layout_.results);
    if (!results) return base::pass(results);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    ShipResultsView view;
    for (const ShipResult& result : *results) {
        ShipResultView line{result.row, result.order_no, "unchanged", result.reason};
        auto rows = ship_records(
            context_.db, "o.order_no = $1 AND x.state <> 'recalled' ORDER BY x.id DESC LIMIT 1",
            values(result.order_no));
        if (!rows) return base::pass(rows);
        if (result.order_no.empty() || rows->empty()) {
            line.outcome = "unknown_order";
        } else if (result.outcome == ShipResult::Outcome::Unclear) {
            line.outcome = "unclear";
        } else {
            const bool taken = result.outcome == ShipResult::Outcome::Taken;
            const ShipEvent event = taken ? ShipEvent::Tick : ShipEvent::Reject;
            if (next(rows->front().state, event)) {
                auto moved = move_ship_row(
                    context_, rows->front(), event, actor.name,
                    taken ? std::map<std::string, std::string>{}
                          : std::map<std::string, std::string>{{"reason", result.reason}});
                if (!moved) return base::pass(moved);
                line.outcome = taken ? "uploaded" : "rejected";
            }
        }
        view.uploaded += line.outcome == "uploaded";
        view.rejected += line.outcome == "rejected";
        view.unchanged += line.outcome == "unchanged";
        view.problems += line.outcome == "unknown_order" || line.outcome == "unclear";
        view.rows.push_back(std::move(line));
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    base::log(base::LogLevel::Info, "ship_results_taken",
              {{"uploaded", view.uploaded}, {"rejected", view.rejected}});
    return view;
}

}  // namespace station
