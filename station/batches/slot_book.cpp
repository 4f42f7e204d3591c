#include "station/batches/slot_book.h"

#include <algorithm>
#include <cstdio>

#include "base/log.h"

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Slots missed longer ago than this are not asked about: a station that lay in a cupboard.
constexpr std::chrono::days kMissedAsked{14};

constexpr std::string_view kStation = "station";

base::Time start_of_day(base::Time time) {
    return base::from_beijing(base::to_beijing(time).date, std::chrono::milliseconds{0});
}

bool same_day(base::Time a, base::Time b) {
    return base::to_beijing(a).date == base::to_beijing(b).date;
}

}  // namespace

base::Result<std::vector<SlotRecord>> open_slots(Session& db) {
    auto rows = db.query(
        "SELECT id, slot_key, title, at, state, fresh_since FROM slots"
        " WHERE state IN ('waiting', 'asking') ORDER BY at, id");
    if (!rows) return base::pass(rows);
    std::vector<SlotRecord> slots;
    for (const Row& row : *rows) {
        SlotRecord slot{row.id<base::SlotRow>(0), row.text(1),       row.text(2), row.time(3),
                        SlotState::Planned,       row.maybe_time(5), {}};
        if (const auto state = slot_state(row.text(4))) slot.state = *state;
        auto folded =
            db.query("SELECT at FROM slots WHERE folded_into = $1 ORDER BY at", values(slot.id));
        if (!folded) return base::pass(folded);
        for (const Row& older : *folded) slot.folded.push_back(older.time(0));
        slots.push_back(std::move(slot));
    }
    return slots;
}

base::Result<std::optional<base::Time>> last_export(Session& db) {
    // Whole order exports that still count. One that a crash cut off says when it was taken, but
    // not all that it holds.
    // Nor does one without any order while orders wait: it was taken of something else.
    auto row = db.query_one(
        "SELECT max(as_of) FROM imports"
        " WHERE kind = 'orders' AND undone_at IS NULL AND result <> ''"
        " AND (orders > 0 OR NOT EXISTS (SELECT 1 FROM orders"
        "  WHERE state IN ('screened', 'numbered')))");
    if (!row) return base::pass(row);
    return row->maybe_time(0);
}

base::Result<BetweenFacts> between_facts(Session& db, base::Time now) {
    BetweenFacts facts{now, {}, {}, false};
    auto row = db.query_one(
        "SELECT (SELECT max(at) FROM slots WHERE state = 'started' AND at >= $1 AND at <= $2),"
        " (SELECT max(created_at) FROM batches WHERE kind = 'supplement'),"
        " (SELECT count(*) FROM slots WHERE state IN ('waiting', 'asking'))",
        values(start_of_day(now), now));
    if (!row) return base::pass(row);
    facts.slot_today = row->maybe_time(0);
    facts.last_extra = row->maybe_time(1);
    facts.slot_open = row->integer(2) > 0;
    return facts;
}

base::Result<int> SlotBook::look(Importing importing) {
    auto due = look_at_clock(importing);
    if (!due) return due;
    // Half a file says when it was taken, but not yet what it holds.
    if (importing == Importing::Yes) return due;
    auto fresh = look_at_exports();
    if (!fresh) return fresh;
    auto between = look_between();
    if (!between) return between;
    return *due + *fresh + *between;
}

base::Status SlotBook::note_until(base::Time time) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto set = set_meta(context_.db, "slots_from", std::to_string(base::to_millis(time)));
    if (!set) return set;
    return transaction->commit();
}

base::Result<int> SlotBook::look_at_clock(Importing importing) {
    auto text = meta(context_.db, "slots_from");
    if (!text) return base::pass(text);
    const base::Time now = context_.clock.now();
    if (text->empty()) {
        if (auto set = note_until(now); !set) return base::pass(set);
        return 0;
    }
    base::Time from = base::from_millis(std::stoll(*text));
    // The clock went back, perhaps from a year that it should not have shown. Looking again at what
    // lies between is harmless: a slot that ran has its key in the database.
    if (from > now) {
        base::log(base::LogLevel::Warning, "slots_clock_went_back",
                  {{"from", base::format_utc(from)}, {"now", base::format_utc(now)}});
        if (auto set = note_until(now); !set) return base::pass(set);
        return 0;
    }
    from = std::max(from, now - kMissedAsked);
    const std::vector<Slot> come = slots_between(context_.settings.batches, from, now);
    if (come.empty()) return 0;
    return take_due(come, importing);
}

base::Result<int> SlotBook::take_due(const std::vector<Slot>& come, Importing importing) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    std::vector<Slot> due;
    for (const Slot& slot : come) {
        auto known = context_.db.query_one(
            "SELECT (SELECT count(*) FROM slots WHERE slot_key = $1)"
            " + (SELECT count(*) FROM batches WHERE slot_key = $2)",
            values(slot.key, slot.key));
        if (!known) return base::pass(known);
        if (known->integer(0) == 0) due.push_back(slot);
    }
    int started = 0;
    if (!due.empty()) {
        // The newest takes the orders of all before it: one batch, or one question.
        const Slot& newest = due.back();
        auto event = event_of(newest, importing);
        if (!event) return base::pass(event);
        auto open = open_slots(context_.db);
        if (!open) return base::pass(open);
        auto id = add(newest, *event, {});
        if (!id) return base::pass(id);
        for (const Slot& slot : due) {
            if (&slot == &newest) continue;
            if (auto folded = add(slot, SlotEvent::NewerCame, *id); !folded)
                return base::pass(folded);
        }
        for (const SlotRecord& slot : *open) {
            if (auto folded = change(slot, SlotEvent::NewerCame, *id, std::string(kStation));
                !folded)
                return base::pass(folded);
        }
        if (*event == SlotEvent::Due) ++started;
    }
    auto set = set_meta(context_.db, "slots_from", std::to_string(base::to_millis(come.back().at)));
    if (!set) return base::pass(set);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return started;
}

base::Result<SlotEvent> SlotBook::event_of(const Slot& slot, Importing importing) const {
    const base::Time now = context_.clock.now();
    // Today's newest slot runs however late it is: its orders are promised for today, and no later
    // slot would take them before tomorrow.
    if (now - slot.at > context_.settings.batches.grace && !same_day(slot.at, now)) {
        auto ready = batches_.count_ready(Take::ClearedOnly);
        if (!ready) return base::pass(ready);
        return *ready > 0 ? SlotEvent::Missed : SlotEvent::MissedEmpty;
    }
    if (!slot.fresh_since) return SlotEvent::Due;
    if (importing == Importing::Yes) return SlotEvent::DueStale;
    auto taken = last_export(context_.db);
    if (!taken) return base::pass(taken);
    return *taken && **taken >= *slot.fresh_since ? SlotEvent::Due : SlotEvent::DueStale;
}

base::Result<base::SlotRow> SlotBook::add(const Slot& slot, SlotEvent event, base::SlotRow into) {
    auto to = next(SlotState::Planned, event);
    if (!to) return base::pass(to, "slot " + slot.key);
    auto made = context_.db.query_one(
        "INSERT INTO slots (slot_key, title, at, state, state_at, fresh_since, folded_into, actor)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        values(slot.key, slot.title, slot.at, name(*to), context_.clock.now(), slot.fresh_since,
               into, kStation));
    if (!made) return base::pass(made);
    const auto id = made->id<base::SlotRow>(0);
    if (*to == SlotState::Started) {
        auto begun = start(id, slot.key, slot.title, slot.at, std::string(kStation));
        if (!begun) return base::pass(begun);
    }
    auto noted = note(id, slot.key, SlotState::Planned, *to, event, std::string(kStation));
    if (!noted) return base::pass(noted);
    return id;
}

base::Status SlotBook::change(const SlotRecord& slot, SlotEvent event, base::SlotRow into,
                              const std::string& actor) {
    auto to = next(slot.state, event);
    if (!to) return base::pass(to, "slot " + slot.key);
    auto changed = context_.db.execute(
        "UPDATE slots SET state = $1, state_at = $2, folded_into = $3, actor = $4"
        " WHERE id = $5 AND state = $6",
        values(name(*to), context_.clock.now(), into, actor, slot.id, name(slot.state)));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "slot " + slot.key + " was changed at this moment",
                    "error.slot_state");
    if (into) {
        // What it had taken into itself goes on with it.
        auto moved = context_.db.execute("UPDATE slots SET folded_into = $1 WHERE folded_into = $2",
                                         values(into, slot.id));
        if (!moved) return base::pass(moved);
    }
    if (*to == SlotState::Started) {
        if (auto begun = start(slot.id, slot.key, slot.title, slot.at, actor); !begun) return begun;
    }
    return note(slot.id, slot.key, slot.state, *to, event, actor);
}

base::Status SlotBook::start(base::SlotRow id, const std::string& key, const std::string& title,
                             base::Time at, const std::string& actor) {
    const bool late = context_.clock.now() - at > context_.settings.batches.late_after;
    auto batch = batches_.start_slot(title, key, late, actor);
    if (!batch) return base::pass(batch);
    auto linked =
        context_.db.execute("UPDATE slots SET batch_id = $1 WHERE id = $2", values(*batch, id));
    if (!linked) return base::pass(linked);
    if (late) base::log(base::LogLevel::Warning, "slot_late", {{"slot", key}});
    return {};
}

base::Status SlotBook::note(base::SlotRow id, const std::string& key, SlotState from, SlotState to,
                            SlotEvent event, const std::string& actor) {
    if (to != SlotState::Started)
        base::log(base::LogLevel::Warning, "slot_" + std::string(name(to)),
                  {{"slot", key}, {"event", name(event)}, {"actor", actor}});
    return append_audit(context_.db, context_.clock.now(),
                        {.actor = actor,
                         .action = "slot_" + std::string(name(event)),
                         .from = std::string(name(from)),
                         .to = std::string(name(to)),
                         .detail = {{"slot", key}, {"row", std::to_string(id.value())}}});
}

base::Result<int> SlotBook::look_at_exports() {
    auto open = open_slots(context_.db);
    if (!open) return base::pass(open);
    int started = 0;
    for (const SlotRecord& slot : *open) {
        if (slot.state != SlotState::Waiting || !slot.fresh_since) continue;
        auto taken = last_export(context_.db);
        if (!taken) return base::pass(taken);
        if (!*taken || **taken < *slot.fresh_since) continue;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto changed = change(slot, SlotEvent::ExportCame, {}, std::string(kStation));
        if (!changed) return base::pass(changed);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        ++started;
    }
    return started;
}

base::Result<int> SlotBook::look_between() {
    const config::BatchSettings& settings = context_.settings.batches;
    if (settings.between == config::BetweenSlots::NextSlot) return 0;
    auto filling = context_.db.query_one(
        "SELECT count(*) FROM batches WHERE filled = 0 AND state IN ('running', 'paused')");
    if (!filling) return base::pass(filling);
    if (filling->integer(0) > 0) return 0;
    const base::Time now = context_.clock.now();
    auto facts = between_facts(context_.db, now);
    if (!facts) return base::pass(facts);
    const auto supplement = supplement_now(settings, *facts);
    if (!supplement) return 0;
    auto waiting = batches_.count_for_supplement(supplement->ship_by_until);
    if (!waiting) return base::pass(waiting);
    if (*waiting == 0) return 0;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto before = context_.db.query_one(
        "SELECT count(*) FROM batches WHERE kind = 'supplement' AND created_at >= $1",
        values(start_of_day(now)));
    if (!before) return base::pass(before);
    const int number = before->small(0) + 1;
    auto batch = batches_.start_supplement("补单 " + std::to_string(number),
                                           supplement->ship_by_until, std::string(kStation));
    if (!batch) return base::pass(batch);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return 1;
}

base::Status SlotBook::person(base::SlotRow id, SlotEvent event, const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto row = context_.db.query(
        "SELECT slot_key, title, at, state, fresh_since FROM slots WHERE id = $1", values(id));
    if (!row) return base::pass(row);
    if (row->empty())
        return fail(ErrorCode::NotFound, "there is no slot " + std::to_string(id.value()),
                    "error.slot_unknown");
    const Row& found = row->front();
    const auto state = slot_state(found.text(3));
    if (!state) return fail(ErrorCode::Corrupt, "a slot has an unknown state");
    const SlotRecord slot{
        id, found.text(0), found.text(1), found.time(2), *state, found.maybe_time(4), {}};
    if (auto changed = change(slot, event, {}, actor); !changed) return changed;
    return transaction->commit();
}

base::Status SlotBook::go(base::SlotRow slot, const std::string& actor) {
    return person(slot, SlotEvent::Told, actor);
}

base::Status SlotBook::skip(base::SlotRow slot, const std::string& actor) {
    return person(slot, SlotEvent::Refused, actor);
}

}  // namespace station
