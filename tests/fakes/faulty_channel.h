#pragma once
#include <optional>

#include "drivers/byte_channel.h"

namespace fakes {

/// Wraps any channel and lets it fail once, at a chosen byte of all that is written.
class FaultyChannel final : public drivers::ByteChannel {
public:
    enum class Fault {
        Timeout,  ///< The write stops at the byte with Timeout; the channel stays open.
        Unplug,   ///< The write stops at the byte with DeviceGone; the channel is closed.
        Discard,  ///< As a full disk: the job is thrown away.
    };

    /// `inner` must outlive this.
    explicit FaultyChannel(drivers::ByteChannel& inner) : inner_(inner) {}
    /// Byte 0 is the first that will be written from now on.
    void fail_at_byte(std::size_t byte, Fault fault) {
        left_ = byte;
        fault_ = fault;
    }

    base::Status open(std::chrono::milliseconds timeout) override { return inner_.open(timeout); }
    bool is_open() const override { return inner_.is_open(); }
    drivers::WriteResult write(base::ByteView bytes, std::chrono::milliseconds timeout) override {
        if (!fault_ || !inner_.is_open() || bytes.size() <= left_) {
            const auto result = inner_.write(bytes, timeout);
            if (fault_) left_ -= result.accepted;
            return result;
        }
        auto result = inner_.write(bytes.first(left_), timeout);
        if (result.error) return result;
        const Fault fault = *fault_;
        fault_.reset();
        switch (fault) {
            case Fault::Timeout:
                result.error = error(base::ErrorCode::Timeout, "took no more bytes");
                break;
            case Fault::Unplug:
                inner_.close({});
                result.error = error(base::ErrorCode::DeviceGone, "was unplugged");
                break;
            case Fault::Discard:
                inner_.close({});
                (void)inner_.open({});
                result.error = error(base::ErrorCode::Unavailable, "is full");
                result.job_discarded = true;
                break;
        }
        return result;
    }
    base::Result<base::Bytes> read(std::chrono::milliseconds timeout) override {
        return inner_.read(timeout);
    }
    base::Result<drivers::JobEnd> finish_job(std::string_view name) override {
        return inner_.finish_job(name);
    }
    void close(std::chrono::milliseconds timeout) override { inner_.close(timeout); }
    std::string describe() const override { return inner_.describe(); }

private:
    base::Error error(base::ErrorCode code, const std::string& what) const {
        return {code, describe() + " " + what, {}};
    }

    drivers::ByteChannel& inner_;
    std::optional<Fault> fault_;
    std::size_t left_ = 0;
};

}  // namespace fakes
