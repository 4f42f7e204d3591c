#include "drivers/open_channel.h"

#include <gtest/gtest.h>

namespace drivers {
namespace {

struct GoodRow {
    const char* uri;
    const char* describes;
};
class GoodAddresses : public testing::TestWithParam<GoodRow> {};
TEST_P(GoodAddresses, NameTheirChannel) {
    const auto channel = make_channel(GetParam().uri);
    ASSERT_TRUE(channel.has_value()) << channel.error().message;
    EXPECT_EQ((*channel)->describe(), GetParam().describes);
    EXPECT_FALSE((*channel)->is_open());
}
INSTANTIATE_TEST_SUITE_P(
    Table, GoodAddresses,
    testing::Values(GoodRow{"file:///tmp/labels", "file:///tmp/labels"},
                    GoodRow{"file:///tmp/my%20labels%2F", "file:///tmp/my labels/"},
                    GoodRow{"tcp://192.0.2.7", "tcp://192.0.2.7:9100"},
                    GoodRow{"tcp://printer:9101/", "tcp://printer:9101"},
                    GoodRow{"tcp://[::1]", "tcp://[::1]:9100"},
                    GoodRow{"tcp://[::1]:65535", "tcp://[::1]:65535"},
                    GoodRow{"usb:port/1-1.3", "usb:port/1-1.3"},
                    GoodRow{"usb:serial/6868:0500/A%2f1", "usb:serial/6868:0500/A%2F1"},
                    GoodRow{"serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0?baud=9600"},
                    GoodRow{"serial:///dev/ttyS1?baud=115200&flow=none",
                            "serial:/dev/ttyS1?baud=115200&flow=none"},
                    GoodRow{"serial:/dev/ttyS1?data=7&parity=even&stop=2",
                            "serial:/dev/ttyS1?baud=9600&data=7&parity=even&stop=2"}));

struct BadRow {
    const char* uri;
    const char* in_message;
};
class BadAddresses : public testing::TestWithParam<BadRow> {};
TEST_P(BadAddresses, AreRefusedWithWhatIsExpected) {
    const auto channel = make_channel(GetParam().uri);
    ASSERT_FALSE(channel.has_value());
    EXPECT_EQ(channel.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(channel.error().message.find(GetParam().in_message), std::string::npos)
        << channel.error().message;
    EXPECT_NE(
        channel.error().message.find("tcp://host:9100, serial:/dev/ttyUSB0 or file:///folder"),
        std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(
    Table, BadAddresses,
    testing::Values(BadRow{"", "no kind"}, BadRow{"/dev/usb/lp0", "no kind"},
                    BadRow{"lpt:1", "no kind"}, BadRow{"file://labels", "absolute"},
                    BadRow{"file:///a%2", "hexadecimal"}, BadRow{"file:///a%zz", "hexadecimal"},
                    BadRow{"file:///a%00b", "hexadecimal"}, BadRow{"tcp://", "host is missing"},
                    BadRow{"tcp://:9100", "host is missing"}, BadRow{"tcp://host:0", "1 to 65535"},
                    BadRow{"tcp://host:", "1 to 65535"}, BadRow{"tcp://host:65536", "1 to 65535"},
                    BadRow{"tcp://host:91x", "1 to 65535"}, BadRow{"tcp://::1", "brackets"},
                    BadRow{"tcp://[::1", "']' is missing"}, BadRow{"tcp://[::1]9100", "':'"},
                    BadRow{"tcp://user@host", "only a host"},
                    BadRow{"tcp://host/queue", "only a host"}));

class BadSerialAddresses : public testing::TestWithParam<BadRow> {};
TEST_P(BadSerialAddresses, AreRefusedWithWhatIsExpected) {
    const auto channel = make_channel(GetParam().uri);
    ASSERT_FALSE(channel.has_value());
    EXPECT_EQ(channel.error().code, base::ErrorCode::InvalidInput);
    EXPECT_NE(channel.error().message.find(GetParam().in_message), std::string::npos)
        << channel.error().message;
}
INSTANTIATE_TEST_SUITE_P(
    Table, BadSerialAddresses,
    testing::Values(BadRow{"usb:0416:5011", "expected usb:port/1-1.3"},
                    BadRow{"serial:", "absolute"}, BadRow{"serial:ttyUSB0", "absolute"},
                    BadRow{"serial:/dev/", "absolute"},
                    BadRow{"serial:/dev/ttyS0?baud=9601", "baud must be"},
                    BadRow{"serial:/dev/ttyS0?baud", "'=' is missing"},
                    BadRow{"serial:/dev/ttyS0?data=9", "7 or 8"},
                    BadRow{"serial:/dev/ttyS0?stop=0", "1 or 2"},
                    BadRow{"serial:/dev/ttyS0?parity=mark", "none, even or odd"},
                    BadRow{"serial:/dev/ttyS0?flow=xonxoff", "pictures hold too"},
                    BadRow{"serial:/dev/ttyS0?flow=dtr", "rtscts or none"},
                    BadRow{"serial:/dev/ttyS0?speed=9600", "'speed' is not one of"},
                    BadRow{"serial:/dev/tty%0", "hexadecimal"}));

TEST(OpenChannel, PassesOnWhyItCannotOpen) {
    const auto channel = open_channel("file:///nonexistent/a/b", std::chrono::milliseconds(10));
    ASSERT_FALSE(channel.has_value());
    EXPECT_EQ(channel.error().code, base::ErrorCode::NotFound);
}

}  // namespace
}  // namespace drivers
