#include "drivers/tcp_channel.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "drivers/wait_for.h"

namespace drivers {
namespace {

using Steady = std::chrono::steady_clock;

int pending_error(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
}

// Has the peer ended its half, with nothing left to read?
bool at_end(int socket) {
    char byte = 0;
    return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

// Connected socket, or -1 with errno.
int connect_to(const addrinfo& address, Steady::time_point deadline) {
    const int socket = ::socket(
        address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol);
    if (socket < 0) return -1;
    int error = 0;
    if (::connect(socket, address.ai_addr, address.ai_addrlen) != 0) {
        error = errno;
        if (error == EINPROGRESS)
            error = wait_for(socket, POLLOUT, deadline) == 0 ? ETIMEDOUT : pending_error(socket);
    }
    if (error != 0) {
        ::close(socket);
        errno = error;
        return -1;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return socket;
}

}  // namespace

TcpChannel::TcpChannel(std::string host, std::uint16_t port)
    : host_(std::move(host)), port_(port) {}
TcpChannel::~TcpChannel() {
    drop();
}

std::string TcpChannel::describe() const {
    const bool v6 = host_.find(':') != std::string::npos;
    return "tcp://" + (v6 ? "[" + host_ + "]" : host_) + ":" + std::to_string(port_);
}

void TcpChannel::drop() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

base::Error TcpChannel::gone(std::string_view what) {
    drop();
    return {base::ErrorCode::DeviceGone, describe() + ": " + std::string(what), "printer.gone"};
}

base::Status TcpChannel::open(std::chrono::milliseconds timeout) {
    if (is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is open already");
    const auto deadline = Steady::now() + timeout;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int looked_up =
        ::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &wanted, &found);
    if (looked_up != 0)
        return base::fail(base::ErrorCode::NotFound,
                          describe() + ": no such host (" + ::gai_strerror(looked_up) +
                              "); check the printer's name or give its address",
                          "printer.unknown_host");
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
    int error = 0;
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        socket_ = connect_to(*address, deadline);
        if (socket_ >= 0) return {};
        error = errno;
    }
    if (error == ETIMEDOUT)
        return base::fail(base::ErrorCode::Timeout,
                          describe() + ": no answer within " + std::to_string(timeout.count()) +
                              " ms; is the printer on, and the cable in?",
                          "printer.no_answer");
    return base::fail(base::ErrorCode::Unavailable,
                      describe() + ": " + std::strerror(error) +
                          "; is the printer on, and no other program connected to it?",
                      "printer.refuses");
}

WriteResult TcpChannel::write(base::ByteView bytes, std::chrono::milliseconds timeout) {
    WriteResult result;
    if (!is_open()) {
        result.error = base::Error{base::ErrorCode::Conflict, describe() + " is not open", {}};
        return result;
    }
    const auto deadline = Steady::now() + timeout;
    while (result.accepted < bytes.size()) {
        if (at_end(socket_)) {
            result.error = gone("the printer closed the connection");
            return result;
        }
        const auto rest = bytes.subspan(result.accepted);
        const ssize_t count =
            ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0) {
            result.accepted += static_cast<std::size_t>(count);
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
            result.error = gone(std::string("the connection broke: ") + std::strerror(errno));
            return result;
        }
        const short events = wait_for(socket_, POLLOUT | POLLRDHUP, deadline);
        if (events == 0) {
            result.error =
                base::Error{base::ErrorCode::Timeout,
                            describe() + ": the printer took " + std::to_string(result.accepted) +
                                " of " + std::to_string(bytes.size()) + " bytes within " +
                                std::to_string(timeout.count()) + " ms; paper out or cover open?",
                            "printer.not_accepting"};
            return result;
        }
        if ((events & (POLLRDHUP | POLLHUP | POLLERR)) != 0 && (events & POLLOUT) == 0) {
            result.error = gone("the printer closed the connection");
            return result;
        }
    }
    return result;
}

base::Result<base::Bytes> TcpChannel::read(std::chrono::milliseconds timeout) {
    if (!is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is not open");
    const auto deadline = Steady::now() + timeout;
    base::Bytes bytes(4096);
    while (wait_for(socket_, POLLIN, deadline) != 0) {
        const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count > 0) {
            bytes.resize(static_cast<std::size_t>(count));
            return bytes;
        }
        if (count == 0) return std::unexpected(gone("the printer closed the connection"));
        if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
            return std::unexpected(
                gone(std::string("the connection broke: ") + std::strerror(errno)));
    }
    return base::Bytes{};
}

base::Result<JobEnd> TcpChannel::finish_job(std::string_view) {
    if (!is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is not open");
    return JobEnd::Accepted;
}

void TcpChannel::close(std::chrono::milliseconds timeout) {
    if (!is_open()) return;
    const auto deadline = Steady::now() + timeout;
    ::shutdown(socket_, SHUT_WR);
    char dropped[1024];
    while (wait_for(socket_, POLLIN, deadline) != 0) {
        const ssize_t count = ::recv(socket_, dropped, sizeof dropped, MSG_DONTWAIT);
        if (count == 0) break;
        if (count < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) break;
        if (Steady::now() >= deadline) break;
    }
    drop();
}

}  // namespace drivers
