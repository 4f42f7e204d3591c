#pragma once
#include <optional>
#include <vector>

#include "station/products/product.h"
#include "station/store/context.h"

namespace station {

/// Products in the database. Changes work in the caller's transaction, on the station thread;
/// reading works on any session, one thread at a time.
class ProductStore {
public:
    explicit ProductStore(const Context& context) : context_(context) {}

    /// NotFound (error.product_unknown).
    base::Result<Product> get(ProductRow product) const;
    /// The product that an article is, by the keys of the settings; see choose_product().
    base::Result<std::optional<Product>> find(const ProductKeys& article) const;
    base::Result<std::optional<Product>> find(const std::string& sku_id,
                                              const std::string& seller_code,
                                              const std::string& barcode,
                                              const std::string& spec) const;
    /// All products with this barcode (or, where none has, this seller's code), at most 10.
    base::Result<std::vector<Product>> with_code(const std::string& code) const;
    base::Result<ProductListView> list(const ProductFilter& filter) const;
    base::Result<std::vector<Product>> all() const;
    /// Those of its barcodes that another product has too.
    base::Result<std::vector<std::string>> shared_barcodes(const Product& product) const;

    /// Writes a new product (id 0) or all of a known one. Conflict (error.product_taken) when its
    /// key belongs to another product.
    base::Result<Product> write(Product product);
    base::Status erase(ProductRow product);

private:
    base::Result<std::vector<Product>> select(const std::string& where,
                                              const std::vector<Value>& parameters) const;
    Context context_;
};

/// The row's texts and sources as they stand in product_changes.
std::map<std::string, std::string> texts_of(const Product& product);
std::map<std::string, std::string> sources_of(const Product& product);

}  // namespace station
