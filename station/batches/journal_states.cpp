#include "station/batches/journal_states.h"

#include <array>
#include <string>

namespace station {
namespace {

using S = JobState;
using E = JobEvent;

constexpr JobTransition kTransitions[] = {
    {S::Queued, E::Picked, S::Rendering},       {S::Queued, E::Cancel, S::Cancelled},

    {S::Rendering, E::Proven, S::Proven},       {S::Rendering, E::ProofFailed, S::Failed},
    {S::Rendering, E::Crashed, S::Queued},      {S::Rendering, E::Cancel, S::Cancelled},

    {S::Proven, E::SendStarted, S::Sending},    {S::Proven, E::Crashed, S::Queued},
    {S::Proven, E::Cancel, S::Cancelled},

    {S::Sending, E::NothingSent, S::Queued},    {S::Sending, E::PartlySent, S::Unknown},
    {S::Sending, E::AllAccepted, S::Sent},      {S::Sending, E::Evidence, S::Printed},
    {S::Sending, E::Scanned, S::Printed},       {S::Sending, E::Crashed, S::Unknown},
    {S::Sending, E::Silence, S::Unknown},

    {S::Sent, E::Evidence, S::Printed},         {S::Sent, E::Scanned, S::Printed},
    {S::Sent, E::SettledThere, S::Printed},     {S::Sent, E::SettledMissing, S::Failed},
    {S::Sent, E::Crashed, S::Unknown},          {S::Sent, E::Silence, S::Unknown},

    {S::Unknown, E::Scanned, S::Printed},       {S::Unknown, E::SettledThere, S::Printed},
    {S::Unknown, E::SettledMissing, S::Failed},

    {S::Printed, E::Scanned, S::Printed},       {S::Printed, E::SettledMissing, S::Failed},
};

constexpr std::array kStates = {S::Queued,  S::Rendering, S::Proven,  S::Sending,  S::Sent,
                                S::Printed, S::Failed,    S::Unknown, S::Cancelled};

}  // namespace

std::span<const JobTransition> job_transitions() {
    return kTransitions;
}
std::span<const JobState> all_job_states() {
    return kStates;
}

base::Result<JobState> next(JobState state, JobEvent event) {
    for (const JobTransition& row : kTransitions) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "a label that is " + std::string(name(state)) + " does not allow '" +
                          std::string(name(event)) + "'",
                      "error.label_state");
}

std::string_view name(JobState state) {
    switch (state) {
        case S::Queued:
            return "queued";
        case S::Rendering:
            return "rendering";
        case S::Proven:
            return "proven";
        case S::Sending:
            return "sending";
        case S::Sent:
            return "sent";
        case S::Printed:
            return "printed";
        case S::Failed:
            return "failed";
        case S::Unknown:
            return "unknown";
        case S::Cancelled:
            return "cancelled";
    }
    return "";
}

std::string_view name(JobEvent event) {
    switch (event) {
        case E::Picked:
            return "picked";
        case E::Proven:
            return "proven";
        case E::ProofFailed:
            return "proof_failed";
        case E::SendStarted:
            return "send_started";
        case E::NothingSent:
            return "nothing_sent";
        case E::PartlySent:
            return "partly_sent";
        case E::AllAccepted:
            return "all_accepted";
        case E::Evidence:
            return "evidence";
        case E::Scanned:
            return "scanned";
        case E::SettledThere:
            return "settled_there";
        case E::SettledMissing:
            return "settled_missing";
        case E::Crashed:
            return "crashed";
        case E::Silence:
            return "silence";
        case E::Cancel:
            return "cancel";
    }
    return "";
}

std::optional<JobState> job_state(std::string_view text) {
    for (const JobState state : kStates) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

base::Result<BatchState> next(BatchState state, BatchEvent event) {
    using B = BatchState;
    struct BatchTransition {
        B from;
        BatchEvent event;
        B to;
    };
    static constexpr BatchTransition kBatch[] = {
        {B::Running, BatchEvent::Pause, B::Paused},
        {B::Running, BatchEvent::Cancel, B::Cancelled},
        {B::Running, BatchEvent::Finish, B::Done},
        {B::Paused, BatchEvent::Resume, B::Running},
        {B::Paused, BatchEvent::Cancel, B::Cancelled},
        // A label that was sent in vain goes back to the queue after the rest was done.
        {B::Done, BatchEvent::Reopen, B::Running},
    };
    for (const BatchTransition& row : kBatch) {
        if (row.from == state && row.event == event) return row.to;
    }
    return base::fail(base::ErrorCode::Conflict,
                      "a batch that is " + std::string(name(state)) + " does not allow this",
                      "error.batch_state");
}

std::string_view name(BatchState state) {
    switch (state) {
        case BatchState::Running:
            return "running";
        case BatchState::Paused:
            return "paused";
        case BatchState::Done:
            return "done";
        case BatchState::Cancelled:
            return "cancelled";
    }
    return "";
}

std::optional<BatchState> batch_state(std::string_view text) {
    for (const auto state :
         {BatchState::Running, BatchState::Paused, BatchState::Done, BatchState::Cancelled}) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

}  // namespace station
