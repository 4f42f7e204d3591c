#pragma once
#include <functional>
#include <string>

#include "server/command_line.h"

namespace server::commands {

/// Changes something from the shell: on a station of its own where no daemon runs, else through
/// the daemon's socket, so that one process alone writes. Both give the same JSON.
struct Change {
    std::function<base::Result<std::string>(station::Station&)> directly;
    std::string path;  ///< Of the HTTP API.
    std::string body;
};
base::Result<std::string> carry_out(Invocation& call, const config::Settings& settings,
                                    const Change& change);

}  // namespace server::commands
