#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/units.h"
#include "config/settings.h"
#include "printing/bitmap.h"

namespace printing {

/// How a printer of a receipt-printer language gets to the next label.
enum class Feed {
    ToNextLabel,  ///< FF: print and feed to the start of the next label.
    ToMark,       ///< GS FF: feed marked paper to its print start position.
    Lines,        ///< ESC d: a number of text lines, for paper without gaps.
    None,         ///< Nothing: the printer is set to feed by itself.
};
/// "next_label", "mark", "lines", "none". InvalidInput with the names that exist otherwise.
base::Result<Feed> parse_feed(std::string_view text);

/// What tells that a label has come out.
enum class Evidence {
    None,     ///< Nothing does.
    Written,  ///< The bytes are a complete file on disk.
    Answer,   ///< The printer answers a status request that stands behind the label.
};

/// What a language needs to know about one printer.
struct PrinterProfile {
    std::string language = "escpos";
    base::Dpi dpi{203};
    int head_width_dots = 0;        ///< 0: unknown; then no label is too wide.
    Feed feed = Feed::ToNextLabel;  ///< ESC/POS alone; other languages have print.media.
    int feed_lines = 3;             ///< Feed::Lines, 1..255.
    /// With Answer a printer is left to print a label again by itself that ran out of paper in the
    /// middle: only then is it seen to come out. With any other it is told not to.
    Evidence evidence = Evidence::None;
    config::PrintSettings print{};
    config::Dialect dialect{};
};

/// The profile of a printer of the config.
PrinterProfile profile_of(const config::PrinterSettings& printer);

/// Turns a label's picture into the bytes that a printer understands. Pure: no I/O, no clock; may
/// be used from any thread.
class LabelEncoder {
public:
    virtual ~LabelEncoder() = default;
    /// The whole job, ready to send, with everything that makes it independent of the job before.
    /// InvalidInput if the picture is empty or wider than the print head (unless it may be
    /// clipped), if shifting it would cut ink off, or if copies is not 1..kMaxCopies.
    virtual base::Result<base::Bytes> encode(const Bitmap& image, int copies) const = 0;
};
inline constexpr int kMaxCopies = 99;

/// Names that make_encoder() and make_dialogue() know, as settings write them.
std::vector<std::string_view> language_names();

/// InvalidInput for a language that does not exist (the message lists those that do) or a profile
/// with a value out of its range.
base::Result<std::unique_ptr<LabelEncoder>> make_encoder(const PrinterProfile& profile);

}  // namespace printing
