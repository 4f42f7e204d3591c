#pragma once
#include <optional>
#include <string>

#include "base/ids.h"
#include "station/store/context.h"

namespace station {

/// Why the waybill number that an export gives an order could not be printed.
struct ExportNumberProblem {
    std::string code;     ///< "carrier_unknown" or "routing_missing"
    std::string carrier;  ///< As the export writes it, or the name of the known one.
};

/// Found when the row comes in and not when its label is due. Nothing when the number can be
/// printed, when there is none, or when the settings take no numbers from exports.
std::optional<ExportNumberProblem> check_export_number(const Context& context,
                                                       const base::WaybillNumber& number,
                                                       const std::string& carrier_name,
                                                       const std::string& sorting_code);

}  // namespace station
