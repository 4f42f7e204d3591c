#include "server/doors.h"

#include "base/log.h"

namespace server {

void Doors::open() {
    base::MutexLock lock(mutex_);
    if (open_) return;
    open_ = true;
    for (const std::string& address : settings_.listen) {
        const auto opened = server_.listen_further(address);
        if (opened) {
            base::log(base::LogLevel::Info, "listening",
                      {{"address", address}, {"port", server_.port()}});
            continue;
        }
        problem_ = opened.error().message;
        base::log(base::LogLevel::Error, "cannot_listen",
                  {{"address", address}, {"message", problem_}});
    }
}

Doors::State Doors::state() const {
    base::MutexLock lock(mutex_);
    return {settings_.listen, open_ && !settings_.listen.empty() && problem_.empty(), problem_};
}

}  // namespace server
