#include "station/shipping/ship_states.h"

#include <array>
#include <string>

namespace station {
namespace {

using S = ShipState;
using E = ShipEvent;

constexpr ShipTransition kTransitions[] = {
    {S::Bound, E::Write, S::Written},        {S::Bound, E::Confirm, S::Confirmed},
    {S::Bound, E::Recall, S::Recalled},

    {S::Written, E::TakeBack, S::Bound},     {S::Written, E::Tick, S::Uploaded},
    {S::Written, E::Confirm, S::Confirmed},  {S::Written, E::Reject, S::Rejected},
    {S::Written, E::Recall, S::Recalled},

    {S::Uploaded, E::Untick, S::Written},    {S::Uploaded, E::Confirm, S::Confirmed},
    {S::Uploaded, E::Reject, S::Rejected},

    {S::Rejected, E::Write, S::Written},     {S::Rejected, E::Unreject, S::Uploaded},
    {S::Rejected, E::Confirm, S::Confirmed}, {S::Rejected, E::Recall, S::Recalled},
};

constexpr std::array kStates = {S::Bound,     S::Written,  S::Uploaded,
                                S::Confirmed, S::Rejected, S::Recalled};
constexpr std::array kEvents = {E::Write,   E::TakeBack, E::Tick,     E::Untick,
                                E::Confirm, E::Reject,   E::Unreject, E::Recall};

}  // namespace

std::span<const ShipTransition> ship_transitions() {
    return kTransitions;
}
std::span<const ShipState> all_ship_states() {
    return kStates;
}
std::span<const ShipEvent> all_ship_events() {
    return kEvents;
}

base::Result<ShipState> next(ShipState state, ShipEvent event) {
    for (const ShipTransition& row : kTransitions) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "a row of a ship file that is " + std::string(name(state)) +
                          " does not allow '" + std::string(name(event)) + "'",
                      "error.ship_row_state");
}

std::string_view name(ShipState state) {
    switch (state) {
        case S::Bound:
            return "pending";
        case S::Written:
            return "written";
        case S::Uploaded:
            return "uploaded";
        case S::Confirmed:
            return "confirmed";
        case S::Rejected:
            return "rejected";
        case S::Recalled:
            return "recalled";
    }
    return "";
}

std::string_view name(ShipEvent event) {
    switch (event) {
        case E::Write:
            return "write";
        case E::TakeBack:
            return "take_back";
        case E::Tick:
            return "tick";
        case E::Untick:
            return "untick";
        case E::Confirm:
            return "confirm";
        case E::Reject:
            return "reject";
        case E::Unreject:
            return "unreject";
        case E::Recall:
            return "recall";
    }
    return "";
}

std::optional<ShipState> ship_state(std::string_view text) {
    for (const ShipState state : kStates) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

}  // namespace station
