#pragma once
#include <deque>
#include <initializer_list>

#include "printing/escpos_replies.h"
#include "printing/job_dialogue.h"

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
class EscposDialogue final : public JobDialogue {
public:
    explicit EscposDialogue(PrinterProfile profile) : JobDialogue(std::move(profile)) {}
    void on_bytes(base::ByteView bytes) override;

private:
    std::size_t owed_by(const base::Bytes& job) const override;
    void append_resync(base::Bytes& out, std::size_t owed) const override;
    void append_evidence_query(base::Bytes& out, base::JobRow job) override;
    void ask_all() override { ask_round({1, 2, 4}); }
    void ask_meanwhile() override { ask_round({2, 4}); }
    bool on_silence() override;
    bool has_more_to_ask() const override { return !to_ask_.empty(); }
    void forget() override;

    void ask_round(std::initializer_list<std::uint8_t> queries);
    void ask_next();
    void on_real_time(std::uint8_t reply);
    void on_auto_back(const base::Bytes& reply);
    void on_single(std::uint8_t reply);

    EscposReplies replies_;
    PrinterStatus reading_;            // Of the round of queries that is under way.
    std::uint8_t query_ = 0;           // DLE EOT n that is in the air.
    std::deque<std::uint8_t> to_ask_;  // Only one is in the air at a time (HPRT TP809 p. 30).
};

}  // namespace printing
