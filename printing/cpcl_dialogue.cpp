#include "printing/cpcl_dialogue.h"

#include <algorithm>
#include <utility>

#include "printing/cpcl.h"
#include "printing/cpcl_replies.h"

namespace printing {
namespace {

// A header that was cut swallows a few bytes before its line is given up.
constexpr std::size_t kGraphicHeader = 40;

}  // namespace

std::size_t CpclDialogue::owed_by(const base::Bytes& job) const {
    return std::max<std::size_t>(largest_cpcl_graphic(job), 1);
}

std::size_t CpclDialogue::unknown_owed() const {
    return profile().dialect.graphics == config::Graphics::Hex ? 2 * kUnknownOwed : kUnknownOwed;
}

void CpclDialogue::append_resync(base::Bytes& out, std::size_t owed) const {
    out.insert(out.end(), owed + kGraphicHeader, 0x00);
    base::append(out, std::string_view("\r\nABORT\r\n"));
}

void CpclDialogue::append_evidence_query(base::Bytes& out, base::JobRow job) {
    expected_.push_back({Query::State, false, job});
    base::append(out, std::string_view("\x1bh"));
}

void CpclDialogue::ask_state() {
    const base::JobRow last = awaited().empty() ? base::JobRow() : awaited().back().job;
    expected_.push_back({Query::State, true, last});
    more_to_ask_ = profile().dialect.status == config::StatusQueries::Extended;
    ask(base::as_bytes("\x1bh"));
}

void CpclDialogue::ask_all() {
    if (expected_.size() >= kMostOpen) return commit_status(status());
    ask_state();
}

void CpclDialogue::ask_meanwhile() {
    if (expected_.size() < kMostOpen) ask_state();
}

std::chrono::milliseconds CpclDialogue::round_interval() const {
    return seen_busy_ ? kEvidenceInterval : kStatusInterval;
}

// Its answer may still come, and keeps its place.
bool CpclDialogue::on_silence() {
    more_to_ask_ = false;
    return false;
}

void CpclDialogue::on_bytes(base::ByteView bytes) {
    for (const std::uint8_t byte : bytes) {
        if (expected_.empty()) return;
        const Expected expected = expected_.front();
        const auto now = expected.query == Query::State ? cpcl_status(byte)
                                                        : cpcl_extended_status(byte, reading_);
        if (!now) continue;  // No answer has these bits.
        expected_.pop_front();
        if (expected.poll) answered();
        if (expected.query == Query::State && expected.poll && more_to_ask_) {
            more_to_ask_ = false;
            reading_ = *now;
            expected_.push_back({Query::More, true, expected.covers});
            ask(base::as_bytes("\x1bi"));
            continue;
        }
        on_state(expected, *now);
    }
}

void CpclDialogue::on_state(const Expected& expected, PrinterStatus now) {
    if (expected.query == Query::State && !expected.poll) {
        // ESC h alone does not say what ESC i said last.
        now.ribbon_out = status().ribbon_out;
        now.paper_near_end = status().paper_near_end;
        now.label_waiting = status().label_waiting;
        now.jam = status().jam;
    }
    seen_busy_ = now.busy;
    PrinterStatus standing = now;
    standing.label_waiting = false;  // That one is out.
    if (!now.busy && !standing.blocked()) prove_up_to(expected.covers);
    commit_status(now);
}

void CpclDialogue::prove_up_to(base::JobRow job) {
    const auto found = std::ranges::find(awaited(), job, &Awaited::job);
    if (found == awaited().end()) return;
    const auto count = std::distance(awaited().begin(), found) + 1;
    for (std::ptrdiff_t i = 0; i < count; ++i) prove_oldest();
}

void CpclDialogue::forget() {
    expected_.clear();
    more_to_ask_ = seen_busy_ = false;
    reading_ = {};
}

}  // namespace printing
