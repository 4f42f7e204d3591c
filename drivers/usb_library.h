#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

/// libusb as the rest of drivers/ uses it: devices, one open device, transfers with deadlines. The
/// only file that knows libusb is usb_library.cpp. Why asynchronous transfers without a thread of
/// their own: docs/adr/0012-usb-transfers.md.
namespace drivers {

using UsbDeadline = std::chrono::steady_clock::time_point;

/// One alternate setting of an interface that takes bytes in bulk.
struct UsbSetting {
    std::uint8_t interface_number = 0;
    std::uint8_t alternate = 0;
    std::uint8_t alternates = 1;  ///< How many the interface has.
    std::uint8_t interface_class = 0;
    std::uint8_t interface_subclass = 0;
    std::uint8_t protocol = 0;
    std::uint8_t out_endpoint = 0;
    std::uint8_t in_endpoint = 0;       ///< 0: none.
    std::uint16_t in_packet_bytes = 0;  ///< Of the IN endpoint.
    bool operator==(const UsbSetting&) const = default;
};

/// A device as its descriptors show it; none of it needs permission or asks the device.
struct UsbDevice {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string port;                      ///< As Linux names it, "1-1.3".
    std::uint8_t bus = 0;                  ///< With `address` it names this plug of this device...
    std::uint8_t address = 0;              ///< ...and no later one.
    std::uint8_t manufacturer_string = 0;  ///< Indices for UsbHandle::string(); 0: none.
    std::uint8_t product_string = 0;
    std::uint8_t serial_string = 0;
    std::uint8_t configuration_index = 0;  ///< Of the active configuration.
    std::vector<UsbSetting> settings{};    ///< Those with a bulk OUT endpoint.
};

/// Why a transfer or a call failed.
enum class UsbFault {
    Gone,     ///< The device is unplugged.
    Stall,    ///< The endpoint is halted, or a request is not known.
    Timeout,  ///< The deadline passed.
    Broken,   ///< Anything on the wire: bad checksums, no answer of the device.
    Refused,  ///< Busy, no permission, no memory: see the message of a call, else a mistake of
              ///< ours.
};

/// What became of an OUT transfer.
struct UsbSent {
    std::size_t bytes = 0;  ///< Acknowledged by the device, whatever else happened.
    std::optional<UsbFault> fault;
};

class UsbHandle;

/// libusb's view of the bus. Creating one reads the bus anew, so that it needs no udev; what is
/// plugged in later is seen by came_or_left() alone, and only where udev runs.
/// One thread. Create after a fork, not before: libusb has threads of its own.
class UsbBus {
public:
    /// Unavailable if libusb does not work here.
    static base::Result<std::unique_ptr<UsbBus>> look();
    ~UsbBus();
    UsbBus(const UsbBus&) = delete;
    UsbBus& operator=(const UsbBus&) = delete;

    /// Devices that were there when this was created, by port.
    const std::vector<UsbDevice>& devices() const;
    /// NotFound if it has gone; Unavailable without permission. The bus must outlive the handle.
    base::Result<std::unique_ptr<UsbHandle>> open(const UsbDevice& device);

    /// Waits until a device comes or goes, or the deadline. False at the deadline, and where the
    /// system does not tell (no udev). The first call begins to listen.
    bool came_or_left(UsbDeadline deadline);

private:
    struct Impl;
    explicit UsbBus(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
    friend class UsbHandle;
};

/// One open device. One thread, which also carries what arrives: nothing moves outside of calls,
/// except that the kernel completes the transfers that are under way.
/// No call resets the device or sets its configuration.
class UsbHandle {
public:
    /// Gives everything back; waits for nothing but the kernel.
    ~UsbHandle();
    UsbHandle(const UsbHandle&) = delete;
    UsbHandle& operator=(const UsbHandle&) = delete;

    /// Is a driver of the kernel (usblp) bound to the interface? False where that is not known.
    bool kernel_driver_active(std::uint8_t interface_number);
    enum class Reattach { AtRelease, Never };
    /// Takes the interface, from the kernel's driver too; that one has it back at release(), if it
    /// had it before. Unavailable, with the cause, if another program has it.
    base::Status claim(std::uint8_t interface_number, Reattach reattach);
    void release();
    std::optional<UsbFault> select_alternate(std::uint8_t interface_number, std::uint8_t alternate);
    std::optional<UsbFault> clear_halt(std::uint8_t endpoint);

    /// Sends at most `bytes` in one transfer. At the deadline the rest is taken back.
    UsbSent send(std::uint8_t endpoint, base::ByteView bytes, UsbDeadline deadline);

    /// Keeps a transfer posted to the endpoint from now on, so that the device can always speak.
    void start_reading(std::uint8_t endpoint, std::uint16_t packet_bytes);
    /// What has arrived since the last call.
    base::Bytes take_arrived();
    bool has_arrived() const;
    /// Why nothing more is being read; cleared by start_reading(). Gone comes after the last bytes.
    std::optional<UsbFault> reading_fault() const;
    /// Lets transfers proceed until something arrives, reading ends or the deadline. Looks once
    /// where the deadline has passed.
    void wait(UsbDeadline deadline);

    /// A request to the control endpoint. `length` at most 4096.
    struct Request {
        std::uint8_t type = 0;
        std::uint8_t request = 0;
        std::uint16_t value = 0;
        std::uint16_t index = 0;
    };
    std::expected<base::Bytes, UsbFault> control_in(Request request, std::uint16_t length,
                                                    UsbDeadline deadline);
    std::optional<UsbFault> control_out(Request request, UsbDeadline deadline);
    /// A string descriptor in UTF-8, without control characters and blanks around it.
    std::expected<std::string, UsbFault> string(std::uint8_t index, UsbDeadline deadline);

private:
    struct Impl;
    explicit UsbHandle(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
    friend class UsbBus;
};

}  // namespace drivers
