#include "drivers/usb_library.h"

#include <libusb.h>
#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace drivers {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using UsbClock = std::chrono::steady_clock;

// How long the kernel may take to give a transfer back that was cancelled. It does so at once.
constexpr milliseconds kCancelLimit{1000};
// A device that answers IN with nothing at all, again and again, is asked no more often than this.
constexpr milliseconds kEmptyPause{20};
// Bytes that are kept for a reader who does not read; the device then has to wait.
constexpr std::size_t kArrivedLimit = 64 * 1024;
constexpr std::size_t kReadBytes = 4096;

timeval until(UsbDeadline deadline) {
    const auto left = std::clamp(std::chrono::ceil<microseconds>(deadline - UsbClock::now()),
                                 microseconds(0), microseconds(std::chrono::minutes(1)));
    return {static_cast<time_t>(left.count() / 1'000'000),
            static_cast<suseconds_t>(left.count() % 1'000'000)};
}

// libusb takes 0 for "for ever".
unsigned timeout_until(UsbDeadline deadline) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - UsbClock::now()).count();
    return static_cast<unsigned>(std::clamp<long long>(left, 1, 60'000));
}

UsbFault fault_of(int code) {
    switch (code) {
        case LIBUSB_ERROR_NO_DEVICE:
        case LIBUSB_ERROR_NOT_FOUND:
            return UsbFault::Gone;
        case LIBUSB_ERROR_PIPE:
            return UsbFault::Stall;
        case LIBUSB_ERROR_TIMEOUT:
            return UsbFault::Timeout;
        case LIBUSB_ERROR_IO:
        case LIBUSB_ERROR_OVERFLOW:
        case LIBUSB_ERROR_OTHER:
            return UsbFault::Broken;
        default:
            return UsbFault::Refused;
    }
}

std::optional<UsbFault> fault_of_transfer(libusb_transfer_status status) {
    switch (status) {
        case LIBUSB_TRANSFER_COMPLETED:
            return std::nullopt;
        case LIBUSB_TRANSFER_STALL:
            return UsbFault::Stall;
        case LIBUSB_TRANSFER_NO_DEVICE:
            return UsbFault::Gone;
        case LIBUSB_TRANSFER_CANCELLED:
        case LIBUSB_TRANSFER_TIMED_OUT:
            return UsbFault::Timeout;
        default:
            return UsbFault::Broken;
    }
}

std::string port_of(libusb_device* device) {
    std::array<std::uint8_t, 8> ports{};
    const int count = libusb_get_port_numbers(device, ports.data(), static_cast<int>(ports.size()));
    std::string text = std::to_string(libusb_get_bus_number(device));
    for (int i = 0; i < count; ++i)
        text += (i == 0 ? "-" : ".") + std::to_string(ports[static_cast<std::size_t>(i)]);
    return text;
}

std::optional<UsbSetting> setting_of(const libusb_interface& whole,
                                     const libusb_interface_descriptor& one) {
    UsbSetting setting;
    setting.interface_number = one.bInterfaceNumber;
    setting.alternate = one.bAlternateSetting;
    setting.alternates = static_cast<std::uint8_t>(whole.num_altsetting);
    setting.interface_class = one.bInterfaceClass;
    setting.interface_subclass = one.bInterfaceSubClass;
    setting.protocol = one.bInterfaceProtocol;
    for (int i = 0; i < one.bNumEndpoints; ++i) {
        const libusb_endpoint_descriptor& end = one.endpoint[i];
        if ((end.bmAttributes & 3) != LIBUSB_TRANSFER_TYPE_BULK) continue;
        if ((end.bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0) {
            if (setting.in_endpoint != 0) continue;
            setting.in_endpoint = end.bEndpointAddress;
            setting.in_packet_bytes = end.wMaxPacketSize & 0x7ff;
        } else if (setting.out_endpoint == 0) {
            setting.out_endpoint = end.bEndpointAddress;
        }
    }
    if (setting.out_endpoint == 0) return std::nullopt;
    return setting;
}

// Nothing for a device that the kernel has not configured.
std::optional<UsbDevice> device_of(libusb_device* native) {
    libusb_device_descriptor head{};
    libusb_config_descriptor* config = nullptr;
    if (libusb_get_device_descriptor(native, &head) != 0) return std::nullopt;
    if (libusb_get_active_config_descriptor(native, &config) != 0) return std::nullopt;
    const std::unique_ptr<libusb_config_descriptor, void (*)(libusb_config_descriptor*)> owned(
        config, libusb_free_config_descriptor);
    UsbDevice device;
    device.vendor = head.idVendor;
    device.product = head.idProduct;
    device.port = port_of(native);
    device.bus = libusb_get_bus_number(native);
    device.address = libusb_get_device_address(native);
    device.manufacturer_string = head.iManufacturer;
    device.product_string = head.iProduct;
    device.serial_string = head.iSerialNumber;
    for (std::uint8_t i = 0; i < head.bNumConfigurations; ++i) {
        libusb_config_descriptor* other = nullptr;
        if (libusb_get_config_descriptor(native, i, &other) != 0) continue;
        if (other->bConfigurationValue == config->bConfigurationValue)
            device.configuration_index = i;
        libusb_free_config_descriptor(other);
    }
    for (int i = 0; i < config->bNumInterfaces; ++i) {
        const libusb_interface& whole = config->interface[i];
        for (int j = 0; j < whole.num_altsetting; ++j)
            if (const auto setting = setting_of(whole, whole.altsetting[j]))
                device.settings.push_back(*setting);
    }
    return device;
}

// UTF-16LE behind two bytes of length and type. Source: USB 2.0, 9.6.7.
std::string text_of_descriptor(const base::Bytes& bytes) {
    std::u32string text;
    const std::size_t end = bytes.empty() ? 0 : std::min<std::size_t>(bytes.size(), bytes.front());
    char32_t high = 0;
    for (std::size_t i = 2; i + 1 < end; i += 2) {
        const auto unit = static_cast<char32_t>(bytes[i] | bytes[i + 1] << 8);
        if (unit >= 0xd800 && unit < 0xdc00) {
            high = unit;
            continue;
        }
        if (unit >= 0xdc00 && unit < 0xe000) {
            if (high != 0) text += 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
        } else if (unit >= 0x20 && unit != 0x7f) {
            text += unit;
        }
        high = 0;
    }
    return std::string(base::trim(base::to_utf8(text)));
}

struct TransferFree {
    void operator()(libusb_transfer* transfer) const { libusb_free_transfer(transfer); }
};

// A transfer with the memory that the kernel reads or writes.
struct Transfer {
    std::unique_ptr<libusb_transfer, TransferFree> native{libusb_alloc_transfer(0)};
    base::Bytes memory;
    bool under_way = false;
    bool ended = false;  // Since it was submitted, and not looked at yet.
};

void LIBUSB_CALL transfer_ended(libusb_transfer* native) {
    auto* transfer = static_cast<Transfer*>(native->user_data);
    transfer->under_way = false;
    transfer->ended = true;
}

int LIBUSB_CALL something_changed(libusb_context*, libusb_device*, libusb_hotplug_event,
                                  void* changed) {
    *static_cast<bool*>(changed) = true;
    return 0;
}

}  // namespace

struct UsbBus::Impl {
    libusb_context* context = nullptr;
    libusb_device** list = nullptr;
    std::vector<UsbDevice> devices;
    std::optional<libusb_hotplug_callback_handle> listening;
    bool tells = false;
    bool changed = false;

    ~Impl() {
        if (listening && tells) libusb_hotplug_deregister_callback(context, *listening);
        if (list != nullptr) libusb_free_device_list(list, 1);
        if (context != nullptr) libusb_exit(context);
    }
};

UsbBus::UsbBus(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
UsbBus::~UsbBus() = default;

base::Result<std::unique_ptr<UsbBus>> UsbBus::look() {
    auto impl = std::make_unique<Impl>();
    const int begun = libusb_init(&impl->context);
    const ssize_t count =
        begun == 0 ? libusb_get_device_list(impl->context, &impl->list) : ssize_t{begun};
    if (count < 0)
        return base::fail(base::ErrorCode::Unavailable,
                          std::string("USB does not work on this machine: libusb: ") +
                              libusb_strerror(static_cast<int>(count)),
                          "printer.usb_unavailable");
    for (ssize_t i = 0; i < count; ++i)
        if (auto device = device_of(impl->list[i])) impl->devices.push_back(*std::move(device));
    std::ranges::sort(impl->devices, {}, &UsbDevice::port);
    return std::unique_ptr<UsbBus>(new UsbBus(std::move(impl)));
}

const std::vector<UsbDevice>& UsbBus::devices() const {
    return impl_->devices;
}

bool UsbBus::came_or_left(UsbDeadline deadline) {
    if (!impl_->listening) {
        libusb_hotplug_callback_handle handle = 0;
        impl_->tells =
            libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0 &&
            libusb_hotplug_register_callback(
                impl_->context,
                LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
                LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                something_changed, &impl_->changed, &handle) == 0;
        impl_->listening = handle;
    }
    while (!impl_->changed) {
        timeval left = until(deadline);
        if (libusb_handle_events_timeout_completed(impl_->context, &left, nullptr) != 0)
            ::poll(nullptr, 0, 10);  // Interrupted, or broken for good: no spinning.
        if (UsbClock::now() >= deadline) break;
    }
    return std::exchange(impl_->changed, false);
}

struct UsbHandle::Impl {
    libusb_context* context = nullptr;
    libusb_device_handle* native = nullptr;
    int claimed = -1;
    bool give_back = false;
    Transfer out;
    // On the heap, because it is left behind where the kernel does not give it back.
    std::unique_ptr<Transfer> in = std::make_unique<Transfer>();
    std::uint8_t in_endpoint = 0;
    base::Bytes arrived;
    std::optional<UsbFault> in_fault;
    UsbDeadline in_pause{};

    void step(UsbDeadline deadline) {
        timeval left = until(deadline);
        libusb_handle_events_timeout_completed(context, &left, nullptr);
    }

    // True once the transfer is back; false leaves it to the kernel.
    bool take_back(Transfer& transfer) {
        if (!transfer.under_way) return true;
        libusb_cancel_transfer(transfer.native.get());
        const auto limit = UsbClock::now() + kCancelLimit;
        while (transfer.under_way && UsbClock::now() < limit) step(limit);
        return !transfer.under_way;
    }

    void post_read() {
        if (in_endpoint == 0 || in_fault || in->under_way || in->ended ||
            arrived.size() >= kArrivedLimit || UsbClock::now() < in_pause)
            return;
        libusb_fill_bulk_transfer(in->native.get(), native, in_endpoint, in->memory.data(),
                                  static_cast<int>(in->memory.size()), transfer_ended, in.get(), 0);
        const int code = libusb_submit_transfer(in->native.get());
        if (code == 0) {
            in->under_way = true;
        } else {
            in_fault = fault_of(code);
        }
    }

    // Takes what a read that ended brought, and posts the next.
    void tend_reading() {
        if (in->ended) {
            in->ended = false;
            const auto count = static_cast<std::size_t>(std::max(0, in->native->actual_length));
            base::append(arrived, base::ByteView(in->memory).first(count));
            in_fault = fault_of_transfer(in->native->status);
            if (in_fault == UsbFault::Timeout) in_fault = std::nullopt;  // Cancelled by us.
            if (count == 0 && !in_fault) in_pause = UsbClock::now() + kEmptyPause;
        }
        post_read();
    }
};

UsbHandle::UsbHandle(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

UsbHandle::~UsbHandle() {
    const bool back = impl_->take_back(*impl_->in) && impl_->take_back(impl_->out);
    release();
    libusb_close(impl_->native);
    // The kernel may still write there: rather a few kilobytes lost than memory overwritten.
    if (!back) [[maybe_unused]]
        auto* lost = impl_.release();
}

base::Result<std::unique_ptr<UsbHandle>> UsbBus::open(const UsbDevice& device) {
    for (libusb_device** one = impl_->list; *one != nullptr; ++one) {
        if (libusb_get_bus_number(*one) != device.bus ||
            libusb_get_device_address(*one) != device.address)
            continue;
        auto handle = std::make_unique<UsbHandle::Impl>();
        handle->context = impl_->context;
        const int code = libusb_open(*one, &handle->native);
        if (code == 0) return std::unique_ptr<UsbHandle>(new UsbHandle(std::move(handle)));
        if (code == LIBUSB_ERROR_ACCESS)
            return base::fail(
                base::ErrorCode::Unavailable,
                "USB port " + device.port +
                    ": this user may not use it; put it into the group lp, install the udev rule "
                    "70-packbench-printers.rules and plug the printer in again",
                "printer.usb_permission");
        if (code != LIBUSB_ERROR_NO_DEVICE && code != LIBUSB_ERROR_NOT_FOUND)
            return base::fail(base::ErrorCode::Unavailable,
                              "USB port " + device.port + ": libusb: " + libusb_strerror(code),
                              "printer.refuses");
        break;
    }
    return base::fail(base::ErrorCode::NotFound, "USB port " + device.port + ": unplugged",
                      "printer.not_plugged_in");
}

bool UsbHandle::kernel_driver_active(std::uint8_t interface_number) {
    return libusb_kernel_driver_active(impl_->native, interface_number) == 1;
}

base::Status UsbHandle::claim(std::uint8_t interface_number, Reattach reattach) {
    // libusb's own automatic way binds the kernel's driver at release also where none was before.
    impl_->give_back = false;
    if (kernel_driver_active(interface_number)) {
        const int code = libusb_detach_kernel_driver(impl_->native, interface_number);
        impl_->give_back = code == 0 && reattach == Reattach::AtRelease;
    }
    const int code = libusb_claim_interface(impl_->native, interface_number);
    if (code == 0) {
        impl_->claimed = interface_number;
        return {};
    }
    if (impl_->give_back) libusb_attach_kernel_driver(impl_->native, interface_number);
    impl_->give_back = false;
    switch (code) {
        case LIBUSB_ERROR_NO_DEVICE:
            return base::fail(base::ErrorCode::NotFound, "unplugged", "printer.not_plugged_in");
        case LIBUSB_ERROR_BUSY:
            return base::fail(base::ErrorCode::Unavailable,
                              "another program has this printer; is CUPS, or a second Packbench, "
                              "using it?",
                              "printer.in_use");
        default:
            return base::fail(base::ErrorCode::Unavailable,
                              std::string("libusb: ") + libusb_strerror(code), "printer.refuses");
    }
}

void UsbHandle::release() {
    if (impl_->claimed < 0) return;
    libusb_release_interface(impl_->native, impl_->claimed);
    if (impl_->give_back) libusb_attach_kernel_driver(impl_->native, impl_->claimed);
    impl_->claimed = -1;
    impl_->give_back = false;
}

std::optional<UsbFault> UsbHandle::select_alternate(std::uint8_t interface_number,
                                                    std::uint8_t alternate) {
    const int code = libusb_set_interface_alt_setting(impl_->native, interface_number, alternate);
    if (code != 0) return fault_of(code);
    return std::nullopt;
}

std::optional<UsbFault> UsbHandle::clear_halt(std::uint8_t endpoint) {
    const int code = libusb_clear_halt(impl_->native, endpoint);
    if (code != 0) return fault_of(code);
    return std::nullopt;
}

UsbSent UsbHandle::send(std::uint8_t endpoint, base::ByteView bytes, UsbDeadline deadline) {
    Transfer& out = impl_->out;
    if (out.under_way) return {0, UsbFault::Refused};
    out.memory.assign(bytes.begin(), bytes.end());
    out.ended = false;
    libusb_fill_bulk_transfer(out.native.get(), impl_->native, endpoint, out.memory.data(),
                              static_cast<int>(out.memory.size()), transfer_ended, &out, 0);
    if (const int code = libusb_submit_transfer(out.native.get()); code != 0)
        return {0, fault_of(code)};
    out.under_way = true;
    do {
        impl_->step(deadline);
        impl_->tend_reading();
    } while (out.under_way && UsbClock::now() < deadline);
    if (!impl_->take_back(out)) return {0, UsbFault::Broken};
    const auto count = static_cast<std::size_t>(std::max(0, out.native->actual_length));
    return {std::min(count, bytes.size()), fault_of_transfer(out.native->status)};
}

void UsbHandle::start_reading(std::uint8_t endpoint, std::uint16_t packet_bytes) {
    // Whole packets: a device that sends more than fits would be an overflow, and lost.
    const std::size_t packet = std::max<std::size_t>(packet_bytes, 8);
    if (!impl_->in->under_way)
        impl_->in->memory.resize(std::max(packet, kReadBytes / packet * packet));
    impl_->in_endpoint = endpoint;
    impl_->in_fault = std::nullopt;
    impl_->post_read();
}

base::Bytes UsbHandle::take_arrived() {
    impl_->tend_reading();
    return std::exchange(impl_->arrived, {});
}

bool UsbHandle::has_arrived() const {
    return !impl_->arrived.empty();
}

std::optional<UsbFault> UsbHandle::reading_fault() const {
    return impl_->in_fault;
}

void UsbHandle::wait(UsbDeadline deadline) {
    do {
        impl_->tend_reading();
        if (impl_->in_fault || !impl_->arrived.empty()) return;
        const bool pausing = impl_->in_endpoint != 0 && !impl_->in->under_way;
        impl_->step(pausing ? std::min(deadline, std::max(impl_->in_pause, UsbClock::now()))
                            : deadline);
        impl_->tend_reading();
    } while (impl_->arrived.empty() && !impl_->in_fault && UsbClock::now() < deadline);
}

std::expected<base::Bytes, UsbFault> UsbHandle::control_in(Request request, std::uint16_t length,
                                                           UsbDeadline deadline) {
    base::Bytes bytes(std::min<std::uint16_t>(length, 4096));
    const int count = libusb_control_transfer(
        impl_->native, request.type, request.request, request.value, request.index, bytes.data(),
        static_cast<std::uint16_t>(bytes.size()), timeout_until(deadline));
    if (count < 0) return std::unexpected(fault_of(count));
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

std::optional<UsbFault> UsbHandle::control_out(Request request, UsbDeadline deadline) {
    const int count =
        libusb_control_transfer(impl_->native, request.type, request.request, request.value,
                                request.index, nullptr, 0, timeout_until(deadline));
    if (count < 0) return fault_of(count);
    return std::nullopt;
}

std::expected<std::string, UsbFault> UsbHandle::string(std::uint8_t index, UsbDeadline deadline) {
    if (index == 0) return std::string();
    constexpr std::uint8_t kGetDescriptor = 6;
    constexpr std::uint16_t kString = 0x0300;
    // String 0 lists the languages; the first will do. Source: USB 2.0, 9.6.7.
    const auto languages = control_in({0x80, kGetDescriptor, kString, 0}, 255, deadline);
    if (!languages) return std::unexpected(languages.error());
    const auto language = languages->size() >= 4
                              ? static_cast<std::uint16_t>((*languages)[2] | (*languages)[3] << 8)
                              : std::uint16_t{0x0409};
    const auto text =
        control_in({0x80, kGetDescriptor, static_cast<std::uint16_t>(kString | index), language},
                   255, deadline);
    if (!text) return std::unexpected(text.error());
    return text_of_descriptor(*text);
}

}  // namespace drivers
