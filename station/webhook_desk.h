#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace station {

/// One message to one group chat.
struct WebhookMessageView {
    std::int64_t id = 0;
    std::string webhook, body;
    std::string state;  ///< waiting, sending, sent, failed, unsure, dismissed
    base::Time created_at{}, state_at{};
    std::optional<base::Time> next_at;  ///< Of a waiting one: the next try.
    int tries = 0;
    std::string error_key, error_text;  ///< Of the last try.
    std::string actor;                  ///< Who asked for it: "station", or a person for a test.
};

/// One robot, and how it does.
struct WebhookView {
    std::string name, title, kind;
    std::vector<std::string> events;
    std::string quiet;                  ///< "22:00–08:00", or empty.
    std::string error_key, error_text;  ///< Why nothing can be sent at all; mostly empty.
    int collected = 0;                  ///< Events that wait for the next message.
    std::optional<base::Time> last_sent_at;
};

struct WebhooksView {
    std::vector<WebhookView> webhooks;
    std::vector<WebhookMessageView> messages;  ///< Newest first, at most 100.
};

/// What people do about messages. Thread rule and promises as of Station.
class WebhookDesk {
public:
    virtual ~WebhookDesk() = default;

    /// Queues a test message, which waits for nothing. NotFound (error.webhook_unknown).
    virtual base::Result<WebhookMessageView> test(const std::string& webhook,
                                                  const std::string& actor) = 0;
    /// A failed message, or one of which nobody knows, once more. NotFound
    /// (error.webhook_message_unknown), Conflict (error.webhook_message_state).
    virtual base::Result<WebhookMessageView> again(std::int64_t message,
                                                   const std::string& actor) = 0;
    /// A person has seen that it failed. Errors as of again().
    virtual base::Result<WebhookMessageView> dismiss(std::int64_t message,
                                                     const std::string& actor) = 0;
};

}  // namespace station
