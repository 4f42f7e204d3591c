#include "station/bench/bench_facts.h"

#include "station/batches/batch_plan.h"
#include "station/batches/boxes.h"
#include "station/batches/merged.h"
#include "station/batches/stock_marks.h"
#include "station/orders/order_log.h"
#include "station/products/product_store.h"
#include "station/store/json.h"

namespace station {

base::Result<std::vector<OpenBox>> open_boxes(Session& db, base::OrderRow order,
                                              const std::map<std::string, std::string>& scanned) {
    auto boxes = boxes_of(db, order);
    if (!boxes) return base::pass(boxes);
    std::vector<OpenBox> open;
    for (const BoxRecord& box : *boxes)
        open.push_back({box.no, box.number, scanned.contains(box_key(box.no))});
    return open;
}

std::string box_key(int no) {
    return "box:" + std::to_string(no);
}

const config::BenchSettings* find_bench(const config::Settings& settings,
                                        const base::BenchName& bench) {
    for (const config::BenchSettings& entry : settings.benches) {
        if (entry.name == bench) return &entry;
    }
    return nullptr;
}

namespace {

std::int64_t number_in(const std::map<std::string, std::string>& outcome, const char* key) {
    const auto found = outcome.find(key);
    return found == outcome.end() ? 0 : std::atoll(found->second.c_str());
}

/// "09:52", or "11-23 09:52" of another day.
std::string shown_time(const Context& context, base::Time time) {
    const std::string now = base::format_beijing(context.clock.now());
    const std::string text = base::format_beijing(time);
    return text.substr(0, 10) == now.substr(0, 10) ? text.substr(11, 5) : text.substr(5, 11);
}

}  // namespace

base::OrderRow BenchSession::parked_order() const {
    return base::OrderRow(number_in(outcome, "parked"));
}
std::int64_t BenchSession::parked_mark() const {
    return number_in(outcome, "mark");
}
bool BenchSession::parked_mark_is_new() const {
    return number_in(outcome, "new_mark") != 0;
}

base::Result<BenchSession> bench_session(Session& db, const base::BenchName& bench) {
    auto rows = db.query(
        "SELECT state, order_id, parcel_id, scanned, last_bound, outcome FROM bench_sessions"
        " WHERE bench = $1",
        values(bench));
    if (!rows) return base::pass(rows);
    BenchSession session;
    if (rows->empty()) return session;
    const Row& row = rows->front();
    session.state = row.text(0) == name(BenchState::Open) ? BenchState::Open : BenchState::Ready;
    session.order = row.id<base::OrderRow>(1);
    session.parcel = row.id<base::ParcelRow>(2);
    session.scanned = map_from_json(row.text(3));
    session.last_bound = row.id<base::ParcelRow>(4);
    session.outcome = map_from_json(row.text(5));
    return session;
}

base::Status write_bench_session(Session& db, const base::BenchName& bench,
                                 const BenchSession& session, base::Time now) {
    auto done = db.execute(
        "INSERT INTO bench_sessions (bench, state, order_id, parcel_id, scanned, last_bound,"
        " outcome, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (bench) DO UPDATE SET"
        " state = excluded.state, order_id = excluded.order_id, parcel_id = excluded.parcel_id,"
        " scanned = excluded.scanned, last_bound = excluded.last_bound,"
        " outcome = excluded.outcome, at = excluded.at",
        values(bench, name(session.state), session.order, session.parcel, to_json(session.scanned),
               session.last_bound, to_json(session.outcome), now));
    if (!done) return base::pass(done);
    return {};
}

base::Result<ParcelFacts> parcel_facts(const Context& context, base::OrderRow order,
                                       base::ParcelRow parcel, const base::BenchName& asking) {
    auto row = context.db.query_one(
        "SELECT order_no, carrier, news, news_as_of, file_number,"
        " coalesce((SELECT max(number) FROM sheet_numbers s"
        " WHERE s.order_no = orders.order_no AND s.state = 'waiting'), ''), boxes FROM orders"
        " WHERE id = $1",
        values(order));
    if (!row) return base::pass(row);
    auto state = state_of(context.db, order);
    if (!state) return base::pass(state);
    ParcelFacts facts;
    facts.order = order;
    facts.order_no = base::OrderNo(row->text(0));
    facts.state = *state;
    facts.carrier = base::CarrierCode(row->text(1));
    facts.news = row->text(2);
    facts.boxes = row->small(6);
    if (!row->null(3)) facts.news_as_of = shown_time(context, row->time(3));
    facts.promised = base::WaybillNumber(row->text(5));
    if (context.settings.numbers_from_export && !row->text(4).empty())
        facts.promised = base::WaybillNumber(normalize_scan(row->text(4)));
    if (!parcel) {
        auto live = context.db.query(
            "SELECT id FROM parcels WHERE order_id = $1 AND void = 0 AND box_no = 1"
            " ORDER BY id LIMIT 1",
            values(order));
        if (!live) return base::pass(live);
        if (!live->empty()) parcel = live->front().id<base::ParcelRow>(0);
    }
    if (parcel) {
        auto known = context.db.query_one(
            "SELECT number, carrier, void,"
            " (SELECT count(*) FROM label_jobs WHERE parcel_id = parcels.id"
            "  AND maybe_on_paper = 1)"
            // A sheet from outside with this number is paper that says the same.
            " + (SELECT count(*) FROM label_jobs j JOIN sheets s ON s.id = j.sheet_id"
            "  WHERE s.number = parcels.number AND j.maybe_on_paper = 1),"
            " (SELECT sheet_code FROM label_jobs WHERE parcel_id = parcels.id AND superseded = 0"
            "  AND state NOT IN ('failed', 'cancelled') ORDER BY id DESC LIMIT 1),"
            " (SELECT count(*) FROM label_jobs WHERE parcel_id = parcels.id AND superseded = 0"
            "  AND state IN ('sending', 'sent', 'printed', 'unknown')),"
            " (SELECT max(id) FROM label_jobs WHERE parcel_id = parcels.id AND superseded = 0"
            "  AND state NOT IN ('failed', 'cancelled')), box_no"
            " FROM parcels WHERE id = $1",
            values(parcel));
        if (!known) return base::pass(known);
        facts.parcel = parcel;
        facts.number = base::WaybillNumber(known->text(0));
        if (!facts.number.empty()) facts.carrier = base::CarrierCode(known->text(1));
        facts.dead = known->flag(2);
        facts.prints = known->small(3);
        facts.valid_sheet = known->text(4);
        facts.any_label = known->integer(5) > 0;
        facts.label = known->id<base::JobRow>(6);
        facts.box = known->small(7);
    }
    auto elsewhere = context.db.query(
        "SELECT bench FROM bench_sessions WHERE order_id = $1 AND state = 'open' AND bench <> $2",
        values(order, asking));
    if (!elsewhere) return base::pass(elsewhere);
    if (!elsewhere->empty()) facts.open_at = elsewhere->front().text(0);
    auto stock = order_stock(context.db, order);
    if (!stock) return base::pass(stock);
    facts.waits_for = stock->missing;
    facts.parked = stock->parked;
    auto trouble = merge_trouble(context.db, order);
    if (!trouble) return base::pass(trouble);
    // An order that travels along was stopped: so is the parcel, whatever its own order is.
    if (trouble->broken &&
        (facts.state == OrderState::Screened || facts.state == OrderState::Numbered ||
         facts.state == OrderState::Queued || facts.state == OrderState::Printed)) {
        facts.state = trouble->state;
        facts.news = trouble->news;
        facts.news_as_of = trouble->news_as_of == 0
                               ? std::string()
                               : shown_time(context, base::from_millis(trouble->news_as_of));
    }
    return facts;
}

base::Result<std::vector<OpenItem>> open_items(const Context& context, base::OrderRow order,
                                               const std::map<std::string, std::string>& scanned) {
    auto lines = parcel_lines(context.db, order);
    if (!lines) return base::pass(lines);
    const ProductStore products(context);
    std::vector<OpenItem> items;
    for (const ParcelLine& line : *lines) {
        const auto count = scanned.find(line.key);
        OpenItem item;
        item.key = line.key;
        item.barcode = line.barcode;
        item.seller_code = line.seller_code;
        item.quantity = line.quantity;
        item.title = line.spec.empty() ? line.title : line.title + " " + line.spec;
        item.scanned = count == scanned.end() ? 0 : std::atoi(count->second.c_str());
        item.article = article_key(context, line.sku_id, line.seller_code, line.barcode, line.title,
                                   line.spec);
        auto product = products.find(line.sku_id, line.seller_code, line.barcode, line.spec);
        if (!product) return base::pass(product);
        if (*product) {
            item.codes = (*product)->barcodes();
            item.by_eye = (*product)->no_barcode();
        }
        items.push_back(std::move(item));
    }
    return items;
}

}  // namespace station
