#include "config/settings_picking.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace config {

void read_products(TomlTable& root, ProductSettings& products) {
    auto table = root.table("products");
    if (!table) return;
    std::vector<std::string> words;
    if (table->texts("keys", words)) {
        products.keys.clear();
        for (const std::string& word : words) {
            const ProductKey key = word == "sku_id"        ? ProductKey::SkuId
                                   : word == "seller_code" ? ProductKey::SellerCode
                                                           : ProductKey::Barcode;
            if (key == ProductKey::Barcode && word != "barcode")
                table->mistake(
                    "keys", "holds '" + word + "'; expected some of: sku_id, seller_code, barcode");
            if (std::ranges::find(products.keys, key) != products.keys.end())
                table->mistake("keys", "holds '" + word + "' twice");
            products.keys.push_back(key);
        }
        if (products.keys.empty())
            table->mistake("keys", "is empty; expected some of: sku_id, seller_code, barcode");
    }
    if (table->texts("boxes", products.boxes)) {
        std::set<std::string> seen;
        for (const std::string& box : products.boxes) {
            if (!seen.insert(box).second) table->mistake("boxes", "holds '" + box + "' twice");
        }
    }
    table->finish();
}

void read_batch_sort(TomlTable& batches, BatchSettings& settings) {
    batches.choice("sort", settings.sort,
                   {{"sku_groups", BatchSort::SkuGroups},
                    {"deadline", BatchSort::Deadline},
                    {"shelf", BatchSort::Shelf},
                    {"arrival", BatchSort::Arrival}});
    batches.choice("merge", settings.merge,
                   {{"ask", MergeOrders::Ask},
                    {"automatic", MergeOrders::Automatic},
                    {"never", MergeOrders::Never}});
}

}  // namespace config
