#include "station/waybills/wish_states.h"

#include <algorithm>
#include <array>
#include <string>

namespace station {
namespace {

using enum WishState;
using E = WishEvent;

constexpr std::array kWishes = std::to_array<WishTransition>({
    {Wished, E::Ask, Asked},
    {Wished, E::NotTaken, Wished},  // Held back here: a limit, a full queue.
    {Wished, E::NotNeeded, Cancelled},
    {Wished, E::PersonCancels, Cancelled},
    {Asked, E::Granted, Granted},
    {Asked, E::Refused, Refused},
    {Asked, E::NotTaken, Wished},
    {Asked, E::LostKeepsKey, Wished},
    {Asked, E::LostForGood, Parked},
    {Asked, E::Unfit, Parked},
    // The order's address changed, or it was asked too often: a person looks before the next call.
    {Wished, E::LostForGood, Parked},
    {Refused, E::PersonGives, Granted},
    {Refused, E::PersonAgain, Wished},
    {Refused, E::PersonCancels, Cancelled},
    {Parked, E::PersonGives, Granted},
    {Parked, E::PersonAgain, Wished},
    {Parked, E::PersonCancels, Cancelled},
});

constexpr std::array kVoids = std::to_array<VoidTransition>({
    {VoidState::Open, VoidEvent::Ask, VoidState::Asked},
    {VoidState::Open, VoidEvent::Tick, VoidState::Done},
    {VoidState::Open, VoidEvent::UsedAgain, VoidState::Withdrawn},
    {VoidState::Asked, VoidEvent::Done, VoidState::Done},
    {VoidState::Asked, VoidEvent::Failed, VoidState::Open},
    {VoidState::Done, VoidEvent::Untick, VoidState::Open},
    {VoidState::Withdrawn, VoidEvent::UnusedAgain, VoidState::Open},
});

constexpr std::array<std::string_view, 6> kWishNames = {"wished",  "asked",  "granted",
                                                        "refused", "parked", "cancelled"};
constexpr std::array<std::string_view, 4> kVoidNames = {"open", "asked", "done", "withdrawn"};

template <typename State, std::size_t N>
std::optional<State> by_name(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<State>(found - names.begin());
}

}  // namespace

std::span<const WishTransition> wish_transitions() {
    return kWishes;
}

base::Result<WishState> next(WishState state, WishEvent event) {
    const auto row = std::ranges::find_if(kWishes, [&](const WishTransition& entry) {
        return entry.from == state && entry.event == event;
    });
    if (row != kWishes.end()) return row->to;
    return base::fail(base::ErrorCode::Conflict,
                      "a wish for a number that is " + std::string(name(state)) +
                          " does not take '" + std::string(name(event)) + "'",
                      "error.wish_state");
}

std::string_view name(WishState state) {
    return kWishNames[static_cast<std::size_t>(state)];
}

std::string_view name(WishEvent event) {
    constexpr std::array<std::string_view, 11> kNames = {
        "ask",           "granted", "refused",      "not_taken",    "lost_keeps_key",
        "lost_for_good", "unfit",   "person_gives", "person_again", "person_cancels",
        "not_needed"};
    return kNames[static_cast<std::size_t>(event)];
}

std::optional<WishState> wish_state(std::string_view name) {
    return by_name<WishState>(kWishNames, name);
}

std::span<const VoidTransition> void_transitions() {
    return kVoids;
}

base::Result<VoidState> next(VoidState state, VoidEvent event) {
    const auto row = std::ranges::find_if(kVoids, [&](const VoidTransition& entry) {
        return entry.from == state && entry.event == event;
    });
    if (row != kVoids.end()) return row->to;
    return base::fail(base::ErrorCode::Conflict,
                      "an unused number that is " + std::string(name(state)) + " does not take '" +
                          std::string(name(event)) + "'",
                      "error.void_state");
}

std::string_view name(VoidState state) {
    return kVoidNames[static_cast<std::size_t>(state)];
}

std::string_view name(VoidEvent event) {
    constexpr std::array<std::string_view, 7> kNames = {
        "ask", "done", "failed", "tick", "untick", "used_again", "unused_again"};
    return kNames[static_cast<std::size_t>(event)];
}

std::optional<VoidState> void_state(std::string_view name) {
    return by_name<VoidState>(kVoidNames, name);
}

}  // namespace station
