#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where a bound parcel stands on its way to the platform. Stored by name; the names never change.
/// That a bound one is due is no state: the clock or the hand-over decides (outbox.due_at).
enum class ShipState {
    Bound,      ///< Waits, so that an undo can still stop it.
    Written,    ///< In a ship file that nobody has uploaded as far as we know.
    Uploaded,   ///< A person said so, or the back end's list of results.
    Confirmed,  ///< The platform's own export has the order as shipped.
    Rejected,   ///< The platform did not take it; may be written again.
    Recalled,   ///< Must not leave: intercepted before it was uploaded.
};

enum class ShipEvent {
    Write,
    TakeBack,  ///< Its file was made anew: it goes into the next one.
    Tick,      ///< Uploaded.
    Untick,    ///< It was not, after all.
    Confirm,   ///< An export says so.
    Reject,
    Unreject,  ///< It was not rejected, after all.
    Recall,
};

struct ShipTransition {
    ShipState from;
    ShipEvent event;
    ShipState to;
};

/// Every allowed transition; what is not in it is refused.
std::span<const ShipTransition> ship_transitions();
/// Conflict (error.ship_row_state), naming both, when the event is not allowed in the state.
base::Result<ShipState> next(ShipState state, ShipEvent event);

std::string_view name(ShipState state);  ///< "pending" for Bound: it was stored so from the start.
std::string_view name(ShipEvent event);  ///< "tick"
std::optional<ShipState> ship_state(std::string_view name);
std::span<const ShipState> all_ship_states();
std::span<const ShipEvent> all_ship_events();

}  // namespace station
