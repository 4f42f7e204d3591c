#include "printing/escpos_dialogue.h"

#include <algorithm>
#include <utility>

namespace printing {
namespace {

constexpr std::size_t kUnknownStrip = 32 * 1024;  // The largest strip that anybody sends.
constexpr int kUnansweredJobs = 3;                // Then GS r is not sent any more.
// A header that was cut takes up to this many NULs before its raster begins.
constexpr std::size_t kStripHeader = 8;

// Size of the largest GS v 0 in a job of our own encoder.
std::size_t largest_strip(const base::Bytes& job) {
    std::size_t largest = 0;
    for (std::size_t i = 0; i + 8 <= job.size();) {
        if (job[i] != 0x1d || job[i + 1] != 0x76 || job[i + 2] != 0x30) {
            ++i;
            continue;
        }
        const std::size_t size =
            (job[i + 4] + 256U * job[i + 5]) * (job[i + 6] + 256U * job[i + 7]);
        largest = std::max(largest, size);
        i += 8 + size;
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

EscposDialogue::EscposDialogue(PrinterProfile profile) : profile_(std::move(profile)) {}

base::Status EscposDialogue::start(base::JobRow job, base::Bytes bytes) {
    if (sending_)
        return base::fail(base::ErrorCode::Conflict,
                          "job " + std::to_string(sending_->job.value()) +
                              " still has bytes to send; job " + std::to_string(job.value()) +
                              " cannot start");
    if (bytes.empty())
        return base::fail(base::ErrorCode::InvalidInput,
                          "job " + std::to_string(job.value()) + " has no bytes");
    if (resync_bytes_ > 0) {
        output_.insert(output_.end(), resync_bytes_ + kStripHeader, 0x00);
        base::append(output_, std::string_view("\x1b@"));
        append_label_feed(output_, profile_);
    }
    Sending sending{.job = job, .first = output_.size()};
    largest_strip_ = largest_strip(bytes);
    base::append(output_, bytes);
    sending.job_end = output_.size();
    if (profile_.evidence == Evidence::Answer && unanswered_ < kUnansweredJobs)
        base::append(output_, std::string_view("\x1dr\x01"));
    sending.end = output_.size();
    sending_ = sending;
    stalled_for_ = {};
    return {};
}

void EscposDialogue::request_status() {
    if (sending_ || asked_) return;
    report_status_ = true;
    silent_ = 0;
    ask({1, 2, 4});
}

void EscposDialogue::require_resync() {
    if (profile_.evidence != Evidence::Written)
        resync_bytes_ = std::max(resync_bytes_, kUnknownStrip);
}

base::ByteView EscposDialogue::pending_output() const {
    return base::ByteView(output_).subspan(accepted_);
}

void EscposDialogue::on_accepted(std::size_t n) {
    if (n == 0) return;
    accepted_ += std::min(n, output_.size() - accepted_);
    stalled_for_ = {};
    if (status_.not_accepting) {
        PrinterStatus status = status_;
        status.not_accepting = false;
        commit_status(status);
    }
    if (sending_) {
        since_accepted_ = {};
        if (accepted_ >= sending_->first) resync_bytes_ = 0;
        if (accepted_ >= sending_->job_end && !sending_->announced) {
            sending_->announced = true;
            events_.push_back(AllAccepted{sending_->job});
        }
        if (accepted_ >= sending_->end) finish_sending();
    }
    if (all_accepted()) {
        output_.clear();
        accepted_ = 0;
    }
}

void EscposDialogue::finish_sending() {
    const Sending done = *std::exchange(sending_, std::nullopt);
    const bool queried = done.end > done.job_end;
    if (queried || profile_.evidence == Evidence::Written) {
        awaited_.push_back({.job = done.job, .job_bytes = done.job_end - done.first});
        since_round_ = {};
    } else {
        events_.push_back(NoEvidence{done.job});
    }
}

void EscposDialogue::ask(std::initializer_list<std::uint8_t> queries) {
    reading_ = status_;
    to_ask_.assign(queries);
    ask_next();
}

void EscposDialogue::ask_next() {
    if (to_ask_.empty()) return;
    asked_ = to_ask_.front();
    to_ask_.pop_front();
    asked_for_ = {};
    output_.insert(output_.end(), {0x10, 0x04, *asked_});
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
    if (!asked_) return;  // Raster data may have asked; it says nothing about which n.
    const std::uint8_t n = *std::exchange(asked_, std::nullopt);
    silent_ = 0;
    reading_.known = true;
    switch (n) {
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
        if (!report_status_ && !reading_.cover_open && !reading_.paper_out && !reading_.error)
            reading_.offline = false;
        commit_status(reading_);
    } else {
        ask_next();
    }
}

// TM-L90 programming manual, "GS a".
void EscposDialogue::on_auto_back(const base::Bytes& reply) {
    PrinterStatus status = status_;
    status.known = true;
    status.offline = bit(reply[0], 3);
    status.cover_open = bit(reply[0], 5);
    status.error = bit(reply[1], 2) || bit(reply[1], 5);
    status.cutter_error = bit(reply[1], 3);
    status.overheated = bit(reply[1], 6);
    status.paper_near_end = (reply[2] & 0x03) != 0;
    status.paper_out = (reply[2] & 0x0c) != 0;
    commit_status(status);
}

void EscposDialogue::on_single(std::uint8_t reply) {
    if (awaited_.empty() || profile_.evidence != Evidence::Answer) return;
    const Awaited answered = awaited_.front();
    awaited_.pop_front();
    unanswered_ = 0;
    if (answered.ended) return;
    events_.push_back(Printed{answered.job, Evidence::Answer});
    PrinterStatus status = status_;
    status.known = true;
    status.paper_near_end = (reply & 0x03) != 0;
    status.paper_out = (reply & 0x0c) != 0;
    commit_status(status);
}

void EscposDialogue::commit_status(PrinterStatus status) {
    if (status.cover_open) status.paper_out = false;  // TM-L90 manual p. 309.
    const bool report =
        std::exchange(report_status_, report_status_ && (asked_ || !to_ask_.empty()));
    if (status == status_ && !(report && !report_status_)) return;
    status_ = status;
    events_.push_back(StatusChanged{status_});
}

EscposDialogue::Awaited* EscposDialogue::oldest_awaited() {
    const auto found = std::ranges::find(awaited_, false, &Awaited::ended);
    return found == awaited_.end() ? nullptr : &*found;
}

void EscposDialogue::on_elapsed(std::chrono::milliseconds passed) {
    since_accepted_ += passed;
    if (!all_accepted()) {
        stalled_for_ += passed;
        if (stalled_for_ >= kStallLimit && !status_.not_accepting) {
            PrinterStatus status = status_;
            status.not_accepting = true;
            commit_status(status);
        }
    }
    count_silence(passed);
    if (profile_.evidence == Evidence::Answer) count_waiting(passed);
}

void EscposDialogue::count_silence(std::chrono::milliseconds passed) {
    if (!asked_ || !all_accepted()) return;
    asked_for_ += passed;
    if (asked_for_ < kStatusReplyLimit) return;
    ++silent_;
    asked_.reset();
    to_ask_.clear();
    commit_status(status_);
}

void EscposDialogue::count_waiting(std::chrono::milliseconds passed) {
    Awaited* oldest = oldest_awaited();
    if (oldest == nullptr) return;
    const bool talks = silent_ < kSilentQueries;
    since_round_ += passed;
    if (talks && !sending_ && !asked_ && all_accepted() && since_round_ >= kStatusInterval) {
        since_round_ = {};
        ask({2, 4});
    }
    if (talks && status_.blocked()) return;
    oldest->waited += passed;
    if (oldest->waited < kAnswerLimit) return;
    oldest->ended = true;
    ++unanswered_;
    events_.push_back(NoEvidence{oldest->job});
}

void EscposDialogue::on_flushed() {
    if (profile_.evidence != Evidence::Written) return;
    for (const Awaited& job : awaited_) events_.push_back(Printed{job.job, Evidence::Written});
    awaited_.clear();
}

void EscposDialogue::on_closed(CloseReason reason) {
    bool lost = false;
    for (const Awaited& job : awaited_) {
        if (job.ended) continue;
        lost = true;
        const bool gone = reason == CloseReason::Discarded;
        events_.push_back(Failed{job.job, gone ? Outcome::NothingSent : Outcome::SentUnconfirmed,
                                 gone ? 0 : job.job_bytes, reason});
    }
    lost = lost || since_accepted_ < kInTransit;
    std::size_t resync = lost && reason != CloseReason::Stopped ? largest_strip_ : 0;
    if (sending_) {
        const std::size_t job_bytes = sending_->job_end - sending_->first;
        const std::size_t sent = reason != CloseReason::Discarded && accepted_ > sending_->first
                                     ? std::min(accepted_ - sending_->first, job_bytes)
                                     : 0;
        const Outcome outcome = sent == 0           ? Outcome::NothingSent
                                : sent == job_bytes ? Outcome::SentUnconfirmed
                                                    : Outcome::PartlySent;
        if (outcome == Outcome::PartlySent) resync = std::max<std::size_t>(largest_strip_, 1);
        events_.push_back(Failed{sending_->job, outcome, sent, reason});
    }
    if (profile_.evidence != Evidence::Written) resync_bytes_ = std::max(resync_bytes_, resync);
    output_.clear();
    accepted_ = 0;
    sending_.reset();
    awaited_.clear();
    unanswered_ = 0;
    replies_.reset();
    asked_.reset();
    to_ask_.clear();
    silent_ = 0;
    stalled_for_ = {};
    since_accepted_ = kInTransit;
    report_status_ = false;
    commit_status({});
}

std::size_t EscposDialogue::jobs_in_flight() const {
    const auto open = std::ranges::count(awaited_, false, &Awaited::ended);
    return static_cast<std::size_t>(open) + (sending_ ? 1U : 0U);
}

std::vector<DialogueEvent> EscposDialogue::take_events() {
    return std::exchange(events_, {});
}

}  // namespace printing
