#pragma once
#include <vector>

#include "base/result.h"
#include "station/merge_views.h"

namespace station {

struct Actor;

/// Several orders in one parcel, with one number and one label. Station thread; each call is one
/// transaction.
class Merges {
public:
    virtual ~Merges() = default;
    /// Two orders or more of one buyer, address and carrier that have no number yet. Conflict
    /// (error.not_mergeable) names the order that does not fit.
    virtual base::Result<MergeView> merge(const std::vector<base::OrderNo>& orders,
                                          const Actor& actor) = 0;
    /// They are not offered any more.
    virtual base::Status keep_apart(const std::vector<base::OrderNo>& orders,
                                    const Actor& actor) = 0;
    /// Takes the orders of one parcel apart, by any of them. Those without paper wait for labels of
    /// their own; a printed label is made anew for its order alone. Conflict: error.not_merged,
    /// error.merge_bound (undo the binding first), error.merge_shipped.
    virtual base::Result<MergeView> undo(const base::OrderNo& order, const Actor& actor) = 0;
};

}  // namespace station
