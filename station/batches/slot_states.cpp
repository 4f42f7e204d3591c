#include "station/batches/slot_states.h"

#include <algorithm>
#include <array>
#include <string>

namespace station {

namespace {

using S = SlotState;
using E = SlotEvent;

constexpr std::array kTable = {
    SlotTransition{S::Planned, E::Due, S::Started},
    SlotTransition{S::Planned, E::DueStale, S::Waiting},
    SlotTransition{S::Planned, E::Missed, S::Asking},
    SlotTransition{S::Planned, E::MissedEmpty, S::Skipped},
    SlotTransition{S::Planned, E::NewerCame, S::Folded},
    SlotTransition{S::Waiting, E::ExportCame, S::Started},
    SlotTransition{S::Waiting, E::Told, S::Started},
    SlotTransition{S::Waiting, E::Refused, S::Skipped},
    SlotTransition{S::Waiting, E::NewerCame, S::Folded},
    SlotTransition{S::Asking, E::Told, S::Started},
    SlotTransition{S::Asking, E::Refused, S::Skipped},
    SlotTransition{S::Asking, E::NewerCame, S::Folded},
};

constexpr std::array kStates = {S::Planned, S::Waiting, S::Asking,
                                S::Started, S::Folded,  S::Skipped};
constexpr std::array kEvents = {E::Due,        E::DueStale, E::Missed,  E::MissedEmpty,
                                E::ExportCame, E::Told,     E::Refused, E::NewerCame};

}  // namespace

std::span<const SlotTransition> slot_transitions() {
    return kTable;
}

base::Result<SlotState> next(SlotState state, SlotEvent event) {
    for (const SlotTransition& row : kTable) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "a slot that is " + std::string(name(state)) + " cannot take '" +
                          std::string(name(event)) + "'",
                      "error.slot_state");
}

std::string_view name(SlotState state) {
    switch (state) {
        case S::Planned:
            return "planned";
        case S::Waiting:
            return "waiting";
        case S::Asking:
            return "asking";
        case S::Started:
            return "started";
        case S::Folded:
            return "folded";
        case S::Skipped:
            return "skipped";
    }
    return "";
}

std::string_view name(SlotEvent event) {
    switch (event) {
        case E::Due:
            return "due";
        case E::DueStale:
            return "due_stale";
        case E::Missed:
            return "missed";
        case E::MissedEmpty:
            return "missed_empty";
        case E::ExportCame:
            return "export_came";
        case E::Told:
            return "told";
        case E::Refused:
            return "refused";
        case E::NewerCame:
            return "newer_came";
    }
    return "";
}

std::optional<SlotState> slot_state(std::string_view text) {
    const auto found = std::ranges::find(kStates, text, [](SlotState s) { return name(s); });
    if (found == kStates.end()) return std::nullopt;
    return *found;
}

std::span<const SlotState> all_slot_states() {
    return kStates;
}

std::span<const SlotEvent> all_slot_events() {
    return kEvents;
}

}  // namespace station
