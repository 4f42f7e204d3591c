// What a batch needs from the shelves, on paper and as data; and the order of its labels.
#include "station/batches/pick_list.h"

#include <gtest/gtest.h>

#include "printing/png.h"
#include "printing/proof.h"
#include "station/waybills/own_codes.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

TEST(NumberRanges, SayNeighboursInTwoNumbers) {
    const struct {
        std::vector<int> numbers;
        std::vector<std::string> ranges;
    } rows[] = {
        {{}, {}}, {{7}, {"7"}}, {{1, 2}, {"1-2"}}, {{1, 2, 3, 9, 11, 12}, {"1-3", "9", "11-12"}}};
    for (const auto& row : rows) EXPECT_EQ(number_ranges(row.numbers), row.ranges);
}

class PickListTest : public ::testing::Test {
protected:
    std::unique_ptr<Reader> reader() {
        auto opened = Reader::open(floor.settings, floor.data_files(), floor.clock);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }
    base::BatchRow batch() {
        return base::BatchRow(std::stoll(floor.ask("SELECT max(id) FROM batches")));
    }
    PickListView list() {
        auto list = reader()->picking().pick_list(batch());
        if (!list) throw std::runtime_error(list.error().message);
        return *list;
    }
    void print() {
        ASSERT_TRUE(floor.station().print_now({"supervisor"}));
        floor.run();
    }
    void shelf(const std::string& sku, const std::string& place) {
        const auto found = reader()->products().list({.query = sku});
        ASSERT_TRUE(found);
        ASSERT_EQ(found->products.size(), 1u);
        ASSERT_TRUE(floor.station().products().edit(found->products[0].id, {{"shelf", place}},
                                                    "supervisor"));
    }
    /// Order numbers in the order of their labels.
    std::string sequence() {
        std::string all;
        auto rows = floor.reading().query(
            "SELECT o.order_no FROM label_jobs j JOIN orders o ON o.id = j.order_id"
            " WHERE j.batch_id = $1 ORDER BY j.sequence",
            values(batch()));
        for (const Row& row : *rows) {
            const std::string order = row.text(0);
            all += (all.empty() ? "" : " ") + std::to_string(std::stoi(order.substr(1 + 13)));
        }
        return all;
    }
    TestFloor floor;
};

ExportRow of(int n, const std::string& sku, const std::string& title, const ExportRow& more = {}) {
    ExportRow row =
        order_row(n, {{"规格ID", sku},
                      {"商家编码", "C-" + sku},
                      {"商品名称", title},
                      {"承诺发货时间", "2026-11-25 " + std::to_string(10 + n % 12) + ":00:00"}});
    for (const auto& [column, text] : more) row[column] = text;
    return row;
}

TEST_F(PickListTest, AddsUpByShelfAndNamesTheLabels) {
    floor.start();
    floor.import({of(1, "CUP", "陶瓷杯"), of(2, "CLOTH", "桌布", {{"SKU件数", "2"}}),
                  of(3, "CUP", "陶瓷杯", {{"SKU件数", "3"}}), of(4, "VASE", "花瓶"),
                  of(4, "CUP", "陶瓷杯")});
    shelf("CUP", "A-10");
    shelf("CLOTH", "A-2");
    print();
    const PickListView view = list();
    ASSERT_EQ(view.lines.size(), 3u);
    EXPECT_EQ(view.lines[0].title, "桌布") << "A-2 comes before A-10";
    EXPECT_EQ(view.lines[0].quantity, 2);
    EXPECT_EQ(view.lines[1].title, "陶瓷杯");
    EXPECT_EQ(view.lines[1].quantity, 5);
    EXPECT_EQ(view.lines[1].sequences.size(), 3u);
    EXPECT_EQ(view.lines[2].title, "花瓶") << "without a shelf last";
    EXPECT_EQ(view.pieces, 8);
    EXPECT_EQ(view.labels, 4);
    EXPECT_EQ(view.left_out, 0);
}

TEST_F(PickListTest, LeavesOutWhatMustNotLeave) {
    floor.start();
    floor.import({of(1, "CUP", "陶瓷杯"), of(2, "CUP", "陶瓷杯")});
    print();
    floor.import({of(1, "CUP", "陶瓷杯", {{"售后状态", "售后中"}}), of(2, "CUP", "陶瓷杯")},
                 "09:05");
    EXPECT_EQ(floor.state(1), "intercepted");
    const PickListView view = list();
    EXPECT_EQ(view.left_out, 1);
    EXPECT_EQ(view.labels, 1);
    ASSERT_EQ(view.lines.size(), 1u);
    EXPECT_EQ(view.lines[0].quantity, 1);
    const auto slips = reader()->picking().slips(batch());
    ASSERT_TRUE(slips);
    ASSERT_EQ(slips->slips.size(), 1u);
    EXPECT_EQ(slips->slips[0].order_no.str(), order_number(2));
}

TEST_F(PickListTest, SlipsOpenTheirOrderAtThePreNumberedBench) {
    floor.start();
    floor.import({of(1, "CUP", "陶瓷杯")});
    print();
    const auto slips = reader()->picking().slips(batch());
    ASSERT_TRUE(slips);
    ASSERT_EQ(slips->slips.size(), 1u);
    const auto sheets = reader()->picking().slip_sheets(batch(), 203, 0);
    ASSERT_TRUE(sheets) << sheets.error().message;
    ASSERT_EQ(sheets->size(), 1u);
    const auto picture = printing::decode_png(sheets->front().png);
    ASSERT_TRUE(picture);
    const auto read = printing::prove_image(picture->image, base::Dpi{203}, slips->slips[0].code);
    ASSERT_TRUE(read.passed()) << read.failures.front().message;
    ASSERT_EQ(read.codes.size(), 1u);
    EXPECT_EQ(floor.scan_code(read.codes.front().text, "3"), "opened") << "what the reader got";
}

TEST_F(PickListTest, DrawsItsSheets) {
    floor.start();
    std::vector<ExportRow> rows;
    for (int n = 1; n <= 40; ++n) rows.push_back(of(n, "S" + std::to_string(n), "陶瓷杯"));
    floor.import(rows);
    print();
    const auto sheets = reader()->picking().pick_list_sheets(batch(), 203);
    ASSERT_TRUE(sheets) << sheets.error().message;
    ASSERT_GT(sheets->size(), 1u);
    for (const PickSheet& sheet : *sheets) {
        const auto picture = printing::decode_png(sheet.png);
        ASSERT_TRUE(picture);
        EXPECT_EQ(picture->image.width(), 608) << "76 mm at 203 dpi";
        EXPECT_TRUE(sheet.warnings.empty()) << sheet.warnings.front();
        EXPECT_EQ(sheet.pages, static_cast<int>(sheets->size()));
    }
    EXPECT_FALSE(reader()->picking().pick_list_sheets(batch(), 96));
    EXPECT_EQ(reader()->picking().pick_list(base::BatchRow(99)).error().key, "error.batch_unknown");
}

TEST_F(PickListTest, SheetsGoThroughThePrintJournalOnce) {
    floor.start();
    floor.import({of(1, "CUP", "陶瓷杯")});
    print();
    const base::BatchRow labels = batch();
    const auto list = reader()->picking().pick_list_sheets(labels, 203);
    const auto slips = reader()->picking().slip_sheets(labels, 203, 0);
    ASSERT_TRUE(list && slips);
    std::vector<PickSheet> sheets = *list;
    sheets.insert(sheets.end(), slips->begin(), slips->end());
    for (int time = 0; time < 2; ++time) {
        for (std::size_t i = 0; i < sheets.size(); ++i) {
            auto prepared = prepare_sheet({sheets[i].png, "", NeedsCode::No});
            ASSERT_TRUE(prepared) << sheets[i].name << ": " << prepared.error().message;
            const auto job =
                floor.station().sheets().add({"key-" + std::to_string(i), sheets[i].name,
                                              base::PrinterName("label-1"), std::move(*prepared)},
                                             {"supervisor"});
            ASSERT_TRUE(job) << job.error().message;
            floor.run();
        }
    }
    EXPECT_EQ(floor.ask("SELECT count(*) FROM label_jobs WHERE kind = 'sheet'"), "2");
    EXPECT_EQ(
        floor.ask("SELECT count(*) FROM label_jobs WHERE kind = 'sheet' AND state = 'printed'"),
        "2");
    EXPECT_EQ(reader()->picking().pick_list(labels)->labels, 1)
        << "sheets are no labels to pick for";
}

TEST_F(PickListTest, LabelsOfOneArticleStandTogetherOverTheWholeBatch) {
    floor.start();
    std::vector<ExportRow> rows;
    // Cups and cloths by turns, an order of both now and then: more than one slice of filling.
    for (int n = 1; n <= 30; ++n) {
        rows.push_back(n % 3 == 0 ? of(n, "CLOTH", "桌布") : of(n, "CUP", "陶瓷杯"));
        if (n % 10 == 0) rows.push_back(of(n, n % 3 == 0 ? "CUP" : "CLOTH", "又一件"));
    }
    floor.import(rows);
    print();
    const auto view = reader()->batch(batch());
    ASSERT_TRUE(view);
    ASSERT_EQ(view->groups.size(), 2u);
    EXPECT_EQ(view->groups[0].title, "陶瓷杯");
    EXPECT_EQ(view->groups[0].first, 1);
    EXPECT_EQ(view->groups[0].labels, 18);
    EXPECT_EQ(view->groups[1].title, "桌布");
    EXPECT_EQ(view->groups[1].first, 19);
    EXPECT_EQ(view->groups[1].labels, 9);
    EXPECT_EQ(view->total, 30);
}

TEST_F(PickListTest, TheOrderHoldsOverACrashInTheMiddleOfFilling) {
    std::vector<ExportRow> rows;
    for (int n = 1; n <= 30; ++n)
        rows.push_back(n % 2 == 0 ? of(n, "CLOTH", "桌布") : of(n, "CUP", "陶瓷杯"));
    floor.start();
    floor.import(rows);
    print();
    const std::string whole = sequence();

    TestFloor second;
    second.start();
    second.import(rows);
    ASSERT_TRUE(second.station().print_now({"supervisor"}));
    // Some slices, until a few labels are there.
    while (second.count("label_jobs") < 8) second.station().work();
    ASSERT_LT(second.count("label_jobs"), 30);
    second.restart();
    second.run();
    std::string resumed;
    auto found = second.reading().query(
        "SELECT o.order_no FROM label_jobs j JOIN orders o ON o.id = j.order_id"
        " ORDER BY j.sequence");
    for (const Row& row : *found)
        resumed += (resumed.empty() ? "" : " ") + std::to_string(std::stoi(row.text(0).substr(14)));
    EXPECT_EQ(resumed, whole);
}

TEST_F(PickListTest, WhatBecomesReadyWhileItFillsFollowsBehind) {
    floor.start();
    std::vector<ExportRow> rows;
    for (int n = 1; n <= 20; ++n) rows.push_back(of(n, "CUP", "陶瓷杯"));
    floor.import(rows);
    ASSERT_TRUE(floor.station().print_now({"supervisor"}));
    while (floor.count("label_jobs") < 4) floor.station().work();
    floor.import({of(21, "CUP", "陶瓷杯")}, "09:05");
    floor.run();
    EXPECT_EQ(floor.count("label_jobs"), 21);
    EXPECT_TRUE(sequence().ends_with(" 21"));
}

TEST_F(PickListTest, FollowsTheSettingOfTheSort) {
    const struct {
        config::BatchSort sort;
        const char* expected;
    } rows[] = {{config::BatchSort::Arrival, "1 2 3 4"},
                {config::BatchSort::Deadline, "4 3 2 1"},
                {config::BatchSort::Shelf, "4 2 3 1"},
                {config::BatchSort::SkuGroups, "3 1 4 2"}};
    for (const auto& row : rows) {
        TestFloor other;
        other.settings.batches.sort = row.sort;
        other.start();
        const auto at = [](int hour) {
            return ExportRow{{"承诺发货时间", "2026-11-25 " + std::to_string(hour) + ":00:00"}};
        };
        other.import({of(1, "CUP", "杯", at(20)), of(2, "CLOTH", "布", at(19)),
                      of(3, "CUP", "杯", at(18)), of(4, "VASE", "瓶", at(17))});
        for (const auto& [sku, place] :
             {std::pair{"CUP", "A-10"}, {"CLOTH", "A-9"}, {"VASE", "A-1"}}) {
            const auto found = other.ask("SELECT id FROM products WHERE sku_id = $1", values(sku));
            ASSERT_TRUE(other.station().products().edit(ProductRow(std::stoll(found)),
                                                        {{"shelf", place}}, "supervisor"));
        }
        ASSERT_TRUE(other.station().print_now({"supervisor"}));
        other.run();
        std::string found;
        auto labels = other.reading().query(
            "SELECT o.order_no FROM label_jobs j JOIN orders o ON o.id = j.order_id"
            " ORDER BY j.sequence");
        for (const Row& label : *labels)
            found +=
                (found.empty() ? "" : " ") + std::to_string(std::stoi(label.text(0).substr(14)));
        EXPECT_EQ(found, row.expected) << static_cast<int>(row.sort);
    }
}

}  // namespace
}  // namespace station
