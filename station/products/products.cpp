#include "station/products/products.h"

#include <algorithm>

#include "base/files.h"
#include "base/log.h"
#include "station/products/product_csv.h"
#include "station/products/product_picture.h"
#include "station/store/json.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Rows of a file, and products of an undo, that one call takes: some 5 ms.
constexpr int kRowsPerStep = 40;
/// More problems help nobody; the counts stay exact.
constexpr std::size_t kKeptProblems = 500;

std::string picture_name(const Product& product) {
    return std::to_string(product.id.value()) + "-" + std::to_string(product.picture) + "." +
           product.picture_kind;
}

/// Sets named texts as a person's. The field that is wrong stands in the error's message.
base::Result<bool> set_fields(Product& product, const ProductTexts& fields) {
    bool changed = false;
    for (const auto& [field_name, text] : fields) {
        const auto field = product_field(field_name);
        if (!field)
            return fail(ErrorCode::InvalidInput, "a product has no field '" + field_name + "'",
                        "error.bad_request");
        auto kept = clean_field(*field, text);
        if (!kept) {
            auto error = kept.error();
            error.key = "product." + error.key;
            return std::unexpected(std::move(error));
        }
        changed = product.set(*field, *kept, FieldSource::Person) || changed;
    }
    return changed;
}

}  // namespace

std::filesystem::path product_pictures_folder(const std::filesystem::path& data_folder) {
    return data_folder / "product-pictures";
}

base::Status Products::audit(const std::string& action, const Product& product,
                             const std::string& actor) {
    AuditEntry entry;
    entry.actor = actor;
    entry.action = action;
    entry.detail = {{"product", std::to_string(product.id.value())},
                    {"title", product[ProductField::Title].substr(0, 120)}};
    return append_audit(context_.db, context_.clock.now(), entry);
}

base::Result<ProductView> Products::view(const Product& product) const {
    ProductView view = to_view(product);
    auto shared = store_.shared_barcodes(product);
    if (!shared) return base::pass(shared);
    view.shared = std::move(*shared);
    return view;
}

base::Status Products::learn(const IncomingOrder& order) {
    for (const IncomingItem& item : order.items) {
        auto known = store_.find(item.sku_id, item.seller_code, item.barcode, item.spec);
        if (!known) return base::pass(known);
        Product product = *known ? std::move(**known) : Product{};
        if (!station::learn(product, item)) continue;
        if (product_key(keys_of(product), context_.settings.products.keys).empty()) continue;
        auto written = store_.write(std::move(product));
        if (written) continue;
        // Codes that contradict each other teach nothing; the order goes its way all the same.
        if (written.error().key == "error.product_taken") {
            base::log(base::LogLevel::Info, "product_not_learned",
                      {{"order", order.order_no.str()}, {"message", written.error().message}});
            continue;
        }
        return base::pass(written);
    }
    return {};
}

base::Result<ProductView> Products::add(const ProductTexts& fields, const std::string& actor) {
    Product product;
    if (auto set = set_fields(product, fields); !set) return base::pass(set);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto written = store_.write(std::move(product));
    if (!written) return base::pass(written);
    if (auto noted = audit("product_added", *written, actor); !noted) return base::pass(noted);
    auto shown = view(*written);
    if (!shown) return shown;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return shown;
}

base::Result<ProductView> Products::edit(ProductRow row, const ProductTexts& fields,
                                         const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto product = store_.get(row);
    if (!product) return base::pass(product);
    auto changed = set_fields(*product, fields);
    if (!changed) return base::pass(changed);
    if (!*changed) return view(*product);
    auto written = store_.write(std::move(*product));
    if (!written) return base::pass(written);
    if (auto noted = audit("product_edited", *written, actor); !noted) return base::pass(noted);
    auto shown = view(*written);
    if (!shown) return shown;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return shown;
}

base::Status Products::remove(ProductRow row, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto product = store_.get(row);
    if (!product) return base::pass(product);
    if (auto erased = store_.erase(row); !erased) return erased;
    if (auto noted = audit("product_removed", *product, actor); !noted) return noted;
    if (auto done = transaction->commit(); !done) return done;
    if (product->picture > 0) {
        std::error_code ignored;
        std::filesystem::remove(
            product_pictures_folder(context_.settings.data_folder) / picture_name(*product),
            ignored);
    }
    return {};
}

base::Result<ProductView> Products::set_picture(ProductRow row, base::ByteView content,
                                                const std::string& actor) {
    const auto info = inspect_picture(content);
    if (!info) return base::pass(info);
    auto product = store_.get(row);
    if (!product) return base::pass(product);
    const auto folder = product_pictures_folder(context_.settings.data_folder);
    const std::string old = product->picture > 0 ? picture_name(*product) : "";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::Unavailable,
                    "cannot make " + folder.string() + ": " + error.message(),
                    "error.data_folder_unusable");
    // A number is used once, whichever product had it: a browser keeps what it has seen under it,
    // and the database gives the id of a removed product to the next one. The audit only grows.
    auto newest = context_.db.query_one("SELECT coalesce(max(id), 0) FROM audit");
    if (!newest) return base::pass(newest);
    product->picture = newest->small(0) + 1;
    product->picture_kind = info->kind;
    if (auto written = base::write_file_atomically(folder / picture_name(*product), content);
        !written)
        return base::pass(written);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto written = store_.write(std::move(*product));
    if (!written) return base::pass(written);
    if (auto noted = audit("product_picture", *written, actor); !noted) return base::pass(noted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    if (!old.empty()) std::filesystem::remove(folder / old, error);
    return view(*written);
}

base::Result<ProductView> Products::remove_picture(ProductRow row, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto product = store_.get(row);
    if (!product) return base::pass(product);
    if (product->picture == 0) return view(*product);
    const std::string old = picture_name(*product);
    product->picture = 0;
    auto written = store_.write(std::move(*product));
    if (!written) return base::pass(written);
    if (auto noted = audit("product_picture", *written, actor); !noted) return base::pass(noted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    std::error_code ignored;
    std::filesystem::remove(product_pictures_folder(context_.settings.data_folder) / old, ignored);
    return view(*written);
}

base::Status Products::note_change(std::int64_t import_id, const Product* before,
                                   const Product& after) {
    auto noted = context_.db.execute(
        "INSERT INTO product_changes (import_id, product_id, created, before_texts,"
        " before_sources, after_texts) VALUES ($1, $2, $3, $4, $5, $6)",
        values(import_id, after.id, before == nullptr,
               before != nullptr ? to_json(texts_of(*before)) : std::string(),
               before != nullptr ? to_json(sources_of(*before)) : std::string(),
               to_json(texts_of(after))));
    if (!noted) return base::pass(noted);
    return {};
}

base::Result<Products::RowOutcome> Products::take_row(ProductImport& run,
                                                      const ProductFile::Row& row,
                                                      ProductProblemView& problem) {
    Product named;
    for (const auto& [field, text] : row.fields) named[*product_field(field)] = text;
    const ProductKeys keys = keys_of(named);
    auto known = store_.find(keys);
    if (!known) return base::pass(known);
    const std::string key = product_key(keys, context_.settings.products.keys);
    const auto repeated = [&](int other) {
        problem = {row.number, "", "repeated_row",
                   "rows " + std::to_string(other) + " and " + std::to_string(row.number) +
                       " name the same product; the first one counts"};
        return fail(ErrorCode::InvalidInput, problem.message);
    };
    if (*known) {
        const auto first = run.touched.find((**known).id.value());
        if (first != run.touched.end()) return repeated(first->second);
        run.touched[(**known).id.value()] = row.number;
    } else if (const auto first = run.touched_keys.find(key); first != run.touched_keys.end()) {
        return repeated(first->second);
    }
    Product product = *known ? **known : Product{};
    bool changed = false;
    for (const auto& [field, text] : row.fields)
        changed = product.set(*product_field(field), text, FieldSource::Person) || changed;
    if (*known && !changed) return RowOutcome::Unchanged;
    const RowOutcome outcome = *known ? RowOutcome::Changed : RowOutcome::Created;
    if (run.dry_run) {
        if (!*known) run.touched_keys[key] = row.number;
        return outcome;
    }
    auto written = store_.write(std::move(product));
    if (!written) {
        if (written.error().code == ErrorCode::Conflict ||
            written.error().code == ErrorCode::InvalidInput)
            problem = {row.number, "", "taken", written.error().message};
        return base::pass(written);
    }
    run.touched[written->id.value()] = row.number;
    auto noted = note_change(run.view.id, *known ? &**known : nullptr, *written);
    if (!noted) return base::pass(noted);
    return outcome;
}

base::Result<bool> Products::import_step(ProductImport& run, const std::string& actor) {
    const ProductFile& file = *run.file;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    // Counted in a copy, kept only if the step was committed.
    ProductImport after = run;
    if (after.view.file.empty()) {
        after.view.file = file.name;
        after.view.dry_run = run.dry_run;
        after.view.rows = file.rows;
        after.view.problems = file.problems;
        after.view.ignored = file.ignored;
        if (!run.dry_run) {
            auto made = context_.db.query_one(
                "INSERT INTO product_imports (file, at, actor) VALUES ($1, $2, $3) RETURNING id",
                values(file.name, context_.clock.now(), actor));
            if (!made) return base::pass(made);
            after.view.id = made->integer(0);
        }
    }
    for (int n = 0; n < kRowsPerStep && after.next < file.good.size(); ++n) {
        ProductProblemView problem;
        const auto outcome = take_row(after, file.good[after.next++], problem);
        if (!outcome) {
            if (problem.code.empty()) return base::pass(outcome);
            after.view.problems.push_back(std::move(problem));
        } else if (*outcome == RowOutcome::Created) {
            ++after.view.created;
        } else if (*outcome == RowOutcome::Changed) {
            ++after.view.changed;
        } else {
            ++after.view.unchanged;
        }
    }
    const bool more = after.next < file.good.size();
    if (!more) {
        std::ranges::stable_sort(after.view.problems, {}, &ProductProblemView::row);
        if (after.view.problems.size() > kKeptProblems) after.view.problems.resize(kKeptProblems);
    }
    if (!more && !run.dry_run) {
        AuditEntry entry;
        entry.actor = actor;
        entry.action = "products_imported";
        entry.detail = {{"file", file.name},
                        {"new", std::to_string(after.view.created)},
                        {"changed", std::to_string(after.view.changed)}};
        auto noted = append_audit(context_.db, context_.clock.now(), entry);
        if (!noted) return base::pass(noted);
    }
    if (!run.dry_run) {
        if (auto done = transaction->commit(); !done) return base::pass(done);
    }
    run = std::move(after);
    return more;
}

base::Result<ProductUndoView> Products::undo_step(const std::string& actor) {
    ProductUndoView undo;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto last = context_.db.query(
        "SELECT id, file FROM product_imports WHERE undone_at IS NULL AND EXISTS"
        " (SELECT 1 FROM product_changes WHERE import_id = product_imports.id)"
        " ORDER BY id DESC LIMIT 1");
    if (!last) return base::pass(last);
    if (last->empty())
        return fail(ErrorCode::Conflict, "there is no import of products to take back",
                    "error.nothing_to_undo");
    const std::int64_t import_id = last->front().integer(0);
    undo.file = last->front().text(1);
    auto changes = context_.db.query(
        "SELECT id, product_id, created, before_texts, before_sources, after_texts"
        " FROM product_changes WHERE import_id = $1 ORDER BY id DESC LIMIT " +
            std::to_string(kRowsPerStep),
        values(import_id));
    if (!changes) return base::pass(changes);
    for (const Row& change : *changes) {
        auto forgotten = context_.db.execute("DELETE FROM product_changes WHERE id = $1",
                                             values(change.integer(0)));
        if (!forgotten) return base::pass(forgotten);
        auto product = store_.get(change.id<ProductRow>(1));
        if (!product) {
            if (product.error().code != ErrorCode::NotFound) return base::pass(product);
            ++undo.kept;  // Somebody has removed it meanwhile.
            continue;
        }
        const auto after = map_from_json(change.text(5));
        if (texts_of(*product) != after || (change.flag(2) && product->picture > 0)) {
            ++undo.kept;
            continue;
        }
        if (change.flag(2)) {
            if (auto erased = store_.erase(product->id); !erased) return base::pass(erased);
            ++undo.removed;
            continue;
        }
        const auto texts = map_from_json(change.text(3));
        const auto sources = map_from_json(change.text(4));
        for (const ProductFieldInfo& info : product_fields()) {
            const std::string field(info.name);
            const auto text = texts.find(field);
            const auto source = sources.find(field);
            (*product)[info.field] = text == texts.end() ? "" : text->second;
            product->source[static_cast<std::size_t>(info.field)] =
                source == sources.end()      ? FieldSource::None
                : source->second == "person" ? FieldSource::Person
                                             : FieldSource::Learned;
        }
        auto written = store_.write(std::move(*product));
        if (!written && written.error().code == ErrorCode::Conflict) {
            ++undo.kept;  // Another product has taken its old key meanwhile.
            continue;
        }
        if (!written) return base::pass(written);
        ++undo.restored;
    }
    auto left = context_.db.query_one("SELECT count(*) FROM product_changes WHERE import_id = $1",
                                      values(import_id));
    if (!left) return base::pass(left);
    undo.more = left->integer(0) > 0;
    if (!undo.more) {
        auto done = context_.db.execute("UPDATE product_imports SET undone_at = $1 WHERE id = $2",
                                        values(context_.clock.now(), import_id));
        if (!done) return base::pass(done);
        AuditEntry entry;
        entry.actor = actor;
        entry.action = "products_undone";
        entry.detail = {{"file", undo.file}};
        auto noted = append_audit(context_.db, context_.clock.now(), entry);
        if (!noted) return base::pass(noted);
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return undo;
}

namespace {

class StoreReader final : public ProductReader {
public:
    explicit StoreReader(const Context& context) : context_(context), store_(context) {}

    base::Result<ProductListView> list(const ProductFilter& filter) override {
        return store_.list(filter);
    }
    base::Result<ProductView> product(ProductRow row) override {
        auto product = store_.get(row);
        if (!product) return base::pass(product);
        ProductView view = to_view(*product);
        auto shared = store_.shared_barcodes(*product);
        if (!shared) return base::pass(shared);
        view.shared = std::move(*shared);
        return view;
    }
    base::Result<base::Bytes> csv() override {
        auto all = store_.all();
        if (!all) return base::pass(all);
        return write_product_csv(*all);
    }
    base::Result<Picture> picture(ProductRow row) override {
        auto product = store_.get(row);
        if (!product) return base::pass(product);
        if (product->picture == 0)
            return fail(ErrorCode::NotFound,
                        "product " + std::to_string(row.value()) + " has no picture",
                        "error.product_unknown");
        // Nothing of the request becomes part of the path.
        return Picture{
            product_pictures_folder(context_.settings.data_folder) / picture_name(*product),
            picture_content_type(product->picture_kind)};
    }

private:
    Context context_;
    ProductStore store_;
};

}  // namespace

std::unique_ptr<ProductReader> make_product_reader(const Context& context) {
    return std::make_unique<StoreReader>(context);
}

}  // namespace station
