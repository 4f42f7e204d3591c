#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"

/// What the station shows of ship files, hand-overs and work in the back end: plain values like
/// those of station/views.h. No personal data.
namespace station {

/// One order of a ship file.
struct ShipRowView {
    int position = 0;  ///< 1, 2, ...: its line below the titles.
    base::OrderNo order_no;
    base::WaybillNumber number;  ///< As it stands in the file.
    base::CarrierCode carrier;
    std::string carrier_name;
    std::string state;   ///< name(ShipState), or "moved": it went on into `moved_to`.
    std::string reason;  ///< Of a rejected one, as the platform gave it.
    std::string moved_to;
    std::optional<base::Time> uploaded_at, ship_by;
    bool doubted = false;  ///< An export of long after its upload still has it to ship.
    /// Why it must leave a file that was not uploaded, and as of when that is known: a name of
    /// News, or "corrected".
    std::string trouble;
    std::optional<base::Time> trouble_as_of;
};

struct ShipFileView {
    std::string name;
    int rows = 0;
    base::Time at{};
    /// "written", "partly" (some rows uploaded), "uploaded", "rejected" (some), "doubted" (some),
    /// "confirmed" (all), "dead" (made anew; must not be uploaded).
    std::string state = "written";
    std::string actor, replaced_by;
    int written = 0, uploaded = 0, confirmed = 0, rejected = 0, doubted = 0, troubled = 0, gone = 0;
    std::vector<ShipFileView> more;  ///< Further files of the same call.
    std::vector<ShipRowView> list;   ///< Only where asked for.
};

/// A file that was made anew.
struct RemadeFileView {
    ShipFileView old_file;
    std::optional<ShipFileView> file;     ///< Nothing when no row was left.
    std::vector<base::OrderNo> left_out;  ///< These must not leave; they are intercepted.
};

/// What the back end's list of results did.
struct ShipResultView {
    int row = 0;
    base::OrderNo order_no;
    std::string outcome;  ///< "uploaded", "rejected", "unchanged", "unknown_order", "unclear"
    std::string reason;
};
struct ShipResultsView {
    int uploaded = 0, rejected = 0, unchanged = 0, problems = 0;
    std::vector<ShipResultView> rows;
};

/// What waits for a ship file.
struct ShipQueueView {
    int waiting = 0;  ///< Bound, not due yet.
    int due = 0;
    int rejected = 0;  ///< To be issued again.
    std::optional<base::Time> next_due;
    bool by_handover = false;       ///< Due by the hand-over instead of the clock.
    std::vector<ShipRowView> late;  ///< Bound, not uploaded, promised soon or before now.
};

struct HandoverParcelView {
    base::WaybillNumber number;
    base::OrderNo order_no;
    std::string place;  ///< Province and city.
    std::optional<base::Time> bound_at;
    std::string state;  ///< Of the order.
};

/// A carrier's pick-up that is not closed: what is scanned, and what waits.
struct HandoverCarrierView {
    base::CarrierCode carrier;
    std::string name;
    int waiting = 0, scanned = 0;
    int stopped = 0;  ///< Of those that wait: an export told something; they stay until looked at.
    std::optional<base::Time> oldest;  ///< Bound the longest ago.
};

struct HandoverView {
    std::int64_t id = 0;
    base::CarrierCode carrier;
    std::string carrier_name, courier, state, actor;
    std::optional<base::Time> closed_at;
    int count = 0, left_count = 0;
    bool can_undo = false;
    std::vector<HandoverParcelView> parcels, left;  ///< Only where asked for.
};

struct HandoverBoardView {
    std::vector<HandoverCarrierView> carriers;
    std::vector<HandoverView> closed;  ///< Newest first; without their parcels.
};

/// The answer to a scan at the hand-over.
struct HandoverScanView {
    std::string kind;  ///< "go", "look"
    std::string code;  ///< "added", "already", "removed"
    base::WaybillNumber number;
    base::OrderNo order_no;
    HandoverCarrierView carrier;
};

/// Something to be done by hand in the shop's back end.
struct TaskView {
    std::int64_t id = 0;  ///< 0: nothing is to be done there.
    std::string kind;     ///< "correction", "delay"
    std::string state;    ///< name(TaskState), or "not_needed".
    std::string reason;   ///< A code of ui.correct.why / ui.delay.why.
    std::string note, actor;
    base::OrderNo order_no;
    base::WaybillNumber old_number, number;
    base::CarrierCode old_carrier, carrier;
    std::string old_carrier_name, carrier_name;
    std::optional<base::Time> ship_by;      ///< Promised when it was written down.
    std::optional<base::Time> ship_by_now;  ///< ... and now.
    base::Time created_at{};
    std::optional<base::Time> done_at, closed_at;
};

/// For the status page.
struct ShippingStatusView {
    int waiting = 0, due = 0, written = 0, uploaded = 0, rejected = 0, doubted = 0, troubled = 0;
    int not_uploaded = 0;  ///< Bound, not uploaded, promised soon or before now.
    std::optional<base::Time> nearest;
    int tasks = 0;
};

}  // namespace station
