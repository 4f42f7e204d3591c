#include "config/carriers.h"
#include "station/batches/picking_sheets.h"
#include "station/batches/stock_marks.h"
#include "station/bench/bench.h"
#include "station/desk/contacts.h"
#include "station/desk/data_folder.h"
#include "station/desk/day_card.h"
#include "station/desk/import_trail.h"
#include "station/desk/import_undo.h"
#include "station/desk/intake.h"
#include "station/desk/merge_desk.h"
#include "station/desk/read_orders.h"
#include "station/products/products.h"
#include "station/shipping/outbox.h"
#include "station/shipping/shipping_reader.h"
#include "station/station.h"
#include "station/users/user_store.h"
#include "station/waybills/number_forecast.h"
#include "station/webhooks/webhooks.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

class ReaderImpl final : public Reader, private ImportHistory {
public:
    ReaderImpl(const config::Settings& settings, const config::DataFiles& data_files,
               const base::Clock& clock, config::CarrierTable carriers, PersonalDataCodec codec,
               std::unique_ptr<Session> db)
        : settings_(settings),
          data_files_(data_files),
          carriers_(std::move(carriers)),
          codec_(std::move(codec)),
          db_(std::move(db)),
          context_{*db_, codec_, settings_, carriers_, clock},
          users_(context_),
          products_(make_product_reader(context_)),
          picking_(make_picking_reader(context_, data_files_)) {}

    base::Result<OrderListView> orders(const OrderFilter& filter) override {
        return read_orders(context_, filter);
    }
    base::Result<OrderView> order(const base::OrderNo& order_no) override {
        return read_order(context_, order_no);
    }
    base::Result<std::vector<OrderView>> review_queue() override {
        return read_review_queue(context_);
    }
    base::Result<std::vector<BatchView>> batches(int page) override {
        return read_batches(context_, page);
    }
    base::Result<BatchView> batch(base::BatchRow batch) override {
        return read_batch(context_, batch, true);
    }
    base::Result<std::vector<JobView>> jobs(const std::string& state) override {
        return read_jobs(context_, state);
    }
    base::Result<JobView> job(base::JobRow job) override { return read_job(context_, job); }
    base::Result<std::filesystem::path> label_picture(base::JobRow job) override {
        const auto path =
            labels_folder(settings_.data_folder) / (std::to_string(job.value()) + ".png");
        std::error_code error;
        if (!std::filesystem::exists(path, error))
            return fail(ErrorCode::NotFound,
                        "there is no picture of label " + std::to_string(job.value()),
                        "error.label_unknown");
        return path;
    }
    base::Result<BenchView> bench(const base::BenchName& bench) override {
        return bench_view(context_, bench);
    }
    base::Result<AfterSaleListView> after_sales(const std::string& state, int page) override {
        return read_after_sales(context_, state, page);
    }
    base::Result<std::vector<ImportView>> imports() override { return read_imports(*db_); }
    base::Result<std::vector<ShipFileView>> ship_files() override {
        return read_ship_files(context_);
    }
    base::Result<std::filesystem::path> ship_file(const std::string& name) override {
        // Only names that the station gave: nothing of the request becomes part of a path.
        auto row = db_->query("SELECT path, dead_at, replaced_by FROM ship_files WHERE name = $1",
                              values(name));
        if (!row) return base::pass(row);
        if (row->empty())
            return fail(ErrorCode::NotFound, "there is no ship file '" + name + "'",
                        "error.ship_file_unknown");
        if (!row->front().null(1))
            return fail(ErrorCode::Conflict,
                        "ship file " + name + " was made anew and must not be uploaded" +
                            (row->front().text(2).empty() ? std::string()
                                                          : ": take " + row->front().text(2)),
                        "error.ship_file_dead");
        return std::filesystem::path(row->front().text(0));
    }
    ShippingReader& shipping() override { return shipping_; }
    DayReader& days() override { return days_; }
    ProductReader& products() override { return *products_; }
    PickingReader& picking() override { return *picking_; }
    base::Result<ContactsView> contacts() override { return read_contacts(context_); }
    base::Result<WebhooksView> webhooks() override { return webhooks_view(context_); }
    base::Result<StockView> stock() override { return read_stock(context_); }
    base::Result<MergeListView> merges() override { return read_merges(context_); }

    UserReader& users() override { return users_; }
    ImportHistory& import_history() override { return *this; }
    base::Result<NumbersView> numbers() override { return numbers_view(context_); }
    base::Result<std::filesystem::path> request_file(const std::string& name) override {
        auto row = db_->query(
            "SELECT path FROM request_files WHERE name = $1 AND deleted_at IS NULL", values(name));
        if (!row) return base::pass(row);
        if (row->empty())
            return fail(ErrorCode::NotFound, "there is no number request '" + name + "'",
                        "error.request_file_unknown");
        return std::filesystem::path(row->front().text(0));
    }

private:
    base::Result<ImportDetailView> import_detail(std::int64_t import, const std::string& outcome,
                                                 int page) override {
        return read_import_detail(context_, import, outcome, page);
    }
    base::Result<UndoView> undo_view(std::int64_t import) override {
        return read_undo_view(context_, import);
    }

    config::Settings settings_;
    config::DataFiles data_files_;
    config::CarrierTable carriers_;
    PersonalDataCodec codec_;
    std::unique_ptr<Session> db_;
    Context context_;
    ShippingReads shipping_{context_};
    DayCards days_{context_};
    StoredUserReader users_;
    std::unique_ptr<ProductReader> products_;
    std::unique_ptr<PickingReader> picking_;
};

}  // namespace

base::Result<std::unique_ptr<Reader>> Reader::open(const config::Settings& settings,
                                                   const config::DataFiles& data_files,
                                                   const base::Clock& clock) {
    auto carriers = config::CarrierTable::load(data_files);
    if (!carriers) return base::pass(carriers);
    const config::DatabaseLocation location = database_location(settings);
    const auto exists = database_exists(location);
    if (!exists) return base::pass(exists);
    if (!*exists)
        return fail(ErrorCode::NotFound,
                    "there is no station's database in " + location.text() +
                        ": import an export file or start the station first",
                    "error.database_missing");
    auto codec = PersonalDataCodec::open(settings.data_folder, true);
    if (!codec) return base::pass(codec);
    auto db = Session::open(location, Access::ReadOnly);
    if (!db) return base::pass(db);
    // A program of before would read a newer schema wrongly without a word.
    if (const auto known = check_schema(**db); !known) return base::pass(known);
    return std::make_unique<ReaderImpl>(settings, data_files, clock, std::move(*carriers),
                                        std::move(*codec), std::move(*db));
}

}  // namespace station
