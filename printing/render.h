#pragma once
#include "base/result.h"
#include "base/units.h"
#include "config/label_template.h"
#include "printing/label.h"
#include "printing/text/font_set.h"

namespace printing {

/// Draws the label as the template says. Long text wraps, shrinks and is cut with "…" inside its
/// box; what had to give way is in `warnings`. A character of a name, phone or address that no
/// font holds is a failure "missing_glyph"; anywhere else a crossed box prints in its place, with
/// a warning "substituted_glyph".
/// InvalidInput where a symbol cannot be drawn: number empty, not printable ASCII, or too wide for
/// the template at this resolution (every module width of the template was tried).
/// Pure but for the caches of `fonts`, which must not be used by another thread meanwhile.
base::Result<RenderedLabel> render_label(const LabelContent& content,
                                         const config::LabelTemplate& label_template, base::Dpi dpi,
                                         FontSet& fonts);

/// The box of an element in dots: edges are rounded, not sizes, so that boxes that touch in the
/// template neither overlap nor gape.
Rect to_dots(const config::LabelBox& box, base::Dpi dpi);

}  // namespace printing
