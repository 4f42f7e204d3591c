#include "printing/tspl_replies.h"

#include <algorithm>
#include <string_view>

namespace printing {
namespace {

constexpr std::uint8_t kStx = 0x02, kEtx = 0x03;
constexpr std::size_t kLongBytes = 4;

bool has(std::uint8_t byte, int flags) {
    return (byte & flags) != 0;
}

}  // namespace

std::vector<TsplReplies::Reply> TsplReplies::feed(base::ByteView bytes) {
    std::vector<Reply> replies;
    for (const std::uint8_t byte : bytes) take(byte, replies);
    return replies;
}

bool TsplReplies::take_line_end(std::uint8_t byte) {
    const bool line_end = byte == 0x0d || byte == 0x0a;
    if (!after_token_ || !line_end) {
        after_token_ = false;
        return false;
    }
    after_token_ = byte == 0x0d;  // LF ends it.
    return true;
}

void TsplReplies::take(std::uint8_t byte, std::vector<Reply>& replies) {
    if (open_ == Kind::Echo) {
        if (byte == '}') {
            if (!partial_.empty()) replies.push_back({Kind::Echo, partial_});
            partial_.clear();
            open_.reset();
            after_token_ = true;
            return;
        }
        if (byte >= '0' && byte <= '9' && partial_.size() < kMaxEcho) {
            partial_.push_back(byte);
            return;
        }
        partial_.clear();  // It broke off; this byte begins anew.
        open_.reset();
    } else if (open_ == Kind::Long) {
        if (partial_.size() < kLongBytes) {
            if ((byte & 0xc0) == 0x40) {
                partial_.push_back(byte);
                return;
            }
        } else if (byte == kEtx) {
            replies.push_back({Kind::Long, partial_});
            expected_.reset();
            partial_.clear();
            open_.reset();
            after_token_ = true;
            return;
        }
        partial_.clear();
        open_.reset();
    }
    if (take_line_end(byte)) return;
    if (byte == '{') {
        open_ = Kind::Echo;
    } else if (expected_ == Kind::Long && byte == kStx) {
        open_ = Kind::Long;
    } else if (expected_ == Kind::Short) {
        expected_.reset();
        replies.push_back({Kind::Short, {byte}});
        after_token_ = true;
    }
}

void TsplReplies::reset() {
    expected_.reset();
    open_.reset();
    partial_.clear();
    after_token_ = false;
}

PrinterStatus tspl_short_status(std::uint8_t byte) {
    PrinterStatus status;
    status.known = true;
    status.cover_open = has(byte, 0x01 | 0x40);
    status.jam = has(byte, 0x02);
    status.paper_out = has(byte, 0x04);
    status.ribbon_out = has(byte, 0x08);
    status.paused = has(byte, 0x10);
    status.busy = has(byte, 0x20);
    status.error = has(byte, 0x80);
    return status;
}

std::optional<PrinterStatus> tspl_long_status(base::ByteView four) {
    if (four.size() != kLongBytes ||
        std::ranges::any_of(four, [](std::uint8_t byte) { return (byte & 0xc0) != 0x40; }))
        return std::nullopt;
    constexpr std::string_view kBusy = "BCFPW";
    PrinterStatus status;
    status.known = true;
    const char message = static_cast<char>(four[0]);
    status.busy = kBusy.find(message) != std::string_view::npos;
    status.paused = message == '`' || message == 'K';
    status.error = message == 'E';
    status.label_waiting = message == 'L';
    status.paper_near_end = has(four[1], 0x01);
    status.overheated = has(four[2], 0x01 | 0x02);
    status.error = status.error || has(four[2], 0x04 | 0x10);
    status.cutter_error = has(four[2], 0x08);
    status.paper_out = has(four[3], 0x01);
    status.jam = has(four[3], 0x02 | 0x08);
    status.ribbon_out = has(four[3], 0x04);
    status.cover_open = has(four[3], 0x20);
    return status;
}

}  // namespace printing
