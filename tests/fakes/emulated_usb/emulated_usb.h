#pragma once
#include <memory>
#include <string>

#include "tests/fakes/emulated_usb/emulated_printer.h"

namespace fakes {

/// A USB bus in a sandbox (umockdev): sysfs, device nodes, the kernel's usbdevfs requests and
/// udev's events, so that the unchanged libusb runs on it, in this process and in its children.
/// The process must run with libumockdev-preload.so.0 preloaded; available() says whether it does.
/// One at a time in a process, made before its threads. Device nodes are pseudo-terminals, so that
/// poll(2) tells as the kernel does when a transfer is complete or the device is gone.
class EmulatedUsb {
public:
    EmulatedUsb();
    ~EmulatedUsb();
    EmulatedUsb(const EmulatedUsb&) = delete;
    EmulatedUsb& operator=(const EmulatedUsb&) = delete;

    static bool available();

    /// Plugs a printer into a port ("1-2", or behind a hub: "1-1.3"), under a new device address.
    std::shared_ptr<EmulatedPrinter> plug(const std::string& port, EmulatedKind kind);
    /// Pulls it out; also takes one away that went by UsbTrouble::Unplug.
    void unplug(const std::string& port);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace fakes
