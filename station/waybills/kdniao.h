#pragma once
#include <memory>

#include "config/carriers.h"
#include "station/waybills/number_provider.h"

namespace station {

/// KDNiao's e-waybill gateway as a provider: 1007, 1147 and 1127 over HTTPS. Reads the credentials
/// file; errors of load_kdniao_credentials(). The same key gives the same number (ResultCode 106).
/// Source: the gateway's own documents; what is not confirmed is named in docs/numbers.md.
base::Result<std::unique_ptr<NumberProvider>> make_kdniao(
    const config::NumberSourceSettings& settings, const config::CarrierTable& carriers);

}  // namespace station
