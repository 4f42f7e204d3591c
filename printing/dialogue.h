#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "printing/label_encoder.h"

namespace printing {

/// How a job that failed stands. Printing is not repeatable: only NothingSent may be sent again
/// unattended.
enum class Outcome {
    NothingSent,      ///< The device accepted no byte of it.
    PartlySent,       ///< Some bytes; the sheet may be half printed.
    SentUnconfirmed,  ///< Every byte; whether it came out is not known.
};
/// Stable: "nothing_sent", "partly_sent", "sent_unconfirmed".
std::string_view name(Outcome outcome);

/// Why the conversation ended.
enum class CloseReason {
    PeerClosed,  ///< The printer closed the connection.
    Unplugged,   ///< The device is gone.
    Timeout,     ///< A deadline of the worker passed.
    Error,       ///< Any other failure of the channel.
    Discarded,   ///< The channel threw the unfinished job away; nothing of it comes out.
    Stopped,     ///< A person or the shutdown of the program.
};
std::string_view name(CloseReason reason);

/// What the printer said about itself; all false is "ready, as far as known".
struct PrinterStatus {
    bool known = false;  ///< It has said something at all.
    bool offline = false;
    bool cover_open = false;  ///< Then paper_out means nothing: an open cover outranks it.
    bool paper_out = false;
    bool paper_near_end = false;
    bool cutter_error = false;
    bool error = false;       ///< Any other, or not said which.
    bool overheated = false;  ///< Recovers by itself.
    bool ribbon_out = false;
    bool jam = false;
    bool paused = false;         ///< By its own key or by a command.
    bool label_waiting = false;  ///< The last label is to be taken from the peeler first.
    bool busy = false;           ///< Printing or about to; comes and goes, hence is no event.
    bool not_accepting = false;  /**< No byte taken for a while: our own observation, the only sign
                                    of paper-out where nothing answers. */
    /// Printing stands still until somebody does something, or the head has cooled.
    bool blocked() const {
        return offline || cover_open || paper_out || cutter_error || error || overheated ||
               ribbon_out || jam || paused || label_waiting;
    }
    /// It has said that nothing stands in the way. A printer that says nothing is not ready: it is
    /// not known.
    bool ready() const { return known && !blocked() && !not_accepting; }
    bool operator==(const PrinterStatus&) const = default;
};

/// The last byte of the job was accepted by the channel.
struct AllAccepted {
    base::JobRow job;
};
/// The label has come out, by this evidence.
struct Printed {
    base::JobRow job;
    Evidence evidence = Evidence::None;
};
/// Sent as a whole; nothing will tell more (Evidence::None, or the printer did not answer in time).
struct NoEvidence {
    base::JobRow job;
};
struct StatusChanged {
    PrinterStatus status;
};
struct Failed {
    base::JobRow job;
    Outcome outcome = Outcome::NothingSent;
    std::size_t bytes_accepted = 0;  ///< Of the job alone, without resynchronising or queries.
    CloseReason reason = CloseReason::Error;
};
using DialogueEvent = std::variant<AllAccepted, Printed, NoEvidence, StatusChanged, Failed>;

/// One printer's conversation without I/O and without a clock: bytes and elapsed time in, bytes to
/// send and events out. One thread. The caller carries bytes over a channel:
///
///     dialogue.start(job, bytes)
///     loop: write pending_output(), on_accepted(n); read, on_bytes(); on_elapsed(); take_events()
///
/// Each job ends with exactly one of Printed, NoEvidence or Failed, before which AllAccepted may
/// come. A next job may be started as soon as all bytes of the one before are accepted; evidence
/// then arrives in the order of the jobs. After a job was cut in the middle the next start() first
/// sends what brings the printer back to the beginning of a command.
class Dialogue {
public:
    virtual ~Dialogue() = default;

    /// Takes the bytes of one label as its encoder made them. Conflict while another job still has
    /// bytes to send; InvalidInput without bytes.
    virtual base::Status start(base::JobRow job, base::Bytes bytes) = 0;
    /// Asks the printer for its state, if the language can and no job has bytes to send; the answer
    /// comes as StatusChanged (always, also unchanged, to the first answer after this call).
    virtual void request_status() = 0;
    /// The printer may have been left in the middle of a job (a crash, another program): the next
    /// start() resynchronises first.
    virtual void require_resync() = 0;
    virtual bool needs_resync() const = 0;

    /// What to send now; valid until the next call that changes the dialogue.
    virtual base::ByteView pending_output() const = 0;
    /// The channel accepted the first n bytes of pending_output(); more than that counts as all.
    virtual void on_accepted(std::size_t n) = 0;
    /// Bytes from the printer: untrusted, in any pieces.
    virtual void on_bytes(base::ByteView bytes) = 0;
    /// This much time has passed since the last call of this function (or the beginning).
    virtual void on_elapsed(std::chrono::milliseconds passed) = 0;
    /// All accepted bytes are on disk (Evidence::Written).
    virtual void on_flushed() = 0;
    /// The channel is closed or given up. Ends every job in flight; queries are forgotten.
    virtual void on_closed(CloseReason reason) = 0;

    virtual PrinterStatus status() const = 0;
    /// Jobs that have not ended.
    virtual std::size_t jobs_in_flight() const = 0;
    /// What has happened since the last call, in order.
    virtual std::vector<DialogueEvent> take_events() = 0;
};

/// Time limits of every language, in one place.
inline constexpr std::chrono::seconds kAnswerLimit{
    20};  ///< For the answer behind a label while the printer is not blocked.
inline constexpr std::chrono::milliseconds kStatusInterval{1000};  ///< While an answer is awaited.
inline constexpr std::chrono::milliseconds kEvidenceInterval{
    200};  ///< While only the end of the movement is awaited.
inline constexpr std::chrono::milliseconds kStatusReplyLimit{500};
inline constexpr int kSilentQueries = 3;               ///< Unanswered in a row: no status channel.
inline constexpr std::chrono::seconds kStallLimit{5};  ///< Then not_accepting.

/// InvalidInput as make_encoder().
base::Result<std::unique_ptr<Dialogue>> make_dialogue(const PrinterProfile& profile);

}  // namespace printing
