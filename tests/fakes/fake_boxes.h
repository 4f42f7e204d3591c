#pragma once
#include "station/station.h"

namespace fakes {

/// Boxes of one order, counted in memory.
class FakeBoxes final : public station::Boxes {
public:
    base::Result<station::BoxesView> add(const base::OrderNo& order,
                                         const station::Actor&) override {
        if (count_ == 9)
            return base::fail(base::ErrorCode::Conflict, "nine at most", "error.too_many_boxes");
        return boxes(order, count_ + 1);
    }
    base::Result<station::BoxesView> remove(const base::OrderNo& order,
                                            const station::Actor&) override {
        if (count_ == 1)
            return base::fail(base::ErrorCode::Conflict, "one box", "error.no_more_boxes");
        return boxes(order, count_ - 1);
    }

private:
    base::Result<station::BoxesView> boxes(const base::OrderNo& order, int count) {
        count_ = count;
        station::BoxesView view{order, {}, count<9, count> 1};
        for (int no = 1; no <= count; ++no)
            view.boxes.push_back({no, base::WaybillNumber("7899000000000" + std::to_string(no)),
                                  no == 1 ? "printed" : "queued"});
        return view;
    }
    int count_ = 1;
};

}  // namespace fakes
