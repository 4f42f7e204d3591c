#pragma once
#include <deque>
#include <optional>

#include "printing/dialogue.h"

namespace printing {

/// What the conversations of all languages have in common: the bytes of a job and how many of them
/// were accepted, jobs that wait for evidence and for how long, one status question in the air at
/// a time, a device that takes nothing, and what a closed channel leaves behind. A language adds
/// its questions, what its answers mean and how it is resynchronised. One thread.
class JobDialogue : public Dialogue {
public:
    base::Status start(base::JobRow job, base::Bytes bytes) final;
    void request_status() final;
    void require_resync() final;
    bool needs_resync() const final { return resync_bytes_ > 0; }
    base::ByteView pending_output() const final;
    void on_accepted(std::size_t n) final;
    void on_elapsed(std::chrono::milliseconds passed) final;
    void on_flushed() final;
    void on_closed(CloseReason reason) final;
    PrinterStatus status() const final { return status_; }
    std::size_t jobs_in_flight() const final;
    std::vector<DialogueEvent> take_events() final;

protected:
    /// A job that was sent whole and waits for its evidence.
    struct Awaited {
        base::JobRow job;
        std::size_t job_bytes = 0;
        std::chrono::milliseconds waited{0};
        bool ended = false;  ///< Its time is over: evidence may still come, and means nothing.
        // For languages whose evidence is a state that is looked at again and again:
        bool reached = false;  ///< The interpreter has come past it.
        bool polled = false;   ///< The question in the air was asked when it was there and reached.
        bool seen_busy = false;  ///< An answer has shown it unfinished.
        int idle = 0;            ///< Answers in a row that showed it finished.
    };
    static constexpr std::size_t kUnknownOwed = 32 * 1024;  ///< The largest strip of an encoder.

    explicit JobDialogue(PrinterProfile profile);

    /// Bytes that a printer cut in the middle of this job may still take for data, at least 1.
    virtual std::size_t owed_by(const base::Bytes& job) const = 0;
    /// The same where the job is not known.
    virtual std::size_t unknown_owed() const { return kUnknownOwed; }
    /// What brings a printer back that still takes up to `owed` bytes for data.
    virtual void append_resync(base::Bytes& out, std::size_t owed) const = 0;
    /// The question that stands behind a label, where the language has one.
    virtual void append_evidence_query(base::Bytes& out, base::JobRow job) = 0;
    /// Begins a round of questions about everything: somebody wants to know.
    virtual void ask_all() = 0;
    /// Begins a round of questions while evidence is awaited.
    virtual void ask_meanwhile() = 0;
    /// How long after one such round the next begins.
    virtual std::chrono::milliseconds round_interval() const { return kStatusInterval; }
    /// The question in the air got no answer in time. True where another was asked in its place.
    virtual bool on_silence() { return false; }
    /// A round has more questions than the one in the air.
    virtual bool has_more_to_ask() const { return false; }
    /// The channel is closed: what was asked and half read is forgotten.
    virtual void forget() = 0;

    /// Sends a question; one at a time.
    void ask(base::ByteView query);
    bool asking() const { return asked_; }
    /// The question in the air has its answer.
    void answered();
    /// Somebody asked, and this round answers.
    bool reporting() const { return report_status_; }
    void commit_status(PrinterStatus status);
    std::deque<Awaited>& awaited() { return awaited_; }
    const std::deque<Awaited>& awaited() const { return awaited_; }
    /// Takes out the oldest awaited job: its evidence is here.
    void prove_oldest();
    /// An answer has shown that the newest `unfinished` of the jobs that were there when it was
    /// asked are not out yet (blocked: nothing can be said). A job is out when it was seen
    /// unfinished and then finished, or finished twice in a row: right behind its last byte a
    /// printer may not have begun yet. Counts::Any: the answer only says
    /// whether there are unfinished ones. An answer to a question that had been given up proves
    /// nothing.
    enum class Counts { Each, Any };
    void look(std::size_t unfinished, bool blocked, Counts counts);
    /// Looks again at the next on_elapsed().
    void poll_soon() { since_round_ = round_interval(); }
    const PrinterProfile& profile() const { return profile_; }

private:
    struct Sending {
        base::JobRow job;
        std::size_t first = 0;    // Where the job begins and ends in output_, and where
        std::size_t job_end = 0;  // the query behind it ends.
        std::size_t end = 0;
        bool announced = false;
        bool awaits_answer = false;
    };

    /// A cut connection may lose bytes that the channel had accepted this short before.
    static constexpr std::chrono::seconds kInTransit{10};

    bool believes_answers() const;
    void finish_sending();
    void count_silence(std::chrono::milliseconds passed);
    void count_waiting(std::chrono::milliseconds passed);
    Awaited* oldest_awaited();
    bool all_accepted() const { return accepted_ == output_.size(); }

    const PrinterProfile profile_;
    base::Bytes output_;
    std::size_t accepted_ = 0;  // Of output_.
    std::optional<Sending> sending_;
    std::deque<Awaited> awaited_;                            // Jobs sent whole, oldest first.
    std::size_t resync_bytes_ = 0;                           // What the next start() makes up for.
    std::size_t owed_ = 0;                                   // By the last job at most.
    std::chrono::milliseconds since_accepted_ = kInTransit;  // A byte of a job.
    int unanswered_ = 0;  // Jobs in a row whose evidence did not come in time.

    PrinterStatus status_;
    bool report_status_ = false;  // The round is an event even if nothing changed.
    bool asked_ = false;          // A question is in the air.
    std::chrono::milliseconds asked_for_{0};
    std::chrono::milliseconds since_round_{0};
    std::chrono::milliseconds stalled_for_{0};
    int silent_ = 0;  // Questions in a row without answer.
    int late_ = 0;    // Answers that may still come to questions given up.

    std::vector<DialogueEvent> events_;
};

}  // namespace printing
