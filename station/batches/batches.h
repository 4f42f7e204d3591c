#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "station/batches/batch_plan.h"
#include "station/batches/journal.h"
#include "station/batches/schedule.h"
#include "station/waybills/numbers.h"

namespace station {

enum class BatchKind { Slot, Now, Order, Reprint, Sheet };
std::string_view name(BatchKind kind);

/// Which orders a batch may take.
enum class Take { ClearedOnly, ClearedAndReview };

/// Starts, fills, pauses and ends batches. Runs on the station thread.
class Batches {
public:
    Batches(const Context& context, Journal& journal, Numbers& numbers)
        : context_(context), journal_(journal), numbers_(numbers), plan_(context) {}

    /// How long a batch waits at most for numbers that providers were asked for; then it goes
    /// without those orders.
    void wait_for_numbers(std::chrono::minutes longest) { number_wait_ = longest; }

    /// Starts a batch for every slot that has come since the last look, each exactly once (its key
    /// is unique in the database). A slot missed by more than the grace is noted as skipped,
    /// but for the newest one of today, which runs late.
    /// How many were started.
    base::Result<int> start_due_slots();
    /// Conflict (error.nothing_to_print) when no order is cleared.
    base::Result<base::BatchRow> start_now(const std::string& actor);
    /// One order, at once. Conflict when its state does not allow a label. NeedsOperator when it
    /// gets no number: then no batch remains, and the order keeps the reason (its blocked_key).
    base::Result<base::BatchRow> start_order(base::OrderRow order, const std::string& actor);
    /// The day's batch of second prints, opened again when it was done; in the open transaction.
    base::Result<base::BatchRow> reprint_batch(const std::string& actor);
    /// The day's batch of sheets that are no labels; like reprint_batch().
    base::Result<base::BatchRow> sheet_batch(const std::string& actor);

    /// Takes a handful of orders into a batch that is not filled yet, in the order of BatchPlan.
    /// True when there is more.
    base::Result<bool> fill_some();
    /// Ends batches whose labels are all settled or in a person's hands. How many.
    base::Result<int> finish_done();

    base::Status change(base::BatchRow batch, BatchEvent event, const std::string& actor);

    /// How many orders a batch would take now.
    base::Result<int> count_ready(Take take) const;

private:
    base::Result<base::BatchRow> create(BatchKind kind, const std::string& title,
                                        const std::string& slot_key, bool late, base::OrderRow only,
                                        const std::string& actor);
    base::Result<base::BatchRow> daily_batch(BatchKind kind, const std::string& title,
                                             const std::string& actor);
    base::Status note_slots_until(base::Time time);
    enum class Took { Order, Waiting };
    base::Result<Took> take_order(base::BatchRow batch, base::OrderRow order,
                                  const std::string& actor);
    base::Result<bool> nothing_left(base::BatchRow batch);
    base::Status note_not_numbered(base::OrderRow order, base::BatchRow batch,
                                   const std::string& key, const std::string& actor);

    base::Result<bool> still_eligible(base::BatchRow batch, base::OrderRow order) const;
    base::Status block_order(base::BatchRow batch, base::OrderRow order, const std::string& key);

    Context context_;
    Journal& journal_;
    Numbers& numbers_;
    BatchPlan plan_;
    // What the plan gave out. Each is looked at again before it is taken.
    base::BatchRow filling_{};
    std::deque<base::OrderRow> waiting_;
    std::chrono::minutes number_wait_{0};
};

}  // namespace station
