#pragma once
#include <string>
#include <vector>

#include "base/mutex.h"
#include "config/settings.h"
#include "server/http/server.h"

namespace server {

/// The addresses that other computers come to: those of http.listen, opened once the station has
/// an owner and not before. Any thread.
class Doors {
public:
    Doors(http::Server& server, const config::HttpSettings& settings)
        : server_(server), settings_(settings) {}

    /// Opens them; nothing happens when they are open already. What cannot be opened is logged and
    /// kept as the problem: the station works on for this machine.
    void open();

    struct State {
        std::vector<std::string> wanted;
        bool open = false;
        std::string problem;
    };
    State state() const;
    int port() const { return server_.port(); }

private:
    http::Server& server_;
    const config::HttpSettings& settings_;
    mutable base::Mutex mutex_;
    bool open_ GUARDED_BY(mutex_) = false;
    std::string problem_ GUARDED_BY(mutex_);
};

}  // namespace server
