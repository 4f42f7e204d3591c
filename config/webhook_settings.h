#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace config {

/// Whose robot takes the messages.
enum class WebhookKind { WeCom, DingTalk, Feishu };

/// What a shop is told of. Stored by name (event_name()); the names never change.
enum class WebhookEvent { NewOrders, NeedsPerson, BatchDone, DeadlineNear };
std::string_view event_name(WebhookEvent event);  ///< "new_orders"
std::string_view kind_name(WebhookKind kind);     ///< "wecom"

/// No messages between two times of day in Beijing; over midnight where `from` is the later one.
struct QuietHours {
    std::chrono::minutes from{}, until{};
    /// Both since midnight; `from` itself is quiet, `until` is not.
    bool holds(std::chrono::minutes time_of_day) const;
};

/// One [[webhook]]: a robot in a group chat.
struct WebhookSettings {
    std::string name;   ///< Stored with each message and used by commands; never change it.
    std::string title;  ///< For people: "老板群".
    WebhookKind kind = WebhookKind::WeCom;
    std::filesystem::path credentials;  ///< Address and secret; mode 0600.
    std::set<WebhookEvent> events = {WebhookEvent::NewOrders, WebhookEvent::NeedsPerson,
                                     WebhookEvent::BatchDone, WebhookEvent::DeadlineNear};
    std::optional<QuietHours> quiet;
    std::chrono::milliseconds fold{30'000};  ///< What happens within becomes one message.
    int per_minute = 6;                      ///< The robots themselves take 20.
    std::chrono::minutes deadline{120};      ///< "Near": so long before the promised time.
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds answer_timeout{10'000};
    bool allow_plain_http = false;  ///< http:// beyond this machine: for trials.
};

}  // namespace config
