#pragma once
#include "base/result.h"
#include "printing/bitmap.h"
#include "printing/proof.h"

namespace server::commands {

/// Writes TEST into a corner of the picture that touches no symbol of the report nor its quiet
/// zone, so that nobody ships with a sheet that no journal knows. Needs no font.
/// InvalidInput where every corner holds a symbol.
base::Status stamp_test(printing::Bitmap& image, const printing::ProofReport& report);

}  // namespace server::commands
