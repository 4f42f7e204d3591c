#pragma once
#include <optional>
#include <string>

#include "station/store/context.h"
#include "station/waybills/number_sheet.h"

namespace station {

/// What became of one row of a number sheet.
struct SheetTaken {
    enum class Kind {
        New,      ///< Kept for its order.
        Known,    ///< The same row came before.
        Refused,  ///< `problem` says why; nothing is kept.
        Early,    ///< Kept, and `problem` tells that no such order is known yet.
    } kind = Kind::New;
    std::optional<RowProblem> problem;
};

/// A number that a sheet keeps for an order.
struct SheetNumber {
    std::int64_t id = 0;
    base::WaybillNumber number;
    base::CarrierCode carrier;  ///< Empty: the order's own.
    std::string sorting_code, hub_code, hub_name;
};

/// The numbers of carriers' sheets in the database. Station thread.
class SheetNumbers {
public:
    explicit SheetNumbers(const Context& context) : context_(context) {}

    /// In the caller's transaction. Codes of problems: sheet_carrier_unknown, sheet_pattern,
    /// sheet_number_used, sheet_order_numbered, sheet_other_number, sheet_routing_missing,
    /// sheet_order_closed; sheet_order_unknown for rows that are kept until the order comes.
    base::Result<SheetTaken> take(const SheetRow& row, const std::string& file);
    /// The number that waits for the order.
    base::Result<std::optional<SheetNumber>> waiting_for(base::OrderRow order) const;
    /// In the open transaction: the number is on the parcel now.
    base::Status use(const SheetNumber& number, base::ParcelRow parcel);

private:
    Context context_;
};

}  // namespace station
