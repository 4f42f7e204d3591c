// Which orders a batch takes, and when it has them all.
#include "base/log.h"
#include "station/batches/batches.h"
#include "station/batches/eligible.h"

namespace station {

using base::ErrorCode;

namespace {

/// Orders taken in one transaction at most, and the time after which no further one is begun, so
/// that a slice of the station thread stays short.
constexpr int kOrdersPerSlice = 16;
constexpr std::chrono::milliseconds kSlice{3};
/// A batch of one order takes no other.
std::string only_order(base::OrderRow only) {
    return only ? " AND id = " + std::to_string(only.value()) : "";
}

base::Result<FillRules> fill_rules(const Context& context, base::BatchRow batch) {
    auto row = context.db.query_one(
        "SELECT kind, created_at, only_order FROM batches WHERE id = $1", values(batch));
    if (!row) return base::pass(row);
    FillRules rules;
    rules.batch = batch;
    rules.started = row->time(1);
    rules.only = row->id<base::OrderRow>(2);
    // Who asked for one order's label has looked at it. Else a doubtful order gives people the lead
    // time before its batch; what came later waits.
    rules.review =
        rules.only || (row->text(0) == name(BatchKind::Slot) &&
                       context.settings.screening.review_at_batch == config::ReviewAtBatch::Go);
    rules.known_since =
        rules.only ? context.clock.now() : rules.started - context.settings.screening.review_lead;
    return rules;
}

}  // namespace

std::string fillable(const FillRules& rules) {
    return std::string(kEligible) +
           " AND (blocked_batch IS NULL OR blocked_batch <> $3)"
           " AND (verdict <> 'review' OR released = 1 OR stored_at <= $4)"
           " AND NOT" +
           std::string(kNumberAsked) + only_order(rules.only);
}

base::Result<bool> Batches::still_eligible(base::BatchRow batch, base::OrderRow order) const {
    auto rules = fill_rules(context_, batch);
    if (!rules) return base::pass(rules);
    auto rows = context_.db.query(
        "SELECT id" + fillable(*rules) + " AND id = $5",
        values(context_.clock.now(), rules->review, batch, rules->known_since, order));
    if (!rows) return base::pass(rows);
    return !rows->empty();
}

/// No order is ready to be taken: is the batch full, or do some wait for their numbers?
base::Result<bool> Batches::nothing_left(base::BatchRow batch) {
    auto rules = fill_rules(context_, batch);
    if (!rules) return base::pass(rules);
    const bool review = rules->review;
    const std::string waiting = std::string(kEligible) +
                                " AND (blocked_batch IS NULL OR blocked_batch <> $3)" + " AND" +
                                std::string(kNumberAsked) + only_order(rules->only);
    // One that will not even be asked again in time (an empty account) is not waited for.
    const base::Time deadline = rules->started + number_wait_;
    std::string in_time(kNumberAsked);
    in_time.insert(in_time.size() - 1,
                   " AND w.next_at <= " + std::to_string(base::to_millis(deadline)));
    auto count = context_.db.query_one(
        "SELECT count(*), coalesce(sum(CASE WHEN" + in_time + " THEN 1 ELSE 0 END), 0)" + waiting,
        values(context_.clock.now(), review, batch));
    if (!count) return base::pass(count);
    if (count->integer(1) > 0 && context_.clock.now() < deadline) return false;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (count->integer(0) > 0) {
        // They go with the next batch; their wishes stay.
        auto left = context_.db.execute(
            "UPDATE orders SET blocked_key = 'error.number_pending', blocked_batch = " +
                std::to_string(batch.value()) + " WHERE id IN (SELECT id" + waiting + ")",
            values(context_.clock.now(), review, batch));
        if (!left) return base::pass(left);
        base::log(base::LogLevel::Warning, "batch_without_numbers",
                  {{"batch", batch.value()}, {"orders", count->integer(0)}});
    }
    auto filled = context_.db.execute("UPDATE batches SET filled = 1 WHERE id = $1", values(batch));
    if (!filled) return base::pass(filled);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return true;
}

base::Result<bool> Batches::fill_some() {
    auto batches = context_.db.query(
        "SELECT id, actor FROM batches WHERE filled = 0 AND state IN ('running', 'paused')"
        " ORDER BY id LIMIT 1");
    if (!batches) return base::pass(batches);
    if (batches->empty()) {
        waiting_.clear();
        return false;
    }
    const auto batch = batches->front().id<base::BatchRow>(0);
    const std::string actor = batches->front().text(1);
    if (batch != filling_ || waiting_.empty()) {
        auto rules = fill_rules(context_, batch);
        if (!rules) return base::pass(rules);
        auto next = plan_.next(*rules, kOrdersPerSlice);
        if (!next) return base::pass(next);
        // The order of the whole batch is still being decided.
        if (!next->done && next->orders.empty()) return true;
        filling_ = batch;
        waiting_.assign(next->orders.begin(), next->orders.end());
    }
    if (waiting_.empty()) return nothing_left(batch);
    const auto until = context_.clock.steady_now() + kSlice;
    // One transaction, one wait for the disk, for all orders of the slice. What it took leaves
    // waiting_ only when it is committed.
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    std::size_t looked_at = 0;
    while (looked_at < waiting_.size() && looked_at < kOrdersPerSlice &&
           (looked_at == 0 || context_.clock.steady_now() < until)) {
        const base::OrderRow order = waiting_[looked_at++];
        // Meanwhile it may have been held, or blocked together with the first of its carrier.
        auto eligible = still_eligible(batch, order);
        if (!eligible) return base::pass(eligible);
        if (!*eligible) continue;
        // What a refused order wrote must go without the orders before it.
        if (auto begun = context_.db.execute("SAVEPOINT one_order"); !begun)
            return base::pass(begun);
        // A wish is committed too: from then on the order waits for its number.
        auto taken = take_order(batch, order, actor);
        if (!taken) {
            // Only what a person must decide stays behind; anything else stops the filling.
            if (taken.error().code != ErrorCode::NeedsOperator) return base::pass(taken);
            if (auto undone = context_.db.execute("ROLLBACK TO SAVEPOINT one_order"); !undone)
                return base::pass(undone);
            if (auto blocked = block_order(batch, order, taken.error().key); !blocked)
                return base::pass(blocked);
        }
        if (auto ended = context_.db.execute("RELEASE SAVEPOINT one_order"); !ended)
            return base::pass(ended);
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(looked_at));
    return true;
}

base::Status Batches::block_order(base::BatchRow batch, base::OrderRow order,
                                  const std::string& key) {
    auto marked =
        context_.db.execute("UPDATE orders SET blocked_batch = $1, blocked_key = $2 WHERE id = $3",
                            values(batch, key, order));
    if (!marked) return base::pass(marked);
    if (key == "error.numbers_exhausted" || key == "error.no_number_range" ||
        key == "error.no_number_source" || key == "error.number_not_in_sheet") {
        // The others that need such a number fare no better: asked once, not five thousand times.
        const bool from_export = context_.settings.numbers_from_export;
        auto others = context_.db.execute(
            "UPDATE orders SET blocked_batch = $1, blocked_key = $2"
            " WHERE state IN ('screened', 'numbered')"
            " AND carrier = (SELECT carrier FROM orders WHERE id = $3)"
            " AND (file_number = '' OR $4 = 0) AND NOT EXISTS (SELECT 1 FROM parcels"
            " WHERE order_id = orders.id AND void = 0 AND number IS NOT NULL)"
            " AND NOT EXISTS (SELECT 1 FROM sheet_numbers s"
            " WHERE s.order_no = orders.order_no AND s.state = 'waiting')"
            " AND NOT" +
                std::string(kNumberAsked),
            values(batch, key, order, from_export));
        if (!others) return base::pass(others);
    }
    return note_not_numbered(order, batch, key, "station");
}

}  // namespace station
