#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "config/settings.h"

namespace station {

/// What the order of labels looks at.
struct SortItem {
    std::string article;  ///< What tells it from other articles: article_key().
    std::string shelf;    ///< Empty: nobody has said.
    int quantity = 1;
    bool is_gift = false;
};
struct SortOrder {
    base::OrderRow order;
    std::optional<base::Time> ship_by;
    std::vector<SortItem> items;
};

/// The article that an order holds alone, gifts apart; empty when it holds several or none.
/// Orders of one such article are picked and packed in one go.
std::string single_article(const std::vector<SortItem>& items);

/// The orders of a batch in the order in which their labels are printed. Deterministic: the same
/// orders in any order give the same answer, ties go by deadline, then by row id (= arrival).
///   sku_groups  orders of one article alone stand together, the largest group first (of equal
///               ones that with the nearest deadline, then by article), inside by quantity, then
///               by deadline; groups of one order and orders of several articles follow by deadline
///   deadline    nearest first, without one last
///   shelf       by the first shelf of the order, numbers in it as numbers (A-2 before A-10),
///               then by article; orders without a shelf last
///   arrival     as they came in
/// Pure.
std::vector<base::OrderRow> sort_batch(std::vector<SortOrder> orders, config::BatchSort sort);

/// Text order in which digits compare as numbers: "A-2" before "A-10".
bool natural_less(const std::string& a, const std::string& b);

}  // namespace station
