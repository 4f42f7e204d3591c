#include "printing/tspl_dialogue.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "printing/tspl.h"

namespace printing {
namespace {

// A header that was cut swallows a few bytes before its line is given up.
constexpr std::size_t kBitmapHeader = 40;

}  // namespace

std::size_t TsplDialogue::owed_by(const base::Bytes& job) const {
    return std::max<std::size_t>(largest_tspl_bitmap(job), 1);
}

void TsplDialogue::append_resync(base::Bytes& out, std::size_t owed) const {
    const bool usual = profile().dialect.polarity == config::Polarity::Usual;
    out.insert(out.end(), owed + kBitmapHeader, usual ? 0xff : 0x00);
    base::append(out, std::string_view("\r\n\r\n\x1b!.\r\nCLS\r\n"));
}

void TsplDialogue::append_evidence_query(base::Bytes& out, base::JobRow job) {
    base::append(out, "OUT \"{" + std::to_string(job.value()) + "}\"\r\n");
}

void TsplDialogue::ask_meanwhile() {
    const bool extended = profile().dialect.status == config::StatusQueries::Extended;
    replies_.expect(extended ? TsplReplies::Kind::Long : TsplReplies::Kind::Short);
    ask(base::as_bytes(extended ? "\x1b!S" : "\x1b!?"));
}

std::chrono::milliseconds TsplDialogue::round_interval() const {
    const bool reached = std::ranges::any_of(awaited(), &Awaited::reached);
    return reached ? kEvidenceInterval : kStatusInterval;
}

bool TsplDialogue::on_silence() {
    replies_.expect_nothing();
    return false;
}

void TsplDialogue::on_bytes(base::ByteView bytes) {
    for (const TsplReplies::Reply& reply : replies_.feed(bytes)) {
        switch (reply.kind) {
            case TsplReplies::Kind::Echo:
                on_echo(reply.bytes);
                break;
            case TsplReplies::Kind::Short:
                on_status(tspl_short_status(reply.bytes.front()));
                break;
            case TsplReplies::Kind::Long:
                if (const auto now = tspl_long_status(reply.bytes)) on_status(*now);
                break;
        }
    }
}

void TsplDialogue::on_echo(base::ByteView digits) {
    const std::string_view text = base::as_text(digits);
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return;
    const auto found = std::ranges::find(awaited(), base::JobRow(number), &Awaited::job);
    if (found == awaited().end()) return;
    for (auto job = awaited().begin(); job <= found; ++job) job->reached = true;
    poll_soon();
}

void TsplDialogue::on_status(const PrinterStatus& now) {
    if (!asking()) return;
    answered();
    PrinterStatus standing = now;
    standing.label_waiting = false;  // That one is out.
    look(now.busy ? awaited().size() : 0, standing.blocked(), Counts::Any);
    commit_status(now);
}

}  // namespace printing
