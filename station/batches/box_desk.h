#pragma once
#include "station/batches/batches.h"
#include "station/batches/boxes.h"
#include "station/boxes.h"
#include "station/views.h"

namespace station {

/// The boxes of a station. See station/boxes.h.
class BoxDesk final : public Boxes {
public:
    BoxDesk(const Context& context, Journal& journal, Numbers& numbers, Batches& batches)
        : context_(context), journal_(journal), numbers_(numbers), batches_(batches) {}

    base::Result<BoxesView> add(const base::OrderNo& order, const Actor& actor) override;
    base::Result<BoxesView> remove(const base::OrderNo& order, const Actor& actor) override;

    /// The new box's number in the order (2..), in the open transaction. Errors as add(); then
    /// rows of the attempt may be left, which the caller rolls back.
    base::Result<int> add_box(base::OrderRow order, const std::string& actor);
    struct Removed {
        int no = 0;
        bool on_paper = false;  ///< A sheet of it has to be thrown away.
    };
    /// In the open transaction.
    base::Result<Removed> remove_box(base::OrderRow order, const std::string& actor);

    /// Labels for boxes whose numbers have come, or whose order goes on after it was stopped. True
    /// when one was added; looks only now and then.
    base::Result<bool> print_some();

private:
    base::Status may_change(base::OrderRow order) const;
    /// Gives the boxes numbers and labels as far as that is possible now.
    base::Result<bool> print_boxes(base::OrderRow order, const std::string& actor);

    Context context_;
    Journal& journal_;
    Numbers& numbers_;
    Batches& batches_;
    base::SteadyTime look_at_{};
};

/// The boxes of the parcel in which the order travels, for pages.
base::Result<BoxesView> read_boxes(const Context& context, base::OrderRow order);

}  // namespace station
