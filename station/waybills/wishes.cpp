#include "station/waybills/wishes.h"

#include <algorithm>

#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

constexpr std::string_view kColumns =
    "SELECT w.id, w.wish_key, w.parcel_id, p.order_id, o.order_no, w.provider, w.carrier, w.state,"
    " w.number, w.sorting_code, w.hub_code, w.hub_name, w.attempts, w.error_key, w.message,"
    " w.state_at, p.void, p.number, p.receiver_hash FROM number_wishes w"
    " JOIN parcels p ON p.id = w.parcel_id JOIN orders o ON o.id = p.order_id ";

base::Result<WishRecord> record(const Row& row) {
    const auto state = wish_state(row.text(7));
    if (!state)
        return fail(ErrorCode::Corrupt,
                    "wish " + row.text(0) + " has the unknown state '" + row.text(7) + "'");
    return WishRecord{row.id<WishRow>(0),
                      row.text(1),
                      row.id<base::ParcelRow>(2),
                      row.id<base::OrderRow>(3),
                      row.id<base::OrderNo>(4),
                      row.text(5),
                      row.id<base::CarrierCode>(6),
                      *state,
                      row.text(8),
                      row.text(9),
                      row.text(10),
                      row.text(11),
                      row.small(12),
                      row.text(13),
                      row.text(14),
                      row.time(15),
                      row.flag(16),
                      !row.null(17),
                      row.text(18)};
}

base::Result<std::optional<WishRecord>> first(const base::Result<std::vector<Row>>& rows) {
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<WishRecord>{};
    auto wish = record(rows->front());
    if (!wish) return base::pass(wish);
    return std::optional<WishRecord>{std::move(*wish)};
}

/// What a provider takes as a key: letters, digits, hyphens, at most 30.
std::string key_text(const std::string& order_no, int parcel) {
    std::string key;
    for (const char c : order_no) {
        const bool plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (plain) key += c;
    }
    constexpr std::size_t kLongest = 25;
    if (key.size() > kLongest) key.erase(0, key.size() - kLongest);
    return key + "-" + std::to_string(parcel);
}

}  // namespace

base::Status Wishes::make(base::ParcelRow parcel, base::OrderRow order, const std::string& source,
                          const base::CarrierCode& carrier) {
    auto facts = context_.db.query_one(
        "SELECT order_no, (SELECT count(*) FROM parcels WHERE order_id = orders.id AND id <= $1)"
        " FROM orders WHERE id = $2",
        values(parcel, order));
    if (!facts) return base::pass(facts);
    auto receiver = receiver_hash(context_, order);
    if (!receiver) return base::pass(receiver);
    const std::string key = key_text(facts->text(0), facts->small(1));
    const base::Time now = context_.clock.now();
    auto made = context_.db.execute(
        "INSERT INTO number_wishes (wish_key, parcel_id, provider, carrier, state, asked_at,"
        " state_at) VALUES ($1, $2, $3, $4, 'wished', $5, $6)",
        values(key, parcel, source, carrier, now, now));
    if (!made) return base::pass(made);
    auto noted = context_.db.execute(
        "UPDATE parcels SET carrier = $1, receiver_hash = $2 WHERE id = $3 AND number IS NULL",
        values(carrier, *receiver, parcel));
    if (!noted) return base::pass(noted);
    return append_audit(context_.db, now,
                        {.actor = "station",
                         .action = "number_wished",
                         .order = order,
                         .parcel = parcel,
                         .to = "wished",
                         .detail = {{"key", key}, {"source", source}, {"carrier", carrier.str()}}});
}

base::Result<std::optional<WishRecord>> Wishes::find(const std::string& key) const {
    return first(context_.db.query(std::string(kColumns) + "WHERE w.wish_key = $1", values(key)));
}

base::Result<WishRecord> Wishes::find(WishRow id) const {
    auto wish = first(context_.db.query(std::string(kColumns) + "WHERE w.id = $1", values(id)));
    if (!wish) return base::pass(wish);
    if (!*wish)
        return fail(ErrorCode::NotFound,
                    "there is no wish for a number " + std::to_string(id.value()),
                    "error.wish_unknown");
    return std::move(**wish);
}

base::Result<std::optional<WishRecord>> Wishes::open_of(base::ParcelRow parcel) const {
    return first(context_.db.query(std::string(kColumns) +
                                       "WHERE w.parcel_id = $1 AND w.state IN"
                                       " ('wished', 'asked', 'refused', 'parked')"
                                       " ORDER BY w.id DESC LIMIT 1",
                                   values(parcel)));
}

base::Result<std::optional<WishRecord>> Wishes::next_due(const std::string& source) const {
    return first(context_.db.query(
        std::string(kColumns) + "WHERE w.state = 'wished' AND w.provider = $1 AND w.next_at <= $2"
                                " ORDER BY w.id LIMIT 1",
        values(source, context_.clock.now())));
}

base::Result<std::vector<WishRecord>> Wishes::in_state(WishState state) const {
    auto rows = context_.db.query(
        std::string(kColumns) + "WHERE w.state = $1 ORDER BY w.id LIMIT 500", values(name(state)));
    if (!rows) return base::pass(rows);
    std::vector<WishRecord> all;
    for (const Row& row : *rows) {
        auto wish = record(row);
        if (!wish) return base::pass(wish);
        all.push_back(std::move(*wish));
    }
    return all;
}

base::Result<WishState> Wishes::apply(const WishRecord& wish, WishEvent event,
                                      const WishChange& change) {
    auto to = next(wish.state, event);
    if (!to) return base::pass(to, "wish " + wish.key);
    const base::Time now = context_.clock.now();
    const NumberAnswer* answer = change.answer;
    const int attempts = event == WishEvent::Ask           ? wish.attempts + 1
                         : event == WishEvent::PersonAgain ? 0
                                                           : wish.attempts;
    const std::string number = answer != nullptr ? answer->number : wish.number;
    std::vector<std::map<std::string, std::string>> more;
    if (answer != nullptr)
        for (const std::string& sub : answer->sub_numbers) more.push_back({{"number", sub}});
    auto changed = context_.db.execute(
        "UPDATE number_wishes SET state = $1, state_at = $2, attempts = $3, next_at = $4,"
        " error_key = $5, message = $6, number = $7, sorting_code = $8, hub_code = $9,"
        " hub_name = $10, reference = $11, more = $12, answered_at = $13"
        " WHERE id = $14 AND state = $15",
        {value(name(*to)), value(now), value(attempts), value(change.next_at.value_or(now)),
         value(change.error_key), value(change.message), number.empty() ? Value{} : Value{number},
         value(answer != nullptr ? answer->sorting_code : wish.sorting_code),
         value(answer != nullptr ? answer->hub_code : wish.hub_code),
         value(answer != nullptr ? answer->hub_name : wish.hub_name),
         value(answer != nullptr ? answer->reference : std::string()),
         value(more.empty() ? std::string() : to_json(more)),
         *to == WishState::Asked || *to == WishState::Wished ? Value{} : value(now), value(wish.id),
         value(name(wish.state))});
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the wish was changed by somebody else at this moment",
                    "error.wish_state");
    std::map<std::string, std::string> detail = {{"key", wish.key}, {"source", wish.source}};
    if (!change.error_key.empty()) detail["error"] = change.error_key;
    if (!number.empty()) detail["number"] = number;
    auto noted = append_audit(context_.db, now,
                              {.actor = change.actor,
                               .action = "number_" + std::string(name(event)),
                               .order = wish.order,
                               .parcel = wish.parcel,
                               .from = std::string(name(wish.state)),
                               .to = std::string(name(*to)),
                               .detail = std::move(detail)});
    if (!noted) return base::pass(noted);
    return *to;
}

base::Result<std::string> receiver_hash(const Context& context, base::OrderRow order) {
    auto row = context.db.query_one(
        "SELECT name_hash, phone_hash, address_hash FROM orders WHERE id = $1", values(order));
    if (!row) return base::pass(row);
    return context.codec.search_hash("receiver",
                                     row->text(0) + "|" + row->text(1) + "|" + row->text(2));
}

bool is_number_like(std::string_view number) {
    return number.size() >= 6 && number.size() <= 40 && number.front() != '-' &&
           std::ranges::all_of(number, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-';
           });
}

base::Result<bool> number_in_use(Session& db, const std::string& number) {
    auto row = db.query_one(
        "SELECT (SELECT count(*) FROM parcels WHERE number = $1)"
        " + (SELECT count(*) FROM sheet_numbers WHERE number = $2)"
        " + (SELECT count(*) FROM void_numbers WHERE number = $3)",
        values(number, number, number));
    if (!row) return base::pass(row);
    return row->integer(0) > 0;
}

}  // namespace station
