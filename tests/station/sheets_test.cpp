// Sheets that are no labels of the station, in its print journal: the states, the crash rules and
// the window of labels, and never a number on paper twice unmarked.
#include "station/sheets.h"

#include <gtest/gtest.h>

#include "station/waybills/own_codes.h"
#include "tests/station/print_journal.h"
#include "tests/station/sheet_picture.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using Draws = fakes::FakePrinter::Draws;
using Sends = fakes::FakePrinter::Sends;

const Actor kShell{"cli"};
const base::PrinterName kPrinter{"label-1"};

class SheetJournal : public PrintJournal {
protected:
    base::Result<JobView> add(const std::string& number, const std::string& key,
                              const std::string& qr = "") {
        return floor.station().sheets().add({key, "", kPrinter, prepared(picture_of(number, qr))},
                                            kShell);
    }
    base::JobRow added(const std::string& number, const std::string& key) {
        const auto job = add(number, key);
        if (!job) throw std::runtime_error(job.error().message);
        return job->id;
    }
    std::string refusal(const base::Result<JobView>& job) {
        return job ? "taken as " + job->state : job.error().key;
    }
    std::string state_of(base::JobRow job) {
        return floor.ask("SELECT state FROM label_jobs WHERE id = $1", values(job));
    }
};

TEST_F(SheetJournal, PrintsASheetWithTheStatesOfALabelAndSaysSoBeforeTheFirstByte) {
    std::string seen;
    printer().on_deliver = [&](base::JobRow job) { seen = state_of(job); };
    floor.start();
    const auto queued = add("SF1385628716739", "k1");
    ASSERT_TRUE(queued) << queued.error().message;
    EXPECT_EQ(queued->state, "queued");
    EXPECT_EQ(queued->kind, "sheet");
    EXPECT_EQ(queued->number.str(), "SF1385628716739");
    EXPECT_EQ(queued->actor, "cli");
    EXPECT_TRUE(queued->order_no.empty());
    ASSERT_EQ(queued->codes.size(), 1u);
    EXPECT_EQ(queued->codes.front().text, "SF1385628716739");
    floor.run();
    EXPECT_EQ(seen, "sending");
    EXPECT_EQ(state_of(queued->id), "sending");
    printer().print(queued->id);
    floor.pass(1s, 500ms);
    EXPECT_EQ(state_of(queued->id), "printed");
    EXPECT_EQ(floor.ask("SELECT state FROM batches WHERE kind = 'sheet'"), "done");
    // Its story is in the audit, and no order's state was touched.
    EXPECT_EQ(floor.ask("SELECT count(*) FROM audit WHERE job_id = $1 AND order_id IS NULL",
                        values(queued->id)),
              "6");
}

TEST_F(SheetJournal, TakesItsTurnInThePrintersWindowBeforeTheWaitingLabels) {
    floor.second.sends = Sends::Waits;
    const auto batch = begin(5);
    ASSERT_EQ(printer().sending().size(), 2u) << "the window";
    const auto sheet = added("SF1385628716739", "k1");
    floor.run();
    EXPECT_EQ(printer().sending().size(), 2u) << "never a third";
    EXPECT_EQ(state_of(sheet), "queued");
    printer().print(printer().sending().front());
    floor.run();
    EXPECT_EQ(state_of(sheet), "sending") << "next, not behind the three labels that wait";
    while (!printer().sending().empty()) {
        printer().print(printer().sending().front());
        floor.run();
    }
    EXPECT_EQ(floor.jobs_in("printed"), 6);
    EXPECT_EQ(printer().paper().size(), 6u);
    const auto status = floor.station().status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->hours[9].printed, 5) << "parcels' labels alone";
    floor.pass(1s, 500ms);
    EXPECT_EQ(floor.ask("SELECT state FROM batches WHERE id = $1", values(batch)), "done");
}

TEST_F(SheetJournal, WaitsForThePrinterItIsForWhileAnotherStandsIdle) {
    config::PrinterSettings other = floor.settings.printers.front();
    other.name = base::PrinterName("label-2");
    floor.settings.printers.push_back(other);
    printer().queue_full = true;
    floor.start();
    const auto sheet = added("SF1385628716739", "k1");
    floor.run();
    EXPECT_EQ(state_of(sheet), "queued");
    EXPECT_EQ(floor.second.deliveries(), 0);
}

TEST_F(SheetJournal, IsOneSheetForOneKey) {
    printer().sends = Sends::Prints;
    floor.start();
    const auto first = added("SF1385628716739", "k1");
    EXPECT_EQ(added("SF1385628716739", "k1"), first);
    floor.run();
    const auto again = add("SF1385628716739", "k1");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, first);
    EXPECT_EQ(again->state, "printed");
    EXPECT_EQ(printer().paper().size(), 1u);
    EXPECT_EQ(refusal(add("SF1385628716748", "k1")), "error.sheet_key_used");
    for (const std::string& key : {std::string(), std::string(65, 'k')})
        EXPECT_EQ(refusal(add("SF1385628716739", key)), "error.bad_request");
}

TEST_F(SheetJournal, RefusesANumberOfAnOrderInWhateverState) {
    floor.start();
    floor.import({order_row(1),
                  order_row(2, {{"快递公司", "中通快递"}, {"快递单号", "78990000055555"}}),
                  order_row(3)});
    // Promised by the export, not given to a parcel yet.
    EXPECT_EQ(refusal(add("78990000055555", "a")), "error.sheet_of_order");
    printer().draws = Draws::Waits;
    ASSERT_TRUE(floor.station().print_order(base::OrderNo(order_number(1)), {"supervisor"}));
    EXPECT_EQ(refusal(add(floor.number(1), "b")), "error.sheet_has_label") << "queued";
    floor.run();
    EXPECT_EQ(refusal(add(floor.number(1), "c")), "error.sheet_has_label") << "rendering";
    printer().drawn(printer().drawing().front());
    floor.run();
    EXPECT_EQ(refusal(add(floor.number(1), "d")), "error.sheet_has_label") << "sending";
    printer().print(printer().sending().front());
    floor.run();
    const auto refused = add(floor.number(1), "e");
    EXPECT_EQ(refusal(refused), "error.sheet_has_label");
    EXPECT_NE(refused.error().message.find(order_number(1)), std::string::npos);
    EXPECT_NE(refused.error().message.find("补打"), std::string::npos) << "the way to a second one";
    // By the small QR of its sheet alone, whatever number stands beside it.
    EXPECT_EQ(refusal(add("SF1385628716739", "f", floor.sheet_code(1))), "error.sheet_has_label");
    // A label that came to nothing: the order prints its own.
    ASSERT_TRUE(floor.station().print_order(base::OrderNo(order_number(3)), {"supervisor"}));
    floor.run();
    printer().drawn(printer().drawing().front(), false);
    floor.run();
    ASSERT_EQ(floor.job_state(3), "failed");
    EXPECT_EQ(refusal(add(floor.number(3), "g")), "error.sheet_of_order");
    EXPECT_EQ(floor.count("sheets"), 0);
}

TEST_F(SheetJournal, PrintsANumberASecondTimeOnlyMarkedAsSuch) {
    floor.start();
    const auto first = added("SF1385628716739", "k1");
    EXPECT_EQ(refusal(add("SF1385628716739", "k2")), "error.sheet_printed_before") << "queued";
    floor.run();
    printer().print(first);
    floor.run();
    EXPECT_EQ(refusal(add("SF1385628716739", "k3")), "error.sheet_printed_before");
    EXPECT_EQ(refusal(add("SF1385628716739", "k4", sheet_code(0, 0, 1))),
              "error.sheet_printed_before");
    const auto marked = add("SF1385628716739", "k5", sheet_code(0, 0, 2));
    ASSERT_TRUE(marked) << marked.error().message;
    EXPECT_EQ(marked->print_number, 2);
    floor.run();
    printer().print(marked->id);
    floor.run();
    EXPECT_EQ(refusal(add("SF1385628716739", "k6", sheet_code(0, 0, 2))),
              "error.sheet_printed_before")
        << "the third is no second";
    // A person says that neither came out: then it is a first one again.
    for (const auto job : {first, marked->id})
        ASSERT_TRUE(floor.station().settle(job, false, "出来是白的", {"supervisor"}));
    EXPECT_TRUE(add("SF1385628716739", "k7"));
}

TEST_F(SheetJournal, MarksTheLabelOfAnOrderWhoseNumberIsOnASheetAlready) {
    printer().sends = Sends::Prints;
    floor.start();
    ASSERT_TRUE(add("78990000055555", "k1"));
    floor.run();
    floor.import({order_row(
        1, {{"快递公司", "中通快递"}, {"快递单号", "78990000055555"}, {"三段码", "571-W00-012"}})});
    ASSERT_TRUE(floor.station().print_now({"supervisor"}));
    floor.run();
    ASSERT_EQ(floor.number(1), "78990000055555");
    EXPECT_EQ(floor.job_state(1), "printed");
    EXPECT_EQ(floor.ask("SELECT print_number FROM label_jobs WHERE id = $1", values(floor.job(1))),
              "2");
    // Two papers with this number: only the label's own QR tells them apart.
    EXPECT_EQ(floor.scan_code("78990000055555"), "scan_sheet_code");
    EXPECT_EQ(floor.scan_code(floor.sheet_code(1)), "opened");
}

struct CrashCase {
    const char* before;
    const char* after;
    int deliveries;  ///< After the restart.
};

TEST_F(SheetJournal, RecoversFromACrashAsALabelDoes) {
    const CrashCase cases[] = {{"queued", "printed", 1},  {"rendering", "printed", 1},
                               {"sending", "unknown", 0}, {"printed", "printed", 0},
                               {"unknown", "unknown", 0}, {"failed", "failed", 0},
                               {"sent", "unknown", 0},    {"cancelled", "cancelled", 0}};
    for (const CrashCase& c : cases) {
        const std::string before = c.before;
        TestFloor other;
        if (before == "sent")
            other.settings.printers.front().evidence = config::PrinterEvidence::None;
        other.printer.draws = before == "rendering" ? Draws::Waits
                              : before == "failed"  ? Draws::Refuses
                                                    : Draws::Proves;
        other.printer.sends = before == "printed" ? Sends::Prints
                              : before == "sent"  ? Sends::Accepts
                                                  : Sends::Waits;
        other.start();
        other.pass(1s, 500ms);
        const auto job = other.station().sheets().add(
            {"k1", "", kPrinter, prepared(picture_of("SF1385628716739"))}, kShell);
        ASSERT_TRUE(job);
        other.printer.queue_full = before == "queued";
        other.run();
        if (before == "unknown") other.printer.lose(job->id, 9);
        if (before == "cancelled") {
            other.printer.take_nothing(job->id);
            other.run();
            ASSERT_TRUE(other.station().cancel(job->batch, {"supervisor"}));
        }
        if (before == "unknown") other.run();
        const auto state = [&] {
            return other.ask("SELECT state FROM label_jobs WHERE id = $1", values(job->id));
        };
        ASSERT_EQ(state(), before);
        other.restart();
        other.printer.queue_full = false;
        other.printer.draws = Draws::Proves;
        other.printer.sends = Sends::Prints;
        const int delivered = other.printer.deliveries();
        other.pass(1min, 1s);
        EXPECT_EQ(state(), c.after) << before;
        EXPECT_EQ(other.printer.deliveries() - delivered, c.deliveries) << before;
        // Never by itself: only a person says what became of an unknown one.
        if (std::string(c.after) != "unknown") continue;
        EXPECT_EQ(other.station().status()->counts.unknown, 1);
        const auto settled = other.station().settle(job->id, true, "", {"supervisor"});
        ASSERT_TRUE(settled) << settled.error().message;
        EXPECT_EQ(settled->state, "printed");
    }
}

TEST_F(SheetJournal, PrintsNothingAgainWhenAPersonSaysThatItIsMissing) {
    floor.start();
    const auto job = added("SF1385628716739", "k1");
    floor.run();
    printer().lose(job, 500);
    floor.run();
    ASSERT_EQ(state_of(job), "unknown");
    EXPECT_FALSE(floor.station().settle(job, false, "", {"supervisor"})) << "without a reason";
    const auto settled = floor.station().settle(job, false, "卡纸了", {"supervisor"});
    ASSERT_TRUE(settled) << settled.error().message;
    EXPECT_EQ(settled->id, job);
    EXPECT_EQ(settled->state, "failed");
    floor.pass(1min, 1s);
    EXPECT_EQ(printer().deliveries(), 1);
    const auto reprint = floor.station().reprint(job, "再来一张", {"supervisor"});
    EXPECT_EQ(refusal(reprint), "error.sheet_not_reprintable");
    EXPECT_TRUE(add("SF1385628716739", "k2")) << "a new sheet, sent by a person";
}

TEST_F(SheetJournal, ReturnsToTheQueueWhenNothingWasSentUnlessItsBatchWasCancelled) {
    floor.start();
    const auto job = added("SF1385628716739", "k1");
    floor.run();
    printer().take_nothing(job);
    floor.run();
    EXPECT_EQ(state_of(job), "queued");
    floor.pass(2s, 500ms);
    ASSERT_EQ(state_of(job), "sending");
    const auto batch = floor.ask("SELECT batch_id FROM label_jobs");
    ASSERT_TRUE(floor.station().cancel(base::BatchRow(std::stoll(batch)), {"supervisor"}));
    printer().take_nothing(job);
    floor.run();
    EXPECT_EQ(state_of(job), "cancelled");
}

TEST_F(SheetJournal, StopsASheetThatThePrintersOwnProofRefuses) {
    printer().draws = Draws::Refuses;
    floor.start();
    const auto job = added("SF1385628716739", "k1");
    floor.run();
    EXPECT_EQ(state_of(job), "failed");
    EXPECT_EQ(floor.ask("SELECT reason FROM label_jobs"), "missing_glyph (receiver.name)");
    EXPECT_EQ(printer().deliveries(), 0);
    EXPECT_EQ(floor.station().status()->counts.failed, 0) << "no order waits for it";
}

TEST_F(SheetJournal, RefusesWhatDoesNotFitThePrinterAndNamesThePrinters) {
    floor.start();
    Sheets& sheets = floor.station().sheets();
    const auto unknown = sheets.add(
        {"a", "", base::PrinterName("label-9"), prepared(picture_of("SF1385628716739"))}, kShell);
    EXPECT_EQ(refusal(unknown), "error.printer_unknown");
    EXPECT_NE(unknown.error().message.find("label-1"), std::string::npos);
    EXPECT_EQ(refusal(sheets.add(
                  {"b", "", kPrinter, prepared(picture_of("SF1385628716739", "", base::Dpi{300}))},
                  kShell)),
              "error.sheet_resolution");
    PreparedSheet wide = prepared(picture_of("SF1385628716739"));
    wide.width_dots = floor.settings.printers.front().head_width_dots + 1;
    EXPECT_EQ(refusal(sheets.add({"c", "", kPrinter, wide}, kShell)), "error.label_too_wide");
    wide.width_dots -= 1;
    EXPECT_TRUE(sheets.add({"d", std::string(80, 'x'), kPrinter, wide}, kShell));
    EXPECT_EQ(refusal(sheets.add({"e", std::string(81, 'x'), kPrinter, wide}, kShell)),
              "error.bad_request");
}

TEST_F(SheetJournal, KeepsThePictureSealed) {
    floor.start();
    const SheetPicture picture = picture_of("SF1385628716739");
    added("SF1385628716739", "k1");
    const std::string stored = floor.database_bytes();
    const std::string png(base::as_text(picture.png));
    EXPECT_EQ(stored.find(png.substr(0, 64)), std::string::npos);
    EXPECT_EQ(stored.find("PNG\r\n"), std::string::npos);
}

TEST(PreparedSheet, MustReadWellAndCarryACodeUnlessItIsAList) {
    const auto code_of = [](SheetPicture picture) {
        const auto sheet = prepare_sheet(std::move(picture));
        return sheet ? std::string("taken") : sheet.error().key + " " + sheet.error().message;
    };
    EXPECT_EQ(code_of(picture_of("SF1385628716739")), "taken");
    const std::string no_code = code_of(picture_of("", "PB:CONFIRM"));
    EXPECT_TRUE(no_code.starts_with("error.sheet_not_proven")) << no_code;
    EXPECT_NE(no_code.find("no_barcode"), std::string::npos) << no_code;

    SheetPicture list = picture_of("", "PB:CONFIRM");
    list.needs_code = NeedsCode::No;
    EXPECT_EQ(code_of(list), "taken");
    SheetPicture blank = picture_of("");
    blank.needs_code = NeedsCode::No;
    EXPECT_NE(code_of(blank).find("blank"), std::string::npos);

    SheetPicture other = picture_of("SF1385628716739");
    other.expected = "SF1385628716748";
    EXPECT_NE(code_of(other).find("expected_not_found"), std::string::npos);
    SheetPicture garbage;
    garbage.png = {'n', 'o', ' ', 'P', 'N', 'G'};
    EXPECT_TRUE(code_of(garbage).starts_with("error.broken_png"));
    SheetPicture huge;
    huge.png.resize(kSheetLimitBytes + 1);
    EXPECT_TRUE(code_of(huge).starts_with("error.body_too_large"));
}

}  // namespace
}  // namespace station
