#pragma once
#include "printing/label_encoder.h"

namespace printing {

/// Encodes labels in ESC/POS, the language of receipt printers and of the label printers built
/// from them, as raster (GS v 0, or GS ( L stored and printed strip by strip): `ESC @`, strips,
/// feed (docs/protocols/escpos.md).
/// Pure; any thread. A 1 bit is black, as in Bitmap; no inversion.
/// A strip has at most strip_rows rows and 32 KiB, which the smallest receive buffers of the
/// manuals stand. White rows are sent as raster: the unit of ESC J depends on the model.
/// Sources: Epson ESC/POS reference, "GS v 0", "GS ( L", "DLE EOT", "DLE ENQ", "DLE DC4"; HPRT
/// TP80K p. 53.
class EscposEncoder final : public LabelEncoder {
public:
    explicit EscposEncoder(PrinterProfile profile) : profile_(std::move(profile)) {}
    base::Result<base::Bytes> encode(const Bitmap& image, int copies) const override;

private:
    PrinterProfile profile_;
};

/// The picture as EscposEncoder sends it. Some printers execute the real-time commands
/// `10 04 n` (1-8), `10 05 n` (0-2) and `10 14 n` (1-8) even inside raster data: status bytes,
/// a drawer pulse, power off, a cleared buffer. Where a picture holds one, the one black dot of
/// its first byte (0001 0000) is left out. That dot is a line one dot wide: bars and cells are at
/// least two dots wide and never give this byte, so no symbol changes, nor does a quiet zone,
/// since no ink is added.
Bitmap without_real_time_commands(const Bitmap& image);

}  // namespace printing
