#pragma once
#include <deque>

#include "printing/dialogue.h"
#include "printing/escpos_replies.h"

namespace printing {

/// The conversation in ESC/POS (docs/protocols/escpos.md).
/// Evidence::Answer puts `GS r 1` behind each label: it is executed in the order of the buffer, so
/// its one byte says that the interpreter has come past the label. An answer that comes after its
/// time limit, or to a job that has failed since, proves nothing and is used up silently, so that
/// it never proves the next label. While an answer is awaited, `DLE EOT 2` and `4` (real time, also
/// answered offline) tell why nothing moves; the time limit stands still as long as they do.
/// Resynchronising: as many NUL as the largest strip has bytes and its header (white rows where
/// raster is owed, nothing elsewhere), `ESC @`, and the feed, so that the next label starts on its
/// own sheet.
class EscposDialogue final : public Dialogue {
public:
    explicit EscposDialogue(PrinterProfile profile);

    base::Status start(base::JobRow job, base::Bytes bytes) override;
    void request_status() override;
    void require_resync() override;
    bool needs_resync() const override { return resync_bytes_ > 0; }
    base::ByteView pending_output() const override;
    void on_accepted(std::size_t n) override;
    void on_bytes(base::ByteView bytes) override;
    void on_elapsed(std::chrono::milliseconds passed) override;
    void on_flushed() override;
    void on_closed(CloseReason reason) override;
    PrinterStatus status() const override { return status_; }
    std::size_t jobs_in_flight() const override;
    std::vector<DialogueEvent> take_events() override;

private:
    struct Sending {
        base::JobRow job;
        std::size_t first = 0;    // Where the job begins and ends in output_, and where
        std::size_t job_end = 0;  // the query behind it ends.
        std::size_t end = 0;
        bool announced = false;
    };
    struct Awaited {
        base::JobRow job;
        std::size_t job_bytes = 0;
        std::chrono::milliseconds waited{0};
        bool ended = false;  // Its answer may still come, and means nothing.
    };

    /// A cut connection may lose bytes that the channel had accepted this short before.
    static constexpr std::chrono::seconds kInTransit{10};

    void finish_sending();
    void ask(std::initializer_list<std::uint8_t> queries);
    void ask_next();
    void count_silence(std::chrono::milliseconds passed);
    void count_waiting(std::chrono::milliseconds passed);
    void on_real_time(std::uint8_t reply);
    void on_auto_back(const base::Bytes& reply);
    void on_single(std::uint8_t reply);
    void commit_status(PrinterStatus status);
    Awaited* oldest_awaited();
    bool all_accepted() const { return accepted_ == output_.size(); }

    const PrinterProfile profile_;
    base::Bytes output_;
    std::size_t accepted_ = 0;  // Of output_.
    std::optional<Sending> sending_;
    std::deque<Awaited> awaited_;    // Jobs sent whole, oldest first.
    std::size_t resync_bytes_ = 0;   // NULs that the next start() sends first.
    std::size_t largest_strip_ = 0;  // Of the last job.
    std::chrono::milliseconds since_accepted_ = kInTransit;  // A byte of a job.
    int unanswered_ = 0;  // Jobs in a row whose GS r was not answered in time.

    EscposReplies replies_;
    PrinterStatus status_;
    PrinterStatus reading_;              // Of the round of queries that is under way.
    bool report_status_ = false;         // The round is an event even if nothing changed.
    std::optional<std::uint8_t> asked_;  // DLE EOT n without reply.
    std::deque<std::uint8_t> to_ask_;    // Only one is in the air at a time (HPRT TP809 p. 30).
    std::chrono::milliseconds asked_for_{0};
    std::chrono::milliseconds since_round_{0};
    std::chrono::milliseconds stalled_for_{0};
    int silent_ = 0;  // Queries in a row without reply.

    std::vector<DialogueEvent> events_;
};

}  // namespace printing
