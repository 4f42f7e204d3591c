#pragma once
#include "server/json/writer.h"
#include "station/contact_desk.h"
#include "station/webhook_desk.h"

// Contacts and messages to group chats as JSON, docs/api.md.
namespace server::json {

void write(Writer& out, const station::ContactView& contact);
void write(Writer& out, const station::ContactsView& contacts);
void write(Writer& out, const station::WebhookMessageView& message);
void write(Writer& out, const station::WebhooksView& webhooks);

}  // namespace server::json
