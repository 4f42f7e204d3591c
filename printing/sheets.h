#pragma once
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "config/label_template.h"
#include "printing/label.h"
#include "printing/text/font_set.h"

namespace printing {

/// Divides a content whose rows are more than one sheet holds: the same content for each sheet,
/// with its rows, page and pages filled in. Every row stands on some sheet. At least one sheet.
/// InvalidInput for a template without a `rows` element. Pure but for the caches of `fonts`.
base::Result<std::vector<LabelContent>> divide_sheets(const LabelContent& whole,
                                                      const config::LabelTemplate& sheet,
                                                      base::Dpi dpi, FontSet& fonts);

}  // namespace printing
