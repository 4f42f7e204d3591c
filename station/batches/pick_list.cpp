#include "station/batches/pick_list.h"

#include <algorithm>
#include <map>

#include "station/batches/batch_plan.h"
#include "station/orders/personal_data.h"
#include "station/waybills/own_codes.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

struct BatchHead {
    std::string title;
    base::Time created_at{};
};

base::Result<BatchHead> batch_head(const Context& context, base::BatchRow batch) {
    auto row =
        context.db.query("SELECT title, created_at FROM batches WHERE id = $1", values(batch));
    if (!row) return base::pass(row);
    if (row->empty())
        return fail(ErrorCode::NotFound, "there is no batch " + std::to_string(batch.value()),
                    "error.batch_unknown");
    return BatchHead{row->front().text(0), row->front().time(1)};
}

std::string carrier_name(const Context& context, const base::CarrierCode& code) {
    const config::Carrier* carrier = context.carriers.find(code);
    return carrier != nullptr ? carrier->name_zh : code.str();
}

/// The barcode that opens the order: its slip code, or the number itself where a slip code cannot
/// hold it.
std::string opening_code(const base::OrderNo& order_no) {
    std::string code = slip_code(order_no);
    return parse_slip_code(code) ? code : order_no.str();
}

}  // namespace

base::Result<std::vector<PickOrder>> read_pick_orders(const Context& context,
                                                      base::BatchRow batch) {
    auto labels = context.db.query(
        "SELECT j.sequence, o.id, o.order_no, coalesce(p.number, ''), p.carrier,"
        " CASE WHEN p.void = 1 OR (j.state = 'cancelled' AND j.superseded = 0)"
        " OR o.state IN ('held', 'refused', 'intercepted', 'closed') THEN 1 ELSE 0 END"
        " FROM label_jobs j JOIN orders o ON o.id = j.order_id JOIN parcels p ON p.id = j.parcel_id"
        " WHERE j.batch_id = $1 ORDER BY j.sequence",
        values(batch));
    if (!labels) return base::pass(labels);
    std::vector<PickOrder> orders;
    std::map<std::int64_t, std::size_t> place;
    for (const Row& row : *labels) {
        // A second print of the same order in this batch is picked once, under its first number.
        if (!place.emplace(row.integer(1), orders.size()).second) continue;
        PickOrder order;
        order.sequence = row.small(0);
        order.order = row.id<base::OrderRow>(1);
        order.order_no = base::OrderNo(row.text(2));
        order.number = base::WaybillNumber(row.text(3));
        order.carrier = base::CarrierCode(row.text(4));
        order.stopped = row.flag(5);
        orders.push_back(std::move(order));
    }
    auto lines = context.db.query(
        "SELECT coalesce(o.merged_into, o.id), i.sku_id, i.seller_code, i.barcode, i.title,"
        " i.spec, i.quantity, i.is_gift FROM order_items i JOIN orders o ON o.id = i.order_id"
        " WHERE coalesce(o.merged_into, o.id) IN"
        " (SELECT order_id FROM label_jobs WHERE batch_id = $1) ORDER BY i.order_id, i.line",
        values(batch));
    if (!lines) return base::pass(lines);
    const ProductStore store(context);
    std::map<std::string, std::optional<Product>> products;
    for (const Row& row : *lines) {
        const auto at = place.find(row.integer(0));
        if (at == place.end()) continue;
        PickItem item;
        item.seller_code = row.text(2);
        item.barcode = row.text(3);
        item.title = row.text(4);
        item.spec = row.text(5);
        item.quantity = row.small(6);
        item.is_gift = row.flag(7);
        item.article =
            article_key(context, row.text(1), row.text(2), row.text(3), row.text(4), row.text(5));
        auto known = products.find(item.article);
        if (known == products.end()) {
            auto product = store.find(row.text(1), row.text(2), row.text(3), row.text(5));
            if (!product) return base::pass(product);
            known = products.emplace(item.article, std::move(*product)).first;
        }
        item.product = known->second;
        orders[at->second].items.push_back(std::move(item));
    }
    return orders;
}

std::vector<PickLineView> pick_lines(std::span<const PickOrder> orders) {
    std::map<std::string, PickLineView> by_article;
    for (const PickOrder& order : orders) {
        if (order.stopped) continue;
        for (const PickItem& item : order.items) {
            auto [at, is_new] = by_article.try_emplace(item.article);
            PickLineView& line = at->second;
            if (is_new) {
                line.title = item.title;
                line.spec = item.spec;
                line.seller_code = item.seller_code;
                line.barcode = item.barcode;
                line.is_gift = true;
                if (item.product) {
                    line.product = item.product->id.value();
                    line.picture = item.product->picture;
                    line.shelf = (*item.product)[ProductField::Shelf];
                    // The shop's own words, where a person has chosen them.
                    const std::string& title = (*item.product)[ProductField::Title];
                    if (!title.empty()) line.title = title;
                    const auto codes = item.product->barcodes();
                    if (line.barcode.empty() && !codes.empty()) line.barcode = codes.front();
                }
            }
            line.is_gift = line.is_gift && item.is_gift;
            line.quantity += item.quantity;
            if (line.sequences.empty() || line.sequences.back() != order.sequence)
                line.sequences.push_back(order.sequence);
        }
    }
    std::vector<std::pair<std::string, PickLineView>> keyed(by_article.begin(), by_article.end());
    std::ranges::stable_sort(keyed, [](const auto& a, const auto& b) {
        const PickLineView& left = a.second;
        const PickLineView& right = b.second;
        if (left.shelf.empty() != right.shelf.empty()) return right.shelf.empty();
        if (left.shelf != right.shelf) return natural_less(left.shelf, right.shelf);
        return a.first < b.first;
    });
    std::vector<PickLineView> lines;
    for (auto& [article, line] : keyed) lines.push_back(std::move(line));
    return lines;
}

std::vector<BatchGroupView> pick_groups(std::span<const PickOrder> orders) {
    std::vector<BatchGroupView> groups;
    std::string article;
    BatchGroupView group;
    const auto end_group = [&] {
        if (!article.empty() && group.labels >= 2) groups.push_back(std::move(group));
        group = {};
        article.clear();
    };
    for (const PickOrder& order : orders) {
        std::vector<SortItem> items;
        for (const PickItem& item : order.items)
            items.push_back({item.article, "", item.quantity, item.is_gift});
        const std::string own = single_article(items);
        if (own != article) end_group();
        if (own.empty()) continue;
        if (article.empty()) {
            article = own;
            group.first = order.sequence;
            for (const PickItem& item : order.items) {
                if (item.article != own || item.is_gift) continue;
                group.title = item.title;
                group.spec = item.spec;
                if (!item.product) break;
                group.product = item.product->id.value();
                group.picture = item.product->picture;
                group.shelf = (*item.product)[ProductField::Shelf];
                break;
            }
        }
        group.last = order.sequence;
        ++group.labels;
        for (const PickItem& item : order.items) {
            if (item.article == own) group.pieces += item.quantity;
        }
    }
    end_group();
    return groups;
}

std::vector<std::string> number_ranges(std::span<const int> numbers) {
    std::vector<std::string> ranges;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        std::string range = std::to_string(numbers[i]);
        if (last > i) range += "-" + std::to_string(numbers[last]);
        ranges.push_back(std::move(range));
        i = last + 1;
    }
    return ranges;
}

base::Result<PickListView> read_pick_list(const Context& context, base::BatchRow batch) {
    auto head = batch_head(context, batch);
    if (!head) return base::pass(head);
    auto orders = read_pick_orders(context, batch);
    if (!orders) return base::pass(orders);
    PickListView list;
    list.batch = batch;
    list.title = head->title;
    list.created_at = head->created_at;
    list.shop = context.settings.shop.name;
    list.lines = pick_lines(*orders);
    for (const PickLineView& line : list.lines) list.pieces += line.quantity;
    for (const PickOrder& order : *orders) ++(order.stopped ? list.left_out : list.labels);
    return list;
}

base::Result<SlipsView> read_slips(const Context& context, base::BatchRow batch) {
    auto head = batch_head(context, batch);
    if (!head) return base::pass(head);
    auto orders = read_pick_orders(context, batch);
    if (!orders) return base::pass(orders);
    SlipsView view;
    view.batch = batch;
    view.title = head->title;
    view.created_at = head->created_at;
    view.shop = context.settings.shop.name;
    for (const PickOrder& order : *orders) {
        if (order.stopped) {
            ++view.left_out;
            continue;
        }
        auto person = personal_data(context, order.order);
        if (!person) return base::pass(person);
        SlipView slip;
        slip.sequence = order.sequence;
        slip.order_no = order.order_no;
        slip.code = opening_code(order.order_no);
        slip.number = order.number;
        slip.carrier_name = carrier_name(context, order.carrier);
        slip.buyer_note = person->buyer_note;
        std::vector<Product> products;
        for (const PickItem& item : order.items) {
            if (item.product) products.push_back(*item.product);
            slip.items.push_back(
                {item.product ? (*item.product)[ProductField::Shelf] : std::string(), item.title,
                 item.spec, item.seller_code, item.quantity, item.is_gift});
        }
        const Packing packing = pack_together(products, context.settings.products.boxes);
        slip.packing = packing.text();
        slip.gifts = packing.gifts_text();
        view.slips.push_back(std::move(slip));
    }
    return view;
}

}  // namespace station
