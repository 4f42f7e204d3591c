#include "drivers/tcp_channel.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/drivers/test_peer.h"

namespace drivers {
namespace {

using std::chrono::milliseconds;

class TcpChannelTest : public testing::Test {
protected:
    void connect() {
        const auto opened = channel_.open(milliseconds(2000));
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        peer_.accept();
    }
    TestPeer peer_;
    TcpChannel channel_{"127.0.0.1", peer_.port()};
};

TEST_F(TcpChannelTest, CarriesBytesBothWays) {
    connect();
    EXPECT_FALSE(channel_.write(base::as_bytes("label"), milliseconds(1000)).error.has_value());
    EXPECT_EQ(base::as_text(peer_.hear(5)), "label");
    peer_.say(base::as_bytes("ok"));
    EXPECT_EQ(base::as_text(*channel_.read(milliseconds(1000))), "ok");
}

TEST_F(TcpChannelTest, APrinterThatTakesNoMoreIsTimeoutWithWhatItTook) {
    connect();
    const base::Bytes large(32 * 1024 * 1024, 0x55);
    const auto begin = std::chrono::steady_clock::now();
    const auto result = channel_.write(large, milliseconds(200));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::Timeout);
    EXPECT_GT(result.accepted, 0U);
    EXPECT_LT(result.accepted, large.size());
    EXPECT_TRUE(channel_.is_open());
    // Exactly what was counted arrives, and the rest can follow.
    std::thread reader([&] { EXPECT_EQ(peer_.hear(large.size()).size(), large.size()); });
    const auto rest =
        channel_.write(base::ByteView(large).subspan(result.accepted), milliseconds(20'000));
    EXPECT_FALSE(rest.error.has_value());
    reader.join();
}

TEST_F(TcpChannelTest, APeerThatHangsUpIsNoticedByReadAfterItsLastBytes) {
    connect();
    peer_.say(base::as_bytes("bye"));
    peer_.hang_up();
    EXPECT_EQ(base::as_text(*channel_.read(milliseconds(1000))), "bye");
    const auto end = channel_.read(milliseconds(1000));
    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().code, base::ErrorCode::DeviceGone);
    EXPECT_FALSE(channel_.is_open());
}

TEST_F(TcpChannelTest, APeerThatHungUpTakesNoByte) {
    connect();
    peer_.hang_up();
    std::this_thread::sleep_for(milliseconds(50));
    const auto result = channel_.write(base::as_bytes("label"), milliseconds(1000));
    EXPECT_EQ(result.accepted, 0U);
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::DeviceGone);
    EXPECT_FALSE(channel_.is_open());
}

TEST_F(TcpChannelTest, AResetWhileWritingRaisesNoSignal) {
    connect();
    const base::Bytes large(32 * 1024 * 1024, 0x55);
    std::thread cutter([&] {
        peer_.hear(10'000);
        peer_.reset();
    });
    const auto result = channel_.write(large, milliseconds(10'000));
    cutter.join();
    ASSERT_TRUE(result.error.has_value());
    EXPECT_EQ(result.error->code, base::ErrorCode::DeviceGone);
    EXPECT_GE(result.accepted, 10'000U);
    EXPECT_LT(result.accepted, large.size());
}

TEST_F(TcpChannelTest, CloseDeliversTheTailBeforeItEnds) {
    connect();
    const base::Bytes label(200'000, 0x11);
    std::thread reader([&] {
        EXPECT_EQ(peer_.hear(label.size()).size(), label.size());
        EXPECT_TRUE(peer_.hear(1).empty());  // The end, not a reset.
        peer_.hang_up();
    });
    EXPECT_FALSE(channel_.write(label, milliseconds(5000)).error.has_value());
    channel_.close(milliseconds(5000));
    reader.join();
    EXPECT_FALSE(channel_.is_open());
}

TEST_F(TcpChannelTest, CloseEndsAtItsDeadlineIfThePrinterNeverEnds) {
    connect();
    const auto begin = std::chrono::steady_clock::now();
    channel_.close(milliseconds(100));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(TcpChannel, APortWhereNobodyListensIsUnavailable) {
    std::uint16_t port = 0;
    { port = TestPeer().port(); }
    TcpChannel channel("127.0.0.1", port);
    const auto opened = channel.open(milliseconds(1000));
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, base::ErrorCode::Unavailable);
    EXPECT_NE(opened.error().message.find("tcp://127.0.0.1:"), std::string::npos);
}

TEST(TcpChannel, AHostThatDoesNotExistIsNotFound) {
    TcpChannel channel("printer.invalid", 9100);
    const auto opened = channel.open(milliseconds(1000));
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().code, base::ErrorCode::NotFound);
}

}  // namespace
}  // namespace drivers
