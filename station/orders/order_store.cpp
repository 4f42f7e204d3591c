#include "station/orders/order_store.h"

#include "base/text.h"
#include "station/orders/export_number.h"
#include "station/orders/personal_data.h"
#include "station/store/json.h"

namespace station {

std::string normalised(std::string_view text) {
    std::u32string kept;
    for (const char32_t c : base::to_utf32(base::to_upper(base::nfkc(text)))) {
        const bool keep = (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || base::is_han(c);
        if (keep) kept.push_back(c);
    }
    return base::to_utf8(kept);
}

namespace {

constexpr char kSeparator = '\x1f';

/// 0, of a dry run, which has no row in imports, is stored as "none".
base::RowId<struct ImportRowTag> import_row(std::int64_t import_id) {
    return base::RowId<ImportRowTag>(import_id);
}

std::string raw_text(const IncomingOrder& order) {
    // The source's own words, kept so that a later version can read what this one ignores.
    return to_json({{"status", order.status_text},
                    {"after_sale", order.after_sale_text},
                    {"order_type", order.order_type},
                    {"tags", order.tags},
                    {"marker", order.marker},
                    {"buyer_id", order.buyer_id},
                    {"shop", order.shop}});
}

}  // namespace

std::string OrderStore::receiver_hash(const IncomingOrder& order) const {
    const IncomingReceiver& to = order.receiver;
    std::string text;
    for (const std::string* part :
         {&to.name, &to.phone, &to.province, &to.city, &to.district, &to.address})
        text += *part + kSeparator;
    return context_.codec.search_hash("receiver", text);
}

std::string OrderStore::screen_hash(const IncomingOrder& order) const {
    std::string text = receiver_hash(order) + kSeparator + order.seller_flag + kSeparator +
                       order.seller_remark + kSeparator + order.buyer_id;
    // The settings have a say in it: the same row may be printable after they changed.
    if (const auto problem = check_export_number(context_, order.waybill_number, order.carrier_name,
                                                 order.sorting_code))
        text += kSeparator + problem->code;
    return context_.codec.search_hash("screen", text);
}

std::string OrderStore::content_hash(const IncomingOrder& order) const {
    std::string text = screen_hash(order);
    const auto add = [&](std::string_view part) {
        text += kSeparator;
        text += part;
    };
    const auto add_time = [&](std::optional<base::Time> time) {
        add(time ? std::to_string(base::to_millis(*time)) : "");
    };
    add(name(order.readiness));
    add(order.status_text);
    add(name(order.after_sale));
    add(order.order_type);
    add(order.tags);
    add(order.buyer_note);
    add_time(order.created_at);
    add_time(order.ship_by);
    add_time(order.presale_start);
    add(order.carrier_name);
    add(order.waybill_number.str());
    add(order.sorting_code);
    add(order.hub);
    add(std::to_string(order.total_fen));
    add(std::to_string(order.weight_g));
    for (const IncomingItem& item : order.items) {
        add(item.sku_id);
        add(item.barcode);
        add(item.seller_code);
        add(item.title);
        add(item.spec);
        add(std::to_string(item.quantity));
        add(std::to_string(item.price_fen));
        add(item.is_gift ? "gift" : "");
    }
    return context_.codec.search_hash("content", text);
}

std::string OrderStore::items_hash(const IncomingOrder& order) const {
    std::string text = "items";
    for (const IncomingItem& item : order.items) {
        for (const std::string* part :
             {&item.sku_id, &item.barcode, &item.seller_code, &item.title, &item.spec})
            text += kSeparator + *part;
        text += kSeparator + std::to_string(item.quantity);
    }
    return context_.codec.search_hash("items", text);
}

base::Result<std::optional<StoredOrder>> OrderStore::find(const std::string& platform,
                                                          const base::OrderNo& order_no) const {
    auto rows = context_.db.query(
        "SELECT id, state, content_hash, screen_hash, address_hash, as_of, manual_hold,"
        " carrier_rule, items_hash, status_text, after_sale, ship_by, news, asked, verdict"
        " FROM orders WHERE platform = $1 AND order_no = $2",
        values(platform, order_no));
    if (!rows) return base::pass(rows);
    if (rows->empty()) return std::optional<StoredOrder>{};
    const Row& row = rows->front();
    const auto state = order_state(row.text(1));
    if (!state)
        return base::fail(base::ErrorCode::Corrupt,
                          "order " + order_no.str() + " has the unknown state " + row.text(1));
    StoredOrder order;
    order.id = row.id<base::OrderRow>(0);
    order.state = *state;
    order.content_hash = row.text(2);
    order.screen_hash = row.text(3);
    order.receiver_hash = row.text(4);
    order.as_of = row.time(5);
    order.manual_hold = row.flag(6);
    order.carrier_chosen = row.text(7) == "supervisor";
    order.items_hash = row.text(8);
    order.status_text = row.text(9);
    order.after_sale = row.text(10);
    order.ship_by = row.maybe_time(11);
    order.news = news_named(row.text(12));
    order.asked = row.flag(13);
    order.verdict = row.text(14);
    return std::optional<StoredOrder>{std::move(order)};
}

base::Result<OrderThings> OrderStore::things_of(base::OrderRow id) const {
    auto row = context_.db.query_one(
        "SELECT (SELECT count(*) FROM label_jobs WHERE maybe_on_paper = 1 AND order_id ="
        "  (SELECT coalesce(merged_into, id) FROM orders WHERE id = $1))"
        " + (SELECT count(*) FROM parcels WHERE order_id = $2 AND bound_at IS NOT NULL),"
        " (SELECT count(*) FROM outbox x JOIN parcels p ON p.id = x.parcel_id"
        "  WHERE p.order_id = $3 AND x.state = 'confirmed')",
        values(id, id, id));
    if (!row) return base::pass(row);
    OrderThings things{row->integer(0) > 0, row->integer(1) > 0, {}, {}};
    auto parcel = context_.db.query(
        "SELECT number, number_source FROM parcels WHERE void = 0 AND number IS NOT NULL"
        " AND box_no = 1"
        " AND order_id = (SELECT coalesce(merged_into, id) FROM orders WHERE id = $1)"
        " ORDER BY id DESC LIMIT 1",
        values(id));
    if (!parcel) return base::pass(parcel);
    if (!parcel->empty()) {
        things.number = base::WaybillNumber(parcel->front().text(0));
        things.number_source = parcel->front().text(1);
    }
    auto former = context_.db.query(
        "SELECT old_number FROM back_end_tasks WHERE order_id = $1 AND kind = 'correction'"
        " AND state IN ('open', 'done') ORDER BY id DESC LIMIT 1",
        values(id));
    if (!former) return base::pass(former);
    if (!former->empty()) things.former = base::WaybillNumber(former->front().text(0));
    return things;
}

CompareKeys OrderStore::compare_keys(const IncomingOrder& order) const {
    const auto hash = [&](std::string_view kind, std::string_view text) {
        return context_.codec.search_hash(kind, text);
    };
    return {order.order_no,
            hash("buyer", order.buyer_id),
            hash("phone", order.receiver.phone),
            hash("place", normalised(order.receiver.address)),
            hash("name", order.receiver.name),
            order.created_at};
}

base::Result<BuyerHistory> OrderStore::history(const CompareKeys& keys,
                                               std::chrono::hours window) const {
    const base::Time since = keys.created_at - window;
    const base::Time until = keys.created_at + window;
    // What is sent in exchange is no further purchase.
    constexpr std::string_view kLive =
        " AND state NOT IN ('closed', 'refused') AND kind <> 'exchange'";
    // Counting on tells nobody more, and would make a large file of one address take for ever.
    constexpr std::string_view kEnough = " LIMIT 500) AS found";
    BuyerHistory history;
    const bool by_id = !keys.buyer.empty();
    const std::string& buyer = by_id ? keys.buyer : keys.phone;
    if (!buyer.empty()) {
        auto row = context_.db.query_one(
            "SELECT count(*), count(*) FILTER (WHERE place_hash = $1 AND name_hash = $2)"
            " FROM (SELECT place_hash, name_hash FROM orders WHERE " +
                std::string(by_id ? "buyer_hash" : "phone_hash") +
                " = $3 AND order_no <> $4 AND created_at BETWEEN $5 AND $6" + std::string(kLive) +
                std::string(kEnough),
            values(keys.place, keys.name, buyer, keys.order_no, since, until));
        if (!row) return base::pass(row);
        history.of_buyer += row->small(0);
        history.same_address += row->small(1);
    }
    if (!keys.place.empty()) {
        auto row = context_.db.query_one(
            "SELECT count(*), count(DISTINCT CASE WHEN name_hash <> $1 THEN name_hash END)"
            " FROM (SELECT name_hash FROM orders WHERE place_hash = $2 AND order_no <> $3"
            " AND created_at BETWEEN $4 AND $5" +
                std::string(kLive) + std::string(kEnough),
            values(keys.name, keys.place, keys.order_no, since, until));
        if (!row) return base::pass(row);
        history.at_address += row->small(0);
        history.names_at_address += row->small(1);
    }
    return history;
}

base::Status OrderStore::update_judgement(base::OrderRow id, const Judgement& judgement) {
    auto stored = context_.db.query_one("SELECT order_key FROM orders WHERE id = $1", values(id));
    if (!stored) return base::pass(stored);
    auto reasons =
        context_.codec.encrypt(WrappedKey{stored->text(0)}, "reasons", to_json(judgement.reasons));
    if (!reasons) return base::pass(reasons);
    auto done = context_.db.execute(
        "UPDATE orders SET verdict = $1, reasons_enc = $2, updated_at = $3 WHERE id = $4",
        values(judgement.verdict, *reasons, context_.clock.now(), id));
    if (!done) return base::pass(done);
    return {};
}

base::Result<std::vector<Value>> OrderStore::sealed(const IncomingOrder& order,
                                                    const Judgement& judgement,
                                                    const WrappedKey& key) const {
    std::vector<Value> cells;
    const std::pair<const char*, std::string> fields[] = {
        {"name", order.receiver.name},
        {"phone", order.receiver.phone},
        {"address", order.receiver.address},
        {"detail", order.receiver.detail},
        {"buyer_note", order.buyer_note},
        {"remark", order.seller_remark},
        {"parsed", to_json(judgement.parsed)},
        {"raw", raw_text(order)},
        // What screening found quotes the name, the phone or the address.
        {"reasons", to_json(judgement.reasons)}};
    for (const auto& [field, plain] : fields) {
        auto text = context_.codec.encrypt(key, field, plain);
        if (!text) return base::pass(text);
        cells.push_back(value(*text));
    }
    const auto hash = [&](std::string_view kind, std::string_view text) {
        return value(context_.codec.search_hash(kind, text));
    };
    const std::string& phone = order.receiver.phone;
    const std::string main_number = phone.substr(0, phone.find('-'));
    cells.push_back(value(masked_receiver(order.receiver.name, phone)));
    cells.push_back(hash("name", order.receiver.name));
    cells.push_back(hash("phone", phone));
    cells.push_back(hash("last4", main_number.size() >= 4
                                      ? main_number.substr(main_number.size() - 4)
                                      : std::string()));
    cells.push_back(value(receiver_hash(order)));
    cells.push_back(hash("place", normalised(order.receiver.address)));
    cells.push_back(hash("buyer", order.buyer_id));
    return cells;
}

base::Result<base::OrderRow> OrderStore::insert(const IncomingOrder& order,
                                                const Judgement& judgement,
                                                const std::string& carrier, const std::string& rule,
                                                base::Time as_of, std::int64_t import_id,
                                                OrderEvent first) {
    const auto state = next(OrderState::Pulled, first);
    if (!state) return base::pass(state);
    const WrappedKey key = context_.codec.new_order_key();
    auto personal = sealed(order, judgement, key);
    if (!personal) return base::pass(personal);
    const base::Time now = context_.clock.now();
    std::vector<Value> cells =
        values(order.platform, order.order_no, name(*state), now, order.status_text,
               name(order.after_sale), order.order_type, order.tags, order.created_at,
               order.ship_by, order.presale_start, order.total_fen, order.weight_g,
               order.receiver.province, order.receiver.city, order.receiver.district, key.text);
    cells.insert(cells.end(), personal->begin(), personal->end());
    const std::vector<Value> rest =
        values(order.seller_flag, !order.buyer_note.empty(), judgement.verdict, carrier, rule,
               order.waybill_number, order.carrier_name, order.sorting_code, order.hub,
               content_hash(order), screen_hash(order), items_hash(order), as_of,
               import_row(import_id), now, now, order.kind);
    cells.insert(cells.end(), rest.begin(), rest.end());
    std::string places = "$1";
    for (std::size_t i = 2; i <= cells.size(); ++i) places += ", $" + std::to_string(i);
    auto made = context_.db.query_one(
        "INSERT INTO orders (platform, order_no, state, state_at, status_text, after_sale,"
        " order_type, tags, created_at, ship_by, presale_start, total_fen, weight_g, province,"
        " city, district, order_key, name_enc, phone_enc, address_enc, detail_enc, buyer_note_enc,"
        " remark_enc, parsed_enc, raw_enc, reasons_enc, masked_receiver, name_hash, phone_hash, "
        "last4_hash,"
        " address_hash, place_hash, buyer_hash, seller_flag, has_note, verdict, carrier,"
        " carrier_rule, file_number, file_carrier, file_sorting, file_hub, content_hash,"
        " screen_hash, items_hash, as_of, import_id, stored_at, updated_at, kind) VALUES (" +
            places + ") RETURNING id",
        cells);
    if (!made) return base::pass(made, "order " + order.order_no.str());
    const auto id = made->id<base::OrderRow>(0);
    if (auto items = write_items(id, order); !items) return base::pass(items);
    auto noted = append_audit(
        context_.db, now,
        {.actor = "intake",
         .action = "pulled",
         .order = id,
         .to = "pulled",
         .detail = {{"import", std::to_string(import_id)}, {"verdict", judgement.verdict}}});
    if (!noted) return base::pass(noted);
    noted = append_audit(context_.db, now,
                         {.actor = "intake",
                          .action = std::string(name(first)),
                          .order = id,
                          .from = "pulled",
                          .to = std::string(name(*state)),
                          .detail = {{"verdict", judgement.verdict}}});
    if (!noted) return base::pass(noted);
    return id;
}

base::Status OrderStore::update(base::OrderRow id, const IncomingOrder& order,
                                const Judgement& judgement, const std::string& carrier,
                                const std::string& rule, base::Time as_of, std::int64_t import_id) {
    auto stored = context_.db.query_one("SELECT order_key FROM orders WHERE id = $1", values(id));
    if (!stored) return base::pass(stored);
    auto personal = sealed(order, judgement, WrappedKey{stored->text(0)});
    if (!personal) return base::pass(personal);
    const base::Time now = context_.clock.now();
    std::vector<Value> cells = values(
        order.status_text, name(order.after_sale), order.order_type, order.tags, order.created_at,
        order.ship_by, order.presale_start, order.total_fen, order.weight_g,
        order.receiver.province, order.receiver.city, order.receiver.district);
    cells.insert(cells.end(), personal->begin(), personal->end());
    const std::vector<Value> rest = values(
        order.seller_flag, !order.buyer_note.empty(), judgement.verdict, order.waybill_number,
        order.carrier_name, order.sorting_code, order.hub, content_hash(order), screen_hash(order),
        items_hash(order), as_of, import_row(import_id), now, order.kind);
    cells.insert(cells.end(), rest.begin(), rest.end());
    static constexpr const char* kColumns[] = {"status_text",    "after_sale",
                                               "order_type",     "tags",
                                               "created_at",     "ship_by",
                                               "presale_start",  "total_fen",
                                               "weight_g",       "province",
                                               "city",           "district",
                                               "name_enc",       "phone_enc",
                                               "address_enc",    "detail_enc",
                                               "buyer_note_enc", "remark_enc",
                                               "parsed_enc",     "raw_enc",
                                               "reasons_enc",    "masked_receiver",
                                               "name_hash",      "phone_hash",
                                               "last4_hash",     "address_hash",
                                               "place_hash",     "buyer_hash",
                                               "seller_flag",    "has_note",
                                               "verdict",        "file_number",
                                               "file_carrier",   "file_sorting",
                                               "file_hub",       "content_hash",
                                               "screen_hash",    "items_hash",
                                               "as_of",          "import_id",
                                               "updated_at",     "kind"};
    std::string sql = "UPDATE orders SET ";
    int place = 0;
    for (const char* column : kColumns) {
        if (place > 0) sql += ", ";
        sql += std::string(column) + " = ";
        const std::string here = "$" + std::to_string(++place);
        sql += std::string_view(column) == "ship_by" ? "coalesce(" + here + ", ship_by)" : here;
    }
    cells.push_back(value(id));
    auto done = context_.db.execute(sql + " WHERE id = $" + std::to_string(++place), cells);
    if (!done) return base::pass(done, "order " + order.order_no.str());
    if (!carrier.empty()) {
        auto routed =
            context_.db.execute("UPDATE orders SET carrier = $1, carrier_rule = $2 WHERE id = $3",
                                values(carrier, rule, id));
        if (!routed) return base::pass(routed);
    }
    return replace_items(id, order);
}

base::Status OrderStore::seen_again(base::OrderRow id, base::Time as_of) {
    auto done = context_.db.execute("UPDATE orders SET as_of = $1 WHERE id = $2 AND as_of < $3",
                                    values(as_of, id, as_of));
    if (!done) return base::pass(done);
    return {};
}

base::Status OrderStore::set_flag(base::OrderRow id, std::string_view column, int number) {
    auto done = context_.db.execute(
        "UPDATE orders SET " + std::string(column) + " = $1 WHERE id = $2", values(number, id));
    if (!done) return base::pass(done);
    return {};
}

base::Status OrderStore::set_news(base::OrderRow id, News news, base::Time as_of, bool asked) {
    auto done = context_.db.execute(
        "UPDATE orders SET news = $1, news_as_of = $2, asked = $3 WHERE id = $4",
        {value(news == News::Same ? std::string_view() : name(news)),
         news == News::Same ? Value{} : value(as_of), value(asked), value(id)});
    if (!done) return base::pass(done);
    return {};
}

base::Status OrderStore::replace_items(base::OrderRow id, const IncomingOrder& order) {
    // Counts of an open parcel go by line: with other lines they would speak of other articles.
    auto recounted = context_.db.execute(
        "UPDATE bench_sessions SET scanned = CASE WHEN scanned LIKE '%opened_by_label%'"
        " THEN '{\"opened_by_label\":\"1\"}' ELSE '' END WHERE order_id = $1",
        values(id));
    if (!recounted) return base::pass(recounted);
    auto cleared = context_.db.execute("DELETE FROM order_items WHERE order_id = $1", values(id));
    if (!cleared) return base::pass(cleared);
    return write_items(id, order);
}

base::Status OrderStore::write_items(base::OrderRow id, const IncomingOrder& order) {
    int line = 0;
    for (const IncomingItem& item : order.items) {
        auto done = context_.db.execute(
            "INSERT INTO order_items (order_id, line, sku_id, barcode, seller_code, title, spec,"
            " quantity, price_fen, is_gift) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            values(id, ++line, item.sku_id, item.barcode, item.seller_code, item.title, item.spec,
                   item.quantity, item.price_fen, item.is_gift));
        if (!done) return base::pass(done);
    }
    return {};
}

}  // namespace station
