#include "printing/escpos_replies.h"

namespace printing {

std::vector<EscposReplies::Reply> EscposReplies::feed(base::ByteView bytes) {
    std::vector<Reply> replies;
    for (const std::uint8_t byte : bytes) {
        if (open_ == Kind::Block) {
            if (byte == 0x00) {
                replies.push_back({Kind::Block, partial_});
                reset();
            } else if (partial_.size() >= kMaxBlock) {
                reset();  // No block is that long: it was noise.
            } else {
                partial_.push_back(byte);
            }
        } else if (open_ == Kind::AutoBack && (byte & 0x90) == 0x00) {
            partial_.push_back(byte);
            if (partial_.size() == 4) {
                replies.push_back({Kind::AutoBack, partial_});
                reset();
            }
        } else {
            reset();  // An automatic status that breaks off is dropped.
            if (byte == 0x37 || byte == 0x5f) {
                open_ = Kind::Block;
            } else if ((byte & 0x93) == 0x12) {
                replies.push_back({Kind::RealTime, {byte}});
            } else if ((byte & 0x93) == 0x10) {
                open_ = Kind::AutoBack;
                partial_.push_back(byte);
            } else if ((byte & 0x90) == 0x00) {
                replies.push_back({Kind::Single, {byte}});
            }
        }
    }
    return replies;
}

void EscposReplies::reset() {
    partial_.clear();
    open_.reset();
}

}  // namespace printing
