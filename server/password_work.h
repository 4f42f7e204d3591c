#pragma once
#include <chrono>
#include <string>

#include "base/mutex.h"
#include "base/result.h"
#include "config/settings.h"

namespace server {

/// Hashing and checking of passwords, a few at one time: each costs the memory and the processor
/// time of the settings, and a crowd at the door must not take them from the labels. Blocks the
/// calling HTTP thread, never the station's. Any thread.
class PasswordWork {
public:
    explicit PasswordWork(const config::AccessSettings& settings) : settings_(settings) {}

    /// Unavailable (error.busy) when no turn comes within kPatience.
    base::Result<std::string> hash(const std::string& password);
    /// An empty `hash` is no user's: the same work is done, and the answer is no.
    base::Result<bool> matches(const std::string& password, const std::string& hash);
    bool is_outdated(const std::string& hash) const;

    static constexpr std::chrono::seconds kPatience{5};

private:
    class Turn;
    const config::AccessSettings& settings_;
    base::Mutex mutex_;
    base::ConditionVariable freed_;
    int busy_ GUARDED_BY(mutex_) = 0;
    std::string nobodys_ GUARDED_BY(mutex_);  ///< A hash of a random text, made when first needed.
};

}  // namespace server
