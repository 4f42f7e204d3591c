#include "station/products/product.h"

#include <gtest/gtest.h>

#include "station/product_desk.h"

namespace station {
namespace {

using F = ProductField;

TEST(ProductFields, StandInTheOrderOfTheirEnum) {
    ASSERT_EQ(product_fields().size(), product_field_names().size());
    for (std::size_t i = 0; i < product_fields().size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(product_fields()[i].field), i);
        EXPECT_EQ(product_field(product_field_names()[i]), product_fields()[i].field);
    }
    EXPECT_FALSE(product_field("price"));
}

TEST(ProductFields, KeepTextsInOneForm) {
    const struct {
        F field;
        const char* text;
        const char* kept;
    } rows[] = {
        {F::Title, "  手工陶瓷杯 \t 云朵白\r\n", "手工陶瓷杯 云朵白"},
        {F::Title, "a\x01z", "az"},
        {F::Barcodes, "6901234567892", "6901234567892"},
        {F::Barcodes, "6901234567892，6901234567892; abc-1", "6901234567892 ABC-1"},
        {F::Barcodes, "６９０１２３４５６７８９２", "6901234567892"},
        {F::Barcodes, " / , ", ""},
        {F::WeightG, "350", "350"},
        {F::WeightG, "350 g", "350"},
        {F::WeightG, "0.35kg", "350"},
        {F::WeightG, "1.5千克", "1500"},
        {F::WeightG, "0", ""},
        {F::WeightG, "1000000", "1000000"},
        {F::NoBarcode, "是", "1"},
        {F::NoBarcode, "yes", "1"},
        {F::NoBarcode, "否", ""},
        {F::NoBarcode, "", ""},
        {F::Shelf, "　A-02 ", "A-02"},
    };
    for (const auto& row : rows) {
        const auto kept = clean_field(row.field, row.text);
        ASSERT_TRUE(kept) << row.text << ": " << kept.error().message;
        EXPECT_EQ(*kept, row.kept) << row.text;
        const auto again = clean_field(row.field, *kept);
        ASSERT_TRUE(again) << row.text;
        EXPECT_EQ(*again, *kept) << row.text << " does not stay as it is";
    }
}

TEST(ProductFields, RefuseWhatTheyCannotHold) {
    const struct {
        F field;
        std::string text;
        const char* key;
    } rows[] = {
        {F::Title, std::string(301, 'x'), "too_long"},
        {F::Shelf, std::string(41, 'x'), "too_long"},
        {F::Barcodes, "条码", "bad_barcode"},
        {F::Barcodes, std::string(65, '6'), "bad_barcode"},
        {F::Barcodes, "6.90123E+12", "shortened_number"},
        {F::SkuId, "6.0E+20", "shortened_number"},
        {F::WeightG, "heavy", "bad_weight"},
        {F::WeightG, "-1", "bad_weight"},
        {F::WeightG, "1000001", "bad_weight"},
        {F::WeightG, "nan", "bad_weight"},
        {F::WeightG, "1e9kg", "bad_weight"},
        {F::NoBarcode, "maybe", "bad_flag"},
    };
    for (const auto& row : rows) {
        const auto kept = clean_field(row.field, row.text);
        if (kept) {
            ADD_FAILURE() << row.text << " was taken as " << *kept;
            continue;
        }
        EXPECT_EQ(kept.error().key, row.key) << row.text;
    }
}

const std::vector<config::ProductKey> kRules = {
    config::ProductKey::SkuId, config::ProductKey::SellerCode, config::ProductKey::Barcode};

TEST(ProductKeys, NameAProductByTheFirstOneItHas) {
    EXPECT_EQ(product_key({"S1", "C1", {"690"}, "白"}, kRules), "sku_id:S1");
    EXPECT_EQ(product_key({"", "C1", {"690"}, "白"}, kRules), "seller_code:C1|白");
    EXPECT_EQ(product_key({"", "", {"690", "691"}, ""}, kRules), "barcode:690|");
    EXPECT_EQ(product_key({"", "", {}, "白"}, kRules), "");
    EXPECT_EQ(product_key({"S1", "C1", {}, ""}, {config::ProductKey::SellerCode}),
              "seller_code:C1|");
}

TEST(ProductKeys, FindTheProductThatIsMeant) {
    const struct {
        const char* what;
        ProductKeys article;
        std::vector<ProductKeys> table;
        int chosen;  // -1: nobody
    } rows[] = {
        {"same sku", {"S1", "C1", {}, ""}, {{"S2", "C1", {}, ""}, {"S1", "C9", {}, "x"}}, 1},
        {"another sku speaks against the code", {"S1", "C1", {}, ""}, {{"S2", "C1", {}, ""}}, -1},
        {"a row without sku waits for its sku", {"S1", "C1", {}, "白"}, {{"", "C1", {}, ""}}, 0},
        {"specs tell articles of one code apart",
         {"", "C1", {}, "白"},
         {{"", "C1", {}, "蓝"}, {"", "C1", {}, "白"}},
         1},
        {"no spec of several",
         {"", "C1", {}, "红"},
         {{"", "C1", {}, "蓝"}, {"", "C1", {}, "白"}},
         -1},
        {"one code, another spec", {"S9", "C1", {}, "红"}, {{"", "C1", {}, "白"}}, -1},
        {"one barcode on two articles",
         {"", "", {"690"}, ""},
         {{"S1", "", {"690"}, "蓝"}, {"S2", "", {"690"}, "白"}},
         -1},
        {"one barcode on two articles, with its spec",
         {"", "", {"690"}, "白"},
         {{"S1", "", {"690"}, "蓝"}, {"S2", "", {"690"}, "白"}},
         1},
        {"second barcode", {"", "", {"691"}, ""}, {{"", "", {"690", "691"}, ""}}, 0},
        {"code before barcode",
         {"", "C1", {"690"}, ""},
         {{"", "C2", {"690"}, ""}, {"", "C1", {}, ""}},
         1},
        {"nothing to go by", {"", "", {}, "白"}, {{"S1", "C1", {}, "白"}}, -1},
    };
    for (const auto& row : rows) {
        const auto chosen = choose_product(row.article, row.table, kRules);
        EXPECT_EQ(chosen ? static_cast<int>(*chosen) : -1, row.chosen) << row.what;
    }
}

IncomingItem item(const std::string& title, const std::string& barcode) {
    IncomingItem item;
    item.sku_id = "S1";
    item.barcode = barcode;
    item.seller_code = "C1";
    item.title = title;
    item.spec = "白";
    item.quantity = 2;
    item.weight_g = 350;
    return item;
}

TEST(ProductLearning, FillsWhatNobodyHasSet) {
    Product product;
    EXPECT_TRUE(learn(product, item("杯", "6901")));
    EXPECT_EQ(product[F::SkuId], "S1");
    EXPECT_EQ(product[F::Title], "杯");
    EXPECT_EQ(product[F::WeightG], "350");
    EXPECT_EQ(product[F::Barcodes], "6901");
    EXPECT_EQ(product.from(F::Title), FieldSource::Learned);
    EXPECT_EQ(product.from(F::Box), FieldSource::None);
    EXPECT_FALSE(learn(product, item("杯", "6901"))) << "the same order teaches nothing new";
    EXPECT_TRUE(learn(product, item("陶瓷杯", "6902")));
    EXPECT_EQ(product[F::Title], "陶瓷杯");
    EXPECT_EQ(product[F::Barcodes], "6901 6902") << "old stock still carries the old barcode";
}

TEST(ProductLearning, NeverOverwritesWhatAPersonSet) {
    Product product;
    learn(product, item("杯", "6901"));
    product.set(F::Title, "云朵杯", FieldSource::Person);
    product.set(F::Barcodes, "6909", FieldSource::Person);
    product.set(F::WeightG, "", FieldSource::Person);
    EXPECT_FALSE(learn(product, item("别的名字", "6902")));
    EXPECT_EQ(product[F::Title], "云朵杯");
    EXPECT_EQ(product[F::Barcodes], "6909");
    EXPECT_EQ(product[F::WeightG], "") << "emptied on purpose stays empty";
}

Product packed(const std::string& box, const std::string& materials, const std::string& gifts) {
    Product product;
    product[F::Box] = box;
    product[F::Materials] = materials;
    product[F::Gifts] = gifts;
    return product;
}

TEST(Packing, TakesTheLargestBoxAndEveryMaterialOnce) {
    const std::vector<std::string> boxes = config::ProductSettings{}.boxes;
    const struct {
        const char* what;
        std::vector<Product> products;
        const char* packing;
        const char* gifts;
    } rows[] = {
        {"one article", {packed("3号箱", "气泡膜", "感谢卡")}, "3号箱 + 气泡膜", "感谢卡"},
        {"number 3 is larger than number 5",
         {packed("5号箱", "气泡膜", "感谢卡"), packed("3号箱", "防潮袋 + 气泡膜", "贴纸、感谢卡")},
         "3号箱 + 气泡膜 + 防潮袋",
         "感谢卡、贴纸"},
        {"a listed box before one that nobody listed",
         {packed("木箱", "", ""), packed("12号箱", "", "")},
         "12号箱",
         ""},
        {"two that nobody listed",
         {packed("木箱", "", ""), packed("纸筒", "", "")},
         "木箱 / 纸筒",
         ""},
        {"no box", {packed("", "信封", "")}, "信封", ""},
        {"nothing known", {packed("", "", "")}, "", ""},
        {"no products", {}, "", ""},
    };
    for (const auto& row : rows) {
        const Packing packing = pack_together(row.products, boxes);
        EXPECT_EQ(packing.text(), row.packing) << row.what;
        EXPECT_EQ(packing.gifts_text(), row.gifts) << row.what;
    }
}

}  // namespace
}  // namespace station
