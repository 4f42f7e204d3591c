#include "station/desk/intake.h"

#include "base/files.h"
#include "base/log.h"
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
                          const PersonalDataCodec& codec, base::Time now) {
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
    file.reading = read_order_export(*table, layout, as_of);
    if (!file.reading) file.reading = base::pass(file.reading, file.name);
    return file;
}

base::Result<Arrival> Intake::take(const IncomingOrder& delivered, base::Time as_of,
                                   std::int64_t import_id, std::string& why) {
    IncomingOrder order = delivered;
    order.sorting_code = sorting_code_of(delivered.sorting_code, delivered.marker);
    auto stored = store_.find(order);
    if (!stored) return base::pass(stored);
    const bool shippable =
        order.readiness == Readiness::Ready || order.readiness == Readiness::Presale;
    if (!*stored) {
        if (!shippable) {
            why = std::string(name(order.readiness));
            return Arrival::Skipped;
        }
    } else {
        if (as_of < (*stored)->as_of) {
            why = "older_export";
            return Arrival::Older;
        }
        if ((*stored)->content_hash == store_.content_hash(order)) {
            if (auto seen = store_.seen_again((*stored)->id, as_of); !seen) return base::pass(seen);
            return Arrival::Unchanged;
        }
    }

    auto judged = judge(order);
    if (!judged) return base::pass(judged);
    const Judgement& judgement = *judged;
    // An export without a column of provinces has them in the address.
    const auto parsed_province = judgement.parsed.find("province");
    const std::string& province =
        order.receiver.province.empty() && parsed_province != judgement.parsed.end()
            ? parsed_province->second
            : order.receiver.province;
    Route route = choose_carrier(
        context_.settings,
        {order.buyer_note, order.seller_remark, province, seller_codes(order), order.weight_g});
    if (!order.waybill_number.empty() && context_.settings.numbers_from_export) {
        if (const auto* carrier = context_.carriers.find_by_name(order.carrier_name))
            route = {carrier->code, "export"};
    }

    if (!*stored) {
        auto id =
            store_.insert(order, judgement, route.carrier.str(), route.rule, as_of, import_id);
        if (!id) return base::pass(id);
        if (order.after_sale == AfterSale::Running) {
            auto moved = move_order(context_, *id, OrderEvent::Intercept, kActor,
                                    {{"reason", "after_sale"}});
            if (!moved) return base::pass(moved);
        } else {
            auto moved = move_order(
                context_, *id, judgement.holds() ? OrderEvent::JudgedUnfit : OrderEvent::JudgedFit,
                kActor, {{"verdict", judgement.verdict}});
            if (!moved) return base::pass(moved);
        }
        if (auto siblings = rejudge_siblings(order); !siblings) return base::pass(siblings);
        return Arrival::Created;
    }

    const StoredOrder& known = **stored;
    // The carrier stays once the order has a number; before, it follows the settings again.
    // What a supervisor chose stays chosen.
    const bool routable = !known.carrier_chosen &&
                          (known.state == OrderState::Pulled ||
                           known.state == OrderState::Screened || known.state == OrderState::Held);
    if (!shippable && order.items.empty()) {
        // An order that ended elsewhere may come with little more than its number: keep the rest.
        auto seen = store_.seen_again(known.id, as_of);
        if (!seen) return base::pass(seen);
    } else {
        auto updated = store_.update(known.id, order, judgement,
                                     routable ? route.carrier.str() : std::string(), route.rule,
                                     as_of, import_id);
        if (!updated) return base::pass(updated);
    }
    if (auto reacted = react(order, known, judgement); !reacted) return base::pass(reacted);
    return Arrival::Updated;
}

base::Result<Judgement> Intake::judge(const IncomingOrder& order) const {
    auto history =
        store_.history(store_.compare_keys(order), context_.settings.screening.bulk_window);
    if (!history) return base::pass(history);
    const IncomingReceiver& to = order.receiver;
    return to_judgement(screener_.screen({.name = to.name,
                                          .phone = to.phone,
                                          .province = to.province,
                                          .city = to.city,
                                          .district = to.district,
                                          .detail = to.address,
                                          .text = {},
                                          .seller_flag = order.seller_flag,
                                          .seller_remark = order.seller_remark,
                                          .recent = to_recent(*history)}));
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
        " seller_flag, verdict, reasons_enc, state, order_key FROM orders WHERE " +
            std::string(by_id ? "buyer_hash" : "phone_hash") +
            " = $1 AND order_no <> $2 AND released = 0 AND manual_hold = 0"
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
        const Judgement judgement =
            to_judgement(screener_.screen({.name = person->name,
                                           .phone = person->phone,
                                           .province = person->province,
                                           .city = person->city,
                                           .district = person->district,
                                           .detail = person->address,
                                           .text = {},
                                           .seller_flag = row.text(7),
                                           .seller_remark = person->seller_remark,
                                           .recent = to_recent(*history)}));
        auto reasons = context_.codec.decrypt(WrappedKey{row.text(11)}, "reasons", row.text(9));
        if (!reasons) return base::pass(reasons);
        if (judgement.verdict == row.text(8) && to_json(judgement.reasons) == *reasons) continue;
        if (auto done = store_.update_judgement(id, judgement); !done) return done;
        const auto state = order_state(row.text(10));
        if (!state) continue;
        auto event = judged_event(id, *state, judgement);
        if (!event) return base::pass(event);
        if (!next(*state, *event)) continue;
        auto moved = move_order(context_, id, *event, kActor, {{"verdict", judgement.verdict}});
        if (!moved) return base::pass(moved);
    }
    return {};
}

base::Result<OrderEvent> Intake::judged_event(base::OrderRow order, OrderState state,
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

base::Status Intake::react(const IncomingOrder& order, const StoredOrder& stored,
                           const Judgement& judgement) {
    if (stored.state == OrderState::Closed) return {};
    switch (order.readiness) {
        case Readiness::Cancelled:
            return stop_order(stored, "cancelled", true);
        case Readiness::Shipped:
        case Readiness::Finished: {
            if (stored.state == OrderState::Shipped) {
                if (order.readiness == Readiness::Shipped) return {};
                auto moved = move_order(context_, stored.id, OrderEvent::Close, kActor);
                if (!moved) return base::pass(moved);
                return {};
            }
            if (stored.state == OrderState::Packed) {
                // The platform already says shipped: confirming once more would be a mistake.
                auto done = context_.db.execute(
                    "UPDATE outbox SET state = 'confirmed' WHERE state = 'pending' AND parcel_id IN"
                    " (SELECT id FROM parcels WHERE order_id = $1)",
                    values(stored.id));
                if (!done) return base::pass(done);
                auto moved = move_order(context_, stored.id, OrderEvent::HandedOver, kActor,
                                        {{"reason", "shipped_on_platform"}});
                if (!moved) return base::pass(moved);
                return {};
            }
            return stop_order(stored, "shipped_elsewhere", true);
        }
        case Readiness::NotReady:
            // A status that nobody has described may mean anything: a person looks first.
            return stop_order(stored, "status_unknown", false);
        default:
            break;
    }
    const bool moved_house = stored.receiver_hash != store_.receiver_hash(order);
    bool old_sheet = false;
    if (moved_house && stored.state != OrderState::Shipped) {
        // Wherever the order stands: a sheet with the old address must not reach a box, today or
        // after a release.
        auto withdrawn = journal_.withdraw(stored.id, kActor, "address_changed");
        if (!withdrawn) return base::pass(withdrawn);
        auto killed = journal_.kill_sheets(stored.id);
        if (!killed) return base::pass(killed);
        old_sheet = *killed;
    }
    if (order.after_sale == AfterSale::Running) return stop_order(stored, "after_sale", false);
    if (stored.state == OrderState::Intercepted || stored.state == OrderState::Shipped ||
        stored.state == OrderState::Refused)
        return {};
    if (old_sheet || (moved_house && stored.state == OrderState::Packed))
        return stop_order(stored, "address_changed", false);
    if (stored.screen_hash == store_.screen_hash(order)) return {};
    return rejudge(stored, judgement);
}

base::Status Intake::rejudge(const StoredOrder& stored, const Judgement& judgement) {
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
    if (*state == OrderState::Packed && judgement.holds()) return stop_order(stored, "held", false);
    if (*state == OrderState::Queued && judgement.holds()) {
        auto withdrawn = journal_.withdraw(stored.id, kActor, "held");
        if (!withdrawn) return base::pass(withdrawn);
        state = state_of(context_.db, stored.id);
        if (!state) return base::pass(state);
    }
    auto judged = judged_event(stored.id, *state, judgement);
    if (!judged) return base::pass(judged);
    const OrderEvent event = *judged;
    if (!next(*state, event)) return {};
    auto moved = move_order(context_, stored.id, event, kActor, {{"verdict", judgement.verdict}});
    if (!moved) return base::pass(moved);
    return {};
}

base::Status Intake::take_left_out(const LeftOutOrder& order, const std::string& platform,
                                   base::Time as_of) {
    if (!order.cancelled && !order.after_sale) return {};
    IncomingOrder named;
    named.order_no = order.order_no;
    named.platform = platform;
    auto stored = store_.find(named);
    if (!stored) return base::pass(stored);
    if (!*stored || as_of < (*stored)->as_of || (*stored)->state == OrderState::Closed) return {};
    return stop_order(**stored, order.after_sale ? "after_sale" : "rows_contradict", false);
}

base::Status Intake::stop_order(const StoredOrder& stored, const std::string& reason, bool closed) {
    auto withdrawn = journal_.withdraw(stored.id, kActor, reason);
    if (!withdrawn) return base::pass(withdrawn);
    auto state = state_of(context_.db, stored.id);
    if (!state) return base::pass(state);
    auto sheets = context_.db.query_one(
        "SELECT (SELECT count(*) FROM label_jobs WHERE order_id = $1 AND maybe_on_paper = 1)"
        " + (SELECT count(*) FROM parcels WHERE order_id = $2 AND bound_at IS NOT NULL)",
        values(stored.id, stored.id));
    if (!sheets) return base::pass(sheets);
    const bool paper = sheets->integer(0) > 0;
    // With paper (or a box) about, a closed order is shown at the bench as intercepted: somebody
    // has to take the parcel out.
    const OrderEvent event = closed && !paper ? OrderEvent::Close : OrderEvent::Intercept;
    if (!next(*state, event)) return {};
    if (*state == OrderState::Packed) {
        auto recalled = context_.db.execute(
            "UPDATE outbox SET state = 'recalled' WHERE state = 'pending' AND parcel_id IN"
            " (SELECT id FROM parcels WHERE order_id = $1)",
            values(stored.id));
        if (!recalled) return base::pass(recalled);
    }
    auto moved = move_order(context_, stored.id, event, kActor, {{"reason", reason}});
    if (!moved) return base::pass(moved);
    auto order_no = order_no_of(context_.db, stored.id);
    if (!order_no) return base::pass(order_no);
    base::log(base::LogLevel::Warning, "order_stopped",
              {{"order", order_no->str()}, {"reason", reason}});
    return {};
}

}  // namespace station
