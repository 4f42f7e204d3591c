#include "station/webhooks/message_states.h"

#include <algorithm>

namespace station {
namespace {

using enum MessageState;
using Event = MessageEvent;

constexpr MessageTransition kMessageTransitions[] = {
    {Waiting, Event::Send, Sending},     {Waiting, Event::GiveUp, Failed},
    {Sending, Event::Delivered, Sent},   {Sending, Event::NotNow, Waiting},
    {Sending, Event::Refused, Failed},   {Sending, Event::Lost, Unsure},
    {Failed, Event::Again, Waiting},     {Unsure, Event::Again, Waiting},
    {Failed, Event::Dismiss, Dismissed}, {Unsure, Event::Dismiss, Dismissed},
};

}  // namespace

std::span<const MessageTransition> message_transitions() {
    return kMessageTransitions;
}

base::Result<MessageState> next(MessageState state, MessageEvent event) {
    for (const MessageTransition& row : kMessageTransitions) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "a message that is " + std::string(name(state)) + " cannot take '" +
                          std::string(name(event)) + "'",
                      "error.webhook_message_state");
}

std::string_view name(MessageState state) {
    switch (state) {
        case Waiting:
            return "waiting";
        case Sending:
            return "sending";
        case Sent:
            return "sent";
        case Failed:
            return "failed";
        case Unsure:
            return "unsure";
        case Dismissed:
            return "dismissed";
    }
    return "";
}

std::string_view name(MessageEvent event) {
    switch (event) {
        case Event::Send:
            return "send";
        case Event::Delivered:
            return "delivered";
        case Event::NotNow:
            return "not_now";
        case Event::Refused:
            return "refused";
        case Event::Lost:
            return "lost";
        case Event::GiveUp:
            return "give_up";
        case Event::Again:
            return "again";
        case Event::Dismiss:
            return "dismiss";
    }
    return "";
}

std::optional<MessageState> message_state(std::string_view text) {
    for (const MessageState state : {Waiting, Sending, Sent, Failed, Unsure, Dismissed}) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

}  // namespace station
