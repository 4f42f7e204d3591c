#include "station/desk/merge_desk.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "station/batches/boxes.h"
#include "station/batches/merged.h"
#include "station/batches/stock_marks.h"
#include "station/orders/order_log.h"
#include "station/shipping/ship_rows.h"

namespace station {

using base::ErrorCode;
using base::fail;
using namespace std::chrono_literals;

namespace {

constexpr int kGroupsAtOnce = 8;
constexpr int kOffersShown = 100;
constexpr auto kLookEvery = 500ms;
constexpr auto kCountEvery = 5s;

/// Behind a condition: `orders AS o` may travel in one parcel with others of the same receiver. It
/// has no number yet, and nothing else says that it must go alone (国补 orders must). Parameters:
/// now, whether numbers of exports are used.
std::string mergeable() {
    return " o.state = 'screened' AND o.merged_into IS NULL AND o.keep_apart = 0 AND o.boxes = 1"
           " AND o.after_sale = 'none' AND o.asked = 0 AND o.phone_hash <> ''"
           " AND o.place_hash <> '' AND o.tags = replace(o.tags, '国补', '')"
           " AND o.order_type = replace(o.order_type, '国补', '')"
           " AND (o.presale_start IS NULL OR o.presale_start <= $1)"
           " AND (o.file_number = '' OR $2 = 0)"
           " AND NOT EXISTS (SELECT 1 FROM parcels p WHERE p.order_id = o.id AND p.void = 0)"
           " AND NOT EXISTS (SELECT 1 FROM orders f WHERE f.merged_into = o.id)"
           " AND NOT EXISTS (SELECT 1 FROM sheet_numbers s WHERE s.order_no = o.order_no"
           "  AND s.state = 'waiting')"
           " AND NOT" +
           out_of_stock("o.id");
}

constexpr std::string_view kKey = "o.platform, o.carrier, o.place_hash, o.name_hash, o.phone_hash";

struct Group {
    std::string receiver, place, carrier;
    std::vector<base::OrderRow> orders;  ///< The nearest deadline first.
    bool clear = true;                   ///< No doubt waits for a person.
};

/// Groups of two and more, in the order of their nearest deadlines.
base::Result<std::vector<Group>> groups(const Context& context, int limit) {
    auto keys = context.db.query("SELECT " + std::string(kKey) + " FROM orders o WHERE" +
                                     mergeable() + " GROUP BY " + std::string(kKey) +
                                     " HAVING count(*) > 1 ORDER BY min(o.ship_by) IS NULL, "
                                     "min(o.ship_by), min(o.id) LIMIT " +
                                     std::to_string(limit),
                                 values(context.clock.now(), context.settings.numbers_from_export));
    if (!keys) return base::pass(keys);
    std::vector<Group> all;
    for (const Row& key : *keys) {
        auto rows = context.db.query(
            "SELECT o.id, o.masked_receiver, o.province || ' ' || o.city || ' ' || o.district,"
            " o.verdict, o.released FROM orders o WHERE" +
                mergeable() +
                " AND o.platform = $3 AND o.carrier = $4 AND o.place_hash = $5"
                " AND o.name_hash = $6 AND o.phone_hash = $7"
                " ORDER BY o.ship_by IS NULL, o.ship_by, o.id",
            values(context.clock.now(), context.settings.numbers_from_export, key.text(0),
                   key.text(1), key.text(2), key.text(3), key.text(4)));
        if (!rows) return base::pass(rows);
        Group group;
        group.carrier = key.text(1);
        for (const Row& row : *rows) {
            group.receiver = row.text(1);
            group.place = row.text(2);
            group.clear = group.clear && (row.text(3) == "clear" || row.flag(4));
            group.orders.push_back(row.id<base::OrderRow>(0));
        }
        if (group.orders.size() > 1) all.push_back(std::move(group));
    }
    return all;
}

base::Result<MergeOrderView> order_view(const Context& context, base::OrderRow order) {
    auto row = context.db.query_one(
        "SELECT order_no, state, ship_by,"
        " (SELECT coalesce(sum(quantity), 0) FROM order_items WHERE order_id = orders.id),"
        " (SELECT title || CASE WHEN spec = '' THEN '' ELSE ' ' || spec END || ' ×' || quantity"
        "  FROM order_items WHERE order_id = orders.id ORDER BY line LIMIT 1),"
        " (SELECT count(*) FROM order_items WHERE order_id = orders.id) FROM orders WHERE id = $1",
        values(order));
    if (!row) return base::pass(row);
    return MergeOrderView{base::OrderNo(row->text(0)), row->text(1),
                          row->text(4) + (row->integer(5) > 1 ? " …" : ""), row->small(3),
                          row->maybe_time(2)};
}

base::Result<MergeView> read_merge(const Context& context, base::OrderRow main) {
    MergeView view;
    auto followers = followers_of(context.db, main);
    if (!followers) return base::pass(followers);
    std::vector<base::OrderRow> all = {main};
    all.insert(all.end(), followers->begin(), followers->end());
    for (const base::OrderRow order : all) {
        auto one = order_view(context, order);
        if (!one) return base::pass(one);
        view.orders.push_back(std::move(*one));
    }
    view.main = view.orders.front().order_no;
    auto number = context.db.query(
        "SELECT number FROM parcels WHERE order_id = $1 AND void = 0 AND number IS NOT NULL"
        " AND box_no = 1 ORDER BY id DESC LIMIT 1",
        values(main));
    if (!number) return base::pass(number);
    if (!number->empty()) view.number = base::WaybillNumber(number->front().text(0));
    auto trouble = merge_trouble(context.db, main);
    if (!trouble) return base::pass(trouble);
    const std::string& state = view.orders.front().state;
    const bool live = state == "screened" || state == "numbered" || state == "queued";
    view.standing = trouble->broken || state == "intercepted" || state == "held" ||
                            state == "refused" || state == "closed"
                        ? "stopped"
                    : live               ? "open"
                    : state == "printed" ? "printed"
                    : state == "packed"  ? "bound"
                                         : "shipped";
    return view;
}

}  // namespace

base::Result<std::vector<MergeDesk::Member>> MergeDesk::members(base::OrderRow main) const {
    auto rows = context_.db.query(
        "SELECT id, order_no, state FROM orders WHERE id = $1 OR merged_into = $2"
        " ORDER BY CASE WHEN id = $3 THEN 0 ELSE 1 END, id",
        values(main, main, main));
    if (!rows) return base::pass(rows);
    std::vector<Member> all;
    for (const Row& row : *rows) {
        const auto state = order_state(row.text(2));
        if (!state) return fail(ErrorCode::Corrupt, "an order has the state " + row.text(2));
        all.push_back({row.id<base::OrderRow>(0), base::OrderNo(row.text(1)), *state});
    }
    return all;
}

base::Result<base::OrderRow> MergeDesk::join(const std::vector<base::OrderRow>& orders,
                                             const std::string& actor) {
    const base::OrderRow main = orders.front();
    auto main_no = order_no_of(context_.db, main);
    if (!main_no) return base::pass(main_no);
    for (const base::OrderRow order : orders) {
        auto noted = append_audit(
            context_.db, context_.clock.now(),
            {.actor = actor,
             .action = "merged",
             .order = order,
             .detail = {{"order", main_no->str()}, {"n", std::to_string(orders.size())}}});
        if (!noted) return base::pass(noted);
        if (order == main) continue;
        auto joined = context_.db.execute(
            "UPDATE orders SET merged_into = $1, blocked_key = '' WHERE id = $2"
            " AND state = 'screened' AND merged_into IS NULL",
            values(main, order));
        if (!joined) return base::pass(joined);
        if (*joined != 1)
            return fail(ErrorCode::Conflict, "an order changed at this moment",
                        "error.not_mergeable");
    }
    base::log(base::LogLevel::Info, "orders_merged",
              {{"order", main_no->str()}, {"orders", orders.size()}});
    count_at_ = {};
    return main;
}

base::Result<MergeView> MergeDesk::merge(const std::vector<base::OrderNo>& orders,
                                         const Actor& actor) {
    if (orders.size() < 2 || orders.size() > 50)
        return fail(ErrorCode::InvalidInput, "two to 50 orders go into one parcel",
                    "error.not_mergeable");
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    std::vector<std::pair<std::int64_t, base::OrderRow>> sorted;  // By deadline.
    std::string first_key;
    for (const base::OrderNo& order_no : orders) {
        auto id = find_order(context_.db, order_no);
        if (!id) return base::pass(id);
        auto row = context_.db.query(
            "SELECT " + std::string(kKey) + ", o.ship_by FROM orders o WHERE" + mergeable() +
                " AND o.id = $3",
            values(context_.clock.now(), context_.settings.numbers_from_export, *id));
        if (!row) return base::pass(row);
        std::string key;
        for (std::size_t i = 0; !row->empty() && i < 5; ++i) key += row->front().text(i) + '\x1f';
        if (first_key.empty()) first_key = key;
        const bool twice =
            std::ranges::any_of(sorted, [&](const auto& known) { return known.second == *id; });
        if (row->empty() || key != first_key || twice)
            return fail(ErrorCode::Conflict,
                        "order " + order_no.str() + " cannot travel with the others",
                        "error.not_mergeable");
        const Row& found = row->front();
        sorted.emplace_back(found.null(5) ? std::int64_t{1} << 60 : found.integer(5), *id);
    }
    std::ranges::sort(sorted, {},
                      [](const auto& one) { return std::pair(one.first, one.second.value()); });
    std::vector<base::OrderRow> rows;
    for (const auto& [deadline, id] : sorted) rows.push_back(id);
    auto main = join(rows, actor.name);
    if (!main) return base::pass(main);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_merge(context_, *main);
}

base::Status MergeDesk::keep_apart(const std::vector<base::OrderNo>& orders, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    for (const base::OrderNo& order_no : orders) {
        auto id = find_order(context_.db, order_no);
        if (!id) return base::pass(id);
        auto marked =
            context_.db.execute("UPDATE orders SET keep_apart = 1 WHERE id = $1", values(*id));
        if (!marked) return base::pass(marked);
        auto noted = append_audit(context_.db, context_.clock.now(),
                                  {.actor = actor.name, .action = "kept_apart", .order = *id});
        if (!noted) return noted;
    }
    count_at_ = {};
    return transaction->commit();
}

base::Result<bool> MergeDesk::paper(base::OrderRow main) const {
    auto row = context_.db.query_one(
        "SELECT count(*) FROM label_jobs WHERE order_id = $1 AND superseded = 0"
        " AND state IN ('sending', 'sent', 'printed', 'unknown')",
        values(main));
    if (!row) return base::pass(row);
    return row->integer(0) > 0;
}

base::Result<bool> MergeDesk::stopped_by_merge(base::OrderRow order) const {
    auto row = context_.db.query(
        "SELECT detail FROM audit WHERE order_id = $1 AND action = 'intercept'"
        " ORDER BY id DESC LIMIT 1",
        values(order));
    if (!row) return base::pass(row);
    return !row->empty() && row->front().text(0).find("merged_stopped") != std::string::npos;
}

/// An order that nothing of its own stops goes on: one that travelled along without a number, the
/// main one with what it has.
base::Status MergeDesk::resume(const Member& member, bool is_main, OrderEvent event,
                               const std::string& actor) {
    if (member.state == OrderState::Intercepted) {
        auto ours = stopped_by_merge(member.id);
        if (!ours) return base::pass(ours);
        if (!*ours) return {};
        auto moved = move_order(context_, member.id, event, actor, {{"reason", "unmerged"}});
        if (!moved) return base::pass(moved);
        return {};
    }
    if (is_main || !next(member.state, OrderEvent::Unmerged)) return {};
    auto moved = move_order(context_, member.id, OrderEvent::Unmerged, actor);
    if (!moved) return base::pass(moved);
    return {};
}

base::Status MergeDesk::take_apart(base::OrderRow main, const std::string& actor) {
    auto all = members(main);
    if (!all) return base::pass(all);
    auto has_paper = paper(main);
    if (!has_paper) return base::pass(has_paper);
    auto withdrawn = journal_.withdraw(main, actor, "unmerged");
    if (!withdrawn) return base::pass(withdrawn);
    // Parted first: from here on no step of one is a step of the others.
    auto parted = context_.db.execute(
        "UPDATE orders SET merged_into = NULL, keep_apart = 1 WHERE merged_into = $1",
        values(main));
    if (!parted) return base::pass(parted);
    auto kept = context_.db.execute("UPDATE orders SET keep_apart = 1 WHERE id = $1", values(main));
    if (!kept) return base::pass(kept);
    auto rows = context_.db.execute(
        "DELETE FROM outbox WHERE state = 'recalled' AND parcel_id IN"
        " (SELECT p.id FROM parcels p JOIN parcels w ON w.id = p.with_parcel"
        "  WHERE w.order_id = $1)",
        values(main));
    if (!rows) return base::pass(rows);
    auto gone = context_.db.execute(
        "DELETE FROM parcels WHERE with_parcel IN (SELECT id FROM parcels WHERE order_id = $1)",
        values(main));
    if (!gone) return base::pass(gone);
    for (Member& member : *all) {
        auto state = state_of(context_.db, member.id);
        if (!state) return base::pass(state);
        member.state = *state;
        const bool is_main = member.id == main;
        if (is_main && *state == OrderState::Intercepted) {
            auto unbound = context_.db.execute(
                "UPDATE parcels SET bound_at = NULL, bench = '' WHERE order_id = $1", values(main));
            if (!unbound) return base::pass(unbound);
            auto recalled = context_.db.execute(
                "DELETE FROM outbox WHERE state = 'recalled' AND parcel_id IN"
                " (SELECT id FROM parcels WHERE order_id = $1)",
                values(main));
            if (!recalled) return base::pass(recalled);
        }
        const OrderEvent event = !is_main     ? OrderEvent::ResumeUnprinted
                                 : *has_paper ? OrderEvent::ResumePrinted
                                              : OrderEvent::ResumeNumbered;
        if (auto done = resume(member, is_main, event, actor); !done) return done;
        auto noted = append_audit(context_.db, context_.clock.now(),
                                  {.actor = actor, .action = "unmerged", .order = member.id});
        if (!noted) return noted;
    }
    if (!*has_paper) return {};
    // Its sheet names the others: a new one for its order alone, or none where that is stopped.
    auto state = state_of(context_.db, main);
    if (!state) return base::pass(state);
    if (*state != OrderState::Printed && *state != OrderState::Queued) {
        auto killed = journal_.kill_sheets(main);
        if (!killed) return base::pass(killed);
        return {};
    }
    auto boxes = boxes_of(context_.db, main);
    if (!boxes) return base::pass(boxes);
    auto batch = batches_.reprint_batch(actor);
    if (!batch) return base::pass(batch);
    for (const BoxRecord& box : *boxes) {
        if (box.number.empty()) continue;
        auto again = journal_.add(*batch, box.parcel, main, actor);
        if (!again) return base::pass(again);
    }
    auto closed = context_.db.execute(
        "UPDATE bench_sessions SET state = 'ready', order_id = NULL, parcel_id = NULL, scanned = ''"
        " WHERE order_id = $1 AND state = 'open'",
        values(main));
    if (!closed) return base::pass(closed);
    return {};
}

base::Result<MergeView> MergeDesk::undo(const base::OrderNo& order_no, const Actor& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto main = main_of(context_.db, order_no);
    if (!main) return base::pass(main);
    auto all = members(*main);
    if (!all) return base::pass(all);
    if (all->size() < 2)
        return fail(ErrorCode::Conflict, "order " + order_no.str() + " travels alone",
                    "error.not_merged");
    for (const Member& member : *all) {
        if (member.state == OrderState::Shipped)
            return fail(ErrorCode::Conflict, "order " + member.order_no.str() + " is shipped",
                        "error.merge_shipped");
        if (member.state == OrderState::Packed)
            return fail(ErrorCode::Conflict, "the parcel is bound", "error.merge_bound");
    }
    if (auto done = take_apart(*main, actor.name); !done) return base::pass(done);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return read_merge(context_, *main);
}

base::Result<bool> MergeDesk::merge_some() {
    if (context_.settings.batches.merge != config::MergeOrders::Automatic) return false;
    auto filling = context_.db.query(
        "SELECT id FROM batches WHERE state = 'running' AND filled = 0 AND only_order IS NULL"
        " AND id > $1 ORDER BY id LIMIT 1",
        values(merged_for_.value()));
    if (!filling) return base::pass(filling);
    if (filling->empty()) return false;
    auto some = groups(context_, kGroupsAtOnce * 4);
    if (!some) return base::pass(some);
    std::erase_if(*some, [](const Group& group) { return !group.clear; });
    if (some->empty()) {
        merged_for_ = filling->front().id<base::BatchRow>(0);
        return false;
    }
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    for (std::size_t i = 0; i < some->size() && i < kGroupsAtOnce; ++i) {
        auto main = join((*some)[i].orders, "station");
        if (!main) return base::pass(main);
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return true;
}

base::Status MergeDesk::stop_bound(const std::vector<Member>& all) {
    for (const Member& member : all) {
        if (member.state != OrderState::Packed) continue;
        auto recalled = move_ship_rows(context_, member.id, ShipEvent::Recall, "station");
        if (!recalled) return recalled;
        auto moved = move_order(context_, member.id, OrderEvent::Intercept, "station",
                                {{"reason", "merged_stopped"}});
        if (!moved) return base::pass(moved);
        base::log(base::LogLevel::Warning, "order_stopped",
                  {{"order", member.order_no.str()}, {"reason", "merged_stopped"}});
    }
    return {};
}

base::Result<bool> MergeDesk::settle_some() {
    const base::SteadyTime now = context_.clock.steady_now();
    if (now < look_at_) return false;
    look_at_ = now + kLookEvery;
    auto mains = context_.db.query(
        "SELECT DISTINCT m.id FROM orders f JOIN orders m ON m.id = f.merged_into"
        " WHERE f.merged_into IS NOT NULL AND (f.state IN ('held', 'refused', 'intercepted',"
        " 'closed') OR m.state IN ('held', 'refused', 'intercepted', 'closed')"
        " OR f.name_hash <> m.name_hash OR f.phone_hash <> m.phone_hash"
        " OR f.place_hash <> m.place_hash)");
    if (!mains) return base::pass(mains);
    bool done_something = false;
    for (const Row& row : *mains) {
        const auto main = row.id<base::OrderRow>(0);
        auto all = members(main);
        if (!all) return base::pass(all);
        const auto in = [&](OrderState state) {
            return std::ranges::any_of(*all, [&](const Member& m) { return m.state == state; });
        };
        if (in(OrderState::Shipped)) continue;  // Too late: the ship file's own trouble.
        const bool over = std::ranges::all_of(*all, [](const Member& member) {
            return member.state == OrderState::Closed || member.state == OrderState::Refused;
        });
        if (over) continue;
        auto has_paper = paper(main);
        if (!has_paper) return base::pass(has_paper);
        const bool bound = in(OrderState::Packed);
        if (!bound && *has_paper) continue;  // On a sheet: a person takes it apart.
        auto stopped = stopped_by_merge(main);
        if (!stopped) return base::pass(stopped);
        if (!bound && *stopped && in(OrderState::Intercepted)) continue;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto settled = bound ? stop_bound(*all) : take_apart(main, "station");
        if (!settled) return base::pass(settled);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        done_something = true;
    }
    return done_something;
}

base::Result<int> MergeDesk::offers() {
    if (context_.settings.batches.merge == config::MergeOrders::Never) return 0;
    const base::SteadyTime now = context_.clock.steady_now();
    if (count_at_ != base::SteadyTime{} && now < count_at_) return offers_;
    count_at_ = now + kCountEvery;
    auto row = context_.db.query_one(
        "SELECT count(*) FROM (SELECT 1 AS one FROM orders o WHERE" + mergeable() + " GROUP BY " +
            std::string(kKey) + " HAVING count(*) > 1) AS offered",
        values(context_.clock.now(), context_.settings.numbers_from_export));
    if (!row) return base::pass(row);
    offers_ = row->small(0);
    return offers_;
}

base::Result<MergeListView> read_merges(const Context& context) {
    MergeListView view;
    if (context.settings.batches.merge != config::MergeOrders::Never) {
        auto some = groups(context, kOffersShown);
        if (!some) return base::pass(some);
        for (const Group& group : *some) {
            MergeOfferView offer;
            offer.receiver = group.receiver;
            offer.place = group.place;
            const config::Carrier* carrier =
                context.carriers.find(base::CarrierCode(group.carrier));
            offer.carrier_name = carrier != nullptr ? carrier->name_zh : group.carrier;
            for (const base::OrderRow order : group.orders) {
                auto one = order_view(context, order);
                if (!one) return base::pass(one);
                offer.orders.push_back(std::move(*one));
            }
            view.offers.push_back(std::move(offer));
        }
    }
    auto mains = context.db.query(
        "SELECT DISTINCT m.id FROM orders f JOIN orders m ON m.id = f.merged_into"
        " WHERE f.merged_into IS NOT NULL AND m.state NOT IN ('shipped', 'closed')"
        " ORDER BY m.id LIMIT 200");
    if (!mains) return base::pass(mains);
    for (const Row& row : *mains) {
        auto merge = read_merge(context, row.id<base::OrderRow>(0));
        if (!merge) return base::pass(merge);
        view.merged.push_back(std::move(*merge));
    }
    std::ranges::stable_sort(view.merged, {}, [](const MergeView& merge) {
        return merge.standing == "stopped" ? 0 : 1;
    });
    return view;
}

}  // namespace station
