#include "station/webhooks/robot_worker.h"

#include <future>
#include <thread>

#include "base/bounded_queue.h"
#include "base/log.h"

namespace station {

using namespace std::chrono_literals;

struct RobotWorker::State {
    State(std::string name, std::unique_ptr<RobotPort> its, Sink out)
        : webhook(std::move(name)), robot(std::move(its)), sink(std::move(out)) {}

    const std::string webhook;
    const std::unique_ptr<RobotPort> robot;
    base::Mutex mutex;
    Sink sink GUARDED_BY(mutex);  ///< Empty once nobody listens any more.
    base::BoundedQueue<std::pair<std::int64_t, std::string>> messages{1};
    std::promise<void> ended;
    std::thread thread;

    void run() {
        for (;;) {
            auto message = messages.pop(1h);
            if (messages.closed()) break;
            if (!message) continue;
            RobotAnswer answer;
            try {
                answer = robot->send(message->second);
            } catch (const std::exception& problem) {
                // Whatever was thrown, it may have been sent. Its words may hold the address.
                base::log(base::LogLevel::Error, "webhook_exception", {{"webhook", webhook}});
                answer = {RobotAnswer::Outcome::Lost, "error.webhook_lost", "", {}};
            }
            base::MutexLock lock(mutex);
            if (sink) sink({webhook, message->first, std::move(answer)});
        }
        ended.set_value();
    }
};

RobotWorker::RobotWorker(std::string webhook, std::unique_ptr<RobotPort> robot, Sink sink)
    : state_(std::make_shared<State>(std::move(webhook), std::move(robot), std::move(sink))) {
    state_->thread = std::thread([state = state_] { state->run(); });
}

RobotWorker::~RobotWorker() {
    stop(1s);
}

bool RobotWorker::give(std::int64_t message, std::string text) {
    return state_->messages.try_push({message, std::move(text)});
}

void RobotWorker::stop(std::chrono::milliseconds limit) {
    if (!state_->thread.joinable()) return;
    state_->messages.close();
    state_->robot->stop();
    if (state_->ended.get_future().wait_for(limit) == std::future_status::ready) {
        state_->thread.join();
        return;
    }
    {
        base::MutexLock lock(state_->mutex);
        state_->sink = nullptr;
    }
    base::log(base::LogLevel::Warning, "webhook_left_behind", {{"webhook", state_->webhook}});
    state_->thread.detach();
}

}  // namespace station
