#include "station/desk/station_impl.h"

#include <algorithm>

#include "base/log.h"
#include "station/bench/bench_facts.h"
#include "station/desk/read_orders.h"
#include "station/desk/status.h"
#include "station/orders/order_log.h"
#include "station/orders/personal_data.h"
#include "station/printers/printer_worker.h"
#include "station/waybills/kdniao.h"

namespace station {

using base::ErrorCode;
using base::fail;
using base::LogLevel;
using namespace std::chrono_literals;

base::Result<std::unique_ptr<Station>> Station::open(Options options) {
    return StationImpl::open(std::move(options));
}

base::Result<std::unique_ptr<Station>> StationImpl::open(Options options) {
    const config::Settings& settings = options.settings;
    auto carriers = config::CarrierTable::load(options.data_files);
    if (!carriers) return base::pass(carriers);
    auto divisions = config::Divisions::load(options.data_files);
    if (!divisions) return base::pass(divisions);
    auto source = config::load_source_layout(options.data_files, settings.intake.layout);
    if (!source) return base::pass(source);
    auto refunds = config::load_refund_layout(options.data_files, settings.intake.layout);
    if (!refunds) return base::pass(refunds);
    auto shipping = config::load_shipping_layout(options.data_files, settings.shipping.layout);
    if (!shipping) return base::pass(shipping);
    auto sheets =
        config::load_number_sheet_layout(options.data_files, settings.numbers.sheet_layout);
    if (!sheets) return base::pass(sheets);
    auto requests =
        config::load_number_request_layout(options.data_files, settings.numbers.request_layout);
    if (!requests) return base::pass(requests);
    auto folder = DataFolder::open(settings.data_folder);
    if (!folder) return base::pass(folder);
    if (!settings.intake.folder.empty()) {
        std::error_code error;
        std::filesystem::create_directories(settings.intake.folder, error);
        if (error)
            return fail(ErrorCode::Unavailable,
                        "cannot make the watched folder " + settings.intake.folder.string() + ": " +
                            error.message(),
                        "error.data_folder_unusable");
    }
    const config::DatabaseLocation location = database_location(settings);
    const auto exists = database_exists(location);
    if (!exists) return base::pass(exists);
    auto codec = PersonalDataCodec::open(settings.data_folder, *exists);
    if (!codec) return base::pass(codec);
    auto db = Session::open(location, Access::ReadWrite);
    if (!db) return base::pass(db);
    if (auto claimed = (*db)->claim(); !claimed) return base::pass(claimed);
    if (auto migrated = migrate(**db, options.clock->now()); !migrated) return base::pass(migrated);
    std::unique_ptr<StationImpl> station(new StationImpl(
        std::move(options),
        Loaded{std::move(*carriers), std::move(*divisions), std::move(*source), std::move(*refunds),
               std::move(*shipping), std::move(*sheets), std::move(*requests), std::move(*folder),
               std::move(*codec), std::move(*db)}));
    if (auto started = station->start(); !started) return base::pass(started);
    return station;
}

StationImpl::StationImpl(Options options, Loaded loaded)
    : options_(std::move(options)),
      loaded_(std::move(loaded)),
      context_{*loaded_.db, loaded_.codec, options_.settings, loaded_.carriers, *options_.clock},
      journal_(context_),
      numbers_(context_),
      counter_(context_, numbers_, loaded_.request_layout),
      products_(context_),
      batches_(context_, journal_, numbers_),
      stock_(context_, journal_),
      merges_(context_, journal_, batches_),
      boxes_(context_, journal_, numbers_, batches_),
      dispatcher_(context_, journal_),
      slot_desk_(context_, batches_, dispatcher_),
      bench_(context_, journal_, numbers_, stock_, boxes_),
      intake_(context_, loaded_.divisions, journal_),
      outbox_(context_, loaded_.shipping_layout),
      handovers_(context_),
      tasks_(context_),
      users_(context_),
      sheets_(context_, journal_, batches_),
      contacts_(context_),
      webhooks_(context_),
      watched_(options_.settings.intake, *options_.clock) {}

StationImpl::~StationImpl() {
    stop(1s);
}

base::Status StationImpl::start() {
    if (auto synced = numbers_.sync_ranges(); !synced) return synced;
    if (!options_.run_devices) return {};
    auto last = meta(context_.db, "started_at");
    if (!last) return base::pass(last);
    if (auto freed = free_benches(); !freed) return freed;
    {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto recovery = journal_.recover(base::from_millis(last->empty() ? 0 : std::stoll(*last)));
        if (!recovery) return base::pass(recovery);
        auto noted = set_meta(context_.db, "started_at",
                              std::to_string(base::to_millis(options_.clock->now())));
        if (!noted) return noted;
        if (auto done = transaction->commit(); !done) return done;
        if (recovery->unknown + recovery->back_to_queue > 0)
            base::log(LogLevel::Warning, "recovered_after_crash",
                      {{"unknown_labels", recovery->unknown},
                       {"back_to_queue", recovery->back_to_queue}});
    }
    const MakeProvider make = options_.make_provider
                                  ? MakeProvider(options_.make_provider)
                                  : [this](const config::NumberSourceSettings& source) {
                                        return make_kdniao(source, loaded_.carriers);
                                    };
    if (auto opened = counter_.start(make, options_.wake); !opened) return opened;
    batches_.wait_for_numbers(counter_.longest_wait());
    const MakeRobot make_chat = options_.make_robot ? MakeRobot(options_.make_robot) : make_robot;
    if (auto opened = webhooks_.start(make_chat, options_.data_files, options_.wake); !opened)
        return opened;
    if (auto ports = start_ports(); !ports) return ports;
    reader_thread_ = std::thread([this] { read_files(); });
    return {};
}

/// A bench that is no longer in the settings must not keep its open parcel from the others.
base::Status StationImpl::free_benches() {
    auto rows = context_.db.query("SELECT bench FROM bench_sessions WHERE state = 'open'");
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        if (find_bench(options_.settings, base::BenchName(row.text(0))) != nullptr) continue;
        auto freed =
            context_.db.execute("DELETE FROM bench_sessions WHERE bench = $1", values(row.text(0)));
        if (!freed) return base::pass(freed);
    }
    return {};
}

base::Status StationImpl::start_ports() {
    const auto sink = [this](const base::PrinterName& printer, PrinterEvent event) {
        // The queue holds many times what the windows allow; a worker never fills it.
        const std::int64_t job = std::visit(
            [](const auto& told) -> std::int64_t {
                if constexpr (requires { told.job; }) return told.job.value();
                return 0;
            },
            event);
        if (!from_printers_.try_push({printer, std::move(event)}))
            base::log(LogLevel::Error, "printer_event_lost",
                      {{"printer", printer.str()}, {"job", job}});
        options_.wake();
    };
    for (const config::PrinterSettings& printer : options_.settings.printers) {
        // Only a printer that a crash left in the middle of a label is brought back to the
        // beginning first: on a healthy one that would feed a blank label.
        auto left = context_.db.query_one(
            "SELECT count(*) FROM label_jobs WHERE printer = $1 AND state = 'unknown'",
            values(printer.name));
        if (!left) return base::pass(left);
        const FirstJob first = left->integer(0) > 0 ? FirstJob::Resynchronise : FirstJob::AsIs;
        auto port = options_.make_port
                        ? options_.make_port(printer, sink)
                        : make_printer_worker(options_.settings, printer, options_.data_files,
                                              labels_folder(options_.settings.data_folder), first,
                                              *options_.clock, sink);
        if (!port) return base::pass(port, "printer " + printer.name.str());
        dispatcher_.add(std::move(*port));
    }
    return {};
}

void StationImpl::trouble(std::string_view where, const base::Error& error) {
    base::log(LogLevel::Error, "station_trouble",
              {{"where", where}, {"code", base::name(error.code)}, {"message", error.message}});
    // A full or locked disk is not overcome by asking it a thousand times a second.
    rest_until_ = options_.clock->steady_now() + 1s;
    trouble_ = error.message;
    trouble_until_ = options_.clock->steady_now() + 10s;
}

void StationImpl::stop(std::chrono::milliseconds limit) {
    if (stopped_) return;
    stopped_ = true;
    // The order of stopping: no new labels, then the ones in flight, then the import thread. What
    // the printers still report is committed; what is not comes back as the journal's recovery.
    dispatcher_.halt();
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (dispatcher_.in_flight() > 0 && std::chrono::steady_clock::now() < deadline) {
        if (auto event = from_printers_.pop(20ms)) printer_events_.push_back(std::move(*event));
        stopped_ = false;
        work_on_printers();
        stopped_ = true;
    }
    const auto left = std::max(std::chrono::milliseconds{100},
                               std::chrono::duration_cast<std::chrono::milliseconds>(
                                   deadline - std::chrono::steady_clock::now()));
    dispatcher_.stop_ports(left);
    while (work_on_printers()) {
    }
    counter_.stop(500ms);
    webhooks_.stop(500ms);
    to_read_.close();
    read_.close();
    if (reader_thread_.joinable()) reader_thread_.join();
}

base::Result<ImportView> StationImpl::import_file(const std::filesystem::path& file, bool dry_run,
                                                  const Actor& actor) {
    ImportRun run(context_, intake_,
                  prepare_file(file, loaded_.source_layout, loaded_.refund_layout,
                               loaded_.sheet_layout, loaded_.codec, options_.clock->now()),
                  dry_run ? ImportRun::Mode::DryRun : ImportRun::Mode::Write, actor.name);
    for (;;) {
        auto more = run.step(1s, 100);
        if (!more) return base::pass(more);
        if (*more) continue;
        if (!dry_run) {
            if (auto looked = look_at_exports(); !looked) return base::pass(looked);
        }
        return run.view();
    }
}

base::Status StationImpl::import_later(const std::filesystem::path& file, bool dry_run,
                                       const Actor& actor, ImportDone done) {
    WaitingImport waiting{file, dry_run ? ImportRun::Mode::DryRun : ImportRun::Mode::Write,
                          actor.name, std::move(done), false};
    if (!to_read_.try_push(std::move(waiting)))
        return fail(ErrorCode::Unavailable, "too many files wait to be read", "error.busy");
    return {};
}

base::Result<BenchView> StationImpl::scan(const base::BenchName& bench, const std::string& text,
                                          const std::string& key, const std::string& user) {
    return bench_.scan(bench, text, key, user);
}

base::Result<ShipFileView> StationImpl::write_ship_file(bool xlsx,
                                                        const std::filesystem::path& path,
                                                        const Actor& actor) {
    return outbox_.write({.xlsx = xlsx, .path = path, .again = false, .orders = {}}, actor);
}

base::Status StationImpl::look_at_exports() {
    const auto is_ready = [&](const std::string& status) {
        return loaded_.source_layout.status(status) == config::SourceStatus::Ready;
    };
    if (auto doubted = doubt_uploads(context_, is_ready); !doubted) return doubted;
    return confirm_tasks(context_);
}

base::Result<StatusView> StationImpl::status() {
    auto status = read_status(context_, batches_, dispatcher_);
    if (status) {
        auto offers = merges_.offers();
        if (!offers) return base::pass(offers);
        if (*offers > 0 && context_.settings.batches.merge == config::MergeOrders::Ask)
            status->needs_person.push_back({"merge_offer", status->now, *offers, {}, "/merges"});
    }
    if (status && import_) {
        status->importing = import_->progress();
        // Counts of half a file must not look like good news.
        if (status->importing && status->truth.level == "go")
            status->truth = {"look",
                             "ui.truth.importing",
                             {{"file", status->importing->file},
                              {"n", std::to_string(status->importing->taken)},
                              {"total", std::to_string(status->importing->orders)}},
                             "/imports"};
    }
    if (status) {
        if (auto added = slot_desk_.add_to(*status); !added) return base::pass(added);
        std::ranges::stable_sort(status->needs_person, {}, &NeedView::since);
        status->truth = truth_with_slots(*status);
    }
    if (status && !import_ && undo_)
        status->importing = ImportProgressView{"", undo_->done(), undo_->total()};
    // A full disk stops everything else: nothing on the page is more urgent.
    if (status && options_.clock->steady_now() < trouble_until_)
        status->truth = {"stop", "ui.truth.station_trouble", {{"message", trouble_}}, ""};
    return status;
}

}  // namespace station
