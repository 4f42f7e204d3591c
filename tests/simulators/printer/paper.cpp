#include "tests/simulators/printer/paper.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace simulators {

bool Page::black(int x, int y) const {
    if (x < 0 || y < 0 || x >= width || y >= height) return false;
    const std::size_t stride = (static_cast<std::size_t>(width) + 7) / 8;
    return (bits[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x) / 8] &
            (0x80 >> (x % 8))) != 0;
}

std::string_view name(Page::Kind kind) {
    switch (kind) {
        case Page::Kind::Label:
            return "label";
        case Page::Kind::Blank:
            return "blank";
        case Page::Kind::Half:
            return "half";
    }
    return "";
}

Paper::Paper(const PrinterOptions& options)
    : width_(options.head_width_dots),
      stride_((static_cast<std::size_t>(width_) + 7) / 8),
      label_dots_(options.label_dots),
      pitch_dots_(options.label_dots + options.gap_dots) {}

void Paper::burn(std::span<const std::uint8_t> row) {
    if (out()) return;
    if (in_gap()) {
        for (const std::uint8_t byte : row)
            dots_in_gaps_ += static_cast<std::size_t>(std::popcount(byte));
    } else {
        const std::size_t on_head = std::min(row.size(), stride_);
        rows_.insert(rows_.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(on_head));
        rows_.resize(rows_.size() + stride_ - on_head);
        if (on_head == stride_ && width_ % 8 != 0) {
            const auto kept = static_cast<std::uint8_t>(0xff << (8 - width_ % 8));
            off_head_ += static_cast<std::size_t>(
                std::popcount(static_cast<std::uint8_t>(rows_.back() & ~kept)));
            rows_.back() &= kept;
        }
        for (const std::uint8_t byte : row.subspan(on_head))
            off_head_ += static_cast<std::size_t>(std::popcount(byte));
    }
    ++position_;
    ++rows_moved_;
    if (left_ > 0) --left_;
    if (has_labels() && position_ == label_dots_) finish(Page::Kind::Label);
    if (has_labels() && position_ >= pitch_dots_) position_ = 0;
    if (!has_labels() && position_ >= kMaxLengthDots) cut();
    if (out() && position_ > 0 && !in_gap()) finish(Page::Kind::Half);
}

void Paper::finish(Page::Kind kind) {
    Page page;
    page.kind = spoilt_ ? Page::Kind::Half : kind;
    page.width = width_;
    page.height = static_cast<int>(rows_.size() / std::max<std::size_t>(1, stride_));
    page.bits = std::exchange(rows_, {});
    page.off_head = std::exchange(off_head_, 0);
    spoilt_ = false;
    if (page.kind == Page::Kind::Label && page.off_head == 0 &&
        std::ranges::all_of(page.bits, [](std::uint8_t byte) { return byte == 0; }))
        page.kind = Page::Kind::Blank;
    if (page.height > 0) pages_.push_back(std::move(page));
}

void Paper::spoil() {
    if (position_ > 0 && !in_gap()) spoilt_ = true;
}

void Paper::cut() {
    if (position_ == 0) return;
    if (!in_gap()) finish(has_labels() ? Page::Kind::Half : Page::Kind::Label);
    if (!has_labels()) {
        position_ = 0;
        return;
    }
    while (!at_label_start() && !out()) {  // What is left of a label goes unprinted.
        ++position_;
        if (left_ > 0) --left_;
        if (position_ >= pitch_dots_) position_ = 0;
    }
}

void Paper::find_next_label() {
    if (!has_labels()) return;
    while (!at_label_start() && !out()) move();
}

void Paper::set_left(long dots) {
    left_ = dots;
    if (out() && position_ > 0 && !in_gap()) finish(Page::Kind::Half);
}

void Paper::set_labels_left(int labels) {
    const long pitch = has_labels() ? pitch_dots_ : 1200;
    const long begun = in_gap() ? position_ - pitch : position_;
    set_left(std::max(0L, labels * pitch - begun));
}

void Paper::load_roll() {
    if (position_ > 0 && !rows_.empty()) finish(Page::Kind::Half);
    left_ = -1;
    position_ = 0;
    spoilt_ = false;
}

std::vector<Page> Paper::take_pages() {
    return std::exchange(pages_, {});
}

}  // namespace simulators
