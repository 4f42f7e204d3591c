#include "server/json/desk_views.h"

namespace server::json {

void write(Writer& out, const station::ContactView& contact) {
    out.begin_object()
        .field("id", contact.id)
        .field("carrier", contact.carrier)
        .field("branch", contact.branch)
        .field("person", contact.person)
        .field("phone", contact.phone)
        .field("tel", contact.tel)
        .field("hours", contact.hours)
        .field("note", contact.note)
        .field("updated_at", contact.updated_at)
        .field("updated_by", contact.updated_by)
        .end_object();
}

void write(Writer& out, const station::ContactsView& contacts) {
    out.begin_object().key("carriers").begin_array();
    for (const station::CarrierContactsView& carrier : contacts.carriers) {
        out.begin_object()
            .field("carrier", carrier.carrier)
            .field("name", carrier.name)
            .field("service_phone", carrier.service_phone)
            .field("used", carrier.used)
            .key("contacts")
            .begin_array();
        for (const station::ContactView& contact : carrier.contacts) write(out, contact);
        out.end_array().end_object();
    }
    out.end_array().key("own").begin_array();
    for (const station::ContactView& contact : contacts.own) write(out, contact);
    out.end_array().end_object();
}

void write(Writer& out, const station::WebhookMessageView& message) {
    out.begin_object()
        .field("id", message.id)
        .field("webhook", message.webhook)
        .field("text", message.body)
        .field("state", message.state)
        .field("created_at", message.created_at)
        .field("state_at", message.state_at)
        .field("next_at", message.next_at)
        .field("tries", message.tries)
        .field("error_key", message.error_key)
        .field("error", message.error_text)
        .field("actor", message.actor)
        .end_object();
}

void write(Writer& out, const station::WebhooksView& webhooks) {
    out.begin_object().key("webhooks").begin_array();
    for (const station::WebhookView& webhook : webhooks.webhooks) {
        out.begin_object()
            .field("name", webhook.name)
            .field("title", webhook.title)
            .field("kind", webhook.kind)
            .field("events", webhook.events)
            .field("quiet", webhook.quiet)
            .field("error_key", webhook.error_key)
            .field("error", webhook.error_text)
            .field("collected", webhook.collected)
            .field("last_sent_at", webhook.last_sent_at)
            .end_object();
    }
    out.end_array().key("messages").begin_array();
    for (const station::WebhookMessageView& message : webhooks.messages) write(out, message);
    out.end_array().end_object();
}

}  // namespace server::json
