#pragma once
#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "drivers/byte_channel.h"

namespace fakes {

/// A small printer cable without a device: keeps what was written, answers by a script, takes no
/// time. Without expectations it takes everything.
class FakeChannel final : public drivers::ByteChannel {
public:
    struct Job {
        std::string name;
        base::Bytes bytes;
    };

    /// These bytes are written next (in any pieces); then `reply` arrives.
    void expect_write(base::Bytes bytes, base::Bytes reply = {}) {
        script_.push_back({std::move(bytes), std::move(reply)});
    }
    /// Arrives at once, whatever was written.
    void reply(base::ByteView bytes) { base::append(incoming_, bytes); }
    /// What happened against the script; empty if nothing did.
    const std::string& mismatch() const { return mismatch_; }
    bool script_done() const { return script_.empty(); }

    const base::Bytes& written() const { return written_; }
    const std::vector<Job>& jobs() const { return jobs_; }
    int times_opened() const { return times_opened_; }

    base::Status open(std::chrono::milliseconds) override {
        if (open_) return base::fail(base::ErrorCode::Conflict, "fake: is open already");
        open_ = true;
        ++times_opened_;
        return {};
    }
    bool is_open() const override { return open_; }
    drivers::WriteResult write(base::ByteView bytes, std::chrono::milliseconds) override {
        if (!open_)
            return {0, base::Error{base::ErrorCode::Conflict, "fake: is not open", {}}, false};
        base::append(written_, bytes);
        base::append(job_, bytes);
        if (scripted_ || !script_.empty()) follow_script(bytes);
        return {bytes.size(), std::nullopt, false};
    }
    base::Result<base::Bytes> read(std::chrono::milliseconds) override {
        if (!open_) return base::fail(base::ErrorCode::Conflict, "fake: is not open");
        return std::exchange(incoming_, {});
    }
    base::Result<drivers::JobEnd> finish_job(std::string_view name) override {
        if (!open_) return base::fail(base::ErrorCode::Conflict, "fake: is not open");
        jobs_.push_back({std::string(name), std::exchange(job_, {})});
        return drivers::JobEnd::Accepted;
    }
    void close(std::chrono::milliseconds) override {
        open_ = false;
        job_.clear();
    }
    std::string describe() const override { return "fake"; }

private:
    struct Step {
        base::Bytes expected;
        base::Bytes reply;
    };
    void follow_script(base::ByteView bytes) {
        scripted_ = true;
        for (const std::uint8_t byte : bytes) {
            if (!mismatch_.empty()) return;
            if (script_.empty() || byte != script_.front().expected[matched_]) {
                mismatch_ = "unexpected byte " + base::to_hex({&byte, 1}) + " after " +
                            base::to_hex(written_);
                return;
            }
            if (++matched_ < script_.front().expected.size()) continue;
            base::append(incoming_, script_.front().reply);
            script_.pop_front();
            matched_ = 0;
        }
    }

    bool open_ = false;
    bool scripted_ = false;
    int times_opened_ = 0;
    std::deque<Step> script_;
    std::size_t matched_ = 0;  // Bytes of the first step.
    std::string mismatch_;
    base::Bytes written_;
    base::Bytes job_;
    base::Bytes incoming_;
    std::vector<Job> jobs_;
};

}  // namespace fakes
