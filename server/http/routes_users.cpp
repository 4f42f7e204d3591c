// Users, for owners on a page and for the shell on the local socket.
#include "server/http/handlers.h"
#include "station/users/passwords.h"

namespace server::http {
namespace {

using base::ErrorCode;
using base::fail;

Response done(Api& api, std::function<base::Status(station::Users&)> change) {
    const auto result = api.loop.call(base::Lane::Normal, kCommandDeadline,
                                      [change = std::move(change)](station::Station& station) {
                                          return change(station.users());
                                      });
    if (!result) return Response::error(result.error());
    return Response::json("{}");
}

base::Result<station::Role> role_of(const json::Value& body) {
    const auto text = json::text_field(body, "role");
    if (!text) return base::pass(text);
    const auto role = station::role_named(*text);
    if (!role)
        return fail(ErrorCode::InvalidInput,
                    "role '" + *text + "' is none of packer, supervisor, owner",
                    "error.bad_request");
    return *role;
}

/// The body's password, hashed.
base::Result<std::string> hash_of(Api& api, const json::Value& body, const std::string& user) {
    const auto password = json::required_text(body, "password");
    if (!password) return base::pass(password);
    const auto status = api.loop.status();
    const auto text =
        station::acceptable_password(*password, user, status ? status->shop : std::string());
    if (!text) return base::pass(text);
    return api.passwords.hash(*text);
}

Response add_user(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto user = json::required_text(*body, "user");
    if (!user) return Response::error(user.error());
    const auto role = role_of(*body);
    if (!role) return Response::error(role.error());
    const auto hash = hash_of(api, *body, *user);
    if (!hash) return Response::error(hash.error());
    Response response =
        done(api, [user = *user, role = *role, hash = *hash, actor = request.visitor.actor](
                      station::Users& users) { return users.add(user, role, hash, actor); });
    // By the shell, the first owner of a machine without a browser.
    if (response.status == 200) api.doors.open();
    return response;
}

Response set_role(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto role = role_of(*body);
    if (!role) return Response::error(role.error());
    return done(api,
                [user = request.path_value("user"), role = *role, actor = request.visitor.actor](
                    station::Users& users) { return users.set_role(user, role, actor); });
}

Response set_password(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const std::string user = request.path_value("user");
    const auto hash = hash_of(api, *body, user);
    if (!hash) return Response::error(hash.error());
    // The owner's own session goes on when they set their own password here.
    return done(api,
                [user, hash = *hash, actor = request.visitor.actor,
                 keep = station::session_token_hash(request.visitor.token)](station::Users& users) {
                    return users.set_password(user, hash, keep, actor);
                });
}

Response set_disabled(Api& api, const Request& request, bool disabled) {
    return done(api,
                [user = request.path_value("user"), disabled, actor = request.visitor.actor](
                    station::Users& users) { return users.set_disabled(user, disabled, actor); });
}

Response sign_out(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto session = json::integer_field(*body, "session");
    if (!session) return Response::error(session.error());
    return done(api, [user = request.path_value("user"), session = session->value_or(0),
                      actor = request.visitor.actor](station::Users& users) {
        return users.end_sessions(user, session, actor);
    });
}

}  // namespace

void add_user_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/users", [&api](const Request&) {
        return read(
            api, [](station::Reader& reader) { return reader.users().users(); },
            [](const auto& users) { return json::list_text("users", users); });
    });
    router.add("POST", "/api/v1/users",
               [&api](const Request& request) { return add_user(api, request); });
    router.add("POST", "/api/v1/users/{user}/role",
               [&api](const Request& request) { return set_role(api, request); });
    router.add("POST", "/api/v1/users/{user}/password",
               [&api](const Request& request) { return set_password(api, request); });
    router.add("POST", "/api/v1/users/{user}/disable",
               [&api](const Request& request) { return set_disabled(api, request, true); });
    router.add("POST", "/api/v1/users/{user}/enable",
               [&api](const Request& request) { return set_disabled(api, request, false); });
    router.add("POST", "/api/v1/users/{user}/sign-out",
               [&api](const Request& request) { return sign_out(api, request); });
}

}  // namespace server::http
