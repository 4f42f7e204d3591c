#include "station/batches/batch_order.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace station {
namespace {

using config::BatchSort;

SortOrder order(int id, int hours, std::vector<SortItem> items) {
    SortOrder order;
    order.order = base::OrderRow(id);
    if (hours > 0) order.ship_by = base::from_millis(std::int64_t{hours} * 3'600'000);
    order.items = std::move(items);
    return order;
}

SortItem cup(int quantity = 1) {
    return {"cup", "A-10", quantity, false};
}
SortItem cloth(int quantity = 1) {
    return {"cloth", "A-2", quantity, false};
}
SortItem vase() {
    return {"vase", "", 1, false};
}
SortItem card() {
    return {"card", "Z-1", 1, true};
}

const std::vector<SortOrder> kOrders = {
    order(1, 30, {cup()}),   order(2, 10, {cup(), cloth()}),
    order(3, 20, {cloth()}), order(4, 40, {cup(), card()}),
    order(5, 0, {vase()}),   order(6, 25, {cup(2)}),
    order(7, 5, {cloth()}),  order(8, 50, {}),
};

struct OrderCase {
    BatchSort sort;
    std::vector<int> expected;
};

TEST(BatchOrder, FollowsTheSetting) {
    const OrderCase cases[] = {
        // Three of the cup (by pieces, then deadline; a gift beside it keeps it single), two of the
        // cloth, then the rest by deadline.
        {BatchSort::SkuGroups, {1, 4, 6, 7, 3, 2, 8, 5}},
        {BatchSort::Deadline, {7, 2, 3, 6, 1, 4, 8, 5}},
        {BatchSort::Arrival, {1, 2, 3, 4, 5, 6, 7, 8}},
    };
    for (const OrderCase& c : cases) {
        std::vector<int> found;
        for (const base::OrderRow row : sort_batch(kOrders, c.sort))
            found.push_back(static_cast<int>(row.value()));
        EXPECT_EQ(found, c.expected) << static_cast<int>(c.sort);
    }
}

TEST(BatchOrder, ByShelfGoesAlongTheShelves) {
    std::vector<int> found;
    for (const base::OrderRow row : sort_batch(kOrders, BatchSort::Shelf))
        found.push_back(static_cast<int>(row.value()));
    // cloth alone (7, 3 by deadline) and cup with cloth (2): by article "cloth" all the same,
    // so by deadline. A-10: card (4) before cup (6, 1). Nowhere: nothing (8), vase (5).
    EXPECT_EQ(found, (std::vector<int>{7, 2, 3, 4, 6, 1, 8, 5}));
}

TEST(BatchOrder, DoesNotDependOnHowTheOrdersCome) {
    for (const BatchSort sort :
         {BatchSort::SkuGroups, BatchSort::Deadline, BatchSort::Shelf, BatchSort::Arrival}) {
        const auto expected = sort_batch(kOrders, sort);
        std::vector<SortOrder> orders = kOrders;
        const auto by_id = [](const SortOrder& a, const SortOrder& b) { return a.order < b.order; };
        for (int n = 0; n < 200; ++n) {
            std::ranges::next_permutation(orders, by_id);
            std::ranges::rotate(orders, orders.begin() + n % 8);
            EXPECT_EQ(sort_batch(orders, sort), expected);
        }
    }
}

TEST(BatchOrder, PutsTheNearerOfTwoEqualGroupsFirst) {
    const auto rows = sort_batch({order(1, 30, {cup()}), order(2, 31, {cup()}),
                                  order(3, 50, {cloth()}), order(4, 10, {cloth()})},
                                 BatchSort::SkuGroups);
    EXPECT_EQ(rows, (std::vector<base::OrderRow>{base::OrderRow(4), base::OrderRow(3),
                                                 base::OrderRow(1), base::OrderRow(2)}));
}

TEST(BatchOrder, KnowsAnOrderOfOneArticle) {
    EXPECT_EQ(single_article({cup(), cup(3)}), "cup");
    EXPECT_EQ(single_article({cup(), card()}), "cup");
    EXPECT_EQ(single_article({cup(), cloth()}), "");
    EXPECT_EQ(single_article({card()}), "");
    EXPECT_EQ(single_article({}), "");
}

TEST(NaturalOrder, ComparesNumbersAsNumbers) {
    const char* const kSorted[] = {"", "A-02", "A-2", "A-10", "A-10-1", "B", "B1", "B1a", "货架"};
    for (std::size_t i = 0; i < std::size(kSorted); ++i) {
        for (std::size_t j = 0; j < std::size(kSorted); ++j)
            EXPECT_EQ(natural_less(kSorted[i], kSorted[j]), i < j)
                << kSorted[i] << " and " << kSorted[j];
    }
}

}  // namespace
}  // namespace station
