#include "station/desk/slot_desk.h"

#include <algorithm>

#include "base/log.h"
#include "station/batches/rolls.h"
#include "station/waybills/number_forecast.h"

namespace station {

using namespace std::chrono;

namespace {

/// A check that a person asked for stays on the page so long.
constexpr minutes kShown{15};
/// While a check is shown, idle printers are asked anew so often.
constexpr seconds kAskPrinters{30};
/// And the log is told of a change within this time.
constexpr seconds kJudge{5};

constexpr std::string_view kLevels[] = {"ok", "warn", "stop"};

std::size_t rank(std::string_view level) {
    return static_cast<std::size_t>(std::ranges::find(kLevels, level) - std::begin(kLevels));
}

RollView view_of(const Roll& roll) {
    return {roll.size, roll.used, roll.left(), roll.changed_at};
}

Take take_of(const config::Settings& settings) {
    return settings.screening.review_at_batch == config::ReviewAtBatch::Go ? Take::ClearedAndReview
                                                                           : Take::ClearedOnly;
}

/// Labels of running batches that have not left a roll, as far as is known.
base::Result<int> labels_queued(Session& db) {
    auto row = db.query_one(
        "SELECT count(*) FROM label_jobs j JOIN batches b ON b.id = j.batch_id"
        " WHERE j.state IN ('queued', 'rendering', 'proven', 'sending')"
        " AND b.state IN ('running', 'paused')");
    if (!row) return base::pass(row);
    return row->small(0);
}

}  // namespace

base::Status SlotDesk::go(base::SlotRow slot, const Actor& actor) {
    return book_.go(slot, actor.name);
}

base::Status SlotDesk::skip(base::SlotRow slot, const Actor& actor) {
    return book_.skip(slot, actor.name);
}

base::Result<RollView> SlotDesk::change_roll(const base::PrinterName& printer, int labels,
                                             const Actor& actor) {
    auto roll = station::change_roll(context_, printer, labels, actor.name);
    if (!roll) return base::pass(roll);
    return view_of(*roll);
}

base::Result<CheckView> SlotDesk::check(const Actor&) {
    shown_until_ = std::max(shown_until_, context_.clock.now() + kShown);
    ask_again_at_ = {};
    ask_printers();
    auto check = judge();
    if (check) log_change(*check);
    return check;
}

base::Status SlotDesk::look(Importing importing) {
    auto started = book_.look(importing);
    if (!started) return base::pass(started);
    const config::BatchSettings& settings = context_.settings.batches;
    const base::Time now = context_.clock.now();
    const auto next = next_slots(settings, now, 1);
    if (!next.empty() && settings.check_before > minutes{0} && next.front().key != checked_key_ &&
        next.front().at - now <= settings.check_before) {
        checked_key_ = next.front().key;
        shown_until_ = std::max(shown_until_, next.front().at);
        ask_again_at_ = {};
    }
    if (now >= shown_until_) return {};
    ask_printers();
    if (context_.clock.steady_now() < judge_again_at_) return {};
    judge_again_at_ = context_.clock.steady_now() + kJudge;
    auto check = judge();
    if (!check) return base::pass(check);
    log_change(*check);
    return {};
}

void SlotDesk::ask_printers() {
    const base::SteadyTime now = context_.clock.steady_now();
    if (now < ask_again_at_) return;
    ask_again_at_ = now + kAskPrinters;
    dispatcher_.look_at_printers();
}

void SlotDesk::log_change(const CheckView& check) {
    std::string wrong;
    for (const CheckItemView& item : check.items) {
        if (item.level == "ok") continue;
        wrong += (wrong.empty() ? "" : ", ") + item.level + " " + item.code;
        for (const auto& [name, text] : item.params) wrong += " " + name + "=" + text;
    }
    const std::string told = check.title + ": " + (wrong.empty() ? "ok" : wrong);
    if (told == logged_) return;
    logged_ = told;
    base::log(check.level == "ok" ? base::LogLevel::Info : base::LogLevel::Warning, "slot_check",
              {{"slot", check.title}, {"level", check.level}, {"found", wrong}});
}

base::Result<CheckView> SlotDesk::judge() const {
    CheckView check;
    check.at = context_.clock.now();
    const auto next = next_slots(context_.settings.batches, check.at, 1);
    if (!next.empty()) check.title = next.front().title;
    auto expected = batches_.count_ready(take_of(context_.settings));
    if (!expected) return base::pass(expected);
    auto queued = labels_queued(context_.db);
    if (!queued) return base::pass(queued);
    check_printers(check);
    if (auto done = check_rolls(*expected + *queued, check); !done) return base::pass(done);
    if (auto done = check_numbers(*expected, check); !done) return base::pass(done);
    if (auto done = check_orders(check); !done) return base::pass(done);
    if (auto done = check_export(next, check); !done) return base::pass(done);
    for (const CheckItemView& item : check.items) {
        if (rank(item.level) > rank(check.level)) check.level = item.level;
    }
    return check;
}

void SlotDesk::check_printers(CheckView& check) const {
    for (const PrinterStanding& printer : dispatcher_.standing()) {
        const std::string& name = printer.name.str();
        if (!printer.ready) {
            check.items.push_back({"printer",
                                   "stop",
                                   "printer_error",
                                   {{"printer", name}, {"message", printer.message}},
                                   "/"});
        } else if (printer.paper_near_end) {
            check.items.push_back({"printer", "warn", "paper_near_end", {{"printer", name}}, "/"});
        } else {
            check.items.push_back({"printer", "ok", "printer_ok", {{"printer", name}}, "/"});
        }
    }
}

base::Status SlotDesk::check_rolls(int need, CheckView& check) const {
    int left = 0;
    std::string names;
    for (const config::PrinterSettings& printer : context_.settings.printers) {
        auto roll = roll_of(context_.db, printer.name);
        if (!roll) return base::pass(roll);
        if (!*roll) return {};  // One roll that nobody told of: the sum would say nothing.
        left += (*roll)->left();
        names += (names.empty() ? "" : ", ") + printer.name.str();
    }
    if (names.empty()) return {};
    const bool enough = left >= need;
    check.items.push_back(
        {"roll",
         enough ? "ok" : "warn",
         enough ? "roll_ok" : "roll_short",
         {{"printer", names}, {"left", std::to_string(left)}, {"need", std::to_string(need)}},
         "/"});
    return {};
}

base::Status SlotDesk::check_numbers(int need, CheckView& check) const {
    auto carriers = number_forecast(context_, take_of(context_.settings) == Take::ClearedAndReview);
    if (!carriers) return base::pass(carriers);
    const std::size_t before = check.items.size();
    for (const NumbersForecastView& carrier : *carriers) {
        Params params{{"carrier", carrier.name}, {"need", std::to_string(carrier.need)}};
        if (carrier.missing > 0) {
            params.emplace("have", std::to_string(carrier.have.value_or(0)));
            check.items.push_back({"numbers", "stop", "numbers_short", params, "/numbers"});
        } else if (!carrier.have && carrier.need > 0) {
            check.items.push_back({"numbers", "warn", "numbers_unknown", params, "/numbers"});
        }
    }
    if (check.items.size() == before)
        check.items.push_back(
            {"numbers", "ok", "numbers_ok", {{"need", std::to_string(need)}}, "/numbers"});
    return {};
}

base::Status SlotDesk::check_orders(CheckView& check) const {
    auto counts = context_.db.query_one(
        "SELECT (SELECT count(*) FROM orders WHERE state = 'held'),"
        " (SELECT count(*) FROM orders WHERE state IN ('screened', 'numbered')"
        "  AND verdict = 'review' AND released = 0)");
    if (!counts) return base::pass(counts);
    const auto add = [&](const char* kind, int count) {
        const std::string code = std::string(kind) + (count > 0 ? "_some" : "_none");
        check.items.push_back(
            {kind, count > 0 ? "warn" : "ok", code, {{"count", std::to_string(count)}}, "/review"});
    };
    add("held", counts->small(0));
    add("review", counts->small(1));
    return {};
}

base::Status SlotDesk::check_export(const std::vector<Slot>& next, CheckView& check) const {
    if (next.empty() || !next.front().fresh_since) return {};
    auto taken = last_export(context_.db);
    if (!taken) return base::pass(taken);
    const base::Time wanted = *next.front().fresh_since;
    const bool fresh = *taken && **taken >= wanted;
    const std::string time = *taken ? base::format_beijing(**taken).substr(5, 11) : "";
    check.items.push_back({"export",
                           fresh ? "ok" : "warn",
                           fresh    ? "export_fresh"
                           : *taken ? "export_stale"
                                    : "export_none",
                           {{"time", time},
                            {"since", base::format_beijing(wanted).substr(5, 11)},
                            {"slot", next.front().title}},
                           "/files"});
    return {};
}

base::Status SlotDesk::add_to(StatusView& status) {
    const config::BatchSettings& settings = context_.settings.batches;
    const NoSlotToday today = no_slot_today(settings, status.now);
    status.today = {today.code, today.name};
    if (status.next_batch)
        status.next_batch->after = closed_before(settings, status.now, status.next_batch->at);
    for (PrinterView& printer : status.printers) {
        auto roll = roll_of(context_.db, printer.name);
        if (!roll) return base::pass(roll);
        if (*roll) printer.roll = view_of(**roll);
        const auto own = std::ranges::find(context_.settings.printers, printer.name,
                                           &config::PrinterSettings::name);
        if (own != context_.settings.printers.end()) printer.labels_per_roll = own->labels_per_roll;
    }
    auto open = open_slots(context_.db);
    if (!open) return base::pass(open);
    auto taken = last_export(context_.db);
    if (!taken) return base::pass(taken);
    for (const SlotRecord& slot : *open) {
        auto expected = batches_.count_ready(take_of(context_.settings));
        if (!expected) return base::pass(expected);
        status.open_slots.push_back({slot.id, slot.title, std::string(name(slot.state)), slot.at,
                                     slot.folded, *taken, slot.fresh_since, *expected});
        const bool waits = slot.state == SlotState::Waiting;
        status.needs_person.push_back({waits ? "slot_waiting" : "slot_asking",
                                       slot.at,
                                       *expected,
                                       {{"title", slot.title}},
                                       "/#slots"});
    }
    if (status.now < shown_until_) {
        auto check = judge();
        if (!check) return base::pass(check);
        const auto wrong = std::ranges::count_if(
            check->items, [](const CheckItemView& item) { return item.level != "ok"; });
        if (wrong > 0)
            status.needs_person.push_back({"slot_check",
                                           check->at,
                                           static_cast<int>(wrong),
                                           {{"title", check->title}},
                                           "/#check"});
        status.check = std::move(*check);
    }
    // While a batch prints the roll is watched, too.
    auto queued = labels_queued(context_.db);
    if (!queued) return base::pass(queued);
    if (*queued > 0) {
        CheckView roll;
        if (auto done = check_rolls(*queued, roll); !done) return done;
        for (const CheckItemView& item : roll.items) {
            if (item.level != "ok")
                status.needs_person.push_back(
                    {"roll_short", status.now, *queued, item.params, "/"});
        }
    }
    return {};
}

TruthView truth_with_slots(const StatusView& status) {
    if (status.truth.level == "stop") return status.truth;
    for (const OpenSlotView& slot : status.open_slots) {
        const bool waits = slot.state == "waiting";
        return {"look",
                waits ? "ui.truth.slot_waiting" : "ui.truth.slot_asking",
                {{"title", slot.title}, {"count", std::to_string(slot.expected)}},
                "/#slots"};
    }
    for (const NeedView& need : status.needs_person) {
        if (need.kind == "roll_short" && status.truth.level == "go")
            return {"look", "ui.truth.roll_short", need.params, "/#devices"};
    }
    return status.truth;
}

}  // namespace station
