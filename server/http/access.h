#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "station/users/users.h"

namespace server::http {

/// The least that somebody must be for a route.
enum class Least {
    Anybody,      ///< Nothing to see but the program itself: pages, texts, logging in.
    ThisMachine,  ///< Programs of this machine (Prometheus), else a supervisor.
    Bench,        ///< A packer; also nobody at this machine where access.open_bench says so.
    Packer,
    Supervisor,
    Owner,
    FirstStart,  ///< This machine, as long as there is no owner.
};

struct AccessRule {
    std::string_view method, pattern;
    Least least;
};
/// A row for every route of the router (a test holds both against each other).
std::span<const AccessRule> access_rules();
/// The route's row; Owner for one that has none, so that what was forgotten is closed.
Least least_for(std::string_view method, std::string_view pattern);

/// Who asks, and from where.
struct Situation {
    bool local_socket = false;  ///< The data folder's own user, by the socket's file mode.
    bool this_machine = false;  ///< By the loopback address, through no proxy.
    bool set_up = false;        ///< There is an owner.
    bool open_bench = false;
    std::optional<station::Role> role{};  ///< Of a living session.
};

enum class Verdict {
    Let,
    LogIn,      ///< 401
    TooLittle,  ///< 403: the role is not enough.
    OnlyHere,   ///< 403: before the first set-up only this machine comes in.
};
/// Pure. Without an owner everything of this machine is let in, as on the first day.
Verdict decide(Least least, const Situation& situation);

}  // namespace server::http
