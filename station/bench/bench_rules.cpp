#include "station/bench/bench_rules.h"

#include <algorithm>

#include "station/batches/boxes.h"
#include "station/orders/arrivals.h"

namespace station {

std::string_view name(BenchState state) {
    return state == BenchState::Ready ? "ready" : "open";
}

std::string short_order(const base::OrderNo& order_no) {
    const std::string& text = order_no.str();
    if (text.size() <= 10) return text;
    return text.substr(0, 5) + "…" + text.substr(text.size() - 4);
}

namespace {

BenchDecision stop(std::string code, Params params = {}) {
    return {BenchAction::Nothing, "stop", std::move(code), std::move(params), -1};
}

BenchDecision look(std::string code, Params params = {}) {
    return {BenchAction::Nothing, "look", std::move(code), std::move(params), -1};
}

Params about(const ParcelFacts& parcel) {
    Params params = {{"order", short_order(parcel.order_no)}, {"number", parcel.number.str()}};
    // What happened, and as of when that is known: a file shop cannot be asked.
    if (!parcel.news.empty()) {
        params["why"] = parcel.news;
        params["as_of"] = parcel.news_as_of;
    }
    return params;
}

/// Pieces with a barcode that were not scanned yet.
int missing_pieces(const ScanFacts& facts) {
    if (!facts.scan_items) return 0;
    int missing = 0;
    for (const OpenItem& item : facts.items) {
        if (item.scannable()) missing += std::max(0, item.quantity - item.scanned);
    }
    return missing;
}

/// Has every piece been scanned? A line without a barcode can only be looked at: the packer says so
/// with the confirm code.
bool all_scanned(const ScanFacts& facts) {
    return std::ranges::all_of(facts.items,
                               [](const OpenItem& item) { return item.scanned >= item.quantity; });
}

/// Why this order must not be packed now; nothing when it may.
std::optional<BenchDecision> stopped(const ParcelFacts& parcel) {
    switch (parcel.state) {
        case OrderState::Intercepted: {
            BenchDecision decision = stop("intercepted", about(parcel));
            decision.kind = "intercept";
            return decision;
        }
        case OrderState::Held:
        case OrderState::Pulled:
            return stop("held", about(parcel));
        case OrderState::Refused:
            return stop("refused_order", about(parcel));
        case OrderState::Closed:
            return stop("closed_order", about(parcel));
        case OrderState::Packed:
            return stop("already_bound", about(parcel));
        case OrderState::Shipped:
            return stop("already_shipped", about(parcel));
        default:
            return std::nullopt;
    }
}

/// A code that names no parcel of ours: says what it is instead.
BenchDecision explain(const ScanFacts& facts) {
    // Whatever else was scanned may be somebody's name, phone or address: the outcome is stored, so
    // it repeats codes only.
    const bool code = facts.scan.kind == ScanKind::SortingCode ||
                      facts.scan.kind == ScanKind::Hub || facts.scan.kind == ScanKind::Sheet ||
                      facts.scan.kind == ScanKind::Order || facts.scan.kind == ScanKind::Slip ||
                      facts.scan.kind == ScanKind::Waybill || facts.scan.kind == ScanKind::Product;
    const std::string shown = code ? facts.scan.normalized.substr(0, 40) : std::string();
    const Params what = code ? Params{{"text", shown}} : Params{};
    const Params number = {{"number", shown}};
    switch (facts.scan.kind) {
        case ScanKind::SortingCode:
            return stop("sorting_code", what);
        case ScanKind::Hub:
            return stop("hub_code", what);
        case ScanKind::Url:
        case ScanKind::Phone:
        case ScanKind::Staff:
            return stop("not_a_label", what);
        case ScanKind::Sheet:
            return stop("unknown_number", number);
        case ScanKind::Order:
            return stop("unknown_order", {{"order", shown}});
        case ScanKind::Slip: {
            const auto order = parse_slip_code(shown);
            return stop("unknown_order", {{"order", order ? order->str() : shown}});
        }
        default:
            break;
    }
    if (facts.scan.flaw == ScanFlaw::Doubled) return stop("doubled", what);
    if (facts.begins_known_number || facts.part_of_a_number ||
        facts.scan.flaw == ScanFlaw::Truncated)
        return stop("truncated", what);
    if (facts.scan.flaw == ScanFlaw::BadCheckDigit) return stop("bad_check_digit", what);
    if (facts.scan.flaw == ScanFlaw::Garbage || facts.scan.flaw == ScanFlaw::Empty)
        return stop("not_a_label", what);
    // Its label comes last at a bench for pre-numbered labels, and a product never comes first.
    if (facts.state == BenchState::Ready && facts.workflow == config::BenchWorkflow::PreNumbered &&
        (facts.scan.kind == ScanKind::Waybill || facts.scan.kind == ScanKind::Product))
        return stop("scan_order_first", what);
    if (facts.scan.kind == ScanKind::Product) return stop("nothing_open", what);
    if (facts.scan.kind == ScanKind::Waybill) return stop("unknown_number", number);
    return stop("not_a_label", what);
}

/// The first box whose label was not scanned, but for `done`; nothing when all were.
const OpenBox* box_to_scan(const ScanFacts& facts, int done = 0) {
    if (facts.boxes.size() < 2) return nullptr;
    for (const OpenBox& box : facts.boxes) {
        if (!box.scanned && box.no != done) return &box;
    }
    return nullptr;
}

Params box_params(const ScanFacts& facts, int no) {
    return {{"n", std::to_string(no)},
            {"total", std::to_string(facts.boxes.size())},
            {"order", short_order(facts.open->order_no)}};
}

/// "Box 2 of 2: scan the second label."
BenchDecision scan_box(const ScanFacts& facts, BenchAction action, const OpenBox& box) {
    return {action, "go", "scan_box", box_params(facts, box.no), -1};
}

/// The items are there: bound, unless the label of another box has to be scanned first.
BenchDecision bind_or_next_box(const ScanFacts& facts, int item) {
    if (const OpenBox* box = box_to_scan(facts)) {
        BenchDecision decision = scan_box(facts, BenchAction::ItemsDone, *box);
        decision.item = item;
        return decision;
    }
    return {BenchAction::Bind, "go", "bound", about(*facts.open), item};
}

/// Is there nothing left to do but to scan labels?
bool items_done(const ScanFacts& facts) {
    if (missing_pieces(facts) > 0) return false;
    return facts.confirmed || all_scanned(facts) ||
           (facts.workflow == config::BenchWorkflow::PreNumbered && !facts.opened_by_label);
}

/// The label of one of the open order's boxes; `action` counts it where others are left.
BenchDecision on_box_label(const ScanFacts& facts, int no, BenchAction action) {
    const OpenBox* left = box_to_scan(facts, no);
    BenchDecision decision;
    if (!items_done(facts)) {
        decision = {action, "go", "box_ok", box_params(facts, no), -1};
        decision.params["missing"] = std::to_string(missing_pieces(facts));
    } else if (left != nullptr) {
        decision = scan_box(facts, action, *left);
    } else {
        decision = {action == BenchAction::AdoptBox ? BenchAction::Adopt : BenchAction::Bind, "go",
                    "bound", about(*facts.open), -1};
    }
    decision.box = no;
    return decision;
}

BenchDecision bind_or_wait(const ScanFacts& facts, int item) {
    ScanFacts after = facts;
    if (item >= 0) ++after.items[static_cast<std::size_t>(item)].scanned;
    const int missing = missing_pieces(after);
    const bool pre_numbered = facts.workflow == config::BenchWorkflow::PreNumbered;
    const bool needs_number = pre_numbered && facts.open->number.empty();
    // With pre-numbered labels the scanned label is what binds; items alone never do.
    if (missing > 0 || pre_numbered) {
        const char* code = missing > 0 ? "item_ok" : needs_number ? "scan_number" : "scan_label";
        return {BenchAction::CountItem, "go", code, {{"missing", std::to_string(missing)}}, item};
    }
    if (!all_scanned(after))
        return {BenchAction::CountItem, "go", "confirm_first", {{"missing", "0"}}, item};
    return bind_or_next_box(facts, item);
}

/// Is the scan a code of this line's article: of the order file or of the product table?
bool is_code_of(const OpenItem& item, const std::string& text) {
    const auto same = [&](const std::string& code) {
        return !code.empty() && normalize_scan(code) == text;
    };
    return same(item.barcode) || same(item.seller_code) || std::ranges::any_of(item.codes, same);
}

BenchDecision on_item(const ScanFacts& facts) {
    // The order may have been stopped while its parcel was open.
    if (const auto no = stopped(*facts.open)) return *no;
    const std::string& text = facts.scan.normalized;
    int open_line = -1;
    bool known = false;
    bool several = false;
    std::string article;
    for (std::size_t i = 0; i < facts.items.size(); ++i) {
        const OpenItem& item = facts.items[i];
        if (!is_code_of(item, text)) continue;
        several = several || (known && item.article != article);
        known = true;
        article = item.article;
        if (open_line < 0 && item.scanned < item.quantity) open_line = static_cast<int>(i);
    }
    if (open_line >= 0 && several) {
        // Two articles of this parcel share the code: it counts, but only the packer sees which of
        // them is in hand, so that the last one does not bind the parcel by itself.
        ScanFacts after = facts;
        ++after.items[static_cast<std::size_t>(open_line)].scanned;
        return {BenchAction::CountItem,
                "look",
                "item_shared_code",
                {{"missing", std::to_string(missing_pieces(after))}},
                open_line};
    }
    if (open_line >= 0) return bind_or_wait(facts, open_line);
    if (known) return stop("item_surplus", {{"text", text}});
    if (facts.scan.kind == ScanKind::Product || !facts.product.empty()) {
        Params what = {{"text", text}, {"order", short_order(facts.open->order_no)}};
        if (!facts.product.empty()) what["title"] = facts.product;
        return stop("item_unexpected", std::move(what));
    }
    return explain(facts);
}

/// "This article is out of stock": the one that the command names, or the only one that is still
/// missing. Which of several, the packer says with the code beside its line.
BenchDecision on_out_of_stock(const ScanFacts& facts) {
    if (facts.state != BenchState::Open) return stop("nothing_open");
    if (const auto no = stopped(*facts.open)) return *no;
    int line = facts.command_line - 1;
    if (line >= static_cast<int>(facts.items.size())) return look("which_out");
    if (line < 0) {
        for (const bool also_scanned : {false, true}) {
            for (std::size_t i = 0; i < facts.items.size(); ++i) {
                const OpenItem& item = facts.items[i];
                if (!also_scanned && item.scanned >= item.quantity) continue;
                if (line >= 0 &&
                    item.article != facts.items[static_cast<std::size_t>(line)].article)
                    return look("which_out");
                if (line < 0) line = static_cast<int>(i);
            }
            if (line >= 0) break;
        }
    }
    if (line < 0) return look("which_out");
    Params params = about(*facts.open);
    params["title"] = facts.items[static_cast<std::size_t>(line)].title;
    return {BenchAction::Park, "look", "out_of_stock", std::move(params), line};
}

BenchDecision on_add_box(const ScanFacts& facts) {
    if (facts.state != BenchState::Open) return stop("nothing_open");
    if (const auto no = stopped(*facts.open)) return *no;
    const int count = static_cast<int>(facts.boxes.size());
    if (count >= kMostBoxes) return stop("too_many_boxes", {{"n", std::to_string(kMostBoxes)}});
    // Its label is printed like the first one's; where that comes off a roll, so does this one.
    const bool printed =
        facts.open->state == OrderState::Queued || facts.open->state == OrderState::Printed;
    const std::string total = std::to_string(count + 1);
    return {BenchAction::AddBox,
            "go",
            printed ? "box_added" : "box_added_roll",
            {{"n", total}, {"total", total}, {"order", short_order(facts.open->order_no)}},
            -1};
}

/// Undo while a parcel is open: the box or the label of the last step, else the whole parcel.
BenchDecision undo_open(const ScanFacts& facts) {
    if (facts.box_added && facts.boxes.size() > 1)
        return {BenchAction::RemoveBox, "look", "box_removed",
                box_params(facts, facts.boxes.back().no), -1};
    if (facts.box_scanned > 0) {
        BenchDecision decision{BenchAction::UncountBox, "look", "box_unscanned",
                               box_params(facts, facts.box_scanned), -1};
        decision.box = facts.box_scanned;
        return decision;
    }
    return {BenchAction::Close, "look", "put_away", about(*facts.open), -1};
}

BenchDecision on_command(const ScanFacts& facts) {
    switch (*facts.command) {
        case BenchCommand::Box:
            return on_add_box(facts);
        case BenchCommand::OutOfStock:
            return on_out_of_stock(facts);
        case BenchCommand::Undo:
            if (facts.state == BenchState::Open) return undo_open(facts);
            if (facts.last_parked)
                return {BenchAction::Unpark, "look", "stock_undone", about(*facts.last_parked), -1};
            if (!facts.last_bound) return stop("nothing_to_undo");
            return {BenchAction::Unbind, "look", "unbound", about(*facts.last_bound), -1};
        case BenchCommand::Cancel:
            if (facts.state == BenchState::Open)
                return {BenchAction::Close, "look", "put_away", about(*facts.open), -1};
            return look("nothing_open");
        case BenchCommand::Help:
            return look("help");
        case BenchCommand::Confirm:
            break;
    }
    if (facts.state != BenchState::Open) return stop("nothing_open");
    if (const auto no = stopped(*facts.open)) return *no;
    const int missing = missing_pieces(facts);
    if (missing > 0) return stop("item_missing", {{"missing", std::to_string(missing)}});
    if (facts.workflow == config::BenchWorkflow::PreNumbered && !facts.opened_by_label)
        return look(facts.open->number.empty() ? "scan_number" : "scan_label");
    return bind_or_next_box(facts, -1);
}

/// May this sheet or number open (or bind) its parcel? Nothing when it may.
std::optional<BenchDecision> label_refused(const ScanFacts& facts, const ParcelFacts& hit) {
    if (hit.dead) return stop("dead_number", about(hit));
    if (facts.sheet && facts.scan.normalized != hit.valid_sheet)
        return stop("superseded_sheet", about(hit));
    if (const auto no = stopped(hit)) return no;
    // All paper that carries this number is dead; the sheet that takes its place is not printed
    // yet.
    if (!facts.sheet && !facts.hit_by_order && hit.prints > 0 && !hit.any_label)
        return stop("superseded_sheet", about(hit));
    // Several sheets carry this number: only the valid sheet's own QR tells them apart.
    if (!facts.sheet && !facts.hit_by_order && hit.prints > 1)
        return stop("scan_sheet_code", about(hit));
    if (!hit.open_at.empty()) {
        Params params = about(hit);
        params["bench"] = hit.open_at;
        return stop("open_elsewhere", params);
    }
    // Put aside: whoever has the article in hand says first that it is back.
    if (hit.parked && !hit.waits_for.empty()) {
        Params params = about(hit);
        params["title"] = hit.waits_for;
        return stop("waits_for_stock", params);
    }
    return std::nullopt;
}

/// Opens the parcel; the packer learns at once what is different about it.
BenchDecision opened(const ParcelFacts& hit) {
    // The sheet shows the articles of before: the screen is right.
    if (hit.news == name(News::Items))
        return {BenchAction::Open, "look", "opened_changed", about(hit), -1};
    if (!hit.waits_for.empty()) {
        Params params = about(hit);
        params["title"] = hit.waits_for;
        return {BenchAction::Open, "look", "opened_out_of_stock", std::move(params), -1};
    }
    if (hit.boxes > 1) {
        Params params = about(hit);
        params["n"] = std::to_string(hit.box);
        params["total"] = std::to_string(hit.boxes);
        return {BenchAction::Open, "go", "opened_box", std::move(params), -1};
    }
    return {BenchAction::Open, "go", "opened", about(hit), -1};
}

/// Which of the open order's several boxes the scanned label is on; nothing where it has one.
const OpenBox* scanned_box(const ScanFacts& facts) {
    if (facts.boxes.size() < 2 || facts.hit_by_order) return nullptr;
    for (const OpenBox& box : facts.boxes) {
        if (box.no == facts.hit->box) return &box;
    }
    return nullptr;
}

/// A label that was scanned before, while another box's is still to be scanned.
BenchDecision look_for_box(const ScanFacts& facts, const OpenBox& box) {
    return look("scan_box", box_params(facts, box.no));
}

BenchDecision label_first(const ScanFacts& facts) {
    if (!facts.hit) return facts.state == BenchState::Open ? on_item(facts) : explain(facts);
    const ParcelFacts& hit = *facts.hit;
    if (facts.state == BenchState::Open) {
        if (hit.order == facts.open->order) {
            if (const auto no = label_refused(facts, hit)) return *no;
            if (const OpenBox* box = scanned_box(facts)) {
                if (!box->scanned) return on_box_label(facts, box->no, BenchAction::CountBox);
                const OpenBox* left = box_to_scan(facts);
                if (left != nullptr && items_done(facts)) return look_for_box(facts, *left);
            }
            // Reading the label twice proves nothing; say what is still to do.
            const int missing = missing_pieces(facts);
            return look(missing > 0 ? "confirm_first_items" : "confirm_first",
                        {{"missing", std::to_string(missing)}});
        }
        Params params = about(hit);
        params["open"] = short_order(facts.open->order_no);
        return stop("wrong_parcel", params);
    }
    if (const auto no = label_refused(facts, hit)) return *no;
    if (facts.hit_by_order) return stop("scan_the_label", about(hit));
    if (!hit.any_label) return stop("not_printed", about(hit));
    return opened(hit);
}

BenchDecision pre_numbered(const ScanFacts& facts) {
    if (facts.state == BenchState::Ready) {
        if (!facts.hit) return explain(facts);
        if (const auto no = label_refused(facts, *facts.hit)) return *no;
        return opened(*facts.hit);
    }
    const ParcelFacts& open = *facts.open;
    if (facts.hit) {
        const ParcelFacts& hit = *facts.hit;
        if (hit.order != open.order) {
            Params params = about(hit);
            params["open"] = short_order(open.order_no);
            if (facts.hit_by_order) return stop("other_order_open", params);
            return stop(hit.dead ? "dead_number" : "number_taken", params);
        }
        if (facts.hit_by_order) return look("already_open", about(open));
        if (const auto no = label_refused(facts, hit)) return *no;
        if (const int missing = missing_pieces(facts); missing > 0)
            return stop("item_missing", {{"missing", std::to_string(missing)}});
        if (const OpenBox* box = scanned_box(facts)) {
            if (!box->scanned) return on_box_label(facts, box->no, BenchAction::CountBox);
            const OpenBox* left = box_to_scan(facts);
            if (left != nullptr && items_done(facts)) return look_for_box(facts, *left);
        }
        // The label that opened the parcel, read once more, proves nothing.
        if (facts.opened_by_label) return look("confirm_first", {{"missing", "0"}});
        return {BenchAction::Bind, "go", "bound", about(open), -1};
    }
    const bool an_item = std::ranges::any_of(
        facts.items, [&](const OpenItem& item) { return is_code_of(item, facts.scan.normalized); });
    if (an_item) return on_item(facts);
    if (facts.scan.kind != ScanKind::Waybill) return on_item(facts);
    if (const auto no = stopped(open)) return *no;
    const Params number = {{"number", facts.scan.normalized},
                           {"order", short_order(open.order_no)},
                           {"carrier", open.carrier.str()}};
    // The box that the label is for: the next one without a number.
    const auto box = std::ranges::find_if(
        facts.boxes, [](const OpenBox& one) { return one.number.empty() && !one.scanned; });
    const bool several = facts.boxes.size() > 1;
    if (several ? box == facts.boxes.end() : !open.number.empty())
        return stop("wrong_label", number);
    // The platform knows the order by the number that it gave: no other label may go on.
    const bool first = !several || box->no == 1;
    if (first && !open.promised.empty() && open.promised.str() != facts.scan.normalized)
        return stop("wrong_label", number);
    if (facts.number_of_other_order) return stop("number_promised", number);
    // Twelve digits may be the rest of a longer number of the carrier whose numbers they resemble.
    if (facts.part_of_a_number) return stop("truncated", {{"text", facts.scan.normalized}});
    if (!facts.carrier_fit) return stop("wrong_carrier", number);
    if (facts.carrier_fit->check == CheckResult::Failed &&
        facts.carrier_fit->code.str() != "shunfeng")
        return stop("bad_check_digit", number);
    if (const int missing = missing_pieces(facts); missing > 0)
        return stop("item_missing", {{"missing", std::to_string(missing)}});
    if (several) {
        BenchDecision decision = on_box_label(facts, box->no, BenchAction::AdoptBox);
        if (decision.action == BenchAction::Adopt) decision.params = number;
        return decision;
    }
    return {BenchAction::Adopt, "go", "bound", number, -1};
}

}  // namespace

BenchDecision box_without_number() {
    return stop("box_no_number");
}

BenchDecision box_removed_with_paper(BenchDecision decided) {
    decided.code = "box_removed_paper";
    return decided;
}

BenchDecision decide(const ScanFacts& facts) {
    if (facts.command) return on_command(facts);
    // Stopped while it was open: no further scan counts for it until it is put away.
    if (facts.state == BenchState::Open) {
        if (const auto no = stopped(*facts.open)) return *no;
    }
    return facts.workflow == config::BenchWorkflow::LabelFirst ? label_first(facts)
                                                               : pre_numbered(facts);
}

}  // namespace station
