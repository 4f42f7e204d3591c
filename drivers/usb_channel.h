#pragma once
#include <memory>

#include "drivers/byte_channel.h"
#include "drivers/usb_devices.h"

namespace drivers {

/// A printer on USB, through libusb. Accepted means that the printer has acknowledged the bytes.
/// Bytes leave in transfers of at most 16 KiB, one at a time, so that the count is exact whatever
/// goes wrong. The printer can always speak: a read is posted from open() to close().
/// open() looks for the identity anew, so that a printer is found again after a replug, by serial
/// number also in another socket. It takes the interface from the kernel's usblp, close() gives it
/// back. The device is never reset, and never configured anew.
/// A halted endpoint is cleared and writing goes on with the next byte; one that halts again and
/// again is Unavailable. Unplugged at any byte: DeviceGone with what was accepted until then.
/// Source: USB Printer Class 1.1; USB 2.0, 8.4.6 and 9.4.5.
class UsbChannel final : public ByteChannel {
public:
    explicit UsbChannel(UsbIdentity identity);
    ~UsbChannel() override;
    UsbChannel(const UsbChannel&) = delete;
    UsbChannel& operator=(const UsbChannel&) = delete;

    /// NotFound if it is not plugged in; Unavailable if this user may not, or another program has
    /// it; Conflict also for a serial number that several printers have.
    base::Status open(std::chrono::milliseconds timeout) override;
    bool is_open() const override { return handle_ != nullptr; }
    WriteResult write(base::ByteView bytes, std::chrono::milliseconds timeout) override;
    base::Result<base::Bytes> read(std::chrono::milliseconds timeout) override;
    base::Result<JobEnd> finish_job(std::string_view name) override;
    void close(std::chrono::milliseconds timeout) override;
    WhenIdle when_idle() const override { return WhenIdle::Keep; }
    std::string describe() const override { return identity_.uri(); }

    /// What the printer's interface says of paper and errors, without the printer's language.
    base::Result<PortStatus> port_status(std::chrono::milliseconds timeout);
    base::Result<DeviceId> device_id(std::chrono::milliseconds timeout);
    /// Asks the printer to forget everything it holds. Never called by this class: some printers
    /// hang after it.
    base::Status soft_reset(std::chrono::milliseconds timeout);

private:
    base::Error closed() const;
    base::Error gone();
    base::Error failed(std::string_view what, std::string_view key) const;
    base::Error request_failed(std::string_view what, UsbFault fault);
    std::optional<base::Error> after_fault(UsbFault fault, UsbDeadline deadline);
    std::optional<base::Error> tend_reading(UsbDeadline deadline);
    bool still_there(UsbDeadline deadline);

    const UsbIdentity identity_;
    std::unique_ptr<UsbBus> bus_;  // Outlives the handle.
    std::unique_ptr<UsbHandle> handle_;
    UsbSetting setting_;
    std::uint8_t configuration_index_ = 0;
    int halts_ = 0;        // Of the OUT endpoint, since it last took a byte.
    int read_faults_ = 0;  // Since something arrived.
    bool reads_ = false;   // False also after its IN endpoint was given up.
};

}  // namespace drivers
