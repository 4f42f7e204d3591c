#pragma once
#include <string>

#include "station/stock.h"
#include "station/views.h"

namespace fakes {

inline station::StockMarkView sample_stock_mark(const std::string& state = "out") {
    station::StockMarkView mark;
    mark.id = station::StockMarkRow(3);
    mark.title = "干花花束";
    mark.spec = "大";
    mark.state = state;
    mark.actor = "bench 1";
    mark.parked = 1;
    mark.waiting = 4;
    mark.pieces = 5;
    mark.orders.push_back(
        {base::OrderNo("P700000000000000001"), "printed", "parked", {}, "1", {}, 1});
    mark.actions = state == "out" ? std::vector<std::string>{"back", "undo"}
                                  : std::vector<std::string>{"again"};
    return mark;
}

/// One mark, number 3; says what it is told.
class FakeStock final : public station::Stock {
public:
    base::Result<station::StockMarkView> mark(const base::OrderNo&, int line,
                                              const station::Actor&) override {
        if (line > 2)
            return base::fail(base::ErrorCode::InvalidInput, "no such line", "error.order_line");
        return sample_stock_mark();
    }
    base::Result<station::StockMarkView> back(station::StockMarkRow mark,
                                              const station::Actor&) override {
        return known(mark, "back");
    }
    base::Result<station::StockMarkView> undo(station::StockMarkRow mark,
                                              const station::Actor&) override {
        return known(mark, "undone");
    }
    base::Result<station::StockMarkView> again(station::StockMarkRow mark,
                                               const station::Actor&) override {
        return known(mark, "out");
    }

private:
    static base::Result<station::StockMarkView> known(station::StockMarkRow mark,
                                                      const std::string& state) {
        if (mark.value() != 3)
            return base::fail(base::ErrorCode::NotFound, "no such mark",
                              "error.stock_mark_unknown");
        return sample_stock_mark(state);
    }
};

}  // namespace fakes
