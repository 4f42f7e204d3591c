#include "server/json/views.h"

namespace server::json {

void write(Writer& out, const station::UserView& user) {
    out.begin_object()
        .field("name", user.name)
        .field("role", station::name(user.role))
        .field("disabled", user.disabled)
        .field("created_at", user.created_at)
        .field("last_login_at", user.last_login_at)
        .key("sessions")
        .begin_array();
    for (const station::SessionView& session : user.sessions) {
        out.begin_object()
            .field("id", session.id)
            .field("created_at", session.created_at)
            .field("last_seen_at", session.last_seen_at)
            .field("remote", session.remote)
            .field("device", session.device)
            .end_object();
    }
    out.end_array().end_object();
}

}  // namespace server::json
