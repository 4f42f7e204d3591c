#pragma once
#include <string>

#include "station/batches/box_desk.h"
#include "station/batches/journal.h"
#include "station/batches/stock_marks.h"
#include "station/bench/bench_rules.h"
#include "station/waybills/numbers.h"

namespace station {

struct BenchSession;

/// The packing benches: gathers facts, asks decide(), commits the outcome, and only then answers.
/// Runs on the station thread, scans ahead of everything else.
class Bench {
public:
    Bench(const Context& context, Journal& journal, Numbers& numbers, StockMarks& stock,
          BoxDesk& boxes)
        : context_(context), journal_(journal), numbers_(numbers), stock_(stock), boxes_(boxes) {}

    /// One scan. The same key again changes nothing and answers the bench as it stands.
    /// NotFound (error.bench_unknown) for a bench that is not in the settings. `user` is whoever is
    /// logged in there.
    base::Result<BenchView> scan(const base::BenchName& bench, const std::string& text,
                                 const std::string& key, const std::string& user = {});

private:
    base::Result<ScanFacts> gather(const config::BenchSettings& bench, const std::string& text);
    base::Status find_hit(ScanFacts& facts, const base::BenchName& bench);
    base::Status apply(const config::BenchSettings& bench, const ScanFacts& facts,
                       BenchDecision& decision, const std::string& key, const std::string& user);
    /// The steps about boxes; `decision` says afterwards what came of it.
    base::Status apply_box(const ScanFacts& facts, BenchDecision& decision,
                           const std::string& actor, BenchSession& session);
    base::Status give_back_numbers(base::OrderRow order);
    base::Status bind(const ParcelFacts& parcel, const std::string& actor,
                      const base::BenchName& bench);
    base::Status unbind(const ParcelFacts& parcel, const std::string& actor);

    Context context_;
    Journal& journal_;
    Numbers& numbers_;
    StockMarks& stock_;
    BoxDesk& boxes_;
};

/// The bench as it stands; also for readers (their own session).
base::Result<BenchView> bench_view(const Context& context, const base::BenchName& bench);

}  // namespace station
