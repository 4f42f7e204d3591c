#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "station/station.h"

namespace server {

/// The station thread: owns the Station, carries out commands one after the other (scans first)
/// and lets the station work in between, in slices.
/// call(), status() and the measurements may be used from any thread; start() and stop() by the
/// thread that owns the loop.
class StationLoop {
public:
    struct Options {
        std::size_t queue_limit = 256;               ///< Per lane; above it call() is Unavailable.
        std::chrono::milliseconds idle{100};         ///< Work is looked for at least this often.
        std::chrono::milliseconds publish{250};      ///< Least time between two snapshots.
        std::chrono::milliseconds refresh{1000};     ///< Snapshot age at which it is made anew.
        std::chrono::milliseconds clock_jump{2000};  ///< Wall against steady clock: said above it.
    };
    using Open =
        std::function<base::Result<std::unique_ptr<station::Station>>(std::function<void()> wake)>;
    /// Called on the station thread; must be quick and must not call back into the loop.
    struct Observer {
        std::function<void(const std::shared_ptr<const station::StatusView>&)> status =
            [](const auto&) {};
        std::function<void(double seconds)> slice = [](double) {};
        std::function<void(std::chrono::milliseconds by)> clock_jumped = [](auto) {};
    };

    StationLoop(const base::Clock& clock, Options options, Observer observer);
    ~StationLoop();  ///< As stop(), with three seconds.
    StationLoop(const StationLoop&) = delete;
    StationLoop& operator=(const StationLoop&) = delete;

    /// Opens the station on the station thread and makes the first snapshot; returns when both are
    /// done, with the station's own error where it does not open.
    base::Status start(Open open);
    /// Takes no more commands, carries out those in the queue, then stops the station within
    /// `limit` and closes it. Harmless when called twice.
    void stop(std::chrono::milliseconds limit);

    /// Runs `command(Station&)`, which returns some Result, on the station thread and waits for
    /// what it returns. Unavailable (key error.busy) when the lane is full, or (error.stopping)
    /// when the program stops: nothing was done. Timeout (error.timeout) when the deadline passes
    /// before the command starts: it will not be carried out. Once it has started, its end is
    /// waited for (a command is short, but for imports), so that an answer never lies.
    template <typename Command>
    auto call(base::Lane lane, std::chrono::milliseconds deadline, Command command)
        -> std::invoke_result_t<Command&, station::Station&> {
        using Returned = std::invoke_result_t<Command&, station::Station&>;
        auto answer = std::make_shared<std::promise<Returned>>();
        auto state = std::make_shared<std::atomic<int>>(kWaiting);
        auto future = answer->get_future();
        auto run = [answer, state,
                    command = std::move(command)](station::Station* station) mutable {
            int waiting = kWaiting;
            if (!state->compare_exchange_strong(waiting, kStarted)) return;
            if (station == nullptr) {
                answer->set_value(stopping());
                return;
            }
            answer->set_value(guarded<Returned>([&] { return command(*station); }));
        };
        if (!enqueue(std::move(run), lane)) return queue_.closed() ? stopping() : busy();
        if (future.wait_for(deadline) == std::future_status::timeout) {
            int waiting = kWaiting;
            if (state->compare_exchange_strong(waiting, kGivenUp)) return too_late();
        }
        return future.get();
    }

    /// The newest snapshot; null only before start() has returned.
    std::shared_ptr<const station::StatusView> status() const;
    std::size_t queue_length() const { return queue_.size(); }
    /// Time since the station thread last came by its loop, by the steady clock.
    std::chrono::milliseconds since_beat() const;

private:
    using Run = std::move_only_function<void(station::Station*)>;
    static constexpr int kWaiting = 0, kStarted = 1, kGivenUp = 2;

    static std::unexpected<base::Error> stopping();
    static std::unexpected<base::Error> busy();
    static std::unexpected<base::Error> too_late();
    static std::unexpected<base::Error> internal(const std::string& what);
    /// Exceptions end here: Poco's and the standard library's become Corrupt, error.internal.
    template <typename Answer, typename Function>
    static Answer guarded(Function function) {
        try {
            return function();
        } catch (...) {
            return internal(current_exception_text());
        }
    }
    static std::string current_exception_text();

    bool enqueue(Run run, base::Lane lane);
    void wake();
    void thread_top(Open open, std::promise<base::Status> opened);
    void loop(station::Station& station);
    bool slice(station::Station& station);
    void publish_if_due(station::Station& station);
    void watch_clocks();

    // Constant after construction.
    const base::Clock& clock_;
    const Options options_;
    const Observer observer_;

    base::BoundedQueue<Run> queue_;
    std::atomic<bool> wake_waits_{false};
    std::atomic<std::int64_t> beat_{0};
    std::atomic<std::int64_t> stop_limit_ms_{3000};
    std::thread thread_;

    mutable base::Mutex mutex_;
    std::shared_ptr<const station::StatusView> status_ GUARDED_BY(mutex_);

    // Of the station thread alone.
    bool changed_ = true;
    base::SteadyTime published_{};
    std::chrono::milliseconds publishing_{0};  ///< What the last snapshot took.
    base::Time last_wall_{};
    base::SteadyTime last_steady_{};
};

}  // namespace server
