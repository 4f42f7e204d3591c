// Numbers of carriers' sheets and ranges, the to-void list, the forecast and request files, on a
// whole station. The source over the network is tested by tests/cli/kdniao_test.py.
#include <fstream>

#include "base/files.h"
#include "station/waybills/number_forecast.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

class NumbersFloor : public ::testing::Test {
protected:
    NumbersFloor() { floor.settings.carriers.clear(); }  // zto needs its 三段码 now.

    /// A sheet of the rows "order,number,三段码,集包地".
    ImportView sheet(const std::vector<std::string>& rows,
                     const std::string& titles = "订单号,运单号,三段码,集包地") {
        const auto file = floor.folder() / ("sheet-" + std::to_string(++files) + ".csv");
        std::ofstream out(file);
        out << titles << "\n";
        for (const std::string& row : rows) out << row << "\n";
        out.close();
        auto view = floor.station().import_file(file, false, kActor);
        EXPECT_TRUE(view) << (view ? "" : view.error().message);
        return view ? *view : ImportView{};
    }
    static std::string row(int order, const std::string& number,
                           const std::string& sorting = "571-W00 012") {
        return order_number(order) + "," + number + "," + sorting + ",杭州中转包1";
    }
    void print_all() {
        auto batch = floor.station().print_now(kActor);
        ASSERT_TRUE(batch) << batch.error().message;
        floor.run();
    }
    NumbersView page() {
        const auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        EXPECT_TRUE(reader);
        auto view = (*reader)->numbers();
        EXPECT_TRUE(view) << (view ? "" : view.error().message);
        return view ? *view : NumbersView{};
    }
    std::string blocked(int order) {
        return floor.ask("SELECT blocked_key FROM orders WHERE order_no = $1",
                         values(order_number(order)));
    }

    TestFloor floor;
    int files = 0;
};

using Sheets = NumbersFloor;

TEST_F(Sheets, GiveNumberAndRoutingToTheirOrders) {
    floor.start();
    floor.import({order_row(1), order_row(2)});
    const auto view = sheet({row(1, "78990000000011"), row(2, "78990000000012")});
    EXPECT_EQ(view.kind, "numbers");
    EXPECT_EQ(view.created, 2);
    EXPECT_TRUE(view.problems.empty());
    print_all();
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.number(1), "78990000000011");
    EXPECT_EQ(floor.ask("SELECT sorting_code || '/' || hub_name || '/' || number_source FROM"
                        " parcels WHERE number = '78990000000012'"),
              "571-W00 012/杭州中转包1/sheet");
}

TEST_F(Sheets, MayComeBeforeTheirOrder) {
    floor.start();
    const auto view = sheet({row(7, "78990000000017")});
    ASSERT_EQ(view.problems.size(), 1u);
    EXPECT_EQ(view.problems[0].code, "sheet_order_unknown");
    EXPECT_EQ(view.problems[0].column, "订单号 (A)");
    EXPECT_EQ(page().sheet_unmatched, 1);
    floor.import({order_row(7)});
    EXPECT_EQ(page().sheet_waiting, 1);
    print_all();
    EXPECT_EQ(floor.number(7), "78990000000017");
    EXPECT_EQ(page().sheet_unmatched, 0);
}

TEST_F(Sheets, ChangeNothingTheSecondTime) {
    floor.start();
    floor.import({order_row(1), order_row(2)});
    sheet({row(1, "78990000000011")});
    print_all();
    const auto again = sheet({row(1, "78990000000011")});
    EXPECT_EQ(again.created, 0);
    EXPECT_EQ(again.unchanged, 1);
    EXPECT_TRUE(again.problems.empty());
    EXPECT_EQ(floor.count("sheet_numbers"), 1);
}

TEST_F(Sheets, SayOfEachRowThatCannotBeUsedWhereAndWhy) {
    floor.start();
    floor.import({order_row(1), order_row(2), order_row(3), order_row(4), order_row(5)});
    sheet({row(1, "78990000000011"), row(2, "78990000000012")});
    print_all();
    const auto view = sheet({row(3, "78990000000011"),        // on another parcel
                             row(1, "78990000000099"),        // the order has one
                             row(4, "123"),                   // no number at all
                             row(5, "SF1385628716739"),       // not this carrier's
                             row(3, "78990000000013", "")});  // no routing
    std::map<int, std::string> codes;
    for (const auto& problem : view.problems) codes[problem.row] = problem.code;
    EXPECT_EQ(codes, (std::map<int, std::string>{{2, "sheet_number_used"},
                                                 {3, "sheet_order_numbered"},
                                                 {4, "bad_value"},
                                                 {5, "sheet_pattern"},
                                                 {6, "repeated_row"}}));
    const auto routing = sheet({row(3, "78990000000013", "")});
    ASSERT_EQ(routing.problems.size(), 1u);
    EXPECT_EQ(routing.problems[0].code, "sheet_routing_missing");
    EXPECT_EQ(routing.problems[0].column, "三段码 (C)");
}

TEST_F(Sheets, AnEarlierNumberOfTheOrderCounts) {
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    const auto view = sheet({row(1, "78990000000012")});
    ASSERT_EQ(view.problems.size(), 1u);
    EXPECT_EQ(view.problems[0].code, "sheet_other_number");
}

TEST_F(Sheets, OfAnotherCarrierGiveTheirCarrierToTheLabel) {
    floor.start();
    floor.import({order_row(1)});
    sheet({order_number(1) + ",YT1234567890123,300-1,x,圆通"},
          "订单号,运单号,三段码,集包地,快递公司");
    print_all();
    EXPECT_EQ(floor.ask("SELECT carrier FROM parcels WHERE number = 'YT1234567890123'"),
              "yuantong");
}

TEST_F(Sheets, ThatNameAnUnknownCarrierSaySo) {
    floor.start();
    const auto view = sheet({order_number(1) + ",78990000000011,300-1,x,飞毛腿"},
                            "订单号,运单号,三段码,集包地,快递公司");
    ASSERT_EQ(view.problems.size(), 1u);
    EXPECT_EQ(view.problems[0].code, "sheet_carrier_unknown");
    EXPECT_EQ(view.problems[0].column, "快递公司 (E)");
}

TEST_F(Sheets, ADryRunKeepsNothing) {
    floor.start();
    const auto file = floor.folder() / "sheet.csv";
    std::ofstream(file) << "订单号,运单号\n" << order_number(1) << ",78990000000011\n";
    const auto view = floor.station().import_file(file, true, kActor);
    ASSERT_TRUE(view);
    EXPECT_EQ(floor.count("sheet_numbers"), 0);
    EXPECT_EQ(floor.count("imports"), 0);
}

using NumberRouting = NumbersFloor;

TEST_F(NumberRouting, ARangeWithoutItIsRefusedWithTheReasonOnTheOrder) {
    floor.start();
    floor.import({order_row(1)});
    print_all();
    EXPECT_EQ(floor.state(1), "screened");
    EXPECT_EQ(blocked(1), "error.routing_missing");
    EXPECT_EQ(floor.count("label_jobs"), 0);
}

TEST_F(NumberRouting, AnExportNumberWithoutItIsRefusedToo) {
    floor.start();
    floor.import({order_row(1, {{"快递公司", "中通快递"}, {"快递单号", "78990000000011"}})});
    if (floor.state(1) == "held") return;  // Held at once: the same end.
    print_all();
    EXPECT_EQ(floor.count("label_jobs"), 0);
}

TEST_F(NumberRouting, NoSheetAndNoRangeSaysThatTheSheetIsMissing) {
    floor.settings.number_ranges.clear();
    floor.settings.numbers.sources = {{"sheet", config::NumberSourceKind::Sheet}};
    floor.start();
    floor.import({order_row(1)});
    print_all();
    EXPECT_EQ(blocked(1), "error.number_not_in_sheet");
    // Once the sheet has come the next batch takes it.
    sheet({row(1, "78990000000011")});
    print_all();
    EXPECT_EQ(floor.state(1), "printed");
}

TEST_F(NumberRouting, AChangedAddressGetsANewNumberAndTheOldOneIsVoided) {
    floor.settings.number_ranges.clear();
    floor.settings.numbers.sources = {{"sheet", config::NumberSourceKind::Sheet}};
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    print_all();
    floor.import({order_row(1, {{"收件人地址", "浙江省杭州市西湖区天目山路9号3幢101室"}})},
                 "09:30");
    ASSERT_EQ(floor.state(1), "intercepted");
    ASSERT_TRUE(floor.station().release(base::OrderNo(order_number(1)), "new label", kActor));
    // Its number leads to the old address: the order waits for another one.
    print_all();
    EXPECT_EQ(blocked(1), "error.number_not_in_sheet");
    floor.pass(3s, 1s);
    EXPECT_TRUE(sheet({row(1, "78990000000012", "571-W99 001")}).problems.empty());
    print_all();
    EXPECT_EQ(floor.ask("SELECT number FROM parcels WHERE void = 0"), "78990000000012");
    const auto voids = page().voids;
    ASSERT_EQ(voids.size(), 1u);
    EXPECT_EQ(voids[0].number.str(), "78990000000011");
    EXPECT_EQ(voids[0].reason, "address_changed");
}

using Voids = NumbersFloor;

TEST_F(Voids, ARefusedOrdersNumberIsListedTickedUndoneAndUsedAgain) {
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    print_all();
    const base::OrderNo order(order_number(1));
    ASSERT_TRUE(floor.station().hold(order, "x", kActor));
    ASSERT_TRUE(floor.station().refuse(order, "x", kActor));
    floor.pass(5s, 1s);
    auto voids = page().voids;
    ASSERT_EQ(voids.size(), 1u);
    EXPECT_EQ(voids[0].reason, "refused");
    EXPECT_EQ(voids[0].how, "phone");
    EXPECT_EQ(voids[0].service_phone, "95311");
    EXPECT_EQ(voids[0].order_no, order);
    auto& desk = floor.station().numbers();
    auto ticked = desk.mark_void(voids[0].id, true, kActor);
    ASSERT_TRUE(ticked) << ticked.error().message;
    EXPECT_EQ(ticked->state, "done");
    EXPECT_FALSE(desk.mark_void(voids[0].id, true, kActor));
    auto undone = desk.mark_void(voids[0].id, false, kActor);
    ASSERT_TRUE(undone);
    EXPECT_EQ(undone->state, "open");
    // Released before the carrier knew of it: the number is the order's again.
    ASSERT_TRUE(floor.station().release(order, "doch", kActor));
    floor.pass(5s, 1s);
    EXPECT_TRUE(page().voids.empty());
    EXPECT_EQ(floor.state(1), "printed");
}

TEST_F(Voids, ATickedNumberIsDeadAndItsOrderGetsAnother) {
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    print_all();
    const base::OrderNo order(order_number(1));
    ASSERT_TRUE(floor.station().hold(order, "x", kActor));
    ASSERT_TRUE(floor.station().refuse(order, "x", kActor));
    floor.pass(5s, 1s);
    ASSERT_TRUE(floor.station().numbers().mark_void(page().voids[0].id, true, kActor));
    ASSERT_TRUE(floor.station().release(order, "doch", kActor));
    sheet({row(1, "78990000000012")});
    print_all();
    EXPECT_EQ(floor.ask("SELECT number FROM parcels WHERE void = 0"), "78990000000012");
    EXPECT_EQ(floor.scan_code("78990000000011"), "dead_number")
        << "the sheet with the voided number must not leave";
}

TEST_F(Voids, AnOrderThatItsPlatformHasCancelledLeavesItsNumber) {
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    print_all();
    floor.import({order_row(1, {{"订单状态", "已取消"}})}, "09:30");
    floor.pass(5s, 1s);
    const auto voids = page().voids;
    ASSERT_EQ(voids.size(), 1u);
    EXPECT_EQ(voids[0].reason, "order_ended");
}

TEST_F(Voids, ARunningAfterSaleIsNotForGood) {
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    print_all();
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:30");
    floor.pass(5s, 1s);
    EXPECT_TRUE(page().voids.empty());
}

TEST_F(Voids, OlderThanTheSettingNeedAPerson) {
    floor.start();
    floor.import({order_row(1)});
    sheet({row(1, "78990000000011")});
    print_all();
    ASSERT_TRUE(floor.station().hold(base::OrderNo(order_number(1)), "x", kActor));
    ASSERT_TRUE(floor.station().refuse(base::OrderNo(order_number(1)), "x", kActor));
    floor.pass(5s, 1s);
    const auto needs = [&] {
        std::string kinds;
        const auto status = floor.station().status();
        for (const auto& need : status->needs_person) kinds += need.kind + " ";
        return kinds;
    };
    EXPECT_EQ(needs().find("numbers_to_void"), std::string::npos);
    floor.clock.advance(73h);
    EXPECT_NE(needs().find("numbers_to_void"), std::string::npos);
    EXPECT_TRUE(page().voids[0].overdue);
}

using Forecast = NumbersFloor;

TEST_F(Forecast, SaysWhatTheNextBatchNeedsAndWhatIsThere) {
    floor.settings.number_ranges = {
        {base::CarrierCode("zto"), "78", 990'000'000'001, 990'000'000'002, 12, 1, "571-1"}};
    floor.start();
    floor.import({order_row(1), order_row(2), order_row(3), order_row(4)});
    sheet({row(4, "78990000000099")});
    const auto status = floor.station().status();
    ASSERT_TRUE(status);
    ASSERT_EQ(status->numbers_forecast.size(), 1u);
    const auto& zto = status->numbers_forecast[0];
    EXPECT_EQ(zto.need, 3);
    EXPECT_EQ(zto.covered, 1);
    EXPECT_EQ(zto.have, 2);
    EXPECT_EQ(zto.missing, 1);
    EXPECT_EQ(zto.sources, (std::vector<std::string>{"sheet", "range"}));
    EXPECT_EQ(status->truth.key, "ui.truth.numbers_short");
    const auto batch = floor.station().print_now(kActor);
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_EQ(batch->total, 3) << "one order has no number to come";
}

using Requests = NumbersFloor;

TEST_F(Requests, HoldTheOrdersThatNeedANumberAndAreRecordedAndDeletedByAge) {
    floor.start();
    floor.import({order_row(1), order_row(2), order_row(3)});
    sheet({row(3, "78990000000013")});
    auto& desk = floor.station().numbers();
    const auto file = desk.write_request({}, false, {}, kActor);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->rows, 2);
    const auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    const auto path = (*reader)->request_file(file->name);
    ASSERT_TRUE(path);
    const auto bytes = base::read_file(*path, 1 << 20);
    ASSERT_TRUE(bytes);
    const std::string text(base::as_text(*bytes));
    EXPECT_NE(text.find(order_number(1)), std::string::npos);
    EXPECT_NE(text.find("文三路2号2幢301室"), std::string::npos);
    EXPECT_EQ(text.find(order_number(3)), std::string::npos);
    EXPECT_EQ(std::filesystem::status(*path).permissions() & std::filesystem::perms::group_all,
              std::filesystem::perms::none);
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE action = 'number_requested'"), "2");
    floor.clock.advance(24h * 8);
    floor.run();
    EXPECT_FALSE(std::filesystem::exists(*path));
    EXPECT_FALSE((*reader)->request_file(file->name));
    EXPECT_TRUE(page().request_files[0].deleted_at);
}

TEST_F(Requests, ThatHoldNothingAreRefused) {
    floor.start();
    const auto file = floor.station().numbers().write_request({}, true, {}, kActor);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().key, "error.nothing_to_request");
}

TEST_F(Requests, LetTheFaceBeMaskedForTheReceiverWhomTheCarrierKnows) {
    floor.start();
    floor.import({order_row(1), order_row(2)});
    ASSERT_TRUE(floor.station().numbers().write_request({}, true, {}, kActor));
    floor.import({order_row(3)}, "09:10");
    sheet({row(1, "78990000000011"), row(3, "78990000000013")});
    print_all();
    const auto known = [&](const char* number) {
        return floor.ask("SELECT receiver_known FROM parcels WHERE number = $1", values(number));
    };
    EXPECT_EQ(known("78990000000011"), "1");
    // The carrier was not given this order by a file of ours.
    EXPECT_EQ(known("78990000000013"), "0");
}

}  // namespace
}  // namespace station
