#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"

namespace station {

struct HttpAnswer {
    int status = 0;
    std::string body;
};

/// Posts forms, or bodies of another type, to one HTTPS (or HTTP) address, a connection each. The
/// only place that knows Poco's network. post() on one thread; it blocks at most the connect time-out, the time the operating
/// system needs to resolve the name, and the answer time-out. stop() from any thread: a post() that
/// waits ends soon, later ones at once.
class FormPost {
public:
    struct Options {
        std::string endpoint;
        std::chrono::milliseconds connect_timeout{5000};
        std::chrono::milliseconds answer_timeout{30000};
        std::size_t answer_limit = 1 << 20;  ///< A longer body is cut off: Corrupt.
        std::string content_type = "application/x-www-form-urlencoded;charset=utf-8";
    };
    explicit FormPost(Options options);
    ~FormPost();
    FormPost(const FormPost&) = delete;
    FormPost& operator=(const FormPost&) = delete;

    /// Certificates are checked against the machine's own authorities, with the host's name.
    /// Unavailable: nothing was sent (no address, no connection, no certificate). Timeout,
    /// DeviceGone, Corrupt: it was sent, perhaps in part, and what became of it is not known.
    /// `query`, "a=1&b=2", goes behind what the endpoint has of its own.
    base::Result<HttpAnswer> post(const std::string& form, const std::string& query = {});
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace station
