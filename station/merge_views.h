#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace station {

/// An order of a parcel that holds several, or could.
struct MergeOrderView {
    base::OrderNo order_no;
    std::string state, summary;
    int pieces = 0;
    std::optional<base::Time> ship_by;
};

/// Orders of one buyer to one address that wait for their labels.
struct MergeOfferView {
    std::string receiver, place, carrier_name;  ///< The receiver masked.
    std::vector<MergeOrderView> orders;         ///< The nearest deadline first.
};

/// Orders that travel in one parcel.
struct MergeView {
    base::OrderNo main;  ///< Its parcel and number are the ones of all.
    base::WaybillNumber number;
    std::string standing;                ///< open, printed, bound, stopped, shipped
    std::vector<MergeOrderView> orders;  ///< The main one first.
};

struct MergeListView {
    std::vector<MergeOfferView> offers;  ///< At most 100.
    std::vector<MergeView> merged;       ///< Not shipped yet; what is stopped first.
};

}  // namespace station
