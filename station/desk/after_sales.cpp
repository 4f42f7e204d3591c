#include "station/desk/after_sales.h"

#include <algorithm>

namespace station {

using config::RefundKind;
using config::RefundState;

namespace {

constexpr int kAfterSalesPageSize = 100;
constexpr std::string_view kIsOpen = "state IN ('answer', 'open')";

}  // namespace

std::optional<base::Time> AfterSales::answer_by(const IncomingRefund& refund) const {
    if (refund.state != RefundState::Answer || !refund.asked_at) return std::nullopt;
    const config::AfterSalesSettings& settings = context_.settings.after_sales;
    switch (refund.kind) {
        case RefundKind::Unshipped:
            return *refund.asked_at + settings.answer_unshipped;
        case RefundKind::Shipped:
            return *refund.asked_at + settings.answer_shipped;
        case RefundKind::Return:
            return *refund.asked_at + settings.answer_return;
        case RefundKind::Exchange:
            return *refund.asked_at + settings.answer_exchange;
        case RefundKind::Price:
        case RefundKind::Other:
            break;
    }
    return *refund.asked_at + settings.answer_other;
}

base::Result<RefundArrival> AfterSales::take(const IncomingRefund& refund, base::Time as_of,
                                             std::int64_t import_id) {
    const base::Time now = context_.clock.now();
    auto known = context_.db.query(
        "SELECT id, as_of, order_no, kind, state, state_text, amount_fen, title, asked_at,"
        " answer_by, received_at, reason FROM after_sales WHERE platform = $1 AND refund_no = $2",
        values(refund.platform, refund.refund_no));
    if (!known) return base::pass(known);
    const auto due = answer_by(refund);
    RefundArrival arrival = RefundArrival::Created;
    if (known->empty()) {
        auto made = context_.db.execute(
            "INSERT INTO after_sales (platform, refund_no, order_no, kind, kind_text, state,"
            " state_text, reason, title, amount_fen, asked_at, answer_by, received_at, as_of,"
            " import_id, stored_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
            " $11, $12, $13, $14, $15, $16, $17)",
            values(refund.platform, refund.refund_no, refund.order_no, config::name(refund.kind),
                   refund.kind_text, config::name(refund.state), refund.state_text, refund.reason,
                   refund.title, refund.amount_fen, refund.asked_at, due, refund.received_at, as_of,
                   import_id, now, now));
        if (!made) return base::pass(made);
    } else {
        const Row& row = known->front();
        if (as_of < row.time(1)) return RefundArrival::Older;
        const bool same =
            row.text(2) == refund.order_no.str() && row.text(3) == config::name(refund.kind) &&
            row.text(4) == config::name(refund.state) && row.text(5) == refund.state_text &&
            row.integer(6) == refund.amount_fen && row.text(7) == refund.title &&
            row.maybe_time(8) == refund.asked_at && row.maybe_time(9) == due &&
            row.maybe_time(10) == refund.received_at && row.text(11) == refund.reason;
        arrival = same ? RefundArrival::Unchanged : RefundArrival::Updated;
        if (same) {
            auto seen = context_.db.execute("UPDATE after_sales SET as_of = $1 WHERE id = $2",
                                            values(as_of, row.integer(0)));
            if (!seen) return base::pass(seen);
        } else {
            auto done = context_.db.execute(
                "UPDATE after_sales SET order_no = $1, kind = $2, kind_text = $3, state = $4,"
                " state_text = $5, reason = $6, title = $7, amount_fen = $8, asked_at = $9,"
                " answer_by = $10, received_at = $11, as_of = $12, import_id = $13,"
                " updated_at = $14 WHERE id = $15",
                values(refund.order_no, config::name(refund.kind), refund.kind_text,
                       config::name(refund.state), refund.state_text, refund.reason, refund.title,
                       refund.amount_fen, refund.asked_at, due, refund.received_at, as_of,
                       import_id, now, row.integer(0)));
            if (!done) return base::pass(done);
        }
    }
    if (auto acted = act(refund, as_of, arrival); !acted) return base::pass(acted);
    return arrival;
}

base::Status AfterSales::act(const IncomingRefund& refund, base::Time as_of,
                             RefundArrival arrival) {
    auto stored = store_.find(refund.platform, refund.order_no);
    if (!stored) return base::pass(stored);
    // What the order's own export said later counts.
    if (!*stored || as_of < (*stored)->as_of) return {};
    const StoredOrder& order = **stored;
    auto request = request_of(refund.platform, refund.order_no, as_of);
    if (!request) return base::pass(request);
    if (!*request || order.after_sale == name(**request)) return {};
    if (**request != AfterSale::Running && arrival == RefundArrival::Unchanged) {
        // It was over before the order's own export named a request: that is another one.
        auto told = context_.db.query_one(
            "SELECT i.as_of FROM after_sales a JOIN imports i ON i.id = a.import_id"
            " WHERE a.platform = $1 AND a.refund_no = $2",
            values(refund.platform, refund.refund_no));
        if (!told) return base::pass(told);
        if (told->time(0) < order.as_of) return {};
    }
    auto things = store_.things_of(order.id);
    if (!things) return base::pass(things);
    const News news[] = {**request == AfterSale::Running ? News::RefundAsked
                         : **request == AfterSale::Done  ? News::RefundDone
                                                         : News::RefundOver};
    const Standing standing = standing_of(order.state, things->paper, things->confirmed);
    if (reaction_to(standing, news).course == Course::Ignore) return {};
    auto noted =
        context_.db.execute("UPDATE orders SET after_sale = $1, updated_at = $2 WHERE id = $3",
                            values(name(**request), context_.clock.now(), order.id));
    if (!noted) return base::pass(noted);
    Judgement judgement;
    judgement.verdict = order.verdict;
    return actions_.apply(order, *things, news, as_of, judgement, false);
}

base::Result<std::optional<AfterSale>> AfterSales::request_of(const std::string& platform,
                                                              const base::OrderNo& order_no,
                                                              base::Time since) const {
    // A lower price stops no parcel.
    auto rows = context_.db.query(
        "SELECT state, as_of FROM after_sales WHERE order_no = $1 AND platform = $2"
        " AND kind <> 'price' ORDER BY asked_at, id",
        values(order_no, platform));
    if (!rows) return base::pass(rows);
    std::optional<AfterSale> request;
    for (const Row& row : *rows) {
        if (row.time(1) < since) continue;
        const std::string state = row.text(0);
        // An open one decides, else what the newest came to.
        if (state == config::name(RefundState::Answer) || state == config::name(RefundState::Open))
            return std::optional{AfterSale::Running};
        request = state == config::name(RefundState::Done) ? AfterSale::Done : AfterSale::None;
    }
    return request;
}

base::Result<AfterSaleListView> read_after_sales(const Context& context, const std::string& state,
                                                 int page) {
    const base::Time now = context.clock.now();
    const base::Time soon = now + context.settings.after_sales.warn_before;
    std::string where;
    std::vector<Value> parameters;
    if (state == "open") {
        where = " WHERE a." + std::string(kIsOpen);
    } else if (state == "due") {
        where = " WHERE a.state = 'answer' AND a.answer_by <= $1";
        parameters = values(soon);
    } else if (state == "answer" || state == "done" || state == "over") {
        where = " WHERE a.state = $1";
        parameters = values(state);
    } else if (!state.empty()) {
        return base::fail(base::ErrorCode::InvalidInput,
                          "there is no list of requests '" + state + "'", "error.state_unknown");
    }
    auto total = context.db.query_one("SELECT count(*) FROM after_sales a" + where, parameters);
    if (!total) return base::pass(total);
    AfterSaleListView list;
    list.total = total->small(0);
    list.pages = std::max(1, (list.total + kAfterSalesPageSize - 1) / kAfterSalesPageSize);
    list.page = std::clamp(page, 1, list.pages);
    auto rows = context.db.query(
        "SELECT a.refund_no, a.order_no, a.kind, a.kind_text, a.state, a.state_text, a.reason,"
        " a.title, a.amount_fen, a.asked_at, a.answer_by, a.received_at, a.as_of,"
        " coalesce(o.state, '') FROM after_sales a LEFT JOIN orders o ON o.order_no = a.order_no"
        " AND o.platform = a.platform" +
            where + " ORDER BY a.answer_by IS NULL, a.answer_by, a.asked_at DESC, a.id LIMIT " +
            std::to_string(kAfterSalesPageSize) + " OFFSET " +
            std::to_string((list.page - 1) * kAfterSalesPageSize),
        parameters);
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        AfterSaleView view;
        view.refund_no = row.text(0);
        view.order_no = base::OrderNo(row.text(1));
        view.kind = row.text(2);
        view.kind_text = row.text(3);
        view.state = row.text(4);
        view.state_text = row.text(5);
        view.reason = row.text(6);
        view.title = row.text(7);
        view.amount_fen = row.integer(8);
        view.asked_at = row.maybe_time(9);
        view.answer_by = row.maybe_time(10);
        view.received_at = row.maybe_time(11);
        view.as_of = row.time(12);
        view.order_state = row.text(13);
        if (view.state == config::name(RefundState::Answer) && view.answer_by)
            view.risk = *view.answer_by <= now ? "late" : *view.answer_by <= soon ? "soon" : "";
        list.after_sales.push_back(std::move(view));
    }
    auto as_of = context.db.query_one("SELECT max(as_of) FROM imports WHERE kind = 'refunds'");
    if (!as_of) return base::pass(as_of);
    list.as_of = as_of->maybe_time(0);
    return list;
}

base::Status read_after_sales_status(const Context& context, StatusView& status) {
    const base::Time now = status.now;
    const config::AfterSalesSettings& settings = context.settings.after_sales;
    auto row = context.db.query_one(
        "SELECT (SELECT max(as_of) FROM imports WHERE kind = 'refunds'),"
        " (SELECT count(*) FROM after_sales WHERE " +
            std::string(kIsOpen) +
            "), (SELECT count(*) FROM after_sales WHERE state = 'answer' AND answer_by <= $1),"
            " (SELECT min(answer_by) FROM after_sales WHERE state = 'answer')",
        values(now + settings.warn_before));
    if (!row) return base::pass(row);
    AfterSalesStatusView& view = status.after_sales;
    if (row->integer(0) != 0) view.as_of = row->time(0);
    view.fresh = view.as_of && now - *view.as_of <= settings.fresh;
    view.open = row->small(1);
    view.due = row->small(2);
    if (row->integer(3) != 0) view.nearest = row->time(3);
    if (view.due > 0)
        status.needs_person.push_back(
            {"refund_due", *view.nearest, view.due, {}, "/after-sales?state=due"});
    return {};
}

}  // namespace station
