#include "station/batches/box_desk.h"

#include <algorithm>

#include "base/log.h"
#include "station/batches/merged.h"
#include "station/batches/stock_marks.h"
#include "station/orders/order_log.h"
#include "station/waybills/wishes.h"

namespace station {

using base::ErrorCode;
using base::fail;
using namespace std::chrono_literals;

namespace {

constexpr auto kLookForBoxesEvery = 300ms;

bool may_have_boxes(OrderState state) {
    return state == OrderState::Screened || state == OrderState::Numbered ||
           state == OrderState::Queued || state == OrderState::Printed;
}

std::string standing_of(const BoxRecord& box) {
    if (box.bound) return "bound";
    if (box.number.empty()) return "no_number";
    if (box.label_state.empty() || box.label_state == name(JobState::Cancelled)) return "no_label";
    if (box.label_state == name(JobState::Queued)) return "queued";
    if (box.label_state == name(JobState::Failed)) return "failed";
    if (box.label_state == name(JobState::Unknown)) return "unknown";
    if (box.label_state == name(JobState::Sent) || box.label_state == name(JobState::Printed))
        return "printed";
    return "printing";
}

}  // namespace

base::Result<BoxesView> read_boxes(const Context& context, base::OrderRow order) {
    auto main = main_of(context.db, order);
    if (!main) return base::pass(main);
    auto order_no = order_no_of(context.db, *main);
    if (!order_no) return base::pass(order_no);
    auto boxes = boxes_of(context.db, *main);
    if (!boxes) return base::pass(boxes);
    auto state = state_of(context.db, *main);
    if (!state) return base::pass(state);
    BoxesView view;
    view.order_no = *order_no;
    for (const BoxRecord& box : *boxes)
        view.boxes.push_back({box.no, box.number, standing_of(box), box.label});
    const int count = static_cast<int>(boxes->size());
    view.can_add = may_have_boxes(*state) && count < kMostBoxes;
    view.can_remove = may_have_boxes(*state) && count > 1;
    return view;
}

base::Status BoxDesk::may_change(base::OrderRow order) const {
    auto state = state_of(context_.db, order);
    if (!state) return base::pass(state);
    if (may_have_boxes(*state)) return {};
    const std::string is = "an order that is " + std::string(name(*state));
    if (*state == OrderState::Packed)
        return fail(ErrorCode::Conflict, is + " gets no other boxes: undo the binding first",
                    "error.box_bound");
    if (*state == OrderState::Shipped)
        return fail(ErrorCode::Conflict, is + " gets no other boxes", "error.box_shipped");
    return fail(ErrorCode::Conflict, is + " gets no other boxes", "error.box_order_stopped");
}

base::Result<int> BoxDesk::add_box(base::OrderRow order, const std::string& actor) {
    if (auto good = may_change(order); !good) return base::pass(good);
    auto count = box_count(context_.db, order);
    if (!count) return base::pass(count);
    if (*count >= kMostBoxes)
        return fail(ErrorCode::Conflict,
                    "an order goes in " + std::to_string(kMostBoxes) + " boxes at most",
                    "error.too_many_boxes");
    const int no = *count + 1;
    auto changed = context_.db.execute(
        "UPDATE orders SET boxes = $1, boxes_due = 1 WHERE id = $2"
        " AND boxes = $3",
        values(no, order, *count));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the order's boxes were changed at this moment",
                    "error.order_state");
    auto noted = append_audit(context_.db, context_.clock.now(),
                              {.actor = actor,
                               .action = "box_added",
                               .order = order,
                               .detail = {{"n", std::to_string(no)}}});
    if (!noted) return base::pass(noted);
    auto state = state_of(context_.db, order);
    if (!state) return base::pass(state);
    // Before its first label the order's batch gives all its boxes numbers and labels; at a bench
    // for pre-numbered labels the packer does.
    if (*state != OrderState::Queued && *state != OrderState::Printed) return no;
    auto printed = print_boxes(order, actor);
    if (!printed) return base::pass(printed);
    return no;
}

base::Result<bool> BoxDesk::print_boxes(base::OrderRow order, const std::string& actor) {
    auto boxes = boxes_of(context_.db, order);
    if (!boxes) return base::pass(boxes);
    bool added = false;
    bool complete = true;
    for (const BoxRecord& box : *boxes) {
        if (box.no == 1 || !box.valid_sheet.empty()) continue;
        auto parcel = numbers_.assign(order, actor, box.no);
        // The carrier's next sheet may give it; until then the box waits.
        if (!parcel && parcel.error().key == "error.number_not_in_sheet") {
            complete = false;
            continue;
        }
        if (!parcel) return base::pass(parcel);
        if (parcel->waiting) {
            complete = false;
            continue;
        }
        auto batch = batches_.box_batch(actor);
        if (!batch) return base::pass(batch);
        auto job = journal_.add(*batch, parcel->parcel, order, actor);
        if (!job) return base::pass(job);
        added = true;
    }
    if (complete) {
        auto done =
            context_.db.execute("UPDATE orders SET boxes_due = 0 WHERE id = $1", values(order));
        if (!done) return base::pass(done);
    }
    return added;
}

base::Result<bool> BoxDesk::print_some() {
    const base::SteadyTime now = context_.clock.steady_now();
    if (now < look_at_) return false;
    look_at_ = now + kLookForBoxesEvery;
    auto orders = context_.db.query(
        "SELECT id FROM orders WHERE boxes_due = 1 AND boxes > 1 AND merged_into IS NULL"
        " AND state IN ('queued', 'printed') ORDER BY id LIMIT 20");
    if (!orders) return base::pass(orders);
    bool added = false;
    for (const Row& row : *orders) {
        const auto order = row.id<base::OrderRow>(0);
        auto trouble = merge_trouble(context_.db, order);
        if (!trouble) return base::pass(trouble);
        auto stock = order_stock(context_.db, order);
        if (!stock) return base::pass(stock);
        if (trouble->broken || !stock->missing.empty()) continue;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto some = print_boxes(order, "station");
        if (!some) {
            if (some.error().code != ErrorCode::NeedsOperator) return base::pass(some);
            // Refused or used up: the numbers page says so, and the box can be taken away.
            continue;
        }
        if (auto done = transaction->commit(); !done) return base::pass(done);
        added = added || *some;
    }
    return added;
}

base::Result<BoxDesk::Removed> BoxDesk::remove_box(base::OrderRow order, const std::string& actor) {
    if (auto good = may_change(order); !good) return base::pass(good);
    auto boxes = boxes_of(context_.db, order);
    if (!boxes) return base::pass(boxes);
    if (boxes->size() < 2)
        return fail(ErrorCode::Conflict, "the order goes in one box", "error.no_more_boxes");
    const BoxRecord& last = boxes->back();
    auto changed = context_.db.execute("UPDATE orders SET boxes = $1 WHERE id = $2 AND boxes = $3",
                                       values(last.no - 1, order, last.no));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the order's boxes were changed at this moment",
                    "error.order_state");
    Removed removed{last.no, false};
    if (last.parcel) {
        // Dead before its label is withdrawn, so that the order's labels are those that are left.
        // What was stuck on from the roll goes back to it.
        auto dead = context_.db.execute(
            "UPDATE parcels SET void = 1, void_reason = 'not_needed',"
            " number = CASE WHEN number_source = 'bench' THEN NULL ELSE number END"
            " WHERE id = $1 AND void = 0 AND bound_at IS NULL",
            values(last.parcel));
        if (!dead) return base::pass(dead);
        if (*dead != 1)
            return fail(ErrorCode::Conflict, "the box was changed at this moment",
                        "error.order_state");
        auto sheets = journal_.of_parcel(last.parcel);
        if (!sheets) return base::pass(sheets);
        for (const JobRecord& sheet : *sheets) {
            removed.on_paper = removed.on_paper || (sheet.maybe_on_paper && !sheet.superseded);
            if (sheet.state != JobState::Queued && sheet.state != JobState::Rendering &&
                sheet.state != JobState::Proven)
                continue;
            auto cancelled =
                journal_.apply(sheet.id, JobEvent::Cancel, actor, {{"reason", "box_removed"}});
            if (!cancelled) return base::pass(cancelled);
        }
        auto superseded = context_.db.execute(
            "UPDATE label_jobs SET superseded = 2 WHERE parcel_id = $1 AND maybe_on_paper = 1",
            values(last.parcel));
        if (!superseded) return base::pass(superseded);
        Wishes wishes(context_);
        auto wish = wishes.open_of(last.parcel);
        if (!wish) return base::pass(wish);
        // One that was asked already is answered to a dead parcel, and its number given back.
        if (*wish && next((*wish)->state, WishEvent::PersonCancels)) {
            auto cancelled = wishes.apply(**wish, WishEvent::PersonCancels, {.actor = actor});
            if (!cancelled) return base::pass(cancelled);
        }
    }
    auto noted =
        append_audit(context_.db, context_.clock.now(),
                     {.actor = actor,
                      .action = "box_removed",
                      .order = order,
                      .parcel = last.parcel,
                      .detail = {{"n", std::to_string(last.no)}, {"number", last.number.str()}}});
    if (!noted) return base::pass(noted);
    return removed;
}

base::Result<BoxesView> BoxDesk::add(const base::OrderNo& order_no, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto main = main_of(context_.db, order_no);
    if (!main) return base::pass(main);
    auto added = add_box(*main, actor.name);
    if (!added) return base::pass(added);
    auto view = read_boxes(context_, *main);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    base::log(base::LogLevel::Info, "box_added", {{"order", order_no.str()}, {"box", *added}});
    return view;
}

base::Result<BoxesView> BoxDesk::remove(const base::OrderNo& order_no, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto main = main_of(context_.db, order_no);
    if (!main) return base::pass(main);
    auto removed = remove_box(*main, actor.name);
    if (!removed) return base::pass(removed);
    auto view = read_boxes(context_, *main);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    base::log(base::LogLevel::Info, "box_removed",
              {{"order", order_no.str()}, {"box", removed->no}});
    return view;
}

}  // namespace station
