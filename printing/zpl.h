#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "printing/label_encoder.h"

namespace printing {

/// Encodes labels in ZPL II, the language of Zebra: `^XA`, settings, strips of `^GFA`, `^PQ`,
/// `^XZ` (docs/protocols/zpl.md).
/// Pure; any thread. A 1 bit is black, as in Bitmap. The job is ASCII throughout: a printer that
/// was left in the middle of one comes back at the next `~` or `^`, which raw bytes (^GFB) would
/// not allow. A ^GF field takes at most 99999 bytes, less than a label has: hence the strips.
/// Sources: Zebra ZPL II manual, "^GF", "Alternative Data Compression Scheme", "ZB64 encoding",
/// "^MN", "^PO", "^PR", "~SD", "~TA", "^JZ", "^PQ".
class ZplEncoder final : public LabelEncoder {
public:
    explicit ZplEncoder(PrinterProfile profile) : profile_(std::move(profile)) {}
    base::Result<base::Bytes> encode(const Bitmap& image, int copies) const override;

private:
    PrinterProfile profile_;
};

/// Appends rows first .. first + rows - 1 in hexadecimal with counted runs (G-Y 1 to 19, g-z 20 to
/// 400): `,` the rest of the row is white, `!` black, `:` the row above once more.
void append_zpl_rows(std::string& out, const Bitmap& image, int first, int rows);

/// CRC-16/CCITT without reflection, initial value 0, as `:Z64:` wants it over the base64 text.
std::uint16_t zpl_crc(std::string_view text);

}  // namespace printing
