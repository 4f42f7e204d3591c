#include "station/products/product_store.h"

#include <algorithm>

#include "base/text.h"
#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Columns of the fields, in their order; those of the frame stand behind them.
std::string field_columns() {
    std::string columns;
    for (const ProductFieldInfo& info : product_fields())
        columns += (columns.empty() ? "" : ", ") + std::string(info.name);
    return columns;
}

Product product_of(const Row& row) {
    Product product;
    std::size_t column = 0;
    for (const ProductFieldInfo& info : product_fields()) product[info.field] = row.text(column++);
    product.id = row.id<ProductRow>(column);
    const auto sources = map_from_json(row.text(column + 1));
    for (const ProductFieldInfo& info : product_fields()) {
        const auto source = sources.find(std::string(info.name));
        if (source == sources.end()) continue;
        product.source[static_cast<std::size_t>(info.field)] =
            source->second == "person" ? FieldSource::Person : FieldSource::Learned;
    }
    product.picture = row.small(column + 2);
    product.picture_kind = row.text(column + 3);
    product.updated_at = row.time(column + 4);
    return product;
}

/// For LIKE: the signs that it reads otherwise are marked with a backslash.
std::string containing(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

constexpr std::string_view kShared =
    "SELECT barcode FROM product_barcodes GROUP BY barcode HAVING count(*) > 1";

/// The condition of a filter; its parameters are appended, numbered behind those there already.
std::string condition(const ProductFilter& filter, std::vector<Value>& parameters) {
    std::string where = "1 = 1";
    const auto place = [&](Value one) {
        parameters.push_back(std::move(one));
        return "$" + std::to_string(parameters.size());
    };
    if (!filter.query.empty()) {
        const std::string part = containing(filter.query);
        where += " AND (title LIKE " + place(value(part)) + " ESCAPE '\\'";
        where += " OR spec LIKE " + place(value(part)) + " ESCAPE '\\'";
        where += " OR shelf LIKE " + place(value(part)) + " ESCAPE '\\'";
        where += " OR sku_id = " + place(value(filter.query));
        where += " OR seller_code = " + place(value(filter.query));
        where += " OR id IN (SELECT product_id FROM product_barcodes WHERE barcode = " +
                 place(value(base::to_upper(filter.query))) + "))";
    }
    if (filter.missing == "no_barcode") where += " AND barcodes = '' AND no_barcode = ''";
    if (filter.missing == "no_box") where += " AND box = ''";
    if (filter.missing == "no_shelf") where += " AND shelf = ''";
    if (filter.missing == "no_picture") where += " AND picture = 0";
    if (filter.missing == "shared_barcode")
        where += " AND id IN (SELECT product_id FROM product_barcodes WHERE barcode IN (" +
                 std::string(kShared) + "))";
    return where;
}

}  // namespace

std::map<std::string, std::string> texts_of(const Product& product) {
    std::map<std::string, std::string> texts;
    for (const ProductFieldInfo& info : product_fields())
        texts[std::string(info.name)] = product[info.field];
    return texts;
}

std::map<std::string, std::string> sources_of(const Product& product) {
    std::map<std::string, std::string> sources;
    for (const ProductFieldInfo& info : product_fields()) {
        if (product.from(info.field) != FieldSource::None)
            sources[std::string(info.name)] = name(product.from(info.field));
    }
    return sources;
}

base::Result<std::vector<Product>> ProductStore::select(
    const std::string& where, const std::vector<Value>& parameters) const {
    auto rows = context_.db.query("SELECT " + field_columns() +
                                      ", id, sources, picture, picture_kind, updated_at"
                                      " FROM products WHERE " +
                                      where,
                                  parameters);
    if (!rows) return base::pass(rows);
    std::vector<Product> products;
    products.reserve(rows->size());
    for (const Row& row : *rows) products.push_back(product_of(row));
    return products;
}

base::Result<Product> ProductStore::get(ProductRow product) const {
    auto found = select("id = $1", values(product));
    if (!found) return base::pass(found);
    if (found->empty())
        return fail(ErrorCode::NotFound, "there is no product " + std::to_string(product.value()),
                    "error.product_unknown");
    return std::move(found->front());
}

base::Result<std::optional<Product>> ProductStore::find(const ProductKeys& article) const {
    const auto& rules = context_.settings.products.keys;
    std::vector<Product> candidates;
    std::vector<ProductKeys> keys;
    std::vector<config::ProductKey> asked;
    const auto gather = [&](base::Result<std::vector<Product>> found) -> base::Status {
        if (!found) return base::pass(found);
        for (Product& product : *found) {
            if (std::ranges::find(candidates, product.id, &Product::id) != candidates.end())
                continue;
            keys.push_back(keys_of(product));
            candidates.push_back(std::move(product));
        }
        return {};
    };
    for (const config::ProductKey rule : rules) {
        asked.push_back(rule);
        base::Status done;
        switch (rule) {
            case config::ProductKey::SkuId:
                if (article.sku_id.empty()) continue;
                done = gather(select("sku_id = $1 LIMIT 50", values(article.sku_id)));
                break;
            case config::ProductKey::SellerCode:
                if (article.seller_code.empty()) continue;
                done = gather(
                    select("seller_code = $1 ORDER BY id LIMIT 50", values(article.seller_code)));
                break;
            case config::ProductKey::Barcode:
                for (const std::string& code : article.barcodes) {
                    done =
                        gather(select("id IN (SELECT product_id FROM product_barcodes"
                                      " WHERE barcode = $1) ORDER BY id LIMIT 50",
                                      values(code)));
                    if (!done) break;
                }
                break;
        }
        if (!done) return base::pass(done);
        if (const auto chosen = choose_product(article, keys, asked))
            return std::optional<Product>{std::move(candidates[*chosen])};
    }
    return std::optional<Product>{};
}

base::Result<std::optional<Product>> ProductStore::find(const std::string& sku_id,
                                                        const std::string& seller_code,
                                                        const std::string& barcode,
                                                        const std::string& spec) const {
    // The texts of an order are compared as the table would keep them.
    const auto clean = [](ProductField field, const std::string& text) {
        return clean_field(field, text).value_or("");
    };
    ProductKeys keys{clean(ProductField::SkuId, sku_id),
                     clean(ProductField::SellerCode, seller_code),
                     {},
                     clean(ProductField::Spec, spec)};
    const std::string codes = clean(ProductField::Barcodes, barcode);
    if (!codes.empty()) {
        for (const std::string_view code : base::split(codes, ' '))
            keys.barcodes.emplace_back(code);
    }
    return find(keys);
}

base::Result<std::vector<Product>> ProductStore::with_code(const std::string& code) const {
    auto by_barcode = select(
        "id IN (SELECT product_id FROM product_barcodes WHERE barcode = $1) ORDER BY id LIMIT 10",
        values(code));
    if (!by_barcode || !by_barcode->empty()) return by_barcode;
    return select("seller_code = $1 AND seller_code <> '' ORDER BY id LIMIT 10", values(code));
}

base::Result<ProductListView> ProductStore::list(const ProductFilter& filter) const {
    std::vector<Value> parameters;
    const std::string where = condition(filter, parameters);
    auto counted =
        context_.db.query_one("SELECT count(*) FROM products WHERE " + where, parameters);
    if (!counted) return base::pass(counted);
    ProductListView list;
    list.total = counted->small(0);
    const int size = std::clamp(filter.page_size, 1, 500);
    list.pages = std::max(1, (list.total + size - 1) / size);
    list.page = std::clamp(filter.page, 1, list.pages);
    // What a batch is picked by comes first; then as people look for it.
    auto products =
        select(where + " ORDER BY shelf = '', shelf, title, spec, id LIMIT " +
                   std::to_string(size) + " OFFSET " + std::to_string(size * (list.page - 1)),
               parameters);
    if (!products) return base::pass(products);
    for (const Product& product : *products) {
        ProductView view = to_view(product);
        auto shared = shared_barcodes(product);
        if (!shared) return base::pass(shared);
        view.shared = std::move(*shared);
        list.products.push_back(std::move(view));
    }
    auto figures = context_.db.query_one(
        "SELECT (SELECT count(*) FROM products),"
        " (SELECT count(*) FROM products WHERE barcodes = '' AND no_barcode = ''),"
        " (SELECT count(DISTINCT product_id) FROM product_barcodes WHERE barcode IN (" +
        std::string(kShared) + "))");
    if (!figures) return base::pass(figures);
    list.all = figures->small(0);
    list.without_barcode = figures->small(1);
    list.shared_barcode = figures->small(2);
    auto undo = context_.db.query(
        "SELECT file, at FROM product_imports WHERE undone_at IS NULL AND EXISTS"
        " (SELECT 1 FROM product_changes WHERE import_id = product_imports.id)"
        " ORDER BY id DESC LIMIT 1");
    if (!undo) return base::pass(undo);
    if (!undo->empty()) {
        list.undo_file = undo->front().text(0);
        list.undo_at = undo->front().time(1);
    }
    return list;
}

base::Result<std::vector<Product>> ProductStore::all() const {
    return select("1 = 1 ORDER BY shelf = '', shelf, title, spec, id", {});
}

base::Result<std::vector<std::string>> ProductStore::shared_barcodes(const Product& product) const {
    std::vector<std::string> shared;
    if (product[ProductField::Barcodes].empty()) return shared;
    auto rows = context_.db.query(
        "SELECT barcode FROM product_barcodes b WHERE product_id = $1 AND EXISTS"
        " (SELECT 1 FROM product_barcodes o WHERE o.barcode = b.barcode"
        " AND o.product_id <> b.product_id) ORDER BY id",
        values(product.id));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) shared.push_back(row.text(0));
    return shared;
}

base::Result<Product> ProductStore::write(Product product) {
    const std::string key = product_key(keys_of(product), context_.settings.products.keys);
    if (key.empty())
        return fail(ErrorCode::InvalidInput,
                    "a product needs 规格ID, 商家编码 or 条形码, by which orders name it",
                    "error.product_key");
    auto taken =
        context_.db.query("SELECT id, title FROM products WHERE product_key = $1", values(key));
    if (!taken) return base::pass(taken);
    if (!taken->empty() && taken->front().id<ProductRow>(0) != product.id)
        return fail(ErrorCode::Conflict,
                    "product " + taken->front().text(0) + " (" + taken->front().text(1) +
                        ") has the same key already: " + key,
                    "error.product_taken");
    const base::Time now = context_.clock.now();
    product.updated_at = now;
    std::vector<Value> cells;
    for (const ProductFieldInfo& info : product_fields())
        cells.push_back(value(product[info.field]));
    const auto frame =
        values(key, to_json(sources_of(product)), product.picture, product.picture_kind, now);
    cells.insert(cells.end(), frame.begin(), frame.end());
    if (!product.id) {
        std::string places;
        for (std::size_t i = 1; i <= cells.size() + 1; ++i)
            places += (i == 1 ? "$" : ", $") + std::to_string(i);
        cells.push_back(value(now));
        auto made = context_.db.query_one(
            "INSERT INTO products (" + field_columns() +
                ", product_key, sources, picture, picture_kind, updated_at, created_at) VALUES (" +
                places + ") RETURNING id",
            cells);
        if (!made) return base::pass(made, key);
        product.id = made->id<ProductRow>(0);
    } else {
        std::string set;
        std::size_t place = 0;
        for (const ProductFieldInfo& info : product_fields())
            set += std::string(info.name) + " = $" + std::to_string(++place) + ", ";
        for (const char* column : {"product_key", "sources", "picture", "picture_kind"})
            set += std::string(column) + " = $" + std::to_string(++place) + ", ";
        set += "updated_at = $" + std::to_string(++place);
        cells.push_back(value(product.id));
        auto done = context_.db.execute(
            "UPDATE products SET " + set + " WHERE id = $" + std::to_string(++place), cells);
        if (!done) return base::pass(done, key);
        if (*done != 1)
            return fail(ErrorCode::NotFound,
                        "there is no product " + std::to_string(product.id.value()),
                        "error.product_unknown");
    }
    auto cleared = context_.db.execute("DELETE FROM product_barcodes WHERE product_id = $1",
                                       values(product.id));
    if (!cleared) return base::pass(cleared);
    for (const std::string& code : product.barcodes()) {
        auto added = context_.db.execute(
            "INSERT INTO product_barcodes (product_id, barcode) VALUES ($1, $2)",
            values(product.id, code));
        if (!added) return base::pass(added);
    }
    return product;
}

base::Status ProductStore::erase(ProductRow product) {
    auto codes =
        context_.db.execute("DELETE FROM product_barcodes WHERE product_id = $1", values(product));
    if (!codes) return base::pass(codes);
    auto done = context_.db.execute("DELETE FROM products WHERE id = $1", values(product));
    if (!done) return base::pass(done);
    if (*done != 1)
        return fail(ErrorCode::NotFound, "there is no product " + std::to_string(product.value()),
                    "error.product_unknown");
    return {};
}

}  // namespace station
