#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>

#include "station/batches/label_marks.h"
#include "station/batches/merged.h"
#include "station/bench/bench.h"
#include "station/bench/bench_facts.h"
#include "station/orders/personal_data.h"
#include "station/products/product_store.h"
#include "station/store/json.h"

namespace station {
namespace {

/// The one sentence: what to do now.
std::string next_key(const config::BenchSettings& bench, const BenchView& view, bool stopped,
                     bool intercepted, bool items_missing) {
    static const std::set<std::string> kStopped = {"intercepted", "held", "refused_order",
                                                   "closed_order"};
    if (view.parcel && view.outcome && kStopped.contains(view.outcome->code))
        return "bench.next.put_away";
    if (intercepted) return "bench.next.put_aside";
    if (view.outcome && view.outcome->code == "scan_sheet_code")
        return "bench.next.scan_sheet_code";
    if (view.outcome && view.outcome->code == "which_out") return "bench.next.which_out";
    if (view.outcome &&
        (view.outcome->code == "out_of_stock" || view.outcome->code == "waits_for_stock"))
        return "bench.next.put_on_shelf";
    if (!view.parcel) {
        return bench.workflow == config::BenchWorkflow::LabelFirst ? "bench.next.scan_label"
                                                                   : "bench.next.scan_order";
    }
    if (items_missing) return "bench.next.scan_item";
    if (view.parcel->box_to_scan > 0) return "bench.next.scan_box";
    if (bench.workflow == config::BenchWorkflow::PreNumbered) return "bench.next.scan_waybill";
    if (stopped) return "bench.next.scan_right_label";
    return "bench.next.scan_confirm";
}

/// Why the parcel on the bench must not go on, where its order was stopped after the last scan (by
/// an import or a supervisor). The packer learns it now, not at the next scan.
std::optional<OutcomeView> stopped_since(const std::string& state, base::Time since,
                                         const BenchView& view) {
    if (view.outcome && since <= view.outcome->at) return std::nullopt;
    OutcomeView outcome;
    outcome.at = since;
    outcome.kind = state == name(OrderState::Intercepted) ? "intercept" : "stop";
    outcome.code = state == name(OrderState::Intercepted) ? "intercepted"
                   : state == name(OrderState::Held)      ? "held"
                   : state == name(OrderState::Refused)   ? "refused_order"
                   : state == name(OrderState::Closed)    ? "closed_order"
                                                          : "";
    if (outcome.code.empty()) return std::nullopt;
    outcome.params = {{"order", view.parcel->order_short}, {"number", view.parcel->number.str()}};
    return outcome;
}

}  // namespace

base::Result<BenchView> bench_view(const Context& context, const base::BenchName& name) {
    const config::BenchSettings* bench = find_bench(context.settings, name);
    if (bench == nullptr)
        return base::fail(base::ErrorCode::NotFound,
                          "there is no bench '" + name.str() + "' in the settings",
                          "error.bench_unknown");
    auto session = bench_session(context.db, name);
    if (!session) return base::pass(session);
    BenchView view;
    view.bench = name;
    view.title = bench->title;
    view.workflow =
        bench->workflow == config::BenchWorkflow::LabelFirst ? "label_first" : "pre_numbered";
    view.scan_items = bench->scan_items;
    view.state = station::name(session->state);
    if (!session->outcome.empty()) {
        OutcomeView outcome;
        outcome.kind = session->outcome["kind"];
        outcome.code = session->outcome["code"];
        outcome.at = base::from_millis(std::atoll(session->outcome["at"].c_str()));
        for (const auto& [key, text] : session->outcome) {
            if (key.starts_with("p.")) outcome.params[key.substr(2)] = text;
        }
        if (outcome.kind == "intercept") {
            view.state = "intercepted";
        } else if (outcome.kind == "stop") {
            view.state = "refused";
        } else if (outcome.code == "bound") {
            view.state = "bound";
        }
        view.outcome = std::move(outcome);
    }
    bool missing = false;
    if (session->state == BenchState::Open) {
        auto row = context.db.query_one(
            "SELECT o.order_no, coalesce(p.number, ''), CASE WHEN p.number IS NULL THEN o.carrier"
            " ELSE p.carrier END, o.state, o.state_at FROM orders o LEFT JOIN parcels p ON p.id = "
            "$1 WHERE o.id = $2",
            values(session->parcel, session->order));
        if (!row) return base::pass(row);
        auto person = personal_data(context, session->order);
        if (!person) return base::pass(person);
        BenchParcelView parcel;
        parcel.order_no = base::OrderNo(row->text(0));
        parcel.order_short = short_order(parcel.order_no);
        parcel.number = base::WaybillNumber(row->text(1));
        parcel.carrier = base::CarrierCode(row->text(2));
        const config::Carrier* carrier = context.carriers.find(parcel.carrier);
        parcel.carrier_name = carrier != nullptr ? carrier->name_zh : parcel.carrier.str();
        parcel.buyer_note = person->buyer_note;
        auto job = context.db.query(
            "SELECT j.sequence, b.title FROM label_jobs j JOIN batches b ON b.id = j.batch_id"
            " WHERE j.parcel_id = $1 AND j.superseded = 0 ORDER BY j.id DESC LIMIT 1",
            values(session->parcel));
        if (!job) return base::pass(job);
        if (!job->empty()) {
            parcel.sequence = job->front().small(0);
            parcel.batch = job->front().text(1);
        }
        auto items = parcel_lines(context.db, session->order);
        if (!items) return base::pass(items);
        auto marks = bench_marks(context, session->order);
        if (!marks) return base::pass(marks);
        parcel.marks = std::move(*marks);
        const ProductStore store(context);
        std::vector<Product> products;
        for (const ParcelLine& item : *items) {
            const auto count = session->scanned.find(item.key);
            BenchItemView line{
                item.title, item.spec, item.quantity,
                count == session->scanned.end() ? 0 : std::atoi(count->second.c_str()),
                !item.barcode.empty()};
            auto product = store.find(item.sku_id, item.seller_code, item.barcode, item.spec);
            if (!product) return base::pass(product);
            if (*product) {
                line.scannable = !(*product)->no_barcode() &&
                                 (line.scannable || !(*product)->barcodes().empty());
                line.product = (*product)->id.value();
                line.picture = (*product)->picture;
                line.shelf = (**product)[ProductField::Shelf];
                line.note = (**product)[ProductField::Note];
                products.push_back(std::move(**product));
            }
            line.scannable = line.scannable && bench->scan_items;
            missing = missing || (line.scannable && line.scanned < line.quantity);
            parcel.items.push_back(std::move(line));
        }
        auto boxes = open_boxes(context.db, session->order, session->scanned);
        if (!boxes) return base::pass(boxes);
        if (boxes->size() > 1) {
            bool looked_at = session->scanned.contains("confirmed") ||
                             bench->workflow == config::BenchWorkflow::PreNumbered;
            looked_at = looked_at || std::ranges::all_of(parcel.items, [](const auto& item) {
                            return item.scanned >= item.quantity;
                        });
            for (const OpenBox& box : *boxes) {
                parcel.boxes.push_back({box.no, box.number, box.scanned});
                if (!box.scanned && looked_at && parcel.box_to_scan == 0)
                    parcel.box_to_scan = box.no;
            }
        }
        const Packing packing = pack_together(products, context.settings.products.boxes);
        parcel.packing = packing.text();
        parcel.gifts = packing.gifts_text();
        view.parcel = std::move(parcel);
        if (auto stopped = stopped_since(row->text(3), row->time(4), view)) {
            view.state = stopped->kind == "intercept" ? "intercepted" : "refused";
            view.outcome = std::move(*stopped);
        }
    }
    view.next_key =
        next_key(*bench, view, view.state == "refused", view.state == "intercepted", missing);
    if (view.next_key == "bench.next.scan_box")
        view.next_params = {{"n", std::to_string(view.parcel->box_to_scan)},
                            {"total", std::to_string(view.parcel->boxes.size())}};
    auto progress = context.db.query(
        "SELECT b.title,"
        " (SELECT count(*) FROM label_jobs WHERE batch_id = b.id AND superseded = 0"
        "  AND state NOT IN ('cancelled', 'failed')),"
        " (SELECT count(*) FROM label_jobs j JOIN parcels p ON p.id = j.parcel_id"
        "  WHERE j.batch_id = b.id AND j.superseded = 0 AND p.bound_at IS NOT NULL)"
        " FROM batches b WHERE b.kind IN ('slot', 'now') AND b.state <> 'cancelled'"
        " AND EXISTS (SELECT 1 FROM label_jobs WHERE batch_id = b.id) ORDER BY b.id DESC LIMIT 1");
    if (!progress) return base::pass(progress);
    if (!progress->empty()) {
        view.progress_title = progress->front().text(0);
        view.progress_total = progress->front().small(1);
        view.progress_bound = progress->front().small(2);
    }
    return view;
}

}  // namespace station
