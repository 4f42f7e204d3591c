#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/units.h"
#include "station/printers/sheet_picture.h"
#include "station/views.h"

namespace station {

struct Actor;

/// A picture that has passed its proof, ready to be queued.
struct PreparedSheet {
    SheetPicture picture;
    base::Dpi dpi;  ///< At which it was proven.
    int width_dots = 0;
    std::string number;                 ///< Of its main Code 128, as scanned; empty: none.
    std::vector<std::string> texts;     ///< Of every symbol on it, as scanned.
    std::vector<ProvenCodeView> codes;  ///< What is kept of the proof.
};

/// Reads and proves an untrusted picture of at most kSheetLimitBytes, before anything is queued.
/// At its own resolution, or 203 dpi where the file states none. InvalidInput: no PNG
/// (error.broken_png), too large (error.body_too_large), or it fails its proof
/// (error.sheet_not_proven; the message names every rule). Pure, some milliseconds; any thread.
base::Result<PreparedSheet> prepare_sheet(SheetPicture picture);
inline constexpr std::size_t kSheetLimitBytes = 2 << 20;

/// One sheet to print.
struct SheetRequest {
    std::string key;    ///< 1 to 64 characters; the same key again is the same sheet.
    std::string title;  ///< For people; no personal data: it is kept in the clear. May be empty.
    base::PrinterName printer;
    PreparedSheet sheet;
};

/// Sheets of paper that are no labels of the station: a label of another program, a pick list, a
/// sheet of bench commands. Each is one row of the print journal with its states and its rules: it
/// is printed once by the printer named, in turn with the labels, and never again by itself.
/// Thread rule as Station: the station thread.
class Sheets {
public:
    virtual ~Sheets() = default;
    /// Queues the sheet; or, for a known key, says what became of it.
    /// InvalidInput for a key or title that is too long (error.bad_request) and for a picture that
    /// does not fit the printer (error.label_too_wide, error.sheet_resolution); NotFound for the
    /// printer (error.printer_unknown). Conflict where paper would say twice what it may say once:
    /// the number (or the sheet's own QR) is of an order of the station (error.sheet_of_order,
    /// error.sheet_has_label), or stood on an earlier sheet that may be on paper and this one is
    /// not marked as its 补打 by its own QR (error.sheet_printed_before); or the key belongs to
    /// another picture (error.sheet_key_used).
    virtual base::Result<JobView> add(const SheetRequest& request, const Actor& actor) = 0;
};

}  // namespace station
