#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace station {

using ShipTable = std::vector<std::vector<std::string>>;

struct ShipSheet {
    std::string name;
    ShipTable rows;
};

/// An XLSX workbook whose cells are all text cells. Equal sheets give equal bytes. Works through a
/// temporary file, which is gone afterwards. Unavailable with the cause when that cannot be
/// written.
base::Result<base::Bytes> write_text_workbook(std::span<const ShipSheet> sheets);

}  // namespace station
