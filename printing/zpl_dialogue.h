#pragma once
#include <string>

#include "printing/job_dialogue.h"
#include "printing/zpl_replies.h"

namespace printing {

/// The conversation in ZPL (docs/protocols/zpl.md).
/// Evidence::Answer asks `~HS` until its counters (formats in the buffer, labels remaining, format
/// not whole) say that a label is out; nothing stands behind the label itself. Zebra's reference
/// says that a printer without media or ribbon, or with its head open, may not answer `~HS`: with
/// StatusQueries::Extended `~HQES` is asked then.
/// Resynchronising: `~JX` ends a format that was cut, `~JA` drops what waits in the buffer. No byte
/// has to be filled up: the jobs are ASCII.
class ZplDialogue final : public JobDialogue {
public:
    explicit ZplDialogue(PrinterProfile profile) : JobDialogue(std::move(profile)) {}
    void on_bytes(base::ByteView bytes) override;

private:
    std::size_t owed_by(const base::Bytes&) const override { return 1; }
    std::size_t unknown_owed() const override { return 1; }
    void append_resync(base::Bytes& out, std::size_t owed) const override;
    void append_evidence_query(base::Bytes&, base::JobRow) override {}
    void ask_all() override { ask_meanwhile(); }
    void ask_meanwhile() override;
    std::chrono::milliseconds round_interval() const override { return kEvidenceInterval; }
    bool on_silence() override;
    void forget() override;

    ZplFrames frames_;
    std::string first_;          // Of ~HS; the second completes it.
    bool asked_errors_ = false;  // ~HQES is in the air.
};

}  // namespace printing
