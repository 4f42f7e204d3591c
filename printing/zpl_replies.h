#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "printing/dialogue.h"

namespace printing {

/// What `~HS` says, as far as it matters.
struct ZplHostStatus {
    PrinterStatus status;
    int formats = 0;       ///< In the receive buffer.
    bool partial = false;  ///< One of them is not whole.
    int remaining = 0;     ///< Labels of the format that is being printed.
    /// Formats that have not come out whole yet.
    int unfinished() const { return formats + (remaining > 0 ? 1 : 0) + (partial ? 1 : 0); }
};

/// Takes the texts between STX and ETX out of what a ZPL printer sends; everything else is
/// dropped. Any bytes in any pieces; at most kMaxFrame of them are kept.
class ZplFrames {
public:
    static constexpr std::size_t kMaxFrame = 1024;
    std::vector<std::string> feed(base::ByteView bytes);
    void reset();

private:
    std::string partial_;
    bool open_ = false;
};

/// The first two of the three frames of `~HS`: `aaa,b,c,dddd,eee,f,g,h,iii,j,k,l` and
/// `mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www`. Nothing where a field is missing, no number or too large.
/// Source: Zebra ZPL II manual, "~HS".
std::optional<ZplHostStatus> zpl_host_status(std::string_view first, std::string_view second);
/// Is this frame the first (second) of `~HS`, by the number of its fields?
bool is_zpl_first(std::string_view frame);
bool is_zpl_second(std::string_view frame);

/// What `~HQES` says: `PRINTER STATUS`, `ERRORS: f gggggggg hhhhhhhh`, `WARNINGS: ...`. Nothing for
/// any other frame.
/// Source: Zebra ZPL II manual, "~HQ".
std::optional<PrinterStatus> zpl_error_status(std::string_view frame);

}  // namespace printing
