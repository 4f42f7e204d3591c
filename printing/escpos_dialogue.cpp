#include "printing/escpos_dialogue.h"

#include <algorithm>
#include <utility>

namespace printing {
namespace {

// A header that was cut takes up to this many NULs before its raster begins; that of GS ( L is the
// longest.
constexpr std::size_t kStripHeader = 17;

// Size of the largest GS v 0 or GS ( L in a job of our own encoder.
std::size_t largest_strip(const base::Bytes& job) {
    std::size_t largest = 0;
    for (std::size_t i = 0; i + 8 <= job.size();) {
        std::size_t size = 0;
        std::size_t header = 8;
        if (job[i] == 0x1d && job[i + 1] == 0x76 && job[i + 2] == 0x30) {
            size = (job[i + 4] + 256U * job[i + 5]) * (job[i + 6] + 256U * job[i + 7]);
        } else if (job[i] == 0x1d && job[i + 1] == 0x28 && job[i + 2] == 0x4c) {
            size = job[i + 3] + 256U * job[i + 4];
            header = 5;
        } else {
            ++i;
            continue;
        }
        largest = std::max(largest, size);
        i += header + size;
    }
    return largest;
}

bool bit(std::uint8_t byte, int number) {
    return (byte & (1 << number)) != 0;
}

void append_label_feed(base::Bytes& out, const PrinterProfile& profile) {
    switch (profile.feed) {
        case Feed::ToNextLabel:
            out.push_back(0x0c);
            return;
        case Feed::ToMark:
            out.insert(out.end(), {0x1d, 0x0c});
            return;
        case Feed::Lines:
        case Feed::None:
            return;
    }
}

}  // namespace

std::size_t EscposDialogue::owed_by(const base::Bytes& job) const {
    return largest_strip(job);
}

void EscposDialogue::append_resync(base::Bytes& out, std::size_t owed) const {
    out.insert(out.end(), owed + kStripHeader, 0x00);
    base::append(out, std::string_view("\x1b@"));
    append_label_feed(out, profile());
}

void EscposDialogue::append_evidence_query(base::Bytes& out, base::JobRow) {
    base::append(out, std::string_view("\x1dr\x01"));
}

void EscposDialogue::ask_round(std::initializer_list<std::uint8_t> queries) {
    reading_ = status();
    to_ask_.assign(queries);
    ask_next();
}

void EscposDialogue::ask_next() {
    if (to_ask_.empty()) return;
    query_ = to_ask_.front();
    to_ask_.pop_front();
    const std::uint8_t bytes[] = {0x10, 0x04, query_};
    ask(bytes);
}

bool EscposDialogue::on_silence() {
    to_ask_.clear();
    return false;
}

void EscposDialogue::on_bytes(base::ByteView bytes) {
    for (const auto& reply : replies_.feed(bytes)) {
        switch (reply.kind) {
            case EscposReplies::Kind::RealTime:
                on_real_time(reply.bytes.front());
                break;
            case EscposReplies::Kind::Single:
                on_single(reply.bytes.front());
                break;
            case EscposReplies::Kind::AutoBack:
                on_auto_back(reply.bytes);
                break;
            case EscposReplies::Kind::Block:
                break;  // Nothing that we ask for answers so.
        }
    }
}

// Epson ESC/POS reference, "DLE EOT": bits of each n.
void EscposDialogue::on_real_time(std::uint8_t reply) {
    if (!asking()) return;  // Raster data may have asked; it says nothing about which n.
    answered();
    reading_.known = true;
    switch (query_) {
        case 1:
            reading_.offline = bit(reply, 3);
            break;
        case 2:
            reading_.cover_open = bit(reply, 2);
            reading_.paper_out = bit(reply, 5);
            if (bit(reply, 6)) {
                reading_.error = true;  // Which one, n = 3 says.
                to_ask_.push_front(3);
            } else {
                reading_.error = reading_.cutter_error = reading_.overheated = false;
            }
            break;
        case 3:
            reading_.cutter_error = bit(reply, 3);
            reading_.overheated = bit(reply, 6);
            reading_.error =
                bit(reply, 2) || bit(reply, 5) || !(reading_.cutter_error || reading_.overheated);
            break;
        case 4:
            reading_.paper_near_end = (reply & 0x0c) != 0;
            reading_.paper_out = reading_.paper_out || (reply & 0x60) != 0;
            break;
        default:
            break;
    }
    if (to_ask_.empty()) {
        // A round without n = 1 sees an offline printer by its causes.
        if (!reporting() && !reading_.cover_open && !reading_.paper_out && !reading_.error)
            reading_.offline = false;
        commit_status(reading_);
    } else {
        ask_next();
    }
}

// TM-L90 programming manual, "GS a".
void EscposDialogue::on_auto_back(const base::Bytes& reply) {
    PrinterStatus now = status();
    now.known = true;
    now.offline = bit(reply[0], 3);
    now.cover_open = bit(reply[0], 5);
    now.error = bit(reply[1], 2) || bit(reply[1], 5);
    now.cutter_error = bit(reply[1], 3);
    now.overheated = bit(reply[1], 6);
    now.paper_near_end = (reply[2] & 0x03) != 0;
    now.paper_out = (reply[2] & 0x0c) != 0;
    commit_status(now);
}

void EscposDialogue::on_single(std::uint8_t reply) {
    if (awaited().empty() || profile().evidence != Evidence::Answer) return;
    const bool means_nothing = awaited().front().ended;
    prove_oldest();
    if (means_nothing) return;
    PrinterStatus now = status();
    now.known = true;
    now.paper_near_end = (reply & 0x03) != 0;
    now.paper_out = (reply & 0x0c) != 0;
    commit_status(now);
}

void EscposDialogue::forget() {
    replies_.reset();
    to_ask_.clear();
}

}  // namespace printing
