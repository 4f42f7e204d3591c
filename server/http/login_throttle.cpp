#include "server/http/login_throttle.h"

#include <algorithm>

#include "base/text.h"

namespace server::http {
namespace {

std::string folded(const std::string& name) {
    // Long names are no user's; cut, they cannot fill the memory.
    return base::to_upper(base::nfkc(base::trim(name).substr(0, 80)));
}

}  // namespace

std::chrono::seconds LoginThrottle::wait(const Entries& entries, const std::string& key,
                                         const Rule& rule, base::SteadyTime now) {
    const auto found = entries.find(key);
    if (found == entries.end() || now - found->second.last > kMemory) return {};
    const int over = found->second.attempts - rule.free;
    if (over < 0) return {};
    const auto pause = std::min(rule.first * (1 << std::min(over, 20)), rule.longest);
    const auto left = std::chrono::ceil<std::chrono::seconds>(found->second.last + pause - now);
    return std::max(left, std::chrono::seconds{0});
}

void LoginThrottle::count(Entries& entries, const std::string& key, base::SteadyTime now) {
    if (entries.size() >= kEntries && !entries.contains(key)) {
        std::erase_if(entries, [&](const auto& row) { return now - row.second.last > kMemory; });
        if (entries.size() >= kEntries)
            entries.erase(std::ranges::min_element(
                entries, {}, [](const auto& row) { return row.second.last; }));
    }
    Entry& entry = entries[key];
    if (now - entry.last > kMemory) entry.attempts = 0;
    ++entry.attempts;
    entry.last = now;
}

std::chrono::seconds LoginThrottle::begin(const std::string& name, const std::string& address,
                                          base::SteadyTime now) {
    const std::string who = folded(name);
    const std::string where = throttled_part(address);
    base::MutexLock lock(mutex_);
    const auto pause =
        std::max(wait(names_, who, kName, now), wait(addresses_, where, kAddress, now));
    if (pause.count() > 0) return pause;
    count(names_, who, now);
    count(addresses_, where, now);
    return {};
}

void LoginThrottle::succeeded(const std::string& name, const std::string& address) {
    base::MutexLock lock(mutex_);
    names_.erase(folded(name));
    const auto found = addresses_.find(throttled_part(address));
    if (found != addresses_.end() && --found->second.attempts <= 0) addresses_.erase(found);
}

std::string throttled_part(const std::string& address) {
    if (address.find(':') == address.npos) return address;
    // "fe80::1%3" and the like: four groups are the network, and whoever has one has all of it.
    std::string network;
    int groups = 0;
    for (const char c : address) {
        if (c == ':' && ++groups == 4) break;
        network += c;
    }
    return network;
}

}  // namespace server::http
