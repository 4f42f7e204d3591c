// When slots come: weekdays, holidays, worked weekends, the ends of months and years. Pure.
#include <gtest/gtest.h>

#include "station/batches/schedule.h"

namespace station {
namespace {

using namespace std::chrono_literals;

base::Time beijing_time(const std::string& text) {
    return *base::parse_beijing(text);
}

TEST(Schedule, ListsSlotsAfterFromUpToTo) {
    config::BatchSettings settings;  // 10:00 and 16:00
    const auto keys = [&](const char* from, const char* to) {
        std::vector<std::string> all;
        for (const Slot& slot : slots_between(settings, beijing_time(from), beijing_time(to)))
            all.push_back(slot.key);
        return all;
    };
    using Keys = std::vector<std::string>;
    EXPECT_EQ(keys("2026-11-24 09:59", "2026-11-24 10:00"), Keys{"2026-11-24T10:00"});
    EXPECT_EQ(keys("2026-11-24 10:00", "2026-11-24 15:59"), Keys{});
    EXPECT_EQ(keys("2026-11-24 09:00", "2026-11-24 16:00"),
              (Keys{"2026-11-24T10:00", "2026-11-24T16:00"}));
    EXPECT_EQ(keys("2026-12-31 15:00", "2027-01-01 12:00"),
              (Keys{"2026-12-31T16:00", "2027-01-01T10:00"}));
    EXPECT_EQ(keys("2026-11-24 10:00", "2026-11-24 10:00"), Keys{});
    EXPECT_EQ(keys("2026-11-24 16:00", "2026-11-24 10:00"), Keys{});
    settings.slots = {0min, 23h + 59min};
    EXPECT_EQ(keys("2026-11-24 23:58", "2026-11-25 00:00"),
              (Keys{"2026-11-24T23:59", "2026-11-25T00:00"}));
}

TEST(Schedule, NamesTheNextSlots) {
    const config::BatchSettings settings;
    config::BatchSettings none;
    none.slots.clear();
    const auto next = next_slots(settings, beijing_time("2026-11-24 10:00"), 3);
    ASSERT_EQ(next.size(), 3u);
    EXPECT_EQ(next[0].key, "2026-11-24T16:00");
    EXPECT_EQ(next[0].title, "16:00");
    EXPECT_EQ(next[1].key, "2026-11-25T10:00");
    EXPECT_TRUE(next_slots(none, beijing_time("2026-11-24 10:00"), 3).empty());
}

/// 国庆 2026: closed on October 1 to 7; Saturday the 10th is worked like a Friday.
config::BatchSettings with_holidays() {
    using namespace std::chrono;
    config::BatchSettings settings;
    settings.days = {false, true, true, true, true, true, false};  // Monday to Friday.
    settings.calendar.push_back(
        {"国庆", sys_days{year{2026} / 10 / 1}, sys_days{year{2026} / 10 / 7}});
    settings.calendar.push_back({"调休", sys_days{year{2026} / 10 / 10},
                                 sys_days{year{2026} / 10 / 10}, config::CalendarEntry::Kind::Work,
                                 Friday});
    settings.calendar.push_back(
        {"元旦", sys_days{year{2026} / 12 / 31}, sys_days{year{2027} / 1 / 3}});
    return settings;
}

TEST(Schedule, FollowsWeekdaysHolidaysMonthsAndYears) {
    struct Case {
        const char* now;
        const char* next;
        const char* after;  ///< The closed days before it.
        const char* today;  ///< Why none is left today.
    };
    const Case cases[] = {
        {"2026-09-30 09:00", "2026-09-30T10:00", "", ""},
        {"2026-09-30 10:00", "2026-09-30T16:00", "", ""},
        {"2026-09-30 16:00", "2026-10-08T10:00", "国庆", "over"},
        {"2026-10-01 00:00", "2026-10-08T10:00", "国庆", "closed"},
        {"2026-10-07 23:59", "2026-10-08T10:00", "国庆", "closed"},
        {"2026-10-09 16:00", "2026-10-10T10:00", "", "over"},  // The worked Saturday.
        {"2026-10-10 16:00", "2026-10-12T10:00", "", "over"},  // Sunday has none.
        {"2026-10-11 09:00", "2026-10-12T10:00", "", "weekday"},
        {"2026-10-17 09:00", "2026-10-19T10:00", "", "weekday"},   // An ordinary Saturday.
        {"2026-10-30 20:00", "2026-11-02T10:00", "", "over"},      // Over the end of a month.
        {"2026-12-30 16:00", "2027-01-04T10:00", "元旦", "over"},  // And of a year.
        {"2028-02-28 16:00", "2028-02-29T10:00", "", "over"},
    };
    const config::BatchSettings settings = with_holidays();
    for (const Case& one : cases) {
        SCOPED_TRACE(one.now);
        const base::Time now = beijing_time(one.now);
        const auto next = next_slots(settings, now, 1);
        ASSERT_EQ(next.size(), 1u);
        EXPECT_EQ(next[0].key, one.next);
        EXPECT_EQ(closed_before(settings, now, next[0].at), one.after);
        EXPECT_EQ(no_slot_today(settings, now).code, one.today);
    }
    EXPECT_EQ(no_slot_today(settings, beijing_time("2026-10-03 12:00")).name, "国庆");
    config::BatchSettings none;
    none.slots.clear();
    EXPECT_EQ(no_slot_today(none, beijing_time("2026-10-03 12:00")).code, "no_slots");
}

TEST(Schedule, NamesTheSameSlotsAheadAndInHindsight) {
    const config::BatchSettings settings = with_holidays();
    const base::Time from = beijing_time("2026-09-25 12:00");
    const auto ahead = next_slots(settings, from, 150);
    ASSERT_EQ(ahead.size(), 150u);
    const auto behind = slots_between(settings, from, ahead.back().at);
    ASSERT_EQ(behind.size(), 150u);
    for (std::size_t i = 0; i < 150; ++i) EXPECT_EQ(ahead[i].key, behind[i].key);
}

TEST(Schedule, GivesUpWhereNoDayEverHasASlot) {
    config::BatchSettings settings = with_holidays();
    settings.days = {};
    settings.calendar.clear();
    EXPECT_TRUE(next_slots(settings, beijing_time("2026-09-25 12:00"), 1).empty());
    EXPECT_EQ(no_slot_today(settings, beijing_time("2026-09-25 12:00")).code, "weekday");
}

TEST(Schedule, GivesEachSlotItsOwnDaysAndExport) {
    config::BatchSettings settings;
    settings.needs_export.within = 2h;
    settings.own.push_back({10h, config::kEveryDay, {.within = {}, .after = 9h}});
    settings.own.push_back({16h, {true, false, false, false, false, false, true}, {}});
    settings.slots = {10h, 12h, 16h};
    const auto next = next_slots(settings, beijing_time("2026-11-27 09:00"), 5);  // A Friday.
    ASSERT_EQ(next.size(), 5u);
    EXPECT_EQ(next[0].fresh_since, beijing_time("2026-11-27 09:00"));
    EXPECT_EQ(next[1].fresh_since, beijing_time("2026-11-27 10:00"));
    EXPECT_EQ(next[2].key, "2026-11-28T10:00");
    EXPECT_EQ(next[4].key, "2026-11-28T16:00");
    EXPECT_FALSE(next[4].fresh_since);
}

}  // namespace
}  // namespace station
