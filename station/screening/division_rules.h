#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "station/screening/address_parser.h"
#include "station/screening/screener.h"

namespace station {

/// Finds province, city and district of an order, from its columns where they are filled, else from
/// the front of `detail` (NFKC, without white space), and notes what is unknown or contradicts.
/// parts.rest is the detail without them. Pure.
AddressParts resolve_divisions(const config::Divisions& divisions, const AddressInput& input,
                               std::string_view detail, std::vector<ScreeningReason>& reasons);

}  // namespace station
