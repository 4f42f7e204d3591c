#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "base/mutex.h"

namespace base {

enum class Lane { Urgent, Normal };  ///< Urgent (scans) always goes first.

/// A queue between threads with two lanes and a limit per lane. Any thread may call anything.
/// When a lane is full try_push() says no at once: what the caller then does is written at each
/// queue. close() wakes everybody: no more pushes, what is inside may still be taken.
template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t limit_per_lane) : limit_(limit_per_lane) {}

    [[nodiscard]] bool try_push(T item, Lane lane = Lane::Normal) {
        {
            MutexLock lock(mutex_);
            auto& items = lane == Lane::Urgent ? urgent_ : normal_;
            if (closed_ || items.size() >= limit_) return false;
            items.push_back(std::move(item));
        }
        ready_.notify_one();
        return true;
    }

    /// The next item; nothing after `timeout`, or at once when closed and empty.
    std::optional<T> pop(std::chrono::milliseconds timeout) {
        const auto deadline = std::chrono::steady_clock::now() + timeout;
        mutex_.lock();
        while (urgent_.empty() && normal_.empty() && !closed_) {
            if (ready_.wait_until(mutex_, deadline) == std::cv_status::timeout) break;
        }
        std::optional<T> item;
        auto& items = urgent_.empty() ? normal_ : urgent_;
        if (!items.empty()) {
            item = std::move(items.front());
            items.pop_front();
        }
        mutex_.unlock();
        return item;
    }

    void close() {
        {
            MutexLock lock(mutex_);
            closed_ = true;
        }
        ready_.notify_all();
    }

    std::size_t size() const {
        MutexLock lock(mutex_);
        return urgent_.size() + normal_.size();
    }
    bool closed() const {
        MutexLock lock(mutex_);
        return closed_;
    }

private:
    const std::size_t limit_;
    mutable Mutex mutex_;
    ConditionVariable ready_;
    std::deque<T> urgent_ GUARDED_BY(mutex_);
    std::deque<T> normal_ GUARDED_BY(mutex_);
    bool closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace base
