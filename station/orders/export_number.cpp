#include "station/orders/export_number.h"

namespace station {

std::optional<ExportNumberProblem> check_export_number(const Context& context,
                                                       const base::WaybillNumber& number,
                                                       const std::string& carrier_name,
                                                       const std::string& sorting_code) {
    if (number.empty() || !context.settings.numbers_from_export) return std::nullopt;
    const config::Carrier* carrier = context.carriers.find_by_name(carrier_name);
    if (carrier == nullptr) return ExportNumberProblem{"carrier_unknown", carrier_name};
    if (!sorting_code.empty() || !carrier->needs_routing ||
        context.settings.allows_without_routing(carrier->code))
        return std::nullopt;
    return ExportNumberProblem{"routing_missing", carrier->name_zh};
}

}  // namespace station
