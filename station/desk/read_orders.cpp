#include "station/desk/read_orders.h"

#include <algorithm>

#include "base/text.h"
#include "printing/masking.h"
#include "station/batches/box_desk.h"
#include "station/batches/slot_book.h"
#include "station/batches/stock_marks.h"
#include "station/orders/order_log.h"
#include "station/orders/personal_data.h"
#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr int kPageSizeLimit = 200;

constexpr std::string_view kColumns =
    "SELECT o.id, o.order_no, o.state, o.verdict, o.released, o.masked_receiver, o.province,"
    " o.city, o.district, o.ship_by, o.presale_start, o.created_at, o.reasons_enc, o.blocked_key,"
    " coalesce(p.number, ''), CASE WHEN p.number IS NULL THEN o.carrier ELSE p.carrier END,"
    " (SELECT coalesce(sum(quantity), 0) FROM order_items WHERE order_id = o.id),"
    " (SELECT title || CASE WHEN spec = '' THEN '' ELSE ' ' || spec END || ' ×' || quantity"
    "  FROM order_items WHERE order_id = o.id ORDER BY line LIMIT 1),"
    " (SELECT count(*) FROM order_items WHERE order_id = o.id),"
    " p.id, p.sorting_code, p.hub_name, p.number_source, p.bound_at, p.bench, p.shipped_at,"
    " o.seller_flag, o.order_key, o.parsed_enc, o.buyer_hash, o.after_sale, o.file_number,"
    " o.as_of, o.news, o.news_as_of, o.asked, o.blocked_enc, o.kind, o.merged_into"
    " FROM orders o LEFT JOIN parcels p ON p.id ="
    " (SELECT max(id) FROM parcels WHERE order_id = coalesce(o.merged_into, o.id)"
    "  AND void = 0 AND box_no = 1) ";

/// The part of the receiver that a label's field shows, as the other reasons name it.
std::string receiver_field(const std::string& label_field) {
    if (label_field == "receiver_name") return "name";
    if (label_field == "receiver_phone") return "phone";
    if (label_field.starts_with("receiver_")) return "detail";
    return "label";
}

/// `blocked`: the failed rules of a refused label, a reason each.
std::vector<ReasonView> reasons_of(const std::string& text, const std::string& blocked_key,
                                   const std::string& blocked) {
    std::vector<ReasonView> reasons;
    for (auto& row : rows_from_json(text)) {
        ReasonView reason{row["code"], row["severity"], row["field"], row["message"], {}};
        for (const auto& [key, param] : row) {
            if (key.starts_with("p.")) reason.params[key.substr(2)] = param;
        }
        reasons.push_back(std::move(reason));
    }
    if (!blocked_key.empty()) {
        const std::string code = blocked_key.substr(blocked_key.find('.') + 1);
        auto failures = rows_from_json(blocked);
        for (auto& failure : failures) {
            std::string message = blocked_key;
            for (const auto& [key, param] : failure) message += ", " + key + " " + param;
            reasons.push_back({code, "hold", receiver_field(failure["field"]), message, failure});
        }
        if (failures.empty()) reasons.push_back({code, "hold", "label", blocked_key, {}});
    }
    return reasons;
}

OrderRowView row_view(const Context& context, const Row& row) {
    OrderRowView view;
    view.order_no = base::OrderNo(row.text(1));
    view.state = row.text(2);
    view.verdict = row.text(3);
    view.released = row.flag(4);
    view.receiver = row.text(5);
    // 市辖区 under a municipality says nothing; the list shows what a person would say.
    for (const std::size_t part : {6u, 7u, 8u}) {
        const std::string name = row.text(part);
        if (name.empty() || name == "市辖区" || name == "省直辖县级行政区划" || name == "县")
            continue;
        if (!view.place.empty()) view.place += ' ';
        view.place += name;
    }
    view.ship_by = row.maybe_time(9);
    view.presale_start = row.maybe_time(10);
    view.created_at = row.time(11);
    // A list must not stop at one damaged row: such a row shows no reasons.
    const auto reasons = context.codec.decrypt(WrappedKey{row.text(27)}, "reasons", row.text(12));
    const auto blocked = row.text(36).empty() ? base::Result<std::string>("")
                                              : context.codec.decrypt(WrappedKey{row.text(27)},
                                                                      "blocked", row.text(36));
    view.reasons = reasons_of(reasons ? *reasons : std::string(), row.text(13),
                              blocked ? *blocked : std::string());
    view.number = base::WaybillNumber(row.text(14));
    view.carrier = base::CarrierCode(row.text(15));
    const config::Carrier* carrier = context.carriers.find(view.carrier);
    view.carrier_name = carrier != nullptr ? carrier->name_zh : view.carrier.str();
    view.items = row.small(16);
    view.summary = row.text(17);
    if (row.integer(18) > 1) view.summary += " …";
    view.as_of = row.time(32);
    view.news = row.text(33);
    view.news_as_of = row.maybe_time(34);
    view.asked = row.flag(35);
    return view;
}

/// What a supervisor may do with an order in this state.
std::vector<std::string> actions_of(OrderState state, bool doubted, bool has_number, bool has_sheet,
                                    const std::string& after_sale, bool asked) {
    std::vector<std::string> actions;
    const auto allowed = [&](OrderEvent event) { return next(state, event).has_value(); };
    if (allowed(OrderEvent::Hold)) actions.push_back("hold");
    // Not held, only doubted: the supervisor's word clears it for the next batch.
    if (allowed(OrderEvent::Release) ||
        (doubted && (state == OrderState::Screened || state == OrderState::Numbered)) ||
        (state == OrderState::Intercepted && after_sale != "running") ||
        (state == OrderState::Closed && asked))
        actions.push_back("release");
    if (asked) actions.push_back("acknowledge");
    if (allowed(OrderEvent::Refuse)) actions.push_back("refuse");
    if (!has_number && (state == OrderState::Screened || state == OrderState::Held))
        actions.push_back("carrier");
    if (state == OrderState::Screened || state == OrderState::Numbered) actions.push_back("print");
    if (state == OrderState::Shipped) actions.push_back("correct");
    if (state != OrderState::Shipped && state != OrderState::Closed && state != OrderState::Refused)
        actions.push_back("delay");
    if (has_sheet && (state == OrderState::Printed || state == OrderState::Queued))
        actions.push_back("reprint");
    return actions;
}

/// The WHERE of a list; values are pushed in the order of their places.
base::Result<std::string> where(const Context& context, const OrderFilter& filter,
                                std::vector<Value>& parameters) {
    std::string sql = "WHERE 1 = 1";
    const auto place = [&](Value cell) {
        parameters.push_back(std::move(cell));
        return "$" + std::to_string(parameters.size());
    };
    const auto hash = [&](std::string_view kind, std::string_view text) {
        return place(value(context.codec.search_hash(kind, text)));
    };
    const base::Time now = context.clock.now();
    const std::string& state = filter.state;
    if (state == "to_ship") {
        sql += " AND o.state IN ('pulled', 'screened', 'held', 'numbered', 'queued', 'printed')";
    } else if (state == "ready") {
        sql +=
            " AND o.state IN ('screened', 'numbered') AND (o.verdict = 'clear' OR o.released = 1)"
            " AND (o.presale_start IS NULL OR o.presale_start <= " +
            place(value(now)) + ") AND NOT" + out_of_stock("o.id");
    } else if (state == "out_of_stock") {
        sql += " AND o.state IN ('screened', 'numbered', 'queued', 'printed') AND" +
               out_of_stock("o.id");
    } else if (state == "parked_ready") {
        sql +=
            " AND EXISTS (SELECT 1 FROM parked_orders w WHERE w.order_id = o.id"
            " AND w.state = 'ready') AND NOT" +
            out_of_stock("o.id");
    } else if (state == "review") {
        sql +=
            " AND o.state IN ('screened', 'numbered') AND o.verdict = 'review'"
            " AND o.released = 0";
    } else if (state == "presale") {
        sql += " AND o.state IN ('pulled', 'screened', 'numbered') AND o.presale_start > " +
               place(value(now));
    } else if (state == "at_risk") {
        sql +=
            " AND (o.state IN ('pulled', 'screened', 'held', 'numbered', 'queued', 'printed')"
            " OR o.id IN (SELECT q.order_id FROM outbox x JOIN parcels q ON q.id = x.parcel_id"
            " WHERE x.state IN ('pending', 'written', 'rejected')))"
            " AND o.ship_by <= " +
            place(value(now + std::chrono::hours{4}));
    } else if (state == "printed_unscanned") {
        sql += " AND o.state = 'printed'";
    } else if (state == "bound") {
        sql += " AND o.state = 'packed'";
    } else if (state == "asked") {
        sql += " AND o.asked = 1";
    } else if (state == "from_export") {
        sql += " AND o.file_number <> '' AND o.state <> 'closed'";
    } else if (!state.empty()) {
        if (!order_state(state))
            return fail(ErrorCode::InvalidInput, "there is no order state '" + state + "'",
                        "error.state_unknown");
        sql += " AND o.state = " + place(value(state));
    }
    if (!filter.query.empty()) {
        const std::string query(base::trim(filter.query));
        sql += " AND (o.order_no = " + place(value(query));
        sql +=
            " OR EXISTS (SELECT 1 FROM parcels WHERE order_id = coalesce(o.merged_into, o.id)"
            " AND number = " +
            place(value(base::to_upper(query))) + ")";
        if (query.size() >= 6)
            sql += " OR substr(o.order_no, length(o.order_no) - length(" + place(value(query)) +
                   ") + 1) = " + place(value(query));
        sql += " OR o.name_hash = " + hash("name", query);
        sql += " OR o.phone_hash = " + hash("phone", query);
        sql += " OR o.last4_hash = " + hash("last4", query) + ")";
    }
    if (!filter.name.empty()) sql += " AND o.name_hash = " + hash("name", filter.name);
    if (!filter.phone_last4.empty())
        sql += " AND o.last4_hash = " + hash("last4", filter.phone_last4);
    if (!filter.title.empty())
        sql +=
            " AND EXISTS (SELECT 1 FROM order_items WHERE order_id = o.id AND title <>"
            " replace(title, " +
            place(value(filter.title)) + ", ''))";
    if (filter.from) sql += " AND o.created_at >= " + place(value(*filter.from));
    if (filter.to) sql += " AND o.created_at <= " + place(value(*filter.to));
    return sql;
}

base::Result<GoesWithView> goes_with_of(const Context& context, base::OrderRow id,
                                        const OrderRowView& row) {
    if (row.state != name(OrderState::Screened) && row.state != name(OrderState::Numbered))
        return GoesWithView{};
    const bool review = row.verdict == "review" && !row.released;
    const bool goes =
        row.verdict == "clear" || row.released ||
        (review && context.settings.screening.review_at_batch == config::ReviewAtBatch::Go);
    if (!goes) return GoesWithView{};
    const base::Time now = context.clock.now();
    auto facts = between_facts(context.db, now);
    if (!facts) return base::pass(facts);
    base::Time not_before = row.presale_start.value_or(now);
    if (review) {
        // Supplements leave it out, and its slot gives people the time to look at it.
        auto stored =
            context.db.query_one("SELECT stored_at FROM orders WHERE id = $1", values(id));
        if (!stored) return base::pass(stored);
        not_before = std::max({not_before, stored->time(0) + context.settings.screening.review_lead,
                               now + std::chrono::milliseconds{1}});
    }
    const Going going = goes_with(context.settings.batches, *facts, row.ship_by, not_before);
    return GoesWithView{going.kind, going.at, going.title};
}

base::Result<OrderView> order_view(const Context& context, const Row& row) {
    const auto id = row.id<base::OrderRow>(0);
    OrderView view;
    view.row = row_view(context, row);
    const WrappedKey key{row.text(27)};
    auto parsed = context.codec.decrypt(key, "parsed", row.text(28));
    if (!parsed) return base::pass(parsed, "order " + view.row.order_no.str());
    auto parts = map_from_json(*parsed);
    view.parsed_province = parts["province"];
    view.parsed_city = parts["city"];
    view.parsed_district = parts["district"];
    view.parsed_town = parts["town"];
    view.parsed_detail = printing::mask_address(parts["detail"]);
    auto person = personal_data(context, id);
    if (!person) return base::pass(person);
    view.buyer_note = person->buyer_note;
    view.seller_remark = person->seller_remark;
    view.seller_flag = row.text(26);
    view.sorting_code = row.text(20);
    view.hub_name = row.text(21);
    view.number_source = row.text(22);
    view.bound_at = row.maybe_time(23);
    view.bench = row.text(24);
    view.shipped_at = row.maybe_time(25);

    auto items = context.db.query(
        "SELECT title, spec, barcode, seller_code, quantity, is_gift, price_fen FROM order_items"
        " WHERE order_id = $1 ORDER BY line",
        values(id));
    if (!items) return base::pass(items);
    for (const Row& item : *items)
        view.items.push_back({item.text(0), item.text(1), item.text(2), item.text(3), item.small(4),
                              item.flag(5), item.integer(6)});

    if (!row.text(29).empty()) {
        auto others = context.db.query(
            "SELECT order_no, state FROM orders WHERE buyer_hash = $1 AND id <> $2"
            " ORDER BY created_at DESC LIMIT 20",
            values(row.text(29), id));
        if (!others) return base::pass(others);
        for (const Row& other : *others)
            view.other_orders.emplace_back(base::OrderNo(other.text(0)), other.text(1));
    }
    auto jobs = read_jobs_of_order(context, id);
    if (!jobs) return base::pass(jobs);
    view.jobs = std::move(*jobs);
    const bool sheet = std::ranges::any_of(view.jobs, [](const JobView& job) {
        return !job.superseded &&
               (job.state == "sent" || job.state == "printed" || job.state == "unknown");
    });
    if (const auto state = order_state(view.row.state))
        view.actions = actions_of(*state, view.row.verdict != "clear" && !view.row.released,
                                  !view.row.number.empty(), sheet, row.text(30), view.row.asked);

    auto going = goes_with_of(context, id, view.row);
    if (!going) return base::pass(going);
    view.goes_with = std::move(*going);
    view.kind = row.text(37);
    const base::OrderRow main = row.null(38) ? id : row.id<base::OrderRow>(38);
    auto together = context.db.query(
        "SELECT order_no, id FROM orders WHERE id = $1 OR merged_into = $2 ORDER BY id",
        values(main, main));
    if (!together) return base::pass(together);
    for (const Row& one : *together) {
        if (together->size() < 2) break;
        view.together.emplace_back(one.text(0));
        if (one.id<base::OrderRow>(1) == main && main != id)
            view.merged_into = base::OrderNo(one.text(0));
    }
    if (main != id) std::erase(view.actions, "print");
    auto boxes = read_boxes(context, main);
    if (!boxes) return base::pass(boxes);
    view.boxes = std::move(*boxes);

    auto stock = order_stock(context.db, id);
    if (!stock) return base::pass(stock);
    view.waits_for = stock->missing;
    view.parked = stock->parked;
    if (!view.waits_for.empty()) std::erase(view.actions, "print");

    auto history = context.db.query(
        "SELECT at, actor, action, from_state, to_state, detail FROM audit WHERE order_id = $1"
        // Of an order that was taken out, whose row id this one got.
        " AND id > (SELECT coalesce(max(id), 0) FROM audit WHERE order_id = $2"
        " AND action = 'taken_out') ORDER BY id LIMIT 500",
        values(id, id));
    if (!history) return base::pass(history);
    for (const Row& line : *history)
        view.timeline.push_back({line.time(0), line.text(1), line.text(2), line.text(3),
                                 line.text(4), map_from_json(line.text(5))});
    return view;
}

}  // namespace

base::Result<OrderListView> read_orders(const Context& context, const OrderFilter& filter) {
    std::vector<Value> parameters;
    auto condition = where(context, filter, parameters);
    if (!condition) return base::pass(condition);
    auto total = context.db.query_one("SELECT count(*) FROM orders o " + *condition, parameters);
    if (!total) return base::pass(total);
    const int size = std::clamp(filter.page_size, 1, kPageSizeLimit);
    OrderListView list;
    list.total = total->small(0);
    list.pages = std::max(1, (list.total + size - 1) / size);
    list.page = std::clamp(filter.page, 1, list.pages);
    const std::string limit = " ORDER BY o.ship_by IS NULL, o.ship_by, o.id LIMIT " +
                              std::to_string(size) + " OFFSET " +
                              std::to_string((list.page - 1) * size);
    auto rows = context.db.query(std::string(kColumns) + *condition + limit, parameters);
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) list.orders.push_back(row_view(context, row));
    return list;
}

base::Result<OrderView> read_order(const Context& context, const base::OrderNo& order_no) {
    auto rows = context.db.query(std::string(kColumns) + "WHERE o.order_no = $1", values(order_no));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no order " + order_no.str(),
                    "error.order_unknown");
    return order_view(context, rows->front());
}

base::Result<std::vector<OrderView>> read_review_queue(const Context& context) {
    auto rows = context.db.query(
        std::string(kColumns) +
        "WHERE o.state = 'held' OR (o.state IN ('screened', 'numbered') AND o.released = 0"
        " AND o.verdict <> 'clear') ORDER BY o.ship_by IS NULL, o.ship_by, o.id LIMIT 200");
    if (!rows) return base::pass(rows);
    std::vector<OrderView> orders;
    for (const Row& row : *rows) {
        auto view = order_view(context, row);
        if (!view) return base::pass(view);
        orders.push_back(std::move(*view));
    }
    return orders;
}

}  // namespace station
