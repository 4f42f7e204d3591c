#include "printing/job_dialogue.h"

#include <algorithm>
#include <utility>

namespace printing {
namespace {

constexpr int kUnansweredJobs = 3;  // Then evidence is not waited for any more.

}  // namespace

JobDialogue::JobDialogue(PrinterProfile profile) : profile_(std::move(profile)) {}

bool JobDialogue::believes_answers() const {
    return profile_.evidence == Evidence::Answer &&
           profile_.dialect.status != config::StatusQueries::None && unanswered_ < kUnansweredJobs;
}

base::Status JobDialogue::start(base::JobRow job, base::Bytes bytes) {
    if (sending_)
        return base::fail(base::ErrorCode::Conflict,
                          "job " + std::to_string(sending_->job.value()) +
                              " still has bytes to send; job " + std::to_string(job.value()) +
                              " cannot start");
    if (bytes.empty())
        return base::fail(base::ErrorCode::InvalidInput,
                          "job " + std::to_string(job.value()) + " has no bytes");
    if (resync_bytes_ > 0) append_resync(output_, resync_bytes_);
    Sending sending{.job = job, .first = output_.size()};
    owed_ = owed_by(bytes);
    base::append(output_, bytes);
    sending.job_end = output_.size();
    sending.awaits_answer = believes_answers();
    if (sending.awaits_answer) append_evidence_query(output_, job);
    sending.end = output_.size();
    sending_ = sending;
    stalled_for_ = {};
    return {};
}

void JobDialogue::request_status() {
    if (sending_ || asked_) return;
    report_status_ = true;
    silent_ = 0;
    if (profile_.dialect.status == config::StatusQueries::None) {
        commit_status(status_);
    } else {
        ask_all();
    }
}

void JobDialogue::require_resync() {
    if (profile_.evidence != Evidence::Written)
        resync_bytes_ = std::max(resync_bytes_, unknown_owed());
}

base::ByteView JobDialogue::pending_output() const {
    return base::ByteView(output_).subspan(accepted_);
}

void JobDialogue::on_accepted(std::size_t n) {
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

void JobDialogue::finish_sending() {
    const Sending done = *std::exchange(sending_, std::nullopt);
    if (done.awaits_answer || profile_.evidence == Evidence::Written) {
        Awaited awaited;
        awaited.job = done.job;
        awaited.job_bytes = done.job_end - done.first;
        awaited_.push_back(awaited);
        since_round_ = {};
    } else {
        events_.push_back(NoEvidence{done.job});
    }
}

void JobDialogue::ask(base::ByteView query) {
    asked_ = true;
    asked_for_ = {};
    for (Awaited& job : awaited_) job.polled = job.reached;
    base::append(output_, query);
}

void JobDialogue::answered() {
    asked_ = false;
    silent_ = 0;
}

void JobDialogue::prove_oldest() {
    const Awaited proven = awaited_.front();
    awaited_.pop_front();
    unanswered_ = 0;
    if (!proven.ended) events_.push_back(Printed{proven.job, Evidence::Answer});
}

void JobDialogue::look(std::size_t unfinished, bool blocked, Counts counts) {
    if (late_ > 0) {
        --late_;
        return;
    }
    const auto there =
        static_cast<std::size_t>(std::ranges::count(awaited_, true, &Awaited::polled));
    const std::size_t done = there > unfinished ? there - unfinished : 0;
    // A busy printer is busy with the oldest; of the others nothing was seen.
    const bool attributed = counts == Counts::Each || there == 1;
    for (std::size_t i = 0; i < there; ++i) {
        Awaited& job = awaited_[i];
        const bool finished = !blocked && i < done;
        job.idle = finished ? job.idle + 1 : 0;
        if (!finished && !blocked && attributed) job.seen_busy = true;
    }
    while (!awaited_.empty() && awaited_.front().polled &&
           (awaited_.front().idle >= 2 ||
            (awaited_.front().idle == 1 && awaited_.front().seen_busy && attributed)))
        prove_oldest();
}

void JobDialogue::commit_status(PrinterStatus status) {
    if (status.cover_open) status.paper_out = false;  // TM-L90 manual p. 309.
    const bool more = asked_ || has_more_to_ask();
    const bool report = std::exchange(report_status_, report_status_ && more);
    PrinterStatus before = status_;
    before.busy = status.busy;  // It comes and goes with every label: no news.
    status_ = status;
    if (before == status && !(report && !report_status_)) return;
    events_.push_back(StatusChanged{status_});
}

JobDialogue::Awaited* JobDialogue::oldest_awaited() {
    const auto found = std::ranges::find(awaited_, false, &Awaited::ended);
    return found == awaited_.end() ? nullptr : &*found;
}

void JobDialogue::on_elapsed(std::chrono::milliseconds passed) {
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

void JobDialogue::count_silence(std::chrono::milliseconds passed) {
    if (!asked_ || !all_accepted()) return;
    asked_for_ += passed;
    if (asked_for_ < kStatusReplyLimit) return;
    ++silent_;
    if (late_ < kSilentQueries) ++late_;
    asked_ = false;
    if (on_silence()) return;
    commit_status(status_);
}

void JobDialogue::count_waiting(std::chrono::milliseconds passed) {
    Awaited* oldest = oldest_awaited();
    if (oldest == nullptr) return;
    const bool talks = silent_ < kSilentQueries;
    since_round_ += passed;
    if (talks && !sending_ && !asked_ && all_accepted() && since_round_ >= round_interval()) {
        since_round_ = {};
        ask_meanwhile();
    }
    if (talks && status_.blocked()) return;
    oldest->waited += passed;
    if (oldest->waited < kAnswerLimit) return;
    oldest->ended = true;
    ++unanswered_;
    events_.push_back(NoEvidence{oldest->job});
}

void JobDialogue::on_flushed() {
    if (profile_.evidence != Evidence::Written) return;
    for (const Awaited& job : awaited_) events_.push_back(Printed{job.job, Evidence::Written});
    awaited_.clear();
}

void JobDialogue::on_closed(CloseReason reason) {
    bool lost = false;
    for (const Awaited& job : awaited_) {
        if (job.ended) continue;
        lost = true;
        const bool gone = reason == CloseReason::Discarded;
        events_.push_back(Failed{job.job, gone ? Outcome::NothingSent : Outcome::SentUnconfirmed,
                                 gone ? 0 : job.job_bytes, reason});
    }
    lost = lost || since_accepted_ < kInTransit;
    std::size_t resync = lost && reason != CloseReason::Stopped ? owed_ : 0;
    if (sending_) {
        const std::size_t job_bytes = sending_->job_end - sending_->first;
        const std::size_t sent = reason != CloseReason::Discarded && accepted_ > sending_->first
                                     ? std::min(accepted_ - sending_->first, job_bytes)
                                     : 0;
        const Outcome outcome = sent == 0           ? Outcome::NothingSent
                                : sent == job_bytes ? Outcome::SentUnconfirmed
                                                    : Outcome::PartlySent;
        if (outcome == Outcome::PartlySent) resync = std::max<std::size_t>(owed_, 1);
        events_.push_back(Failed{sending_->job, outcome, sent, reason});
    }
    if (profile_.evidence != Evidence::Written) resync_bytes_ = std::max(resync_bytes_, resync);
    output_.clear();
    accepted_ = 0;
    sending_.reset();
    awaited_.clear();
    unanswered_ = 0;
    asked_ = false;
    forget();
    silent_ = late_ = 0;
    stalled_for_ = {};
    since_accepted_ = kInTransit;
    report_status_ = false;
    commit_status({});
}

std::size_t JobDialogue::jobs_in_flight() const {
    const auto open = std::ranges::count(awaited_, false, &Awaited::ended);
    return static_cast<std::size_t>(open) + (sending_ ? 1U : 0U);
}

std::vector<DialogueEvent> JobDialogue::take_events() {
    return std::exchange(events_, {});
}

}  // namespace printing
