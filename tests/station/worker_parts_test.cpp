#include "station/printers/worker_parts.h"

#include <gtest/gtest.h>

#include "drivers/usb_channel.h"
#include "printing/label_encoder.h"
#include "tests/fakes/emulated_usb/emulated_usb.h"
#include "tests/fakes/fake_channel.h"

namespace station {
namespace {

TEST(IdlePrinter, IsKeptOnUsbUntilItIsUnpluggedAndLetGoElsewhere) {
    ASSERT_TRUE(fakes::EmulatedUsb::available()) << "run with LD_PRELOAD=libumockdev-preload.so.0";
    const auto dialogue = printing::make_dialogue(printing::PrinterProfile{}).value();
    fakes::FakeChannel network;
    ASSERT_TRUE(network.open({}).has_value());
    EXPECT_FALSE(stays_open(network, *dialogue));

    fakes::EmulatedUsb bus;
    const auto printer = bus.plug("1-2", {.kernel_driver = "usblp"});
    drivers::UsbChannel usb({.port = "1-2"});
    ASSERT_TRUE(usb.open(std::chrono::seconds(3)).has_value());
    EXPECT_TRUE(stays_open(usb, *dialogue));
    EXPECT_EQ(printer->driver(), "");
    bus.unplug("1-2");
    EXPECT_FALSE(stays_open(usb, *dialogue));
}

TEST(PrinterTrouble, IsToldByItsKeyWhereTheTablesHaveOne) {
    const base::PrinterName name("1");
    EXPECT_EQ(told(name, {base::ErrorCode::DeviceGone, "usb:port/1-2: unplugged", "printer.gone"}),
              "printer.gone");
    EXPECT_EQ(told(name, {base::ErrorCode::Unavailable, "/x: File too large", "disk_full"}),
              "/x: File too large");
    EXPECT_EQ(told(name, std::nullopt, "stopped"), "stopped");
}

}  // namespace
}  // namespace station
