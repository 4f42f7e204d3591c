#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/mutex.h"
#include "server/http/message.h"

namespace server::http {

/// The newest event of each channel, for any number of readers. A channel is one `status` or one
/// bench; a reader that is slow misses states in between and always gets the newest: nobody waits
/// for it, nothing piles up. Any thread may call anything; publish() never blocks on a reader.
class EventHub {
public:
    /// `event` is the SSE event name, `channel` tells benches apart.
    void publish(const std::string& channel, const std::string& event, std::string data);
    /// Ends every stream: stream() returns at once from then on.
    void close();

    /// Writes all channels' newest events, then each new one, and a comment every `heartbeat`,
    /// until close(), or until write says no. At least `pace` lies between two writes. Asks four
    /// times a second whether the reader is still there: pages that were left give their places
    /// back to those that are opened next.
    void stream(const StreamWrite& write, std::chrono::milliseconds heartbeat,
                std::chrono::milliseconds pace);

    /// One more stream from `remote`; false above the limits (then nothing was counted).
    bool enter(const std::string& remote);
    void leave(const std::string& remote);
    int streams() const;

    /// Room for the benches and screens of one shop; with 1 thread a stream it also bounds the
    /// HTTP threads that streams can take.
    static constexpr int kStreamsPerAddress = 16;
    static constexpr int kStreams = 40;

private:
    struct Event {
        std::uint64_t number = 0;
        std::shared_ptr<const std::string> text;
    };
    mutable base::Mutex mutex_;
    base::ConditionVariable changed_;
    std::map<std::string, Event> channels_ GUARDED_BY(mutex_);
    std::map<std::string, int> by_remote_ GUARDED_BY(mutex_);
    std::uint64_t last_ GUARDED_BY(mutex_) = 0;
    int streams_ GUARDED_BY(mutex_) = 0;
    bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace server::http
