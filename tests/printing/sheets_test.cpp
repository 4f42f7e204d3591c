#include "printing/sheets.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "printing/layout_rows.h"
#include "printing/proof.h"
#include "printing/render.h"
#include "tests/printing/shipped_templates.h"

namespace printing {
namespace {

SheetRow row(int n, std::size_t ranges = 1) {
    SheetRow row{"A-" + std::to_string(n),
                 "手工陶瓷杯 云朵白/350ml 第" + std::to_string(n) + "款",
                 {"CUP-" + std::to_string(n)},
                 "×" + std::to_string(n)};
    for (std::size_t i = 0; i < ranges; ++i) row.details.push_back(std::to_string(i * 3 + 1));
    return row;
}

LabelContent list_of(std::vector<SheetRow> rows) {
    LabelContent content;
    content.batch = "10:00";
    content.totals = "3款 5件 4单";
    content.printed_at = "11-24 10:00";
    content.rows = std::move(rows);
    return content;
}

/// Every detail of a row stands on some sheet, in its order; rows keep their order.
void expect_nothing_lost(const std::vector<SheetRow>& rows,
                         const std::vector<LabelContent>& sheets) {
    std::vector<std::string> wanted;
    std::vector<std::string> found;
    for (const SheetRow& row : rows)
        wanted.insert(wanted.end(), row.details.begin(), row.details.end());
    for (const LabelContent& sheet : sheets) {
        EXPECT_FALSE(sheet.rows.empty());
        for (const SheetRow& row : sheet.rows)
            found.insert(found.end(), row.details.begin(), row.details.end());
    }
    EXPECT_EQ(found, wanted);
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        EXPECT_EQ(sheets[i].page, static_cast<int>(i) + 1);
        EXPECT_EQ(sheets[i].pages, static_cast<int>(sheets.size()));
    }
}

TEST(Sheets, GoOnOverAsManyAsTheListNeeds) {
    for (const int dpi : {203, 300}) {
        std::vector<SheetRow> rows;
        for (int n = 1; n <= 60; ++n) rows.push_back(row(n, static_cast<std::size_t>(n % 7) * 9));
        const auto pick_list = shipped_template("pick-list");
        const auto sheets =
            divide_sheets(list_of(rows), pick_list, base::Dpi{dpi}, shipped_fonts());
        ASSERT_TRUE(sheets) << sheets.error().message;
        EXPECT_GT(sheets->size(), 3u);
        expect_nothing_lost(rows, *sheets);
        for (const LabelContent& sheet : *sheets) {
            const auto drawn = render_label(sheet, pick_list, base::Dpi{dpi}, shipped_fonts());
            ASSERT_TRUE(drawn) << drawn.error().message;
            EXPECT_TRUE(drawn->warnings.empty())
                << dpi << " dpi, sheet " << sheet.page << ": " << drawn->warnings.front().message;
        }
    }
}

TEST(Sheets, DivideARowThatNoSheetHolds) {
    const std::vector<SheetRow> rows = {row(1), row(2, 2000), row(3)};
    const auto pick_list = shipped_template("pick-list");
    const auto sheets = divide_sheets(list_of(rows), pick_list, base::Dpi{203}, shipped_fonts());
    ASSERT_TRUE(sheets);
    EXPECT_GT(sheets->size(), 1u);
    expect_nothing_lost(rows, *sheets);
    int counts = 0;
    for (const LabelContent& sheet : *sheets) {
        counts += static_cast<int>(std::ranges::count(sheet.rows, "×2", &SheetRow::count));
        const auto drawn = render_label(sheet, pick_list, base::Dpi{203}, shipped_fonts());
        ASSERT_TRUE(drawn);
        EXPECT_TRUE(drawn->warnings.empty()) << drawn->warnings.front().message;
    }
    EXPECT_EQ(counts, 1) << "a quantity that stands twice would be picked twice";
}

TEST(Sheets, SayWhenATextHadToBeCut) {
    SheetRow endless = row(1);
    endless.details.clear();
    for (int i = 0; i < 400; ++i) endless.text += "很长的商品名称";
    const auto pick_list = shipped_template("pick-list");
    const auto sheets =
        divide_sheets(list_of({endless, row(2)}), pick_list, base::Dpi{203}, shipped_fonts());
    ASSERT_TRUE(sheets);
    ASSERT_EQ(sheets->size(), 2u);
    const auto drawn = render_label(sheets->front(), pick_list, base::Dpi{203}, shipped_fonts());
    ASSERT_TRUE(drawn);
    ASSERT_FALSE(drawn->warnings.empty());
    EXPECT_EQ(drawn->warnings.front().code, "text_cut");
    EXPECT_EQ(drawn->warnings.front().field, "rows");
}

TEST(Sheets, OneSheetHoldsAnEmptyList) {
    const auto sheets =
        divide_sheets(list_of({}), shipped_template("pick-list"), base::Dpi{203}, shipped_fonts());
    ASSERT_TRUE(sheets);
    EXPECT_EQ(sheets->size(), 1u);
    EXPECT_FALSE(
        divide_sheets(list_of({}), shipped_template("76x130"), base::Dpi{203}, shipped_fonts()))
        << "a label's template has no rows";
}

TEST(Sheets, RowsStayInsideTheirBox) {
    std::vector<SheetRow> rows;
    for (int n = 1; n <= 30; ++n) rows.push_back(row(n, 20));
    Bitmap image(600, 400);
    const Rect box{40, 30, 500, 200};
    const TextOutcome outcome = draw_rows(image, box, rows, {26, 20}, shipped_fonts());
    EXPECT_TRUE(outcome.cut) << "thirty rows do not fit, and it says so";
    EXPECT_FALSE(image.any_black({0, 0, 600, 30}));
    EXPECT_FALSE(image.any_black({0, 230, 600, 170}));
    EXPECT_FALSE(image.any_black({0, 0, 40, 400}));
    EXPECT_FALSE(image.any_black({540, 0, 60, 400}));
}

TEST(Sheets, ASlipsBarcodeReadsBack) {
    LabelContent slip = list_of({row(1), row(2)});
    slip.order_no = "P700297727693109802";
    slip.number = "PBO.P700297727693109802";
    slip.sequence = 88;
    slip.packing = "3号箱 + 气泡膜";
    slip.gifts = "感谢卡";
    slip.buyer_note = "送人的，不要放价格单";
    for (const int dpi : {203, 300, 600}) {
        const auto sheets =
            divide_sheets(slip, shipped_template("slip"), base::Dpi{dpi}, shipped_fonts());
        ASSERT_TRUE(sheets);
        ASSERT_EQ(sheets->size(), 1u);
        const auto drawn = render_label(sheets->front(), shipped_template("slip"), base::Dpi{dpi},
                                        shipped_fonts());
        ASSERT_TRUE(drawn) << drawn.error().message;
        const ProofReport proof = prove(*drawn);
        EXPECT_TRUE(proof.passed()) << proof.failures.front().message;
        ASSERT_EQ(proof.codes.size(), 1u);
        EXPECT_EQ(proof.codes.front().text, slip.number);
        EXPECT_TRUE(drawn->warnings.empty()) << drawn->warnings.front().message;
    }
}

}  // namespace
}  // namespace printing
