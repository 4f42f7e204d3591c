#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where the wish for one number stands. Stored by name; the names never change.
enum class WishState {
    Wished,     ///< Committed; the next call with its key may be made.
    Asked,      ///< A call is under way, or was when the program ended.
    Granted,    ///< The parcel has its number.
    Refused,    ///< The provider said no: a person mends the cause and asks again, or cancels.
    Parked,     ///< Nobody knows whether a number was given, or whether it is good: a person looks.
    Cancelled,  ///< No number is wanted any more.
};

enum class WishEvent {
    Ask,            ///< Before the call; committed first.
    Granted,        ///< A number that fits and that no parcel has.
    Refused,        ///< A clear no.
    NotTaken,       ///< The provider did not take the wish (no connection, limit): later again.
    LostKeepsKey,   ///< The answer was lost, and the same key gives the same number.
    LostForGood,    ///< The answer was lost, and asking again might give a second number.
    Unfit,          ///< A number came that cannot be used as it is.
    PersonGives,    ///< "The number is X."
    PersonAgain,    ///< "No number was given, ask again."
    PersonCancels,  ///< "Cancel."
    NotNeeded,      ///< The parcel was given up before anything was asked.
};

struct WishTransition {
    WishState from;
    WishEvent event;
    WishState to;
};

/// Every allowed transition; what is not in it is refused.
std::span<const WishTransition> wish_transitions();
/// Conflict (key error.wish_state), naming both, when the event is not allowed in the state.
base::Result<WishState> next(WishState state, WishEvent event);

std::string_view name(WishState state);  ///< "wished"
std::string_view name(WishEvent event);  ///< "lost_keeps_key"
std::optional<WishState> wish_state(std::string_view name);

/// Where an unused number stands on the to-void list. Stored by name.
enum class VoidState {
    Open,       ///< To be voided: by a person, or by the provider's own call.
    Asked,      ///< The provider's cancel call is under way; asking twice does no harm.
    Done,       ///< Voided, or ticked as voided.
    Withdrawn,  ///< The number is in use again.
};
enum class VoidEvent { Ask, Done, Failed, Tick, Untick, UsedAgain, UnusedAgain };

struct VoidTransition {
    VoidState from;
    VoidEvent event;
    VoidState to;
};
std::span<const VoidTransition> void_transitions();
/// Conflict (key error.void_state).
base::Result<VoidState> next(VoidState state, VoidEvent event);
std::string_view name(VoidState state);
std::string_view name(VoidEvent event);
std::optional<VoidState> void_state(std::string_view name);

}  // namespace station
