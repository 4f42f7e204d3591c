#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace drivers {

/// What became of a write.
struct WriteResult {
    std::size_t accepted = 0;  ///< Bytes of this call that the device or kernel took; never undone.
    std::optional<base::Error> error;  ///< Why it was not all of them; none if it was.
    /// The channel has thrown away every byte of the unfinished job: nothing of it will come out,
    /// whatever was accepted before.
    bool job_discarded = false;
};

/// How sure the end of a job is.
enum class JobEnd {
    Accepted,  ///< The kernel or device has the bytes; nothing is known about paper.
    Durable,   ///< The job is complete on disk and survives a power cut.
};

/// What to do with a channel that is open and not used for a while.
enum class WhenIdle {
    Close,  ///< Others may be waiting for the device: a network printer serves one at a time.
    Keep,   ///< Taking it and giving it back is felt outside: a driver of the kernel is bound anew.
};

/// Carries bytes to and from one device. Knows no label and no language.
/// One thread at a time. Every call may block, open(), write(), read() and close() no longer than
/// `timeout` (a name server may add to it in open(), the disk in any call of a file channel);
/// a timeout of 0 does what is possible at once.
/// A device that disconnects makes write() and read() answer DeviceGone and the channel closed: it
/// may be opened again. Calls on a closed channel answer Conflict; close() is then harmless.
/// The destructor closes without waiting. No call raises a signal.
class ByteChannel {
public:
    virtual ~ByteChannel() = default;

    /// Conflict if open; NotFound, Unavailable, Timeout, naming the device, the cause and the cure.
    virtual base::Status open(std::chrono::milliseconds timeout) = 0;
    virtual bool is_open() const = 0;

    /// Sends bytes in order until all are accepted, the timeout is over (Timeout, with as many
    /// as were accepted) or the device fails. Accepted bytes must not be sent again.
    virtual WriteResult write(base::ByteView bytes, std::chrono::milliseconds timeout) = 0;

    /// What has arrived, at least one byte, else empty at the end of the timeout. A device that can
    /// never answer gives empty at once. What had arrived before a disconnect is given first.
    virtual base::Result<base::Bytes> read(std::chrono::milliseconds timeout) = 0;

    /// Ends the job that the writes since the last one made up. `name` names what a file channel
    /// leaves ("20261124-1000-088-SF1234567890123"); others ignore it. After an error nothing of
    /// the job remains.
    virtual base::Result<JobEnd> finish_job(std::string_view name) = 0;

    /// Ends the connection in good order: bytes accepted are delivered if that is possible within
    /// the timeout. An unfinished job of a file channel is thrown away.
    virtual void close(std::chrono::milliseconds timeout) = 0;

    virtual WhenIdle when_idle() const { return WhenIdle::Close; }

    /// The device for people and logs: "tcp://192.168.1.50:9100".
    virtual std::string describe() const = 0;
};

}  // namespace drivers
