#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "drivers/byte_channel.h"

// What every ByteChannel promises: a program that includes this once runs it over the channels that
// it instantiates ChannelContract with.
namespace drivers {

using std::chrono::milliseconds;

/// A channel with whatever must stand behind it.
class ChannelRig {
public:
    virtual ~ChannelRig() = default;
    virtual ByteChannel& channel() = 0;
    virtual base::Status open() { return channel().open(milliseconds(2000)); }
    /// The device lets the channel close in good order.
    virtual void before_close() {}
};

struct ChannelKind {
    const char* name;
    std::function<std::unique_ptr<ChannelRig>()> build;
};

class ChannelContract : public testing::TestWithParam<ChannelKind> {
protected:
    void SetUp() override { rig_ = GetParam().build(); }
    std::unique_ptr<ChannelRig> rig_;
};

TEST_P(ChannelContract, CallsOnAClosedChannelAnswerConflict) {
    ByteChannel& channel = rig_->channel();
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
    ASSERT_TRUE(rig_->open().has_value());
    const auto again = rig_->channel().open(milliseconds(100));
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, base::ErrorCode::Conflict);
    EXPECT_TRUE(rig_->channel().is_open());
}

TEST_P(ChannelContract, WritesAreAcceptedWholeAndTheJobFinishes) {
    ASSERT_TRUE(rig_->open().has_value());
    for (const std::string_view piece : {"first ", "second"}) {
        const auto written = rig_->channel().write(base::as_bytes(piece), milliseconds(1000));
        EXPECT_FALSE(written.error.has_value());
        EXPECT_EQ(written.accepted, piece.size());
    }
    EXPECT_TRUE(rig_->channel().finish_job("job-1").has_value());
}

TEST_P(ChannelContract, ReadWithNothingThereIsEmptyNotAnError) {
    ASSERT_TRUE(rig_->open().has_value());
    const auto nothing = rig_->channel().read(milliseconds(10));
    ASSERT_TRUE(nothing.has_value());
    EXPECT_TRUE(nothing->empty());
}

TEST_P(ChannelContract, CanBeOpenedAgainAfterClose) {
    ASSERT_TRUE(rig_->open().has_value());
    rig_->before_close();
    rig_->channel().close(milliseconds(500));
    EXPECT_FALSE(rig_->channel().is_open());
    ASSERT_TRUE(rig_->open().has_value());
    EXPECT_FALSE(rig_->channel().write(base::as_bytes("x"), milliseconds(1000)).error.has_value());
}

TEST_P(ChannelContract, SaysWhatItIs) {
    EXPECT_FALSE(rig_->channel().describe().empty());
}

}  // namespace drivers
