#pragma once
#include <deque>

#include "printing/job_dialogue.h"

namespace printing {

/// The conversation in CPCL (docs/protocols/cpcl.md).
/// Evidence::Answer puts `ESC h` behind each label's PRINT. Printers answer it when the label is
/// finished, or at once with the busy bit; then it is asked again. Its answers carry no number and
/// may be late, so they are counted in the order of the questions for as long as the connection
/// lasts: a lost one makes the next ones prove less, never more.
/// Resynchronising: NUL for all that the largest graphic may still owe, a line end, `ABORT`.
class CpclDialogue final : public JobDialogue {
public:
    explicit CpclDialogue(PrinterProfile profile) : JobDialogue(std::move(profile)) {}
    void on_bytes(base::ByteView bytes) override;

private:
    enum class Query { State, More };  // ESC h, ESC i.
    struct Expected {
        Query query = Query::State;
        bool poll = false;    // Asked by itself, not behind a label.
        base::JobRow covers;  // The last job before it; 0: none.
    };
    static constexpr std::size_t kMostOpen = 4;  // Then no further question is asked.

    std::size_t owed_by(const base::Bytes& job) const override;
    std::size_t unknown_owed() const override;
    void append_resync(base::Bytes& out, std::size_t owed) const override;
    void append_evidence_query(base::Bytes& out, base::JobRow job) override;
    void ask_all() override;
    void ask_meanwhile() override;
    std::chrono::milliseconds round_interval() const override;
    bool on_silence() override;
    bool has_more_to_ask() const override { return more_to_ask_; }
    void forget() override;

    void ask_state();
    void on_state(const Expected& expected, PrinterStatus now);
    void prove_up_to(base::JobRow job);

    std::deque<Expected> expected_;
    PrinterStatus reading_;     // Of ESC h, until ESC i adds to it.
    bool more_to_ask_ = false;  // ESC i follows.
    bool seen_busy_ = false;
};

}  // namespace printing
