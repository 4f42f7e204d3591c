#include "station/batches/batch_plan.h"

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "station/batches/merged.h"

namespace station {
namespace {

/// Orders looked at in one call: each has some lines, and an article now and then to look up.
constexpr int kLookedAtOnce = 60;
/// Orders of the plan that one call asks the database about.
constexpr std::size_t kAskedAtOnce = 40;

std::string to_text(const std::vector<base::OrderRow>& plan) {
    std::string text;
    for (const base::OrderRow order : plan)
        text += (text.empty() ? "" : " ") + std::to_string(order.value());
    return text;
}

std::vector<base::OrderRow> from_text(const std::string& text) {
    std::vector<base::OrderRow> plan;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
        std::int64_t id = 0;
        const auto [next, problem] = std::from_chars(at, end, id);
        if (problem != std::errc()) break;
        plan.emplace_back(id);
        at = next < end ? next + 1 : next;
    }
    return plan;
}

}  // namespace

std::string article_key(const Context& context, const std::string& sku_id,
                        const std::string& seller_code, const std::string& barcode,
                        const std::string& title, const std::string& spec) {
    ProductKeys keys{sku_id, seller_code, {}, spec};
    if (!barcode.empty()) keys.barcodes.push_back(barcode);
    std::string key = product_key(keys, context.settings.products.keys);
    return key.empty() ? "title:" + title + "|" + spec : key;
}

base::Status BatchPlan::begin(const FillRules& rules) {
    auto row = context_.db.query_one("SELECT plan FROM batches WHERE id = $1", values(rules.batch));
    if (!row) return base::pass(row);
    batch_ = rules.batch;
    plan_ = from_text(row->text(0));
    at_ = 0;
    seen_.clear();
    shelves_.clear();
    looked_until_ = 0;
    looking_ = plan_.empty();
    return {};
}

base::Result<std::vector<SortItem>> BatchPlan::items_of(base::OrderRow order) {
    auto lines = parcel_lines(context_.db, order);
    if (!lines) return base::pass(lines);
    std::vector<SortItem> items;
    for (const ParcelLine& line : *lines) {
        SortItem item;
        item.article = article_key(context_, line.sku_id, line.seller_code, line.barcode,
                                   line.title, line.spec);
        item.quantity = line.quantity;
        item.is_gift = line.is_gift;
        // Only one of the orders asks for shelves, and asking for thousands of articles takes time.
        if (context_.settings.batches.sort == config::BatchSort::Shelf) {
            auto shelf = shelves_.find(item.article);
            if (shelf == shelves_.end()) {
                auto product =
                    products_.find(line.sku_id, line.seller_code, line.barcode, line.spec);
                if (!product) return base::pass(product);
                shelf = shelves_
                            .emplace(item.article,
                                     *product ? (**product)[ProductField::Shelf] : std::string())
                            .first;
            }
            item.shelf = shelf->second;
        }
        items.push_back(std::move(item));
    }
    return items;
}

base::Status BatchPlan::look(const FillRules& rules) {
    auto orders = context_.db.query(
        "SELECT id, ship_by" + fillable(rules) + " AND id > $5 ORDER BY id LIMIT " +
            std::to_string(kLookedAtOnce),
        values(context_.clock.now(), rules.review, rules.batch, rules.known_since, looked_until_));
    if (!orders) return base::pass(orders);
    for (const Row& row : *orders) {
        SortOrder order;
        order.order = row.id<base::OrderRow>(0);
        order.ship_by = row.maybe_time(1);
        auto items = items_of(order.order);
        if (!items) return base::pass(items);
        order.items = std::move(*items);
        looked_until_ = order.order.value();
        seen_.push_back(std::move(order));
    }
    if (orders->size() < static_cast<std::size_t>(kLookedAtOnce)) return decide(rules);
    return {};
}

base::Status BatchPlan::decide(const FillRules& rules) {
    const std::vector<base::OrderRow> sorted =
        sort_batch(std::move(seen_), context_.settings.batches.sort);
    seen_.clear();
    shelves_.clear();
    looking_ = false;
    plan_.insert(plan_.end(), sorted.begin(), sorted.end());
    if (sorted.empty()) return {};
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto done = context_.db.execute("UPDATE batches SET plan = $1 WHERE id = $2",
                                    values(to_text(plan_), rules.batch));
    if (!done) return base::pass(done);
    if (auto committed = transaction->commit(); !committed) return committed;
    base::log(base::LogLevel::Debug, "batch_planned",
              {{"batch", rules.batch.value()}, {"orders", sorted.size()}});
    return {};
}

base::Result<BatchPlan::Next> BatchPlan::next(const FillRules& rules, int count) {
    Next next;
    if (batch_ != rules.batch) {
        if (auto begun = begin(rules); !begun) return base::pass(begun);
    }
    if (looking_) {
        if (auto looked = look(rules); !looked) {
            batch_ = {};  // Nothing half-known is kept: it begins anew.
            return base::pass(looked);
        }
        if (looking_) return next;
        if (at_ == plan_.size()) {
            batch_ = {};
            next.done = true;
            return next;
        }
    }
    if (at_ == plan_.size()) {
        // Whatever has become ready meanwhile follows.
        looking_ = true;
        looked_until_ = 0;
        return next;
    }
    const std::size_t asked = std::min(kAskedAtOnce, plan_.size() - at_);
    std::string ids;
    for (std::size_t i = 0; i < asked; ++i)
        ids += (i == 0 ? "" : ", ") + std::to_string(plan_[at_ + i].value());
    auto rows = context_.db.query(
        "SELECT id" + fillable(rules) + " AND id IN (" + ids + ")",
        values(context_.clock.now(), rules.review, rules.batch, rules.known_since));
    if (!rows) return base::pass(rows);
    std::vector<base::OrderRow> eligible;
    for (const Row& row : *rows) eligible.push_back(row.id<base::OrderRow>(0));
    const auto is_eligible = [&](base::OrderRow order) {
        return std::ranges::find(eligible, order) != eligible.end();
    };
    // What is not eligible any more has its label, or was stopped: it is passed over. What is
    // given out stays until it has gone the same way, so that nothing is lost by a failed attempt.
    for (std::size_t i = 0; i < asked && next.orders.size() < static_cast<std::size_t>(count);
         ++i) {
        const base::OrderRow order = plan_[at_ + i];
        if (is_eligible(order)) next.orders.push_back(order);
    }
    std::size_t passed = 0;
    while (passed < asked && !is_eligible(plan_[at_ + passed])) ++passed;
    at_ += passed;
    return next;
}

}  // namespace station
