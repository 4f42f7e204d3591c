#pragma once
#include <string>
#include <vector>

#include "station/batches/journal.h"
#include "station/orders/states.h"
#include "station/store/context.h"

namespace station {

/// How many boxes an order may have.
inline constexpr int kMostBoxes = 9;

/// Boxes of an order: orders.boxes says how many it goes in. Each is a parcel of the order
/// (parcels.box_no, 1 is the one whose number the platform is told); a parcel is made when the box
/// gets its number, so that a box may have none yet. In a merged parcel they are the main order's.
struct BoxRecord {
    int no = 1;
    base::ParcelRow parcel;  ///< None yet: it has no number.
    base::WaybillNumber number;
    base::CarrierCode carrier;
    int prints = 0;           ///< Sheets that may be on paper.
    std::string valid_sheet;  ///< Sheet code of the one that may be used; empty: none.
    bool any_label = false;   ///< The valid sheet was sent, printed, or is unknown.
    std::string label_state;  ///< name(JobState) of the newest sheet that is not superseded.
    base::JobRow label;       ///< ... and that sheet's row.
    bool bound = false;
};

base::Result<int> box_count(Session& db, base::OrderRow order);
/// 1.. orders.boxes, in that order.
base::Result<std::vector<BoxRecord>> boxes_of(Session& db, base::OrderRow order);
/// "2/2" for the parcel's label; empty where its order goes in one box.
base::Result<std::string> box_mark(Session& db, base::OrderRow order, base::ParcelRow parcel);
/// Numbers of all boxes but the first, as a remark: "另有包裹：SF…、SF…"; empty where there is one.
base::Result<std::string> other_numbers(Session& db, base::OrderRow order);

}  // namespace station
