#pragma once
#include <string>

#include "base/result.h"
#include "printing/label_encoder.h"

namespace printing {

// What every encoder does with a picture before it writes a byte. Pure; any thread.

/// Who turns a label whose direction is 1: the printer by a command, or we, where the language has
/// none.
enum class Turning { ByPrinter, Here };

/// The picture as the head gets it: shifted (in the label's own directions), turned, clipped.
/// InvalidInput as LabelEncoder::encode(); messages begin with the language's title.
base::Result<Bitmap> place(const Bitmap& image, int copies, const PrinterProfile& profile,
                           Turning turning);

/// How many rows of such a picture go into one command: at most strip_rows and kMaxStripBytes, at
/// least one. The smallest receive buffers of the manuals stand that, and no more has to be filled
/// up when a job was cut in the middle.
int strip_rows(const Bitmap& image, const PrinterProfile& profile);
inline constexpr std::size_t kMaxStripBytes = 32 * 1024;

/// Up to two decimals, with a point, without zeros at the end; the third rounds up, so that a size
/// is never a dot short: 76, 76.04.
std::string size_text(base::Millimetres length);

}  // namespace printing
