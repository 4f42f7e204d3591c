#include "config/batch_settings.h"

#include <algorithm>
#include <set>

#include "config/settings_picking.h"

namespace config {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

bool read_time(TomlTable& table, std::string_view key, minutes& out, Need need) {
    std::string text;
    if (!table.text(key, text, need)) return false;
    if (const auto time = parse_time_of_day(text)) {
        out = *time;
        return true;
    }
    table.mistake(key, "is '" + text + "'; expected a time of day such as \"10:00\"");
    return false;
}

void read_export_need(TomlTable& table, ExportNeed& need) {
    minutes within{};
    if (table.minutes("needs_export_within", within, minutes{0}, hours{72}))
        need = {.within = within > minutes{0} ? std::optional(within) : std::nullopt, .after = {}};
    minutes after{};
    if (!read_time(table, "needs_export_after", after, Need::Optional)) return;
    if (need.within && table.has("needs_export_within"))
        table.mistake("needs_export_after",
                      "stands beside needs_export_within; one of them will do");
    need = {.within = {}, .after = after};
}

void read_slots(TomlTable& table, BatchSettings& batches) {
    std::vector<TomlTable> own = table.tables("slot");
    if (!own.empty() && !table.has("slots")) batches.slots.clear();
    for (TomlTable& one : own) {
        SlotSettings slot{{}, batches.days, batches.needs_export};
        const bool timed = read_time(one, "at", slot.at, Need::Required);
        read_week_days(one, "days", slot.days);
        read_export_need(one, slot.needs_export);
        if (timed && slot.needs_export.after && *slot.needs_export.after >= slot.at)
            one.mistake(one.has("needs_export_after") ? "needs_export_after" : "at",
                        "leaves no time for an export between needs_export_after and the slot");
        one.finish();
        if (!timed) continue;
        if (std::ranges::find(batches.slots, slot.at) != batches.slots.end()) {
            one.mistake("at", "is a time that another slot has already");
            continue;
        }
        batches.slots.push_back(slot.at);
        batches.own.push_back(slot);
    }
    std::ranges::sort(batches.slots);
    if (!batches.needs_export.after || !table.has("needs_export_after")) return;
    for (const minutes slot : batches.slots) {
        if (std::ranges::find(batches.own, slot, &SlotSettings::at) != batches.own.end()) continue;
        if (*batches.needs_export.after < slot) continue;
        table.mistake("needs_export_after",
                      "is not before every slot; give the earlier ones a [[batches.slot]] of "
                      "their own");
        return;
    }
}

}  // namespace

void read_batches(const std::filesystem::path& folder, TomlTable& root, BatchSettings& batches,
                  std::vector<ConfigMistake>& elsewhere) {
    read_calendar(root, batches.calendar);
    auto table = root.table("batches");
    if (!table) return;
    if (table->times_of_day("slots", batches.slots)) {
        std::set<minutes> seen;
        for (const minutes slot : batches.slots) {
            if (!seen.insert(slot).second) table->mistake("slots", "holds a time twice");
        }
        std::ranges::sort(batches.slots);
    }
    read_batch_sort(*table, batches);
    table->minutes("late_after", batches.late_after, minutes{0}, hours{12});
    table->minutes("grace", batches.grace, minutes{0}, hours{24});
    read_week_days(*table, "days", batches.days);
    read_export_need(*table, batches.needs_export);
    read_slots(*table, batches);
    std::string holidays;
    if (table->text("holidays", holidays)) {
        for (ConfigMistake& mistake :
             read_calendar_file((folder / holidays).lexically_normal(), batches.calendar))
            elsewhere.push_back(std::move(mistake));
    }
    table->minutes("check_before", batches.check_before, minutes{0}, hours{2});
    table->choice("between_slots", batches.between,
                  {{"next_slot", BetweenSlots::NextSlot},
                   {"supplement", BetweenSlots::Supplement},
                   {"deadline_first", BetweenSlots::DeadlineFirst}});
    table->minutes("supplement_every", batches.supplement_every, minutes{1}, hours{12});
    read_time(*table, "supplement_until", batches.supplement_until, Need::Optional);
    table->finish();
}

}  // namespace config
