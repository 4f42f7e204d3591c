// The same orders, however a back end or a spreadsheet program has written the file.
#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/generators/order_exports.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using tests::ExportStyle;
using Format = ExportStyle::Format;
using Encoding = ExportStyle::Encoding;

const ExportStyle kStyles[] = {
    {.name = "xlsx_72"},
    {.name = "xlsx_75", .columns = 75},
    {.name = "xlsx_shared_strings", .format = Format::XlsxSharedStrings},
    {.name = "xlsx_shuffled", .columns = 75, .shuffled = true},
    {.name = "xlsx_slash_dates", .slash_dates = true},
    {.name = "xlsx_tabs", .leading_tabs = true, .trailing_tabs = true},
    {.name = "csv_utf8", .format = Format::Csv},
    {.name = "csv_utf8_bom_crlf",
     .format = Format::Csv,
     .encoding = Encoding::Utf8WithBom,
     .crlf = true},
    {.name = "csv_gb18030", .format = Format::Csv, .encoding = Encoding::Gb18030},
    {.name = "csv_gb18030_shuffled_75",
     .format = Format::Csv,
     .encoding = Encoding::Gb18030,
     .columns = 75,
     .shuffled = true},
    {.name = "csv_leading_tabs", .format = Format::Csv, .leading_tabs = true},
    {.name = "csv_trailing_tabs_gb18030",
     .format = Format::Csv,
     .encoding = Encoding::Gb18030,
     .trailing_tabs = true,
     .crlf = true},
    {.name = "csv_slash_dates", .format = Format::Csv, .slash_dates = true},
    {.name = "csv_semicolons", .format = Format::Csv, .separator = ';'},
    {.name = "csv_by_tab", .format = Format::Csv, .separator = '\t', .shuffled = true},
    {.name = "csv_guarded", .format = Format::Csv, .columns = 80, .guarded = true},
    {.name = "everything",
     .format = Format::Csv,
     .encoding = Encoding::Gb18030,
     .separator = '\t',
     .columns = 75,
     .shuffled = true,
     .slash_dates = true,
     .leading_tabs = true,
     .guarded = true,
     .crlf = true},
};

/// What the database has of the orders, without what differs by chance (keys, row ids, order).
std::string orders_of(TestFloor& floor) {
    std::string text;
    for (const char* sql :
         {"SELECT order_no, state, status_text, after_sale, order_type, created_at, ship_by,"
          " presale_start, total_fen, weight_g, province, city, district, name_hash, phone_hash,"
          " last4_hash, address_hash, buyer_hash, seller_flag, has_note, verdict, carrier,"
          " file_number, file_carrier, file_sorting, file_hub, screen_hash FROM orders"
          " ORDER BY order_no",
          "SELECT o.order_no, i.sku_id, i.barcode, i.seller_code, i.title, i.spec, i.quantity,"
          " i.price_fen, i.is_gift FROM order_items i JOIN orders o ON o.id = i.order_id"
          " ORDER BY o.order_no, i.sku_id, i.barcode"}) {
        const auto rows = floor.reading().query(sql);
        EXPECT_TRUE(rows) << rows.error().message;
        if (!rows) return {};
        const std::size_t columns = std::string_view(sql).starts_with("SELECT o.") ? 9 : 27;
        for (const Row& row : *rows) {
            for (std::size_t c = 0; c < columns; ++c) text += row.text(c) + "|";
            text += "\n";
        }
    }
    return text;
}

class ExportStyles : public testing::TestWithParam<ExportStyle> {};

TEST_P(ExportStyles, ImportTheSameOrders) {
    constexpr int kOrders = 120;
    const auto rows = tests::generate_orders(kOrders, 20261124);
    TestFloor floor;
    floor.start();
    const auto import_as = [&](const ExportStyle& style, const char* name) {
        const auto file = floor.folder() / name;
        EXPECT_TRUE(base::write_file_atomically(file, tests::write_export(rows, style, 99)));
        return floor.station().import_file(file, false, Actor{"test"});
    };
    const auto plain = import_as(kStyles[0], "小红书订单查询2026-11-24-08_50_0000000a.xlsx");
    ASSERT_TRUE(plain) << plain.error().message;
    ASSERT_EQ(plain->created, kOrders);
    const std::string expected = orders_of(floor);

    // As a newer file it says nothing new ...
    const auto again = import_as(GetParam(), "小红书订单查询2026-11-24-08_55_0000000b.xlsx");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->problems.size(), plain->problems.size());
    EXPECT_EQ(again->created, 0);
    // ... but that the rows of an order may come in another order.
    if (!GetParam().shuffled) {
        EXPECT_EQ(again->unchanged, kOrders);
    }
    EXPECT_EQ(orders_of(floor), expected);

    // And as the first file it gives the same orders.
    TestFloor other;
    other.start();
    const auto file = other.folder() / "小红书订单查询2026-11-24-08_50_0000000c.csv";
    ASSERT_TRUE(base::write_file_atomically(file, tests::write_export(rows, GetParam(), 7)));
    const auto alone = other.station().import_file(file, false, Actor{"test"});
    ASSERT_TRUE(alone) << alone.error().message;
    EXPECT_EQ(alone->created, kOrders);
    // Hashes are keyed by the station; all else is equal word for word.
    EXPECT_EQ(other.ask("SELECT count(*) FROM order_items"),
              floor.ask("SELECT count(*) FROM order_items"));
    EXPECT_EQ(other.ask("SELECT sum(total_fen) FROM orders"),
              floor.ask("SELECT sum(total_fen) FROM orders"));
    EXPECT_EQ(other.ask("SELECT sum(ship_by) FROM orders"),
              floor.ask("SELECT sum(ship_by) FROM orders"));
}

INSTANTIATE_TEST_SUITE_P(EachStyle, ExportStyles, testing::ValuesIn(kStyles),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(LargeImport, TakesTwentyThousandOrdersWhole) {
    constexpr int kOrders = 20'000;
    TestFloor floor;
    floor.start();
    const auto file = floor.folder() / "小红书订单查询2026-11-24-08_50_0000000d.csv";
    ASSERT_TRUE(base::write_file_atomically(
        file, tests::write_export(tests::generate_single_rows(kOrders, 5),
                                  {.format = Format::Csv, .encoding = Encoding::Gb18030}, 5)));
    const auto view = floor.station().import_file(file, false, Actor{"test"});
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_EQ(view->rows, kOrders);
    EXPECT_EQ(view->created, kOrders);
    EXPECT_EQ(floor.count("orders"), kOrders);
    EXPECT_EQ(floor.count("order_items"), kOrders);
    // The story of each: pulled, judged.
    EXPECT_EQ(floor.count("audit"), 2 * kOrders);
    EXPECT_EQ(floor.ask("SELECT count(DISTINCT order_no) FROM orders"), std::to_string(kOrders));
    const auto again = floor.station().import_file(file, false, Actor{"test"});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->unchanged, kOrders);
}

}  // namespace
}  // namespace station
