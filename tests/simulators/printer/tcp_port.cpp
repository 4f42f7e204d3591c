#include "tests/simulators/printer/tcp_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>

namespace simulators {
namespace {

bool has_events(int descriptor, short events) {
    pollfd one{descriptor, events, 0};
    return ::poll(&one, 1, 0) > 0 && (one.revents & (events | POLLERR)) != 0;
}

}  // namespace

int listen_on(int& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) return -1;
    const int on = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 4) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        ::close(listener);
        return -1;
    }
    port = ntohs(address.sin_port);
    return listener;
}

TcpPort::TcpPort(VirtualPrinter& printer, const Options& options)
    : printer_(printer), options_(options) {}

TcpPort::~TcpPort() {
    close_client(true);
    if (listener_ >= 0) ::close(listener_);
}

bool TcpPort::open() {
    if (listener_ < 0) listener_ = listen_on(options_.port);
    return listener_ >= 0;
}

void TcpPort::add_waits(std::vector<pollfd>& waits) const {
    if (listener_ >= 0 && (client_ < 0 || options_.refuse_second))
        waits.push_back({listener_, POLLIN, 0});
    if (client_ < 0) return;
    short events = 0;
    if (printer_.room() > 0 && !client_ended_) events |= POLLIN;
    if (!outgoing_.empty()) events |= POLLOUT;
    // A client that has hung up is no event by itself: poll would tell it for ever.
    if (events != 0) waits.push_back({client_, events, 0});
}

void TcpPort::work() {
    if (printer_.disconnected()) {
        close_client(false);
        printer_.reconnect();
    }
    if (!printer_.powered()) {
        if (listener_ >= 0) ::close(listener_);
        listener_ = -1;
        return;
    }
    if (listener_ < 0 && !open()) return;
    accept_client();
    if (client_ < 0) return;
    if (options_.forget_on_hang_up && has_events(client_, POLLRDHUP)) {
        close_client(true);
        return;
    }
    read_client();
    if (client_ >= 0) write_client();
    // One that hung up may still wait for the answer behind its last byte.
    if (client_ >= 0 && client_ended_ && outgoing_.empty() &&
        (printer_.buffered() == 0 || printer_.conditions().error()))
        close_client(true);
}

void TcpPort::accept_client() {
    if (client_ >= 0 && !options_.refuse_second) return;
    const int accepted = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (accepted < 0) return;
    if (client_ >= 0) {
        ::close(accepted);
        return;
    }
    client_ = accepted;
    client_ended_ = false;
    outgoing_.clear();
    printer_.take_replies();  // Said to nobody.
}

void TcpPort::read_client() {
    while (!client_ended_ && printer_.room() > 0) {
        std::uint8_t bytes[16 * 1024];
        const ssize_t count =
            ::recv(client_, bytes, std::min(sizeof bytes, printer_.room()), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
        if (count < 0) {
            close_client(true);
            return;
        }
        if (count == 0) {
            client_ended_ = true;
            return;
        }
        printer_.receive(std::span(bytes, static_cast<std::size_t>(count)));
        if (printer_.disconnected()) {
            write_client();
            return;
        }
    }
}

void TcpPort::write_client() {
    const Bytes replies = printer_.take_replies();
    if (outgoing_.size() < Machine::kMaxReplies)
        outgoing_.insert(outgoing_.end(), replies.begin(), replies.end());
    if (outgoing_.empty()) return;
    const ssize_t count =
        ::send(client_, outgoing_.data(), outgoing_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) outgoing_.erase(outgoing_.begin(), outgoing_.begin() + count);
    if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) close_client(true);
}

void TcpPort::close_client(bool orderly) {
    if (client_ < 0) return;
    if (!orderly) {
        const linger reset{1, 0};  // As a printer that is switched off.
        ::setsockopt(client_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    ::close(client_);
    client_ = -1;
    client_ended_ = false;
    outgoing_.clear();
}

}  // namespace simulators
