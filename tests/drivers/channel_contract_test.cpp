#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "drivers/byte_channel.h"
#include "drivers/file_channel.h"
#include "drivers/tcp_channel.h"
#include "tests/drivers/temporary_folder.h"
#include "tests/drivers/test_peer.h"
#include "tests/fakes/fake_channel.h"
#include "tests/fakes/faulty_channel.h"

// What every ByteChannel promises, run over all of them.
namespace drivers {
namespace {

using std::chrono::milliseconds;

/// A channel with whatever must stand behind it.
struct Rig {
    TemporaryFolder folder;
    TestPeer peer;
    fakes::FakeChannel fake;
    std::unique_ptr<ByteChannel> channel;
    bool is_tcp = false;

    base::Status open() {
        auto opened = channel->open(milliseconds(2000));
        if (opened && is_tcp) peer.accept();
        return opened;
    }
};

struct Kind {
    const char* name;
    std::function<void(Rig&)> build;
};

class ChannelContract : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override { GetParam().build(rig_); }
    Rig rig_;
};

TEST_P(ChannelContract, CallsOnAClosedChannelAnswerConflict) {
    ByteChannel& channel = *rig_.channel;
    EXPECT_FALSE(channel.is_open());
    const auto written = channel.write(base::as_bytes("x"), milliseconds(0));
    ASSERT_TRUE(written.error.has_value());
    EXPECT_EQ(written.error->code, base::ErrorCode::Conflict);
    EXPECT_EQ(written.accepted, 0U);
    EXPECT_EQ(channel.read(milliseconds(0)).error().code, base::ErrorCode::Conflict);
    EXPECT_EQ(channel.finish_job("a").error().code, base::ErrorCode::Conflict);
    channel.close(milliseconds(0));
    channel.close(milliseconds(0));
}

TEST_P(ChannelContract, OpeningTwiceIsConflictAndLeavesItOpen) {
    ASSERT_TRUE(rig_.open().has_value());
    const auto again = rig_.channel->open(milliseconds(100));
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, base::ErrorCode::Conflict);
    EXPECT_TRUE(rig_.channel->is_open());
}

TEST_P(ChannelContract, WritesAreAcceptedWholeAndTheJobFinishes) {
    ASSERT_TRUE(rig_.open().has_value());
    for (const std::string_view piece : {"first ", "second"}) {
        const auto written = rig_.channel->write(base::as_bytes(piece), milliseconds(1000));
        EXPECT_FALSE(written.error.has_value());
        EXPECT_EQ(written.accepted, piece.size());
    }
    EXPECT_TRUE(rig_.channel->finish_job("job-1").has_value());
}

TEST_P(ChannelContract, ReadWithNothingThereIsEmptyNotAnError) {
    ASSERT_TRUE(rig_.open().has_value());
    const auto nothing = rig_.channel->read(milliseconds(10));
    ASSERT_TRUE(nothing.has_value());
    EXPECT_TRUE(nothing->empty());
}

TEST_P(ChannelContract, CanBeOpenedAgainAfterClose) {
    ASSERT_TRUE(rig_.open().has_value());
    if (rig_.is_tcp) rig_.peer.hang_up();
    rig_.channel->close(milliseconds(500));
    EXPECT_FALSE(rig_.channel->is_open());
    ASSERT_TRUE(rig_.open().has_value());
    EXPECT_FALSE(rig_.channel->write(base::as_bytes("x"), milliseconds(1000)).error.has_value());
}

TEST_P(ChannelContract, SaysWhatItIs) {
    EXPECT_FALSE(rig_.channel->describe().empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, ChannelContract,
    testing::Values(
        Kind{"File",
             [](Rig& rig) { rig.channel = std::make_unique<FileChannel>(rig.folder.path); }},
        Kind{"Tcp",
             [](Rig& rig) {
                 rig.channel = std::make_unique<TcpChannel>("127.0.0.1", rig.peer.port());
                 rig.is_tcp = true;
             }},
        Kind{"Fake", [](Rig& rig) { rig.channel = std::make_unique<fakes::FakeChannel>(); }},
        Kind{"Faulty",
             [](Rig& rig) { rig.channel = std::make_unique<fakes::FaultyChannel>(rig.fake); }}),
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
