#pragma once
#include "station/batches/batches.h"
#include "station/batches/dispatcher.h"
#include "station/views.h"

namespace station {

/// Everything on the status page, from the database and from what the dispatcher knows.
base::Result<StatusView> read_status(const Context& context, const Batches& batches,
                                     const Dispatcher& dispatcher);

}  // namespace station
