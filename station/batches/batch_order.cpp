#include "station/batches/batch_order.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace station {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

using Deadline = std::tuple<bool, base::Time, base::OrderRow>;

Deadline deadline(const SortOrder& order) {
    return {!order.ship_by.has_value(), order.ship_by.value_or(base::Time{}), order.order};
}

std::string first_shelf(const SortOrder& order) {
    std::string first;
    for (const SortItem& item : order.items) {
        if (!item.shelf.empty() && (first.empty() || natural_less(item.shelf, first)))
            first = item.shelf;
    }
    return first;
}

std::string first_article(const SortOrder& order) {
    std::string first;
    for (const SortItem& item : order.items) {
        if (first.empty() || item.article < first) first = item.article;
    }
    return first;
}

int pieces(const SortOrder& order) {
    int count = 0;
    for (const SortItem& item : order.items) count += item.is_gift ? 0 : item.quantity;
    return count;
}

void by_groups(std::vector<SortOrder>& orders) {
    struct Group {
        int size = 0;
        Deadline nearest;
    };
    std::map<std::string, Group> groups;
    for (const SortOrder& order : orders) {
        const std::string article = single_article(order.items);
        if (article.empty()) continue;
        Group& group = groups[article];
        if (group.size == 0 || deadline(order) < group.nearest) group.nearest = deadline(order);
        ++group.size;
    }
    std::vector<std::pair<SortOrder, std::string>> keyed;
    keyed.reserve(orders.size());
    for (SortOrder& order : orders) {
        std::string article = single_article(order.items);
        // A group of one saves no walk: it goes by its deadline, with the orders of many articles.
        if (!article.empty() && groups[article].size == 1) article.clear();
        keyed.emplace_back(std::move(order), std::move(article));
    }
    std::ranges::sort(keyed, [&](const auto& a, const auto& b) {
        if (a.second.empty() != b.second.empty()) return b.second.empty();
        if (a.second != b.second) {
            const Group& left = groups[a.second];
            const Group& right = groups[b.second];
            if (left.size != right.size) return left.size > right.size;
            return left.nearest < right.nearest;
        }
        if (!a.second.empty() && pieces(a.first) != pieces(b.first))
            return pieces(a.first) < pieces(b.first);
        return deadline(a.first) < deadline(b.first);
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) orders[i] = std::move(keyed[i].first);
}

}  // namespace

bool natural_less(const std::string& a, const std::string& b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            while (i < a.size() && a[i] == '0') ++i;
            while (j < b.size() && b[j] == '0') ++j;
            std::size_t left = i;
            std::size_t right = j;
            while (left < a.size() && is_digit(a[left])) ++left;
            while (right < b.size() && is_digit(b[right])) ++right;
            if (left - i != right - j) return left - i < right - j;
            const int order = a.compare(i, left - i, b, j, right - j);
            if (order != 0) return order < 0;
            i = left;
            j = right;
            continue;
        }
        if (a[i] != b[j])
            return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
        ++i;
        ++j;
    }
    if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
    return a < b;  // "A-02" and "A-2" are told apart, so that the order is total.
}

std::string single_article(const std::vector<SortItem>& items) {
    std::string article;
    for (const SortItem& item : items) {
        if (item.is_gift || item.article == article) continue;
        if (!article.empty()) return {};
        article = item.article;
    }
    return article;
}

std::vector<base::OrderRow> sort_batch(std::vector<SortOrder> orders, config::BatchSort sort) {
    switch (sort) {
        case config::BatchSort::SkuGroups:
            by_groups(orders);
            break;
        case config::BatchSort::Deadline:
            std::ranges::sort(orders, {}, deadline);
            break;
        case config::BatchSort::Shelf:
            std::ranges::sort(orders, [](const SortOrder& a, const SortOrder& b) {
                const std::string left = first_shelf(a);
                const std::string right = first_shelf(b);
                if (left.empty() != right.empty()) return right.empty();
                if (left != right) return natural_less(left, right);
                const std::string one = first_article(a);
                const std::string other = first_article(b);
                if (one != other) return one < other;
                return deadline(a) < deadline(b);
            });
            break;
        case config::BatchSort::Arrival:
            std::ranges::sort(orders, {}, &SortOrder::order);
            break;
    }
    std::vector<base::OrderRow> rows;
    rows.reserve(orders.size());
    for (const SortOrder& order : orders) rows.push_back(order.order);
    return rows;
}

}  // namespace station
