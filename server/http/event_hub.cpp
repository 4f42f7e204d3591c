#include "server/http/event_hub.h"

#include <algorithm>
#include <vector>

namespace server::http {
namespace {

constexpr std::chrono::milliseconds kProbe{250};

}  // namespace

void EventHub::publish(const std::string& channel, const std::string& event, std::string data) {
    auto text = std::make_shared<const std::string>("event: " + event + "\ndata: " + data + "\n\n");
    {
        base::MutexLock lock(mutex_);
        channels_[channel] = {++last_, std::move(text)};
    }
    changed_.notify_all();
}

void EventHub::close() {
    {
        base::MutexLock lock(mutex_);
        closed_ = true;
    }
    changed_.notify_all();
}

void EventHub::stream(const StreamWrite& write, std::chrono::milliseconds heartbeat,
                      std::chrono::milliseconds pace) {
    std::uint64_t seen = 0;
    if (!write("retry: 1000\n\n")) return;
    while (true) {
        std::vector<Event> news;
        const auto deadline = std::chrono::steady_clock::now() + heartbeat;
        mutex_.lock();
        while (!closed_ && last_ <= seen && std::chrono::steady_clock::now() < deadline) {
            const auto probe = std::min(deadline, std::chrono::steady_clock::now() + kProbe);
            if (changed_.wait_until(mutex_, probe) != std::cv_status::timeout) continue;
            mutex_.unlock();
            if (!write("")) return;
            mutex_.lock();
        }
        const bool closed = closed_;
        for (const auto& [channel, event] : channels_)
            if (event.number > seen) news.push_back(event);
        seen = last_;
        mutex_.unlock();
        if (closed) return;

        std::sort(news.begin(), news.end(),
                  [](const Event& a, const Event& b) { return a.number < b.number; });
        for (const Event& event : news)
            if (!write(*event.text)) return;
        if (news.empty() && !write(": still here\n\n")) return;

        // A burst of changes becomes one write; close() ends the pause.
        const auto next = std::chrono::steady_clock::now() + pace;
        mutex_.lock();
        while (!closed_) {
            if (changed_.wait_until(mutex_, next) == std::cv_status::timeout) break;
        }
        mutex_.unlock();
    }
}

bool EventHub::enter(const std::string& remote) {
    base::MutexLock lock(mutex_);
    if (closed_ || streams_ >= kStreams || by_remote_[remote] >= kStreamsPerAddress) return false;
    ++streams_;
    ++by_remote_[remote];
    return true;
}

void EventHub::leave(const std::string& remote) {
    base::MutexLock lock(mutex_);
    --streams_;
    if (--by_remote_[remote] <= 0) by_remote_.erase(remote);
}

int EventHub::streams() const {
    base::MutexLock lock(mutex_);
    return streams_;
}

}  // namespace server::http
