#pragma once
#include <atomic>

#include "base/clock.h"

namespace fakes {

/// A clock that stands still until advance() moves both of its hands, or jump() only the wall one.
class FakeClock final : public base::Clock {
public:
    explicit FakeClock(base::Time start) : wall_(base::to_millis(start)) {}
    base::Time now() const override { return base::from_millis(wall_.load()); }
    base::SteadyTime steady_now() const override {
        return base::SteadyTime{std::chrono::milliseconds{steady_.load()}};
    }
    void advance(std::chrono::milliseconds by) {
        wall_ += by.count();
        steady_ += by.count();
    }
    void jump(std::chrono::milliseconds by) { wall_ += by.count(); }

private:
    std::atomic<std::int64_t> wall_;
    std::atomic<std::int64_t> steady_{1'000'000};
};

}  // namespace fakes
