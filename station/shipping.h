#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "station/views.h"

namespace station {

/// What a new ship file is to hold.
struct ShipFileWish {
    bool xlsx = true;
    std::filesystem::path path;         ///< A copy there, too; further files as NAME-2, NAME-3.
    bool again = false;                 ///< The rejected rows instead of those that are due.
    std::vector<base::OrderNo> orders;  ///< Of `again`: these alone; none: all.
};

/// May a row whose order must not leave be ticked as uploaded?
enum class TroubledRows { Refuse, Accept };

/// The life of ship files after their writing. A row goes bound -> written -> uploaded -> confirmed
/// or rejected (station/shipping/ship_states.h); only rejected rows are ever written again.
/// An empty list of orders means every row of the file that allows it. Errors of all: NotFound
/// (error.ship_file_unknown), Conflict (error.ship_file_dead; error.ship_row_state when a row does
/// not allow it), InvalidInput (error.order_not_in_file).
/// Thread rule as Station: the station thread.
class Shipping {
public:
    using Orders = std::vector<base::OrderNo>;
    virtual ~Shipping() = default;

    /// The files written, the first one with the others in `more`. Conflict when nothing is due
    /// (error.nothing_to_ship, error.nothing_due_to_ship) or was rejected
    /// (error.nothing_to_issue_again); InvalidInput for a format that the back end does not take
    /// (error.ship_file_format).
    virtual base::Result<ShipFileView> write(const ShipFileWish& wish, const Actor& actor) = 0;
    /// A person uploaded these rows. Conflict (error.ship_file_troubled) names the orders that must
    /// not leave, unless they are accepted.
    virtual base::Result<ShipFileView> tick(const std::string& file, const Orders& orders,
                                            TroubledRows troubled, const Actor& actor) = 0;
    virtual base::Result<ShipFileView> untick(const std::string& file, const Orders& orders,
                                              const Actor& actor) = 0;
    /// The platform did not take these rows; `reason` is its own word.
    virtual base::Result<ShipFileView> reject(const std::string& file, const Orders& orders,
                                              const std::string& reason, const Actor& actor) = 0;
    virtual base::Result<ShipFileView> take_back_rejection(const std::string& file,
                                                           const Orders& orders,
                                                           const Actor& actor) = 0;
    /// Doubted rows that a person has looked up: they are shipped.
    virtual base::Result<ShipFileView> trust(const std::string& file, const Orders& orders,
                                             const Actor& actor) = 0;
    /// The same file without the rows in trouble and without `orders`; the old one is dead. What
    /// was left out is intercepted. Conflict (error.ship_file_uploaded) when no row is left that
    /// was not uploaded.
    virtual base::Result<RemadeFileView> remake(const std::string& file, const Orders& without,
                                                const Actor& actor) = 0;
    /// The back end's list of results: an XLSX or CSV file, or rows copied from a table. Columns
    /// are found by their titles. InvalidInput (error.results_unreadable) without such columns.
    virtual base::Result<ShipResultsView> take_results(base::ByteView content,
                                                       const Actor& actor) = 0;
};

/// Which parcels a closed hand-over holds.
enum class HandoverRange {
    Scanned,     ///< What was scanned into it; the rest is left behind, by name.
    Everything,  ///< Every bound parcel of the carrier that may leave.
};

/// Parcels into the courier's hands: a list a carrier and pick-up.
/// Thread rule as Station: the station thread.
class Handovers {
public:
    virtual ~Handovers() = default;
    /// Puts a parcel onto its carrier's open list. NotFound (error.handover_unknown_number);
    /// Conflict: error.handover_dead_number, error.handover_not_bound, error.handover_intercepted,
    /// error.handover_gone (on a closed list), error.handover_asked (a refund, a cancellation, ...
    /// was told since it was written into a ship file, and nobody has looked yet).
    virtual base::Result<HandoverScanView> scan(const std::string& text, const Actor& actor) = 0;
    /// Takes a parcel off its carrier's open list again: it was scanned by mistake, or stays. The
    /// code is "removed". NotFound (error.handover_unknown_number); Conflict
    /// (error.handover_not_listed).
    virtual base::Result<HandoverScanView> take_off(const base::WaybillNumber& number,
                                                    const Actor& actor) = 0;
    /// "The courier is here." The same key again answers the same list. Conflict
    /// (error.nothing_to_hand_over) when the list would be empty.
    virtual base::Result<HandoverView> close(const base::CarrierCode& carrier, HandoverRange range,
                                             const std::string& courier, const std::string& key,
                                             const Actor& actor) = 0;
    /// Conflict: error.handover_undo_late (after shipping.handover_undo),
    /// error.handover_in_ship_file (a parcel is in a ship file because of it),
    /// error.handover_undone.
    virtual base::Result<HandoverView> undo(std::int64_t id, const Actor& actor) = 0;
};

struct NumberCorrection {
    std::string reason;  ///< A code of kCorrectionReasons.
    base::WaybillNumber number;
    base::CarrierCode carrier;  ///< Empty: the same as before.
    std::string note;
};

/// What has to be done by hand in the shop's back end, for want of an interface.
/// Thread rule as Station: the station thread.
class BackEndTasks {
public:
    virtual ~BackEndTasks() = default;
    /// Another number for an order that is in a ship file: the old one is dead from now on.
    /// InvalidInput: error.correction_reason, error.correction_same, error.number_not_of_carrier,
    /// error.carrier_unknown. Conflict: error.number_taken, error.order_not_shipped.
    virtual base::Result<TaskView> correct_number(const base::OrderNo& order,
                                                  const NumberCorrection& correction,
                                                  const Actor& actor) = 0;
    /// 延迟发货报备: to be reported in the back end. The deadline here moves only when an export
    /// brings another promised time. Conflict: error.delay_not_needed (shipped or ended),
    /// error.task_open (written down already).
    virtual base::Result<TaskView> report_delay(const base::OrderNo& order,
                                                const std::string& reason, const std::string& note,
                                                const Actor& actor) = 0;
    /// NotFound (error.task_unknown); Conflict (error.task_state).
    virtual base::Result<TaskView> tick(std::int64_t id, const Actor& actor) = 0;
    virtual base::Result<TaskView> untick(std::int64_t id, const Actor& actor) = 0;
    virtual base::Result<TaskView> withdraw(std::int64_t id, const Actor& actor) = 0;
};

/// Reads of the same, for Reader; one thread at a time.
class ShippingReader {
public:
    virtual ~ShippingReader() = default;
    virtual base::Result<ShipQueueView> queue() = 0;
    virtual base::Result<std::vector<ShipFileView>> files() = 0;
    /// With its rows. NotFound (error.ship_file_unknown).
    virtual base::Result<ShipFileView> file(const std::string& name) = 0;
    virtual base::Result<HandoverBoardView> handovers() = 0;
    /// With its parcels. NotFound (error.handover_unknown).
    virtual base::Result<HandoverView> handover(std::int64_t id) = 0;
    /// Those to be done, or "all"; of one order where it is given.
    virtual base::Result<std::vector<TaskView>> tasks(const std::string& state,
                                                      const base::OrderNo& order) = 0;
};

}  // namespace station
