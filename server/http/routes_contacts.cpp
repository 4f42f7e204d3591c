// Whom to call, and what group chats are told.
#include "server/http/handlers.h"
#include "server/json/desk_views.h"

namespace server::http {
namespace {

struct ContactId {};
using ContactRow = base::RowId<ContactId>;
struct WebhookMessageId {};
using WebhookMessageRow = base::RowId<WebhookMessageId>;

base::Result<station::ContactFields> contact_fields(const json::Value& body) {
    station::ContactFields fields;
    auto carrier = json::text_field(body, "carrier");
    if (!carrier) return base::pass(carrier);
    fields.carrier = base::CarrierCode(*carrier);
    const std::pair<const char*, std::string*> texts[] = {{"branch", &fields.branch},
                                                          {"person", &fields.person},
                                                          {"phone", &fields.phone},
                                                          {"hours", &fields.hours},
                                                          {"note", &fields.note}};
    for (const auto& [name, target] : texts) {
        auto text = json::text_field(body, name);
        if (!text) return base::pass(text);
        *target = std::move(*text);
    }
    return fields;
}

std::string contact_text(const station::ContactView& contact) {
    json::Writer out;
    json::write(out, contact);
    return out.take();
}

std::string message_json(const station::WebhookMessageView& message) {
    json::Writer out;
    json::write(out, message);
    return out.take();
}

Response add_contact(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto fields = contact_fields(*body);
    if (!fields) return Response::error(fields.error());
    return answer(
        api,
        [fields = *fields, actor = actor_of(request)](station::Station& station) {
            return station.contacts().add(fields, actor.name);
        },
        contact_text);
}

Response edit_contact(Api& api, const Request& request) {
    const auto id = path_row<ContactRow>(request);
    if (!id) return Response::error(id.error());
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto fields = contact_fields(*body);
    if (!fields) return Response::error(fields.error());
    return answer(
        api,
        [id = id->value(), fields = *fields, actor = actor_of(request)](station::Station& station) {
            return station.contacts().edit(id, fields, actor.name);
        },
        contact_text);
}

Response remove_contact(Api& api, const Request& request) {
    const auto id = path_row<ContactRow>(request);
    if (!id) return Response::error(id.error());
    return answer(
        api,
        [id = id->value(),
         actor = actor_of(request)](station::Station& station) -> base::Result<bool> {
            if (auto done = station.contacts().remove(id, actor.name); !done)
                return base::pass(done);
            return true;
        },
        [](bool) { return std::string("{}"); });
}

enum class MessageCommand { Again, Dismiss };

Response change_message(Api& api, const Request& request, MessageCommand command) {
    const auto id = path_row<WebhookMessageRow>(request);
    if (!id) return Response::error(id.error());
    return answer(
        api,
        [id = id->value(), command, actor = actor_of(request)](station::Station& station) {
            return command == MessageCommand::Again ? station.webhooks().again(id, actor.name)
                                                    : station.webhooks().dismiss(id, actor.name);
        },
        message_json);
}

Response test_webhook(Api& api, const Request& request) {
    return answer(
        api,
        [name = request.path_value("webhook"), actor = actor_of(request)](
            station::Station& station) { return station.webhooks().test(name, actor.name); },
        message_json);
}

}  // namespace

void add_contact_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/contacts", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.contacts(); },
            [](const station::ContactsView& contacts) {
                json::Writer out;
                json::write(out, contacts);
                return out.take();
            });
    });
    router.add("POST", "/api/v1/contacts",
               [&api](const Request& request) { return add_contact(api, request); });
    router.add("POST", "/api/v1/contacts/{id}",
               [&api](const Request& request) { return edit_contact(api, request); });
    router.add("POST", "/api/v1/contacts/{id}/remove",
               [&api](const Request& request) { return remove_contact(api, request); });
}

void add_webhook_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/webhooks", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.webhooks(); },
            [](const station::WebhooksView& webhooks) {
                json::Writer out;
                json::write(out, webhooks);
                return out.take();
            });
    });
    router.add("POST", "/api/v1/webhooks/{webhook}/test",
               [&api](const Request& request) { return test_webhook(api, request); });
    router.add("POST", "/api/v1/webhook-messages/{id}/again", [&api](const Request& request) {
        return change_message(api, request, MessageCommand::Again);
    });
    router.add("POST", "/api/v1/webhook-messages/{id}/dismiss", [&api](const Request& request) {
        return change_message(api, request, MessageCommand::Dismiss);
    });
}

}  // namespace server::http
