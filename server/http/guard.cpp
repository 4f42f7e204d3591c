#include "server/http/guard.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace server::http {
namespace {

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

Response refuse(std::string key, std::string message) {
    return Response::error(
        403, base::Error{base::ErrorCode::InvalidInput, std::move(message), std::move(key)});
}

// "application/json", with or without parameters behind it.
std::string media_type(const std::string& content_type) {
    const auto semicolon = content_type.find(';');
    return lower(std::string(base::trim(std::string_view(content_type).substr(0, semicolon))));
}

}  // namespace

Guard::Guard(const std::string& address, int port) : port_(port) {
    for (const char* host : {"localhost", "127.0.0.1", "::1"}) add(host);
    add(address);
}

Guard::Guard(const config::HttpSettings& http, int port) : Guard(http.address, port) {
    behind_proxy_ = http.behind_proxy;
    for (const std::string& name : http.names) add(name);
    if (http.listen.empty()) return;
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0 || name[0] == '\0') return;
    add(name);
    add(std::string(name) + ".local");
}

void Guard::add(const std::string& host) {
    const std::string bracketed =
        lower(host.find(':') != std::string::npos ? "[" + host + "]" : host);
    hosts_.push_back(bracketed + ":" + std::to_string(port_));
    // A proxy has a port of its own, which browsers do not name.
    if (port_ == 80 || behind_proxy_) hosts_.push_back(bracketed);
}

bool Guard::is_our_host(const std::string& host, const Request& request) const {
    if (std::find(hosts_.begin(), hosts_.end(), lower(host)) != hosts_.end()) return true;
    if (request.local_address.empty()) return false;
    const std::string& own = request.local_address;
    const std::string bracketed = own.find(':') != std::string::npos ? "[" + own + "]" : own;
    return lower(host) == lower(bracketed) + ":" + std::to_string(port_) ||
           (port_ == 80 && lower(host) == lower(bracketed));
}

std::optional<Response> Guard::check(const Request& request) const {
    if (request.entrance == Entrance::Tcp) {
        const std::string host = request.header("Host");
        if (!is_our_host(host, request))
            return refuse("error.foreign_host", "Host '" + host + "' is not this server");
        if (const auto origin = request.headers.find("Origin"); origin != request.headers.end()) {
            const std::string& text = origin->second;
            const std::string scheme = behind_proxy_ ? "https://" : "http://";
            if (!text.starts_with(scheme) || !is_our_host(text.substr(scheme.size()), request))
                return refuse("error.foreign_origin", "Origin '" + text + "' is not this server");
        }
    }
    if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
    if (request.header("X-Packbench") != "1")
        return refuse("error.header_missing", "the header X-Packbench: 1 is missing");
    const std::string type = media_type(request.header("Content-Type"));
    // None of these can be sent by a form of another page; the shell also gives pictures.
    const bool picture = request.entrance == Entrance::LocalSocket && type == "image/png";
    if (type != "application/json" && type != "application/octet-stream" && !picture)
        return Response::error(400, base::Error{base::ErrorCode::InvalidInput,
                                                "Content-Type must be application/json (files: "
                                                "application/octet-stream)",
                                                "error.bad_request"});
    return std::nullopt;
}

void add_security_headers(Response& response) {
    response.headers.emplace("Content-Security-Policy",
                             "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
                             "base-uri 'none'; form-action 'self'");
    response.headers.emplace("X-Content-Type-Options", "nosniff");
    response.headers.emplace("Referrer-Policy", "no-referrer");
    response.headers.emplace("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace server::http
