#include "drivers/open_channel.h"

#include <charconv>
#include <string>

#include "drivers/file_channel.h"
#include "drivers/percent.h"
#include "drivers/serial_channel.h"
#include "drivers/tcp_channel.h"
#include "drivers/usb_channel.h"

namespace drivers {
namespace {

constexpr std::string_view kKinds =
    "usb:port/1-1.3, tcp://host:9100, serial:/dev/ttyUSB0 or file:///folder";
constexpr std::uint16_t kRawPort = 9100;

std::unexpected<base::Error> wrong(std::string_view uri, std::string_view why) {
    return base::fail(
        base::ErrorCode::InvalidInput,
        "'" + std::string(uri) + "': " + std::string(why) + "; expected " + std::string(kKinds),
        "printer_uri");
}

base::Result<std::unique_ptr<ByteChannel>> file_channel(std::string_view uri,
                                                        std::string_view rest) {
    if (!rest.starts_with("/")) return wrong(uri, "the folder must be an absolute path");
    const auto folder = percent_decoded(rest);
    if (!folder) return wrong(uri, folder.error().message);
    return std::make_unique<FileChannel>(*folder);
}

base::Result<std::unique_ptr<ByteChannel>> tcp_channel(std::string_view uri,
                                                       std::string_view rest) {
    if (rest.ends_with("/")) rest.remove_suffix(1);
    std::string_view host = rest;
    std::string_view port;
    if (rest.starts_with("[")) {
        const auto end = rest.find(']');
        if (end == std::string_view::npos) return wrong(uri, "a ']' is missing");
        host = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
        if (!port.empty() && port.front() != ':') return wrong(uri, "a ':' must follow the ']'");
    } else if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
        host = rest.substr(0, colon);
        port = rest.substr(colon);
        if (port.find(':', 1) != std::string_view::npos)
            return wrong(uri, "an IPv6 address stands in brackets");
    }
    if (host.empty()) return wrong(uri, "the host is missing");
    if (host.find_first_of("/@?# ") != std::string_view::npos)
        return wrong(uri, "only a host and a port may follow tcp://");
    std::uint16_t number = kRawPort;
    if (!port.empty()) {
        port.remove_prefix(1);
        const auto parsed = std::from_chars(port.data(), port.data() + port.size(), number);
        if (parsed.ec != std::errc{} || parsed.ptr != port.data() + port.size() || number == 0)
            return wrong(uri, "the port must be a number from 1 to 65535");
    }
    return std::make_unique<TcpChannel>(std::string(host), number);
}

}  // namespace

base::Result<std::unique_ptr<ByteChannel>> make_channel(std::string_view uri) {
    constexpr std::string_view kFile = "file://";
    constexpr std::string_view kTcp = "tcp://";
    if (uri.starts_with(kFile)) return file_channel(uri, uri.substr(kFile.size()));
    if (uri.starts_with(kTcp)) return tcp_channel(uri, uri.substr(kTcp.size()));
    if (uri.starts_with("usb:")) {
        auto identity = parse_usb_identity(uri);
        if (!identity) return base::pass(identity);
        return std::make_unique<UsbChannel>(*std::move(identity));
    }
    if (uri.starts_with("serial:")) {
        auto line = parse_serial_line(uri);
        if (!line) return base::pass(line);
        return std::make_unique<SerialChannel>(*std::move(line));
    }
    return wrong(uri, "no kind of printer address");
}

base::Result<std::unique_ptr<ByteChannel>> open_channel(std::string_view uri,
                                                        std::chrono::milliseconds timeout) {
    auto channel = make_channel(uri);
    if (!channel) return channel;
    if (auto opened = (*channel)->open(timeout); !opened) return base::pass(opened);
    return channel;
}

}  // namespace drivers
