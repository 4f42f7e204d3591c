#pragma once
#include <string>
#include <vector>

#include "base/units.h"
#include "printing/proof.h"
#include "printing/symbol_measure.h"

namespace printing {

// The rules that both proofs share (proof.h names the limits).

/// How high the bars of a Code 128 must be.
enum class HeightRule { Main, Secondary };

/// Clear modules around the symbol, the narrowest side, up to kQuietZoneSeen: beside the bars of a
/// Code 128, on all four sides of a QR.
int quiet_modules(const Bitmap& image, SymbolFormat format, const Rect& area, bool ladder,
                  double x_dots);

/// Adds a failure for every rule that a measured symbol breaks. `field` names the symbol.
void judge(const ProvenCode& code, const SymbolShape& shape, HeightRule rule, base::Dpi dpi,
           const std::string& field, std::vector<LabelFailure>& failures);

}  // namespace printing
