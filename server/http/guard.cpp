#include "server/http/guard.h"

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

Guard::Guard(const std::string& address, int port) {
    const std::string bracketed =
        address.find(':') != std::string::npos ? "[" + address + "]" : address;
    for (const std::string& host :
         {std::string("localhost"), std::string("127.0.0.1"), std::string("[::1]"), bracketed}) {
        hosts_.push_back(lower(host) + ":" + std::to_string(port));
        if (port == 80) hosts_.push_back(lower(host));
    }
}

bool Guard::is_our_host(const std::string& host) const {
    return std::find(hosts_.begin(), hosts_.end(), lower(host)) != hosts_.end();
}

std::optional<Response> Guard::check(const Request& request) const {
    if (request.entrance == Entrance::Tcp) {
        const std::string host = request.header("Host");
        if (!is_our_host(host))
            return refuse("error.foreign_host", "Host '" + host + "' is not this server");
        if (const auto origin = request.headers.find("Origin"); origin != request.headers.end()) {
            const std::string& text = origin->second;
            if (!text.starts_with("http://") || !is_our_host(text.substr(7)))
                return refuse("error.foreign_origin", "Origin '" + text + "' is not this server");
        }
    }
    if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
    if (request.header("X-Packbench") != "1")
        return refuse("error.header_missing", "the header X-Packbench: 1 is missing");
    const std::string type = media_type(request.header("Content-Type"));
    // Only a page's script with our leave can send these; the shell also gives pictures.
    const bool picture = request.entrance == Entrance::LocalSocket && type == "image/png";
    if (type != "application/json" && !picture)
        return Response::error(
            400, base::Error{base::ErrorCode::InvalidInput, "Content-Type must be application/json",
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
