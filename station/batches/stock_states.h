#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where the mark of an article out of stock stands. Stored by name; the names never change.
enum class StockState {
    Out,     ///< No label is printed for its orders.
    Back,    ///< The article came.
    Undone,  ///< It was a mistake.
};
enum class StockEvent {
    Back,   ///< The article is there.
    Undo,   ///< It was there all the time.
    Again,  ///< It was not there after all.
};

struct StockTransition {
    StockState from;
    StockEvent event;
    StockState to;
};
std::span<const StockTransition> stock_transitions();
/// Conflict (error.stock_state), naming both, when the event is not allowed in the state.
base::Result<StockState> next(StockState state, StockEvent event);
std::string_view name(StockState state);
std::string_view name(StockEvent event);
std::optional<StockState> stock_state(std::string_view name);

/// Where a parcel that was put aside stands. Stored by name; the names never change.
enum class ParkedState {
    Parked,  ///< Waits for the article.
    Ready,   ///< The article is back: to be packed.
    Ended,   ///< It was packed, or went another way.
    Undone,  ///< The mark was a mistake.
};
enum class ParkedEvent {
    ArticleBack,
    ArticleGone,  ///< It was not back after all.
    MarkUndone,
    Left,  ///< Bound, refused, intercepted, closed.
};
struct ParkedTransition {
    ParkedState from;
    ParkedEvent event;
    ParkedState to;
};
std::span<const ParkedTransition> parked_transitions();
/// Nothing when the event leaves it where it is.
std::optional<ParkedState> next(ParkedState state, ParkedEvent event);
std::string_view name(ParkedState state);

}  // namespace station
