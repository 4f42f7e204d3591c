// What stands on a label: the routing as the export delivered it, drawn where the template says.
#include "station/batches/label_content.h"

#include <gtest/gtest.h>

#include "config/label_template.h"
#include "printing/layout.h"
#include "printing/render.h"
#include "station/batches/picking_sheets.h"
#include "station/waybills/routing.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

class LabelContents : public ::testing::Test {
protected:
    /// The content that the printer was given for an order with a number of the export.
    printing::LabelContent printed(const ExportRow& routing) {
        floor.start();
        ExportRow row = order_row(1, {{"快递公司", "中通快递"}, {"快递单号", "78990000000777"}});
        for (const auto& [title, text] : routing) row[title] = text;
        floor.import({row});
        auto batch = floor.station().print_now(kActor);
        if (!batch) throw std::runtime_error(batch.error().message);
        floor.run();
        return floor.printer.content(floor.job(1));
    }
    TestFloor floor;
};

TEST_F(LabelContents, HoldTheExportsSortingCodeAndHubAndNoQr) {
    const auto content =
        printed({{"三段码", "342 300A 12"}, {"集包地", "杭州中转包1"}, {"大头笔", "342-"}});
    EXPECT_EQ(content.sorting_code, "342 300A 12");
    EXPECT_EQ(content.hub_name, "杭州中转包1");
    EXPECT_EQ(content.hub_code, "");
    EXPECT_EQ(content.qr, "");
}

TEST_F(LabelContents, HoldAHubsCodeBesideItsName) {
    const auto content = printed({{"三段码", "342 300A 12"}, {"集包地", "杭州中转包1 571AC"}});
    EXPECT_EQ(content.hub_name, "杭州中转包1");
    EXPECT_EQ(content.hub_code, "571AC");
}

TEST_F(LabelContents, TakeTheMarkerWhereThereIsNoSortingCode) {
    EXPECT_EQ(printed({{"大头笔", "342-081-00 052"}}).sorting_code, "342-081-00 052");
}

// Both are drawn again alone, at the template's full size, and must be on the label dot by dot.
TEST_F(LabelContents, ShowTheSortingCodeLargeAndTheHubBelowOnEveryTemplate) {
    const auto content = printed({{"三段码", "342 300A 12"}, {"集包地", "杭州中转包1"}});
    auto fonts = printing::FontSet::load(printing::default_font_files());
    ASSERT_TRUE(fonts) << fonts.error().message;
    const base::Dpi dpi{203};
    for (const char* name : {"76x130", "100x150", "100x180"}) {
        const auto layout =
            config::load_label_template(std::string("config/templates/") + name + ".toml");
        ASSERT_TRUE(layout) << name;
        const auto label = printing::render_label(content, *layout, dpi, *fonts);
        ASSERT_TRUE(label) << name;
        EXPECT_TRUE(label->failures.empty()) << name;
        for (const auto& symbol : label->symbols) EXPECT_NE(symbol.role, "qr") << name;
        int found = 0;
        for (const config::LabelElement& element : layout->elements) {
            const bool code = element.field == config::LabelField::SortingCode;
            const bool hub = element.field == config::LabelField::Hub;
            if (!code && !hub) continue;
            ++found;
            const printing::Rect box = printing::to_dots(element.box, dpi);
            printing::Bitmap alone(label->image.width(), label->image.height());
            const int size = base::to_dots({element.size_mm}, dpi).value;
            const auto drawn = printing::draw_text(
                alone, box, code ? "342 300A 12" : "杭州中转包1",
                {size, size, 1, element.bold,
                 element.align == config::HorizontalAlign::Center ? printing::Align::Center
                                                                  : printing::Align::Left,
                 printing::VerticalPlace::Middle},
                *fonts);
            EXPECT_EQ(drawn.size_px, size) << name;
            EXPECT_FALSE(drawn.cut || drawn.shrunk) << name;
            EXPECT_EQ(label->image.crop(box), alone.crop(box)) << name;
            // Large: it can be read from an arm's length on a belt.
            EXPECT_GE(element.size_mm, code ? 6.5 : 4) << name;
        }
        EXPECT_EQ(found, 2) << name;
    }
}

// Nobody who opens a parcel is to read what it cost: every order's price is one that stands nowhere
// else, and is looked for in all that was printed for it.
TEST(Paper, NeverShowsAPrice) {
    TestFloor floor;
    floor.start();
    const auto priced = [](int n, ExportRow changes) {
        changes["商品总价(元)"] = "73" + std::to_string(n) + ".91";
        return order_row(n, changes);
    };
    floor.import({priced(1, {}), priced(2, {{"订单类型", "换货补发"}}),
                  priced(3, {{"订单类型", "礼物订单"}}), priced(4, {})});
    ASSERT_TRUE(floor.station().boxes().add(base::OrderNo(order_number(4)), kActor));
    EXPECT_EQ(floor.ask("SELECT count(*) FROM order_items WHERE price_fen > 70000"), "4");
    ASSERT_TRUE(floor.station().print_now(kActor));
    floor.run();
    ASSERT_EQ(floor.jobs_in("printed"), 5);
    std::string paper;
    for (std::int64_t job = 1; job <= 5; ++job) {
        const printing::LabelContent& label = floor.printer.content(base::JobRow(job));
        for (const std::string& text :
             {label.order_no, label.buyer_note, label.batch, label.shop_name, label.totals,
              label.packing, label.gifts, label.sender.name, label.receiver.name,
              label.receiver.detail, label.sorting_code, label.box, label.sheet_code})
            paper += text + "|";
        for (const printing::LabelItem& item : label.items)
            paper += item.sku + "|" + item.title + "|" + item.spec + "|";
    }
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    ASSERT_TRUE(reader);
    const auto add_rows = [&](const printing::LabelContent& sheet) {
        paper += sheet.order_no + "|" + sheet.buyer_note + "|" + sheet.totals + "|" +
                 sheet.packing + "|" + sheet.gifts + "|";
        for (const printing::SheetRow& row : sheet.rows) {
            paper += row.place + "|" + row.text + "|" + row.count + "|";
            for (const std::string& detail : row.details) paper += detail + "|";
        }
    };
    const base::BatchRow batch(std::stoll(floor.ask("SELECT max(id) FROM batches")));
    const auto list = (*reader)->picking().pick_list(batch);
    ASSERT_TRUE(list) << list.error().message;
    add_rows(pick_list_content(*list, floor.clock.now()));
    const auto slips = (*reader)->picking().slips(batch);
    ASSERT_TRUE(slips) << slips.error().message;
    ASSERT_GE(slips->slips.size(), 4u);
    for (const SlipView& slip : slips->slips)
        add_rows(slip_content(*slips, slip, floor.clock.now()));
    EXPECT_NE(paper.find("干花花束"), std::string::npos) << "the articles are there";
    for (int n = 1; n <= 4; ++n) {
        for (const std::string& price :
             {"73" + std::to_string(n) + ".91", "73" + std::to_string(n) + "91"})
            EXPECT_EQ(paper.find(price), std::string::npos) << price;
    }
    EXPECT_NE(paper.find("勿放价格"), std::string::npos) << "of the gift";
    for (const char* word : {"￥", "¥"}) EXPECT_EQ(paper.find(word), std::string::npos) << word;
}

TEST(Routing, PartsAHubIntoNameAndCode) {
    struct Case {
        const char *delivered, *name, *code;
    };
    for (const Case& c : {
             Case{"杭州中转包1", "杭州中转包1", ""},
             {"广州转运中心", "广州转运中心", ""},
             {"52", "", "52"},
             {"571AC", "", "571AC"},
             {" 571AC ", "", "571AC"},
             {"杭州中转包1 571AC", "杭州中转包1", "571AC"},
             {"571AC 杭州中转包1", "杭州中转包1", "571AC"},
             {"杭州中转包1(571AC)", "杭州中转包1", "571AC"},
             {"杭州中转包1（52）", "杭州中转包1", "52"},
             {"杭州中转包1【52】", "杭州中转包1", "52"},
             {"杭州（余杭）", "杭州（余杭）", ""},
             {"(52)", "(52)", ""},
             {"HUB", "HUB", ""},
             {"ABCDEFGHIJ1", "ABCDEFGHIJ1", ""},
             {"杭州 中转包", "杭州 中转包", ""},
             {"", "", ""},
             {"  ", "", ""},
             {"（", "（", ""},
         }) {
        const Hub hub = parse_hub(c.delivered);
        EXPECT_EQ(hub.name, c.name) << c.delivered;
        EXPECT_EQ(hub.code, c.code) << c.delivered;
    }
}

TEST(Routing, NeverTakesHalfAMarkerForASortingCode) {
    struct Case {
        const char *sorting_code, *marker, *expected;
    };
    for (const Case& c : {
             Case{"342 300A 12", "296-", "342 300A 12"},
             {"", "342-081-00 052", "342-081-00 052"},
             {" ", "闽-厦-美", "闽-厦-美"},
             {"", "296-", ""},
             {"", "296", ""},
             {"", "杭州", ""},
             {"", "", ""},
         })
        EXPECT_EQ(sorting_code_of(c.sorting_code, c.marker), c.expected) << c.marker;
}

}  // namespace
}  // namespace station
