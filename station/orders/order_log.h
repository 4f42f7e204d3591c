#pragma once
#include <map>
#include <string>

#include "station/orders/states.h"
#include "station/store/context.h"

namespace station {

/// The state that an order has now. NotFound for an unknown row.
base::Result<OrderState> state_of(Session& db, base::OrderRow order);
/// The platform's number of an order, for logs and people. NotFound for an unknown row.
base::Result<base::OrderNo> order_no_of(Session& db, base::OrderRow order);
base::Result<base::OrderRow> find_order(Session& db, const base::OrderNo& order_no);

/// Moves an order by one event in the open transaction: `UPDATE … WHERE id AND state`, checked,
/// with its line in the audit table. Orders that travel in its parcel (orders.merged_into) take the
/// steps of the label and of the binding with it, where their own states allow them. Conflict when
/// the table of states does not allow the event or somebody else moved the order meanwhile.
base::Result<OrderState> move_order(const Context& context, base::OrderRow order, OrderEvent event,
                                    const std::string& actor,
                                    const std::map<std::string, std::string>& detail = {});

}  // namespace station
