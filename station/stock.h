#pragma once
#include "base/result.h"
#include "station/stock_views.h"

namespace station {

struct Actor;

/// Articles that are out of stock. While a mark stands, no batch takes an order that holds the
/// article, its queued labels are withdrawn, and parcels that were put aside are refused at the
/// bench. Station thread; each call is one short transaction, the withdrawing goes on in work().
class Stock {
public:
    virtual ~Stock() = default;
    /// Marks the article of a line (1.. as the order shows them); an order whose label is printed
    /// is put aside. A mark that stands already is used. InvalidInput (error.order_line) without
    /// such a line; Conflict (error.order_not_parkable) for an order that is bound, shipped or
    /// stopped.
    virtual base::Result<StockMarkView> mark(const base::OrderNo& order, int line,
                                             const Actor& actor) = 0;
    /// The article is there again: its orders go on. NotFound (error.stock_mark_unknown); Conflict
    /// (error.stock_state).
    virtual base::Result<StockMarkView> back(StockMarkRow mark, const Actor& actor) = 0;
    /// It was never out of stock: as if it had not been marked. Errors as back().
    virtual base::Result<StockMarkView> undo(StockMarkRow mark, const Actor& actor) = 0;
    /// It was not back after all. Errors as back(); Conflict (error.stock_marked_again) when the
    /// article was marked anew.
    virtual base::Result<StockMarkView> again(StockMarkRow mark, const Actor& actor) = 0;
};

}  // namespace station
