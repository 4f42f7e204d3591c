#include "printing/zpl_dialogue.h"

#include <utility>

namespace printing {

void ZplDialogue::append_resync(base::Bytes& out, std::size_t) const {
    base::append(out, std::string_view("\r\n~JX~JA\r\n"));
}

void ZplDialogue::ask_meanwhile() {
    // Nothing echoes behind a label: whatever was sent before the question counts.
    for (Awaited& job : awaited()) job.reached = true;
    asked_errors_ = false;
    ask(base::as_bytes("~HS\r\n"));
}

bool ZplDialogue::on_silence() {
    first_.clear();
    if (asked_errors_ || profile().dialect.status != config::StatusQueries::Extended) return false;
    asked_errors_ = true;
    ask(base::as_bytes("~HQES\r\n"));
    return true;
}

void ZplDialogue::on_bytes(base::ByteView bytes) {
    for (const std::string& frame : frames_.feed(bytes)) {
        if (!asking()) continue;
        if (const auto errors = zpl_error_status(frame)) {
            answered();
            commit_status(*errors);
        } else if (is_zpl_first(frame)) {
            first_ = frame;
        } else if (is_zpl_second(frame)) {
            const auto host = zpl_host_status(std::exchange(first_, {}), frame);
            if (!host) continue;
            answered();
            PrinterStatus standing = host->status;
            standing.label_waiting = false;  // That one is out.
            look(static_cast<std::size_t>(host->unfinished()), standing.blocked(), Counts::Each);
            commit_status(host->status);
        }
    }
}

void ZplDialogue::forget() {
    frames_.reset();
    first_.clear();
    asked_errors_ = false;
}

}  // namespace printing
