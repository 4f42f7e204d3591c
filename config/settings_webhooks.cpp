#include "config/settings_webhooks.h"

#include "config/settings_rules.h"

namespace config {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

std::string_view event_name(WebhookEvent event) {
    switch (event) {
        case WebhookEvent::NewOrders:
            return "new_orders";
        case WebhookEvent::NeedsPerson:
            return "needs_person";
        case WebhookEvent::BatchDone:
            return "batch_done";
        case WebhookEvent::DeadlineNear:
            return "deadline_near";
    }
    return "";
}

std::string_view kind_name(WebhookKind kind) {
    switch (kind) {
        case WebhookKind::WeCom:
            return "wecom";
        case WebhookKind::DingTalk:
            return "dingtalk";
        case WebhookKind::Feishu:
            return "feishu";
    }
    return "";
}

bool QuietHours::holds(minutes time_of_day) const {
    if (from <= until) return time_of_day >= from && time_of_day < until;
    return time_of_day >= from || time_of_day < until;
}

namespace {

void read_webhook_events(TomlTable& table, std::set<WebhookEvent>& events) {
    std::vector<std::string> words;
    if (!table.texts("events", words)) return;
    events.clear();
    for (const std::string& word : words) {
        bool known = false;
        for (const WebhookEvent event : {WebhookEvent::NewOrders, WebhookEvent::NeedsPerson,
                                         WebhookEvent::BatchDone, WebhookEvent::DeadlineNear}) {
            if (event_name(event) != word) continue;
            known = true;
            events.insert(event);
        }
        if (!known)
            table.mistake("events", "holds '" + word +
                                        "'; expected some of new_orders, needs_person, "
                                        "batch_done, deadline_near");
    }
}

void read_webhook(TomlTable& table, const std::filesystem::path& folder, Settings& settings) {
    WebhookSettings webhook;
    if (table.text("name", webhook.name, Need::Required)) {
        if (!is_plain_name(webhook.name))
            table.mistake("name", "is '" + webhook.name +
                                      "'; expected 1 to 20 letters, digits, '-' or '_', because "
                                      "commands use it; for people there is title");
        for (const WebhookSettings& other : settings.webhooks) {
            if (other.name == webhook.name)
                table.mistake("name",
                              "is '" + webhook.name + "', which another [[webhook]] has already");
        }
        webhook.title = webhook.name;
    }
    table.text("title", webhook.title);
    table.choice("kind", webhook.kind,
                 {{"wecom", WebhookKind::WeCom},
                  {"dingtalk", WebhookKind::DingTalk},
                  {"feishu", WebhookKind::Feishu}},
                 Need::Required);
    std::string credentials = "webhooks.toml";
    table.text("credentials", credentials);
    webhook.credentials = (folder / credentials).lexically_normal();
    read_webhook_events(table, webhook.events);
    std::vector<minutes> quiet;
    if (table.times_of_day("quiet", quiet) && !quiet.empty()) {
        if (quiet.size() == 2 && quiet[0] != quiet[1]) {
            webhook.quiet = QuietHours{quiet[0], quiet[1]};
        } else {
            table.mistake("quiet",
                          "must be two different times, for example [\"22:00\", \"08:00\"]");
        }
    }
    table.duration("fold", webhook.fold, milliseconds{0}, hours{1});
    table.integer("per_minute", webhook.per_minute, 1, 20);
    table.minutes("deadline", webhook.deadline, minutes{5}, hours{72});
    table.duration("connect_timeout", webhook.connect_timeout, milliseconds{100}, minutes{1});
    table.duration("answer_timeout", webhook.answer_timeout, milliseconds{100}, minutes{2});
    table.boolean("allow_plain_http", webhook.allow_plain_http);
    table.finish();
    settings.webhooks.push_back(std::move(webhook));
}

}  // namespace

void read_webhooks(TomlTable& root, const std::filesystem::path& folder, Settings& settings) {
    for (TomlTable& table : root.tables("webhook")) read_webhook(table, folder, settings);
}

}  // namespace config
