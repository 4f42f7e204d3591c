#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "station/batches/batch_order.h"
#include "station/batches/eligible.h"
#include "station/products/product_store.h"
#include "station/store/context.h"

namespace station {

/// In which order a batch takes its orders. It is decided once for the whole batch, before its
/// first label: all eligible orders are looked at, some at a time so that scans do not wait,
/// sorted, and written into batches.plan. After a crash the written order holds; one that was not
/// written yet is decided anew, when no label exists that it could contradict. Orders that become
/// eligible while the batch is filled follow behind, in an order of their own.
/// Station thread; one batch at a time.
class BatchPlan {
public:
    explicit BatchPlan(const Context& context) : context_(context), products_(context) {}

    struct Next {
        std::vector<base::OrderRow> orders;  ///< Eligible now, in their order.
        bool done = false;                   ///< Nothing is left for this batch.
    };
    /// At most `count` orders to take next. Neither orders nor done: call again.
    base::Result<Next> next(const FillRules& rules, int count);

private:
    base::Status begin(const FillRules& rules);
    base::Status look(const FillRules& rules);
    base::Status decide(const FillRules& rules);
    base::Result<std::vector<SortItem>> items_of(base::OrderRow order);

    Context context_;
    ProductStore products_;
    base::BatchRow batch_{};
    std::vector<base::OrderRow> plan_;
    std::size_t at_ = 0;
    bool looking_ = false;
    std::int64_t looked_until_ = 0;
    std::vector<SortOrder> seen_;
    std::map<std::string, std::string> shelves_;  ///< Of articles, while looking.
};

/// What tells an order's article from others: its first key by the rules, else title and spec.
std::string article_key(const Context& context, const std::string& sku_id,
                        const std::string& seller_code, const std::string& barcode,
                        const std::string& title, const std::string& spec);

}  // namespace station
