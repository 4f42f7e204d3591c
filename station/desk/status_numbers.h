#pragma once
#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// Numbers on the status page: what is left, the forecast, and what needs a person.
base::Status read_numbers(const Context& context, StatusView& status);

/// The most urgent thing about numbers, if there is any.
std::optional<TruthView> numbers_truth(const StatusView& status);

}  // namespace station
