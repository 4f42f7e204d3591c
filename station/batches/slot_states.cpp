#include "station/batches/slot_states.h"

#include <algorithm>
#include <array>
#include <string>

namespace station {

namespace {

constexpr std::array kSlotTable = {
    SlotTransition{SlotState::Planned, SlotEvent::Due, SlotState::Started},
    SlotTransition{SlotState::Planned, SlotEvent::DueStale, SlotState::Waiting},
    SlotTransition{SlotState::Planned, SlotEvent::Missed, SlotState::Asking},
    SlotTransition{SlotState::Planned, SlotEvent::MissedEmpty, SlotState::Skipped},
    SlotTransition{SlotState::Planned, SlotEvent::NewerCame, SlotState::Folded},
    SlotTransition{SlotState::Waiting, SlotEvent::ExportCame, SlotState::Started},
    SlotTransition{SlotState::Waiting, SlotEvent::Told, SlotState::Started},
    SlotTransition{SlotState::Waiting, SlotEvent::Refused, SlotState::Skipped},
    SlotTransition{SlotState::Waiting, SlotEvent::NewerCame, SlotState::Folded},
    SlotTransition{SlotState::Asking, SlotEvent::Told, SlotState::Started},
    SlotTransition{SlotState::Asking, SlotEvent::Refused, SlotState::Skipped},
    SlotTransition{SlotState::Asking, SlotEvent::NewerCame, SlotState::Folded},
};

constexpr std::array kSlotStates = {SlotState::Planned, SlotState::Waiting, SlotState::Asking,
                                    SlotState::Started, SlotState::Folded,  SlotState::Skipped};
constexpr std::array kSlotEvents = {
    SlotEvent::Due,        SlotEvent::DueStale, SlotEvent::Missed,  SlotEvent::MissedEmpty,
    SlotEvent::ExportCame, SlotEvent::Told,     SlotEvent::Refused, SlotEvent::NewerCame};

}  // namespace

std::span<const SlotTransition> slot_transitions() {
    return kSlotTable;
}

base::Result<SlotState> next(SlotState state, SlotEvent event) {
    for (const SlotTransition& row : kSlotTable) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "a slot that is " + std::string(name(state)) + " cannot take '" +
                          std::string(name(event)) + "'",
                      "error.slot_state");
}

std::string_view name(SlotState state) {
    switch (state) {
        case SlotState::Planned:
            return "planned";
        case SlotState::Waiting:
            return "waiting";
        case SlotState::Asking:
            return "asking";
        case SlotState::Started:
            return "started";
        case SlotState::Folded:
            return "folded";
        case SlotState::Skipped:
            return "skipped";
    }
    return "";
}

std::string_view name(SlotEvent event) {
    switch (event) {
        case SlotEvent::Due:
            return "due";
        case SlotEvent::DueStale:
            return "due_stale";
        case SlotEvent::Missed:
            return "missed";
        case SlotEvent::MissedEmpty:
            return "missed_empty";
        case SlotEvent::ExportCame:
            return "export_came";
        case SlotEvent::Told:
            return "told";
        case SlotEvent::Refused:
            return "refused";
        case SlotEvent::NewerCame:
            return "newer_came";
    }
    return "";
}

std::optional<SlotState> slot_state(std::string_view text) {
    const auto found = std::ranges::find(kSlotStates, text, [](SlotState s) { return name(s); });
    if (found == kSlotStates.end()) return std::nullopt;
    return *found;
}

std::span<const SlotState> all_slot_states() {
    return kSlotStates;
}

std::span<const SlotEvent> all_slot_events() {
    return kSlotEvents;
}

}  // namespace station
