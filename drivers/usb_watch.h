#pragma once
#include <chrono>
#include <memory>
#include <vector>

#include "drivers/usb_devices.h"

namespace drivers {

/// A USB printer that came or left.
struct UsbChange {
    enum class What { Came, Left } what = What::Came;
    UsbPrinter printer;  ///< As it was, for one that left.
};

/// Tells which USB printers come and leave. libusb tells at once where udev runs; where it does not
/// (containers, small systems) the bus is read anew at an interval. A printer that is plugged in
/// again under the eyes of neither is still seen to have left and come, by its new device address.
/// One thread. No thread of its own: nothing is noticed outside of wait().
class UsbWatch {
public:
    struct Options {
        bool listen = true;  ///< To libusb; false reads the bus alone.
        /// Between two readings that nobody asked for.
        std::chrono::milliseconds reread = std::chrono::seconds(3);
        /// For the questions to printers that came.
        std::chrono::milliseconds ask = std::chrono::seconds(2);
    };
    /// Unavailable if USB does not work here.
    static base::Result<std::unique_ptr<UsbWatch>> begin(Options options);

    /// Those that are there, as of the last call.
    const std::vector<UsbPrinter>& printers() const { return printers_; }
    /// What has changed, those that left first; empty at the end of the timeout. May take
    /// Options::ask longer where a printer that came does not answer.
    base::Result<std::vector<UsbChange>> wait(std::chrono::milliseconds timeout);

private:
    explicit UsbWatch(Options options) : options_(options) {}
    base::Result<std::vector<UsbChange>> read_bus();

    const Options options_;
    std::unique_ptr<UsbBus> listener_;  // None: the bus is only read.
    std::vector<UsbPrinter> printers_;
    std::chrono::steady_clock::time_point last_read_{};
};

}  // namespace drivers
