#pragma once
#include <span>
#include <vector>

#include "station/batches/batch_order.h"
#include "station/picking_views.h"
#include "station/products/product_store.h"

namespace station {

/// One line of an order of a batch.
struct PickItem {
    std::string article, title, spec, seller_code, barcode;
    int quantity = 1;
    bool is_gift = false;
    std::optional<Product> product;
};

/// One label's order, as far as picking needs it.
struct PickOrder {
    int sequence = 0;
    base::OrderRow order;
    base::OrderNo order_no;
    base::WaybillNumber number;
    base::CarrierCode carrier;
    bool stopped = false;  ///< Its label was withdrawn, or the order must not leave.
    std::vector<PickItem> items;
};

/// The labels of a batch with their articles, by label number.
base::Result<std::vector<PickOrder>> read_pick_orders(const Context& context, base::BatchRow batch);

/// What is needed of each article. Pure.
std::vector<PickLineView> pick_lines(std::span<const PickOrder> orders);

/// Runs of two labels and more, one behind the other, whose orders hold the same article alone.
/// Pure.
std::vector<BatchGroupView> pick_groups(std::span<const PickOrder> orders);

base::Result<PickListView> read_pick_list(const Context& context, base::BatchRow batch);
base::Result<SlipsView> read_slips(const Context& context, base::BatchRow batch);

/// "1-40, 45": ascending numbers in few words.
std::vector<std::string> number_ranges(std::span<const int> numbers);

}  // namespace station
