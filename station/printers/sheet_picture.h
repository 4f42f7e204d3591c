#pragma once
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/units.h"
#include "printing/png.h"
#include "printing/proof.h"

namespace station {

/// Whether a sheet must carry a waybill number that reads well, as every label does. A list or a
/// slip need not; what it carries must read well all the same.
enum class NeedsCode { Yes, No };

/// A sheet that was drawn elsewhere, as a PNG of untrusted origin.
struct SheetPicture {
    base::Bytes png;
    std::string expected;  ///< The number that it must carry; empty: any.
    NeedsCode needs_code = NeedsCode::Yes;
};

/// What may come out of a printer, read back and measured as it will stand on the paper.
struct ProvenPicture {
    printing::PngImage png;
    printing::ProofReport proof;
};

/// Decodes the picture and proves it at `dpi`. A picture without any ink fails ("blank"), and one
/// that says it was drawn for another resolution ("wrong_dpi"): its bars would come out in another
/// size than those proven. InvalidInput (key error.broken_png) for what is no PNG. Pure; any
/// thread.
base::Result<ProvenPicture> prove_picture(const SheetPicture& picture, base::Dpi dpi);

}  // namespace station
