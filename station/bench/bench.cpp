#include "station/bench/bench.h"

#include "base/log.h"
#include "station/batches/merged.h"
#include "station/bench/bench_facts.h"
#include "station/orders/order_log.h"
#include "station/products/product_store.h"
#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;
using Workflow = config::BenchWorkflow;

base::Status Bench::find_hit(ScanFacts& facts, const base::BenchName& bench) {
    const std::string& text = facts.scan.normalized;
    base::OrderRow order;
    base::ParcelRow parcel;
    if (facts.sheet) {
        auto job = journal_.find_sheet(text);
        if (!job) return base::pass(job);
        if (!*job) return {};
        order = (*job)->order;
        parcel = (*job)->parcel;
        facts.scanned_label = (*job)->id;
    } else {
        // What we know comes before any pattern: numbers of ours look like anything.
        auto by_number =
            context_.db.query("SELECT id, order_id FROM parcels WHERE number = $1", values(text));
        if (!by_number) return base::pass(by_number);
        if (!by_number->empty()) {
            parcel = by_number->front().id<base::ParcelRow>(0);
            order = by_number->front().id<base::OrderRow>(1);
        } else {
            std::string order_no = text;
            if (auto slip = parse_slip_code(text)) order_no = slip->str();
            auto by_order =
                context_.db.query("SELECT id FROM orders WHERE order_no = $1", values(order_no));
            if (!by_order) return base::pass(by_order);
            if (by_order->empty()) return {};
            order = by_order->front().id<base::OrderRow>(0);
            facts.hit_by_order = true;
        }
    }
    // An order that travels in another's parcel means that parcel.
    if (facts.hit_by_order) {
        auto main = main_of(context_.db, order);
        if (!main) return base::pass(main);
        order = *main;
    }
    auto hit = parcel_facts(context_, order, parcel, bench);
    if (!hit) return base::pass(hit);
    facts.hit = std::move(*hit);
    return {};
}

base::Result<ScanFacts> Bench::gather(const config::BenchSettings& bench, const std::string& text) {
    ScanFacts facts;
    facts.workflow = bench.workflow;
    facts.scan_items = bench.scan_items;
    facts.scan = identify(text, context_.carriers);
    facts.command = parse_command_code(facts.scan.normalized);
    if (auto sheet = parse_sheet_code(facts.scan.normalized)) facts.sheet = *sheet;
    auto session = bench_session(context_.db, bench.name);
    if (!session) return base::pass(session);
    facts.state = session->state;
    if (session->state == BenchState::Open) {
        auto open = parcel_facts(context_, session->order, session->parcel, bench.name);
        if (!open) return base::pass(open);
        facts.open = std::move(*open);
        auto items = open_items(context_, session->order, session->scanned);
        if (!items) return base::pass(items);
        facts.items = std::move(*items);
        facts.opened_by_label = session->scanned.contains("opened_by_label");
        auto boxes = open_boxes(context_.db, session->order, session->scanned);
        if (!boxes) return base::pass(boxes);
        facts.boxes = std::move(*boxes);
        facts.confirmed = session->scanned.contains("confirmed");
        const auto last = session->scanned.find("last");
        if (last != session->scanned.end()) {
            facts.box_added = last->second == kBoxAdded;
            for (const OpenBox& box : facts.boxes) {
                if (last->second == box_key(box.no)) facts.box_scanned = box.no;
            }
        }
        for (const CarrierGuess& guess : facts.scan.carriers) {
            if (guess.code == facts.open->carrier) facts.carrier_fit = guess;
        }
    }
    facts.command_line = line_of_command(facts.scan.normalized);
    if (session->parked_order() && session->state == BenchState::Ready) {
        auto parked = parcel_facts(context_, session->parked_order(), {}, bench.name);
        if (!parked) return base::pass(parked);
        if (parked->parked) facts.last_parked = std::move(*parked);
    }
    if (session->last_bound) {
        auto row = context_.db.query(
            "SELECT order_id FROM parcels WHERE id = $1 AND bound_at IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM outbox WHERE parcel_id = parcels.id AND state = 'pending')",
            values(session->last_bound));
        if (!row) return base::pass(row);
        if (!row->empty()) {
            auto last = parcel_facts(context_, row->front().id<base::OrderRow>(0),
                                     session->last_bound, bench.name);
            if (!last) return base::pass(last);
            if (last->state == OrderState::Packed) facts.last_bound = std::move(*last);
        }
    }
    if (facts.open && !facts.command) {
        auto known = ProductStore(context_).with_code(facts.scan.normalized);
        if (!known) return base::pass(known);
        for (const Product& product : *known) {
            const std::string& title = product[ProductField::Title];
            const std::string& spec = product[ProductField::Spec];
            if (!facts.product.empty()) facts.product += " / ";
            facts.product += title.empty() ? "#" + std::to_string(product.id.value()) : title;
            if (!spec.empty()) facts.product += " " + spec;
        }
    }
    if (!facts.command) {
        if (auto found = find_hit(facts, bench.name); !found) return base::pass(found);
        const std::string& part = facts.scan.normalized;
        if (!facts.hit && facts.open) {
            auto promised = context_.db.query(
                "SELECT 1 FROM orders WHERE file_number = $1 AND id <> $2 AND state <> 'closed'"
                " UNION ALL SELECT 1 FROM sheet_numbers WHERE number = $3 AND state = 'waiting'"
                " AND order_no <> $4",
                values(part, facts.open->order, part, facts.open->order_no));
            if (!promised) return base::pass(promised);
            facts.number_of_other_order = !promised->empty();
        }
        if (!facts.hit && part.size() >= 6 && part.size() <= 40) {
            auto known = context_.db.query(
                "SELECT 1 FROM parcels WHERE length(number) > length($1)"
                " AND (substr(number, 1, length($2)) = $3"
                " OR substr(number, length(number) - length($4) + 1) = $5) LIMIT 1",
                values(part, part, part, part, part));
            if (!known) return base::pass(known);
            facts.begins_known_number = !known->empty();
        }
        const config::Carrier* carrier =
            facts.open ? context_.carriers.find(facts.open->carrier) : nullptr;
        if (!facts.hit && carrier != nullptr && bench.workflow == Workflow::PreNumbered)
            facts.part_of_a_number = part_of_number(part, *carrier, context_.carriers);
    }
    return facts;
}

base::Result<BenchView> Bench::scan(const base::BenchName& name, const std::string& text,
                                    const std::string& key, const std::string& user) {
    const config::BenchSettings* bench = find_bench(context_.settings, name);
    if (bench == nullptr)
        return fail(ErrorCode::NotFound, "there is no bench '" + name.str() + "' in the settings",
                    "error.bench_unknown");
    if (!key.empty()) {
        auto known = context_.db.query("SELECT 1 FROM scans WHERE scan_key = $1", values(key));
        if (!known) return base::pass(known);
        if (!known->empty()) return bench_view(context_, name);
    }
    // The facts are read inside the transaction that acts on them.
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto facts = gather(*bench, text);
    if (!facts) return base::pass(facts);
    BenchDecision decision = decide(*facts);
    if (auto applied = apply(*bench, *facts, decision, key, user); !applied)
        return base::pass(applied);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    // The parcel that the scan named; else the one that it was done to.
    const ParcelFacts* about = facts->hit    ? &*facts->hit
                               : facts->open ? &*facts->open
                               : decision.action == BenchAction::Unbind && facts->last_bound
                                   ? &*facts->last_bound
                                   : nullptr;
    const base::JobRow label = facts->scanned_label ? facts->scanned_label
                               : about != nullptr   ? about->label
                                                    : base::JobRow{};
    base::log(base::LogLevel::Info, "scan",
              {{"bench", name.str()},
               {"kind", station::name(facts->scan.kind)},
               {"outcome", decision.code},
               {"order", about != nullptr ? about->order_no.str() : std::string("-")},
               {"job", label ? std::to_string(label.value()) : std::string("-")},
               {"open", facts->open ? facts->open->order_no.str() : std::string("-")}});
    return bench_view(context_, name);
}

base::Status Bench::bind(const ParcelFacts& parcel, const std::string& actor,
                         const base::BenchName& bench) {
    const base::Time now = context_.clock.now();
    auto bound = context_.db.execute(
        "UPDATE parcels SET bound_at = $1, bench = $2 WHERE id = $3 AND bound_at IS NULL"
        " AND void = 0",
        values(now, bench, parcel.parcel));
    if (!bound) return base::pass(bound);
    if (*bound != 1)
        return fail(ErrorCode::Conflict, "the parcel was bound at this moment",
                    "error.already_bound");
    // A label of ours that still waits would come out for a parcel that has left.
    auto withdrawn = journal_.withdraw(parcel.order, actor, "bound");
    if (!withdrawn) return base::pass(withdrawn);
    auto moved = move_order(context_, parcel.order, OrderEvent::Bound, actor,
                            {{"number", parcel.number.str()}});
    if (!moved) return base::pass(moved);
    if (auto left = leave_parked(context_, parcel.order); !left) return left;
    const base::Time due = context_.settings.shipping.due_at(now);
    auto outbox = context_.db.execute(
        "INSERT INTO outbox (parcel_id, state, due_at, created_at) VALUES ($1, 'pending', $2, $3)",
        values(parcel.parcel, due, now));
    if (!outbox) return base::pass(outbox);
    // Each order that travels along is confirmed by a row of its own, with this parcel's number.
    auto along = followers_of(context_.db, parcel.order);
    if (!along) return base::pass(along);
    for (const base::OrderRow order : *along) {
        auto made = context_.db.query_one(
            "INSERT INTO parcels (order_id, carrier, sorting_code, hub_name, number_source,"
            " bound_at, bench, created_at, with_parcel)"
            " VALUES ($1, $2, '', '', 'merged', $3, $4, $5, $6) RETURNING id",
            values(order, parcel.carrier, now, bench, now, parcel.parcel));
        if (!made) return base::pass(made);
        auto row = context_.db.execute(
            "INSERT INTO outbox (parcel_id, state, due_at, created_at)"
            " VALUES ($1, 'pending', $2, $3)",
            values(made->integer(0), due, now));
        if (!row) return base::pass(row);
        if (auto left = leave_parked(context_, order); !left) return left;
    }
    auto boxes = context_.db.execute(
        "UPDATE parcels SET bound_at = $1, bench = $2 WHERE order_id = $3 AND box_no > 1"
        " AND void = 0 AND bound_at IS NULL AND number IS NOT NULL",
        values(now, bench, parcel.order));
    if (!boxes) return base::pass(boxes);
    if (*boxes != parcel.boxes - 1)
        return fail(ErrorCode::Conflict, "the order's boxes were changed at this moment",
                    "error.order_state");
    return {};
}

base::Status Bench::unbind(const ParcelFacts& parcel, const std::string& actor) {
    auto taken = context_.db.execute(
        "DELETE FROM outbox WHERE parcel_id = $1 AND state = 'pending'", values(parcel.parcel));
    if (!taken) return base::pass(taken);
    if (*taken != 1)
        return fail(ErrorCode::Conflict, "the parcel is already in a ship file",
                    "error.already_handed_over");
    auto along = context_.db.execute(
        "DELETE FROM outbox WHERE state = 'pending' AND parcel_id IN"
        " (SELECT id FROM parcels WHERE with_parcel = $1)",
        values(parcel.parcel));
    if (!along) return base::pass(along);
    auto left = context_.db.query_one(
        "SELECT count(*) FROM outbox WHERE parcel_id IN"
        " (SELECT id FROM parcels WHERE with_parcel = $1)",
        values(parcel.parcel));
    if (!left) return base::pass(left);
    if (left->integer(0) > 0)
        return fail(ErrorCode::Conflict, "an order of the parcel is already in a ship file",
                    "error.already_handed_over");
    auto parted =
        context_.db.execute("DELETE FROM parcels WHERE with_parcel = $1", values(parcel.parcel));
    if (!parted) return base::pass(parted);
    auto source = context_.db.query_one("SELECT number_source FROM parcels WHERE id = $1",
                                        values(parcel.parcel));
    if (!source) return base::pass(source);
    // A number that came from the bench goes back to the roll: the parcel is without one again.
    const bool from_bench = source->text(0) == "bench";
    auto unbound = context_.db.execute(
        "UPDATE parcels SET bound_at = NULL, bench = '' WHERE id = $1", values(parcel.parcel));
    if (!unbound) return base::pass(unbound);
    auto boxes = context_.db.execute(
        "UPDATE parcels SET bound_at = NULL, bench = '',"
        " number = CASE WHEN number_source = 'bench' THEN NULL ELSE number END,"
        " numbered_at = CASE WHEN number_source = 'bench' THEN NULL ELSE numbered_at END"
        " WHERE order_id = $1 AND box_no > 1 AND void = 0",
        values(parcel.order));
    if (!boxes) return base::pass(boxes);
    if (from_bench) {
        auto cleared = context_.db.execute(
            "UPDATE parcels SET number = NULL, number_source = '', numbered_at = NULL"
            " WHERE id = $1",
            values(parcel.parcel));
        if (!cleared) return base::pass(cleared);
    }
    auto moved = move_order(
        context_, parcel.order,
        parcel.any_label ? OrderEvent::UnboundPrinted : OrderEvent::UnboundNumbered, actor);
    if (!moved) return base::pass(moved);
    return {};
}

base::Status Bench::apply(const config::BenchSettings& bench, const ScanFacts& facts,
                          BenchDecision& decision, const std::string& key,
                          const std::string& user) {
    const base::Time now = context_.clock.now();
    const std::string actor =
        "bench " + bench.name.str() + (user.empty() ? std::string() : ", " + user);
    auto session = bench_session(context_.db, bench.name);
    if (!session) return base::pass(session);
    // Whatever the answer: who scans a sheet has it in hand, so it is on paper.
    if (facts.hit && !facts.hit_by_order) {
        auto sheets = journal_.of_parcel(facts.hit->parcel);
        if (!sheets) return base::pass(sheets);
        for (const JobRecord& sheet : *sheets) {
            const bool this_one = facts.sheet ? sheet.sheet_code == facts.scan.normalized
                                              : facts.hit->prints == 1 && sheet.maybe_on_paper;
            const bool open_question = sheet.state == JobState::Sent ||
                                       sheet.state == JobState::Unknown ||
                                       sheet.state == JobState::Sending;
            if (!this_one || !open_question) continue;
            auto settled = journal_.apply(sheet.id, JobEvent::Scanned, actor);
            if (!settled) return base::pass(settled);
        }
    }
    const auto close = [&] {
        session->state = BenchState::Ready;
        session->order = {};
        session->parcel = {};
        session->scanned.clear();
    };
    const auto count_item = [&]() -> base::Status {
        if (decision.item < 0) return {};
        const auto& item = facts.items[static_cast<std::size_t>(decision.item)];
        session->scanned[item.key] = std::to_string(item.scanned + 1);
        return {};
    };
    base::OrderRow about;
    std::map<std::string, std::string> parked;
    switch (decision.action) {
        case BenchAction::Nothing:
            break;
        case BenchAction::Open:
            session->state = BenchState::Open;
            session->order = facts.hit->order;
            session->parcel = facts.hit->parcel;
            // Whichever box's label opened it: the parcel is the first box's.
            if (facts.hit->box > 1) {
                auto first = parcel_facts(context_, facts.hit->order, {}, bench.name);
                if (!first) return base::pass(first);
                session->parcel = first->parcel;
            }
            session->scanned.clear();
            if (!facts.hit_by_order) {
                session->scanned["opened_by_label"] = "1";
                session->scanned[box_key(facts.hit->box)] = "1";
            }
            about = facts.hit->order;
            break;
        case BenchAction::CountItem:
        case BenchAction::ItemsDone:
            if (auto done = count_item(); !done) return done;
            if (decision.action == BenchAction::ItemsDone) session->scanned["confirmed"] = "1";
            session->scanned.erase("last");
            about = facts.open->order;
            break;
        case BenchAction::CountBox:
        case BenchAction::AdoptBox:
        case BenchAction::UncountBox:
        case BenchAction::AddBox:
        case BenchAction::RemoveBox:
            about = facts.open->order;
            if (auto done = apply_box(facts, decision, actor, *session); !done) return done;
            break;
        case BenchAction::Bind:
            if (auto done = bind(*facts.open, actor, bench.name); !done) return done;
            session->last_bound = facts.open->parcel;
            about = facts.open->order;
            close();
            break;
        case BenchAction::Adopt: {
            auto parcel =
                numbers_.adopt(facts.open->order, base::WaybillNumber(facts.scan.normalized),
                               facts.open->carrier, actor, decision.box);
            if (!parcel) return base::pass(parcel);
            if (decision.box > 1) parcel = facts.open->parcel;
            if (facts.open->state == OrderState::Screened) {
                auto moved = move_order(context_, facts.open->order, OrderEvent::NumberGiven, actor,
                                        {{"number", facts.scan.normalized}});
                if (!moved) return base::pass(moved);
            }
            ParcelFacts numbered = *facts.open;
            numbered.parcel = *parcel;
            if (decision.box == 1) numbered.number = base::WaybillNumber(facts.scan.normalized);
            if (auto done = bind(numbered, actor, bench.name); !done) return done;
            session->last_bound = *parcel;
            about = facts.open->order;
            close();
            break;
        }
        case BenchAction::Close:
            about = facts.open->order;
            if (auto done = give_back_numbers(about); !done) return done;
            close();
            break;
        case BenchAction::Unbind:
            if (auto done = unbind(*facts.last_bound, actor); !done) return done;
            about = facts.last_bound->order;
            session->last_bound = {};
            break;
        case BenchAction::Park: {
            auto marked =
                stock_.mark_line(facts.open->order, decision.item, bench.name.str(), actor);
            if (!marked) return base::pass(marked);
            about = facts.open->order;
            parked = {{"parked", std::to_string(about.value())},
                      {"mark", std::to_string(marked->id.value())},
                      {"new_mark", marked->is_new ? "1" : "0"}};
            close();
            break;
        }
        case BenchAction::Unpark:
            about = session->parked_order();
            if (auto done = stock_.take_back(
                    {StockMarkRow(session->parked_mark()), session->parked_mark_is_new()}, about,
                    actor);
                !done)
                return done;
            break;
    }
    session->outcome = {{"kind", decision.kind},
                        {"code", decision.code},
                        {"at", std::to_string(base::to_millis(now))}};
    for (const auto& [param, text] : decision.params) session->outcome["p." + param] = text;
    session->outcome.merge(parked);
    if (auto done = write_bench_session(context_.db, bench.name, *session, now); !done) return done;
    if (!about && facts.hit) about = facts.hit->order;
    // Only codes of ours are kept: anything else might be somebody's name, phone or address.
    const bool ours = facts.hit || facts.sheet || facts.command ||
                      facts.scan.kind == ScanKind::Waybill ||
                      facts.scan.kind == ScanKind::Product || facts.scan.kind == ScanKind::Order;
    auto noted = context_.db.execute(
        "INSERT INTO scans (bench, scan_key, at, kind, text, outcome, order_id)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {value(bench.name), key.empty() ? Value{} : Value{key}, value(now),
         value(station::name(facts.scan.kind)),
         value(ours ? facts.scan.normalized.substr(0, 64) : std::string()), value(decision.code),
         value(about)});
    if (!noted) return base::pass(noted);
    if (about) {
        auto audited = append_audit(context_.db, now,
                                    {.actor = actor,
                                     .action = "scan_" + decision.code,
                                     .order = about,
                                     .detail = decision.params});
        if (!audited) return base::pass(audited);
    }
    return {};
}

}  // namespace station
