#include "drivers/usb_channel.h"

#include <algorithm>

namespace drivers {
namespace {

using UsbMoment = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kChunkBytes = 16 * 1024;
constexpr int kHaltLimit = 3;
constexpr int kReadFaultLimit = 3;
// A transfer that takes nothing and says that all is well is tried again after so long.
constexpr milliseconds kNothingPause{5};
constexpr milliseconds kThereLimit{200};

}  // namespace

UsbChannel::UsbChannel(UsbIdentity identity) : identity_(std::move(identity)) {}
UsbChannel::~UsbChannel() {
    close(milliseconds(0));
}

base::Error UsbChannel::closed() const {
    return {base::ErrorCode::Conflict, describe() + " is not open", {}};
}

base::Error UsbChannel::gone() {
    close(milliseconds(0));
    return {base::ErrorCode::DeviceGone, describe() + ": the printer was unplugged or switched off",
            "printer.gone"};
}

base::Error UsbChannel::failed(std::string_view what, std::string_view key) const {
    return {base::ErrorCode::Unavailable, describe() + ": " + std::string(what), std::string(key)};
}

base::Status UsbChannel::open(milliseconds timeout) {
    if (is_open()) return base::fail(base::ErrorCode::Conflict, describe() + " is open already");
    const auto deadline = UsbMoment::now() + timeout;
    auto bus = UsbBus::look();
    if (!bus) return base::pass(bus, describe());
    const auto device = find_usb_printer(**bus, identity_, deadline);
    if (!device) return base::pass(device);
    const UsbQuirks quirks = usb_quirks(device->vendor, device->product);
    auto handle = (*bus)->open(*device);
    if (!handle) return base::pass(handle);
    const UsbSetting setting = printer_setting(*device, quirks).value();
    const auto claimed = (*handle)->claim(
        setting.interface_number,
        quirks.no_reattach ? UsbHandle::Reattach::Never : UsbHandle::Reattach::AtRelease);
    if (!claimed) return base::pass(claimed, describe());
    // Only where there is a choice: the request clears the toggles of the endpoints.
    if (setting.alternates > 1 &&
        (*handle)->select_alternate(setting.interface_number, setting.alternate))
        return std::unexpected(
            failed("it refuses the setting to print through; switch it off and "
                   "on again",
                   "printer.refuses"));
    setting_ = setting;
    configuration_index_ = device->configuration_index;
    bus_ = *std::move(bus);
    handle_ = *std::move(handle);
    halts_ = 0;
    read_faults_ = 0;
    reads_ = setting_.in_endpoint != 0;
    if (reads_) handle_->start_reading(setting_.in_endpoint, setting_.in_packet_bytes);
    return {};
}

void UsbChannel::close(milliseconds) {
    handle_.reset();
    bus_.reset();
}

WriteResult UsbChannel::write(base::ByteView bytes, milliseconds timeout) {
    WriteResult result;
    if (!is_open()) {
        result.error = closed();
        return result;
    }
    const auto deadline = UsbMoment::now() + timeout;
    while (result.accepted < bytes.size()) {
        const auto rest = bytes.subspan(result.accepted);
        const UsbSent sent = handle_->send(
            setting_.out_endpoint, rest.first(std::min(rest.size(), kChunkBytes)), deadline);
        result.accepted += sent.bytes;
        if (sent.bytes > 0) halts_ = 0;
        if (result.accepted == bytes.size() && (!sent.fault || sent.fault == UsbFault::Timeout))
            break;
        if (sent.fault && sent.fault != UsbFault::Timeout) {
            result.error = after_fault(*sent.fault, deadline);
        } else if (!sent.fault && sent.bytes == 0) {
            handle_->wait(std::min(deadline, UsbMoment::now() + kNothingPause));
        }
        if (!result.error && UsbMoment::now() >= deadline)
            result.error =
                base::Error{base::ErrorCode::Timeout,
                            describe() + ": the printer took " + std::to_string(result.accepted) +
                                " of " + std::to_string(bytes.size()) + " bytes within " +
                                std::to_string(timeout.count()) + " ms; paper out or cover open?",
                            "printer.not_accepting"};
        if (result.error) return result;
    }
    return result;
}

// Puts right what can be; else the error.
std::optional<base::Error> UsbChannel::after_fault(UsbFault fault, UsbDeadline deadline) {
    switch (fault) {
        case UsbFault::Gone:
            return gone();
        case UsbFault::Stall:
            if (++halts_ > kHaltLimit)
                return failed(
                    "the printer refuses data again and again; switch it off and on "
                    "again",
                    "printer.stalled");
            if (handle_->clear_halt(setting_.out_endpoint) == UsbFault::Gone) return gone();
            return std::nullopt;
        case UsbFault::Broken:
            // The first moments of a cable pulled out look like noise.
            if (!still_there(deadline)) return gone();
            // Both ends must agree again on which packet is next.
            if (handle_->clear_halt(setting_.out_endpoint) == UsbFault::Gone) return gone();
            return failed("errors on the USB cable; try another cable or socket", "printer.cable");
        case UsbFault::Timeout:
        case UsbFault::Refused:
            break;
    }
    return failed("the system takes no data for it", "printer.refuses");
}

// Every device answers GET_STATUS. Source: USB 2.0, 9.4.5.
bool UsbChannel::still_there(UsbDeadline deadline) {
    const auto now = UsbMoment::now();
    const auto limit = std::min(now + kThereLimit, std::max(deadline, now + milliseconds(20)));
    const auto answer = handle_->control_in({0x80, 0, 0, 0}, 2, limit);
    return answer || (answer.error() != UsbFault::Gone && answer.error() != UsbFault::Broken);
}

base::Result<base::Bytes> UsbChannel::read(milliseconds timeout) {
    if (!is_open()) return std::unexpected(closed());
    const auto deadline = UsbMoment::now() + timeout;
    do {
        if (!reads_) return base::Bytes{};
        handle_->wait(deadline);
        if (auto arrived = handle_->take_arrived(); !arrived.empty()) {
            read_faults_ = 0;
            return arrived;
        }
        if (auto error = tend_reading(deadline)) return std::unexpected(*std::move(error));
    } while (UsbMoment::now() < deadline);
    return base::Bytes{};
}

// Gives an IN endpoint up that only fails: the printer may print well all the same.
std::optional<base::Error> UsbChannel::tend_reading(UsbDeadline deadline) {
    const auto fault = handle_->reading_fault();
    if (!fault) return std::nullopt;
    if (*fault == UsbFault::Gone) return gone();
    if (*fault == UsbFault::Broken && !still_there(deadline)) return gone();
    if (++read_faults_ > kReadFaultLimit) {
        reads_ = false;
        return std::nullopt;
    }
    if (handle_->clear_halt(setting_.in_endpoint) == UsbFault::Gone) return gone();
    handle_->start_reading(setting_.in_endpoint, setting_.in_packet_bytes);
    return std::nullopt;
}

base::Result<JobEnd> UsbChannel::finish_job(std::string_view) {
    if (!is_open()) return std::unexpected(closed());
    return JobEnd::Accepted;
}

base::Error UsbChannel::request_failed(std::string_view what, UsbFault fault) {
    if (fault == UsbFault::Gone) return gone();
    const std::string text = describe() + ": " + std::string(what);
    if (fault == UsbFault::Timeout)
        return {base::ErrorCode::Timeout, text + ": no answer", "printer.no_answer"};
    return {base::ErrorCode::Unavailable, text + ": the printer knows no such request", {}};
}

base::Result<PortStatus> UsbChannel::port_status(milliseconds timeout) {
    if (!is_open()) return std::unexpected(closed());
    const auto answer =
        handle_->control_in({0xa1, 1, 0, setting_.interface_number}, 1, UsbMoment::now() + timeout);
    if (!answer) return std::unexpected(request_failed("port status", answer.error()));
    if (answer->empty()) return std::unexpected(request_failed("port status", UsbFault::Stall));
    return port_status_of(answer->front());
}

base::Result<DeviceId> UsbChannel::device_id(milliseconds timeout) {
    if (!is_open()) return std::unexpected(closed());
    const auto index =
        static_cast<std::uint16_t>(setting_.interface_number << 8 | setting_.alternate);
    const auto answer = handle_->control_in({0xa1, 0, configuration_index_, index}, kDeviceIdLimit,
                                            UsbMoment::now() + timeout);
    if (!answer) return std::unexpected(request_failed("device id", answer.error()));
    return parse_device_id_reply(*answer);
}

base::Status UsbChannel::soft_reset(milliseconds timeout) {
    if (!is_open()) return std::unexpected(closed());
    const auto deadline = UsbMoment::now() + timeout;
    auto fault = handle_->control_out({0x21, 2, 0, setting_.interface_number}, deadline);
    // Version 1.0 of the class had another recipient.
    if (fault == UsbFault::Stall)
        fault = handle_->control_out({0x23, 2, 0, setting_.interface_number}, deadline);
    if (fault) return std::unexpected(request_failed("soft reset", *fault));
    return {};
}

}  // namespace drivers
