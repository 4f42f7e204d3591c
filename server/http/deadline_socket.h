#pragma once
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <chrono>
#include <optional>

namespace server::http {

/// A connection whose client must send a whole request head, or body, within a time, not only a
/// byte now and then: else a few hundred slow clients would hold every thread. Of the connection's
/// own thread.
class DeadlineSocketImpl final : public Poco::Net::StreamSocketImpl {
public:
    DeadlineSocketImpl(poco_socket_t socket, std::chrono::milliseconds head)
        : StreamSocketImpl(socket), budget_(head) {}

    /// What comes next must be complete within `budget`, which begins with its first byte waited
    /// for.
    void expect(std::chrono::milliseconds budget) {
        budget_ = budget;
        deadline_.reset();
    }
    /// TimeoutException once the budget is used up.
    int receiveBytes(void* buffer, int length, int flags = 0) override;
    using StreamSocketImpl::receiveBytes;

private:
    std::chrono::milliseconds budget_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
};

/// Listens on a TCP port; its connections are DeadlineSocketImpl.
class DeadlineServerSocket final : public Poco::Net::ServerSocket {
public:
    explicit DeadlineServerSocket(std::chrono::milliseconds head);
};

}  // namespace server::http
