#pragma once
#include <optional>

#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// What ship files, hand-overs and work in the back end add to the status page: figures, what needs
/// a person, and orders at risk although they are bound.
base::Status add_shipping_status(const Context& context, StatusView& status);

/// The most urgent of them: what must be told before a printer's pause, and what before a deadline.
std::optional<TruthView> shipping_alarm(const StatusView& status);
std::optional<TruthView> shipping_warning(const StatusView& status);

}  // namespace station
