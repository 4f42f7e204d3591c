#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "config/settings.h"
#include "station/webhooks/robot_messages.h"

namespace station {

/// Address and secret of one robot. Both are secrets: never in logs, answers or errors.
struct RobotCredentials {
    std::string url, secret;
};

/// The table of the webhook's name in its credentials file. NotFound (error.webhook_no_credentials),
/// NeedsOperator (error.credentials_mode) when others than the owner can read it, InvalidInput
/// (error.webhook_credentials) for what is wrong in it, without what stands there.
base::Result<RobotCredentials> load_robot_credentials(const config::WebhookSettings& webhook);

/// One robot. send() on one thread; it blocks at most the time-outs of the settings and the time
/// the operating system needs to resolve a name. stop() from any thread: a send() ends soon.
class RobotPort {
public:
    virtual ~RobotPort() = default;
    virtual RobotAnswer send(const std::string& text) = 0;
    virtual void stop() = 0;
};

using MakeRobot =
    std::function<base::Result<std::unique_ptr<RobotPort>>(const config::WebhookSettings&)>;

/// The robot over the network, with the machine's own clock: the signature carries real time, also
/// in a trial whose station believes that it is ten o'clock. Errors of load_robot_credentials().
base::Result<std::unique_ptr<RobotPort>> make_robot(const config::WebhookSettings& webhook);

}  // namespace station
