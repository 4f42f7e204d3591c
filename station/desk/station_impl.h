#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "base/bounded_queue.h"
#include "config/carriers.h"
#include "config/divisions.h"
#include "config/shipping_layout.h"
#include "config/source_layout.h"
#include "station/batches/batches.h"
#include "station/batches/box_desk.h"
#include "station/batches/dispatcher.h"
#include "station/batches/stock_marks.h"
#include "station/bench/bench.h"
#include "station/desk/contacts.h"
#include "station/desk/data_folder.h"
#include "station/desk/import_undo.h"
#include "station/desk/intake.h"
#include "station/desk/merge_desk.h"
#include "station/desk/number_counter.h"
#include "station/desk/sheets.h"
#include "station/desk/slot_desk.h"
#include "station/desk/watched_folder.h"
#include "station/shipping/back_end_tasks.h"
#include "station/shipping/handover.h"
#include "station/shipping/outbox.h"
#include "station/station.h"
#include "station/users/user_store.h"
#include "station/webhooks/webhooks.h"

namespace station {

/// The Station over a real database. See station.h for the contract.
class StationImpl final : public Station, private ImportUndo {
public:
    static base::Result<std::unique_ptr<Station>> open(Options options);
    ~StationImpl() override;

    bool work() override;
    void stop(std::chrono::milliseconds limit) override;
    base::Result<ImportView> import_file(const std::filesystem::path& file, bool dry_run,
                                         const Actor& actor) override;
    base::Status import_later(const std::filesystem::path& file, bool dry_run, const Actor& actor,
                              ImportDone done) override;
    base::Result<OrderView> hold(const base::OrderNo&, const std::string& reason,
                                 const Actor&) override;
    base::Result<OrderView> release(const base::OrderNo&, const std::string& reason,
                                    const Actor&) override;
    base::Result<OrderView> refuse(const base::OrderNo&, const std::string& reason,
                                   const Actor&) override;
    base::Result<OrderView> acknowledge(const base::OrderNo&, const Actor&) override;
    base::Result<OrderView> change_carrier(const base::OrderNo&, const base::CarrierCode&,
                                           const Actor&) override;
    base::Result<RevealedView> reveal(const base::OrderNo&, const Actor&) override;
    base::Status note_picture_shown(base::JobRow, const Actor&) override;
    base::Result<BatchView> print_now(const Actor&) override;
    base::Result<BatchView> print_order(const base::OrderNo&, const Actor&) override;
    base::Result<BatchView> pause(base::BatchRow, const Actor&) override;
    base::Result<BatchView> resume(base::BatchRow, const Actor&) override;
    base::Result<BatchView> cancel(base::BatchRow, const Actor&) override;
    base::Result<JobView> settle(base::JobRow, bool printed, const std::string& reason,
                                 const Actor&) override;
    base::Result<JobView> reprint(base::JobRow, const std::string& reason, const Actor&) override;
    base::Result<BenchView> scan(const base::BenchName&, const std::string& text,
                                 const std::string& key, const std::string& user) override;
    base::Result<ShipFileView> write_ship_file(bool xlsx, const std::filesystem::path& path,
                                               const Actor&) override;
    Slots& slots() override { return slot_desk_; }
    NumberDesk& numbers() override { return counter_; }
    ProductDesk& products() override { return products_; }
    Sheets& sheets() override { return sheets_; }
    Shipping& shipping() override { return outbox_; }
    Handovers& handovers() override { return handovers_; }
    BackEndTasks& tasks() override { return tasks_; }
    base::Result<StatusView> status() override;
    Users& users() override { return users_; }
    ImportUndo& import_undo() override { return *this; }
    ContactDesk& contacts() override { return contacts_; }
    WebhookDesk& webhooks() override { return webhooks_; }
    Stock& stock() override { return stock_; }
    Merges& merges() override { return merges_; }
    Boxes& boxes() override { return boxes_; }

private:
    /// What is loaded from files before anything else is built.
    struct Loaded {
        config::CarrierTable carriers;
        config::Divisions divisions;
        config::SourceLayout source_layout;
        std::optional<config::RefundLayout> refund_layout;
        config::ShippingLayout shipping_layout;
        config::NumberSheetLayout sheet_layout;
        config::NumberRequestLayout request_layout;
        DataFolder folder;
        PersonalDataCodec codec;
        std::unique_ptr<Session> db;
    };
    struct WaitingImport {
        std::filesystem::path file;
        ImportRun::Mode mode = ImportRun::Mode::Write;
        std::string actor;
        ImportDone done;
        bool watched = false;
    };
    StationImpl(Options options, Loaded loaded);
    base::Status start();
    base::Status free_benches();
    base::Status start_ports();

    bool work_on_printers();
    bool work_on_imports();
    bool work_on_undo();
    base::Status undo_later(std::int64_t import, const std::string& actor, UndoDone done) override;
    bool work_on_batches();
    bool work_on_numbers();
    bool work_on_webhooks();
    void read_files();  ///< The import thread.
    void end_import(base::Result<ImportView> result);
    /// What the exports taken in so far prove or contradict of uploads and of work by hand.
    base::Status look_at_exports();
    void trouble(std::string_view where, const base::Error& error);

    base::Result<OrderView> supervise(const base::OrderNo&, const std::string& reason, const Actor&,
                                      const std::function<base::Status(base::OrderRow)>& change);
    base::Status release_in_transaction(base::OrderRow order, const std::string& reason,
                                        const std::string& actor);
    base::Status refuse_in_transaction(base::OrderRow order, const std::string& reason,
                                       const std::string& actor);
    base::Result<BatchView> change_batch(base::BatchRow, BatchEvent, const Actor&);
    base::Result<JobRecord> print_again(const JobRecord& job, const std::string& reason,
                                        const std::string& actor);

    // Constant after construction.
    Options options_;
    Loaded loaded_;
    Context context_;

    // The station thread's.
    Journal journal_;
    Numbers numbers_;
    NumberCounter counter_;
    Products products_;
    Batches batches_;
    StockMarks stock_;
    MergeDesk merges_;
    BoxDesk boxes_;
    Dispatcher dispatcher_;
    SlotDesk slot_desk_;
    Bench bench_;
    Intake intake_;
    Outbox outbox_;
    HandoverDesk handovers_;
    TaskDesk tasks_;
    UserStore users_;
    SheetDesk sheets_;
    Contacts contacts_;
    Webhooks webhooks_;
    WatchedFolder watched_;
    std::deque<std::pair<base::PrinterName, PrinterEvent>> printer_events_;
    std::optional<ImportRun> import_;
    std::optional<WaitingImport> importing_;
    std::optional<UndoRun> undo_;
    UndoDone undo_done_;
    base::SteadyTime look_at_folder_{};
    base::SteadyTime look_at_slots_{};
    base::SteadyTime keep_day_{};    ///< When the day's card is written down next.
    base::SteadyTime rest_until_{};  ///< After trouble with the database.
    std::string trouble_;            ///< The last trouble, shown until trouble_until_.
    base::SteadyTime trouble_until_{};
    bool stopped_ = false;

    // Shared with other threads.
    base::BoundedQueue<std::pair<base::PrinterName, PrinterEvent>> from_printers_{1000};
    base::BoundedQueue<WaitingImport> to_read_{32};  ///< Full: "busy", nothing is taken.
    base::BoundedQueue<std::pair<WaitingImport, PreparedFile>> read_{64};
    std::thread reader_thread_;
};

}  // namespace station
