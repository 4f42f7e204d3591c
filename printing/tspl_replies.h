#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "printing/dialogue.h"

namespace printing {

/// Sorts what a TSPL printer sends: the echo of `OUT "{123}"`, the one byte that answers
/// `<ESC>!?`, the frame `02 s1 s2 s3 s4 03 0D 0A` that answers `<ESC>!S`. A status byte has no
/// fixed bits: any byte is one, so that it is taken only where one is expected. The echo is in
/// braces because 7Bh as a status would be an open head, a jam, no ribbon, a pause and printing at
/// once. Line ends behind either are dropped, as some firmwares add them. Any bytes in any pieces;
/// at most kMaxEcho are kept.
/// Sources: TSC TSPL/TSPL2 manual, "<ESC>!?", "<ESC>!S", "OUT"; Gprinter GP-2120T manual p. 30;
/// TSC TTP-244 Plus manual p. 85.
class TsplReplies {
public:
    enum class Kind { Echo, Short, Long };
    struct Reply {
        Kind kind;
        base::Bytes bytes;  ///< Digits of the echo; the byte; s1 to s4.
    };
    static constexpr std::size_t kMaxEcho = 20;

    /// A query has been sent: the next byte (or frame) is its answer.
    void expect(Kind kind) { expected_ = kind; }
    /// The query was given up: what comes late is dropped.
    void expect_nothing() { expected_.reset(); }
    std::vector<Reply> feed(base::ByteView bytes);
    void reset();

private:
    void take(std::uint8_t byte, std::vector<Reply>& replies);
    bool take_line_end(std::uint8_t byte);

    std::optional<Kind> expected_;
    std::optional<Kind> open_;  // What partial_ belongs to.
    base::Bytes partial_;
    bool after_token_ = false;  // CR and LF here are decoration.
};

/// What `<ESC>!?` says: bit 0 head open, 1 jam, 2 paper out, 3 ribbon out, 4 paused, 5 printing,
/// 6 cover open, 7 another error.
PrinterStatus tspl_short_status(std::uint8_t byte);

/// What the four bytes of `<ESC>!S` say. Nothing where a byte is none of the manual's (each has
/// bit 6 set and bit 7 clear).
std::optional<PrinterStatus> tspl_long_status(base::ByteView four);

}  // namespace printing
