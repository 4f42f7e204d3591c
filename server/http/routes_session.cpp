// The first start, logging in and out, one's own password, and by which addresses others come in.
#include <chrono>

#include "base/text.h"
#include "printing/png.h"
#include "printing/symbols.h"
#include "server/http/addresses.h"
#include "server/http/handlers.h"
#include "station/users/passwords.h"

namespace server::http {
namespace {

using base::ErrorCode;
using base::fail;

Response refuse(int status, ErrorCode code, std::string key, std::string message) {
    return Response::error(status, base::Error{code, std::move(message), std::move(key)});
}

base::Status command(Api& api, std::function<base::Status(station::Users&)> change) {
    return api.loop.call(base::Lane::Normal, kCommandDeadline,
                         [change = std::move(change)](station::Station& station) {
                             return change(station.users());
                         });
}

std::string shop_of(Api& api) {
    const auto status = api.loop.status();
    return status ? status->shop : api.settings.shop.name;
}

// Whoever set the station up, or may do so, sees how it can be reached.
bool may_see_doors(const Visitor& visitor) {
    return visitor.role == station::Role::Owner || (!visitor.set_up && visitor.this_machine);
}

void write_doors(json::Writer& out, Api& api) {
    const Doors::State doors = api.doors.state();
    out.key("doors")
        .begin_object()
        .field("wanted", doors.wanted)
        .field("open", doors.open)
        .field("problem", doors.problem)
        .field("addresses", page_addresses(api.settings.http, api.doors.port()))
        .end_object();
}

Response session(Api& api, const Request& request) {
    const Visitor& visitor = request.visitor;
    json::Writer out;
    out.begin_object()
        .field("set_up", visitor.set_up)
        .field("here", visitor.this_machine)
        .field("user", visitor.user)
        .field("role", visitor.role ? station::name(*visitor.role)
                       : !visitor.set_up && visitor.this_machine
                           ? station::name(station::Role::Owner)
                           : std::string_view())
        .field("page_key", station::session_page_key(visitor.token))
        .field("home", api.settings.home)
        .field("open_bench", api.settings.access.open_bench && visitor.this_machine)
        .field("shop", visitor.role || visitor.this_machine ? shop_of(api) : std::string());
    if (may_see_doors(visitor)) write_doors(out, api);
    out.end_object();
    return Response::json(out.take());
}

/// A session for somebody whose password was right.
Response begin_session(Api& api, const Request& request, const station::LoginRecord& record) {
    const std::string token = station::new_session_token();
    const station::NewSession made{station::session_token_hash(token), request.remote,
                                   request.header("User-Agent"),
                                   station::session_token_hash(cookie_value(
                                       request, cookie_name(api.settings.http, request.port)))};
    const auto begun =
        command(api, [&](station::Users& users) { return users.begin_session(record, made); });
    if (!begun) {
        const bool changed = begun.error().key == "error.login_wrong";
        return changed ? Response::error(401, begun.error()) : Response::error(begun.error());
    }
    const config::AccessSettings& access = api.settings.access;
    const auto longest = record.role == station::Role::Packer       ? access.packer.longest
                         : record.role == station::Role::Supervisor ? access.supervisor.longest
                                                                    : access.owner.longest;
    json::Writer out;
    out.begin_object()
        .field("user", record.name)
        .field("role", station::name(record.role))
        .field("page_key", station::session_page_key(token))
        .end_object();
    Response response = Response::json(out.take());
    response.headers["Set-Cookie"] =
        session_cookie(api.settings.http, request.port, token, longest);
    return response;
}

Response throttled(std::chrono::seconds wait) {
    json::Writer out;
    out.begin_object()
        .key("error")
        .begin_object()
        .field("code", "unavailable")
        .field("key", "error.login_throttled")
        .field("message", "too many wrong passwords: wait " + std::to_string(wait.count()) + " s")
        .key("params")
        .begin_object()
        .field("seconds", wait.count())
        .end_object()
        .end_object()
        .end_object();
    Response response = Response::json(out.take(), 429);
    response.headers["Retry-After"] = std::to_string(wait.count());
    return response;
}

// Where the request came from, behind a proxy too: its last word on the matter.
std::string remote_of(Api& api, const Request& request) {
    if (!api.settings.http.behind_proxy) return request.remote;
    const std::string forwarded = request.header("X-Forwarded-For");
    const auto parts = base::split(forwarded, ',');
    const std::string last(parts.empty() ? std::string_view() : base::trim(parts.back()));
    return last.empty() ? request.remote : last.substr(0, 64);
}

Response log_in(Api& api, Request request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto name = json::required_text(*body, "user");
    if (!name) return Response::error(name.error());
    const auto password = json::required_text(*body, "password");
    if (!password) return Response::error(password.error());
    request.remote = remote_of(api, request);
    if (!request.visitor.set_up)
        return refuse(409, ErrorCode::Conflict, "error.not_set_up",
                      "there are no users yet: open /setup on the station's own machine");
    if (const auto wait = api.throttle.begin(*name, request.remote, api.clock.steady_now());
        wait.count() > 0)
        return throttled(wait);
    std::optional<station::LoginRecord> record;
    {
        auto reader = api.readers.take();
        if (!reader) return Response::error(reader.error());
        auto found = (*reader)->users().login_record(*name);
        if (!found) return Response::error(found.error());
        record = *std::move(found);
    }
    const std::string text = base::nfkc(*password);
    const auto right = api.passwords.matches(text, record ? record->password_hash : std::string());
    if (!right) return Response::error(right.error());
    if (!*right || !record) {
        const std::string known = record ? record->name : std::string();
        (void)command(api, [&](station::Users& users) {
            return users.note_failed_login(known, request.remote);
        });
        return refuse(401, ErrorCode::InvalidInput, "error.login_wrong",
                      "user or password is wrong");
    }
    api.throttle.succeeded(*name, request.remote);
    if (api.passwords.is_outdated(record->password_hash)) {
        if (const auto hash = api.passwords.hash(text)) {
            const auto renewed = command(api, [&](station::Users& users) {
                return users.renew_hash(record->name, record->password_hash, *hash);
            });
            if (renewed) record->password_hash = *hash;
        }
    }
    return begin_session(api, request, *record);
}

Response log_out(Api& api, const Request& request) {
    if (!request.visitor.token.empty()) {
        const auto ended = command(api, [&](station::Users& users) {
            return users.end_session(station::session_token_hash(request.visitor.token));
        });
        if (!ended) return Response::error(ended.error());
    }
    Response response = Response::json("{}");
    response.headers["Set-Cookie"] =
        session_cookie(api.settings.http, request.port, "", std::chrono::seconds(0));
    return response;
}

Response set_up(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto owner = json::required_text(*body, "user");
    if (!owner) return Response::error(owner.error());
    const auto password = json::required_text(*body, "password");
    if (!password) return Response::error(password.error());
    const auto shop = json::text_field(*body, "shop");
    if (!shop) return Response::error(shop.error());
    if (request.visitor.set_up)
        return refuse(409, ErrorCode::Conflict, "error.already_set_up",
                      "the station was set up already: log in");
    const std::string shop_name(base::trim(*shop));
    if (base::length_utf8(shop_name) > 40)
        return refuse(400, ErrorCode::InvalidInput, "error.shop_name",
                      "the shop's name has more than 40 characters");
    const auto text = station::acceptable_password(*password, *owner, shop_name);
    if (!text) return Response::error(text.error());
    const auto hash = api.passwords.hash(*text);
    if (!hash) return Response::error(hash.error());
    const std::string changed = shop_name == api.settings.shop.name ? std::string() : shop_name;
    const auto done = command(
        api, [&](station::Users& users) { return users.set_up(*owner, *hash, changed, "setup"); });
    if (!done) return Response::error(done.error());
    api.doors.open();
    return begin_session(api, request,
                         {base::nfkc(base::trim(*owner)), station::Role::Owner, *hash});
}

Response own_password(Api& api, const Request& request) {
    const auto body = body_object(request);
    if (!body) return Response::error(body.error());
    const auto old = json::required_text(*body, "old");
    if (!old) return Response::error(old.error());
    const auto wanted = json::required_text(*body, "new");
    if (!wanted) return Response::error(wanted.error());
    const std::string& user = request.visitor.user;
    if (user.empty())
        return refuse(409, ErrorCode::Conflict, "error.not_set_up", "nobody is logged in here");
    if (const auto wait = api.throttle.begin(user, request.remote, api.clock.steady_now());
        wait.count() > 0)
        return throttled(wait);
    std::optional<station::LoginRecord> record;
    {
        auto reader = api.readers.take();
        if (!reader) return Response::error(reader.error());
        auto found = (*reader)->users().login_record(user);
        if (!found) return Response::error(found.error());
        record = *std::move(found);
    }
    const auto right =
        api.passwords.matches(base::nfkc(*old), record ? record->password_hash : std::string());
    if (!right) return Response::error(right.error());
    if (!*right)
        return refuse(400, ErrorCode::InvalidInput, "error.old_password_wrong",
                      "the old password is wrong");
    api.throttle.succeeded(user, request.remote);
    const auto text = station::acceptable_password(*wanted, user, shop_of(api));
    if (!text) return Response::error(text.error());
    const auto hash = api.passwords.hash(*text);
    if (!hash) return Response::error(hash.error());
    const auto done = command(api, [&](station::Users& users) {
        return users.set_password(user, *hash, station::session_token_hash(request.visitor.token),
                                  user);
    });
    if (!done) return Response::error(done.error());
    return Response::json("{}");
}

Response address_list(Api& api) {
    json::Writer out;
    out.begin_object();
    write_doors(out, api);
    out.end_object();
    return Response::json(out.take());
}

// A picture for a phone's camera. Only our own addresses: the station draws nobody else's text.
Response address_picture(Api& api, const Request& request) {
    constexpr int kModuleDots = 6, kQuiet = 4 * kModuleDots;
    const std::string host = request.path_value("address");
    for (const std::string& address : page_addresses(api.settings.http, api.doors.port())) {
        if (address.substr(address.find("//") + 2) != host) continue;
        const auto modules = printing::draw_qr(address + "/", kModuleDots);
        if (!modules) return Response::error(modules.error());
        printing::Bitmap picture(modules->width() + 2 * kQuiet, modules->height() + 2 * kQuiet);
        picture.draw(*modules, kQuiet, kQuiet);
        const auto png = printing::encode_png(picture, base::Dpi{203});
        if (!png) return Response::error(png.error());
        return Response::bytes(*png, "image/png");
    }
    return refuse(404, ErrorCode::NotFound, "error.not_found", "no address '" + host + "'");
}

}  // namespace

void add_session_routes(Router& router, Api& api) {
    router.add("GET", "/api/v1/session",
               [&api](const Request& request) { return session(api, request); });
    router.add("POST", "/api/v1/setup",
               [&api](const Request& request) { return set_up(api, request); });
    router.add("POST", "/api/v1/login",
               [&api](const Request& request) { return log_in(api, request); });
    router.add("POST", "/api/v1/logout",
               [&api](const Request& request) { return log_out(api, request); });
    router.add("POST", "/api/v1/password",
               [&api](const Request& request) { return own_password(api, request); });
    router.add("GET", "/api/v1/addresses", [&api](const Request&) { return address_list(api); });
    router.add("GET", "/api/v1/addresses/{address}.png",
               [&api](const Request& request) { return address_picture(api, request); });
}

}  // namespace server::http
