#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "station/waybills/number_provider.h"

namespace station {

/// What the worker did, for the station thread.
struct ProviderEvent {
    std::string source;  ///< The source's name in the settings.
    std::string key;     ///< Of the wish, or the number that was to be taken back.
    std::variant<NumberAnswer, CancelAnswer, BalanceAnswer> answer;
};

struct BalanceRequest {
    base::CarrierCode carrier;
};
using ProviderTask = std::variant<NumberRequest, CancelRequest, BalanceRequest>;

/// The thread that owns one provider's connection. Takes tasks one after the other and gives each
/// exactly one event, in order. The station thread gives and never waits.
class ProviderWorker {
public:
    using Sink = std::function<void(ProviderEvent)>;  ///< From the worker's thread.
    ProviderWorker(std::string source, std::unique_ptr<NumberProvider> provider, Sink sink);
    ~ProviderWorker();  ///< As stop(), with one second.
    ProviderWorker(const ProviderWorker&) = delete;
    ProviderWorker& operator=(const ProviderWorker&) = delete;

    /// False when the queue (8 tasks) is full or the worker stops: the task was not taken, and the
    /// wish is put back for later.
    [[nodiscard]] bool give(ProviderTask task);
    const std::vector<base::CarrierCode>& carriers() const { return carriers_; }
    /// Ends the call under way and the thread. What the call booked is asked again at the next
    /// start, by the same key. Name resolution cannot be ended: then the thread is left to itself.
    void stop(std::chrono::milliseconds limit);

private:
    struct State;
    std::shared_ptr<State> state_;
    std::vector<base::CarrierCode> carriers_;
};

}  // namespace station
