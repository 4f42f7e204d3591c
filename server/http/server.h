#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "config/settings.h"
#include "server/http/guard.h"
#include "server/http/router.h"
#include "server/metrics.h"

namespace server::http {

/// The adapter between Poco's HTTP server and the route table: one on TCP, one on a Unix-domain
/// socket. Poco gives each connection a thread; the pool is large enough for all event streams
/// plus answers. No exception leaves it. listen, start and stop by one thread.
class Server {
public:
    struct Limits {
        std::size_t body_bytes = 64 * 1024;
        std::size_t local_body_bytes = 4 << 20;  ///< On the local socket: pictures of sheets.
        int threads = 64;                        ///< For TCP; must exceed EventHub::kStreams.
        int local_threads = 8;                   ///< For the local socket.
        std::chrono::milliseconds io{5000};      ///< Between two packets of a request.
        std::chrono::milliseconds head{10000};   ///< For a whole request head, from its first byte.
        std::chrono::milliseconds body{10000};   ///< For a whole body in memory.
        std::chrono::milliseconds send{1500};    ///< A client that takes nothing for so long.
        std::chrono::milliseconds keep_alive{5000};
    };

    /// Looks at every request that has a route before its body is read: the refusal, or nothing.
    using Check = std::function<std::optional<Response>(Request&, const Route&)>;

    Server(
        const Router& router, Metrics& metrics, Limits limits,
        Check check = [](Request&, const Route&) { return std::nullopt; });
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and listens; nothing is answered before start(). Port 0 takes any free one.
    /// Conflict (key error.port_in_use) when another program has it, InvalidInput for an address
    /// that is none of this machine, Unavailable without the permission.
    base::Status listen_tcp(const std::string& address, int port);
    /// One more address on the same port, also while running. All addresses ("0.0.0.0", "::") take
    /// the first one's place. Errors of listen_tcp(); the first one stays open then.
    base::Status listen_further(const std::string& address);
    /// The names and addresses of the settings that requests may call us by. Before start().
    void answer_to(const config::HttpSettings& http);
    /// A socket file of mode 0600; a left-over of a crash is replaced (the caller holds the lock of
    /// the folder). Unavailable with the cause.
    base::Status listen_local(const std::filesystem::path& file);
    int port() const;

    void start();
    /// No new connections; waits at most `limit` for answers in progress, then cuts the rest off.
    /// Event streams must have been ended before (EventHub::close).
    void stop(std::chrono::milliseconds limit);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Poco's own threads report what they catch here instead of in a debugger.
void install_error_handler();

}  // namespace server::http
