#pragma once
#include <string>
#include <string_view>

#include "drivers/byte_channel.h"

namespace drivers {

/// Where a serial printer is and how its line is set.
struct SerialLine {
    std::string device;  ///< "/dev/ttyUSB0"; better "/dev/serial/by-id/...".
    int baud = 9600;
    int data_bits = 8;  ///< 7 or 8.
    enum class Parity { None, Even, Odd } parity = Parity::None;
    int stop_bits = 1;  ///< 1 or 2.
    enum class Flow { None, RtsCts } flow = Flow::RtsCts;
    bool operator==(const SerialLine&) const = default;

    /// "serial:/dev/ttyUSB0?baud=9600", with what differs from the default behind it.
    std::string uri() const;
};

/// Reads `serial:/dev/ttyUSB0?baud=115200&parity=even&data=7&stop=2&flow=none`, every part but the
/// device optional. InvalidInput with the part and what is expected.
base::Result<SerialLine> parse_serial_line(std::string_view uri);

/// A printer on a serial port, a USB serial adapter or a CDC-ACM device. Accepted means taken by
/// the kernel's buffer; finish_job() and close() do not wait until it is sent, and what is on the
/// line when a cable is pulled is lost without a word. Flow control is by RTS/CTS, since XON and
/// XOFF are bytes that pictures hold too; without flow control a printer that is not ready loses
/// bytes. Lines of another process are refused (an exclusive lock); modem lines that a device does
/// not have are no fault.
class SerialChannel final : public ByteChannel {
public:
    explicit SerialChannel(SerialLine line);
    ~SerialChannel() override;
    SerialChannel(const SerialChannel&) = delete;
    SerialChannel& operator=(const SerialChannel&) = delete;

    base::Status open(std::chrono::milliseconds timeout) override;
    bool is_open() const override { return file_ >= 0; }
    WriteResult write(base::ByteView bytes, std::chrono::milliseconds timeout) override;
    base::Result<base::Bytes> read(std::chrono::milliseconds timeout) override;
    base::Result<JobEnd> finish_job(std::string_view name) override;
    /// Waits until the kernel has sent its buffer, at most `timeout`; drops the rest.
    void close(std::chrono::milliseconds timeout) override;
    std::string describe() const override { return line_.uri(); }

private:
    void drop();
    base::Error gone(std::string_view what);
    base::Error failure(std::string_view what, int error_number) const;
    base::Status set_line();

    const SerialLine line_;
    int file_ = -1;
};

}  // namespace drivers
