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

enum class BatchKind { Slot, Now, Order, Reprint, Sheet, Supplement, Box };
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

    /// The batch of a slot; in the open transaction that takes the slot to Started.
    base::Result<base::BatchRow> start_slot(const std::string& title, const std::string& slot_key,
                                            bool late, const std::string& actor);
    /// A small batch between slots, of orders promised until then where a time is given; in the
    /// open transaction.
    base::Result<base::BatchRow> start_supplement(const std::string& title,
                                                  std::optional<base::Time> ship_by_until,
                                                  const std::string& actor);
    /// Conflict (error.nothing_to_print) when no order is cleared.
    base::Result<base::BatchRow> start_now(const std::string& actor);
    /// One order, at once. Conflict when its state does not allow a label. NeedsOperator when it
    /// gets no number: then no batch remains, and the order keeps the reason (its blocked_key).
    base::Result<base::BatchRow> start_order(base::OrderRow order, const std::string& actor);
    /// The day's batch of second prints, opened again when it was done; in the open transaction.
    base::Result<base::BatchRow> reprint_batch(const std::string& actor);
    /// The day's batch of sheets that are no labels; like reprint_batch().
    base::Result<base::BatchRow> sheet_batch(const std::string& actor);
    /// The day's batch of labels for boxes that were added to printed orders; like
    /// reprint_batch().
    base::Result<base::BatchRow> box_batch(const std::string& actor);

    /// Takes a handful of orders into a batch that is not filled yet, in the order of BatchPlan.
    /// True when there is more.
    base::Result<bool> fill_some();
    /// Ends batches whose labels are all settled or in a person's hands. How many.
    base::Result<int> finish_done();

    base::Status change(base::BatchRow batch, BatchEvent event, const std::string& actor);

    /// How many orders a batch would take now.
    base::Result<int> count_ready(Take take) const;
    /// How many a supplement would take; not those that wait for a person.
    base::Result<int> count_for_supplement(std::optional<base::Time> ship_by_until) const;

private:
    base::Result<base::BatchRow> create(BatchKind kind, const std::string& title,
                                        const std::string& slot_key, bool late, base::OrderRow only,
                                        const std::string& actor);
    base::Result<base::BatchRow> daily_batch(BatchKind kind, const std::string& title,
                                             const std::string& actor);
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
