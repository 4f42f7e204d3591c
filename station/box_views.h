#pragma once
#include <string>
#include <vector>

#include "base/ids.h"

namespace station {

/// One box of an order.
struct BoxView {
    int no = 1;
    base::WaybillNumber number;  ///< Empty: it has none yet.
    /// no_number, no_label, queued, printing, printed, unknown, failed, bound.
    std::string state;
    base::JobRow job{};  ///< Its newest label that is not superseded; none: it has none.
};

/// The boxes of an order, the first included.
struct BoxesView {
    base::OrderNo order_no;  ///< Whose parcel it is.
    std::vector<BoxView> boxes;
    bool can_add = false, can_remove = false;
};

}  // namespace station
