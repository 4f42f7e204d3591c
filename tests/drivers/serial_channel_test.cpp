#include "drivers/serial_channel.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/drivers/temporary_folder.h"
#include "tests/drivers/test_line.h"

namespace drivers {
namespace {

using std::chrono::milliseconds;

class SerialChannelTest : public testing::Test {
protected:
    void SetUp() override {
        const auto opened = channel_.open(milliseconds(1000));
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
    }
    TestLine line_;
    SerialChannel channel_{{.device = line_.device(), .baud = 115200}};
};

TEST_F(SerialChannelTest, CarriesEveryByteAsItIs) {
    base::Bytes all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
    EXPECT_FALSE(channel_.write(all, milliseconds(1000)).error.has_value());
    EXPECT_EQ(line_.hear(all.size()), all);
    line_.say(all);
    base::Bytes read;
    while (read.size() < all.size()) {
        const auto more = channel_.read(milliseconds(1000));
        ASSERT_TRUE(more.has_value() && !more->empty());
        base::append(read, *more);
    }
    EXPECT_EQ(read, all);
}

TEST_F(SerialChannelTest, APrinterThatTakesNoMoreIsTimeoutWithWhatTheKernelTook) {
    const base::Bytes label(200'000, 0x55);
    const auto begin = std::chrono::steady_clock::now();
    const auto result = channel_.write(label, milliseconds(100));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::Timeout);
    EXPECT_GT(result.accepted, 0U);
    EXPECT_LT(result.accepted, label.size());
    std::thread reader([&] { EXPECT_EQ(line_.hear(label.size()).size(), label.size()); });
    EXPECT_FALSE(
        channel_.write(base::ByteView(label).subspan(result.accepted), milliseconds(10'000))
            .error.has_value());
    reader.join();
}

TEST_F(SerialChannelTest, AnUnplugIsNoticedByReadAndWrite) {
    line_.unplug();
    const auto end = channel_.read(milliseconds(1000));
    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().code, base::ErrorCode::DeviceGone);
    EXPECT_FALSE(channel_.is_open());

    TestLine other;
    SerialChannel writer({.device = other.device()});
    ASSERT_TRUE(writer.open(milliseconds(0)).has_value());
    other.unplug();
    const auto result = writer.write(base::as_bytes("label"), milliseconds(1000));
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::DeviceGone);
    EXPECT_EQ(result.accepted, 0U);
    EXPECT_EQ(writer.open(milliseconds(0)).error().code, base::ErrorCode::NotFound);
}

TEST_F(SerialChannelTest, ALineOfAnotherProgramIsRefused) {
    SerialChannel second({.device = line_.device()});
    const auto opened = second.open(milliseconds(0));
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().key, "printer.in_use");
    channel_.close(milliseconds(0));
    EXPECT_TRUE(second.open(milliseconds(0)).has_value());
}

TEST_F(SerialChannelTest, CloseEndsAtItsDeadlineIfNothingIsTaken) {
    (void)channel_.write(base::Bytes(200'000, 0x55), milliseconds(20));
    const auto begin = std::chrono::steady_clock::now();
    channel_.close(milliseconds(100));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
    EXPECT_FALSE(channel_.is_open());
}

TEST(SerialChannel, SetsTheLineAsItIsTold) {
    TestLine line;
    SerialChannel channel({.device = line.device(),
                           .baud = 19200,
                           .parity = SerialLine::Parity::Odd,
                           .stop_bits = 2,
                           .flow = SerialLine::Flow::None});
    ASSERT_TRUE(channel.open(milliseconds(0)).has_value());
    const termios set = line.settings();
    EXPECT_EQ(::cfgetospeed(&set), static_cast<speed_t>(B19200));
    EXPECT_EQ(set.c_cflag & CSTOPB, static_cast<tcflag_t>(CSTOPB));
    EXPECT_EQ(set.c_cflag & CRTSCTS, 0U);
    EXPECT_EQ(set.c_iflag & static_cast<tcflag_t>(ICRNL | IXON | IXOFF), 0U);
    EXPECT_EQ(set.c_lflag & static_cast<tcflag_t>(ECHO | ICANON | ISIG), 0U);
}

TEST(SerialChannel, WhatIsNoLineIsRefused) {
    const TemporaryFolder folder;
    EXPECT_EQ(SerialChannel({.device = folder.path / "none"}).open({}).error().code,
              base::ErrorCode::NotFound);
    EXPECT_EQ(SerialChannel({.device = "/dev/null"}).open({}).error().code,
              base::ErrorCode::Unavailable);
}

}  // namespace
}  // namespace drivers
