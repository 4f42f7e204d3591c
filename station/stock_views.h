#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

namespace station {

using StockMarkRow = base::RowId<struct StockMarkRowTag>;

/// An order that an article out of stock keeps from leaving.
struct StockOrderView {
    base::OrderNo order_no;
    std::string state;  ///< Of the order.
    /// parked: put aside at a bench; waiting: gets no label; ready: put aside, and the article is
    /// back.
    std::string standing;
    base::WaybillNumber number;
    std::string bench;
    std::optional<base::Time> ship_by;
    int quantity = 0;  ///< Pieces of the article.
};

/// "This article is out of stock."
struct StockMarkView {
    StockMarkRow id;
    std::string title, spec, code;  ///< code: the seller's, else the barcode or the SKU's id.
    std::string state;              ///< out, back, undone: station/batches/stock_states.h.
    base::Time at{};
    std::string actor;
    std::optional<base::Time> ended_at;
    std::string ended_by;
    int parked = 0, waiting = 0, ready = 0, pieces = 0;  ///< Of all its orders.
    std::vector<StockOrderView> orders;                  ///< At most 200.
    std::vector<std::string> actions;                    ///< back, undo, again.
};

struct StockView {
    std::vector<StockMarkView> out;     ///< The oldest first.
    std::vector<StockMarkView> recent;  ///< Ended in the last days, the newest first.
};

}  // namespace station
