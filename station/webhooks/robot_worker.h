#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "station/webhooks/robot_port.h"

namespace station {

/// What became of a message, for the station thread.
struct RobotEvent {
    std::string webhook;
    std::int64_t message = 0;
    RobotAnswer answer;
};

/// The thread that owns one robot's connection. Takes one message at a time and gives exactly one
/// event for it. The station thread gives and never waits.
class RobotWorker {
public:
    using Sink = std::function<void(RobotEvent)>;  ///< From the worker's thread.
    RobotWorker(std::string webhook, std::unique_ptr<RobotPort> robot, Sink sink);
    ~RobotWorker();  ///< As stop(), with one second.
    RobotWorker(const RobotWorker&) = delete;
    RobotWorker& operator=(const RobotWorker&) = delete;

    /// False when one is under way, or the worker stops: the message was not taken.
    [[nodiscard]] bool give(std::int64_t message, std::string text);
    /// Ends the call under way and the thread; what the call did is then unknown. Name resolution
    /// cannot be ended: then the thread is left to itself.
    void stop(std::chrono::milliseconds limit);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace station
