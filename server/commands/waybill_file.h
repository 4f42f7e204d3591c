#pragma once
#include <string_view>

#include "base/result.h"
#include "config/carriers.h"
#include "printing/label.h"

namespace server::commands {

/// What WAYBILL.json says (docs/commands.md), as the content of a label. Untrusted: InvalidInput
/// names the field. `carrier` may be a code, an alias or a name of `carriers`; anything else is
/// printed as it stands.
base::Result<printing::LabelContent> parse_waybill(std::string_view text,
                                                   const config::CarrierTable& carriers);

}  // namespace server::commands
