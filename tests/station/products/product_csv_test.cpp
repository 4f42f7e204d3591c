#include "station/products/product_csv.h"

#include <gtest/gtest.h>

#include "station/product_desk.h"

namespace station {
namespace {

using F = ProductField;

ProductFile read(std::string_view text) {
    auto file = read_product_file("商品.csv", base::as_bytes(text));
    if (!file) throw std::runtime_error(file.error().message);
    return std::move(*file);
}

Product product(std::initializer_list<std::pair<F, const char*>> texts) {
    Product product;
    for (const auto& [field, text] : texts) product[field] = text;
    return product;
}

TEST(ProductCsv, ReadsBackWhatItWrote) {
    const std::vector<Product> products = {
        product({{F::SkuId, "65f0c0ffee1234567890abcd"},
                 {F::SellerCode, "001"},
                 {F::Barcodes, "6901234567892 0012345678905"},
                 {F::Title, "手工陶瓷杯, \"云朵\" 白"},
                 {F::Spec, "云朵白/350ml;大"},
                 {F::Box, "3号箱"},
                 {F::Materials, "气泡膜 + 防潮袋"},
                 {F::Gifts, "感谢卡"},
                 {F::WeightG, "350"},
                 {F::Shelf, "A-02-3"},
                 {F::Note, "易碎"}}),
        product({{F::SellerCode, "-12"}, {F::Title, "=HYPERLINK(\"http://x\")"}, {F::Note, "+1"}}),
        product({{F::Barcodes, "6901234567892"}, {F::NoBarcode, "1"}, {F::Title, "@SUM(A1)"}}),
        product({{F::SkuId, "000000000012"}, {F::Title, "'=quoted"}, {F::Note, "''x"}}),
        product({{F::SkuId, "S9"}, {F::Title, "it's"}, {F::Note, "'plain'"}}),
    };
    const auto bytes = write_product_csv(products);
    const ProductFile file = read(base::as_text(bytes));
    EXPECT_TRUE(file.problems.empty()) << file.problems.front().message;
    EXPECT_TRUE(file.ignored.empty());
    ASSERT_EQ(file.good.size(), products.size());
    for (std::size_t i = 0; i < products.size(); ++i) {
        for (const ProductFieldInfo& info : product_fields())
            EXPECT_EQ(file.good[i].fields.at(std::string(info.name)), products[i][info.field])
                << "row " << i << " " << info.name;
    }
}

TEST(ProductCsv, IsMadeForASpreadsheetProgram) {
    const auto bytes = write_product_csv(std::vector{
        product({{F::SkuId, "S1"}, {F::Barcodes, "6901234567892"}, {F::Title, "=1+1"}})});
    const std::string text(base::as_text(bytes));
    EXPECT_TRUE(text.starts_with("\xEF\xBB\xBF规格ID,商家编码,条形码,商品名称,")) << text;
    EXPECT_NE(text.find(",\"=\"\"6901234567892\"\"\","), text.npos) << "kept from 6.9E+12";
    EXPECT_NE(text.find(",'=1+1,"), text.npos) << "no formula of somebody else's making";
    EXPECT_TRUE(text.ends_with("\r\n"));
}

TEST(ProductCsv, FindsColumnsByTheirTitlesInAnyOrder) {
    const ProductFile file = read("货位\t包材\t库存\t条码\t商家编码\nA-1\t气泡膜\t12\t6901\tC1\n");
    ASSERT_EQ(file.good.size(), 1u);
    const ProductTexts expected = {
        {"shelf", "A-1"}, {"materials", "气泡膜"}, {"barcodes", "6901"}, {"seller_code", "C1"}};
    EXPECT_EQ(file.good[0].fields, expected) << "columns that are not there set nothing";
    EXPECT_EQ(file.ignored, std::vector<std::string>{"库存"});
}

TEST(ProductCsv, ReadsGb18030) {
    // 商家编码,箱型 / C1,3号箱
    const std::string text =
        "\xC9\xCC\xBC\xD2\xB1\xE0\xC2\xEB,\xCF\xE4\xD0\xCD\nC1,3\xBA\xC5\xCF\xE4\n";
    const ProductFile file = read(text);
    ASSERT_EQ(file.good.size(), 1u);
    EXPECT_EQ(file.good[0].fields.at("box"), "3号箱");
}

TEST(ProductCsv, TellsRowColumnAndReasonOfEachProblem) {
    const ProductFile file = read(
        "商家编码,条形码,重量(克),无条码,商品名称\n"
        "C1,6901,heavy,,杯\n"
        "C2,6.9E+12.0,1,,杯\n"
        ",,1,,杯\n"
        "C4,6904,1,也许,杯\n"
        "C5,6905,1,,杯,大\n"
        "C6,6906,1,是,杯\n");
    const struct {
        int row;
        const char* column;
        const char* code;
    } rows[] = {{2, "重量(克) (C)", "bad_weight"},
                {3, "条形码 (B)", "shortened_number"},
                {4, "", "no_key"},
                {5, "无条码 (D)", "bad_flag"},
                {6, "", "too_many_cells"}};
    ASSERT_EQ(file.problems.size(), std::size(rows));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        EXPECT_EQ(file.problems[i].row, rows[i].row);
        EXPECT_EQ(file.problems[i].column, rows[i].column);
        EXPECT_EQ(file.problems[i].code, rows[i].code);
        EXPECT_FALSE(file.problems[i].message.empty());
    }
    ASSERT_EQ(file.good.size(), 1u) << "the good row goes in all the same";
    EXPECT_EQ(file.good[0].number, 7);
    EXPECT_EQ(file.rows, 6);
}

TEST(ProductCsv, RefusesFilesThatNameNoProducts) {
    for (const char* text : {"名称,箱型\n杯,3号箱\n", "条形码,条码\n1,2\n", "", "<html></html>"}) {
        const auto file = read_product_file("x.csv", base::as_bytes(text));
        EXPECT_FALSE(file) << text;
    }
    const auto columns = read_product_file("x.csv", base::as_bytes("名称,箱型\n杯,3号箱\n"));
    EXPECT_EQ(columns.error().key, "error.product_columns");
    EXPECT_NE(columns.error().message.find("名称、箱型"), std::string::npos);
}

}  // namespace
}  // namespace station
