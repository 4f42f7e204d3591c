#pragma once
#include <optional>
#include <string>
#include <vector>

#include "server/http/message.h"

namespace server::http {

/// Refuses requests that another web page in the same browser could have caused (docs/api.md).
/// Immutable; any thread.
class Guard {
public:
    /// `port` is where the server listens: Host must be one of localhost, 127.0.0.1, [::1] or
    /// `address`, with that port.
    Guard(const std::string& address, int port);

    /// The refusal, or nothing where the request may pass. On the local socket Host and Origin are
    /// not looked at; the POST rules hold there too.
    std::optional<Response> check(const Request& request) const;

private:
    bool is_our_host(const std::string& host) const;
    std::vector<std::string> hosts_;
};

/// Headers of every answer: no foreign scripts, no frames, no sniffing, no referrer.
void add_security_headers(Response& response);

}  // namespace server::http
