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
/// Orders looked up at once for the slices that follow.
constexpr int kOrdersAhead = 500;

/// A provider was asked, or will be.
constexpr std::string_view kWaitsForNumber =
    " AND EXISTS (SELECT 1 FROM number_wishes w JOIN parcels p ON p.id = w.parcel_id"
    " WHERE p.order_id = orders.id AND p.void = 0 AND p.number IS NULL"
    " AND w.state IN ('wished', 'asked'))";

/// A batch of one order takes no other.
std::string only_order(base::OrderRow only) {
    return only ? " AND id = " + std::to_string(only.value()) : "";
}

struct FillRule {
    bool review = false;
    base::Time known_since{}, started{};
    base::OrderRow only{};
};

base::Result<FillRule> fill_rule(const Context& context, base::BatchRow batch) {
    auto row = context.db.query_one(
        "SELECT kind, created_at, only_order FROM batches WHERE id = $1", values(batch));
    if (!row) return base::pass(row);
    FillRule rule;
    rule.started = row->time(1);
    rule.only = row->id<base::OrderRow>(2);
    // Who asked for one order's label has looked at it. Else a doubtful order gives people the lead
    // time before its batch; what came later waits.
    rule.review =
        rule.only || (row->text(0) == name(BatchKind::Slot) &&
                      context.settings.screening.review_at_batch == config::ReviewAtBatch::Go);
    rule.known_since =
        rule.only ? context.clock.now() : rule.started - context.settings.screening.review_lead;
    return rule;
}

constexpr std::string_view kFillable =
    " AND (blocked_batch IS NULL OR blocked_batch <> $3)"
    " AND (verdict <> 'review' OR released = 1 OR stored_at <= $4)";

/// What may be taken now: an order that waits for its number comes when that has come.
std::string fillable(const FillRule& rule) {
    return std::string(kEligible) + std::string(kFillable) +
           std::string(kWaitsForNumber).replace(0, 4, " AND NOT") + only_order(rule.only);
}

}  // namespace

base::Result<std::deque<base::OrderRow>> Batches::next_orders(base::BatchRow batch) const {
    auto rule = fill_rule(context_, batch);
    if (!rule) return base::pass(rule);
    auto rows = context_.db.query(
        "SELECT id" + fillable(*rule) + " ORDER BY ship_by IS NULL, ship_by, id LIMIT $5",
        values(context_.clock.now(), rule->review, batch, rule->known_since, kOrdersAhead));
    if (!rows) return base::pass(rows);
    std::deque<base::OrderRow> orders;
    for (const Row& row : *rows) orders.push_back(row.id<base::OrderRow>(0));
    return orders;
}

base::Result<bool> Batches::still_eligible(base::BatchRow batch, base::OrderRow order) const {
    auto rule = fill_rule(context_, batch);
    if (!rule) return base::pass(rule);
    auto rows = context_.db.query(
        "SELECT id" + fillable(*rule) + " AND id = $5",
        values(context_.clock.now(), rule->review, batch, rule->known_since, order));
    if (!rows) return base::pass(rows);
    return !rows->empty();
}

/// No order is ready to be taken: is the batch full, or do some wait for their numbers?
base::Result<bool> Batches::nothing_left(base::BatchRow batch) {
    auto rule = fill_rule(context_, batch);
    if (!rule) return base::pass(rule);
    const bool review = rule->review;
    const std::string waiting = std::string(kEligible) +
                                " AND (blocked_batch IS NULL OR blocked_batch <> $3)" +
                                std::string(kWaitsForNumber) + only_order(rule->only);
    // One that will not even be asked again in time (an empty account) is not waited for.
    const base::Time deadline = rule->started + number_wait_;
    std::string in_time(kWaitsForNumber);
    in_time.replace(0, 4, "");
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
        auto orders = next_orders(batch);
        if (!orders) return base::pass(orders);
        filling_ = batch;
        waiting_ = std::move(*orders);
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
            " WHERE s.order_no = orders.order_no AND s.state = 'waiting')" +
                std::string(kWaitsForNumber).replace(0, 4, " AND NOT"),
            values(batch, key, order, from_export));
        if (!others) return base::pass(others);
    }
    return note_not_numbered(order, batch, key, "station");
}

}  // namespace station
