#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "station/batches/journal_states.h"
#include "station/store/context.h"

namespace station {

/// What a job is about. Stored by name; the names never change.
enum class JobKind {
    Label,  ///< A parcel's waybill: drawn by the station.
    Sheet,  ///< A picture given from outside, with no order: a label of another program, a list.
};
std::string_view name(JobKind kind);

/// One row of the print journal: one label or other sheet, one sheet of paper.
struct JobRecord {
    base::JobRow id;
    base::BatchRow batch;
    JobKind kind = JobKind::Label;
    base::ParcelRow parcel;  ///< Of a label, else none.
    base::OrderRow order;    ///< Of a label, else none.
    base::SheetRow sheet;    ///< Of a sheet, else none.
    base::OrderNo order_no;  ///< For logs and people.
    int sequence = 0;
    int print_number = 1;
    std::string sheet_code;
    base::PrinterName printer;
    JobState state = JobState::Queued;
    bool maybe_on_paper = false;
    bool superseded = false;  ///< Replaced by a newer sheet, or dead (kill_sheets()).
};

/// What a start found that a crash left behind.
struct Recovery {
    int back_to_queue = 0;
    int unknown = 0;
};

/// The print journal (design.md): nothing twice, nothing lost. Runs on the station thread; every
/// function that changes something works in the caller's open transaction.
class Journal {
public:
    explicit Journal(const Context& context) : context_(context) {}

    base::Result<JobRecord> find(base::JobRow job) const;
    base::Result<std::optional<JobRecord>> find_sheet(const std::string& sheet_code) const;
    /// The parcel's sheets, oldest first.
    base::Result<std::vector<JobRecord>> of_parcel(base::ParcelRow parcel) const;
    /// The sheet that may be used: the newest that is not superseded.
    base::Result<std::optional<JobRecord>> valid_sheet(base::ParcelRow parcel) const;
    /// The next job that this printer may take: first the sheets that are for it alone (a person
    /// waits for them, and there are few), then labels of further boxes, then the other labels by
    /// lowest batch and lowest sequence.
    base::Result<std::optional<JobRecord>> next_queued(const base::PrinterName& printer) const;

    /// Adds a label to a batch: its sequence, its print number (one more than sheets that may be
    /// on paper), its sheet code. Older sheets of the parcel are superseded from now on. The order
    /// moves to queued.
    base::Result<JobRecord> add(base::BatchRow batch, base::ParcelRow parcel, base::OrderRow order,
                                const std::string& actor);

    /// Adds a sheet of its own to a batch; it is printed by `printer` alone. `print_number` counts
    /// the sheets with the same waybill number.
    base::Result<JobRecord> add_sheet(base::BatchRow batch, base::SheetRow sheet,
                                      const base::PrinterName& printer, int print_number,
                                      const std::string& actor);

    /// Moves a label by one event, with everything that belongs to it: time stamps, what may be on
    /// paper, superseding, the order's own state, the audit line. Conflict when not allowed.
    base::Result<JobState> apply(base::JobRow job, JobEvent event, const std::string& actor,
                                 const std::map<std::string, std::string>& detail = {});
    base::Status set_printer(base::JobRow job, const base::PrinterName& printer);
    base::Status note(base::JobRow job, const std::string& reason, const std::string& warnings,
                      std::size_t bytes_accepted);

    /// Withdraws every label of the order that has not left the station. The number withdrawn.
    base::Result<int> withdraw(base::OrderRow order, const std::string& actor,
                               const std::string& reason);

    /// The order's sheets show what is not true any more (another address): dead for good, also
    /// when a newer sheet comes to nothing. True when one of them was valid and may be on paper.
    base::Result<bool> kill_sheets(base::OrderRow order);

    /// After a start: what was being drawn goes back to the queue; what was being sent, and what
    /// was sent since the last start without evidence inside each printer's window, is unknown.
    base::Result<Recovery> recover(base::Time last_start);

private:
    base::Status follow(const JobRecord& job, JobState from, JobState to, const std::string& actor);
    Context context_;
};

}  // namespace station
