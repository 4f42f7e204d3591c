#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "station/orders/states.h"
#include "station/views.h"
#include "station/waybills/identify.h"
#include "station/waybills/own_codes.h"

namespace station {

/// Where a bench stands. Stored by name.
enum class BenchState {
    Ready,  ///< Waits for a label (or a slip).
    Open,   ///< A parcel is open; its items are being scanned.
};
std::string_view name(BenchState state);

/// What the database knows of the parcel that a scan means, or of the open one.
struct ParcelFacts {
    base::ParcelRow parcel;
    base::OrderRow order;
    base::OrderNo order_no;
    OrderState state = OrderState::Pulled;
    base::WaybillNumber number;  ///< Empty: it has none yet.
    base::CarrierCode carrier;
    base::WaybillNumber promised;  ///< The export's number for it, where those are used.
    bool dead = false;             ///< Voided or replaced number.
    int prints = 0;                ///< Sheets that may be on paper.
    std::string valid_sheet;       ///< Sheet code of the one that may be used; empty: none.
    base::JobRow label;            ///< ... and its row in the print journal.
    bool any_label = false;        ///< The valid sheet was sent, printed, or is unknown.
    std::string open_at;           ///< Another bench that has it open.
    std::string news;        ///< What a file said against it last: name(News); empty: nothing.
    std::string news_as_of;  ///< When that was known, Beijing time: "09:52" or "11-23 09:52".
    std::string waits_for;   ///< Title of an article of it that is out of stock.
    bool parked = false;     ///< It was put aside for that.
    int box = 1, boxes = 1;  ///< The second of the order's three boxes: 2, 3.
};

/// One box of the open order. A single box counts as scanned with the label that opened or binds
/// the parcel.
struct OpenBox {
    int no = 1;
    base::WaybillNumber number;  ///< Empty: it has none yet.
    bool scanned = false;        ///< Its label was.
};

/// One line of the open parcel.
struct OpenItem {
    std::string barcode, seller_code;
    int quantity = 1;
    int scanned = 0;
    std::vector<std::string> codes{};  ///< Further barcodes of the product table.
    bool by_eye = false;               ///< The product has nothing to scan.
    std::string article{};             ///< Tells articles apart that share a code.
    std::string title{};               ///< For people: title and spec.
    std::string key{};                 ///< By what the session keeps what was scanned of it.

    bool scannable() const { return !by_eye && (!barcode.empty() || !codes.empty()); }
};

/// Everything that a decision needs; gathered before it, so that the decision is pure.
struct ScanFacts {
    BenchState state = BenchState::Ready;
    config::BenchWorkflow workflow = config::BenchWorkflow::LabelFirst;
    bool scan_items = true;
    Identification scan;
    std::optional<SheetCode> sheet;  ///< The scan is one of our sheets' codes.
    std::optional<BenchCommand> command;
    int command_line = 0;                ///< The line that the command names, from 1; 0: none.
    std::optional<ParcelFacts> hit;      ///< The parcel that the scan names.
    base::JobRow scanned_label;          ///< ... by the code of this very sheet.
    bool hit_by_order = false;           ///< ... by its order number or slip.
    std::optional<ParcelFacts> open;     ///< The bench's open parcel.
    bool opened_by_label = false;        ///< ... and its own label opened it, not its slip.
    std::vector<OpenItem> items;         ///< Of the open parcel.
    bool number_of_other_order = false;  ///< An export gave it to an order without parcel.
    bool begins_known_number = false;    ///< The scan is a part of a number that we know.
    bool part_of_a_number = false;  ///< ... or what a cut number of the order's carrier leaves.
    std::optional<ParcelFacts> last_bound;    ///< What undo would take back; nothing if too late.
    std::string product;                      ///< What the product table says the scan is.
    std::optional<CarrierGuess> carrier_fit;  ///< How the scan fits the open order's carrier.
    std::optional<ParcelFacts> last_parked;   ///< Put aside by the scan before this one.
    std::vector<OpenBox> boxes;               ///< Of the open order, by number.
    bool confirmed = false;                   ///< The packer has looked at the open parcel's items.
    bool box_added = false;                   ///< The last step added a box.
    int box_scanned = 0;                      ///< ... or scanned the label of this one; 0: neither.
};

enum class BenchAction {
    Nothing,
    Open,        ///< Open `hit`.
    CountItem,   ///< Count `item`, stay open.
    Bind,        ///< Bind the open parcel.
    Adopt,       ///< Give the scanned number to the open parcel, then bind it.
    Close,       ///< Put the open parcel away, unbound.
    Unbind,      ///< Take back the last binding.
    Park,        ///< Mark the article of `item` as out of stock and put the parcel aside.
    Unpark,      ///< Take that back.
    ItemsDone,   ///< Count `item` where there is one; the items are all there, labels are not.
    CountBox,    ///< The label of `box` was scanned; stay open.
    AdoptBox,    ///< Give the scanned number to `box`, which counts as scanned; stay open.
    UncountBox,  ///< Take back the label that was scanned last.
    AddBox,      ///< The order goes in one box more.
    RemoveBox,   ///< Take that back.
};

struct BenchDecision {
    BenchAction action = BenchAction::Nothing;
    std::string kind = "stop";  ///< go, look, stop, intercept: see OutcomeView.
    std::string code;           ///< bench.<code> in the text tables.
    Params params;
    int item = -1;  ///< For CountItem (and Bind by the last item) and Park: index in `items`.
    int box = 1;    ///< For Open, CountBox, AdoptBox, Adopt: which box's label it was.
};

/// The whole bench as one pure function: what a scan means now, in one sentence.
BenchDecision decide(const ScanFacts& facts);

/// What became of AddBox where no source has a number for the box.
BenchDecision box_without_number();
/// What became of RemoveBox where the box's label may be on paper.
BenchDecision box_removed_with_paper(BenchDecision decided);

/// "P7006…9802": how an order number is shown from 2 m.
std::string short_order(const base::OrderNo& order_no);

}  // namespace station
