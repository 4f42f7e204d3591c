#pragma once
#include <string>

#include "station/contact_desk.h"
#include "station/webhook_desk.h"

namespace fakes {

/// One contact and one robot, of fixed answers.
inline station::ContactView sample_contact() {
    return {7,
            base::CarrierCode("zto"),
            "文三路网点",
            "小陈",
            "0571-88001234转8",
            "057188001234,8",
            "9:00–18:00",
            "17:30 来收件",
            {},
            "supervisor"};
}

inline station::WebhookMessageView sample_message(const std::string& state) {
    station::WebhookMessageView message;
    message.id = 3;
    message.webhook = "boss";
    message.body = "测试消息";
    message.state = state;
    return message;
}

class FakeContacts final : public station::ContactDesk {
public:
    base::Result<station::ContactView> add(const station::ContactFields& fields,
                                           const std::string& actor) override {
        return edit(8, fields, actor);
    }
    base::Result<station::ContactView> edit(std::int64_t contact,
                                            const station::ContactFields& fields,
                                            const std::string& actor) override {
        auto view = sample_contact();
        view.id = contact;
        view.carrier = fields.carrier;
        view.branch = fields.branch;
        view.phone = fields.phone;
        view.updated_by = actor;
        return view;
    }
    base::Status remove(std::int64_t contact, const std::string&) override {
        if (contact == 7) return {};
        return base::fail(base::ErrorCode::NotFound, "no such contact", "error.contact_unknown");
    }
};

class FakeWebhooks final : public station::WebhookDesk {
public:
    base::Result<station::WebhookMessageView> test(const std::string& webhook,
                                                   const std::string&) override {
        if (webhook != "boss")
            return base::fail(base::ErrorCode::NotFound, "no such webhook",
                              "error.webhook_unknown");
        return sample_message("waiting");
    }
    base::Result<station::WebhookMessageView> again(std::int64_t, const std::string&) override {
        return sample_message("waiting");
    }
    base::Result<station::WebhookMessageView> dismiss(std::int64_t, const std::string&) override {
        return sample_message("dismissed");
    }
};

}  // namespace fakes
