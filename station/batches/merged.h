#pragma once
#include <string>
#include <vector>

#include "station/orders/states.h"
#include "station/store/context.h"

namespace station {

/// Orders that travel in another order's parcel: orders.merged_into names the one whose parcel,
/// number and label are those of all. They take the steps of the label and of the binding together
/// (move_order()).

/// The order whose parcel it is: itself where it is not merged.
base::Result<base::OrderRow> main_of(Session& db, base::OrderRow order);
/// The same by its number. NotFound as of find_order().
base::Result<base::OrderRow> main_of(Session& db, const base::OrderNo& order_no);
/// Those that travel in the order's parcel, itself not among them.
base::Result<std::vector<base::OrderRow>> followers_of(Session& db, base::OrderRow main);

/// Must the parcel not leave, though its own order may? An order in it was stopped or has ended, or
/// goes to another receiver by now. Empty: it may; else the state of that order.
struct MergeTrouble {
    bool broken = false;
    OrderState state = OrderState::Intercepted;  ///< Of the order that stops it.
    std::string news;
    std::int64_t news_as_of = 0;
};
base::Result<MergeTrouble> merge_trouble(Session& db, base::OrderRow main);

/// One line of a parcel: of its order, then of those that travel with it.
struct ParcelLine {
    base::OrderRow order;
    std::string key;  ///< "3", or "17:3" of an order that travels along.
    std::string sku_id, seller_code, barcode, title, spec;
    int quantity = 1;
    bool is_gift = false;
};
base::Result<std::vector<ParcelLine>> parcel_lines(Session& db, base::OrderRow main);

}  // namespace station
