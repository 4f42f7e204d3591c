// What a crash, in whatever state, leaves of the print journal.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "tests/station/print_journal.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using Draws = fakes::FakePrinter::Draws;
using Sends = fakes::FakePrinter::Sends;

struct CrashCase {
    const char* before;
    const char* after;
    int deliveries;  ///< After the restart, printers working: 1 = printed now.
};

TEST_F(PrintJournal, RecoversFromACrashInEveryState) {
    const CrashCase cases[] = {{"queued", "printed", 1},     {"rendering", "printed", 1},
                               {"sending", "unknown", 0},    {"printed", "printed", 0},
                               {"unknown", "unknown", 0},    {"failed", "failed", 0},
                               {"cancelled", "cancelled", 0}};
    for (const CrashCase& c : cases) {
        TestFloor other;
        const std::string before = c.before;
        other.printer.draws = before == "rendering" ? Draws::Waits
                              : before == "failed"  ? Draws::Refuses
                                                    : Draws::Proves;
        other.printer.sends = before == "printed" ? Sends::Prints : Sends::Waits;
        other.start();
        other.import({order_row(1)});
        const auto batch = other.station().print_now(kActor);
        ASSERT_TRUE(batch);
        other.printer.queue_full = before == "queued";
        other.run();
        if (before == "unknown") other.printer.lose(other.printer.sending().front(), 9);
        if (before == "cancelled") {
            other.printer.take_nothing(other.printer.sending().front());
            other.run();
            ASSERT_TRUE(other.station().cancel(batch->id, kActor));
        }
        if (before == "unknown") other.run();
        ASSERT_EQ(other.job_state(1), before);
        other.restart();
        other.printer.queue_full = false;
        other.printer.draws = Draws::Proves;
        other.printer.sends = Sends::Prints;
        const int delivered = other.printer.deliveries();
        other.pass(1min, 1s);
        EXPECT_EQ(other.job_state(1), c.after) << before;
        EXPECT_EQ(other.printer.deliveries() - delivered, c.deliveries) << before;
    }
}

TEST_F(PrintJournal, DrawsAProvenLabelAgainThatAStopKeptFromThePrinter) {
    printer().draws = Draws::Waits;
    begin(1);
    // Proven while stopping: nothing may leave any more.
    std::thread late([&] {
        std::this_thread::sleep_for(50ms);
        printer().drawn(printer().drawing().front());
    });
    floor.station().stop(2s);
    late.join();
    EXPECT_EQ(floor.job_state(1), "proven");
    EXPECT_EQ(printer().deliveries(), 0);
    floor.restart();
    printer().draws = Draws::Proves;
    printer().sends = Sends::Prints;
    floor.pass(1s, 500ms);
    EXPECT_EQ(floor.job_state(1), "printed");
}

TEST_F(PrintJournal, CallsOnlyTheNewestWindowOfSentLabelsUnknownAfterACrash) {
    no_evidence();
    floor.settings.printers.front().window = 2;
    begin(8);
    for (int i = 0; i < 5; ++i) {
        printer().accept(printer().sending().front());
        floor.run();
        floor.clock.advance(1s);
    }
    // Five sent, two being sent, one queued.
    EXPECT_EQ(floor.jobs_in("sent"), 5);
    EXPECT_EQ(floor.jobs_in("sending"), 2);
    floor.restart();
    EXPECT_EQ(floor.jobs_in("unknown"), 2) << "never more than the window";
    EXPECT_EQ(floor.jobs_in("sent"), 5);
}

TEST_F(PrintJournal, FillsTheWindowWithTheLastSentLabelsWhenFewerWereBeingSent) {
    no_evidence();
    begin(6);
    for (int i = 0; i < 5; ++i) {
        printer().accept(printer().sending().front());
        floor.run();
        floor.clock.advance(1s);
    }
    EXPECT_EQ(floor.jobs_in("sent"), 5);
    EXPECT_EQ(floor.jobs_in("sending"), 1);
    floor.restart();
    EXPECT_EQ(floor.jobs_in("unknown"), 2);
    EXPECT_EQ(floor.job_state(5), "unknown");
    EXPECT_EQ(floor.job_state(4), "sent");
    // A second crash adds nothing: what was sent before the last start is old.
    floor.clock.advance(1s);
    floor.restart();
    EXPECT_EQ(floor.jobs_in("unknown"), 2);
}

TEST_F(PrintJournal, NeverPrintsANumberTwiceInRandomRunsWithCrashes) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
        TestFloor other;
        auto extra = other.settings.printers.front();
        extra.name = base::PrinterName("label-2");
        if (below(2) == 0) extra.evidence = config::PrinterEvidence::None;
        other.settings.printers.push_back(extra);
        other.printer.sends = other.second.sends = Sends::Waits;
        other.printer.draws = other.second.draws = Draws::Waits;
        other.start();
        std::vector<ExportRow> rows;
        for (int i = 1; i <= 30; ++i) rows.push_back(order_row(i));
        other.import(rows);
        ASSERT_TRUE(other.station().print_now(kActor));
        int unknown_allowed = 0;
        for (int step = 0; step < 400; ++step) {
            auto& device = below(2) == 0 ? other.printer : other.second;
            if (!device.drawing().empty() && below(3) > 0)
                device.drawn(
                    device.drawing()[below(static_cast<unsigned>(device.drawing().size()))]);
            if (!device.sending().empty() && below(3) > 0) {
                const auto job = device.sending().front();
                switch (below(8)) {
                    case 0:
                        device.lose(job, 100);
                        ++unknown_allowed;
                        break;
                    case 1:
                        device.put_on_paper(job);
                        device.lose(job, 100);
                        ++unknown_allowed;
                        break;
                    case 2:
                        device.take_nothing(job);
                        break;
                    default:
                        if (&device == &other.second) {
                            if (extra.evidence != config::PrinterEvidence::None) {
                                device.print(job);
                            } else {
                                device.accept(job);
                            }
                        } else {
                            device.print(job);
                        }
                }
            }
            if (below(40) == 0) {
                const int before = other.jobs_in("unknown");
                other.run();
                other.restart();
                unknown_allowed += 4;
                EXPECT_LE(other.jobs_in("unknown") - before, 4 + 2);
            }
            other.clock.advance(std::chrono::milliseconds{below(2000)});
            for (unsigned n = below(3); n > 0; --n) other.station().work();
        }
        // The printers are well again: the rest comes out.
        for (auto* device : {&other.printer, &other.second}) {
            for (const auto job : std::vector(device->drawing())) device->drawn(job);
            device->draws = Draws::Proves;
            for (const auto job : std::vector(device->sending())) device->print(job);
            device->sends = Sends::Prints;
        }
        other.pass(5min, 5s);
        for (int i = 1; i <= 30; ++i) {
            const std::string number = other.number(i);
            const auto sheets =
                other.printer.paper_of(number).size() + other.second.paper_of(number).size();
            EXPECT_LE(sheets, 1u) << "order " << i << " came out twice";
            const std::string state = other.job_state(i);
            EXPECT_TRUE(state == "printed" || state == "sent" || state == "unknown")
                << "order " << i << " is " << state;
            if (state == "printed" || state == "sent") {
                EXPECT_EQ(sheets, 1u) << "order " << i;
            }
        }
        EXPECT_LE(other.jobs_in("unknown"), unknown_allowed);
        EXPECT_EQ(other.ask("SELECT count(*) FROM label_jobs WHERE print_number <> 1"), "0");
    }
}

}  // namespace
}  // namespace station
