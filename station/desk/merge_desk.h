#pragma once
#include <string>
#include <vector>

#include "station/batches/batches.h"
#include "station/batches/journal.h"
#include "station/merges.h"
#include "station/orders/states.h"
#include "station/views.h"

namespace station {

/// The merged parcels of a station. See station/merges.h.
class MergeDesk final : public Merges {
public:
    MergeDesk(const Context& context, Journal& journal, Batches& batches)
        : context_(context), journal_(journal), batches_(batches) {}

    base::Result<MergeView> merge(const std::vector<base::OrderNo>& orders,
                                  const Actor& actor) override;
    base::Status keep_apart(const std::vector<base::OrderNo>& orders, const Actor& actor) override;
    base::Result<MergeView> undo(const base::OrderNo& order, const Actor& actor) override;

    /// With batches.merge = "automatic": merges some of what could be, before a batch is filled.
    /// True when there may be more.
    base::Result<bool> merge_some();
    /// Parcels in which one order was stopped: without paper they are taken apart, bound ones are
    /// intercepted as a whole. True when something was done; looks only now and then, or at once
    /// after look_now().
    base::Result<bool> settle_some();
    void look_now() { look_at_ = {}; }
    /// Groups of orders that could be merged, as of a moment ago.
    base::Result<int> offers();

private:
    struct Member {
        base::OrderRow id;
        base::OrderNo order_no;
        OrderState state = OrderState::Screened;
    };
    base::Result<std::vector<Member>> members(base::OrderRow main) const;
    base::Result<base::OrderRow> join(const std::vector<base::OrderRow>& orders,
                                      const std::string& actor);
    base::Status take_apart(base::OrderRow main, const std::string& actor);
    base::Status resume(const Member& member, bool is_main, OrderEvent event,
                        const std::string& actor);
    base::Status stop_bound(const std::vector<Member>& all);
    base::Result<bool> paper(base::OrderRow main) const;
    base::Result<bool> stopped_by_merge(base::OrderRow order) const;

    Context context_;
    Journal& journal_;
    Batches& batches_;
    base::SteadyTime look_at_{}, count_at_{};
    base::BatchRow merged_for_{};
    int offers_ = 0;
};

base::Result<MergeListView> read_merges(const Context& context);

}  // namespace station
