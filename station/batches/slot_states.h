#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where one slot of one day stands. Stored by name; the names never change.
enum class SlotState {
    Planned,  ///< Its time has not come, or nobody has looked since; never stored.
    Waiting,  ///< Its time came, and the last export is older than it accepts.
    Asking,   ///< Missed by more than the grace: a person says whether it prints.
    Started,  ///< Has its batch.
    Folded,   ///< A newer slot took its orders.
    Skipped,  ///< A person said no, or nothing was there to ask about.
};

enum class SlotEvent {
    Due,          ///< Its time came (perhaps a while ago, within the grace).
    DueStale,     ///< The same, but the last export is too old.
    Missed,       ///< It came longer ago than the grace, and orders wait.
    MissedEmpty,  ///< The same, and no order waits.
    ExportCame,   ///< An export that is fresh enough is in.
    Told,         ///< A person said: go.
    Refused,      ///< A person said: not this one.
    NewerCame,    ///< The time of a newer slot came.
};

struct SlotTransition {
    SlotState from;
    SlotEvent event;
    SlotState to;
};

std::span<const SlotTransition> slot_transitions();
/// Conflict (error.slot_state), naming both, when the event is not allowed in the state.
base::Result<SlotState> next(SlotState state, SlotEvent event);
std::string_view name(SlotState state);
std::string_view name(SlotEvent event);
std::optional<SlotState> slot_state(std::string_view name);
std::span<const SlotState> all_slot_states();
std::span<const SlotEvent> all_slot_events();

}  // namespace station
