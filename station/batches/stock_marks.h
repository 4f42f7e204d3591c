#pragma once
#include <optional>
#include <string>
#include <vector>

#include "station/batches/journal.h"
#include "station/batches/stock_states.h"
#include "station/stock.h"

namespace station {

/// SQL: the order line `i` is of the article that the mark `m` names.
inline constexpr std::string_view kLineIsMarked =
    " ((m.key_name = 'sku_id' AND i.sku_id = m.key_value)"
    " OR (m.key_name = 'seller_code' AND i.seller_code = m.key_value AND i.spec = m.key_spec)"
    " OR (m.key_name = 'barcode' AND i.barcode = m.key_value AND i.spec = m.key_spec)"
    " OR (m.key_name = 'title' AND i.title = m.key_value AND i.spec = m.key_spec))";

/// Behind a condition: an article of the order (an expression of its id) is out of stock.
std::string out_of_stock(std::string_view order_id);

/// What a bench has to know of an order's stock.
struct OrderStock {
    std::string missing;  ///< Title and spec of an article that is out of stock; empty: none is.
    bool parked = false;  ///< It was put aside for it.
};
base::Result<OrderStock> order_stock(Session& db, base::OrderRow order);

/// The marks in the database. See station/stock.h.
class StockMarks final : public Stock {
public:
    StockMarks(const Context& context, Journal& journal) : context_(context), journal_(journal) {}

    base::Result<StockMarkView> mark(const base::OrderNo& order, int line,
                                     const Actor& actor) override;
    base::Result<StockMarkView> back(StockMarkRow mark, const Actor& actor) override;
    base::Result<StockMarkView> undo(StockMarkRow mark, const Actor& actor) override;
    base::Result<StockMarkView> again(StockMarkRow mark, const Actor& actor) override;

    struct Marked {
        StockMarkRow id;
        bool is_new = false;  ///< It did not stand before.
    };
    /// Marks the article of a line (0..) of the order and puts the order aside, in the open
    /// transaction.
    base::Result<Marked> mark_line(base::OrderRow order, int line, const std::string& bench,
                                   const std::string& actor);
    /// Takes mark_line() back, in the open transaction: the order is not put aside any more, and a
    /// mark that was new is undone.
    base::Status take_back(const Marked& marked, base::OrderRow order, const std::string& actor);

    /// Withdraws some queued labels of orders that must wait. True when there may be more. Cheap
    /// when nothing was marked since the last one was withdrawn.
    base::Result<bool> pull_some();

private:
    base::Result<StockMarkView> move(StockMarkRow mark, StockEvent event, const Actor& actor);
    base::Status move_in_transaction(StockMarkRow mark, StockEvent event, const std::string& actor);
    base::Status move_parked(const std::string& where, const std::vector<Value>& parameters,
                             ParkedEvent event);
    Context context_;
    Journal& journal_;
    bool pulling_ = true;  ///< After a start there may be labels left from before.
};

/// The order has left its place among those put aside (bound, stopped or ended), in the open
/// transaction.
base::Status leave_parked(const Context& context, base::OrderRow order);

base::Result<StockView> read_stock(const Context& context);

}  // namespace station
