#include "tests/fakes/fake_station.h"

#include <fstream>
#include <utility>

#include "station/slots.h"
#include "tests/fakes/fake_boxes.h"
#include "tests/fakes/fake_contacts.h"
#include "tests/fakes/fake_merges.h"
#include "tests/fakes/fake_products.h"
#include "tests/fakes/fake_shipping.h"
#include "tests/fakes/fake_stock.h"

namespace fakes {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

const base::Time kNoon = base::from_millis(1'779'940'805'123);  // 2026-05-28T04:00:05.123Z

bool known(const base::OrderNo& order) {
    return order.str().starts_with("P7");
}

std::unexpected<base::Error> no_order(const base::OrderNo& order) {
    return fail(ErrorCode::NotFound, "no order " + order.str(), "error.not_found");
}

class FakeSlots final : public station::Slots {
public:
    explicit FakeSlots(Floor& floor) : floor_(floor) {}
    base::Status go(base::SlotRow slot, const station::Actor& actor) override {
        return told("go", slot, actor);
    }
    base::Status skip(base::SlotRow slot, const station::Actor& actor) override {
        return told("skip", slot, actor);
    }
    Result<station::CheckView> check(const station::Actor& actor) override {
        floor_.note("check " + actor.name);
        return sample_check();
    }
    Result<station::RollView> change_roll(const base::PrinterName& printer, int labels,
                                          const station::Actor& actor) override {
        floor_.note("roll " + printer.str() + " " + std::to_string(labels) + " " + actor.name);
        if (printer.str() != "label-1")
            return fail(ErrorCode::NotFound, "no such printer", "error.printer_unknown");
        return station::RollView{labels, 0, labels, kNoon};
    }

private:
    base::Status told(const std::string& what, base::SlotRow slot, const station::Actor& actor) {
        floor_.note(what + " slot " + std::to_string(slot.value()) + " " + actor.name);
        if (slot.value() != 5) return fail(ErrorCode::NotFound, "no slot", "error.slot_unknown");
        return {};
    }
    Floor& floor_;
};

std::unexpected<base::Error> not_here() {
    return fail(ErrorCode::Unavailable, "the fake has no users and no books", "error.busy");
}

/// Nobody: the station as it is before its first start.
class NoUsers final : public station::Users, public station::UserReader {
public:
    using Text = const std::string&;
    base::Status set_up(Text, Text, Text, Text) override { return not_here(); }
    base::Status add(Text, station::Role, Text, Text) override { return not_here(); }
    base::Status set_password(Text, Text, Text, Text) override { return not_here(); }
    base::Status renew_hash(Text, Text, Text) override { return not_here(); }
    base::Status set_role(Text, station::Role, Text) override { return not_here(); }
    base::Status set_disabled(Text, bool, Text) override { return not_here(); }
    base::Status begin_session(const station::LoginRecord&, const station::NewSession&) override {
        return not_here();
    }
    base::Status touch(Text) override { return not_here(); }
    base::Status end_session(Text) override { return not_here(); }
    base::Status end_sessions(Text, std::int64_t, Text) override { return not_here(); }
    base::Status note_failed_login(Text, Text) override { return not_here(); }
    Result<bool> set_up() override { return false; }
    Result<std::vector<station::UserView>> users() override {
        return std::vector<station::UserView>{};
    }
    Result<std::optional<station::LoginRecord>> login_record(Text) override {
        return std::optional<station::LoginRecord>{};
    }
    Result<std::optional<station::LiveSession>> session(Text) override {
        return std::optional<station::LiveSession>{};
    }
};

class NoBooks final : public station::ImportUndo, public station::ImportHistory {
public:
    base::Status undo_later(std::int64_t, const std::string&, UndoDone) override {
        return not_here();
    }
    Result<station::ImportDetailView> import_detail(std::int64_t, const std::string&,
                                                    int) override {
        return not_here();
    }
    Result<station::UndoView> undo_view(std::int64_t) override { return not_here(); }
};

class FakeSheets final : public station::Sheets {
public:
    explicit FakeSheets(Floor& floor) : floor_(floor) {}
    Result<station::JobView> add(const station::SheetRequest& request,
                                 const station::Actor& actor) override {
        floor_.note("sheet " + request.sheet.number + " " + request.printer.str() + " " +
                    request.key + " " + actor.name);
        station::JobView job = sample_job();
        job.kind = "sheet";
        job.number = base::WaybillNumber(request.sheet.number);
        job.codes = request.sheet.codes;
        return job;
    }

private:
    Floor& floor_;
};

class FakeStation final : public station::Station {
public:
    FakeStation(Floor& floor, Options options) : floor_(floor), options_(std::move(options)) {
        if (!floor_.lock_file.empty()) std::ofstream(floor_.lock_file) << "held";
        ++floor_.open_stations;
        const std::lock_guard lock(floor_.mutex);
        floor_.wake = options_.wake;
    }
    ~FakeStation() override {
        std::error_code ignored;
        if (!floor_.lock_file.empty()) std::filesystem::remove(floor_.lock_file, ignored);
        --floor_.open_stations;
    }

    bool work() override {
        ++floor_.slices;
        if (floor_.throw_in_work.exchange(false)) throw std::runtime_error("a slice failed");
        for (const auto& import : std::exchange(waiting_, {})) import();
        if (floor_.work_left.load() <= 0) return false;
        --floor_.work_left;
        return true;
    }
    void stop(std::chrono::milliseconds) override { floor_.note("stop"); }
    station::Sheets& sheets() override { return sheets_; }
    station::Shipping& shipping() override { return shipping_; }
    station::Handovers& handovers() override { return handovers_; }
    station::BackEndTasks& tasks() override { return tasks_; }

    Result<station::ImportView> import_file(const std::filesystem::path& file, bool dry_run,
                                            const station::Actor& actor) override {
        floor_.note("import " + file.filename().string() + (dry_run ? " dry " : " ") + actor.name);
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored))
            return fail(ErrorCode::NotFound, file.string() + ": no such file");
        station::ImportView view;
        view.id = 1;
        view.file = file.filename().string();
        view.at = kNoon;
        view.rows = 3;
        view.orders = 2;
        view.created = 1;
        view.unchanged = 1;
        view.skipped.push_back({.row = 3,
                                .column = "",
                                .order_no = "P700000000000000003",
                                .code = "cancelled",
                                .message = "cancelled"});
        if (file.stem() == "faulty")
            view.problems.push_back({.row = 4,
                                     .column = "商品总价(元)",
                                     .order_no = "P700000000000000004",
                                     .code = "bad_money",
                                     .message = "'zwölf' is no amount"});
        return view;
    }

    base::Status import_later(const std::filesystem::path& file, bool dry_run,
                              const station::Actor& actor, ImportDone done) override {
        waiting_.push_back([this, file, dry_run, actor, done = std::move(done)] {
            done(import_file(file, dry_run, actor));
        });
        return {};
    }

    Result<station::OrderView> hold(const base::OrderNo& order, const std::string& reason,
                                    const station::Actor& actor) override {
        return decide("hold", order, reason, actor);
    }
    Result<station::OrderView> release(const base::OrderNo& order, const std::string& reason,
                                       const station::Actor& actor) override {
        if (order.str() == "P700000000000000002")
            return fail(ErrorCode::Conflict, "order " + order.str() + " is not held",
                        "error.order_not_held");
        return decide("release", order, reason, actor);
    }
    Result<station::OrderView> refuse(const base::OrderNo& order, const std::string& reason,
                                      const station::Actor& actor) override {
        return decide("refuse", order, reason, actor);
    }
    Result<station::OrderView> acknowledge(const base::OrderNo& order,
                                           const station::Actor& actor) override {
        return decide("acknowledge", order, "", actor);
    }
    Result<station::OrderView> change_carrier(const base::OrderNo& order,
                                              const base::CarrierCode& carrier,
                                              const station::Actor& actor) override {
        return decide("carrier", order, carrier.str(), actor);
    }
    base::Status note_picture_shown(base::JobRow job, const station::Actor& actor) override {
        floor_.note("picture " + std::to_string(job.value()) + " " + actor.name);
        return {};
    }
    Result<station::RevealedView> reveal(const base::OrderNo& order,
                                         const station::Actor& actor) override {
        floor_.note("reveal " + order.str() + " " + actor.name);
        if (!known(order)) return no_order(order);
        return station::RevealedView{"王小明", "13800005678", "西湖区文三路 1 号", "", ""};
    }

    Result<station::BatchView> print_now(const station::Actor& actor) override {
        floor_.note("print_now " + actor.name);
        return sample_batch();
    }
    Result<station::BatchView> print_order(const base::OrderNo& order,
                                           const station::Actor& actor) override {
        floor_.note("print " + order.str() + " " + actor.name);
        if (!known(order)) return no_order(order);
        return sample_batch();
    }
    Result<station::BatchView> pause(base::BatchRow batch, const station::Actor&) override {
        return change("pause", batch);
    }
    Result<station::BatchView> resume(base::BatchRow batch, const station::Actor&) override {
        return change("resume", batch);
    }
    Result<station::BatchView> cancel(base::BatchRow batch, const station::Actor&) override {
        return change("cancel", batch);
    }
    Result<station::JobView> settle(base::JobRow job, bool printed, const std::string& reason,
                                    const station::Actor&) override {
        floor_.note("settle " + std::to_string(job.value()) + (printed ? " yes " : " no ") +
                    reason);
        return sample_job();
    }
    Result<station::JobView> reprint(base::JobRow job, const std::string& reason,
                                     const station::Actor&) override {
        floor_.note("reprint " + std::to_string(job.value()) + " " + reason);
        return sample_job();
    }

    Result<station::BenchView> scan(const base::BenchName& bench, const std::string& text,
                                    const std::string& key, const std::string&) override {
        if (bench.str() != "1")
            return fail(ErrorCode::NotFound, "no bench " + bench.str(), "error.not_found");
        const std::lock_guard lock(floor_.mutex);
        if (const auto found = floor_.scans.find(key); found != floor_.scans.end())
            return found->second;
        floor_.calls.push_back("scan " + text);
        station::BenchView view = sample_bench();
        view.outcome->params["number"] = text;
        floor_.scans[key] = view;
        ++floor_.status.counts.bound;
        return view;
    }

    Result<station::ShipFileView> write_ship_file(bool xlsx, const std::filesystem::path& path,
                                                  const station::Actor& actor) override {
        floor_.note("ship_file " + std::string(xlsx ? "xlsx " : "csv ") + actor.name);
        if (!path.empty()) std::ofstream(path) << "number\n";
        return FakeShipping::sample_file(xlsx ? "ship-1.xlsx" : "ship-1.csv");
    }

    station::Slots& slots() override { return slots_; }
    station::NumberDesk& numbers() override { return desk_; }
    station::ProductDesk& products() override { return products_; }
    station::Stock& stock() override { return stock_; }
    station::Merges& merges() override { return merges_; }
    station::Boxes& boxes() override { return boxes_; }

    Result<station::StatusView> status() override {
        const std::lock_guard lock(floor_.mutex);
        station::StatusView view = floor_.status;
        view.now = options_.clock->now();
        return view;
    }
    station::Users& users() override { return users_; }
    station::ImportUndo& import_undo() override { return books_; }
    station::ContactDesk& contacts() override { return contacts_; }
    station::WebhookDesk& webhooks() override { return webhooks_; }

private:
    Result<station::OrderView> decide(const std::string& what, const base::OrderNo& order,
                                      const std::string& reason, const station::Actor& actor) {
        floor_.note(what + " " + order.str() + " " + reason + " " + actor.name);
        if (!known(order)) return no_order(order);
        return sample_order(order.str());
    }
    Result<station::BatchView> change(const std::string& what, base::BatchRow batch) {
        floor_.note(what + " " + std::to_string(batch.value()));
        if (batch.value() != 7)
            return fail(ErrorCode::NotFound, "no such batch", "error.not_found");
        return sample_batch();
    }

    NoUsers users_;
    NoBooks books_;
    FakeContacts contacts_;
    FakeWebhooks webhooks_;
    class Desk final : public station::NumberDesk {
    public:
        explicit Desk(Floor& floor) : floor_(floor) {}
        Result<station::WishView> resolve(station::WishRow wish,
                                          const station::WishDecision& decision,
                                          const station::Actor&) override {
            const char* kinds[] = {"number ", "again ", "cancel "};
            floor_.note("wish " + std::to_string(wish.value()) + " " +
                        kinds[static_cast<int>(decision.kind)] + decision.number + decision.reason);
            if (wish.value() != 3)
                return fail(ErrorCode::NotFound, "no such wish", "error.wish_unknown");
            return sample_numbers().wishes.front();
        }
        Result<station::VoidView> mark_void(station::VoidRow number, bool done,
                                            const station::Actor& actor) override {
            floor_.note("void " + std::to_string(number.value()) + (done ? " yes " : " no ") +
                        actor.name);
            return sample_numbers().voids.front();
        }
        Result<station::RequestFileView> write_request(const base::CarrierCode& carrier, bool xlsx,
                                                       const std::filesystem::path& path,
                                                       const station::Actor&) override {
            floor_.note("number_request " + std::string(xlsx ? "xlsx " : "csv ") + carrier.str());
            if (!path.empty()) std::ofstream(path) << "order\n";
            return sample_numbers().request_files.front();
        }

    private:
        Floor& floor_;
    };

    Floor& floor_;
    FakeSlots slots_{floor_};
    Desk desk_{floor_};
    FakeSheets sheets_{floor_};
    FakeShipping shipping_{floor_};
    FakeHandovers handovers_{floor_};
    FakeTasks tasks_{floor_};
    const Options options_;
    std::vector<std::function<void()>> waiting_;  // Imports for the next slice of work().
    FakeStock stock_;
    FakeMerges merges_;
    FakeBoxes boxes_;
    FakeProducts products_;
};

class FakeReader final : public station::Reader {
public:
    explicit FakeReader(Floor& floor) : floor_(floor) {}

    Result<station::OrderListView> orders(const station::OrderFilter& filter) override {
        floor_.note("orders state=" + filter.state + " q=" + filter.query +
                    " page=" + std::to_string(filter.page));
        station::OrderListView list;
        list.orders.push_back(sample_order().row);
        list.total = 113;
        list.page = filter.page;
        list.pages = 3;
        return list;
    }
    Result<station::OrderView> order(const base::OrderNo& order) override {
        if (!known(order)) return no_order(order);
        return sample_order(order.str());
    }
    Result<std::vector<station::OrderView>> review_queue() override {
        return std::vector{sample_order()};
    }
    Result<std::vector<station::BatchView>> batches(int) override {
        return std::vector{sample_batch()};
    }
    Result<station::BatchView> batch(base::BatchRow row) override {
        if (row.value() != 7) return fail(ErrorCode::NotFound, "no such batch", "error.not_found");
        station::BatchView view = sample_batch();
        view.jobs.push_back(sample_job());
        return view;
    }
    Result<std::vector<station::JobView>> jobs(const std::string& state) override {
        floor_.note("jobs state=" + state);
        return std::vector{sample_job()};
    }
    Result<station::JobView> job(base::JobRow job) override {
        if (job.value() != sample_job().id.value())
            return fail(ErrorCode::NotFound, "no such label", "error.label_unknown");
        return sample_job();
    }
    Result<std::filesystem::path> label_picture(base::JobRow) override { return floor_.picture; }
    Result<station::BenchView> bench(const base::BenchName& bench) override {
        if (bench.str() != "1")
            return fail(ErrorCode::NotFound, "no bench " + bench.str(), "error.not_found");
        return sample_bench();
    }
    Result<station::AfterSaleListView> after_sales(const std::string& state, int) override {
        if (state == "nonsense")
            return fail(ErrorCode::InvalidInput, "no such list", "error.state_unknown");
        station::AfterSaleListView list;
        list.as_of = kNoon;
        list.total = 1;
        list.after_sales.resize(1);
        list.after_sales[0].refund_no = "R6242141112658161";
        return list;
    }
    Result<std::vector<station::ImportView>> imports() override {
        station::ImportView view;
        view.file = "orders.xlsx";
        return std::vector{view};
    }
    Result<std::vector<station::ShipFileView>> ship_files() override { return shipping_.files(); }
    station::ShippingReader& shipping() override { return shipping_; }
    station::DayReader& days() override { return days_; }
    Result<std::filesystem::path> ship_file(const std::string& name) override {
        const auto path = floor_.ship_folder / name;
        if (name.find('/') != std::string::npos || !std::filesystem::exists(path))
            return fail(ErrorCode::NotFound, "no ship file " + name, "error.not_found");
        return path;
    }
    station::UserReader& users() override { return users_; }
    station::ImportHistory& import_history() override { return books_; }
    Result<station::NumbersView> numbers() override { return sample_numbers(); }
    Result<std::filesystem::path> request_file(const std::string& name) override {
        if (floor_.ship_folder.empty() || name.find('/') != std::string::npos ||
            !std::filesystem::exists(floor_.ship_folder / name))
            return fail(ErrorCode::NotFound, "there is no number request '" + name + "'",
                        "error.request_file_unknown");
        return floor_.ship_folder / name;
    }

    station::ProductReader& products() override { return products_; }
    station::PickingReader& picking() override { return picking_; }
    Result<station::ContactsView> contacts() override {
        return station::ContactsView{
            {{base::CarrierCode("zto"), "中通快递", "95311", true, {sample_contact()}}}, {}};
    }
    Result<station::WebhooksView> webhooks() override {
        return station::WebhooksView{{}, {sample_message("failed")}};
    }
    Result<station::MergeListView> merges() override { return station::MergeListView{}; }
    Result<station::StockView> stock() override {
        station::StockView view;
        view.out.push_back(sample_stock_mark());
        return view;
    }

private:
    NoUsers users_;
    NoBooks books_;
    Floor& floor_;
    FakeShippingReader shipping_;
    FakeDays days_;
    FakeProducts products_;
    FakePicking picking_;
};

}  // namespace

server::Stations stations(Floor& floor) {
    {
        const std::lock_guard lock(floor.mutex);
        if (floor.status.station.empty()) floor.status = sample_status();
    }
    return {
        .open = [&floor](station::Station::Options options)
            -> Result<std::unique_ptr<station::Station>> {
            if (floor.open_error) return std::unexpected(*floor.open_error);
            if (!floor.lock_file.empty() && std::filesystem::exists(floor.lock_file))
                return fail(ErrorCode::Conflict, "another process holds the data folder",
                            "error.data_folder_locked");
            return std::make_unique<FakeStation>(floor, std::move(options));
        },
        .open_reader = [&floor](const config::Settings&, const config::DataFiles&,
                                const base::Clock&) -> Result<std::unique_ptr<station::Reader>> {
            return std::make_unique<FakeReader>(floor);
        }};
}

}  // namespace fakes
