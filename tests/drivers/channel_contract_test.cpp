#include "tests/drivers/channel_contract.h"

#include "drivers/file_channel.h"
#include "drivers/serial_channel.h"
#include "drivers/tcp_channel.h"
#include "tests/drivers/temporary_folder.h"
#include "tests/drivers/test_line.h"
#include "tests/drivers/test_peer.h"
#include "tests/fakes/fake_channel.h"
#include "tests/fakes/faulty_channel.h"

namespace drivers {
namespace {

struct FileRig final : ChannelRig {
    TemporaryFolder folder;
    FileChannel file{folder.path};
    ByteChannel& channel() override { return file; }
};

struct TcpRig final : ChannelRig {
    TestPeer peer;
    TcpChannel tcp{"127.0.0.1", peer.port()};
    ByteChannel& channel() override { return tcp; }
    base::Status open() override {
        auto opened = tcp.open(milliseconds(2000));
        if (opened) peer.accept();
        return opened;
    }
    void before_close() override { peer.hang_up(); }
};

struct SerialRig final : ChannelRig {
    TestLine line;
    SerialChannel serial{{.device = line.device()}};
    ByteChannel& channel() override { return serial; }
};

struct FakeRig final : ChannelRig {
    fakes::FakeChannel fake;
    ByteChannel& channel() override { return fake; }
};

struct FaultyRig final : ChannelRig {
    fakes::FakeChannel fake;
    fakes::FaultyChannel faulty{fake};
    ByteChannel& channel() override { return faulty; }
};

template <typename Rig>
std::unique_ptr<ChannelRig> built() {
    return std::make_unique<Rig>();
}

INSTANTIATE_TEST_SUITE_P(All, ChannelContract,
                         testing::Values(ChannelKind{"File", built<FileRig>},
                                         ChannelKind{"Tcp", built<TcpRig>},
                                         ChannelKind{"Serial", built<SerialRig>},
                                         ChannelKind{"Fake", built<FakeRig>},
                                         ChannelKind{"Faulty", built<FaultyRig>}),
                         [](const auto& row) { return row.param.name; });

TEST(FakeChannel, AnswersByItsScriptAndNoticesOtherBytes) {
    fakes::FakeChannel channel;
    ASSERT_TRUE(channel.open(milliseconds(0)).has_value());
    channel.expect_write({1, 2, 3}, {9});
    (void)channel.write(base::Bytes{1, 2}, milliseconds(0));
    EXPECT_TRUE(channel.read(milliseconds(0))->empty());
    (void)channel.write(base::Bytes{3}, milliseconds(0));
    EXPECT_EQ(*channel.read(milliseconds(0)), base::Bytes{9});
    EXPECT_TRUE(channel.script_done());
    EXPECT_TRUE(channel.mismatch().empty());
    (void)channel.write(base::Bytes{4}, milliseconds(0));
    EXPECT_FALSE(channel.mismatch().empty());
}

struct FaultRow {
    const char* name;
    fakes::FaultyChannel::Fault fault;
    base::ErrorCode code;
    bool open_after;
    bool discarded;
};
class FaultyChannelFaults : public testing::TestWithParam<FaultRow> {};
TEST_P(FaultyChannelFaults, HappenAtTheChosenByte) {
    fakes::FakeChannel inner;
    fakes::FaultyChannel channel(inner);
    ASSERT_TRUE(channel.open(milliseconds(0)).has_value());
    channel.fail_at_byte(5, GetParam().fault);
    EXPECT_EQ(channel.write(base::Bytes(4), milliseconds(0)).accepted, 4U);
    const auto cut = channel.write(base::Bytes(4), milliseconds(0));
    EXPECT_EQ(cut.accepted, 1U);
    ASSERT_TRUE(cut.error.has_value());
    EXPECT_EQ(cut.error->code, GetParam().code);
    EXPECT_EQ(cut.job_discarded, GetParam().discarded);
    EXPECT_EQ(channel.is_open(), GetParam().open_after);
    EXPECT_EQ(inner.written().size(), 5U);
}
INSTANTIATE_TEST_SUITE_P(Table, FaultyChannelFaults,
                         testing::Values(FaultRow{"timeout", fakes::FaultyChannel::Fault::Timeout,
                                                  base::ErrorCode::Timeout, true, false},
                                         FaultRow{"unplug", fakes::FaultyChannel::Fault::Unplug,
                                                  base::ErrorCode::DeviceGone, false, false},
                                         FaultRow{"discard", fakes::FaultyChannel::Fault::Discard,
                                                  base::ErrorCode::Unavailable, true, true}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace drivers
