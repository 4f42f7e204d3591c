#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "station/shipping/ship_states.h"
#include "station/store/context.h"

namespace station {

/// A row of the outbox: a bound parcel on its way to the platform.
struct ShipRecord {
    std::int64_t id = 0;
    base::OrderRow order;
    base::ParcelRow parcel;
    base::OrderNo order_no;
    ShipState state = ShipState::Bound;
    base::WaybillNumber number;
    base::CarrierCode carrier;
    base::Time bound_at{};
    base::WaybillNumber written_number;  ///< As it stands in its file; empty: in none.
    /// Why it must not leave with its file: see ShipRowView::trouble.
    std::string trouble;
    base::Time trouble_as_of{};
    std::string other_numbers{};  ///< Of its further boxes, as a remark; empty: it has none.
};

/// Rows with `where` behind the joins (outbox x, parcels p, orders o, ship_file_rows r of the row's
/// file), in the order of the outbox.
base::Result<std::vector<ShipRecord>> ship_records(Session& db, const std::string& where,
                                                   const std::vector<Value>& parameters = {});

/// Moves a row by one event in the open transaction, with its line in the audit table. Conflict
/// (error.ship_row_state) when the table does not allow it.
base::Status move_ship_row(const Context& context, const ShipRecord& row, ShipEvent event,
                           const std::string& actor,
                           const std::map<std::string, std::string>& detail = {});

/// The same for every row of an order that allows the event; the others stay.
base::Status move_ship_rows(const Context& context, base::OrderRow order, ShipEvent event,
                            const std::string& actor);

/// The order has ended on the platform without our row: what the platform refused of it is
/// recalled, no second try. False where it has no such row, or another one that may have been
/// taken.
base::Result<bool> recall_rejected(const Context& context, base::OrderRow order,
                                   const std::string& actor);

/// What an export taken in just now says about rows that were uploaded: an order that is still to
/// be shipped `doubt_after` its upload is doubted. `is_ready` knows the status texts that mean "to
/// ship". In its own transaction.
base::Status doubt_uploads(const Context& context,
                           const std::function<bool(const std::string&)>& is_ready);

}  // namespace station
