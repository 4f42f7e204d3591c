#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "server/http/message.h"

namespace server::http {

/// Refuses requests that another web page in the same browser could have caused (docs/api.md).
/// Immutable; any thread.
class Guard {
public:
    /// `port` is where the server listens: Host must be one of localhost, 127.0.0.1, [::1] or
    /// `address`, with that port.
    Guard(const std::string& address, int port);
    /// The same with the settings' names and this machine's own. The address that a connection
    /// came to is always right as its Host: no foreign name can be made to lead to a number.
    Guard(const config::HttpSettings& http, int port);

    /// The refusal, or nothing where the request may pass. On the local socket Host and Origin are
    /// not looked at; the POST rules hold there too.
    std::optional<Response> check(const Request& request) const;

private:
    void add(const std::string& host);
    bool is_our_host(const std::string& host, const Request& request) const;
    int port_ = 0;
    bool behind_proxy_ = false;
    std::vector<std::string> hosts_;
};

/// Headers of every answer: no foreign scripts, no frames, no sniffing, no referrer.
void add_security_headers(Response& response);

}  // namespace server::http
