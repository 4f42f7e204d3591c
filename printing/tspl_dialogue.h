#pragma once
#include "printing/job_dialogue.h"
#include "printing/tspl_replies.h"

namespace printing {

/// The conversation in TSPL (docs/protocols/tspl.md).
/// Evidence::Answer puts `OUT "{job}"` behind each label: its echo says that the interpreter has
/// come past PRINT. From then on `<ESC>!?` (or `<ESC>!S`) is asked until the printer no longer
/// prints: then the label is out. Queries are sent between labels alone: some printers obey them
/// inside BITMAP data, others draw them.
/// Resynchronising: white bytes for all that the largest BITMAP may still owe, two line ends,
/// `<ESC>!.` (cancel what is waiting), CLS. Nothing of it prints, because PRINT is missing.
class TsplDialogue final : public JobDialogue {
public:
    explicit TsplDialogue(PrinterProfile profile) : JobDialogue(std::move(profile)) {}
    void on_bytes(base::ByteView bytes) override;

private:
    std::size_t owed_by(const base::Bytes& job) const override;
    void append_resync(base::Bytes& out, std::size_t owed) const override;
    void append_evidence_query(base::Bytes& out, base::JobRow job) override;
    void ask_all() override { ask_meanwhile(); }
    void ask_meanwhile() override;
    std::chrono::milliseconds round_interval() const override;
    bool on_silence() override;
    void forget() override { replies_.reset(); }

    void on_echo(base::ByteView digits);
    void on_status(const PrinterStatus& now);

    TsplReplies replies_;
};

}  // namespace printing
