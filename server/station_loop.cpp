#include "server/station_loop.h"

#include <Poco/Exception.h>
#include <signal.h>

#include <algorithm>

#include "base/log.h"

namespace server {

using namespace std::chrono_literals;

StationLoop::StationLoop(const base::Clock& clock, Options options, Observer observer)
    : clock_(clock),
      options_(options),
      observer_(std::move(observer)),
      queue_(options.queue_limit) {}

StationLoop::~StationLoop() {
    stop(3s);
}

std::unexpected<base::Error> StationLoop::stopping() {
    return base::fail(base::ErrorCode::Unavailable, "the program is stopping; nothing was done",
                      "error.stopping");
}
std::unexpected<base::Error> StationLoop::busy() {
    return base::fail(base::ErrorCode::Unavailable,
                      "too many commands wait for the station; nothing was done", "error.busy");
}
std::unexpected<base::Error> StationLoop::too_late() {
    return base::fail(base::ErrorCode::Timeout,
                      "the station did not come to this command in time; nothing was done",
                      "error.timeout");
}
std::unexpected<base::Error> StationLoop::internal(const std::string& what) {
    base::log(base::LogLevel::Error, "station_exception", {{"what", what}});
    return base::fail(base::ErrorCode::Corrupt, "internal error: " + what, "error.internal");
}

std::string StationLoop::current_exception_text() {
    try {
        throw;
    } catch (const Poco::Exception& problem) {
        return problem.displayText();
    } catch (const std::exception& problem) {
        return problem.what();
    } catch (...) {
        return "unknown exception";
    }
}

base::Status StationLoop::start(Open open) {
    std::promise<base::Status> opened;
    auto result = opened.get_future();
    beat_ = clock_.steady_now().time_since_epoch().count();
    thread_ = std::thread([this, open = std::move(open), opened = std::move(opened)]() mutable {
        thread_top(std::move(open), std::move(opened));
    });
    base::Status status = result.get();
    if (!status) thread_.join();
    return status;
}

void StationLoop::stop(std::chrono::milliseconds limit) {
    stop_limit_ms_ = limit.count();
    queue_.close();
    if (thread_.joinable()) thread_.join();
}

bool StationLoop::enqueue(Run run, base::Lane lane) {
    return queue_.try_push(std::move(run), lane);
}

// One wake-up in the queue is enough. Where the lane is full the loop is awake anyway.
void StationLoop::wake() {
    if (wake_waits_.exchange(true)) return;
    if (!queue_.try_push([this](station::Station*) { wake_waits_ = false; })) wake_waits_ = false;
}

std::shared_ptr<const station::StatusView> StationLoop::status() const {
    base::MutexLock lock(mutex_);
    return status_;
}

std::chrono::milliseconds StationLoop::since_beat() const {
    return clock_.steady_now().time_since_epoch() - std::chrono::milliseconds(beat_.load());
}

void StationLoop::thread_top(Open open, std::promise<base::Status> opened) {
    // Signals belong to the main thread, which waits for them.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);

    using Opened = base::Result<std::unique_ptr<station::Station>>;
    Opened station = guarded<Opened>([&] { return open([this] { wake(); }); });
    if (!station) {
        queue_.close();
        opened.set_value(base::pass(station));
        return;
    }
    last_wall_ = clock_.now();
    last_steady_ = clock_.steady_now();
    publish_if_due(**station);
    opened.set_value({});

    while (!queue_.closed()) {
        try {
            loop(**station);
        } catch (...) {
            // A fault in one piece of work must not end the thread that everything waits for.
            base::log(base::LogLevel::Error, "station_exception",
                      {{"what", current_exception_text()}});
        }
    }
    while (auto run = queue_.pop(0ms)) (*run)(station->get());
    (void)guarded<base::Status>([&]() -> base::Status {
        (*station)->stop(std::chrono::milliseconds(stop_limit_ms_.load()));
        station->reset();
        return {};
    });
}

void StationLoop::loop(station::Station& station) {
    bool more = slice(station);
    while (!queue_.closed()) {
        beat_ = clock_.steady_now().time_since_epoch().count();
        auto run = queue_.pop(more ? 0ms : options_.idle);
        if (run) {
            (*run)(&station);
            changed_ = true;
        }
        more = slice(station);
        publish_if_due(station);
        watch_clocks();
    }
}

bool StationLoop::slice(station::Station& station) {
    const auto begin = std::chrono::steady_clock::now();
    // Work that throws each time must not keep the commands from being served.
    const auto work =
        guarded<base::Result<bool>>([&]() -> base::Result<bool> { return station.work(); });
    if (!work)
        base::log(base::LogLevel::Error, "station_exception", {{"what", work.error().message}});
    const bool more = work.value_or(false);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    observer_.slice(took.count());
    changed_ = changed_ || more;
    return more;
}

void StationLoop::publish_if_due(station::Station& station) {
    const auto age = clock_.steady_now() - published_;
    const bool first = published_ == base::SteadyTime{};
    // A snapshot over very many orders takes longer; it must not take more than a tenth of the
    // time.
    const auto least = std::max<base::SteadyTime::duration>(options_.publish, 10 * publishing_);
    if (!first &&
        age < (changed_ ? least : std::max<base::SteadyTime::duration>(options_.refresh, least)))
        return;
    const auto begin = std::chrono::steady_clock::now();
    published_ = clock_.steady_now();
    changed_ = false;
    auto view = station.status();
    if (!view) {
        base::log(base::LogLevel::Error, "status_failed", {{"message", view.error().message}});
        return;
    }
    auto snapshot = std::make_shared<const station::StatusView>(std::move(*view));
    {
        base::MutexLock lock(mutex_);
        status_ = snapshot;
    }
    observer_.status(snapshot);
    const auto took = std::chrono::steady_clock::now() - begin;
    publishing_ = std::chrono::duration_cast<std::chrono::milliseconds>(took);
    observer_.slice(std::chrono::duration<double>(took).count());
}

void StationLoop::watch_clocks() {
    const auto wall = clock_.now();
    const auto steady = clock_.steady_now();
    const auto jump = (wall - last_wall_) - (steady - last_steady_);
    last_wall_ = wall;
    last_steady_ = steady;
    if (std::chrono::abs(jump) < options_.clock_jump) return;
    base::log(base::LogLevel::Warning, "clock_jumped", {{"by_ms", jump.count()}});
    observer_.clock_jumped(jump);
}

}  // namespace server
