#include "tests/fakes/emulated_usb/emulated_usb.h"

#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <pty.h>
#include <termios.h>
#include <umockdev.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

namespace fakes {
namespace {

// A pseudo-terminal as device node. Output stopped: poll() does not say POLLOUT (nothing to reap);
// its other end closed: POLLERR and POLLHUP (unplugged).
class PtyNode {
public:
    explicit PtyNode(const std::filesystem::path& path) : path_(path) {
        char name[64] = {};
        termios raw{};
        ::cfmakeraw(&raw);
        raw.c_cflag |= CLOCAL | CREAD;
        if (::openpty(&master_, &slave_, name, &raw, nullptr) != 0)
            throw std::runtime_error("no pseudo-terminal");
        ::fcntl(master_, F_SETFD, FD_CLOEXEC);
        ::fcntl(slave_, F_SETFD, FD_CLOEXEC);
        ready(false);
        std::filesystem::create_directories(path_.parent_path());
        std::filesystem::create_symlink(name, path_);
    }
    ~PtyNode() {
        hang_up();
        ::close(slave_);
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    PtyNode(const PtyNode&) = delete;
    PtyNode& operator=(const PtyNode&) = delete;

    void ready(bool something_to_reap) {
        if (master_ >= 0) ::tcflow(slave_, something_to_reap ? TCOON : TCOOFF);
    }
    void hang_up() {
        if (master_ >= 0) ::close(master_);
        master_ = -1;
    }

private:
    const std::filesystem::path path_;
    int master_ = -1;
    int slave_ = -1;
};

// Both parts of a submitted URB that umockdev keeps copies of.
struct UrbCopy {
    UMockdevIoctlData* urb = nullptr;
    UMockdevIoctlData* buffer = nullptr;
    ~UrbCopy() {
        if (buffer != nullptr) g_object_unref(buffer);
        if (urb != nullptr) g_object_unref(urb);
    }
};

struct Plug {
    std::shared_ptr<EmulatedPrinter> printer;
    std::string syspath;
    std::string devnode;
    std::unique_ptr<PtyNode> node;
    UMockdevIoctlBase* handler = nullptr;
};

template <typename T>
T* resolved(UMockdevIoctlData* data, UMockdevIoctlData** keep) {
    *keep = umockdev_ioctl_data_resolve(data, 0, sizeof(T), nullptr);
    return *keep == nullptr ? nullptr : reinterpret_cast<T*>((*keep)->data);
}

// 0 and `value` as the result of an ioctl, or -1 and errno.
void complete(UMockdevIoctlClient* client, int error, glong value = 0) {
    umockdev_ioctl_client_complete(client, error == 0 ? value : -1, error);
}

void submit(Plug& plug, UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
    auto copy = std::make_unique<UrbCopy>();
    const auto* urb = resolved<usbdevfs_urb>(argument, &copy->urb);
    if (urb == nullptr) return complete(client, EFAULT);
    EmulatedPrinter::Urb one;
    one.client = client;
    one.address = copy->urb->client_addr;
    one.type = urb->type;
    one.endpoint = urb->endpoint;
    one.length = static_cast<std::size_t>(urb->buffer_length);
    one.flags = urb->flags;
    if (one.length > 0) {
        copy->buffer = umockdev_ioctl_data_resolve(copy->urb, offsetof(usbdevfs_urb, buffer),
                                                   one.length, nullptr);
        if (copy->buffer == nullptr) return complete(client, EFAULT);
        one.buffer = copy->buffer->data;
    }
    {
        const std::lock_guard guard(plug.printer->lock());
        if (plug.printer->is_gone()) return complete(client, ENODEV);
    }
    // The request ends before its copy is touched: ending it writes the copy back.
    complete(client, 0);
    const std::lock_guard guard(plug.printer->lock());
    one.handle = copy.release();
    if (plug.printer->submit(one) != 0) delete static_cast<UrbCopy*>(one.handle);
}

void reap(Plug& plug, UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
    std::optional<EmulatedPrinter::Urb> one;
    bool gone = false;
    {
        const std::lock_guard guard(plug.printer->lock());
        one = plug.printer->reap(client);
        gone = plug.printer->is_gone();
        plug.node->ready(plug.printer->anything_to_reap());
    }
    if (!one) return complete(client, gone ? ENODEV : EAGAIN);
    const std::unique_ptr<UrbCopy> copy(static_cast<UrbCopy*>(one->handle));
    auto* urb = reinterpret_cast<usbdevfs_urb*>(copy->urb->data);
    urb->status = one->status;
    urb->actual_length = static_cast<int>(one->actual);
    UMockdevIoctlData* pointer = nullptr;
    resolved<void*>(argument, &pointer);
    umockdev_ioctl_data_set_ptr(pointer, 0, copy->urb);
    complete(client, 0);
    g_object_unref(pointer);
}

void driver_request(Plug& plug, UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
    UMockdevIoctlData* keep = nullptr;
    const auto* request = resolved<usbdevfs_ioctl>(argument, &keep);
    int error = ENOTTY;
    {
        const std::lock_guard guard(plug.printer->lock());
        if (request->ioctl_code == static_cast<int>(USBDEVFS_DISCONNECT))
            error = plug.printer->unbind_driver();
        if (request->ioctl_code == static_cast<int>(USBDEVFS_CONNECT))
            error = plug.printer->bind_driver();
    }
    complete(client, error, 1);
    g_object_unref(keep);
}

void get_driver(Plug& plug, UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
    UMockdevIoctlData* keep = nullptr;
    auto* answer = resolved<usbdevfs_getdriver>(argument, &keep);
    std::string name;
    {
        const std::lock_guard guard(plug.printer->lock());
        name = plug.printer->bound();
    }
    std::snprintf(answer->driver, sizeof answer->driver, "%s", name.c_str());
    complete(client, name.empty() ? ENODATA : 0);
    g_object_unref(keep);
}

void capabilities(const Plug& plug, UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
    UMockdevIoctlData* keep = nullptr;
    auto* answer = resolved<__u32>(argument, &keep);
    *answer = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
              USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    if (plug.printer->kind().scatter_gather) *answer |= USBDEVFS_CAP_BULK_SCATTER_GATHER;
    complete(client, 0);
    g_object_unref(keep);
}

// The requests whose argument is one small number or two.
void small_request(Plug& plug, UMockdevIoctlClient* client, UMockdevIoctlData* argument,
                   gulong request) {
    UMockdevIoctlData* keep = nullptr;
    const auto* numbers = resolved<unsigned[2]>(argument, &keep);
    EmulatedPrinter& printer = *plug.printer;
    int error = 0;
    {
        const std::lock_guard guard(printer.lock());
        switch (request) {
            case USBDEVFS_CLAIMINTERFACE:
                error = printer.claim(client, static_cast<std::uint8_t>((*numbers)[0]));
                break;
            case USBDEVFS_RELEASEINTERFACE:
                error = printer.release(client);
                break;
            case USBDEVFS_CLEAR_HALT:
                printer.clear_halt();
                break;
            case USBDEVFS_SETINTERFACE:
                ++printer.count().alternates_set;
                printer.count().last_alternate = static_cast<int>((*numbers)[1]);
                break;
            default:
                ++printer.count().configurations_set;
                break;
        }
        if (printer.is_gone()) error = ENODEV;
    }
    complete(client, error);
    if (keep != nullptr) g_object_unref(keep);
}

gboolean handle(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer data) {
    Plug& plug = *static_cast<Plug*>(data);
    const gulong request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData* argument = umockdev_ioctl_client_get_arg(client);
    switch (request) {
        case USBDEVFS_GET_CAPABILITIES:
            capabilities(plug, client, argument);
            break;
        case USBDEVFS_GETDRIVER:
            get_driver(plug, client, argument);
            break;
        case USBDEVFS_IOCTL:
            driver_request(plug, client, argument);
            break;
        case USBDEVFS_SUBMITURB:
            submit(plug, client, argument);
            break;
        case USBDEVFS_REAPURBNDELAY:
        case USBDEVFS_REAPURB:
            reap(plug, client, argument);
            break;
        case USBDEVFS_DISCARDURB: {
            const std::lock_guard guard(plug.printer->lock());
            complete(client, plug.printer->discard(
                                 client, *reinterpret_cast<unsigned long*>(argument->data)));
            break;
        }
        case USBDEVFS_CLAIMINTERFACE:
        case USBDEVFS_RELEASEINTERFACE:
        case USBDEVFS_CLEAR_HALT:
        case USBDEVFS_SETINTERFACE:
        case USBDEVFS_SETCONFIGURATION:
            small_request(plug, client, argument, request);
            break;
        default: {
            const std::lock_guard guard(plug.printer->lock());
            if (request == USBDEVFS_RESET) {
                ++plug.printer->count().resets;
            } else {
                ++plug.printer->count().unknown_requests;
            }
            complete(client, request == USBDEVFS_RESET ? 0 : ENOTTY);
            break;
        }
    }
    return TRUE;  // What is not handled, umockdev would answer by itself, with success.
}

void vanished(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer data) {
    Plug& plug = *static_cast<Plug*>(data);
    const std::lock_guard guard(plug.printer->lock());
    for (const auto& urb : plug.printer->forget(client)) delete static_cast<UrbCopy*>(urb.handle);
    plug.node->ready(plug.printer->anything_to_reap());
}

// Descriptors as the kernel keeps them in sysfs. Source: USB 2.0, 9.6.
base::Bytes descriptors(const EmulatedKind& kind) {
    const auto low = [](int value) { return static_cast<std::uint8_t>(value & 0xff); };
    const auto high = [](int value) { return static_cast<std::uint8_t>(value >> 8); };
    base::Bytes device{18,
                       1,
                       0x00,
                       0x02,
                       0,
                       0,
                       0,
                       64,
                       low(kind.vendor),
                       high(kind.vendor),
                       low(kind.product),
                       high(kind.product),
                       0x00,
                       0x01,
                       1,
                       2,
                       static_cast<std::uint8_t>(kind.serial.empty() ? 0 : 3),
                       1};
    base::Bytes interfaces;
    std::uint8_t count = 0;
    for (const EmulatedSetting& one : kind.settings) {
        count = std::max<std::uint8_t>(count, static_cast<std::uint8_t>(one.interface_number + 1));
        const std::uint8_t ends =
            static_cast<std::uint8_t>((one.out_endpoint != 0) + (one.in_endpoint != 0));
        base::append(interfaces, base::Bytes{9, 4, one.interface_number, one.alternate, ends,
                                             one.interface_class, one.subclass, one.protocol, 0});
        for (const std::uint8_t end : {one.out_endpoint, one.in_endpoint})
            if (end != 0) base::append(interfaces, base::Bytes{7, 5, end, 2, 64, 0, 0});
    }
    const int total = 9 + static_cast<int>(interfaces.size());
    base::append(device, base::Bytes{9, 2, low(total), high(total), count, 1, 0, 0xc0, 1});
    base::append(device, interfaces);
    return device;
}

base::Bytes hub_descriptors() {
    return {18, 1, 0, 2,    9, 0, 1, 64, 0x6b, 0x1d, 2, 0, 0, 1, 0, 0, 0,    1, 9, 2, 25, 0,
            1,  1, 0, 0xe0, 0, 9, 4, 0,  0,    1,    9, 0, 0, 0, 7, 5, 0x81, 3, 4, 0, 12};
}

}  // namespace

struct EmulatedUsb::Impl {
    UMockdevTestbed* testbed = umockdev_testbed_new();
    std::filesystem::path root;
    int next_address = 2;
    std::map<std::string, std::unique_ptr<Plug>> plugs;
    // Handlers stay attached to their nodes for the life of the bus, and so do their plugs.
    std::vector<std::unique_ptr<Plug>> pulled;
    std::map<std::string, std::string> hubs;

    static std::string syspath_of(const std::string& port) {
        std::string path = "/devices/pci0000:00/0000:00:14.0/usb" + port.substr(0, 1);
        for (std::size_t i = 0; i <= port.size(); ++i)
            if (i == port.size() || port[i] == '.') path += "/" + port.substr(0, i);
        return path;
    }

    std::string add(const std::string& port, const base::Bytes& bytes) {
        char number[8];
        std::snprintf(number, sizeof number, "%03d", next_address);
        const std::string bus = "00" + port.substr(0, 1);
        const std::string devnode = "/dev/bus/usb/" + bus + "/" + number;
        const std::string address = std::to_string(next_address++);
        const std::string text =
            "P: " + syspath_of(port) +
            "\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\nE: DEVNAME=" + devnode +
            "\nE: BUSNUM=" + bus + "\nE: DEVNUM=" + number + "\nE: MAJOR=189\nE: MINOR=" + address +
            "\nA: busnum=" + port.substr(0, 1) + "\\n\nA: devnum=" + address +
            "\\n\nA: speed=12\\n\nA: bConfigurationValue=1\\n\nH: descriptors=" +
            base::to_hex(bytes) + "\n";
        GError* error = nullptr;
        if (!umockdev_testbed_add_from_string(testbed, text.c_str(), &error))
            throw std::runtime_error(error->message);
        return devnode;
    }

    // Also every hub on the way: libusb finds a port by the devices above it.
    void add_hubs(const std::string& port) {
        for (std::size_t i = port.find('.'); i != port.npos; i = port.find('.', i + 1)) {
            const std::string hub = port.substr(0, i);
            if (!hubs.contains(hub)) hubs[hub] = add(hub, hub_descriptors());
        }
    }
};

EmulatedUsb::EmulatedUsb() : impl_(std::make_unique<Impl>()) {
    gchar* root = umockdev_testbed_get_root_dir(impl_->testbed);
    impl_->root = root;
    g_free(root);
}

EmulatedUsb::~EmulatedUsb() {
    while (!impl_->plugs.empty()) unplug(impl_->plugs.begin()->first);
    for (const auto& plug : impl_->pulled) {
        umockdev_testbed_detach_ioctl(impl_->testbed, plug->devnode.c_str(), nullptr);
        g_object_unref(plug->handler);
    }
    g_object_unref(impl_->testbed);
}

bool EmulatedUsb::available() {
    const char* preload = std::getenv("LD_PRELOAD");
    return preload != nullptr && std::string(preload).find("umockdev-preload") != std::string::npos;
}

std::shared_ptr<EmulatedPrinter> EmulatedUsb::plug(const std::string& port, EmulatedKind kind) {
    impl_->add_hubs(port);
    auto plug = std::make_unique<Plug>();
    char node[64];
    std::snprintf(node, sizeof node, "/dev/bus/usb/00%c/%03d", port.front(), impl_->next_address);
    plug->printer = std::make_shared<EmulatedPrinter>(std::move(kind));
    plug->syspath = "/sys" + Impl::syspath_of(port);
    plug->devnode = node;
    plug->node = std::make_unique<PtyNode>(impl_->root.string() + node);
    plug->handler = umockdev_ioctl_base_new();
    g_signal_connect(plug->handler, "handle-ioctl", G_CALLBACK(handle), plug.get());
    g_signal_connect(plug->handler, "client-vanished", G_CALLBACK(vanished), plug.get());
    plug->printer->on_change([raw = plug.get()] {
        raw->node->ready(true);
        if (raw->printer->is_gone()) raw->node->hang_up();
    });
    // Before the device appears: whoever is quick would open a node that nobody answers.
    GError* error = nullptr;
    if (!umockdev_testbed_attach_ioctl(impl_->testbed, node, plug->handler, &error))
        throw std::runtime_error(error->message);
    const auto printer = plug->printer;
    const base::Bytes bytes = descriptors(printer->kind());
    impl_->plugs[port] = std::move(plug);
    impl_->add(port, bytes);
    return printer;
}

void EmulatedUsb::unplug(const std::string& port) {
    const auto found = impl_->plugs.find(port);
    if (found == impl_->plugs.end()) return;
    std::unique_ptr<Plug> plug = std::move(found->second);
    impl_->plugs.erase(found);
    {
        const std::lock_guard guard(plug->printer->lock());
        plug->printer->go();
    }
    umockdev_testbed_uevent(impl_->testbed, plug->syspath.c_str(), "remove");
    umockdev_testbed_remove_device(impl_->testbed, plug->syspath.c_str());
    std::error_code ignored;
    std::filesystem::remove(impl_->root.string() + plug->devnode, ignored);
    impl_->pulled.push_back(std::move(plug));
}

}  // namespace fakes
