#include "drivers/usb_devices.h"

#include <gtest/gtest.h>

#include <map>

#include "drivers/usb_watch.h"
#include "tests/fakes/emulated_usb/emulated_usb.h"

namespace drivers {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kSoon{3000};

class UsbDevicesTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(fakes::EmulatedUsb::available())
            << "run with LD_PRELOAD=libumockdev-preload.so.0";
        bus_ = std::make_unique<fakes::EmulatedUsb>();
    }
    std::vector<UsbPrinter> found() {
        auto printers = find_usb_printers(kSoon);
        EXPECT_TRUE(printers.has_value());
        return printers.value_or(std::vector<UsbPrinter>{});
    }
    std::unique_ptr<fakes::EmulatedUsb> bus_;
};

TEST_F(UsbDevicesTest, AnEmptyBusHasNoPrinters) {
    EXPECT_TRUE(found().empty());
}

TEST_F(UsbDevicesTest, APrinterIsFoundByItsClassAndAsked) {
    const auto printer = bus_->plug("1-1.3", {.vendor = 0x20d1,
                                              .product = 0x7008,
                                              .manufacturer = "HPRT",
                                              .name = "SK41",
                                              .serial = "SK41-0042",
                                              .device_id = "MFG:HPRT;CMD:TSPL;MDL:SK41;"});
    bus_->plug("1-4", {.settings = {{.interface_class = 3, .subclass = 1, .protocol = 1}}});
    const auto printers = found();
    ASSERT_EQ(printers.size(), 1U);
    const UsbPrinter& one = printers.front();
    EXPECT_EQ(one.identity.uri(), "usb:serial/20d1:7008/SK41-0042");
    EXPECT_EQ(one.ground, IdentityGround::OwnSerial);
    EXPECT_EQ(one.device.port, "1-1.3");
    EXPECT_EQ(one.manufacturer, "HPRT");
    EXPECT_EQ(one.product, "SK41");
    ASSERT_TRUE(one.device_id.has_value());
    EXPECT_EQ(one.device_id->commands, std::vector<std::string>{"TSPL"});
    EXPECT_EQ(one.port_status, (PortStatus{false, true, false}));
    EXPECT_EQ(one.problem, "");
    EXPECT_FALSE(printer->claimed());
    EXPECT_EQ(printer->counts().resets + printer->counts().configurations_set, 0);
    EXPECT_EQ(printer->counts().out_transfers, 0);
}

TEST_F(UsbDevicesTest, LookingTakesNothingFromTheKernelsDriver) {
    const auto printer = bus_->plug("1-2", {.kernel_driver = "usblp"});
    const auto printers = found();
    ASSERT_EQ(printers.size(), 1U);
    EXPECT_TRUE(printers.front().kernel_driver);
    EXPECT_TRUE(printers.front().device_id.has_value());
    EXPECT_FALSE(printers.front().port_status.has_value());
    EXPECT_EQ(printer->driver(), "usblp");
}

TEST_F(UsbDevicesTest, TheIdentityIsThePortWhereASerialNumberTellsNothing) {
    bus_->plug("1-1", {});
    bus_->plug("1-2", {.vendor = 0x6868, .product = 0x0500, .serial = "0002A0000000"});
    bus_->plug("1-3", {.serial = "0000000000"});
    bus_->plug("1-4.1", {.serial = "TWIN"});
    bus_->plug("1-4.2", {.serial = "TWIN"});
    bus_->plug("1-5", {.vendor = 0x1fc9, .product = 0x2016, .serial = "TWIN"});
    std::map<std::string, std::pair<std::string, IdentityGround>> by_port;
    for (const UsbPrinter& one : found())
        by_port[one.device.port] = {one.identity.uri(), one.ground};
    const std::map<std::string, std::pair<std::string, IdentityGround>> expected{
        {"1-1", {"usb:port/1-1", IdentityGround::NoSerial}},
        {"1-2", {"usb:port/1-2", IdentityGround::SharedSerial}},
        {"1-3", {"usb:port/1-3", IdentityGround::SharedSerial}},
        {"1-4.1", {"usb:port/1-4.1", IdentityGround::DoubledSerial}},
        {"1-4.2", {"usb:port/1-4.2", IdentityGround::DoubledSerial}},
        {"1-5", {"usb:serial/1fc9:2016/TWIN", IdentityGround::OwnSerial}}};
    EXPECT_EQ(by_port, expected);
}

TEST_F(UsbDevicesTest, APrinterThatAnswersNoRequestIsListedWithWhatIsKnown) {
    const auto printer = bus_->plug("1-2", {.serial = "S1"});
    printer->silence_control(true);
    const auto begin = std::chrono::steady_clock::now();
    const auto printers = find_usb_printers(milliseconds(200));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(2000));
    ASSERT_TRUE(printers.has_value());
    ASSERT_EQ(printers->size(), 1U);
    EXPECT_EQ(printers->front().ground, IdentityGround::UnreadSerial);
    EXPECT_EQ(printers->front().identity.uri(), "usb:port/1-2");
    EXPECT_NE(printers->front().problem.find("serial number: no answer"), std::string::npos);
}

TEST_F(UsbDevicesTest, AnAddressBySerialNumberMeansOneDeviceOrNone) {
    const auto find = [&](std::string_view uri) {
        const auto bus = UsbBus::look().value();
        return find_usb_printer(*bus, parse_usb_identity(uri).value(),
                                std::chrono::steady_clock::now() + kSoon);
    };
    bus_->plug("1-2", {.serial = "S1"});
    bus_->plug("1-3", {.vendor = 0x6868, .product = 0x0500, .serial = "0002A0000000"});
    EXPECT_EQ(find("usb:serial/0483:5743/S1")->port, "1-2");
    EXPECT_EQ(find("usb:serial/0483:5743/S2").error().code, base::ErrorCode::NotFound);
    const auto shared = find("usb:serial/6868:0500/0002A0000000");
    ASSERT_FALSE(shared.has_value());
    EXPECT_EQ(shared.error().code, base::ErrorCode::Conflict);
    EXPECT_NE(shared.error().message.find("usb:port/1-3"), std::string::npos);
    bus_->plug("1-4", {.serial = "S1"});
    const auto two = find("usb:serial/0483:5743/S1");
    ASSERT_FALSE(two.has_value());
    EXPECT_EQ(two.error().code, base::ErrorCode::Conflict);
    EXPECT_NE(two.error().message.find("usb:port/1-2, usb:port/1-4"), std::string::npos);
}

struct WatchRow {
    const char* name;
    UsbWatch::Options options;
};
class UsbWatchTest : public UsbDevicesTest, public testing::WithParamInterface<WatchRow> {
protected:
    // All changes until `count` have come.
    std::vector<UsbChange> changes(UsbWatch& watch, std::size_t count) {
        std::vector<UsbChange> all;
        const auto deadline = std::chrono::steady_clock::now() + kSoon;
        while (all.size() < count && std::chrono::steady_clock::now() < deadline) {
            auto some = watch.wait(milliseconds(500)).value();
            std::ranges::move(some, std::back_inserter(all));
        }
        return all;
    }
};

TEST_P(UsbWatchTest, TellsWhatCameAndWhatLeft) {
    bus_->plug("1-2", {.serial = "S1"});
    const auto watch = UsbWatch::begin(GetParam().options).value();
    ASSERT_EQ(watch->printers().size(), 1U);
    EXPECT_TRUE(watch->wait(milliseconds(30))->empty());

    bus_->plug("1-1.3", {.serial = "S2"});
    auto told = changes(*watch, 1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].what, UsbChange::What::Came);
    EXPECT_EQ(told[0].printer.serial, "S2");
    EXPECT_EQ(watch->printers().size(), 2U);

    bus_->unplug("1-2");
    told = changes(*watch, 1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].what, UsbChange::What::Left);
    EXPECT_EQ(told[0].printer.serial, "S1");
    EXPECT_EQ(watch->printers().size(), 1U);
}

TEST_P(UsbWatchTest, AQuickReplugIntoTheSameSocketIsBoth) {
    bus_->plug("1-2", {.serial = "S1"});
    const auto watch = UsbWatch::begin(GetParam().options).value();
    bus_->unplug("1-2");
    bus_->plug("1-2", {.serial = "S1"});
    const auto told = changes(*watch, 2);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].what, UsbChange::What::Left);
    EXPECT_EQ(told[1].what, UsbChange::What::Came);
    EXPECT_EQ(told[1].printer.identity.uri(), "usb:serial/0483:5743/S1");
}

TEST_P(UsbWatchTest, ATwinThatComesMakesBothKnownByTheirPorts) {
    bus_->plug("1-2", {.serial = "S1"});
    const auto watch = UsbWatch::begin(GetParam().options).value();
    bus_->plug("1-3", {.serial = "S1"});
    ASSERT_EQ(changes(*watch, 1).size(), 1U);
    ASSERT_EQ(watch->printers().size(), 2U);
    for (const UsbPrinter& one : watch->printers())
        EXPECT_EQ(one.ground, IdentityGround::DoubledSerial);
}

TEST_P(UsbWatchTest, PrintersThatStayAreNotAskedAgain) {
    const auto printer = bus_->plug("1-2", {.serial = "S1"});
    const auto watch = UsbWatch::begin(GetParam().options).value();
    printer->silence_control(true);
    bus_->plug("1-3", {.serial = "S2"});
    ASSERT_EQ(changes(*watch, 1).size(), 1U);
    for (const UsbPrinter& one : watch->printers()) EXPECT_EQ(one.problem, "");
}

INSTANTIATE_TEST_SUITE_P(
    Both, UsbWatchTest,
    testing::Values(WatchRow{"listening", {.listen = true, .reread = std::chrono::hours(1)}},
                    WatchRow{"reading", {.listen = false, .reread = milliseconds(20)}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace drivers
