#pragma once
#include <optional>
#include <string>

#include "config/settings.h"
#include "server/http/access.h"
#include "server/http/message.h"
#include "server/http/router.h"
#include "server/reader_pool.h"
#include "server/station_loop.h"

namespace server::http {

/// Stands between the routes and whoever asks: finds the session of a request, compares the user's
/// role with what the route needs (access.h), and wants the page's key with every change, so that
/// no other web page can press our buttons in a browser that is logged in. Any thread.
class Gate {
public:
    Gate(const config::Settings& settings, const base::Clock& clock, ReaderPool& readers,
         StationLoop& loop)
        : settings_(settings), clock_(clock), readers_(readers), loop_(loop) {}

    /// Fills request.visitor in. The refusal, or nothing where the handler may run.
    std::optional<Response> check(Request& request, const Route& route);

    /// May this visitor's event stream go on? Asked while it runs: a session ends, a user is
    /// disabled, an owner is made.
    bool still_in(const Visitor& visitor);

private:
    /// Finds the session of the request's cookie.
    base::Status identify(Request& request, Least least);

    const config::Settings& settings_;
    const base::Clock& clock_;
    ReaderPool& readers_;
    StationLoop& loop_;
};

/// The name of the session's cookie: one for each port, since browsers do not keep ports apart.
std::string cookie_name(const config::HttpSettings& http, int port);
/// The value of one cookie of the request, "" where there is none.
std::string cookie_value(const Request& request, const std::string& name);
/// The Set-Cookie line of a session; `age` 0 takes it away.
std::string session_cookie(const config::HttpSettings& http, int port, const std::string& token,
                           std::chrono::seconds age);

}  // namespace server::http
