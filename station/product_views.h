#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

/// What the station shows of products: plain values that the server turns into JSON (docs/api.md).
/// Fields go by their stored names ("sku_id", "barcodes", …: product_field_names()).
namespace station {

using ProductRow = base::RowId<struct ProductRowTag>;

/// Field name -> text. Barcodes stand in one text, separated by spaces; weight_g is digits,
/// no_barcode is "1" or "".
using ProductTexts = std::map<std::string, std::string>;

struct ProductView {
    ProductRow id;
    ProductTexts fields;              ///< Every field, the empty ones too.
    ProductTexts sources;             ///< "learned" or "person", for fields that somebody has set.
    int picture = 0;                  ///< Number of the picture, never used twice; 0: none.
    std::vector<std::string> shared;  ///< Its barcodes that another product has too.
    base::Time updated_at{};
};

struct ProductFilter {
    std::string query{};  ///< Part of a title, spec or shelf; a whole code or barcode.
    /// "", "no_barcode" (needs one: none known, not marked as having none), "shared_barcode",
    /// "no_box", "no_shelf", "no_picture".
    std::string missing{};
    int page = 1;
    int page_size = 50;
};

struct ProductListView {
    std::vector<ProductView> products;
    int total = 0, page = 1, pages = 1;
    int all = 0;  ///< Without filters.
    int without_barcode = 0, shared_barcode = 0;
    std::string undo_file;  ///< The import that undo would take back; empty: none.
    std::optional<base::Time> undo_at;
};

/// Why something of a product file cannot be used.
struct ProductProblemView {
    int row = 0;         ///< In the file; 0 where the file as a whole is meant.
    std::string column;  ///< "重量(克) (I)"
    std::string code;    ///< Stable; text key product.<code>
    std::string message;
};

/// A product file, read and understood but not yet in the database.
struct ProductFile {
    struct Row {
        int number = 0;
        ProductTexts fields;  ///< Only of columns that the file has.
    };
    std::string name;
    int rows = 0;  ///< Below the header.
    std::vector<Row> good;
    std::vector<ProductProblemView> problems;
    std::vector<std::string> ignored;  ///< Titles of columns that mean nothing here.
};

/// What an import did; with dry_run: would do.
struct ProductImportView {
    std::int64_t id = 0;  ///< 0 of a dry run.
    std::string file;
    bool dry_run = false;
    int rows = 0, created = 0, changed = 0, unchanged = 0;
    std::vector<ProductProblemView> problems;
    std::vector<std::string> ignored;
};

/// A product file on its way into the database; see ProductDesk::import_step().
struct ProductImport {
    std::shared_ptr<const ProductFile> file;
    bool dry_run = false;
    std::size_t next = 0;  ///< The next row of file->good.
    ProductImportView view;
    std::map<std::int64_t, int> touched;      ///< Product -> row of this file.
    std::map<std::string, int> touched_keys;  ///< The same for products that a dry run would make.
};

struct ProductUndoView {
    std::string file;  ///< Empty: there was nothing to undo.
    int restored = 0;  ///< Products as they were before.
    int removed = 0;   ///< Products that the import had made.
    int kept = 0;      ///< Changed since by somebody else: left as they are.
    bool more = false;
};

}  // namespace station
