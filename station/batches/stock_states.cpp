#include "station/batches/stock_states.h"

#include <array>
#include <string>

namespace station {
namespace {

using S = StockState;
using E = StockEvent;
using P = ParkedState;
using Q = ParkedEvent;

constexpr std::array kStock = {
    StockTransition{S::Out, E::Back, S::Back},
    StockTransition{S::Out, E::Undo, S::Undone},
    StockTransition{S::Back, E::Again, S::Out},
};

constexpr std::array kParked = {
    ParkedTransition{P::Parked, Q::ArticleBack, P::Ready},
    ParkedTransition{P::Parked, Q::MarkUndone, P::Undone},
    ParkedTransition{P::Parked, Q::Left, P::Ended},
    ParkedTransition{P::Ready, Q::ArticleGone, P::Parked},
    ParkedTransition{P::Ready, Q::Left, P::Ended},
};

}  // namespace

std::span<const StockTransition> stock_transitions() {
    return kStock;
}
std::span<const ParkedTransition> parked_transitions() {
    return kParked;
}

base::Result<StockState> next(StockState state, StockEvent event) {
    for (const StockTransition& row : kStock) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "an article whose mark is '" + std::string(name(state)) +
                          "' does not allow '" + std::string(name(event)) + "'",
                      "error.stock_state");
}

std::optional<ParkedState> next(ParkedState state, ParkedEvent event) {
    for (const ParkedTransition& row : kParked) {
        if (row.from == state && row.event == event) return row.to;
    }
    return std::nullopt;
}

std::string_view name(StockState state) {
    switch (state) {
        case S::Out:
            return "out";
        case S::Back:
            return "back";
        case S::Undone:
            return "undone";
    }
    return "";
}

std::string_view name(StockEvent event) {
    switch (event) {
        case E::Back:
            return "back";
        case E::Undo:
            return "undo";
        case E::Again:
            return "again";
    }
    return "";
}

std::string_view name(ParkedState state) {
    switch (state) {
        case P::Parked:
            return "parked";
        case P::Ready:
            return "ready";
        case P::Ended:
            return "ended";
        case P::Undone:
            return "undone";
    }
    return "";
}

std::optional<StockState> stock_state(std::string_view text) {
    for (const S state : {S::Out, S::Back, S::Undone}) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

}  // namespace station
