#pragma once
#include "base/result.h"
#include "station/box_views.h"

namespace station {

struct Actor;

/// An order that goes in several boxes: each is a parcel with a number and a label of its own
/// ("2/2"). Station thread; each call is one transaction. By any order of a merged parcel.
class Boxes {
public:
    virtual ~Boxes() = default;
    /// One box more. Where the first label is printed or waits for a printer, the new box gets its
    /// number and its label at once, or as soon as the source of numbers has given one. Conflict:
    /// error.too_many_boxes, error.box_bound (undo the binding first), error.box_shipped,
    /// error.box_order_stopped. NeedsOperator as Numbers::assign(): then nothing is changed.
    virtual base::Result<BoxesView> add(const base::OrderNo& order, const Actor& actor) = 0;
    /// Takes the last box away: its number goes onto the to-void list, its label is withdrawn, or
    /// dead where it may be on paper. Conflict: error.no_more_boxes, and those of add().
    virtual base::Result<BoxesView> remove(const base::OrderNo& order, const Actor& actor) = 0;
};

}  // namespace station
