#include "server/http/server.h"

#include <Poco/ErrorHandler.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"
#include "server/http/deadline_socket.h"

namespace server::http {
namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

Poco::Timespan timespan(std::chrono::milliseconds time) {
    return Poco::Timespan(std::chrono::microseconds(time).count());
}

// On Linux the mode of an unbound socket becomes the mode of its file, so that the file is never
// open to others, not even for a moment. Source: unix_bind() in net/unix/af_unix.c.
class PrivateSocketImpl final : public Poco::Net::ServerSocketImpl {
public:
    PrivateSocketImpl() {
        init(AF_UNIX);
        ::fchmod(sockfd(), S_IRUSR | S_IWUSR);
    }
};

class PrivateSocket final : public Poco::Net::ServerSocket {
public:
    PrivateSocket() : ServerSocket(new PrivateSocketImpl, true) {}
};

// What all connections share.
struct Shared {
    const Router& router;
    Metrics& metrics;
    const Server::Limits limits;
    const Server::Check check;
    std::atomic<int> active{0};
};

DeadlineSocketImpl* deadline_socket(HTTPServerRequest& request) {
    auto& socket = static_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket();
    return dynamic_cast<DeadlineSocketImpl*>(socket.impl());
}

// The client must have sent the body by then; nothing on the local socket.
void expect_body(HTTPServerRequest& request, std::chrono::milliseconds budget) {
    if (auto* socket = deadline_socket(request)) socket->expect(budget);
}

// A large file may take its time, but not for ever: 32 KiB a second at least.
std::chrono::milliseconds upload_budget(std::optional<std::size_t> bytes) {
    constexpr std::size_t kUnknown = 64 << 20;
    return std::chrono::seconds(30 + bytes.value_or(kUnknown) / (32 << 10));
}

ReadBody body_reader(HTTPServerRequest& request) {
    return [&request](char* buffer, std::size_t length) -> base::Result<std::size_t> {
        std::istream& in = request.stream();
        try {
            in.read(buffer, static_cast<std::streamsize>(length));
        } catch (const Poco::Exception&) {
            in.setstate(std::ios::badbit);
        }
        const auto got = static_cast<std::size_t>(in.gcount());
        if (got == 0 && in.bad())
            return base::fail(base::ErrorCode::Timeout,
                              "the file came too slowly, or the connection broke",
                              "error.upload_broken");
        return got;
    };
}

// The body, or nothing when it is longer than allowed.
std::optional<std::string> read_body(HTTPServerRequest& request, std::size_t limit) {
    std::string body;
    std::istream& in = request.stream();
    char buffer[4096];
    while (in.good() && body.size() <= limit) {
        in.read(buffer, sizeof buffer);
        body.append(buffer, static_cast<std::size_t>(in.gcount()));
    }
    if (body.size() > limit) return std::nullopt;
    return body;
}

// A client that left has closed its end: there is something to read, and it is the end. Who reads
// an event stream has nothing to say; if it does, it is there.
bool is_there(Poco::Net::StreamSocket& socket) {
    char byte = 0;
    const auto got = ::recv(socket.impl()->sockfd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
}

class Handler final : public Poco::Net::HTTPRequestHandler {
public:
    Handler(Shared& shared, const std::optional<Guard>& guard, Entrance entrance)
        : shared_(shared), guard_(guard), entrance_(entrance) {}

    void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
        std::string route = "none";
        int status = 500;
        try {
            Response answer = produce(request, route);
            add_security_headers(answer);
            status = answer.status;
            shared_.metrics.request(route, status);
            send(answer, request, response);
            expect_body(request, shared_.limits.head);  // Of the connection's next request.
            return;
        } catch (const Poco::Exception& problem) {
            give_up(route, problem.displayText(), response);
        } catch (const std::exception& problem) {
            give_up(route, problem.what(), response);
        }
    }

private:
    Response produce(HTTPServerRequest& raw, std::string& route) {
        ++shared_.active;
        const std::shared_ptr<void> done(nullptr, [this](void*) { --shared_.active; });
        Request request;
        request.method = raw.getMethod();
        request.entrance = entrance_;
        request.remote =
            entrance_ == Entrance::Tcp ? raw.clientAddress().host().toString() : "local";
        if (entrance_ == Entrance::Tcp) {
            request.remote_is_loopback = raw.clientAddress().host().isLoopback();
            request.local_address = raw.serverAddress().host().toString();
            request.port = raw.serverAddress().port();
        }
        for (const auto& [name, text] : raw) request.headers[name] = text;
        if (raw.hasContentLength() && raw.getContentLength64() >= 0)
            request.body_length = static_cast<std::size_t>(raw.getContentLength64());
        expect_body(raw, shared_.limits.body);
        try {
            const Poco::URI uri(raw.getURI());
            request.path = uri.getPath();
            for (const auto& [name, text] : uri.getQueryParameters()) request.query[name] = text;
        } catch (const Poco::Exception& problem) {
            return bad_request("the address: " + problem.displayText());
        }
        if (guard_) {
            if (auto refusal = guard_->check(request)) return close(*std::move(refusal), raw);
        }
        auto match = shared_.router.find(request.method, request.path);
        if (match.route == nullptr) return close(no_route(request, match), raw);
        route = match.route->pattern;
        if (auto refusal = shared_.check(request, *match.route))
            return close(*std::move(refusal), raw);
        request.path_params = std::move(match.params);
        if (match.route->body == Body::Stream) {
            expect_body(raw, upload_budget(request.body_length));
            request.read_body = body_reader(raw);
            Response answer = match.route->handler(request);
            // What the handler left unread would be taken for the next request.
            return answer.status < 300 ? answer : close(std::move(answer), raw);
        }
        const std::size_t usual = entrance_ == Entrance::LocalSocket
                                      ? shared_.limits.local_body_bytes
                                      : shared_.limits.body_bytes;
        const std::size_t limit = std::max(usual, match.route->body_bytes);
        auto body = read_body(raw, limit);
        if (!body)
            return close(Response::error(413, base::Error{base::ErrorCode::InvalidInput,
                                                          "the body is larger than " +
                                                              std::to_string(limit) + " bytes",
                                                          "error.body_too_large"}),
                         raw);
        request.body = *std::move(body);
        return match.route->handler(request);
    }

    static Response bad_request(std::string message) {
        return Response::error(
            base::Error{base::ErrorCode::InvalidInput, std::move(message), "error.bad_request"});
    }

    static Response no_route(const Request& request, const Router::Match& match) {
        if (match.allowed.empty())
            return Response::error(base::Error{base::ErrorCode::NotFound,
                                               "nothing is at " + request.path, "error.not_found"});
        Response response =
            Response::error(405, base::Error{base::ErrorCode::InvalidInput,
                                             request.method + " is not for " + request.path +
                                                 "; there is " + match.allowed,
                                             "error.method"});
        response.headers["Allow"] = match.allowed;
        return response;
    }

    // An answer before the body was read: the connection cannot be used again. What the client is
    // still sending is taken off its hands (up to a limit), else it would see a reset connection
    // instead of the answer.
    static Response close(Response response, HTTPServerRequest& raw) {
        constexpr std::size_t kDrainLimitBytes = 1 << 20;
        raw.response().setKeepAlive(false);
        (void)read_body(raw, kDrainLimitBytes);
        return response;
    }

    void send(const Response& answer, HTTPServerRequest& request, HTTPServerResponse& response) {
        response.setStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
        response.setReason(Poco::Net::HTTPResponse::getReasonForStatus(response.getStatus()));
        for (const auto& [name, text] : answer.headers) response.set(name, text);
        response.setContentType(answer.content_type);
        const bool head = request.getMethod() == "HEAD";
        auto& socket = static_cast<Poco::Net::HTTPServerRequestImpl&>(request).socket();
        socket.setSendTimeout(timespan(shared_.limits.send));
        if (answer.stream && !head) {
            response.setChunkedTransferEncoding(true);
            response.setKeepAlive(false);
            std::ostream& out = response.send();
            answer.stream([&out, &socket](std::string_view text) {
                if (text.empty()) return out.good() && is_there(socket);
                out.write(text.data(), static_cast<std::streamsize>(text.size()));
                out.flush();
                return out.good();
            });
            return;
        }
        if (answer.status != 304)
            response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
        std::ostream& out = response.send();
        if (!head && answer.status != 304)
            out.write(answer.body.data(), static_cast<std::streamsize>(answer.body.size()));
        out.flush();
    }

    void give_up(const std::string& route, const std::string& what, HTTPServerResponse& response) {
        if (response.sent()) {
            base::log(base::LogLevel::Debug, "http_client_gone", {{"what", what}});
            return;
        }
        base::log(base::LogLevel::Error, "http_exception", {{"route", route}, {"what", what}});
        shared_.metrics.request(route, 500);
        Response answer = Response::error(
            500, base::Error{base::ErrorCode::Corrupt, "internal error", "error.internal"});
        add_security_headers(answer);
        try {
            response.setStatus(Poco::Net::HTTPResponse::HTTP_INTERNAL_SERVER_ERROR);
            for (const auto& [name, text] : answer.headers) response.set(name, text);
            response.setContentType(answer.content_type);
            response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
            response.send() << answer.body << std::flush;
        } catch (const std::exception&) {
            // The client is gone: nobody is left to tell.
        }
    }

    Shared& shared_;
    const std::optional<Guard>& guard_;
    const Entrance entrance_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    Factory(Shared& shared, const std::optional<Guard>& guard, Entrance entrance)
        : shared_(shared), guard_(guard), entrance_(entrance) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
        return new Handler(shared_, guard_, entrance_);
    }

private:
    Shared& shared_;
    const std::optional<Guard>& guard_;
    const Entrance entrance_;
};

class LoggingErrorHandler final : public Poco::ErrorHandler {
public:
    void exception(const Poco::Exception& problem) override { note(problem.displayText()); }
    void exception(const std::exception& problem) override { note(problem.what()); }
    void exception() override { note("unknown exception"); }

private:
    // Connections that end in the middle come by here all day.
    static void note(const std::string& what) {
        base::log(base::LogLevel::Debug, "thread_exception", {{"what", what}});
    }
};

}  // namespace

namespace {

/// One address that is listened on.
struct Door {
    std::string address;
    Poco::Net::ServerSocket socket;
    std::unique_ptr<Poco::ThreadPool> threads;
    std::unique_ptr<Poco::Net::HTTPServer> server;
};

/// Whoever waits for a connection here waits no longer, and none will come.
void wake(const Poco::Net::ServerSocket& socket) {
    ::shutdown(socket.impl()->sockfd(), SHUT_RDWR);
}

}  // namespace

struct Server::Impl {
    Impl(const Router& router, Metrics& metrics, Limits limits, Check check)
        : shared{router, metrics, limits, std::move(check), {}} {}

    Poco::Net::HTTPServerParams::Ptr params(int threads) const {
        Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
        params->setMaxThreads(threads);
        params->setMaxQueued(threads);
        params->setKeepAlive(true);
        params->setTimeout(timespan(shared.limits.io));
        params->setKeepAliveTimeout(timespan(shared.limits.keep_alive));
        params->setSoftwareVersion("packbench");
        return params;
    }
    base::Status open_door(const std::string& address, int wanted_port);
    std::vector<Poco::Net::HTTPServer*> servers() {
        std::vector<Poco::Net::HTTPServer*> all;
        for (const Door& door : doors) all.push_back(door.server.get());
        if (local) all.push_back(local.get());
        return all;
    }

    Shared shared;
    std::optional<Guard> tcp_guard, local_guard;
    std::filesystem::path local_file;
    std::optional<Poco::Net::ServerSocket> local_socket;
    std::unique_ptr<Poco::ThreadPool> local_threads;
    std::unique_ptr<Poco::Net::HTTPServer> local;
    std::atomic<int> port{0};
    base::Mutex mutex;
    std::vector<Door> doors;  ///< Also those that were closed again: their connections go on.
    bool started = false;
};

Server::Server(const Router& router, Metrics& metrics, Limits limits, Check check)
    : impl_(std::make_unique<Impl>(router, metrics, limits, std::move(check))) {}

Server::~Server() {
    stop(std::chrono::milliseconds(0));
}

base::Status Server::Impl::open_door(const std::string& address, int wanted_port) {
    const std::string where = address + ":" + std::to_string(wanted_port);
    try {
        DeadlineServerSocket socket(shared.limits.head);
        // Re-use of the address (after a restart), never of the port (a second program beside us).
        socket.bind(Poco::Net::SocketAddress(address, static_cast<Poco::UInt16>(wanted_port)), true,
                    false);
        socket.listen(64);
        const int threads = shared.limits.threads;
        Door door{address, socket, std::make_unique<Poco::ThreadPool>(2, threads), nullptr};
        if (port == 0) port = socket.address().port();
        if (!tcp_guard) tcp_guard.emplace(address, port);
        door.server = std::make_unique<Poco::Net::HTTPServer>(
            new Factory(shared, tcp_guard, Entrance::Tcp), *door.threads, socket, params(threads));
        doors.push_back(std::move(door));
        if (started) doors.back().server->start();
        return {};
    } catch (const Poco::Exception& problem) {
        if (problem.code() == EADDRINUSE)
            return base::fail(base::ErrorCode::Conflict,
                              where +
                                  " is in use by another program. Stop it (\"ss -ltnp\" shows "
                                  "which one it is), or choose another port with http.port",
                              "error.port_in_use");
        if (problem.code() == EACCES)
            return base::fail(base::ErrorCode::Unavailable,
                              where +
                                  " may not be opened by this user; choose a port above 1023 "
                                  "with http.port",
                              "error.port_in_use");
        return base::fail(base::ErrorCode::InvalidInput,
                          "cannot listen on " + where + ": " + problem.displayText());
    }
}

base::Status Server::listen_tcp(const std::string& address, int port) {
    base::MutexLock lock(impl_->mutex);
    return impl_->open_door(address, port);
}

void Server::answer_to(const config::HttpSettings& http) {
    impl_->tcp_guard.emplace(http, impl_->port);
}

base::Status Server::listen_further(const std::string& address) {
    base::MutexLock lock(impl_->mutex);
    for (const Door& door : impl_->doors)
        if (door.address == address) return {};
    const bool all = address == "0.0.0.0" || address == "::";
    if (!all || impl_->doors.empty()) return impl_->open_door(address, impl_->port);
    // All addresses hold our own one, too: that door is closed for the moment it takes. Its
    // connections go on.
    Door& own = impl_->doors.front();
    if (impl_->started) own.server->stop();
    own.socket.close();
    auto opened = impl_->open_door(address, impl_->port);
    if (opened) {
        impl_->doors.front().address = "closed";
        return {};
    }
    const std::string own_address = impl_->doors.front().address;
    impl_->doors.front().address = "closed";
    if (auto again = impl_->open_door(own_address, impl_->port); !again) return again;
    return opened;
}

base::Status Server::listen_local(const std::filesystem::path& file) {
    try {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        PrivateSocket socket;
        socket.bind(Poco::Net::SocketAddress(Poco::Net::SocketAddress::UNIX_LOCAL, file.string()),
                    false);
        socket.listen(16);
        impl_->local_socket = socket;
        impl_->local_file = file;
        impl_->local_guard.emplace("localhost", 0);
        const int threads = impl_->shared.limits.local_threads;
        impl_->local_threads = std::make_unique<Poco::ThreadPool>(2, threads);
        impl_->local = std::make_unique<Poco::Net::HTTPServer>(
            new Factory(impl_->shared, impl_->local_guard, Entrance::LocalSocket),
            *impl_->local_threads, socket, impl_->params(threads));
        return {};
    } catch (const Poco::Exception& problem) {
        return base::fail(base::ErrorCode::Unavailable,
                          "cannot listen on " + file.string() + ": " + problem.displayText());
    }
}

int Server::port() const {
    return impl_->port;
}

void Server::start() {
    base::MutexLock lock(impl_->mutex);
    impl_->started = true;
    for (auto* server : impl_->servers()) server->start();
}

void Server::stop(std::chrono::milliseconds limit) {
    base::MutexLock lock(impl_->mutex);
    if (!impl_->started) return;
    impl_->started = false;
    {
        std::vector<std::jthread> ending;
        for (auto* server : impl_->servers()) ending.emplace_back([server] { server->stop(); });
        // Whoever waits for connections looks only four times a second whether it is to end.
        for (const Door& door : impl_->doors) wake(door.socket);
        if (impl_->local_socket) wake(*impl_->local_socket);
    }
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (impl_->shared.active > 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    for (auto* server : impl_->servers()) server->stopAll(true);
    if (!impl_->local_file.empty()) {
        std::error_code ignored;
        std::filesystem::remove(impl_->local_file, ignored);
    }
}

void install_error_handler() {
    static LoggingErrorHandler handler;
    Poco::ErrorHandler::set(&handler);
}

}  // namespace server::http
