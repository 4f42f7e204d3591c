#include "station/waybills/provider_worker.h"

#include <future>
#include <thread>

#include "base/bounded_queue.h"
#include "base/log.h"

namespace station {

using namespace std::chrono_literals;

struct ProviderWorker::State {
    State(std::string name, std::unique_ptr<NumberProvider> its, Sink out)
        : source(std::move(name)), provider(std::move(its)), sink(std::move(out)) {}

    const std::string source;
    const std::unique_ptr<NumberProvider> provider;
    base::Mutex mutex;
    Sink sink GUARDED_BY(mutex);  ///< Empty once nobody listens any more.
    base::BoundedQueue<ProviderTask> tasks{8};
    std::promise<void> ended;
    std::thread thread;

    void tell(ProviderEvent event) {
        base::MutexLock lock(mutex);
        if (sink) sink(std::move(event));
    }

    ProviderEvent carry_out(const ProviderTask& task) {
        if (const auto* number = std::get_if<NumberRequest>(&task))
            return {source, number->key, provider->ask(*number)};
        if (const auto* cancel = std::get_if<CancelRequest>(&task))
            return {source, cancel->number.str(), provider->cancel(*cancel)};
        return {source, "", provider->balance(std::get<BalanceRequest>(task).carrier)};
    }

    /// The same task as a fault: an adapter that throws must not end the thread.
    ProviderEvent broken(const ProviderTask& task, const std::string& what) {
        base::log(base::LogLevel::Error, "provider_exception",
                  {{"source", source}, {"what", what}});
        if (const auto* number = std::get_if<NumberRequest>(&task)) {
            NumberAnswer answer;
            answer.error_key = "error.answer_lost";
            return {source, number->key, std::move(answer)};
        }
        if (const auto* cancel = std::get_if<CancelRequest>(&task))
            return {source, cancel->number.str(),
                    CancelAnswer{CancelAnswer::Outcome::NotNow, "error.answer_lost", ""}};
        return {source, "",
                BalanceAnswer{std::get<BalanceRequest>(task).carrier, std::nullopt,
                              "error.answer_lost", ""}};
    }

    void run() {
        for (;;) {
            auto task = tasks.pop(1h);
            // What still waits was not begun; its wish is asked at the next start.
            if (tasks.closed()) break;
            if (!task) continue;
            ProviderEvent event;
            try {
                event = carry_out(*task);
            } catch (const std::exception& problem) {
                event = broken(*task, problem.what());
            }
            tell(std::move(event));
        }
        ended.set_value();
    }
};

ProviderWorker::ProviderWorker(std::string source, std::unique_ptr<NumberProvider> provider,
                               Sink sink)
    : state_(std::make_shared<State>(std::move(source), std::move(provider), std::move(sink))),
      carriers_(state_->provider->carriers()) {
    state_->thread = std::thread([state = state_] { state->run(); });
}

ProviderWorker::~ProviderWorker() {
    stop(1s);
}

bool ProviderWorker::give(ProviderTask task) {
    return state_->tasks.try_push(std::move(task));
}

void ProviderWorker::stop(std::chrono::milliseconds limit) {
    if (!state_->thread.joinable()) return;
    state_->tasks.close();
    state_->provider->stop();
    if (state_->ended.get_future().wait_for(limit) == std::future_status::ready) {
        state_->thread.join();
        return;
    }
    {
        base::MutexLock lock(state_->mutex);
        state_->sink = nullptr;
    }
    base::log(base::LogLevel::Warning, "provider_left_behind", {{"source", state_->source}});
    state_->thread.detach();
}

}  // namespace station
