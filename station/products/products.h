#pragma once
#include <memory>

#include "station/product_desk.h"
#include "station/products/product_store.h"

namespace station {

/// The product table over the database: edits, files, pictures, and what orders teach. Runs on the
/// station thread.
class Products final : public ProductDesk {
public:
    explicit Products(const Context& context) : context_(context), store_(context) {}

    /// What an order's lines say of their articles goes into the table; in the caller's
    /// transaction.
    base::Status learn(const IncomingOrder& order);

    base::Result<ProductView> add(const ProductTexts& fields, const std::string& actor) override;
    base::Result<ProductView> edit(ProductRow product, const ProductTexts& fields,
                                   const std::string& actor) override;
    base::Status remove(ProductRow product, const std::string& actor) override;
    base::Result<ProductView> set_picture(ProductRow product, base::ByteView content,
                                          const std::string& actor) override;
    base::Result<ProductView> remove_picture(ProductRow product, const std::string& actor) override;
    base::Result<bool> import_step(ProductImport& run, const std::string& actor) override;
    base::Result<ProductUndoView> undo_step(const std::string& actor) override;

private:
    enum class RowOutcome { Created, Changed, Unchanged };
    base::Result<RowOutcome> take_row(ProductImport& run, const ProductFile::Row& row,
                                      ProductProblemView& problem);
    base::Status note_change(std::int64_t import_id, const Product* before, const Product& after);
    base::Result<ProductView> view(const Product& product) const;
    base::Status audit(const std::string& action, const Product& product, const std::string& actor);

    Context context_;
    ProductStore store_;
};

/// Where pictures lie: DATA/product-pictures/ID-N.KIND
std::filesystem::path product_pictures_folder(const std::filesystem::path& data_folder);

/// Reads the table through the context's session, which must outlive it.
std::unique_ptr<ProductReader> make_product_reader(const Context& context);

}  // namespace station
