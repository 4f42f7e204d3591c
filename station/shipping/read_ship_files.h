#pragma once
#include <string>
#include <vector>

#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// Ship files as views, for the station's own answers and for readers; `context.db` is the session
/// of the calling thread.

enum class ShipFileRows { With, Without };

/// The newest 200, without their rows.
base::Result<std::vector<ShipFileView>> read_ship_files(const Context& context);
/// NotFound (error.ship_file_unknown).
base::Result<ShipFileView> read_ship_file(const Context& context, const std::string& name,
                                          ShipFileRows rows);
base::Result<ShipQueueView> read_ship_queue(const Context& context);
/// The figures of the status page.
base::Result<ShippingStatusView> read_shipping_status(const Context& context);

}  // namespace station
