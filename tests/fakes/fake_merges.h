#pragma once
#include "station/merges.h"
#include "station/views.h"

namespace fakes {

/// Merges whatever it is given.
class FakeMerges final : public station::Merges {
public:
    base::Result<station::MergeView> merge(const std::vector<base::OrderNo>& orders,
                                           const station::Actor&) override {
        station::MergeView view;
        view.main = orders.front();
        view.standing = "open";
        for (const base::OrderNo& order : orders)
            view.orders.push_back({order, "screened", "", 1, {}});
        return view;
    }
    base::Status keep_apart(const std::vector<base::OrderNo>&, const station::Actor&) override {
        return {};
    }
    base::Result<station::MergeView> undo(const base::OrderNo& order,
                                          const station::Actor&) override {
        return base::fail(base::ErrorCode::Conflict, order.str() + " travels alone",
                          "error.not_merged");
    }
};

}  // namespace fakes
