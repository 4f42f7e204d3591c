#pragma once
#include "printing/label_encoder.h"

namespace printing {

/// Encodes labels in CPCL, the language of Zebra's mobile printers and of many Chinese ones: one
/// session of `! 0 200 200 height copies`, strips of `CG` (or `EG`), `FORM`, `PRINT`
/// (docs/protocols/cpcl.md).
/// Pure; any thread. A 1 bit is black, as in Bitmap. CPCL has no upside-down: a label of direction
/// 1 is turned here.
/// Sources: Zebra CPCL programming manual, "! (session)", "PAGE-WIDTH", "CG", "EG", "GAP-SENSE",
/// "BAR-SENSE", "TONE", "SPEED", "ON-OUT-OF-PAPER", "FORM", "PRINT".
class CpclEncoder final : public LabelEncoder {
public:
    explicit CpclEncoder(PrinterProfile profile) : profile_(std::move(profile)) {}
    base::Result<base::Bytes> encode(const Bitmap& image, int copies) const override;

private:
    PrinterProfile profile_;
};

/// Bytes of data of the largest CG or EG in a job of CpclEncoder: what a job that was cut may
/// still owe.
std::size_t largest_cpcl_graphic(base::ByteView job);

}  // namespace printing
