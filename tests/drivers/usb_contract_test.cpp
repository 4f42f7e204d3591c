#include "drivers/usb_channel.h"
#include "tests/drivers/channel_contract.h"
#include "tests/fakes/emulated_usb/emulated_usb.h"

namespace drivers {
namespace {

struct UsbRig final : ChannelRig {
    fakes::EmulatedUsb bus;
    std::shared_ptr<fakes::EmulatedPrinter> printer = bus.plug("1-2", {.kernel_driver = "usblp"});
    UsbChannel usb{{.port = "1-2"}};
    ByteChannel& channel() override { return usb; }
};

INSTANTIATE_TEST_SUITE_P(All, ChannelContract,
                         testing::Values(ChannelKind{"Usb",
                                                     [] { return std::make_unique<UsbRig>(); }}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace drivers
