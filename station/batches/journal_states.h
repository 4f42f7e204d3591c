#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

namespace station {

/// Where one label (one sheet of paper) stands in the print journal. Stored by name; the names
/// never change. `sending` is committed before the first byte leaves.
enum class JobState {
    Queued,     ///< Waits for a printer.
    Rendering,  ///< A worker draws and proves it; nothing has left the station.
    Proven,     ///< Read back and found right; may be sent.
    Sending,    ///< Bytes may be leaving.
    Sent,       ///< The device took every byte; no evidence of paper.
    Printed,    ///< Paper: by the printer's evidence, a scan, or a person's word.
    Failed,   ///< Never printed and never will be: proof refused it, or a person said "not there".
    Unknown,  ///< Some bytes left and then silence: a person or a scan settles it.
    Cancelled,  ///< Withdrawn before any byte left.
};

enum class JobEvent {
    Picked,  ///< Given to a printer's worker.
    Proven,
    ProofFailed,
    SendStarted,
    NothingSent,  ///< The device accepted no byte: may be tried again.
    PartlySent,   ///< Some bytes were accepted, then an error.
    AllAccepted,
    Evidence,        ///< The printer (or a complete file) says that it came out.
    Scanned,         ///< Somebody scanned it: it is on paper.
    SettledThere,    ///< A person has it in hand.
    SettledMissing,  ///< A person looked: it is not there.
    Crashed,         ///< Found in this state when the station started.
    Silence,         ///< In the printer's window without evidence when the printer was lost.
    Cancel,
};

struct JobTransition {
    JobState from;
    JobEvent event;
    JobState to;
};

std::span<const JobTransition> job_transitions();
/// Conflict, naming both, when the event is not allowed in the state.
base::Result<JobState> next(JobState state, JobEvent event);
std::string_view name(JobState state);
std::string_view name(JobEvent event);
std::optional<JobState> job_state(std::string_view name);
std::span<const JobState> all_job_states();

/// A batch of labels. Stored by name.
enum class BatchState { Running, Paused, Done, Cancelled };
enum class BatchEvent { Pause, Resume, Cancel, Finish, Reopen };
base::Result<BatchState> next(BatchState state, BatchEvent event);
std::string_view name(BatchState state);
std::optional<BatchState> batch_state(std::string_view name);

}  // namespace station
