#include "drivers/usb_channel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/fakes/emulated_usb/emulated_usb.h"

namespace drivers {
namespace {

using fakes::EmulatedKind;
using fakes::UsbTrouble;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kLong{5000};
constexpr std::size_t kChunk = 16 * 1024;

base::Bytes pattern(std::size_t size) {
    base::Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>((i * 31 + i / 256) & 0xff);
    return bytes;
}

class UsbChannelTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(fakes::EmulatedUsb::available())
            << "run with LD_PRELOAD=libumockdev-preload.so.0";
        bus_ = std::make_unique<fakes::EmulatedUsb>();
    }
    void TearDown() override {
        if (!printer_) return;
        const auto counts = printer_->counts();
        EXPECT_EQ(counts.resets, 0);
        EXPECT_EQ(counts.configurations_set, 0);
        EXPECT_EQ(counts.unclaimed_transfers, 0);
        EXPECT_EQ(counts.unknown_requests, 0);
        EXPECT_EQ(counts.continued_transfers, 0);
        EXPECT_LE(counts.largest_out, kChunk);
    }
    void plug(EmulatedKind kind = {}) { printer_ = bus_->plug("1-2", std::move(kind)); }
    void plug_and_open(EmulatedKind kind = {}) {
        plug(std::move(kind));
        const auto opened = channel_.open(kLong);
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
    }
    void expect_received(base::ByteView bytes) {
        const base::Bytes received = printer_->received();
        EXPECT_EQ(received.size(), bytes.size());
        EXPECT_TRUE(std::ranges::equal(received, bytes));
    }

    std::unique_ptr<fakes::EmulatedUsb> bus_;
    std::shared_ptr<fakes::EmulatedPrinter> printer_;
    UsbChannel channel_{{.port = "1-2"}};
};

TEST_F(UsbChannelTest, CarriesALabelWhole) {
    plug_and_open();
    const auto label = pattern(120'000);
    const auto result = channel_.write(label, kLong);
    EXPECT_FALSE(result.error.has_value());
    EXPECT_EQ(result.accepted, label.size());
    expect_received(label);
    EXPECT_EQ(printer_->counts().out_transfers, 8);
}

TEST_F(UsbChannelTest, SplitsNothingWhereTheHostTakesSmallTransfersAlone) {
    plug_and_open({.scatter_gather = false});
    const auto label = pattern(50'000);
    EXPECT_EQ(channel_.write(label, kLong).accepted, label.size());
    expect_received(label);
}

TEST_F(UsbChannelTest, CarriesAnswersThatComeWhileItWrites) {
    plug_and_open();
    printer_->answer_with([](base::ByteView) { return base::Bytes{0x12}; });
    EXPECT_EQ(channel_.write(pattern(40'000), kLong).accepted, 40'000U);
    const auto begin = Steady::now();
    base::Bytes answers;
    while (answers.size() < 3) {
        const auto more = channel_.read(kLong);
        ASSERT_TRUE(more.has_value() && !more->empty());
        base::append(answers, *more);
    }
    EXPECT_EQ(answers, (base::Bytes{0x12, 0x12, 0x12}));
    EXPECT_LT(Steady::now() - begin, milliseconds(1000));
}

TEST_F(UsbChannelTest, ReadsWhatWasSaidAtAnyTime) {
    plug_and_open();
    printer_->say(base::as_bytes("one"));
    EXPECT_EQ(base::as_text(*channel_.read(kLong)), "one");
    std::thread later([&] {
        std::this_thread::sleep_for(milliseconds(30));
        printer_->say(base::as_bytes("two"));
    });
    const auto begin = Steady::now();
    EXPECT_EQ(base::as_text(*channel_.read(kLong)), "two");
    EXPECT_LT(Steady::now() - begin, milliseconds(2000));
    later.join();
    const auto large = pattern(10'000);
    printer_->say(large);
    base::Bytes read;
    while (read.size() < large.size()) {
        const auto more = channel_.read(kLong);
        ASSERT_TRUE(more.has_value() && !more->empty());
        base::append(read, *more);
    }
    EXPECT_EQ(read, large);
}

TEST_F(UsbChannelTest, ReadingWithoutTimeGivesWhatIsThere) {
    plug_and_open();
    EXPECT_TRUE(channel_.read(milliseconds(0))->empty());
    printer_->say(base::as_bytes("x"));
    EXPECT_EQ(base::as_text(*channel_.read(milliseconds(0))), "x");
}

TEST_F(UsbChannelTest, ShortTransfersAreGoneOnWithAtTheNextByte) {
    plug_and_open();
    printer_->accept_at_most(777);
    const auto label = pattern(20'000);
    const auto result = channel_.write(label, kLong);
    EXPECT_FALSE(result.error.has_value());
    EXPECT_EQ(result.accepted, label.size());
    expect_received(label);
}

TEST_F(UsbChannelTest, AHaltedEndpointIsClearedAndNoByteIsLostOrDoubled) {
    for (const std::size_t byte : {0UL, 1UL, 63UL, 3000UL, kChunk - 1, kChunk, kChunk + 1}) {
        SCOPED_TRACE(byte);
        plug_and_open();
        printer_->trouble_at_byte(byte, UsbTrouble::Stall);
        const auto label = pattern(40'000);
        const auto result = channel_.write(label, kLong);
        EXPECT_FALSE(result.error.has_value());
        EXPECT_EQ(result.accepted, label.size());
        expect_received(label);
        EXPECT_EQ(printer_->counts().halts_cleared, 1);
        channel_.close(kLong);
        bus_->unplug("1-2");
    }
}

TEST_F(UsbChannelTest, APrinterThatTakesNoMoreIsTimeoutWithTheExactCount) {
    for (const std::size_t byte : {0UL, 1UL, 3000UL, kChunk, kChunk + 64, 2 * kChunk}) {
        SCOPED_TRACE(byte);
        plug_and_open();
        printer_->trouble_at_byte(byte, UsbTrouble::Nak);
        const auto label = pattern(60'000);
        const auto begin = Steady::now();
        const auto result = channel_.write(label, milliseconds(100));
        EXPECT_LT(Steady::now() - begin, milliseconds(1500));
        ASSERT_TRUE(result.error.has_value());
        EXPECT_EQ(result.error->code, base::ErrorCode::Timeout);
        EXPECT_EQ(result.accepted, byte);
        EXPECT_EQ(printer_->received_count(), byte);
        EXPECT_TRUE(channel_.is_open());
        // When the paper is back it goes on where it stopped.
        printer_->end_trouble();
        const auto rest = channel_.write(base::ByteView(label).subspan(result.accepted), kLong);
        EXPECT_FALSE(rest.error.has_value());
        expect_received(label);
        channel_.close(kLong);
        bus_->unplug("1-2");
    }
}

TEST_F(UsbChannelTest, AnswersWhileThePrinterTakesNothing) {
    plug_and_open();
    printer_->trouble_at_byte(100, UsbTrouble::Nak);
    EXPECT_EQ(channel_.write(pattern(1000), milliseconds(50)).accepted, 100U);
    printer_->say(base::as_bytes("paper out"));
    EXPECT_EQ(base::as_text(*channel_.read(kLong)), "paper out");
}

TEST_F(UsbChannelTest, NoiseOnTheCableIsAnErrorWithTheExactCountAndNoUnplug) {
    plug_and_open();
    printer_->trouble_at_byte(5000, UsbTrouble::Noise);
    const auto result = channel_.write(pattern(9000), kLong);
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::Unavailable);
    EXPECT_EQ(result.error->key, "printer.cable");
    EXPECT_EQ(result.accepted, 5000U);
    EXPECT_EQ(printer_->received_count(), 5000U);
}

TEST_F(UsbChannelTest, AnEndpointThatHaltsAgainAndAgainIsGivenUp) {
    plug_and_open();
    printer_->trouble_at_byte(5000, UsbTrouble::Halts);
    const auto result = channel_.write(pattern(9000), kLong);
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::Unavailable);
    EXPECT_EQ(result.error->key, "printer.stalled");
    EXPECT_EQ(result.accepted, 5000U);
    EXPECT_EQ(printer_->received_count(), 5000U);
    EXPECT_EQ(printer_->counts().halts_cleared, 3);
}

class UnpluggedAtAByte : public UsbChannelTest,
                         public testing::WithParamInterface<std::tuple<UsbTrouble, std::size_t>> {};
TEST_P(UnpluggedAtAByte, IsDeviceGoneWithWhatWasAcceptedAndCanBeOpenedAgain) {
    const auto [trouble, byte] = GetParam();
    plug_and_open();
    const auto label = pattern(3 * kChunk);
    printer_->trouble_at_byte(byte, trouble);
    const auto begin = Steady::now();
    const auto result = channel_.write(label, kLong);
    EXPECT_LT(Steady::now() - begin, milliseconds(2000));
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::DeviceGone) << result.error->message;
    EXPECT_EQ(result.accepted, byte);
    EXPECT_EQ(printer_->received_count(), byte);
    EXPECT_FALSE(channel_.is_open());
    EXPECT_EQ(channel_.read(milliseconds(0)).error().code, base::ErrorCode::Conflict);
    bus_->unplug("1-2");
    EXPECT_EQ(channel_.open(kLong).error().code, base::ErrorCode::NotFound);
    plug_and_open();
    EXPECT_EQ(channel_.write(label, kLong).accepted, label.size());
    expect_received(label);
}
INSTANTIATE_TEST_SUITE_P(EveryEdge, UnpluggedAtAByte,
                         testing::Combine(testing::Values(UsbTrouble::Unplug, UsbTrouble::CableOut),
                                          testing::Values(0UL, 1UL, 63UL, 64UL, 5000UL, kChunk - 1,
                                                          kChunk, kChunk + 1, 2 * kChunk - 1,
                                                          2 * kChunk, 3 * kChunk - 1)));

TEST_F(UsbChannelTest, AnUnplugIsNoticedByReadAfterItsLastBytes) {
    plug_and_open();
    printer_->say(base::as_bytes("bye"));
    bus_->unplug("1-2");
    const auto last = channel_.read(kLong);
    ASSERT_TRUE(last.has_value());
    EXPECT_EQ(base::as_text(*last), "bye");
    const auto end = channel_.read(kLong);
    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().code, base::ErrorCode::DeviceGone);
    EXPECT_FALSE(channel_.is_open());
}

TEST_F(UsbChannelTest, AnUnplugEndsAReadThatWaits) {
    plug_and_open();
    std::thread puller([&] {
        std::this_thread::sleep_for(milliseconds(50));
        bus_->unplug("1-2");
    });
    const auto begin = Steady::now();
    EXPECT_EQ(channel_.read(kLong).error().code, base::ErrorCode::DeviceGone);
    EXPECT_LT(Steady::now() - begin, milliseconds(2000));
    puller.join();
}

TEST_F(UsbChannelTest, AnUnplugBetweenTwoWritesIsNoticedByTheSecond) {
    plug_and_open();
    EXPECT_EQ(channel_.write(pattern(100), kLong).accepted, 100U);
    bus_->unplug("1-2");
    const auto result = channel_.write(pattern(100), kLong);
    EXPECT_EQ(result.accepted, 0U);
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::DeviceGone);
}

TEST_F(UsbChannelTest, ASerialNumberIsFoundAgainInAnotherSocket) {
    UsbChannel channel({0x0483, 0x5743, "L42", {}});
    printer_ = bus_->plug("1-2", {.serial = "L42"});
    ASSERT_TRUE(channel.open(kLong).has_value());
    EXPECT_EQ(channel.write(pattern(10), kLong).accepted, 10U);
    bus_->unplug("1-2");
    EXPECT_FALSE(channel.read(kLong).has_value());
    const auto other = bus_->plug("1-2", {.serial = "L43"});
    printer_ = bus_->plug("1-1.3", {.serial = "L42"});
    const auto opened = channel.open(kLong);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    EXPECT_EQ(channel.write(pattern(20), kLong).accepted, 20U);
    EXPECT_EQ(printer_->received_count(), 20U);
    EXPECT_EQ(other->received_count(), 0U);
}

TEST_F(UsbChannelTest, TakesTheInterfaceFromTheKernelsDriverAndGivesItBack) {
    plug_and_open({.kernel_driver = "usblp"});
    EXPECT_EQ(printer_->driver(), "");
    EXPECT_TRUE(printer_->claimed());
    channel_.close(kLong);
    EXPECT_EQ(printer_->driver(), "usblp");
    EXPECT_FALSE(printer_->claimed());
}

TEST_F(UsbChannelTest, BindsNoDriverWhereNoneWas) {
    plug_and_open();
    channel_.close(kLong);
    EXPECT_EQ(printer_->driver(), "");
    EXPECT_FALSE(printer_->claimed());
}

TEST_F(UsbChannelTest, DoesNotGiveBackWhatThatWouldUpset) {
    plug_and_open({.vendor = 0x0a5f, .product = 0x0015, .kernel_driver = "usblp"});
    channel_.close(kLong);
    EXPECT_EQ(printer_->driver(), "");
}

TEST_F(UsbChannelTest, ASecondChannelToTheSamePrinterIsUnavailable) {
    plug_and_open();
    UsbChannel second({.port = "1-2"});
    const auto opened = second.open(kLong);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, base::ErrorCode::Unavailable);
    EXPECT_EQ(opened.error().key, "printer.in_use");
    EXPECT_EQ(channel_.write(pattern(10), kLong).accepted, 10U);
    channel_.close(kLong);
    EXPECT_TRUE(second.open(kLong).has_value());
}

TEST_F(UsbChannelTest, SelectsTheSettingThatAnswersWhereThereAreSeveral) {
    plug_and_open({.settings = {{.alternate = 0, .protocol = 1, .in_endpoint = 0},
                                {.alternate = 1, .protocol = 2},
                                {.alternate = 2, .protocol = 4}}});
    EXPECT_EQ(printer_->counts().alternates_set, 1);
    EXPECT_EQ(printer_->counts().last_alternate, 1);
    printer_->say(base::as_bytes("ok"));
    EXPECT_EQ(base::as_text(*channel_.read(kLong)), "ok");
}

TEST_F(UsbChannelTest, ALoneSettingIsNotSelected) {
    plug_and_open();
    EXPECT_EQ(printer_->counts().alternates_set, 0);
}

TEST_F(UsbChannelTest, AOneWayPrinterAnswersNothingAtOnce) {
    plug_and_open({.settings = {{.protocol = 1, .in_endpoint = 0}}});
    const auto begin = Steady::now();
    EXPECT_TRUE(channel_.read(kLong)->empty());
    EXPECT_LT(Steady::now() - begin, milliseconds(500));
    EXPECT_EQ(channel_.write(pattern(100), kLong).accepted, 100U);
}

TEST_F(UsbChannelTest, APrinterThatAnswersWithNothingIsNotAskedWithoutPause) {
    plug_and_open();
    printer_->answer_empty(true);
    EXPECT_TRUE(channel_.read(milliseconds(200))->empty());
    EXPECT_LE(printer_->counts().in_transfers, 15);
    printer_->say(base::as_bytes("late"));
    EXPECT_EQ(base::as_text(*channel_.read(kLong)), "late");
}

TEST_F(UsbChannelTest, AnInEndpointThatOnlyFailsDoesNotStopPrinting) {
    plug_and_open();
    printer_->stall_reading(true);
    EXPECT_TRUE(channel_.read(milliseconds(200))->empty());
    EXPECT_LE(printer_->counts().in_transfers, 6);
    EXPECT_EQ(channel_.write(pattern(1000), kLong).accepted, 1000U);
}

TEST_F(UsbChannelTest, AsksStatusAndDeviceIdBesideTheData) {
    plug_and_open({.device_id_little_endian = true});
    EXPECT_EQ(*channel_.port_status(kLong), (PortStatus{false, true, false}));
    printer_->set_port_status(0x30);
    EXPECT_EQ(*channel_.port_status(kLong), (PortStatus{true, true, true}));
    printer_->set_port_status(std::nullopt);
    EXPECT_EQ(channel_.port_status(kLong).error().code, base::ErrorCode::Unavailable);
    const auto id = channel_.device_id(kLong);
    ASSERT_TRUE(id.has_value()) << id.error().message;
    EXPECT_EQ(id->model, "MU-100");
    printer_->silence_control(true);
    const auto begin = Steady::now();
    EXPECT_EQ(channel_.port_status(milliseconds(100)).error().code, base::ErrorCode::Timeout);
    EXPECT_LT(Steady::now() - begin, milliseconds(1500));
}

TEST_F(UsbChannelTest, ResetsSoftlyOnlyWhenAsked) {
    plug_and_open();
    EXPECT_EQ(channel_.write(pattern(100), kLong).accepted, 100U);
    EXPECT_EQ(printer_->counts().soft_resets, 0);
    EXPECT_TRUE(channel_.soft_reset(kLong).has_value());
    EXPECT_EQ(printer_->counts().soft_resets, 1);
}

TEST_F(UsbChannelTest, OpensAndClosesAHundredTimes) {
    plug({.kernel_driver = "usblp"});
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(channel_.open(kLong).has_value()) << i;
        ASSERT_EQ(channel_.write(pattern(64), kLong).accepted, 64U) << i;
        channel_.close(kLong);
    }
    EXPECT_EQ(printer_->received_count(), 6400U);
    EXPECT_EQ(printer_->driver(), "usblp");
}

TEST_F(UsbChannelTest, NothingPluggedInIsNotFoundWithTheSocket) {
    const auto opened = channel_.open(kLong);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, base::ErrorCode::NotFound);
    EXPECT_NE(opened.error().message.find("USB port 1-2"), std::string::npos);
}

TEST_F(UsbChannelTest, AMouseInThePrintersSocketIsNotFound) {
    plug({.settings = {{.interface_class = 3, .subclass = 1, .protocol = 2}}});
    const auto opened = channel_.open(kLong);
    ASSERT_FALSE(opened.has_value());
    EXPECT_NE(opened.error().message.find("0483:5743, is no printer"), std::string::npos)
        << opened.error().message;
}

}  // namespace
}  // namespace drivers
