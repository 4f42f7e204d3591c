#include "station/desk/arrival_actions.h"

#include <algorithm>

#include "base/log.h"
#include "station/batches/stock_marks.h"
#include "station/orders/order_log.h"
#include "station/shipping/ship_rows.h"

namespace station {

namespace {

constexpr char kIntake[] = "intake";

/// Was it stopped because the platform no longer wanted it shipped?
bool is_ended(News news) {
    return lifts(News::BackToReady, news);
}

/// Shipped on the platform is not out of the house: a closed parcel may still wait for its courier.
std::vector<News> refund_news(const StoredOrder& stored, const IncomingOrder& order) {
    const bool boxed = stored.state == OrderState::Packed || stored.state == OrderState::Shipped;
    if (!boxed || stored.after_sale == name(order.after_sale)) return {};
    if (order.after_sale == AfterSale::Running) return {News::RefundAsked};
    if (order.after_sale == AfterSale::Done) return {News::RefundDone};
    const bool was_running = stored.after_sale == name(AfterSale::Running);
    return was_running ? std::vector{News::RefundOver} : std::vector<News>{};
}

}  // namespace

std::vector<News> news_of(const OrderStore& store, const StoredOrder& stored,
                          const OrderThings& things, const IncomingOrder& order) {
    std::vector<News> news;
    const bool named = !order.waybill_number.empty();
    // Until the number is corrected in the back end, too, an export names the one of before.
    const bool ours = !things.number.empty() && (!named || order.waybill_number == things.number ||
                                                 order.waybill_number == things.former);
    const bool new_status = stored.status_text != order.status_text;
    switch (order.readiness) {
        case Readiness::Cancelled:
            return {News::Cancelled};
        case Readiness::Shipped:
            news = refund_news(stored, order);
            news.push_back(ours ? News::ShippedSame : News::ShippedOther);
            return news;
        case Readiness::Finished:
            return {ours ? News::Finished : News::ShippedOther, News::Finished};
        case Readiness::NotReady:
            // A person who let it go has seen the status.
            if (new_status || stored.news != News::Same) news.push_back(News::StatusUnknown);
            break;
        case Readiness::PartlyShipped:
            if (new_status || stored.news == News::PartlyShipped)
                news.push_back(News::PartlyShipped);
            break;
        default:
            if (is_ended(stored.news) || stored.state == OrderState::Closed)
                news.push_back(News::BackToReady);
            break;
    }
    const bool was_running = stored.after_sale == name(AfterSale::Running);
    if (order.after_sale == AfterSale::Running) news.push_back(News::RefundAsked);
    if (order.after_sale == AfterSale::None && was_running) news.push_back(News::RefundOver);
    if (order.after_sale == AfterSale::Done && stored.after_sale != name(AfterSale::Done))
        news.push_back(News::RefundDone);
    if (stored.receiver_hash != store.receiver_hash(order)) news.push_back(News::Address);
    if (stored.screen_hash != store.screen_hash(order)) news.push_back(News::Remark);
    if (!stored.items_hash.empty() && stored.items_hash != store.items_hash(order))
        news.push_back(News::Items);
    if (order.ship_by && order.ship_by != stored.ship_by) news.push_back(News::Promise);
    if (named && things.number_source == "export" && order.waybill_number != things.number)
        news.push_back(News::Number);
    news.push_back(News::Details);
    return news;
}

base::Status ArrivalActions::apply(const StoredOrder& stored, const OrderThings& things,
                                   std::span<const News> news, base::Time as_of,
                                   const Judgement& judgement, bool screening_changed) {
    const Reaction reaction =
        reaction_to(standing_of(stored.state, things.paper, things.confirmed), news);
    const std::string_view reason = name(reaction.news);
    const bool lifted =
        std::ranges::any_of(news, [&](News one) { return lifts(one, stored.news); });
    const auto forget = [&]() -> base::Status {
        if (!lifted) return {};
        return store_.set_news(stored.id, News::Same, as_of, false);
    };
    if (reaction.course == Course::Ignore) return {};
    if (reaction.sheets != SheetFate::Keep) {
        if (auto killed = kill(stored, reaction.sheets, reason); !killed) return killed;
    }
    switch (reaction.course) {
        case Course::Ignore:
        case Course::Update:
            return forget();
        case Course::Tell:
            return store_.set_news(stored.id, reaction.news, as_of, stored.asked);
        case Course::Rescreen:
            if (auto forgotten = forget(); !forgotten) return forgotten;
            if (!screening_changed) return {};
            return rejudge(stored, judgement, as_of);
        case Course::Resume: {
            auto resumed = resume(stored, reaction.news, judgement);
            if (!resumed) return base::pass(resumed);
            if (*resumed) return store_.set_news(stored.id, News::Same, as_of, false);
            return store_.set_news(stored.id, reaction.news, as_of, true);
        }
        case Course::Ask:
            if (reaction.news == News::Cancelled || reaction.news == News::ShippedOther) {
                if (auto ended = end_rejected(stored, reason); !ended) return ended;
            }
            return store_.set_news(stored.id, reaction.news, as_of, true);
        case Course::Confirm:
            if (auto done = confirm(stored); !done) return done;
            for (const News one : {News::RefundDone, News::RefundAsked}) {
                if (std::ranges::find(news, one) != news.end())
                    return store_.set_news(stored.id, one, as_of, true);
            }
            return store_.set_news(stored.id, News::Same, as_of, false);
        case Course::Close:
            // Finished with another number: the platform never took ours.
            if (std::ranges::find(news, News::ShippedOther) != news.end()) {
                if (auto ended = end_rejected(stored, reason); !ended) return ended;
            }
            if (auto done = close(stored, reason); !done) return done;
            return store_.set_news(stored.id, reaction.news, as_of, false);
        case Course::Intercept:
            if (auto done = intercept(stored, reason); !done) return done;
            return store_.set_news(stored.id, reaction.news, as_of, false);
    }
    return {};
}

base::Status ArrivalActions::kill(const StoredOrder& stored, SheetFate sheets,
                                  std::string_view reason) {
    auto withdrawn = journal_.withdraw(stored.id, kIntake, std::string(reason));
    if (!withdrawn) return base::pass(withdrawn);
    auto killed = journal_.kill_sheets(stored.id);
    if (!killed) return base::pass(killed);
    if (sheets != SheetFate::VoidNumber) return {};
    auto dead = context_.db.execute(
        // The platform's number is the first box's; those of the others are our own.
        "UPDATE parcels SET void = 1, void_reason = $1 WHERE order_id = $2 AND void = 0"
        " AND box_no = 1",
        values("number_changed", stored.id));
    if (!dead) return base::pass(dead);
    return {};
}

base::Status ArrivalActions::move(const StoredOrder& stored, OrderEvent event,
                                  std::string_view reason) {
    auto state = state_of(context_.db, stored.id);
    if (!state) return base::pass(state);
    if (!next(*state, event)) return {};
    if (*state == OrderState::Packed &&
        (event == OrderEvent::Intercept || event == OrderEvent::Close)) {
        auto recalled = move_ship_rows(context_, stored.id, ShipEvent::Recall, kIntake);
        if (!recalled) return recalled;
    }
    auto moved = move_order(context_, stored.id, event, kIntake, {{"reason", std::string(reason)}});
    if (!moved) return base::pass(moved);
    return leave_parked(context_, stored.id);
}

base::Status ArrivalActions::intercept(const StoredOrder& stored, std::string_view reason) {
    auto withdrawn = journal_.withdraw(stored.id, kIntake, std::string(reason));
    if (!withdrawn) return base::pass(withdrawn);
    auto order_no = order_no_of(context_.db, stored.id);
    if (!order_no) return base::pass(order_no);
    base::log(base::LogLevel::Warning, "order_stopped",
              {{"order", order_no->str()}, {"reason", reason}});
    return move(stored, OrderEvent::Intercept, reason);
}

base::Status ArrivalActions::close(const StoredOrder& stored, std::string_view reason) {
    auto withdrawn = journal_.withdraw(stored.id, kIntake, std::string(reason));
    if (!withdrawn) return base::pass(withdrawn);
    if (stored.state == OrderState::Shipped) {
        auto done = move_ship_rows(context_, stored.id, ShipEvent::Confirm, kIntake);
        if (!done) return done;
    }
    return move(stored, OrderEvent::Close, reason);
}

base::Status ArrivalActions::end_rejected(const StoredOrder& stored, std::string_view reason) {
    if (stored.state != OrderState::Shipped) return {};
    auto recalled = recall_rejected(context_, stored.id, kIntake);
    if (!recalled) return base::pass(recalled);
    return *recalled ? move(stored, OrderEvent::Close, reason) : base::Status{};
}

base::Status ArrivalActions::confirm(const StoredOrder& stored) {
    // The platform already says shipped: confirming once more would be a mistake.
    auto done = move_ship_rows(context_, stored.id, ShipEvent::Confirm, kIntake);
    if (!done) return done;
    return move(stored, OrderEvent::HandedOver, "shipped_on_platform");
}

base::Result<OrderEvent> ArrivalActions::judged_event(base::OrderRow order, OrderState state,
                                                      const Judgement& judgement) {
    if (judgement.holds()) return OrderEvent::JudgedUnfit;
    if (state != OrderState::Held) return OrderEvent::JudgedFit;
    // Held after it was printed: its sheet is good again, no batch may print it a second time.
    auto sheet = context_.db.query_one(
        "SELECT count(*) FROM label_jobs WHERE order_id = $1 AND superseded = 0"
        " AND state IN ('sending', 'sent', 'printed', 'unknown')",
        values(order));
    if (!sheet) return base::pass(sheet);
    return sheet->integer(0) > 0 ? OrderEvent::ResumePrinted : OrderEvent::JudgedFit;
}

base::Status ArrivalActions::rejudge(const StoredOrder& stored, const Judgement& judgement,
                                     base::Time as_of) {
    auto state = state_of(context_.db, stored.id);
    if (!state) return base::pass(state);
    // A supervisor's release spoke of the old contents; his own hold stays until he lifts it.
    if (auto reset = store_.set_flag(stored.id, "released", 0); !reset) return reset;
    // A label that was refused showed the old contents, too: the new one speaks for itself.
    auto cleared = context_.db.execute(
        "UPDATE orders SET blocked_key = '', blocked_enc = '' WHERE id = $1"
        " AND blocked_key = 'error.label_not_proven'",
        values(stored.id));
    if (!cleared) return base::pass(cleared);
    if (stored.manual_hold && *state == OrderState::Held) return {};
    // In the box already: the seller's "call first" still stops it before it is confirmed.
    if (*state == OrderState::Packed && judgement.holds()) {
        if (auto stopped = intercept(stored, "held"); !stopped) return stopped;
        return store_.set_news(stored.id, News::Remark, as_of, false);
    }
    if (*state == OrderState::Queued && judgement.holds()) {
        auto withdrawn = journal_.withdraw(stored.id, kIntake, "held");
        if (!withdrawn) return base::pass(withdrawn);
        state = state_of(context_.db, stored.id);
        if (!state) return base::pass(state);
    }
    auto judged = judged_event(stored.id, *state, judgement);
    if (!judged) return base::pass(judged);
    if (!next(*state, *judged)) return {};
    auto moved =
        move_order(context_, stored.id, *judged, kIntake, {{"verdict", judgement.verdict}});
    if (!moved) return base::pass(moved);
    return {};
}

base::Result<bool> ArrivalActions::resume(const StoredOrder& stored, News news,
                                          const Judgement& judgement) {
    if (!lifts(news, stored.news)) return false;
    auto before = context_.db.query(
        "SELECT from_state FROM audit WHERE order_id = $1 AND action = 'intercept'"
        " AND from_state <> 'intercepted' ORDER BY id DESC LIMIT 1",
        values(stored.id));
    if (!before) return base::pass(before);
    // What a supervisor had refused before is still his to decide.
    if (!before->empty() && before->front().text(0) == name(OrderState::Refused)) return false;
    auto things = store_.things_of(stored.id);
    if (!things) return base::pass(things);
    auto moved = move_order(
        context_, stored.id,
        things->number.empty() ? OrderEvent::ResumeUnprinted : OrderEvent::ResumeNumbered, kIntake,
        {{"reason", std::string(name(news))}});
    if (!moved) return base::pass(moved);
    if (stored.manual_hold || judgement.holds()) {
        auto held = move_order(context_, stored.id, OrderEvent::JudgedUnfit, kIntake,
                               {{"verdict", judgement.verdict}});
        if (!held) return base::pass(held);
    }
    return true;
}

}  // namespace station
