#pragma once
#include "station/shipping.h"
#include "station/shipping/back_end_tasks.h"
#include "station/shipping/handover.h"
#include "station/shipping/read_ship_files.h"

namespace station {

/// The ShippingReader over a reading session. See station/shipping.h for the contract.
class ShippingReads final : public ShippingReader {
public:
    explicit ShippingReads(const Context& context) : context_(context) {}
    base::Result<ShipQueueView> queue() override { return read_ship_queue(context_); }
    base::Result<std::vector<ShipFileView>> files() override { return read_ship_files(context_); }
    base::Result<ShipFileView> file(const std::string& name) override {
        return read_ship_file(context_, name, ShipFileRows::With);
    }
    base::Result<HandoverBoardView> handovers() override { return read_handovers(context_); }
    base::Result<HandoverView> handover(std::int64_t id) override {
        return read_handover(context_, id);
    }
    base::Result<std::vector<TaskView>> tasks(const std::string& state,
                                              const base::OrderNo& order) override {
        return read_tasks(context_, state, order);
    }

private:
    Context context_;
};

}  // namespace station
