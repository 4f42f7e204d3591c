#include "station/desk/day_card.h"

#include <algorithm>
#include <chrono>

#include "station/batches/stock_marks.h"
#include "station/store/json.h"

namespace station {

using namespace std::chrono;
using base::ErrorCode;
using base::fail;

namespace {

/// How the card names a day.
std::string day_text(base::Time time) {
    return base::format_beijing(time).substr(0, 10);
}

struct LeftPlace {
    const char* kind;
    const char* href;
};
/// In the order of an order's life, which is the order on the card.
constexpr LeftPlace kLeftPlaces[] = {
    {"held", "/review"},
    {"review", "/review"},
    {"failed_label", "/orders?state=held"},
    {"out_of_stock", "/stock"},
    {"not_numbered", "/orders?state=ready"},
    {"not_printed", "/orders?state=ready"},
    {"queued", "/orders?state=queued"},
    {"unknown_label", "/batches?jobs=unknown"},
    {"printed_unscanned", "/orders?state=printed"},
    {"intercepted", "/orders?state=intercepted"},
    {"ship_waiting", "/shipping"},
    {"not_uploaded", "/shipping"},
    {"rejected", "/shipping"},
    {"waiting_platform", "/shipping"},
};

/// Of every order that has not left: why. Those before their presale start are not expected to.
base::Result<std::vector<DayLeftView>> left_now(const Context& context) {
    std::map<std::string, int> counts;
    const auto add = [&](const std::string& sql,
                         const std::vector<Value>& parameters) -> base::Status {
        auto rows = context.db.query(sql, parameters);
        if (!rows) return base::pass(rows);
        for (const Row& row : *rows) counts[row.text(0)] += row.small(1);
        return {};
    };
    const auto orders = add(
        "SELECT CASE"
        " WHEN o.state = 'intercepted' THEN 'intercepted'"
        " WHEN o.state = 'held' AND o.blocked_key = 'error.label_not_proven' THEN 'failed_label'"
        " WHEN o.state = 'held' THEN 'held'"
        " WHEN EXISTS (SELECT 1 FROM label_jobs j WHERE j.order_id = o.id"
        "  AND j.state = 'unknown') THEN 'unknown_label'"
        " WHEN" +
            out_of_stock("o.id") +
            " THEN 'out_of_stock'"
            " WHEN o.state = 'queued' THEN 'queued'"
            " WHEN o.state = 'printed' THEN 'printed_unscanned'"
            " WHEN o.state = 'pulled' THEN 'not_printed'"
            " WHEN o.verdict = 'review' AND o.released = 0 THEN 'review'"
            " WHEN o.blocked_key <> '' THEN 'not_numbered'"
            " ELSE 'not_printed' END, count(*) FROM orders o"
            " WHERE o.state IN ('pulled', 'screened', 'held', 'numbered', 'queued', 'printed',"
            "  'intercepted') AND (o.state NOT IN ('pulled', 'screened', 'numbered')"
            "  OR o.presale_start IS NULL OR o.presale_start <= $1) GROUP BY 1",
        values(context.clock.now()));
    if (!orders) return base::pass(orders);
    const auto bound = add(
        "SELECT CASE x.state WHEN 'pending' THEN 'ship_waiting' WHEN 'written' THEN 'not_uploaded'"
        " WHEN 'rejected' THEN 'rejected' ELSE 'waiting_platform' END, count(*)"
        " FROM outbox x JOIN parcels p ON p.id = x.parcel_id JOIN orders o ON o.id = p.order_id"
        " WHERE x.state IN ('pending', 'written', 'rejected', 'uploaded')"
        " AND o.state IN ('packed', 'shipped') GROUP BY 1",
        {});
    if (!bound) return base::pass(bound);
    std::vector<DayLeftView> left;
    for (const LeftPlace& place : kLeftPlaces) {
        const auto found = counts.find(place.kind);
        if (found != counts.end() && found->second > 0)
            left.push_back({place.kind, found->second, place.href});
    }
    return left;
}

std::string left_as_text(const std::vector<DayLeftView>& left) {
    std::vector<std::map<std::string, std::string>> rows;
    for (const DayLeftView& one : left)
        rows.push_back({{"kind", one.kind}, {"count", std::to_string(one.count)}});
    return to_json(rows);
}

std::vector<DayLeftView> left_from_text(const std::string& text) {
    std::vector<DayLeftView> left;
    for (auto row : rows_from_json(text)) {
        const auto place = std::ranges::find_if(
            kLeftPlaces, [&](const LeftPlace& one) { return row["kind"] == one.kind; });
        if (place == std::end(kLeftPlaces)) continue;
        left.push_back({place->kind, std::atoi(row["count"].c_str()), place->href});
    }
    return left;
}

/// What happened from `start` on, for one day.
base::Status read_happened(const Context& context, base::Time start, DayCardView& card) {
    const base::Time end = start + days{1};
    auto carriers = context.db.query(
        "SELECT p.carrier, count(*) FROM parcels p JOIN orders o ON o.id = p.order_id"
        " WHERE p.bound_at >= $1 AND p.bound_at < $2 AND p.void = 0 AND p.with_parcel IS NULL"
        // Bound and stopped: it is on the table, not with the courier.
        " AND o.state IN ('packed', 'shipped', 'closed') GROUP BY p.carrier"
        " ORDER BY 2 DESC, p.carrier",
        values(start, end));
    if (!carriers) return base::pass(carriers);
    for (const Row& row : *carriers) {
        const auto code = row.id<base::CarrierCode>(0);
        const config::Carrier* carrier = context.carriers.find(code);
        card.shipped.push_back(
            {code, carrier == nullptr ? code.str() : carrier->name_zh, row.small(1)});
        card.bound += row.small(1);
    }
    const auto count = [&](const char* sql, int& target) -> base::Status {
        auto row = context.db.query_one(sql, values(start, end));
        if (!row) return base::pass(row);
        target = row->small(0);
        return {};
    };
    const base::Status all[] = {
        count("SELECT count(*) FROM orders WHERE stored_at >= $1 AND stored_at < $2",
              card.imported),
        count("SELECT count(*) FROM label_jobs WHERE coalesce(sent_at, printed_at) >= $1"
              " AND coalesce(sent_at, printed_at) < $2 AND kind = 'label'"
              " AND state IN ('sent', 'printed')",
              card.printed),
        count("SELECT count(*) FROM outbox WHERE state = 'confirmed' AND state_at >= $1"
              " AND state_at < $2",
              card.confirmed)};
    for (const base::Status& one : all) {
        if (!one) return one;
    }
    return {};
}

}  // namespace

base::Result<DayCardView> DayCards::card(const std::string& date) {
    const std::string today = day_text(context_.clock.now());
    DayCardView card;
    card.date = date.empty() ? today : date;
    const auto start = base::parse_beijing(card.date + " 00:00");
    if (!start || day_text(*start) != card.date)
        return fail(ErrorCode::InvalidInput, "'" + date + "' is no date; write 2026-05-28",
                    "error.bad_date");
    if (card.date > today)
        return fail(ErrorCode::NotFound, card.date + " has not begun", "error.day_ahead");
    card.today = card.date == today;
    if (auto read = read_happened(context_, *start, card); !read) return base::pass(read);
    if (card.today) {
        auto left = left_now(context_);
        if (!left) return base::pass(left);
        card.left = std::move(*left);
        card.as_of = context_.clock.now();
        return card;
    }
    auto kept =
        context_.db.query("SELECT at, left_json FROM day_cards WHERE day = $1", values(card.date));
    if (!kept) return base::pass(kept);
    if (!kept->empty()) {
        card.as_of = kept->front().time(0);
        card.left = left_from_text(kept->front().text(1));
    }
    return card;
}

base::Status keep_day(const Context& context) {
    const base::Time now = context.clock.now();
    auto left = left_now(context);
    if (!left) return base::pass(left);
    const std::string text = left_as_text(*left);
    auto transaction = WriteTransaction::begin(context.db);
    if (!transaction) return base::pass(transaction);
    auto changed = context.db.execute("UPDATE day_cards SET at = $1, left_json = $2 WHERE day = $3",
                                      values(now, text, day_text(now)));
    if (!changed) return base::pass(changed);
    if (*changed == 0) {
        auto made =
            context.db.execute("INSERT INTO day_cards (day, at, left_json) VALUES ($1, $2, $3)",
                               values(day_text(now), now, text));
        if (!made) return base::pass(made);
    }
    return transaction->commit();
}

}  // namespace station
