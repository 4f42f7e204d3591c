#include "server/http/deadline_socket.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <Poco/Net/SocketAddress.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace server::http {
namespace {

class DeadlineServerSocketImpl final : public Poco::Net::ServerSocketImpl {
public:
    explicit DeadlineServerSocketImpl(std::chrono::milliseconds head) : head_(head) {}

    Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override {
        sockaddr_storage address{};
        socklen_t length = sizeof address;
        int connection = -1;
        do {
            connection =
                ::accept4(sockfd(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC);
        } while (connection < 0 && errno == EINTR);
        if (connection < 0) error();
        client = Poco::Net::SocketAddress(reinterpret_cast<const sockaddr*>(&address), length);
        return new DeadlineSocketImpl(connection, head_);
    }

private:
    const std::chrono::milliseconds head_;
};

}  // namespace

int DeadlineSocketImpl::receiveBytes(void* buffer, int length, int flags) {
    const auto now = std::chrono::steady_clock::now();
    if (!deadline_) deadline_ = now + budget_;
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(*deadline_ - now);
    if (left.count() <= 0) throw Poco::TimeoutException("the client sends too slowly");
    const Poco::Timespan until_end(left.count());
    // The shorter of the two waits: the budget's rest, and the longest pause between two packets.
    const Poco::Timespan pause = getReceiveTimeout();
    const bool wait_for_end = pause.totalMicroseconds() == 0 || until_end < pause;
    if (!poll(wait_for_end ? until_end : pause, SELECT_READ))
        throw Poco::TimeoutException("the client sends too slowly");
    return StreamSocketImpl::receiveBytes(buffer, length, flags);
}

DeadlineServerSocket::DeadlineServerSocket(std::chrono::milliseconds head)
    : ServerSocket(new DeadlineServerSocketImpl(head), true) {}

}  // namespace server::http
