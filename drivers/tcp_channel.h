#pragma once
#include <cstdint>

#include "drivers/byte_channel.h"

namespace drivers {

/// A printer behind a raw TCP port (9100, "JetDirect"). Accepted means taken by the kernel's send
/// buffer, not by the printer. A peer that ends the connection, even half of it, is gone: printers
/// do not half-close. Most printers serve one connection at a time and answer only on it.
/// close() ends our half, waits for the printer's and drops what it still says, since a reset
/// would tear the tail of a label away.
class TcpChannel final : public ByteChannel {
public:
    /// A host name or address (IPv6 without brackets) and a port.
    TcpChannel(std::string host, std::uint16_t port);
    ~TcpChannel() override;
    TcpChannel(const TcpChannel&) = delete;
    TcpChannel& operator=(const TcpChannel&) = delete;

    base::Status open(std::chrono::milliseconds timeout) override;
    bool is_open() const override { return socket_ >= 0; }
    WriteResult write(base::ByteView bytes, std::chrono::milliseconds timeout) override;
    base::Result<base::Bytes> read(std::chrono::milliseconds timeout) override;
    base::Result<JobEnd> finish_job(std::string_view name) override;
    void close(std::chrono::milliseconds timeout) override;
    std::string describe() const override;

private:
    void drop();
    base::Error gone(std::string_view what);

    const std::string host_;
    const std::uint16_t port_;
    int socket_ = -1;
};

}  // namespace drivers
