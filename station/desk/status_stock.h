#pragma once
#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// What articles out of stock add to the status page: orders that wait for them are not ready, and
/// what needs a person.
base::Status read_stock_status(const Context& context, StatusView& status);

}  // namespace station
