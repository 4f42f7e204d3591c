#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where one message to a group chat stands. Stored by name; the names never change.
enum class MessageState {
    Waiting,    ///< Committed; not sent, as far as anybody can know, and to be sent.
    Sending,    ///< A call is under way, or was when the program ended.
    Sent,       ///< The robot said that it took it.
    Failed,     ///< The robot said no, or nobody took it for a day: it is not in the chat.
    Unsure,     ///< The answer was lost: it may be in the chat. Never sent again by itself.
    Dismissed,  ///< Failed or unsure, and a person has seen that.
};

enum class MessageEvent {
    Send,       ///< Before the call; committed first.
    Delivered,  ///< Taken.
    NotNow,     ///< Not taken: no connection, too many messages. Later again.
    Refused,    ///< A clear no: address, secret, keyword.
    Lost,       ///< Sent, perhaps, and no answer; or the program ended.
    GiveUp,     ///< Too old to be worth sending.
    Again,      ///< A person wants it sent again.
    Dismiss,
};

struct MessageTransition {
    MessageState from;
    MessageEvent event;
    MessageState to;
};

/// Every allowed transition; what is not in it is refused.
std::span<const MessageTransition> message_transitions();
/// Conflict (key error.webhook_message_state), naming both, when the event is not allowed.
base::Result<MessageState> next(MessageState state, MessageEvent event);

std::string_view name(MessageState state);  ///< "waiting"
std::string_view name(MessageEvent event);  ///< "not_now"
std::optional<MessageState> message_state(std::string_view name);

}  // namespace station
