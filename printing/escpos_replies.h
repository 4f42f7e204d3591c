#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace printing {

/// Sorts the bytes that an ESC/POS printer sends into replies, in the order the manuals give:
/// block data (37h or 5Fh up to 00h), real-time status `0xx1xx10`, automatic status back
/// `0xx1xx00` with three bytes more, single bytes `0xx0xxxx`; XON, XOFF and the rest are dropped.
/// Takes any bytes in any pieces and keeps at most kMaxBlock of them.
/// Sources: Citizen CT-S command reference 5.3; Epson TM-U295 App. D.
class EscposReplies {
public:
    enum class Kind {
        RealTime,  ///< Reply to DLE EOT n, in the order asked.
        Single,    ///< Reply to GS r or GS I.
        AutoBack,  ///< Four bytes of automatic status back.
        Block,     ///< A block without its header and end.
    };
    struct Reply {
        Kind kind;
        base::Bytes bytes;
    };
    static constexpr std::size_t kMaxBlock = 128;  ///< Text of GS I is at most 80.

    std::vector<Reply> feed(base::ByteView bytes);
    void reset();

private:
    base::Bytes partial_;
    std::optional<Kind> open_;  // What partial_ belongs to.
};

}  // namespace printing
