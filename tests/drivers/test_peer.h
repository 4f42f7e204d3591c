#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

#include "base/bytes.h"

namespace drivers {

/// The other end of a TCP channel, driven by the test: a listener on 127.0.0.1.
class TestPeer {
public:
    TestPeer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const int small = 4096;  // So that a few kilobytes fill it.
        ::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(listener_, 1);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~TestPeer() {
        hang_up();
        ::close(listener_);
    }
    TestPeer(const TestPeer&) = delete;
    TestPeer& operator=(const TestPeer&) = delete;

    std::uint16_t port() const { return port_; }
    void accept() { connection_ = ::accept(listener_, nullptr, nullptr); }
    void say(base::ByteView bytes) {
        (void)!::send(connection_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    /// Until `count` bytes are there or the channel ends.
    base::Bytes hear(std::size_t count) {
        base::Bytes bytes(count);
        std::size_t got = 0;
        while (got < count) {
            const ssize_t more = ::recv(connection_, bytes.data() + got, count - got, 0);
            if (more <= 0) break;
            got += static_cast<std::size_t>(more);
        }
        bytes.resize(got);
        return bytes;
    }
    void hang_up() {
        if (connection_ >= 0) ::close(connection_);
        connection_ = -1;
    }
    /// As a device that loses power: a reset instead of an end.
    void reset() {
        const linger now{1, 0};
        ::setsockopt(connection_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        hang_up();
    }

private:
    int listener_ = -1;
    int connection_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace drivers
