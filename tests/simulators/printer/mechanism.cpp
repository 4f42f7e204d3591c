#include "tests/simulators/printer/mechanism.h"

#include <algorithm>
#include <utility>

namespace simulators {

Mechanism::Mechanism(Paper& paper, Conditions& conditions, Reply reply)
    : paper_(paper), conditions_(conditions), reply_(std::move(reply)) {}

void Mechanism::print_row(Bytes row) {
    if (motions_.empty() || !std::holds_alternative<Rows>(motions_.back()))
        motions_.push_back(Rows{});
    std::get<Rows>(motions_.back()).rows.push_back(std::move(row));
    ++backlog_dots_;
}

void Mechanism::print_page(PageJob job) {
    motions_.push_back(PageMotion{std::move(job)});
}

void Mechanism::feed(long dots) {
    if (dots <= 0) return;
    motions_.push_back(Feed{dots});
    backlog_dots_ += dots;
}

void Mechanism::feed_to_next_label() {
    motions_.push_back(ToNextLabel{});
    ++backlog_dots_;
}

void Mechanism::cut() {
    motions_.push_back(Cut{});
    settle();
}

void Mechanism::answer(Bytes bytes) {
    motions_.push_back(Answer{std::move(bytes)});
    settle();
}

std::size_t Mechanism::pages_waiting() const {
    const auto pages = static_cast<std::size_t>(std::ranges::count_if(
        motions_, [](const Motion& motion) { return std::holds_alternative<PageMotion>(motion); }));
    return page_begun() ? pages - 1 : pages;
}

long Mechanism::copies_left() const {
    if (motions_.empty()) return 0;
    const auto* page = std::get_if<PageMotion>(&motions_.front());
    return page == nullptr ? 0 : page->job.copies;
}

bool Mechanism::page_begun() const {
    if (motions_.empty()) return false;
    const auto* page = std::get_if<PageMotion>(&motions_.front());
    return page != nullptr && (page->row > 0 || page->fed > 0);
}

bool Mechanism::stands() const {
    if (conditions_.error()) return !pretend_;
    if (conditions_.label_waiting) return true;
    if (!conditions_.paused) return false;
    // A pause lets the label come out that was begun.
    return !page_begun();
}

bool Mechanism::moving() const {
    return !motions_.empty() && !stands() && !paper_.crowded();
}

void Mechanism::burn(std::span<const std::uint8_t> row) {
    if (conditions_.error()) {
        ++rows_pretended_;
        return;
    }
    paper_.burn(row);
}

void Mechanism::step() {
    settle();
    if (!moving()) return;
    Motion& front = motions_.front();
    if (auto* rows = std::get_if<Rows>(&front)) {
        burn(rows->rows.front());
        rows->rows.pop_front();
        --backlog_dots_;
        if (rows->rows.empty()) pop();
    } else if (auto* feed = std::get_if<Feed>(&front)) {
        burn({});
        --backlog_dots_;
        if (--feed->dots <= 0) pop();
    } else if (auto* next = std::get_if<ToNextLabel>(&front)) {
        if (!paper_.has_labels()) {
            paper_.cut();
        } else {
            next->begun = true;
            burn({});
        }
        if (!paper_.has_labels() || conditions_.error() || paper_.at_label_start()) {
            --backlog_dots_;
            ++labels_printed_;
            pop();
            if (peel) conditions_.label_waiting = true;
        }
    } else if (auto* page = std::get_if<PageMotion>(&front)) {
        step_page(*page);
    }
    if (paper_.out() && !conditions_.paper_out) {
        conditions_.paper_out = true;
        stopped();
    }
    settle();
}

void Mechanism::step_page(PageMotion& page) {
    const PageJob& job = page.job;
    const bool label_full = job.ends_at_gap && paper_.in_gap() && !conditions_.error();
    if (page.row < job.image.height() && !label_full) {
        burn(job.image.row(page.row));
        ++page.row;
        if (page.row < job.image.height()) return;
        if (job.after == PageJob::After::Nothing) finish_copy(page);
        // A label that filled its place to the last row of the gap needs no feed.
        else if (job.after == PageJob::After::ToNextLabel && paper_.has_labels() &&
                 paper_.at_label_start())
            finish_copy(page);
        return;
    }
    page.row = job.image.height();
    ++page.fed;
    if (job.after == PageJob::After::ToNextLabel && !paper_.has_labels()) {
        paper_.cut();  // Torn off by the person at the printer.
        finish_copy(page);
        return;
    }
    if (conditions_.error()) {  // Pretending.
        finish_copy(page);
        return;
    }
    paper_.move();
    const bool done = job.after == PageJob::After::ToNextLabel ? paper_.at_label_start()
                                                               : page.fed >= job.feed_dots;
    if (done) finish_copy(page);
}

void Mechanism::finish_copy(PageMotion& page) {
    ++labels_printed_;
    page.row = 0;
    page.fed = 0;
    if (--page.job.copies <= 0) pop();
    if (peel) conditions_.label_waiting = true;
}

void Mechanism::stopped() {
    if (motions_.empty()) return;
    Motion& front = motions_.front();
    if (auto* next = std::get_if<ToNextLabel>(&front)) {
        if (next->begun) {  // What resumes finds the next label anyway.
            --backlog_dots_;
            pop();
        }
    } else if (auto* page = std::get_if<PageMotion>(&front)) {
        if (page->row >= page->job.image.height()) {
            finish_copy(*page);  // It is out as a whole.
        } else if (page->row > 0) {
            paper_.spoil();
            page->row = 0;
            page->fed = 0;
            if (!page->job.reprint && --page->job.copies <= 0) pop();
        }
    } else {
        paper_.spoil();
    }
}

void Mechanism::resumed() {
    paper_.find_next_label();
    settle();
}

void Mechanism::clear() {
    if (page_begun()) paper_.spoil();
    motions_.clear();
    backlog_dots_ = 0;
}

void Mechanism::clear_waiting() {
    while (motions_.size() > (page_begun() && !conditions_.error() ? 1U : 0U)) motions_.pop_back();
    backlog_dots_ = 0;
    if (motions_.empty()) return;
    if (auto* page = std::get_if<PageMotion>(&motions_.front())) page->job.copies = 1;
}

void Mechanism::pop() {
    motions_.pop_front();
}

void Mechanism::settle() {
    while (!motions_.empty() && !stands()) {
        if (std::holds_alternative<Cut>(motions_.front())) {
            pop();
            paper_.cut();
        } else if (auto* answer = std::get_if<Answer>(&motions_.front())) {
            const Bytes bytes = std::move(answer->bytes);
            pop();
            reply_(bytes);
        } else {
            return;
        }
    }
}

}  // namespace simulators
