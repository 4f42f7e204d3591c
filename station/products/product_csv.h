#pragma once
#include <span>

#include "base/bytes.h"
#include "station/products/product.h"

namespace station {

/// All products as a CSV file for spreadsheet programs: UTF-8 with BOM, CRLF, the titles of
/// product_fields(). Codes of digits stand as ="6901234567892", so that no program shortens them or
/// drops zeros; a text that a program would run as a formula gets an apostrophe in front. Reading
/// it with read_product_file() gives the same texts. Pure.
base::Bytes write_product_csv(std::span<const Product> products);

}  // namespace station
