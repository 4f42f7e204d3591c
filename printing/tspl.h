#pragma once
#include <cstdint>
#include <span>

#include "printing/label_encoder.h"

namespace printing {

/// Encodes labels in TSPL, the language of TSC's label printers and of most Chinese ones: size,
/// gap, settings, `CLS`, strips of `BITMAP`, `PRINT` (docs/protocols/tspl.md).
/// Pure; any thread. A 0 bit is black in BITMAP, the opposite of Bitmap: encode() inverts, unless
/// the model's firmware is inverted itself (Dialect::polarity).
/// BITMAP mode 0 (overwrite) onto a cleared buffer is what all firmwares agree about; the
/// compressed mode 3 stands in no manual of TSC.
/// Sources: TSC TSPL/TSPL2 manual, "SIZE", "GAP", "BLINE", "OFFSET", "DENSITY", "SPEED",
/// "DIRECTION", "SET REPRINT", "BITMAP", "PRINT".
class TsplEncoder final : public LabelEncoder {
public:
    explicit TsplEncoder(PrinterProfile profile) : profile_(std::move(profile)) {}
    base::Result<base::Bytes> encode(const Bitmap& image, int copies) const override;

private:
    PrinterProfile profile_;
};

/// Clears what genuine TSC printers would obey inside BITMAP data: `1B 21` and one of the immediate
/// commands (status, cancel, restart, pause ...). One bit of the 21h goes: it is a line or a hole
/// one dot wide, which no bar or cell is, and with ink on both sides or in place of ink, so that no
/// quiet zone changes. `data` is as it is sent, in either polarity.
void clear_tspl_immediate_commands(std::span<std::uint8_t> data);

/// Bytes of the largest BITMAP in a job of TsplEncoder: what a job that was cut may still owe.
std::size_t largest_tspl_bitmap(base::ByteView job);

}  // namespace printing
