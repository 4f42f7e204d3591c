#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "station/orders/order.h"
#include "station/product_views.h"

namespace station {

/// What is known of a product. Stored by name; the names never change.
enum class ProductField {
    SkuId,       ///< The platform's 规格ID.
    SellerCode,  ///< 商家编码
    Barcodes,    ///< 条形码; several, separated by spaces.
    Title,
    Spec,
    Box,        ///< "3号箱"
    Materials,  ///< "气泡膜 + 防潮袋"
    Gifts,      ///< "感谢卡"
    WeightG,    ///< Of one piece, whole grams.
    Shelf,      ///< "A-02-3"
    Note,       ///< For the packer.
    NoBarcode,  ///< "1": there is nothing to scan on it, the packer looks.
};
inline constexpr std::size_t kProductFields = static_cast<std::size_t>(ProductField::NoBarcode) + 1;

struct ProductFieldInfo {
    ProductField field;
    std::string_view name;    ///< Stored, in JSON and in text keys.
    std::string_view title;   ///< Of the exported column.
    std::size_t most_points;  ///< Longest text, in code points.
};
/// One row a field, in the order of enum, pages and files.
const std::array<ProductFieldInfo, kProductFields>& product_fields();
std::string_view name(ProductField field);
std::optional<ProductField> product_field(std::string_view name);

enum class FieldSource {
    None,     ///< Nobody has said anything.
    Learned,  ///< From an order file.
    Person,   ///< On the page, or in an imported table: orders do not change it.
};
std::string_view name(FieldSource source);  ///< "", "learned", "person"

struct Product {
    ProductRow id;
    std::array<std::string, kProductFields> text;
    std::array<FieldSource, kProductFields> source{};
    int picture = 0;           ///< Its number, never used twice; 0: none.
    std::string picture_kind;  ///< "png", "jpg", "webp"
    base::Time updated_at{};

    const std::string& operator[](ProductField f) const {
        return text[static_cast<std::size_t>(f)];
    }
    std::string& operator[](ProductField f) { return text[static_cast<std::size_t>(f)]; }
    FieldSource from(ProductField f) const { return source[static_cast<std::size_t>(f)]; }
    /// Sets the text; the source changes only with it. True when it did.
    bool set(ProductField f, const std::string& text, FieldSource source);
    std::vector<std::string> barcodes() const;
    bool no_barcode() const { return !(*this)[ProductField::NoBarcode].empty(); }
};

/// By what an article is recognised: an order's line, a row of a table.
struct ProductKeys {
    std::string sku_id, seller_code;
    std::vector<std::string> barcodes;
    std::string spec;  ///< Tells products of one key apart.
};
ProductKeys keys_of(const Product& product);

/// The text by which the product is kept apart from all others: the first key of the rules that it
/// has, "sku_id:S1". Empty when it has none.
std::string product_key(const ProductKeys& keys, const std::vector<config::ProductKey>& rules);

/// Which of the candidates is meant, going by the rules: the first key that the article has and
/// some candidate shares, while no key before it speaks against it. Candidates that share a key
/// are told apart by their spec. Nothing when none is, or when several still are.
std::optional<std::size_t> choose_product(const ProductKeys& article,
                                          const std::vector<ProductKeys>& candidates,
                                          const std::vector<config::ProductKey>& rules);

/// A text as its field keeps it: trimmed, one space between words, barcodes apart, "0.35kg" as 350,
/// "是" as 1. InvalidInput says what was expected.
base::Result<std::string> clean_field(ProductField field, std::string_view text);

/// Separate parts of "气泡膜 + 防潮袋、胶带": + 、 ， , ; ； / and line ends.
std::vector<std::string> split_parts(std::string_view text);

/// Fills the product with what an order's line says of it. Never touches a field that a person
/// has set; barcodes are added. True when something changed.
bool learn(Product& product, const IncomingItem& item);

/// How an order is packed.
struct Packing {
    std::string box;
    std::vector<std::string> materials, gifts;
    std::string text() const;        ///< "3号箱 + 气泡膜"
    std::string gifts_text() const;  ///< "感谢卡、贴纸"
};
/// The largest box of all products, by the order of `boxes` (smallest first; what does not stand
/// there counts less than what does); materials and gifts of all, each once.
Packing pack_together(const std::vector<Product>& products, const std::vector<std::string>& boxes);

ProductView to_view(const Product& product);

}  // namespace station
