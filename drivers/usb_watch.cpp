#include "drivers/usb_watch.h"

#include <poll.h>

#include <algorithm>

namespace drivers {
namespace {

bool is_plugged(const std::vector<UsbPrinter>& printers, const UsbDevice& device) {
    return std::ranges::any_of(printers, [&](const UsbPrinter& one) {
        return one.device.bus == device.bus && one.device.address == device.address &&
               one.device.port == device.port;
    });
}

}  // namespace

base::Result<std::unique_ptr<UsbWatch>> UsbWatch::begin(Options options) {
    std::unique_ptr<UsbWatch> watch(new UsbWatch(options));
    if (options.listen) {
        auto listener = UsbBus::look();
        if (!listener) return base::pass(listener);
        watch->listener_ = *std::move(listener);
        // Listening begins before the first reading, so that nothing falls between.
        watch->listener_->came_or_left(std::chrono::steady_clock::now());
    }
    if (const auto first = watch->read_bus(); !first) return base::pass(first);
    return watch;
}

base::Result<std::vector<UsbChange>> UsbWatch::wait(std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (true) {
        const auto next = std::min(deadline, last_read_ + options_.reread);
        bool told = false;
        if (listener_) {
            told = listener_->came_or_left(next);
        } else {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                next - std::chrono::steady_clock::now());
            ::poll(nullptr, 0, static_cast<int>(std::clamp<long long>(left.count(), 0, 60'000)));
        }
        const auto now = std::chrono::steady_clock::now();
        if (told || now >= last_read_ + options_.reread) {
            auto changes = read_bus();
            if (!changes || !changes->empty()) return changes;
        }
        if (now >= deadline) return std::vector<UsbChange>{};
    }
}

base::Result<std::vector<UsbChange>> UsbWatch::read_bus() {
    last_read_ = std::chrono::steady_clock::now();
    const auto bus = UsbBus::look();
    if (!bus) return base::pass(bus);
    auto now = usb_printers_on(**bus, last_read_ + options_.ask, printers_);
    std::vector<UsbChange> changes;
    for (const UsbPrinter& printer : printers_)
        if (!is_plugged(now, printer.device)) changes.push_back({UsbChange::What::Left, printer});
    for (const UsbPrinter& printer : now)
        if (!is_plugged(printers_, printer.device))
            changes.push_back({UsbChange::What::Came, printer});
    printers_ = std::move(now);
    return changes;
}

}  // namespace drivers
