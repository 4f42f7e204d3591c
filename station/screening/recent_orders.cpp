#include "station/screening/recent_orders.h"

#include <set>

namespace station {

RecentOrders RecentOrderCounter::add(const std::string& buyer_id, const ParsedAddress& address,
                                     base::Time ordered_at) {
    constexpr std::size_t kKept = 1000;
    const std::string buyer = buyer_id.empty() ? "phone:" + phone_key(address) : "id:" + buyer_id;
    const std::string place = address_key(address);
    const auto remember = [&](Index& index, const std::string& key,
                              const std::string& other) -> const std::deque<Seen>& {
        std::deque<Seen>& seen = index[key];
        seen.push_back({other, ordered_at});
        if (seen.size() > kKept) seen.pop_front();
        return seen;
    };
    RecentOrders recent{0, 0, 0, 0};
    for (const Seen& order : remember(by_buyer_, buyer, place + address.name)) {
        if (std::chrono::abs(order.at - ordered_at) > window_) continue;
        ++recent.of_buyer;
        if (order.other == place + address.name) ++recent.same_address;
    }
    std::set<std::string_view> names;
    for (const Seen& order : remember(by_address_, place, address.name)) {
        if (std::chrono::abs(order.at - ordered_at) > window_) continue;
        ++recent.at_address;
        names.insert(order.other);
    }
    recent.names_at_address = static_cast<int>(names.size());
    return recent;
}

}  // namespace station
