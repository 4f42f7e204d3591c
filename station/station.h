#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "config/data_files.h"
#include "config/settings.h"
#include "station/boxes.h"
#include "station/contact_desk.h"
#include "station/day_views.h"
#include "station/import_history.h"
#include "station/merges.h"
#include "station/number_desk.h"
#include "station/picking_views.h"
#include "station/printers/printer_port.h"
#include "station/product_desk.h"
#include "station/sheets.h"
#include "station/shipping.h"
#include "station/stock.h"
#include "station/users/users.h"
#include "station/views.h"
#include "station/webhook_desk.h"

namespace station {

class Slots;

class NumberProvider;  ///< station/waybills/number_provider.h
class RobotPort;       ///< station/webhooks/robot_port.h

/// The whole shop floor: intake, screening, numbers, batches, printing, bench, shipping, over one
/// database. Owns the writing session and the printer workers.
/// Thread rule: every call on one thread, the station thread (server/station_loop), except that
/// the functions given to `wake` may be called from any thread. No call blocks on anything but the
/// database. All changes are committed before a call returns.
class Station {
public:
    struct Options {
        config::Settings settings;
        config::DataFiles data_files;
        const base::Clock* clock = nullptr;  ///< Must outlive the station.
        /// Called from worker threads when work() has something to do.
        std::function<void()> wake = [] {};
        /// False for a command-line call: no printer workers, no batches, no watched folder.
        bool run_devices = true;
        /// How printers are reached; empty: a worker thread a printer (make_printer_worker()).
        std::function<base::Result<std::unique_ptr<PrinterPort>>(const config::PrinterSettings&,
                                                                 PrinterPort::Sink)>
            make_port;
        /// How providers of numbers are reached; empty: over the network. `work()` asks them.
        std::function<base::Result<std::unique_ptr<NumberProvider>>(
            const config::NumberSourceSettings&)>
            make_provider{};
        /// How the robots of group chats are reached; empty: over the network.
        std::function<base::Result<std::unique_ptr<RobotPort>>(const config::WebhookSettings&)>
            make_robot{};
    };

    /// Locks the data folder, opens and migrates the database, recovers what a crash left.
    /// Conflict (key error.data_folder_locked) when another process holds the folder; Corrupt
    /// (key error.database_newer) for a database of a newer version; InvalidInput for templates,
    /// carriers or layouts that cannot be read; Unavailable for fonts, folders, permissions.
    static base::Result<std::unique_ptr<Station>> open(Options options);
    virtual ~Station() = default;

    /// Does what is due: watched folder, slots, filling batches, dispatching labels, printer
    /// events, presale starts. At most about 10 ms at once; returns true when more is waiting.
    virtual bool work() = 0;
    /// Stops taking labels to printers, waits at most `limit` for those in flight, closes devices.
    virtual void stop(std::chrono::milliseconds limit) = 0;

    /// Imports one export file. Idempotent. The file's problems are in the view; a Result error
    /// only when the file as a whole cannot be read (and then nothing was changed).
    virtual base::Result<ImportView> import_file(const std::filesystem::path& file, bool dry_run,
                                                 const Actor& actor) = 0;

    /// The same without making the station thread wait: the file is read on a thread of its own,
    /// its orders go in by slices of work(). `done` is called on the station thread.
    /// Unavailable (error.busy) when too many files wait already.
    using ImportDone = std::function<void(base::Result<ImportView>)>;
    virtual base::Status import_later(const std::filesystem::path& file, bool dry_run,
                                      const Actor& actor, ImportDone done) = 0;

    virtual base::Result<OrderView> hold(const base::OrderNo&, const std::string& reason,
                                         const Actor&) = 0;
    virtual base::Result<OrderView> release(const base::OrderNo&, const std::string& reason,
                                            const Actor&) = 0;
    virtual base::Result<OrderView> refuse(const base::OrderNo&, const std::string& reason,
                                           const Actor&) = 0;
    /// A person has seen to what was asked about the order (OrderRowView::asked). Conflict
    /// (error.nothing_asked) when nothing is.
    virtual base::Result<OrderView> acknowledge(const base::OrderNo&, const Actor&) = 0;
    virtual base::Result<OrderView> change_carrier(const base::OrderNo&, const base::CarrierCode&,
                                                   const Actor&) = 0;
    virtual base::Result<RevealedView> reveal(const base::OrderNo&, const Actor&) = 0;
    /// To be called before a label's picture is shown: where its face is not masked, that is a
    /// reveal and recorded as one. NotFound when there is no such label.
    virtual base::Status note_picture_shown(base::JobRow, const Actor&) = 0;

    /// Starts a batch of every cleared order. Conflict (key error.nothing_to_print) if none.
    virtual base::Result<BatchView> print_now(const Actor&) = 0;
    virtual base::Result<BatchView> print_order(const base::OrderNo&, const Actor&) = 0;
    virtual base::Result<BatchView> pause(base::BatchRow, const Actor&) = 0;
    virtual base::Result<BatchView> resume(base::BatchRow, const Actor&) = 0;
    virtual base::Result<BatchView> cancel(base::BatchRow, const Actor&) = 0;
    /// An unknown (or unproven `sent`) label: the person saw it, or it is not there.
    virtual base::Result<JobView> settle(base::JobRow, bool printed, const std::string& reason,
                                         const Actor&) = 0;
    /// A new sheet for the parcel, marked 补打 n; the old sheet is dead from now on.
    virtual base::Result<JobView> reprint(base::JobRow, const std::string& reason,
                                          const Actor&) = 0;

    /// One scan at a bench. `key` makes it idempotent: the same key again answers the same. `user`
    /// is whoever is logged in at the bench, "" for nobody: the history names bench and user.
    virtual base::Result<BenchView> scan(const base::BenchName&, const std::string& text,
                                         const std::string& key, const std::string& user = {}) = 0;

    /// Writes every bound parcel not yet handed over into a file in the data folder's ship-files/:
    /// shipping().write() for what is due.
    virtual base::Result<ShipFileView> write_ship_file(bool xlsx, const std::filesystem::path& path,
                                                       const Actor&) = 0;
    virtual Shipping& shipping() = 0;    ///< What becomes of ship files.
    virtual Handovers& handovers() = 0;  ///< Parcels into the couriers' hands.
    virtual BackEndTasks& tasks() = 0;   ///< Work by hand in the shop's back end.

    /// Slots that wait or ask, the check before a slot, rolls of labels (station/slots.h).
    virtual Slots& slots() = 0;
    /// What people do about numbers.
    virtual NumberDesk& numbers() = 0;
    /// The product table.
    virtual ProductDesk& products() = 0;

    /// Sheets of paper that are no labels of the station.
    virtual Sheets& sheets() = 0;

    /// A fresh snapshot of everything on the status page.
    virtual base::Result<StatusView> status() = 0;

    virtual Users& users() = 0;
    virtual ImportUndo& import_undo() = 0;

    /// Telephone numbers of carriers and the shop's own.
    virtual ContactDesk& contacts() = 0;
    /// Messages to group chats.
    virtual WebhookDesk& webhooks() = 0;
    /// Articles that are out of stock.
    virtual Stock& stock() = 0;
    /// Several orders in one parcel.
    virtual Merges& merges() = 0;
    /// One order in several boxes.
    virtual Boxes& boxes() = 0;
};

/// Reads the same database through a session of its own, read-only. One thread at a time per
/// Reader; open as many as there are threads that read.
class Reader {
public:
    static base::Result<std::unique_ptr<Reader>> open(const config::Settings& settings,
                                                      const config::DataFiles& data_files,
                                                      const base::Clock& clock);
    virtual ~Reader() = default;

    virtual base::Result<OrderListView> orders(const OrderFilter&) = 0;
    virtual base::Result<OrderView> order(const base::OrderNo&) = 0;
    virtual base::Result<std::vector<OrderView>> review_queue() = 0;
    virtual base::Result<std::vector<BatchView>> batches(int page) = 0;
    virtual base::Result<BatchView> batch(base::BatchRow) = 0;  ///< With its jobs.
    virtual base::Result<std::vector<JobView>> jobs(const std::string& state) = 0;
    virtual base::Result<JobView> job(base::JobRow) = 0;
    virtual base::Result<std::filesystem::path> label_picture(base::JobRow) = 0;
    virtual base::Result<BenchView> bench(const base::BenchName&) = 0;
    /// Requests of buyers: all, or "open", "answer", "due", "done", "over".
    virtual base::Result<AfterSaleListView> after_sales(const std::string& state, int page) = 0;
    virtual base::Result<std::vector<ImportView>> imports() = 0;
    virtual base::Result<std::vector<ShipFileView>> ship_files() = 0;
    /// Conflict (error.ship_file_dead) for one that was made anew.
    virtual base::Result<std::filesystem::path> ship_file(const std::string& name) = 0;
    virtual ShippingReader& shipping() = 0;
    virtual DayReader& days() = 0;  ///< End-of-day cards.

    virtual UserReader& users() = 0;
    virtual ImportHistory& import_history() = 0;
    virtual base::Result<NumbersView> numbers() = 0;
    virtual base::Result<std::filesystem::path> request_file(const std::string& name) = 0;
    virtual ProductReader& products() = 0;
    virtual PickingReader& picking() = 0;
    virtual base::Result<ContactsView> contacts() = 0;
    virtual base::Result<WebhooksView> webhooks() = 0;
    /// Articles out of stock with the orders that wait for them.
    virtual base::Result<StockView> stock() = 0;
    /// Orders that could travel together, and those that do.
    virtual base::Result<MergeListView> merges() = 0;
};

}  // namespace station
