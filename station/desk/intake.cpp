#include "station/desk/intake.h"

#include <algorithm>
#include <set>

#include "base/files.h"
#include "base/log.h"
#include "station/orders/export_columns.h"
#include "station/orders/order_log.h"
#include "station/orders/personal_data.h"
#include "station/orders/table_file.h"
#include "station/store/json.h"
#include "station/waybills/routing.h"

namespace station {

namespace {

constexpr std::size_t kFileLimit = 64 * 1024 * 1024;
constexpr char kActor[] = "intake";

Judgement to_judgement(const Screening& screening) {
    Judgement judgement;
    judgement.verdict = name(screening.verdict);
    for (const ScreeningReason& reason : screening.reasons) {
        std::map<std::string, std::string> row = {{"code", reason.code},
                                                  {"severity", std::string(name(reason.severity))},
                                                  {"field", reason.field},
                                                  {"message", reason.code}};
        for (const auto& [key, text] : reason.params) row["p." + key] = text;
        judgement.reasons.push_back(std::move(row));
    }
    const ParsedAddress& parsed = screening.parsed;
    judgement.parsed = {{"province", parsed.province}, {"city", parsed.city},
                        {"district", parsed.district}, {"town", parsed.town},
                        {"detail", parsed.detail},     {"adcode", screening.adcode}};
    return judgement;
}

void add_number_problem(Judgement& judgement, const std::optional<ExportNumberProblem>& problem) {
    if (!problem) return;
    judgement.verdict = "hold";
    judgement.reasons.push_back({{"code", problem->code},
                                 {"severity", "hold"},
                                 {"field", "carrier"},
                                 {"message", problem->code},
                                 {"p.carrier", problem->carrier}});
}

RecentOrders to_recent(const BuyerHistory& history) {
    return {history.of_buyer, history.same_address, history.at_address, history.names_at_address};
}

std::vector<std::string> seller_codes(const IncomingOrder& order) {
    std::vector<std::string> codes;
    for (const IncomingItem& item : order.items) codes.push_back(item.seller_code);
    return codes;
}

}  // namespace

PreparedFile prepare_file(const std::filesystem::path& path, const config::SourceLayout& layout,
                          const std::optional<config::RefundLayout>& refunds,
                          const config::NumberSheetLayout& sheets, const PersonalDataCodec& codec,
                          base::Time now) {
    PreparedFile file;
    file.path = path;
    file.name = path.filename().string();
    auto bytes = base::read_file(path, kFileLimit);
    if (!bytes) {
        file.reading = base::pass(bytes);
        return file;
    }
    file.digest = codec.search_hash("file", base::as_text(*bytes));
    base::Time as_of{};
    if (const auto named = as_of_from_name(file.name)) {
        as_of = *named;
    } else {
        std::error_code error;
        const auto written = std::filesystem::last_write_time(path, error);
        if (!error)
            as_of = std::min(now, std::chrono::floor<std::chrono::milliseconds>(
                                      std::chrono::file_clock::to_sys(written)));
    }
    if (as_of > now + std::chrono::hours{1}) {
        file.reading = base::fail(
            base::ErrorCode::InvalidInput,
            file.name + " claims to be of " + base::format_beijing(as_of) +
                ", which is still to come: check the clocks of this station and of the computer"
                " that wrote it, or export again",
            "error.file_from_the_future");
        return file;
    }
    auto table = read_table(*bytes);
    if (!table) {
        file.reading = base::pass(table, file.name);
        return file;
    }
    if (refunds && is_refund_export(*table, *refunds)) {
        file.refunds = read_refund_export(*table, *refunds, as_of);
        return file;
    }
    if (!ExportColumns::find(*table, layout) && is_number_sheet(*table, sheets)) {
        auto sheet = read_number_sheet(*table, sheets);
        if (!sheet) {
            file.reading = base::pass(sheet, file.name);
            return file;
        }
        file.reading = ExportReading{};
        file.reading->as_of = as_of;
        file.reading->rows = sheet->rows;
        file.reading->problems = std::move(sheet->problems);
        file.sheet = std::move(*sheet);
        return file;
    }
    file.reading = read_order_export(*table, layout, as_of);
    if (!file.reading) {
        file.reading = base::pass(file.reading, file.name);
        return file;
    }
    for (IncomingOrder& order : file.reading->orders)
        order.sorting_code = sorting_code_of(order.sorting_code, order.marker);
    return file;
}

base::Result<Taken> Intake::take(const IncomingOrder& order, base::Time as_of,
                                 std::int64_t import_id) {
    // What a refund export told later, or told before the order came.
    auto request = after_sales_.request_of(order.platform, order.order_no, as_of);
    if (!request) return base::pass(request);
    if (*request && **request != order.after_sale) {
        IncomingOrder requested = order;
        requested.after_sale = **request;
        return take_as_told(requested, as_of, import_id);
    }
    return take_as_told(order, as_of, import_id);
}

base::Result<Taken> Intake::take_as_told(const IncomingOrder& order, base::Time as_of,
                                         std::int64_t import_id) {
    auto stored = store_.find(order.platform, order.order_no);
    if (!stored) return base::pass(stored);
    if (!*stored) {
        // What the file says of articles.
        if (auto learned = products_.learn(order); !learned) return base::pass(learned);
        return take_new(order, as_of, import_id);
    }
    const StoredOrder& known = **stored;
    Taken taken;
    if (as_of < known.as_of) {
        taken.arrival = Arrival::Older;
        taken.why = "older_export";
        return taken;
    }
    const bool waits = known.state == OrderState::Screened || known.state == OrderState::Held;
    if (waits) taken.number_problem = number_problem(order);
    if (known.content_hash == store_.content_hash(order) &&
        known.after_sale == name(order.after_sale) && known.news != News::Gone) {
        if (auto seen = store_.seen_again(known.id, as_of); !seen) return base::pass(seen);
        return taken;
    }
    // An order that ended elsewhere may have no articles; then nothing is learned.
    if (auto learned = products_.learn(order); !learned) return base::pass(learned);
    if (auto done = take_known(order, known, as_of, import_id); !done) return base::pass(done);
    taken.arrival = Arrival::Updated;
    return taken;
}

Route Intake::route(const IncomingOrder& order, const Judgement& judgement) const {
    if (!order.waybill_number.empty() && context_.settings.numbers_from_export) {
        if (const auto* carrier = context_.carriers.find_by_name(order.carrier_name))
            return {carrier->code, "export"};
    }
    // An export without a column of provinces has them in the address.
    const auto parsed_province = judgement.parsed.find("province");
    const std::string& province =
        order.receiver.province.empty() && parsed_province != judgement.parsed.end()
            ? parsed_province->second
            : order.receiver.province;
    return choose_carrier(context_.settings, {order.buyer_note, order.seller_remark, province,
                                              seller_codes(order), order.weight_g});
}

base::Result<Taken> Intake::take_new(const IncomingOrder& order, base::Time as_of,
                                     std::int64_t import_id) {
    Taken taken;
    std::vector<News> news;
    switch (order.readiness) {
        case Readiness::Ready:
        case Readiness::Presale:
            news.push_back(News::Details);
            break;
        case Readiness::PartlyShipped:
            news.push_back(News::PartlyShipped);
            break;
        case Readiness::NotReady:
            news.push_back(News::StatusUnknown);
            break;
        case Readiness::Cancelled:
            news.push_back(News::Cancelled);
            break;
        case Readiness::Shipped:
        case Readiness::Finished:
            news.push_back(News::ShippedOther);
            break;
    }
    if (reaction_to(Standing::New, news).course == Course::Ignore) {
        taken.arrival = Arrival::Skipped;
        taken.why = std::string(name(order.readiness));
        return taken;
    }
    if (order.after_sale == AfterSale::Running) news.push_back(News::RefundAsked);
    if (order.after_sale == AfterSale::Done) news.push_back(News::RefundDone);
    auto history =
        store_.history(store_.compare_keys(order), context_.settings.screening.bulk_window);
    if (!history) return base::pass(history);
    // What is sent in exchange is no further purchase.
    if (order.kind == "exchange") *history = {};
    const Judgement judgement = judge(order, *history);
    const Reaction reaction = reaction_to(Standing::New, news);
    const bool stopped = reaction.course == Course::Intercept;
    const OrderEvent first = stopped             ? OrderEvent::Intercept
                             : judgement.holds() ? OrderEvent::JudgedUnfit
                                                 : OrderEvent::JudgedFit;
    const Route chosen = route(order, judgement);
    auto id =
        store_.insert(order, judgement, chosen.carrier.str(), chosen.rule, as_of, import_id, first);
    if (!id) return base::pass(id);
    if (stopped) {
        if (auto noted = store_.set_news(*id, reaction.news, as_of, false); !noted)
            return base::pass(noted);
    }
    if (history->of_buyer > 1) {
        if (auto siblings = rejudge_siblings(order); !siblings) return base::pass(siblings);
    }
    taken.arrival = Arrival::Created;
    taken.number_problem = number_problem(order);
    return taken;
}

base::Status Intake::take_known(const IncomingOrder& order, const StoredOrder& stored,
                                base::Time as_of, std::int64_t import_id) {
    auto things = store_.things_of(stored.id);
    if (!things) return base::pass(things);
    const std::vector<News> news = news_of(store_, stored, *things, order);
    const Standing standing = standing_of(stored.state, things->paper, things->confirmed);
    const bool ignored = reaction_to(standing, news).course == Course::Ignore;
    auto history =
        store_.history(store_.compare_keys(order), context_.settings.screening.bulk_window);
    if (!history) return base::pass(history);
    if (order.kind == "exchange") *history = {};
    const Judgement judgement = judge(order, *history);
    const bool ended = order.readiness == Readiness::Cancelled ||
                       order.readiness == Readiness::Shipped ||
                       order.readiness == Readiness::Finished;
    if (ignored || (ended && order.items.empty())) {
        // An order that ended elsewhere may come with little more than its number: keep the rest.
        if (auto seen = store_.seen_again(stored.id, as_of); !seen) return seen;
    } else {
        // The carrier stays once the order has a number; before, it follows the settings again.
        // What a supervisor chose stays chosen.
        const bool routable =
            !stored.carrier_chosen && things->number.empty() &&
            (stored.state == OrderState::Screened || stored.state == OrderState::Held);
        const Route chosen = route(order, judgement);
        auto updated = store_.update(stored.id, order, judgement,
                                     routable ? chosen.carrier.str() : std::string(), chosen.rule,
                                     as_of, import_id);
        if (!updated) return updated;
    }
    return actions_.apply(stored, *things, news, as_of, judgement,
                          stored.screen_hash != store_.screen_hash(order));
}

Judgement Intake::judge(const IncomingOrder& order, const BuyerHistory& history) const {
    const IncomingReceiver& to = order.receiver;
    Judgement judgement = to_judgement(screener_.screen({.name = to.name,
                                                         .phone = to.phone,
                                                         .province = to.province,
                                                         .city = to.city,
                                                         .district = to.district,
                                                         .detail = to.address,
                                                         .text = {},
                                                         .seller_flag = order.seller_flag,
                                                         .seller_remark = order.seller_remark,
                                                         .recent = to_recent(history)}));
    add_number_problem(judgement, number_problem(order));
    return judgement;
}

std::optional<ExportNumberProblem> Intake::number_problem(const IncomingOrder& order) const {
    const bool ended = order.readiness == Readiness::Cancelled ||
                       order.readiness == Readiness::Shipped ||
                       order.readiness == Readiness::Finished;
    if (ended) return std::nullopt;
    return check_export_number(context_, order.waybill_number, order.carrier_name,
                               order.sorting_code);
}

base::Status Intake::rejudge_siblings(const IncomingOrder& order) {
    const CompareKeys keys = store_.compare_keys(order);
    const bool by_id = !keys.buyer.empty();
    const std::string& buyer = by_id ? keys.buyer : keys.phone;
    if (buyer.empty()) return {};
    const auto window = context_.settings.screening.bulk_window;
    // The newest alone: the others have long been judged as some of many, and a file of one buyer's
    // thousand orders must not hold the station thread.
    auto rows = context_.db.query(
        "SELECT id, order_no, buyer_hash, phone_hash, place_hash, name_hash, created_at,"
        " seller_flag, verdict, reasons_enc, state, order_key, file_number, file_carrier,"
        " file_sorting FROM orders WHERE " +
            std::string(by_id ? "buyer_hash" : "phone_hash") +
            " = $1 AND order_no <> $2 AND released = 0 AND manual_hold = 0"
            " AND kind <> 'exchange'"
            " AND state IN ('pulled', 'screened', 'held', 'numbered')"
            " AND created_at BETWEEN $3 AND $4 ORDER BY id DESC LIMIT 20",
        values(buyer, keys.order_no, keys.created_at - window, keys.created_at + window));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        const auto id = row.id<base::OrderRow>(0);
        auto history = store_.history({base::OrderNo(row.text(1)), row.text(2), row.text(3),
                                       row.text(4), row.text(5), row.time(6)},
                                      window);
        if (!history) return base::pass(history);
        auto person = personal_data(context_, id);
        if (!person) return base::pass(person);
        Judgement judgement = to_judgement(screener_.screen({.name = person->name,
                                                             .phone = person->phone,
                                                             .province = person->province,
                                                             .city = person->city,
                                                             .district = person->district,
                                                             .detail = person->address,
                                                             .text = {},
                                                             .seller_flag = row.text(7),
                                                             .seller_remark = person->seller_remark,
                                                             .recent = to_recent(*history)}));
        add_number_problem(judgement,
                           check_export_number(context_, base::WaybillNumber(row.text(12)),
                                               row.text(13), row.text(14)));
        auto reasons = context_.codec.decrypt(WrappedKey{row.text(11)}, "reasons", row.text(9));
        if (!reasons) return base::pass(reasons);
        if (judgement.verdict == row.text(8) && to_json(judgement.reasons) == *reasons) continue;
        if (auto done = store_.update_judgement(id, judgement); !done) return done;
        const auto state = order_state(row.text(10));
        if (!state) continue;
        auto event = actions_.judged_event(id, *state, judgement);
        if (!event) return base::pass(event);
        if (!next(*state, *event)) continue;
        auto moved = move_order(context_, id, *event, kActor, {{"verdict", judgement.verdict}});
        if (!moved) return base::pass(moved);
    }
    return {};
}

base::Status Intake::take_gone(const ExportReading& reading, const std::string& platform) {
    if (!context_.settings.intake.complete_exports || reading.orders.empty()) return {};
    const auto [first, last] = std::ranges::minmax(reading.orders, {}, &IncomingOrder::created_at);
    // An order that was left out for a fault is not gone.
    std::set<base::OrderNo> named;
    for (const IncomingOrder& order : reading.orders) named.insert(order.order_no);
    for (const LeftOutOrder& order : reading.left_out) named.insert(order.order_no);
    auto rows = context_.db.query(
        "SELECT order_no FROM orders WHERE platform = $1 AND as_of < $2"
        " AND created_at BETWEEN $3 AND $4 AND state IN"
        " ('screened', 'held', 'numbered', 'queued', 'printed', 'packed') ORDER BY id",
        values(platform, reading.as_of, first.created_at, last.created_at));
    if (!rows) return base::pass(rows);
    const News news[] = {News::Gone};
    for (const Row& row : *rows) {
        const base::OrderNo order_no(row.text(0));
        if (named.contains(order_no)) continue;
        auto stored = store_.find(platform, order_no);
        if (!stored) return base::pass(stored);
        if (!*stored) continue;
        auto things = store_.things_of((*stored)->id);
        if (!things) return base::pass(things);
        auto done = actions_.apply(**stored, *things, news, reading.as_of, {}, false);
        if (!done) return done;
        if (auto seen = store_.seen_again((*stored)->id, reading.as_of); !seen) return seen;
    }
    return {};
}

base::Status Intake::take_left_out(const LeftOutOrder& order, const std::string& platform,
                                   base::Time as_of) {
    if (!order.cancelled && !order.after_sale) return {};
    auto stored = store_.find(platform, order.order_no);
    if (!stored) return base::pass(stored);
    if (!*stored || as_of < (*stored)->as_of) return {};
    auto things = store_.things_of((*stored)->id);
    if (!things) return base::pass(things);
    // Rows that contradict each other do not prove a cancellation: a person looks.
    const News news[] = {order.after_sale ? News::RefundAsked : News::StatusUnknown};
    return actions_.apply(**stored, *things, news, as_of, {}, false);
}

}  // namespace station
