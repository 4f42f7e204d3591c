#pragma once
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "config/shipping_layout.h"

namespace station {

/// One package handed to the carrier.
struct ShipRow {
    base::OrderNo order_no;
    base::CarrierCode carrier;
    std::string carrier_name;  ///< "中通快递", as the back end knows it.
    base::WaybillNumber waybill_number;
    std::string carrier_code{};  ///< Of the layout's platform; empty: `carrier`.
    base::Time bound_at{};
    std::string remark{};  ///< For Remark columns; may be empty.
};

/// One line of the layout's second sheet: what may stand in the carrier column.
struct ShipCarrier {
    base::CarrierCode code;
    std::string name;
    std::string platform_code{};  ///< Of the layout's platform; empty: `code`.
};

enum class ShipFileFormat { Xlsx, Csv };

/// The batch-ship file for the shop's back end, as the layout wants it. In XLSX every cell is a
/// text cell, because a spreadsheet program would show a long number as 1.23E+17; `carriers` fill
/// the second sheet if the layout has one. CSV is RFC 4180 in the layout's encoding, lines ending
/// in CRLF; a text that a spreadsheet program would take for a formula gets an apostrophe in front.
/// Equal rows give equal bytes. May write to the temporary folder; may be called from any thread.
/// InvalidInput: no rows, more than layout.max_rows, an order or waybill number that is empty or
/// has other characters than letters, digits and hyphens, no carrier where the layout wants one, a
/// text too long for a cell. Unavailable: the temporary folder cannot be written.
base::Result<base::Bytes> write_ship_file(std::span<const ShipRow> rows,
                                          const config::ShippingLayout& layout,
                                          ShipFileFormat format,
                                          std::span<const ShipCarrier> carriers = {});

}  // namespace station
