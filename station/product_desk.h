#pragma once
#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "station/product_views.h"

namespace station {

/// The names of all fields of a product, in the order of pages and files.
const std::vector<std::string>& product_field_names();

/// Reads a product file: CSV (UTF-8, GB18030) or XLSX, columns by their titles. Pure; any thread.
/// InvalidInput (key error.product_columns) when no column names a product; what is wrong with
/// single rows stands in `problems`.
base::Result<ProductFile> read_product_file(const std::string& name, base::ByteView content);

/// Changes of the product table. On the station thread; each call is one short transaction.
class ProductDesk {
public:
    virtual ~ProductDesk() = default;

    /// A new product. Conflict (error.product_taken) when its key belongs to another one,
    /// InvalidInput for a text that its field cannot hold or when it has no key at all.
    virtual base::Result<ProductView> add(const ProductTexts& fields, const std::string& actor) = 0;
    /// Sets the named fields, from now on a person's: orders teach them nothing any more. A field
    /// that keeps its text keeps its source.
    virtual base::Result<ProductView> edit(ProductRow product, const ProductTexts& fields,
                                           const std::string& actor) = 0;
    /// Removes the product; the next order that names it teaches it anew.
    virtual base::Status remove(ProductRow product, const std::string& actor) = 0;

    /// PNG, JPEG or WebP, told by its content, at most 2 MB and 16 to 4096 dots a side;
    /// InvalidInput (error.picture_…) otherwise. Replaces the one before.
    virtual base::Result<ProductView> set_picture(ProductRow product, base::ByteView content,
                                                  const std::string& actor) = 0;
    virtual base::Result<ProductView> remove_picture(ProductRow product,
                                                     const std::string& actor) = 0;

    /// Takes some further rows; true when there is more. A row finds its product by the keys of
    /// the settings. Columns of the file are set by a person, empty cells too; texts that do not
    /// differ keep their source, so that an exported file changes nothing.
    virtual base::Result<bool> import_step(ProductImport& run, const std::string& actor) = 0;
    /// Takes back the last import, some products at a time: `more` asks for another call. What was
    /// changed since stays.
    virtual base::Result<ProductUndoView> undo_step(const std::string& actor) = 0;
};

/// Reads the product table through a Reader's session.
class ProductReader {
public:
    virtual ~ProductReader() = default;
    virtual base::Result<ProductListView> list(const ProductFilter& filter) = 0;
    virtual base::Result<ProductView> product(ProductRow product) = 0;
    /// All products as CSV for a spreadsheet program: UTF-8 with BOM, Chinese titles, numbers
    /// guarded against shortening, nothing that runs as a formula of somebody else's making.
    virtual base::Result<base::Bytes> csv() = 0;
    struct Picture {
        std::filesystem::path file;
        std::string content_type;
    };
    virtual base::Result<Picture> picture(ProductRow product) = 0;
};

}  // namespace station
