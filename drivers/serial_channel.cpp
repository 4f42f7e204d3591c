#include "drivers/serial_channel.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "drivers/percent.h"
#include "drivers/wait_for.h"

namespace drivers {
namespace {

using SerialClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::string_view kScheme = "serial:";

// Rates that printers have. Source: termios(3).
constexpr std::pair<int, speed_t> kRates[] = {
    {1200, B1200},     {2400, B2400},     {4800, B4800},    {9600, B9600},
    {19200, B19200},   {38400, B38400},   {57600, B57600},  {115200, B115200},
    {230400, B230400}, {460800, B460800}, {921600, B921600}};

std::unexpected<base::Error> bad_line(std::string_view uri, std::string_view why) {
    return base::fail(base::ErrorCode::InvalidInput,
                      "'" + std::string(uri) + "': " + std::string(why) +
                          "; expected serial:/dev/DEVICE?baud=9600",
                      "printer_uri");
}

// Sets one `key=value`; what is wrong with it, empty if nothing.
std::string set_option(SerialLine& line, std::string_view key, std::string_view value) {
    if (key == "baud") {
        const auto rate = std::ranges::find_if(
            kRates, [&](const auto& row) { return std::to_string(row.first) == value; });
        if (rate == std::end(kRates)) return "baud must be 1200, 2400, 4800 ... 115200 ... 921600";
        line.baud = rate->first;
    } else if (key == "data") {
        if (value != "7" && value != "8") return "data must be 7 or 8";
        line.data_bits = value == "7" ? 7 : 8;
    } else if (key == "stop") {
        if (value != "1" && value != "2") return "stop must be 1 or 2";
        line.stop_bits = value == "1" ? 1 : 2;
    } else if (key == "parity") {
        if (value != "none" && value != "even" && value != "odd")
            return "parity must be none, even or odd";
        line.parity = value == "none"   ? SerialLine::Parity::None
                      : value == "even" ? SerialLine::Parity::Even
                                        : SerialLine::Parity::Odd;
    } else if (key == "flow") {
        if (value == "xonxoff")
            return "flow must be rtscts or none: XON and XOFF are bytes that pictures hold too";
        if (value != "rtscts" && value != "none") return "flow must be rtscts or none";
        line.flow = value == "rtscts" ? SerialLine::Flow::RtsCts : SerialLine::Flow::None;
    } else {
        return "'" + std::string(key) + "' is not one of baud, data, parity, stop, flow";
    }
    return {};
}

}  // namespace

std::string SerialLine::uri() const {
    std::string text = std::string(kScheme) + device + "?baud=" + std::to_string(baud);
    if (data_bits != 8) text += "&data=" + std::to_string(data_bits);
    if (parity != Parity::None) text += parity == Parity::Even ? "&parity=even" : "&parity=odd";
    if (stop_bits != 1) text += "&stop=" + std::to_string(stop_bits);
    if (flow != Flow::RtsCts) text += "&flow=none";
    return text;
}

base::Result<SerialLine> parse_serial_line(std::string_view uri) {
    if (!uri.starts_with(kScheme)) return bad_line(uri, "no address of a serial printer");
    std::string_view rest = uri.substr(kScheme.size());
    if (rest.starts_with("///")) rest.remove_prefix(2);
    std::string_view options;
    if (const auto mark = rest.find('?'); mark != rest.npos) {
        options = rest.substr(mark + 1);
        rest = rest.substr(0, mark);
    }
    const auto device = percent_decoded(rest);
    if (!device) return bad_line(uri, device.error().message);
    if (!device->starts_with("/") || device->ends_with("/"))
        return bad_line(uri, "the device must be an absolute path");
    SerialLine line;
    line.device = *device;
    if (options.empty()) return line;
    for (const std::string_view option : base::split(options, '&')) {
        const auto equals = option.find('=');
        if (equals == option.npos) return bad_line(uri, "a '=' is missing behind the '?'");
        const std::string wrong =
            set_option(line, option.substr(0, equals), option.substr(equals + 1));
        if (!wrong.empty()) return bad_line(uri, wrong);
    }
    return line;
}

SerialChannel::SerialChannel(SerialLine line) : line_(std::move(line)) {}
SerialChannel::~SerialChannel() {
    drop();
}

void SerialChannel::drop() {
    if (file_ < 0) return;
    ::tcflush(file_, TCOFLUSH);  // Else close(2) waits for a printer that takes nothing.
    ::close(file_);
    file_ = -1;
}

base::Error SerialChannel::gone(std::string_view what) {
    drop();
    return {base::ErrorCode::DeviceGone, describe() + ": " + std::string(what), "printer.gone"};
}

base::Error SerialChannel::failure(std::string_view what, int error_number) const {
    const bool missing = error_number == ENOENT || error_number == ENXIO || error_number == ENODEV;
    std::string text = describe() + ": " + std::string(what) + ": " + std::strerror(error_number);
    if (missing) text += "; is the printer on, and its cable in?";
    if (error_number == EACCES) text += "; this user must be in the group dialout";
    return {missing ? base::ErrorCode::NotFound : base::ErrorCode::Unavailable, std::move(text),
            missing ? "printer.not_plugged_in" : "printer.refuses"};
}

base::Status SerialChannel::open(milliseconds) {
    if (is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is open already");
    // Non-blocking: without it open(2) waits for a carrier that printers do not have.
    file_ = ::open(line_.device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (file_ < 0) return std::unexpected(failure("cannot be opened", errno));
    base::Status set;
    if (::isatty(file_) == 0) {
        set = base::fail(base::ErrorCode::Unavailable, describe() + ": is no serial line",
                         "printer.refuses");
    } else if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        set = base::fail(base::ErrorCode::Unavailable,
                         describe() + ": another program has this printer", "printer.in_use");
    } else {
        set = set_line();
    }
    if (!set) {
        ::close(file_);
        file_ = -1;
    }
    return set;
}

base::Status SerialChannel::set_line() {
    termios line{};
    if (::tcgetattr(file_, &line) != 0)
        return std::unexpected(failure("its settings cannot be read", errno));
    ::cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_cflag &= ~static_cast<tcflag_t>(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS | HUPCL);
    line.c_cflag |= line_.data_bits == 7 ? CS7 : CS8;
    if (line_.parity != SerialLine::Parity::None) line.c_cflag |= PARENB;
    if (line_.parity == SerialLine::Parity::Odd) line.c_cflag |= PARODD;
    if (line_.stop_bits == 2) line.c_cflag |= CSTOPB;
    if (line_.flow == SerialLine::Flow::RtsCts) line.c_cflag |= CRTSCTS;
    const auto rate = std::ranges::find(kRates, line_.baud, &std::pair<int, speed_t>::first);
    const speed_t speed = rate == std::end(kRates) ? B9600 : rate->second;
    ::cfsetispeed(&line, speed);
    ::cfsetospeed(&line, speed);
    if (::tcsetattr(file_, TCSANOW, &line) != 0)
        return std::unexpected(failure("its settings are refused", errno));
    // What an earlier program left, and what the printer said to it.
    ::tcflush(file_, TCIOFLUSH);
    const int ready = TIOCM_DTR | TIOCM_RTS;
    ::ioctl(file_, TIOCMBIS, &ready);  // No fault where the device has no such lines.
    return {};
}

WriteResult SerialChannel::write(base::ByteView bytes, milliseconds timeout) {
    WriteResult result;
    if (!is_open()) {
        result.error = base::Error{base::ErrorCode::Conflict, describe() + " is not open", {}};
        return result;
    }
    const auto deadline = SerialClock::now() + timeout;
    while (result.accepted < bytes.size()) {
        const auto rest = bytes.subspan(result.accepted);
        const ssize_t count = ::write(file_, rest.data(), rest.size());
        if (count > 0) {
            result.accepted += static_cast<std::size_t>(count);
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
            result.error = gone(std::string("the line broke: ") + std::strerror(errno));
            return result;
        }
        const short events = wait_for(file_, POLLOUT, deadline);
        if ((events & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
            result.error = gone("the printer or its adapter was unplugged");
            return result;
        }
        if (events == 0) {
            result.error =
                base::Error{base::ErrorCode::Timeout,
                            describe() + ": the printer took " + std::to_string(result.accepted) +
                                " of " + std::to_string(bytes.size()) + " bytes within " +
                                std::to_string(timeout.count()) + " ms; paper out or cover open?",
                            "printer.not_accepting"};
            return result;
        }
    }
    return result;
}

base::Result<base::Bytes> SerialChannel::read(milliseconds timeout) {
    if (!is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is not open");
    const auto deadline = SerialClock::now() + timeout;
    base::Bytes bytes(4096);
    while (wait_for(file_, POLLIN, deadline) != 0) {
        const ssize_t count = ::read(file_, bytes.data(), bytes.size());
        if (count > 0) {
            bytes.resize(static_cast<std::size_t>(count));
            return bytes;
        }
        if (count == 0) return std::unexpected(gone("the printer or its adapter was unplugged"));
        if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
            return std::unexpected(gone(std::string("the line broke: ") + std::strerror(errno)));
    }
    return base::Bytes{};
}

base::Result<JobEnd> SerialChannel::finish_job(std::string_view) {
    if (!is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is not open");
    return JobEnd::Accepted;
}

void SerialChannel::close(milliseconds timeout) {
    if (!is_open()) return;
    const auto deadline = SerialClock::now() + timeout;
    int waiting = 0;
    while (::ioctl(file_, TIOCOUTQ, &waiting) == 0 && waiting > 0 && SerialClock::now() < deadline)
        ::poll(nullptr, 0, 5);
    drop();
}

}  // namespace drivers
