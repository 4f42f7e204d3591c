#pragma once
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "base/bytes.h"

namespace drivers {

/// The other end of a serial channel, driven by the test: a pseudo-terminal.
class TestLine {
public:
    TestLine() {
        char name[64] = {};
        termios raw{};
        ::cfmakeraw(&raw);
        ::openpty(&master_, &slave_, name, &raw, nullptr);
        ::fcntl(master_, F_SETFD, FD_CLOEXEC);
        ::fcntl(slave_, F_SETFD, FD_CLOEXEC);
        device_ = name;
    }
    ~TestLine() { unplug(); }
    TestLine(const TestLine&) = delete;
    TestLine& operator=(const TestLine&) = delete;

    const std::string& device() const { return device_; }
    void say(base::ByteView bytes) { (void)!::write(master_, bytes.data(), bytes.size()); }
    /// Until `count` bytes are there or nothing comes for a second.
    base::Bytes hear(std::size_t count) {
        base::Bytes bytes(count);
        std::size_t got = 0;
        while (got < count) {
            pollfd line{master_, POLLIN, 0};
            if (::poll(&line, 1, 1000) <= 0) break;
            const ssize_t more = ::read(master_, bytes.data() + got, count - got);
            if (more <= 0) break;
            got += static_cast<std::size_t>(more);
        }
        bytes.resize(got);
        return bytes;
    }
    termios settings() const {
        termios now{};
        ::tcgetattr(slave_, &now);
        return now;
    }
    void unplug() {
        if (slave_ >= 0) ::close(slave_);
        if (master_ >= 0) ::close(master_);
        slave_ = master_ = -1;
    }

private:
    int master_ = -1;
    int slave_ = -1;
    std::string device_;
};

}  // namespace drivers
