#pragma once
#include <string>
#include <vector>

#include "station/store/context.h"

namespace station {

/// What is special about a parcel, for its label: an exchange, a gift, several orders in it.
struct LabelMarks {
    std::string text;         ///< "【换货补发】", before the buyer's note; empty: nothing is.
    std::string more_orders;  ///< " 等3单", behind the order number.
    std::string more_notes;   ///< Notes of the other orders, behind the first one's.
};
base::Result<LabelMarks> label_marks(const Context& context, base::OrderRow main);

/// The same for the bench: "exchange", "gift", "merged:3".
base::Result<std::vector<std::string>> bench_marks(const Context& context, base::OrderRow main);

}  // namespace station
