#pragma once
#include <chrono>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"

namespace server::http {

/// Slows guessing of passwords down: after a few failures a name, and an address, must wait before
/// the next attempt, longer each time. An attempt counts as failed from its beginning, so that a
/// hundred at once are not one. In memory, with a bound: a restart forgets, which costs a guesser
/// more than it gives. Any thread.
class LoginThrottle {
public:
    /// Free attempts, then `first` doubled with each failure up to `longest`. A name's wait stays
    /// short, so that nobody can lock the owner out from next door.
    struct Rule {
        int free = 5;
        std::chrono::seconds first{2}, longest{60};
    };
    static constexpr Rule kName{5, std::chrono::seconds{2}, std::chrono::seconds{60}};
    static constexpr Rule kAddress{10, std::chrono::seconds{2}, std::chrono::minutes{15}};
    /// What is forgotten after so long without an attempt.
    static constexpr std::chrono::hours kMemory{1};
    static constexpr std::size_t kEntries = 4096;

    /// How long this attempt must wait; 0 where it may go on, and then it is counted.
    std::chrono::seconds begin(const std::string& name, const std::string& address,
                               base::SteadyTime now);
    /// The password was right: the name starts anew, and the address loses what it was given.
    void succeeded(const std::string& name, const std::string& address);

private:
    struct Entry {
        int attempts = 0;
        base::SteadyTime last{};
    };
    using Entries = std::map<std::string, Entry>;
    static std::chrono::seconds wait(const Entries& entries, const std::string& key,
                                     const Rule& rule, base::SteadyTime now);
    static void count(Entries& entries, const std::string& key, base::SteadyTime now);

    base::Mutex mutex_;
    Entries names_ GUARDED_BY(mutex_);
    Entries addresses_ GUARDED_BY(mutex_);
};

/// The part of an address that one person has: an IPv6 network, else the address itself.
std::string throttled_part(const std::string& address);

}  // namespace server::http
