#pragma once
#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "station/screening/screener.h"

namespace station {

/// Counts the orders of a stream that has no database behind it (`packbench screen`): how many of
/// this buyer, and to this address, within the window around `ordered_at` (exports are not sorted
/// by time). One thread at a time. Of one buyer or one address the last 1,000 orders are kept, so
/// that a stream of one buyer costs no more than others.
class RecentOrderCounter {
public:
    explicit RecentOrderCounter(std::chrono::hours window) : window_(window) {}

    /// Remembers the order and counts it with the earlier ones. `buyer_id` may be empty: then the
    /// phone stands for the buyer. Screen once without counts to get `address`, then again with.
    RecentOrders add(const std::string& buyer_id, const ParsedAddress& address,
                     base::Time ordered_at);

private:
    struct Seen {
        std::string other;  ///< The address of a buyer's order; the name of an address's order.
        base::Time at;
    };
    using Index = std::unordered_map<std::string, std::deque<Seen>>;
    std::chrono::hours window_;
    Index by_buyer_, by_address_;
};

}  // namespace station
