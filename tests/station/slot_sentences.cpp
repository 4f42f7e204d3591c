#include "tests/station/slot_sentences.h"

#include <gtest/gtest.h>

#include "station/slots.h"

namespace station {
namespace {

using Words = const std::smatch&;

/// The one slot that waits or asks.
base::SlotRow open_slot(TestFloor& floor) {
    const auto status = floor.station().status();
    if (!status || status->open_slots.size() != 1) throw std::runtime_error("not one slot is open");
    return status->open_slots.front().id;
}

void add_given(TestFloor& floor, const AddSlotSentence& on) {
    on("given slots that need an export of the last (\\d+) minutes", [&floor](Words w) {
        floor.settings.batches.needs_export.within = std::chrono::minutes{std::stoi(w[1])};
    });
    on("given supplements every (\\d+) minutes", [&floor](Words w) {
        floor.settings.batches.between = config::BetweenSlots::Supplement;
        floor.settings.batches.supplement_every = std::chrono::minutes{std::stoi(w[1])};
    });
    on("given deadlines go first",
       [&floor](Words) { floor.settings.batches.between = config::BetweenSlots::DeadlineFirst; });
    on("given (\\S+) is closed on (\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", [&floor](Words w) {
        const std::chrono::year_month_day date{
            std::chrono::year{std::stoi(w[2])},
            std::chrono::month{static_cast<unsigned>(std::stoi(w[3]))},
            std::chrono::day{static_cast<unsigned>(std::stoi(w[4]))}};
        floor.settings.batches.calendar.push_back(
            {w[1], std::chrono::sys_days{date}, std::chrono::sys_days{date}});
    });
}

void add_people(TestFloor& floor, const AddSlotSentence& on) {
    on("the slot that (?:waits|asks) is told to go",
       [&floor](Words) { must(floor.station().slots().go(open_slot(floor), kActor)); });
    on("the slot that (?:waits|asks) is told not to",
       [&floor](Words) { must(floor.station().slots().skip(open_slot(floor), kActor)); });
    on("a roll of (\\d+) labels is put into (label-[12])", [&floor](Words w) {
        must(floor.station().slots().change_roll(base::PrinterName(w[2]), std::stoi(w[1]), kActor));
    });
    on("check", [&floor](Words) { must(floor.station().slots().check(kActor)); });
}

void add_expected(TestFloor& floor, const AddSlotSentence& on) {
    on("expect the slot of ([0-9-]* ?\\d\\d:\\d\\d) is (\\w+)", [&floor](Words w) {
        std::string key = w[1].str().size() == 5 ? "2026-11-24 " + w[1].str() : w[1].str();
        key[10] = 'T';
        EXPECT_EQ(floor.ask("SELECT state FROM slots WHERE slot_key = $1", values(key)),
                  w[2].str());
    });
    on("expect no slot is open",
       [&floor](Words) { EXPECT_TRUE(floor.station().status()->open_slots.empty()); });
    on("expect (\\d+) labels left in (label-[12])", [&floor](Words w) {
        EXPECT_EQ(floor.ask("SELECT size - used FROM rolls WHERE printer = $1", values(w[2].str())),
                  w[1].str());
    });
    on("expect the check (?:says|does not say) (\\w+)", [&floor](Words w) {
        const auto status = floor.station().status();
        ASSERT_TRUE(status);
        const bool wanted = w[0].str().find("does not") == std::string::npos;
        bool said = false;
        std::string all;
        if (status->check) {
            for (const CheckItemView& item : status->check->items) {
                said = said || item.code == w[1].str();
                all += " " + item.code;
            }
        }
        EXPECT_EQ(said, wanted) << "it says" << all;
    });
    on("expect no check", [&floor](Words) { EXPECT_FALSE(floor.station().status()->check); });
    on("expect order (\\d+) goes with (\\w+)(?: (\\d\\d:\\d\\d))?", [&floor](Words w) {
        const auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
        ASSERT_TRUE(reader);
        const auto view = (*reader)->order(base::OrderNo(order_number(std::stoi(w[1]))));
        ASSERT_TRUE(view);
        EXPECT_EQ(view->goes_with.kind, w[2].str());
        if (w[3].matched) {
            EXPECT_EQ(base::format_beijing(view->goes_with.at).substr(11, 5), w[3].str());
        }
    });
    on("expect the newest batch is called (.+)", [&floor](Words w) {
        EXPECT_EQ(floor.ask("SELECT title FROM batches ORDER BY id DESC LIMIT 1"), w[1].str());
    });
}

}  // namespace

void add_slot_sentences(TestFloor& floor, const AddSlotSentence& on) {
    add_given(floor, on);
    add_people(floor, on);
    add_expected(floor, on);
}

}  // namespace station
