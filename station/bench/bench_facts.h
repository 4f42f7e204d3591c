#pragma once
#include <map>
#include <optional>

#include "station/bench/bench_rules.h"
#include "station/store/context.h"

namespace station {

/// The row of bench_sessions.
struct BenchSession {
    BenchState state = BenchState::Ready;
    base::OrderRow order{};
    base::ParcelRow parcel{};
    std::map<std::string, std::string> scanned;  ///< Line -> pieces.
    base::ParcelRow last_bound{};
    std::map<std::string, std::string> outcome;  ///< kind, code, at, and the parameters as "p.x".
    /// The order that the last scan put aside, with the mark that it made or used.
    base::OrderRow parked_order() const;
    std::int64_t parked_mark() const;
    bool parked_mark_is_new() const;
};

base::Result<BenchSession> bench_session(Session& db, const base::BenchName& bench);
base::Status write_bench_session(Session& db, const base::BenchName& bench,
                                 const BenchSession& session, base::Time now);

/// All that decide() wants to know about an order's parcel; it may have none yet.
base::Result<ParcelFacts> parcel_facts(const Context& context, base::OrderRow order,
                                       base::ParcelRow parcel, const base::BenchName& asking);
/// The order's lines with what was scanned of them, and what the product table knows of each.
base::Result<std::vector<OpenItem>> open_items(const Context& context, base::OrderRow order,
                                               const std::map<std::string, std::string>& scanned);
/// The boxes of the open order, with those whose labels were scanned.
base::Result<std::vector<OpenBox>> open_boxes(Session& db, base::OrderRow order,
                                              const std::map<std::string, std::string>& scanned);
/// Of a scanned box in BenchSession::scanned; beside lines it holds "opened_by_label", "confirmed"
/// (the items were looked at) and "last", the step that undo takes back: kBoxAdded or a box_key().
std::string box_key(int no);
inline constexpr const char* kBoxAdded = "box_added";

const config::BenchSettings* find_bench(const config::Settings& settings,
                                        const base::BenchName& bench);

}  // namespace station
