#include "server/http/gate.h"

#include "base/log.h"
#include "base/text.h"
#include "station/users/passwords.h"

namespace server::http {
namespace {

using namespace std::chrono_literals;

/// An active session's idle time starts again this often: not with every request, since each is a
/// write to the disk.
constexpr auto kTouchEvery = 1min;

Response refuse(int status, std::string key, std::string message) {
    return Response::error(
        status, base::Error{base::ErrorCode::InvalidInput, std::move(message), std::move(key)});
}

Response too_little(Least least) {
    if (least == Least::Owner || least == Least::FirstStart)
        return refuse(403, "error.role_owner", "this is for an owner");
    return refuse(403, "error.role_supervisor", "this is for a supervisor or an owner");
}

// A proxy on this machine would make everybody look like this machine.
bool came_through_a_proxy(const Request& request) {
    for (const char* name : {"X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"})
        if (request.headers.contains(name)) return true;
    return false;
}

bool is_this_machine(const config::HttpSettings& http, const Request& request) {
    if (request.entrance == Entrance::LocalSocket) return true;
    // Further loopback addresses (127.0.0.2) count as a place that others come to.
    const bool own_door = request.local_address == "127.0.0.1" || request.local_address == "::1" ||
                          request.local_address == http.address;
    return request.remote_is_loopback && own_door && !http.behind_proxy &&
           !came_through_a_proxy(request);
}

}  // namespace

base::Status Gate::identify(Request& request, Least least) {
    Visitor& visitor = request.visitor;
    const std::string token = cookie_value(request, cookie_name(settings_.http, request.port));
    const std::string hash = station::session_token_hash(token);
    auto reader = readers_.take();
    if (!reader) return base::pass(reader);
    const auto set_up = (*reader)->users().set_up();
    if (!set_up) return base::pass(set_up);
    visitor.set_up = *set_up;
    if (request.entrance == Entrance::LocalSocket || hash.empty()) return {};
    const auto session = (*reader)->users().session(hash);
    if (!session) return base::pass(session);
    if (!*session) return {};
    visitor.user = visitor.actor = (*session)->user;
    visitor.role = (*session)->role;
    visitor.token = token;
    if (clock_.now() - (*session)->last_seen_at <= kTouchEvery || least == Least::Anybody)
        return {};
    // Ahead of the commands, since a scan may wait behind it; what fails is tried again next time.
    (void)loop_.call(base::Lane::Urgent, 1s,
                     [hash](station::Station& station) { return station.users().touch(hash); });
    return {};
}

std::optional<Response> Gate::check(Request& request, const Route& route) {
    Visitor& visitor = request.visitor;
    visitor.this_machine = is_this_machine(settings_.http, request);
    const Least least = least_for(route.method, route.pattern);
    if (request.entrance == Entrance::LocalSocket) visitor.actor = "cli";
    if (const auto known = identify(request, least); !known) {
        // /healthz and the pages must be able to say what is wrong with the database.
        if (least != Least::Anybody) return Response::error(known.error());
        visitor.set_up = true;
    }
    switch (decide(least, {.local_socket = request.entrance == Entrance::LocalSocket,
                           .this_machine = visitor.this_machine,
                           .set_up = visitor.set_up,
                           .open_bench = settings_.access.open_bench,
                           .role = visitor.role})) {
        case Verdict::Let:
            break;
        case Verdict::LogIn:
            return refuse(401, "error.login_needed", "log in first");
        case Verdict::TooLittle:
            return too_little(least);
        case Verdict::OnlyHere:
            return refuse(403, "error.only_here",
                          "until the station has an owner, only the machine itself may open the "
                          "pages: open /setup there");
    }
    const bool changes = route.method != "GET";
    if (changes && visitor.role &&
        !station::same_secret(request.header("X-Packbench-Key"),
                              station::session_page_key(visitor.token)))
        return refuse(403, "error.page_key",
                      "the header X-Packbench-Key is missing or of another session");
    return std::nullopt;
}

bool Gate::still_in(const Visitor& visitor) {
    auto reader = readers_.take();
    if (!reader) return false;
    const auto set_up = (*reader)->users().set_up();
    if (!set_up) return false;
    if (visitor.role) {
        const auto session = (*reader)->users().session(station::session_token_hash(visitor.token));
        return session && session->has_value();
    }
    return visitor.set_up == *set_up;
}

std::string cookie_name(const config::HttpSettings& http, int port) {
    // The prefix makes browsers keep it to https and to this very host.
    return http.behind_proxy ? "__Host-packbench" : "packbench_" + std::to_string(port);
}

std::string cookie_value(const Request& request, const std::string& name) {
    const std::string header = request.header("Cookie");
    for (const std::string_view part : base::split(header, ';')) {
        const std::string_view pair = base::trim(part);
        const auto equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == name)
            return std::string(pair.substr(equals + 1));
    }
    return {};
}

std::string session_cookie(const config::HttpSettings& http, int port, const std::string& token,
                           std::chrono::seconds age) {
    return cookie_name(http, port) + "=" + token +
           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age.count()) +
           (http.behind_proxy ? "; Secure" : "");
}

}  // namespace server::http
