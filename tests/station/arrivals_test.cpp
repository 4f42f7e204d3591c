// The table of arrivals: what a newer file says against an order, wherever the order stands.
#include "station/orders/arrivals.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Sends = fakes::FakePrinter::Sends;

std::string content(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// Compares with the approved file; a mismatch leaves NAME.unapproved beside it.
void expect_golden(const std::string& file, const std::string& found) {
    if (content(file) == found) return;
    std::ofstream(file + ".unapproved", std::ios::binary) << found;
    ADD_FAILURE() << file << " differs: look at " << file
                  << ".unapproved; if it is right, rename it over the approved file";
}

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    if (out.size() < width) out.append(width - out.size(), ' ');
    return out;
}

/// The whole table as docs/orders.md shows it: a row a news, a column a standing.
std::string table_text() {
    static constexpr const char* kHeads[] = {"new", "pul", "scr", "sc+", "hel", "he+", "ref",
                                             "re+", "num", "nu+", "que", "qu+", "pri", "bou",
                                             "fil", "shi", "int", "in+", "clo"};
    static constexpr const char* kCells[] = {".", "up", "te", "sc", "re", "as", "co", "cl", "IN"};
    std::string text = padded("", 15);
    for (const char* head : kHeads) text += std::string(" ") + head;
    text += "\n";
    for (const News news : all_news()) {
        text += padded(name(news), 15);
        for (const Standing standing : all_standings()) {
            const Reaction reaction = reaction_to(standing, news);
            std::string cell = kCells[static_cast<std::size_t>(reaction.course)];
            if (reaction.sheets == SheetFate::Kill) cell += "k";
            if (reaction.sheets == SheetFate::VoidNumber) cell += "v";
            text += " " + padded(cell, 3);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += "\n";
    }
    return text;
}

TEST(Arrivals, AreTheApprovedTableAndStandInTheDocuments) {
    expect_golden("tests/golden/orders/arrivals.txt", table_text());
    EXPECT_NE(content("docs/orders.md").find(table_text()), std::string::npos)
        << "docs/orders.md shows another table";
}

TEST(Arrivals, NeverTakeAnythingFromAnOlderFile) {
    for (const Standing standing : all_standings())
        EXPECT_EQ(reaction_to(standing, News::Older).course, Course::Ignore) << name(standing);
}

// What must never be: a refund or a cancellation on which a parcel goes its way unseen.
TEST(Arrivals, LetNoOrderThatTheBuyerGaveUpGoOn) {
    for (const Standing standing : all_standings()) {
        if (standing == Standing::Closed) continue;
        for (const News news : {News::RefundAsked, News::Cancelled}) {
            const Course course = reaction_to(standing, news).course;
            const bool stops = course == Course::Intercept || course == Course::Close ||
                               course == Course::Ask ||
                               (standing == Standing::New && course == Course::Ignore);
            EXPECT_TRUE(stops) << name(standing) << " + " << name(news);
        }
    }
}

TEST(Arrivals, LeaveNoSheetWithAnOldAddressAlive) {
    for (const Standing standing : all_standings()) {
        if (standing == Standing::New || standing == Standing::Closed ||
            standing == Standing::InShipFile || standing == Standing::Shipped)
            continue;
        EXPECT_NE(reaction_to(standing, News::Address).sheets, SheetFate::Keep) << name(standing);
    }
}

TEST(Arrivals, TakeTheHeaviestOfSeveralNews) {
    const News both[] = {News::Promise, News::RefundAsked, News::Address, News::Details};
    const Reaction reaction = reaction_to(Standing::Queued, both);
    EXPECT_EQ(reaction.course, Course::Intercept);
    EXPECT_EQ(reaction.news, News::RefundAsked);
    EXPECT_EQ(reaction.sheets, SheetFate::Kill);
    EXPECT_EQ(reaction_to(Standing::Screened, std::span<const News>{}).course, Course::Ignore);
}

TEST(Arrivals, HaveStableNames) {
    for (const News news : all_news()) {
        EXPECT_EQ(news_named(name(news)), news);
        EXPECT_FALSE(name(news).empty());
    }
    EXPECT_EQ(news_named("nonsense"), News::Same);
    EXPECT_EQ(news_named(""), News::Same);
}

/// A newer export, for an order in each state. Carrier and number are those of the order.
struct Change {
    const char* name;
    ExportRow row;
};
const ExportRow kNumber = {
    {"快递公司", "中通快递"}, {"快递单号", "78689455849601"}, {"三段码", "571-Q12"}};

ExportRow with_number(ExportRow changes) {
    changes.insert(kNumber.begin(), kNumber.end());
    return order_row(1, changes);
}

const Change kChanges[] = {
    {"nothing", {}},
    {"note", {{"用户备注", "谢谢"}}},
    {"flag", {{"包裹备注标记", "红旗"}}},
    {"items", {{"SKU件数", "3"}}},
    {"promise", {{"承诺发货时间", "2026-11-26 18:00:00"}}},
    {"address", {{"收件人地址", "浙江省杭州市西湖区文二路9号1幢101室"}}},
    {"number", {{"快递单号", "78689455849618"}}},
    {"refund asked", {{"售后状态", "售后中"}}},
    {"refund over", {{"售后状态", "售后取消"}}},
    {"refund done", {{"售后状态", "售后完成"}}},
    {"cancelled", {{"订单状态", "已取消"}}},
    {"partly shipped", {{"订单状态", "部分发货"}}},
    {"shipped same", {{"订单状态", "已发货"}}},
    {"shipped other", {{"订单状态", "已发货"}, {"快递单号", "78689455849618"}}},
    {"finished", {{"订单状态", "已完成"}}},
    {"unknown status", {{"订单状态", "风控审核中"}}},
};
const char* const kStates[] = {
    "screened", "held",  "held_paper", "refused",     "numbered",          "queued", "sending",
    "printed",  "bound", "ship_file",  "intercepted", "intercepted_paper", "closed"};

/// Brings order 1 to the state.
void bring_to(TestFloor& floor, const std::string& state) {
    const base::OrderNo order(order_number(1));
    Station& station = floor.station();
    if (state == "intercepted") {
        floor.import({with_number({{"售后状态", "售后中"}})}, "09:01");
        return;
    }
    floor.import({with_number({})}, "09:01");
    if (state == "screened") return;
    if (state == "held") {
        ASSERT_TRUE(station.hold(order, "call first", kActor));
        return;
    }
    if (state == "refused") {
        ASSERT_TRUE(station.refuse(order, "fraud", kActor));
        return;
    }
    if (state == "closed") {
        floor.import({with_number({{"订单状态", "已取消"}})}, "09:02");
        return;
    }
    if (state == "queued" || state == "numbered") floor.printer.queue_full = true;
    if (state == "sending") floor.printer.sends = Sends::Waits;
    const auto batch = station.print_now(kActor);
    ASSERT_TRUE(batch);
    floor.run();
    if (state == "numbered") {
        ASSERT_TRUE(station.cancel(batch->id, kActor));
        return;
    }
    if (state == "queued" || state == "sending" || state == "printed") return;
    if (state == "held_paper") {
        ASSERT_TRUE(station.hold(order, "call first", kActor));
        return;
    }
    if (state == "intercepted_paper") {
        floor.import({with_number({{"售后状态", "售后中"}})}, "09:02");
        return;
    }
    floor.scan("78689455849601");
    floor.scan("PB:CONFIRM");
    if (state == "bound") return;
    floor.clock.advance(11min);
    ASSERT_TRUE(station.write_ship_file(false, {}, kActor));
}

/// "printed; label printed; outbox pending; asks; bench: intercepted refund_asked 09:30"
std::string outcome_of(TestFloor& floor) {
    std::string text = floor.state(1);
    const auto add = [&](const std::string& what, const std::string& found) {
        if (!found.empty()) text += "; " + what + found;
    };
    add("label ", floor.ask("SELECT coalesce((SELECT state || CASE WHEN superseded = 0 THEN ''"
                            " ELSE ' dead' END FROM label_jobs ORDER BY id DESC LIMIT 1), '')"));
    add("number ", floor.ask("SELECT CASE WHEN max(void) = 1 THEN 'void' ELSE '' END"
                             " FROM parcels"));
    add("outbox ", floor.ask("SELECT coalesce((SELECT state FROM outbox LIMIT 1), '')"));
    add("asks ", floor.ask("SELECT CASE WHEN asked = 1 THEN news ELSE '' END FROM orders"));
    if (floor.ask("SELECT count(*) FROM parcels") == "0") return text;
    const BenchView view = floor.scan("78689455849601");
    if (!view.outcome) return text;
    std::string said = view.outcome->code;
    for (const char* param : {"why", "as_of"}) {
        const auto found = view.outcome->params.find(param);
        if (found != view.outcome->params.end()) said += " " + found->second;
    }
    add("bench: ", said);
    return text;
}

class ArrivalAt : public testing::TestWithParam<const char*> {};

TEST_P(ArrivalAt, EndsAsTheApprovedMatrixSays) {
    const std::string state = GetParam();
    std::string text;
    for (const Change& change : kChanges) {
        SCOPED_TRACE(state + " + " + change.name);
        TestFloor floor;
        floor.start();
        bring_to(floor, state);
        if (HasFatalFailure()) return;
        floor.import({with_number(change.row)}, "09:30");
        // An older file after it: nothing rolls back.
        const auto old = floor.import({with_number({{"用户备注", "old"}})}, "09:05");
        EXPECT_EQ(old.updated + old.created, 0);
        text += padded(change.name, 15) + " " + outcome_of(floor) + "\n";
    }
    expect_golden("tests/golden/orders/arrival_at_" + state + ".txt", text);
}

INSTANTIATE_TEST_SUITE_P(EveryState, ArrivalAt, testing::ValuesIn(kStates),
                         [](const auto& one) { return std::string(one.param); });

TEST(Arrivals, MoveTheDeadlineOnlyWithThePromiseOfThePlatform) {
    TestFloor floor;
    floor.start();
    const auto ship_by = [&] { return floor.ask("SELECT ship_by FROM orders"); };
    floor.import({order_row(1, {{"承诺发货时间", "2026-11-25 12:00:00"}})}, "09:01");
    const std::string first = ship_by();
    floor.import({order_row(1, {{"承诺发货时间", ""}, {"用户备注", "no promise"}})}, "09:10");
    EXPECT_EQ(ship_by(), first);
    floor.import({order_row(1, {{"承诺发货时间", "2026-11-26 12:00:00"}})}, "09:20");
    EXPECT_NE(ship_by(), first);
    EXPECT_EQ(floor.state(1), "screened");
}

TEST(Arrivals, AskAPersonWhoseAnswerEndsTheQuestion) {
    TestFloor floor;
    floor.start();
    bring_to(floor, "ship_file");
    floor.import({with_number({{"售后状态", "售后中"}})}, "09:30");
    auto status = floor.station().status();
    ASSERT_TRUE(status);
    const auto asked = [&] {
        return std::ranges::count_if(status->needs_person,
                                     [](const NeedView& need) { return need.kind == "asked"; });
    };
    EXPECT_EQ(asked(), 1);
    const base::OrderNo order(order_number(1));
    const auto view = floor.station().acknowledge(order, kActor);
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_FALSE(view->row.asked);
    EXPECT_EQ(floor.station().acknowledge(order, kActor).error().key, "error.nothing_asked");
    status = floor.station().status();
    ASSERT_TRUE(status);
    EXPECT_EQ(asked(), 0);
}

TEST(Arrivals, OpenAClosedOrderAgainOnlyWhenThePlatformAndAPersonSaySo) {
    TestFloor floor;
    floor.start();
    bring_to(floor, "closed");
    const base::OrderNo order(order_number(1));
    EXPECT_FALSE(floor.station().release(order, "try", kActor));
    floor.import({with_number({{"用户备注", "again"}})}, "09:30");
    EXPECT_EQ(floor.state(1), "closed");
    EXPECT_EQ(floor.ask("SELECT asked FROM orders"), "1");
    ASSERT_TRUE(floor.station().release(order, "the shop says so", kActor));
    EXPECT_EQ(floor.state(1), "screened");
}

// The seller had refused it before the buyer did: that is still his to decide.
TEST(Arrivals, DoNotSendARefusedOrderOnItsWayWhenTheRefundIsWithdrawn) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)}, "09:01");
    ASSERT_TRUE(floor.station().refuse(base::OrderNo(order_number(1)), "fraud", kActor));
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:10");
    floor.import({order_row(1)}, "09:20");
    EXPECT_EQ(floor.state(1), "intercepted");
    EXPECT_EQ(floor.ask("SELECT asked FROM orders"), "1");
}

// A hold by a person outlives a refund that came and went.
TEST(Arrivals, KeepAPersonsHoldWhenTheRefundIsWithdrawn) {
    TestFloor floor;
    floor.start();
    floor.import({order_row(1)}, "09:01");
    ASSERT_TRUE(floor.station().hold(base::OrderNo(order_number(1)), "call first", kActor));
    floor.import({order_row(1, {{"售后状态", "售后中"}})}, "09:10");
    floor.import({order_row(1)}, "09:20");
    EXPECT_EQ(floor.state(1), "held");
}

struct NumberRow {
    const char* name;
    ExportRow row;
    const char* code;  ///< Of the problem; empty: none.
    const char* state;
};
const NumberRow kNumberRows[] = {
    {"known carrier, routing", {{"快递公司", "圆通速递"}, {"三段码", "300-A1"}}, "", "screened"},
    {"no routing", {{"快递公司", "圆通速递"}}, "routing_missing", "held"},
    {"routing not needed", {{"快递公司", "EMS"}}, "", "screened"},
    {"allowed without", {{"快递公司", "中通快递"}}, "", "screened"},
    {"unknown carrier", {{"快递公司", "飞毛腿快递"}, {"三段码", "1"}}, "carrier_unknown", "held"},
    {"no carrier", {{"快递公司", ""}}, "carrier_unknown", "held"},
};

// Found at print time alone before, and counted as ready until then.
TEST(Arrivals, HoldAnOrderWhoseNumberCouldNotBePrintedAndSayWhyAtTheImport) {
    for (const NumberRow& row : kNumberRows) {
        SCOPED_TRACE(row.name);
        TestFloor floor;
        floor.start();
        ExportRow changes = row.row;
        changes["快递单号"] = "YT8868712345678";
        const ImportView view = floor.import({order_row(1, changes)}, "09:01");
        EXPECT_EQ(floor.state(1), row.state);
        EXPECT_EQ(view.created, 1);
        if (std::string(row.code).empty()) {
            EXPECT_TRUE(view.problems.empty());
            continue;
        }
        ASSERT_EQ(view.problems.size(), 1u);
        EXPECT_EQ(view.problems[0].code, row.code);
        EXPECT_EQ(view.problems[0].row, 2);
        EXPECT_NE(view.problems[0].column, "");
        EXPECT_EQ(view.problems[0].order_no, order_number(1));
        const auto status = floor.station().status();
        ASSERT_TRUE(status);
        EXPECT_EQ(status->counts.ready, 0);
        EXPECT_EQ(status->counts.held, 1);
        // The cure, exported again: on its way by itself.
        changes["快递公司"] = "圆通速递";
        changes["三段码"] = "300-A1";
        floor.import({order_row(1, changes)}, "09:20");
        EXPECT_EQ(floor.state(1), "screened");
    }
}

// Shipped by other hands, with a carrier's number that has no 三段码 in the file: no label is
// printed, so nothing is missing. The import told of an order that was "in and held", and it was
// closed.
TEST(Arrivals, LookAtNoNumberOfAnOrderThatLeftElsewhere) {
    for (const char* status : {"已发货", "已完成", "已取消"}) {
        SCOPED_TRACE(status);
        TestFloor floor;
        floor.start();
        floor.import({order_row(1)}, "09:01");
        const ImportView view = floor.import({order_row(1, {{"订单状态", status},
                                                            {"快递公司", "申通快递"},
                                                            {"快递单号", "777710000003575"}})},
                                             "09:10");
        EXPECT_TRUE(view.problems.empty());
        EXPECT_EQ(floor.state(1), "closed");
        EXPECT_EQ(floor.ask("SELECT verdict FROM orders"), "clear");
    }
}

}  // namespace
}  // namespace station
