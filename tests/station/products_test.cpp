// The product table on the whole station: taught by orders, set by people, used at the bench.
#include <gtest/gtest.h>

#include "base/files.h"
#include "printing/png.h"
#include "station/products/products.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

const std::string kEditor = "supervisor";

class ProductsTest : public ::testing::Test {
protected:
    void SetUp() override { floor.start(); }

    std::unique_ptr<Reader> reader() {
        auto opened = Reader::open(floor.settings, floor.data_files(), floor.clock);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }
    ProductListView list(const ProductFilter& filter = {}) {
        auto listed = reader()->products().list(filter);
        if (!listed) throw std::runtime_error(listed.error().message);
        return *listed;
    }
    ProductView only(const std::string& query) {
        const auto found = list({.query = query});
        if (found.products.size() != 1)
            throw std::runtime_error(query + ": " + std::to_string(found.products.size()));
        return found.products.front();
    }
    ProductImportView import(const std::string& csv, bool dry_run = false) {
        auto file = read_product_file("商品.csv", base::as_bytes(csv));
        if (!file) throw std::runtime_error(file.error().message);
        ProductImport run;
        run.file = std::make_shared<const ProductFile>(std::move(*file));
        run.dry_run = dry_run;
        for (;;) {
            auto more = floor.station().products().import_step(run, kEditor);
            if (!more) throw std::runtime_error(more.error().message);
            if (!*more) return run.view;
        }
    }
    ProductUndoView undo() {
        ProductUndoView all;
        for (;;) {
            auto step = floor.station().products().undo_step(kEditor);
            if (!step) throw std::runtime_error(step.error().message);
            all.restored += step->restored;
            all.removed += step->removed;
            all.kept += step->kept;
            if (!step->more) return all;
        }
    }
    void set(const ProductView& product, const ProductTexts& fields) {
        const auto edited = floor.station().products().edit(product.id, fields, kEditor);
        ASSERT_TRUE(edited) << edited.error().message;
    }

    TestFloor floor;
};

ExportRow cup(int n, const ExportRow& more = {}) {
    ExportRow row = order_row(n, {{"规格ID", "S1"},
                                  {"商家编码", "CUP-1"},
                                  {"条形码", "6901234567892"},
                                  {"商品名称", "手工陶瓷杯"},
                                  {"SKU规格", "云朵白"}});
    for (const auto& [title, text] : more) row[title] = text;
    return row;
}

TEST_F(ProductsTest, AreLearnedFromOrders) {
    floor.import({cup(1), cup(2)});
    const ProductView product = only("S1");
    EXPECT_EQ(product.fields.at("title"), "手工陶瓷杯");
    EXPECT_EQ(product.fields.at("seller_code"), "CUP-1");
    EXPECT_EQ(product.fields.at("barcodes"), "6901234567892");
    EXPECT_EQ(product.sources.at("title"), "learned");
    EXPECT_FALSE(product.sources.contains("box"));
    EXPECT_EQ(list().all, 1) << "two orders of one article are one product";
}

TEST_F(ProductsTest, KeepWhatAPersonSetWhenOrdersSayOtherwise) {
    floor.import({cup(1)});
    set(only("S1"), {{"title", "云朵杯"}, {"box", "3号箱"}});
    floor.import({cup(2, {{"商品名称", "促销 陶瓷杯"}, {"条形码", "6909999999999"}})}, "09:01");
    const ProductView product = only("S1");
    EXPECT_EQ(product.fields.at("title"), "云朵杯");
    EXPECT_EQ(product.sources.at("title"), "person");
    EXPECT_EQ(product.fields.at("barcodes"), "6901234567892 6909999999999")
        << "what nobody set is still learned";
}

TEST_F(ProductsTest, ADryRunOfOrdersTeachesNothing) {
    const auto file = floor.write_export("小红书订单查询2026-11-24-09_00_00000001.csv", {cup(1)});
    ASSERT_TRUE(floor.station().import_file(file, true, {kEditor}));
    EXPECT_EQ(list().all, 0);
}

TEST_F(ProductsTest, AnExportedFileImportedAgainChangesNothing) {
    floor.import({cup(1), order_row(2)});
    set(only("S1"), {{"box", "3号箱"}, {"note", "=易碎"}});
    const std::string before = floor.fingerprint();
    auto csv = reader()->products().csv();
    ASSERT_TRUE(csv);
    const auto result = import(std::string(base::as_text(*csv)));
    EXPECT_EQ(result.created + result.changed, 0);
    EXPECT_EQ(result.unchanged, static_cast<int>(list().all));
    EXPECT_TRUE(result.problems.empty());
    EXPECT_EQ(only("S1").sources.at("title"), "learned") << "nobody has set it";
}

TEST_F(ProductsTest, AnImportSetsCreatesAndCanBeTakenBack) {
    floor.import({cup(1)});
    const auto before = only("S1");
    const auto result = import(
        "规格ID,箱型,商品名称\n"
        "S1,3号箱,云朵杯\n"
        "S7,5号箱,桌布\n"
        "S1,1号箱,又一次\n");
    EXPECT_EQ(result.created, 1);
    EXPECT_EQ(result.changed, 1);
    ASSERT_EQ(result.problems.size(), 1u);
    EXPECT_EQ(result.problems[0].row, 4);
    EXPECT_EQ(result.problems[0].code, "repeated_row");
    EXPECT_EQ(only("S1").fields.at("box"), "3号箱");
    EXPECT_EQ(only("S1").sources.at("title"), "person");
    EXPECT_EQ(list().undo_file, "商品.csv");

    const auto taken = undo();
    EXPECT_EQ(taken.restored, 1);
    EXPECT_EQ(taken.removed, 1);
    EXPECT_EQ(taken.kept, 0);
    EXPECT_EQ(only("S1").fields, before.fields);
    EXPECT_EQ(only("S1").sources, before.sources);
    EXPECT_EQ(list().all, 1);
    EXPECT_EQ(list().undo_file, "");
    const auto again = floor.station().products().undo_step(kEditor);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().key, "error.nothing_to_undo");
}

TEST_F(ProductsTest, UndoLeavesWhatWasChangedSince) {
    import("商家编码,箱型\nC1,3号箱\nC2,5号箱\n");
    set(only("C1"), {{"shelf", "A-1"}});
    const auto taken = undo();
    EXPECT_EQ(taken.kept, 1);
    EXPECT_EQ(taken.removed, 1);
    EXPECT_EQ(only("C1").fields.at("box"), "3号箱");
}

TEST_F(ProductsTest, ADryRunSaysTheSameAndWritesNothing) {
    floor.import({cup(1)});
    const std::string before = floor.fingerprint();
    const std::string csv = "规格ID,箱型\nS1,3号箱\nS7,5号箱\nS7,6号箱\n";
    const auto dry = import(csv, true);
    EXPECT_EQ(floor.fingerprint(), before);
    const auto wet = import(csv);
    EXPECT_EQ(dry.created, wet.created);
    EXPECT_EQ(dry.changed, wet.changed);
    EXPECT_EQ(dry.problems.size(), wet.problems.size());
}

TEST_F(ProductsTest, AnImportThatACrashCutOffCanBeTakenBack) {
    std::string csv = "商家编码,箱型\n";
    for (int i = 0; i < 100; ++i) csv += "C" + std::to_string(i) + ",3号箱\n";
    auto file = read_product_file("商品.csv", base::as_bytes(csv));
    ASSERT_TRUE(file);
    ProductImport run;
    run.file = std::make_shared<const ProductFile>(std::move(*file));
    ASSERT_TRUE(floor.station().products().import_step(run, kEditor));
    floor.restart();
    const int made = list().all;
    EXPECT_GT(made, 0);
    EXPECT_LT(made, 100);
    EXPECT_EQ(undo().removed, made);
    EXPECT_EQ(list().all, 0);
}

TEST_F(ProductsTest, FiltersShowWhatIsMissing) {
    floor.import({cup(1), order_row(2, {{"规格ID", "S2"}}), order_row(3, {{"规格ID", "S3"}})});
    EXPECT_EQ(list({.missing = "no_barcode"}).total, 2);
    set(only("S3"), {{"no_barcode", "是"}, {"shelf", "A-1"}});
    EXPECT_EQ(list({.missing = "no_barcode"}).total, 1);
    EXPECT_EQ(list().without_barcode, 1);
    EXPECT_EQ(list({.missing = "no_shelf"}).total, 2);
    set(only("S2"), {{"barcodes", "6901234567892"}});
    EXPECT_EQ(list({.missing = "shared_barcode"}).total, 2);
    EXPECT_EQ(only("S2").shared, std::vector<std::string>{"6901234567892"});
    EXPECT_EQ(list({.query = "%"}).total, 0) << "a sign of the pattern is a sign";
}

TEST_F(ProductsTest, RefuseWhatWouldMakeTwoOfOne) {
    auto& products = floor.station().products();
    ASSERT_TRUE(products.add({{"sku_id", "S1"}}, kEditor));
    const auto twice = products.add({{"sku_id", "S1"}}, kEditor);
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().key, "error.product_taken");
    const auto keyless = products.add({{"title", "杯"}}, kEditor);
    ASSERT_FALSE(keyless);
    EXPECT_EQ(keyless.error().key, "error.product_key");
    const auto bad = products.add({{"sku_id", "S2"}, {"weight_g", "heavy"}}, kEditor);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().key, "product.bad_weight");
    EXPECT_FALSE(products.edit(ProductRow(99), {{"title", "x"}}, kEditor));
    EXPECT_FALSE(products.remove(ProductRow(99), kEditor));
}

TEST_F(ProductsTest, PicturesAreKeptInTheDataFolderAndReplaced) {
    auto& products = floor.station().products();
    const auto made = products.add({{"sku_id", "S1"}}, kEditor);
    ASSERT_TRUE(made);
    const auto png = *printing::encode_png(printing::Bitmap(32, 32), base::Dpi{203});
    ASSERT_TRUE(products.set_picture(made->id, png, kEditor));
    const auto first = reader()->products().picture(made->id);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->content_type, "image/png");
    EXPECT_EQ(*base::read_file(first->file, 1'000'000), png);
    const auto second = products.set_picture(made->id, png, kEditor);
    ASSERT_TRUE(second);
    const int number = second->picture;
    EXPECT_GT(number, made->picture) << "a new number, so that no browser shows the old one";
    EXPECT_NE(reader()->products().picture(made->id)->file, first->file);
    EXPECT_FALSE(std::filesystem::exists(first->file));
    EXPECT_FALSE(products.set_picture(made->id, base::as_bytes("<svg/>"), kEditor));
    EXPECT_TRUE(reader()->products().picture(made->id)) << "a refused one changes nothing";
    ASSERT_TRUE(products.remove_picture(made->id, kEditor));
    EXPECT_FALSE(reader()->products().picture(made->id));
    const auto third = products.set_picture(made->id, png, kEditor);
    ASSERT_TRUE(third);
    EXPECT_GT(third->picture, number) << "a number is never used twice";
    ASSERT_TRUE(products.remove(made->id, kEditor));
    const auto next = products.add({{"sku_id", "S2"}}, kEditor);
    ASSERT_TRUE(next);
    const auto other = products.set_picture(next->id, png, kEditor);
    ASSERT_TRUE(other);
    EXPECT_GT(other->picture, third->picture) << "not even by another product of the same id";
}

TEST_F(ProductsTest, TheBenchShowsHowToPackAndTakesTheTablesBarcodes) {
    floor.import({cup(1, {{"条形码", ""}, {"SKU件数", "2"}})});
    set(only("S1"), {{"barcodes", "6955555555555 CUP-A"},
                     {"box", "3号箱"},
                     {"materials", "气泡膜"},
                     {"gifts", "感谢卡"},
                     {"shelf", "A-02"}});
    ASSERT_TRUE(floor.station().print_now({kEditor}));
    floor.run();
    const BenchView open = floor.scan(floor.number(1));
    ASSERT_TRUE(open.parcel);
    EXPECT_EQ(open.parcel->packing, "3号箱 + 气泡膜");
    EXPECT_EQ(open.parcel->gifts, "感谢卡");
    ASSERT_EQ(open.parcel->items.size(), 1u);
    EXPECT_TRUE(open.parcel->items[0].scannable) << "the table knows a barcode";
    EXPECT_EQ(open.parcel->items[0].shelf, "A-02");
    EXPECT_EQ(floor.scan_code("6955555555555"), "item_ok");
    EXPECT_EQ(floor.scan_code("cup-a"), "bound") << "each of its barcodes counts";
}

TEST_F(ProductsTest, TheBenchLooksAtWhatHasNoBarcode) {
    floor.import({cup(1)});
    set(only("S1"), {{"no_barcode", "1"}});
    ASSERT_TRUE(floor.station().print_now({kEditor}));
    floor.run();
    const BenchView open = floor.scan(floor.number(1));
    ASSERT_TRUE(open.parcel);
    EXPECT_FALSE(open.parcel->items[0].scannable);
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
}

TEST_F(ProductsTest, TheBenchNamesAnArticleOfAnotherOrder) {
    floor.import({cup(1), order_row(2, {{"规格ID", "S2"},
                                        {"商家编码", "CLOTH"},
                                        {"条形码", "6900000000001"},
                                        {"商品名称", "亚麻桌布"}})});
    ASSERT_TRUE(floor.station().print_now({kEditor}));
    floor.run();
    floor.scan(floor.number(1));
    const BenchView wrong = floor.scan("6900000000001");
    ASSERT_TRUE(wrong.outcome);
    EXPECT_EQ(wrong.outcome->code, "item_unexpected");
    EXPECT_EQ(wrong.outcome->params.at("title"), "亚麻桌布");
}

TEST_F(ProductsTest, ABarcodeOnTwoArticlesIsDecidedByTheOpenOrder) {
    const ExportRow white = cup(1, {{"规格ID", "S1"}, {"SKU规格", "白"}});
    const ExportRow blue = cup(2, {{"规格ID", "S2"}, {"SKU规格", "蓝"}});
    ExportRow both = cup(3, {{"规格ID", "S1"}, {"SKU规格", "白"}});
    ExportRow both_too = cup(3, {{"规格ID", "S2"}, {"SKU规格", "蓝"}});
    floor.import({white, blue, both, both_too});
    EXPECT_EQ(list({.missing = "shared_barcode"}).total, 2);
    ASSERT_TRUE(floor.station().print_now({kEditor}));
    floor.run();
    floor.scan(floor.number(2));
    EXPECT_EQ(floor.scan_code("6901234567892"), "bound") << "only the blue one is in this order";
    floor.scan(floor.number(3));
    const BenchView first = floor.scan("6901234567892");
    EXPECT_EQ(first.outcome->code, "item_shared_code");
    EXPECT_EQ(first.outcome->kind, "look");
    EXPECT_EQ(floor.scan_code("6901234567892"), "item_shared_code") << "it does not bind by itself";
    EXPECT_EQ(floor.scan_code("6901234567892"), "item_surplus");
    EXPECT_EQ(floor.scan_code("PB:CONFIRM"), "bound");
}

}  // namespace
}  // namespace station
