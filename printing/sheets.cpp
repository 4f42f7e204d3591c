#include "printing/sheets.h"

#include <algorithm>

#include "printing/layout_rows.h"
#include "printing/render.h"

namespace printing {

base::Result<std::vector<LabelContent>> divide_sheets(const LabelContent& whole,
                                                      const config::LabelTemplate& sheet,
                                                      base::Dpi dpi, FontSet& fonts) {
    const auto rows =
        std::ranges::find(sheet.elements, config::ElementKind::Rows, &config::LabelElement::kind);
    if (rows == sheet.elements.end())
        return base::fail(base::ErrorCode::InvalidInput,
                          "template " + sheet.name +
                              " has no element of the kind rows: it is one "
                              "of labels, not of pick lists and slips",
                          "error.template_without_rows");
    const Rect box = to_dots(rows->box, dpi);
    auto boxes = divide_rows(whole.rows, box.width, box.height, rows_style(*rows, dpi), fonts);
    std::vector<LabelContent> sheets;
    for (auto& part : boxes) {
        LabelContent content = whole;
        content.rows = std::move(part);
        content.page = static_cast<int>(sheets.size()) + 1;
        content.pages = static_cast<int>(boxes.size());
        sheets.push_back(std::move(content));
    }
    return sheets;
}

}  // namespace printing
