#include "station/webhooks/webhooks.h"

#include <algorithm>

#include "base/log.h"
#include "station/store/json.h"
#include "station/webhooks/happenings.h"

namespace station {

using base::ErrorCode;
using base::fail;
using namespace std::chrono_literals;

namespace {

constexpr auto kTooOld = 24h;     ///< A message nobody could send: no news any more.
constexpr auto kKeep = 24h * 30;  ///< Rows of before.
constexpr const char* kStation = "station";

std::chrono::milliseconds pause_after(int tries) {
    constexpr std::chrono::seconds kPauses[] = {10s, 30s, 60s, 120s, 300s, 600s, 900s};
    const auto place = static_cast<std::size_t>(std::max(0, tries - 1));
    return kPauses[std::min(place, std::size(kPauses) - 1)];
}

base::Result<WebhookMessageView> read_message(Session& db, std::int64_t message) {
    auto rows = db.query(
        "SELECT id, webhook, body, state, created_at, state_at, next_at, tries, error_key,"
        " error_text, actor FROM webhook_messages WHERE id = $1",
        values(message));
    if (!rows) return base::pass(rows);
    if (rows->empty())
        return fail(ErrorCode::NotFound, "there is no message " + std::to_string(message),
                    "error.webhook_message_unknown");
    const Row& row = rows->front();
    WebhookMessageView view{row.integer(0), row.text(1), row.text(2), row.text(3),
                            row.time(4),    row.time(5), {},          row.small(7),
                            row.text(8),    row.text(9), row.text(10)};
    if (view.state == "waiting") view.next_at = row.time(6);
    return view;
}

/// A robot's trouble stands in station_meta, where readers find it: "key\ntext", or empty.
std::string trouble_key(const std::string& webhook) {
    return "webhook_trouble:" + webhook;
}

}  // namespace

Webhooks::Webhooks(const Context& context) : context_(context) {}

Webhooks::~Webhooks() {
    stop(1s);
}

base::Status Webhooks::start(const MakeRobot& make, const config::DataFiles& data_files,
                             std::function<void()> wake) {
    make_ = make;
    wake_ = std::move(wake);
    auto cut_off =
        context_.db.query("SELECT id FROM webhook_messages WHERE state = 'sending' ORDER BY id");
    if (!cut_off) return base::pass(cut_off);
    if (!cut_off->empty()) {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        for (const Row& row : *cut_off) {
            auto moved = move(row.integer(0), MessageEvent::Lost, kStation,
                              {RobotAnswer::Outcome::Lost, "error.webhook_cut_off", "", {}}, {});
            if (!moved) return moved;
        }
        if (auto done = transaction->commit(); !done) return done;
    }
    if (context_.settings.webhooks.empty()) return {};
    auto texts = config::Texts::load(data_files, context_.settings.language);
    if (!texts) return base::pass(texts);
    texts_ = std::move(*texts);
    robots_.resize(context_.settings.webhooks.size());
    for (std::size_t i = 0; i < robots_.size(); ++i) {
        robots_[i].settings = &context_.settings.webhooks[i];
        if (auto opened = open(robots_[i]); !opened) return opened;
    }
    return {};
}

base::Status Webhooks::open(Robot& robot) {
    const config::WebhookSettings& settings = *robot.settings;
    auto port = make_(settings);
    const std::string trouble = port ? "" : port.error().key + "\n" + port.error().message;
    auto known = meta(context_.db, trouble_key(settings.name));
    if (!known) return base::pass(known);
    if (*known != trouble) {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        if (auto set = set_meta(context_.db, trouble_key(settings.name), trouble); !set) return set;
        if (auto done = transaction->commit(); !done) return done;
        if (!port)
            base::log(base::LogLevel::Warning, "webhook_trouble",
                      {{"webhook", settings.name}, {"message", port.error().message}});
    }
    robot.open_at = context_.clock.steady_now() + 1min;
    if (!port) return {};
    robot.worker =
        std::make_unique<RobotWorker>(settings.name, std::move(*port), [this](RobotEvent event) {
            (void)answers_.try_push(std::move(event));
            wake_();
        });
    return {};
}

bool Webhooks::wants_to_look() const {
    return !robots_.empty() && context_.clock.steady_now() >= look_at_;
}

base::Status Webhooks::look(const std::vector<NeedView>& needs) {
    look_at_ = context_.clock.steady_now() + 5s;
    for (const Robot& robot : robots_) {
        auto noted = note_happenings(context_, *robot.settings, needs);
        if (!noted) return base::pass(noted);
    }
    if (context_.clock.steady_now() < forget_at_) return {};
    forget_at_ = context_.clock.steady_now() + 1h;
    return forget_old();
}

base::Status Webhooks::forget_old() {
    const base::Time before = context_.clock.now() - kKeep;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto events = context_.db.execute(
        "DELETE FROM webhook_events WHERE created_at < $1 AND message_id IN (SELECT id FROM"
        " webhook_messages WHERE state NOT IN ('waiting', 'sending') AND state_at < $2)",
        values(before, before));
    if (!events) return base::pass(events);
    auto messages = context_.db.execute(
        "DELETE FROM webhook_messages WHERE state NOT IN ('waiting', 'sending') AND state_at < $1"
        " AND NOT EXISTS (SELECT 1 FROM webhook_events e WHERE e.message_id = webhook_messages.id)",
        values(before));
    if (!messages) return base::pass(messages);
    return transaction->commit();
}

base::Result<bool> Webhooks::work() {
    bool answered = false;
    while (auto event = answers_.pop(0ms)) {
        if (auto done = handle(*event); !done) return base::pass(done);
        answered = true;
    }
    const base::SteadyTime now = context_.clock.steady_now();
    if (robots_.empty() || (!answered && now < work_at_)) return false;
    work_at_ = now + 500ms;
    for (Robot& robot : robots_) {
        if (!robot.worker && now >= robot.open_at) {
            if (auto opened = open(robot); !opened) return base::pass(opened);
        }
        if (auto sent = send_next(robot); !sent) return base::pass(sent);
    }
    return false;
}

bool Webhooks::may_send(Robot& robot) {
    const base::SteadyTime now = context_.clock.steady_now();
    while (!robot.calls.empty() && robot.calls.front() + 1min <= now) robot.calls.pop_front();
    return robot.worker && !robot.busy && now >= robot.pause_until &&
           static_cast<int>(robot.calls.size()) < robot.settings->per_minute;
}

base::Status Webhooks::send_next(Robot& robot) {
    const base::Time now = context_.clock.now();
    const std::string& webhook = robot.settings->name;
    auto waiting = context_.db.query(
        "SELECT id, body, created_at, next_at, actor, tries FROM webhook_messages"
        " WHERE state = 'waiting' AND webhook = $1 ORDER BY id",
        values(webhook));
    if (!waiting) return base::pass(waiting);
    const auto& quiet = robot.settings->quiet;
    const auto since_midnight =
        std::chrono::duration_cast<std::chrono::minutes>(base::to_beijing(now).time.to_duration());
    const bool is_quiet = quiet && quiet->holds(since_midnight);
    bool one_waits = false;
    for (const Row& row : *waiting) {
        const bool by_station = row.text(4) == kStation;
        one_waits = one_waits || by_station;
        if (now - row.time(2) > kTooOld && by_station) {
            auto transaction = WriteTransaction::begin(context_.db);
            if (!transaction) return base::pass(transaction);
            auto moved = move(row.integer(0), MessageEvent::GiveUp, kStation,
                              {RobotAnswer::Outcome::Refused, "error.webhook_gave_up", "", {}}, {});
            if (!moved) return moved;
            return transaction->commit();
        }
        // A test does not wait for the morning: somebody looks at the chat.
        if (row.time(3) > now || (is_quiet && by_station) || !may_send(robot)) continue;
        const std::int64_t message = row.integer(0);
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        if (auto moved = move(message, MessageEvent::Send, kStation, {}, {}); !moved) return moved;
        if (auto done = transaction->commit(); !done) return done;
        robot.busy = true;
        robot.calls.push_back(context_.clock.steady_now());
        if (robot.worker->give(message, row.text(1))) return {};
        (void)answers_.try_push(
            {webhook, message, {RobotAnswer::Outcome::NotNow, "error.webhook_busy", "", {}}});
        return {};
    }
    if (one_waits || is_quiet || !may_send(robot)) return {};
    return fold(robot);
}

/// What was collected becomes one message, once its oldest part is old enough.
base::Status Webhooks::fold(const Robot& robot) {
    const base::Time now = context_.clock.now();
    const std::string& webhook = robot.settings->name;
    auto rows = context_.db.query(
        "SELECT id, event, params, created_at FROM webhook_events WHERE message_id IS NULL"
        " AND webhook = $1 ORDER BY id",
        values(webhook));
    if (!rows) return base::pass(rows);
    if (rows->empty() || rows->front().time(3) + robot.settings->fold > now) return {};
    std::vector<Happening> happenings;
    for (const Row& row : *rows) happenings.push_back({row.text(1), map_from_json(row.text(2))});
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto message = context_.db.query_one(
        "INSERT INTO webhook_messages (webhook, body, state, created_at, state_at, next_at, tries,"
        " error_key, error_text, actor) VALUES ($1, $2, 'waiting', $3, $4, $5, 0, '', '', $6)"
        " RETURNING id",
        values(webhook, message_text(texts_, context_.settings.shop.name, happenings, now), now,
               now, now, kStation));
    if (!message) return base::pass(message);
    auto taken = context_.db.execute(
        "UPDATE webhook_events SET message_id = $1 WHERE message_id IS NULL AND webhook = $2"
        " AND id <= $3",
        values(message->integer(0), webhook, rows->back().integer(0)));
    if (!taken) return base::pass(taken);
    work_at_ = {};
    return transaction->commit();
}

/// One step of a message, in the open transaction.
base::Status Webhooks::move(std::int64_t message, MessageEvent event, const std::string& actor,
                            const RobotAnswer& answer, base::Time next_at) {
    auto view = read_message(context_.db, message);
    if (!view) return base::pass(view);
    const auto from = message_state(view->state);
    if (!from) return fail(ErrorCode::Corrupt, "a message has the state '" + view->state + "'");
    const auto to = next(*from, event);
    if (!to) return base::pass(to);
    const base::Time now = context_.clock.now();
    const bool by_person = event == MessageEvent::Again || event == MessageEvent::Dismiss;
    auto changed = context_.db.execute(
        "UPDATE webhook_messages SET state = $1, state_at = $2, next_at = $3, tries = $4,"
        " error_key = $5, error_text = $6, actor = $7 WHERE id = $8 AND state = $9",
        values(name(*to), now, event == MessageEvent::NotNow ? next_at : now,
               view->tries + (event == MessageEvent::Send ? 1 : 0),
               event == MessageEvent::Dismiss ? view->error_key : answer.error_key,
               event == MessageEvent::Dismiss ? view->error_text : answer.detail,
               by_person ? actor : view->actor, message, view->state));
    if (!changed) return base::pass(changed);
    if (*changed != 1)
        return fail(ErrorCode::Conflict, "the message has changed meanwhile",
                    "error.webhook_message_state");
    AuditEntry entry;
    entry.actor = actor;
    entry.action = "webhook_" + std::string(name(event));
    entry.from = view->state;
    entry.to = name(*to);
    entry.detail = {{"message", std::to_string(message)}, {"webhook", view->webhook}};
    return append_audit(context_.db, now, entry);
}

base::Status Webhooks::handle(const RobotEvent& event) {
    const auto robot = std::ranges::find_if(
        robots_, [&](const Robot& one) { return one.settings->name == event.webhook; });
    if (robot == robots_.end()) return {};
    auto view = read_message(context_.db, event.message);
    if (!view) return base::pass(view);
    using Outcome = RobotAnswer::Outcome;
    MessageEvent step = MessageEvent::Lost;
    std::chrono::milliseconds pause = event.answer.pause;
    if (event.answer.outcome == Outcome::Delivered) step = MessageEvent::Delivered;
    if (event.answer.outcome == Outcome::Refused) step = MessageEvent::Refused;
    if (event.answer.outcome == Outcome::NotNow) {
        step = MessageEvent::NotNow;
        pause = std::max(pause, pause_after(view->tries));
    }
    {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto moved =
            move(event.message, step, kStation, event.answer, context_.clock.now() + pause);
        if (!moved) return moved;
        if (auto done = transaction->commit(); !done) return done;
    }
    robot->busy = false;
    robot->pause_until = context_.clock.steady_now() + pause;
    if (step != MessageEvent::Delivered)
        base::log(base::LogLevel::Warning, "webhook_not_sent",
                  {{"webhook", event.webhook},
                   {"message", event.message},
                   {"outcome", name(step)},
                   {"error", event.answer.error_key},
                   {"detail", event.answer.detail}});
    return {};
}

void Webhooks::stop(std::chrono::milliseconds limit) {
    for (Robot& robot : robots_) {
        if (robot.worker) robot.worker->stop(limit);
        robot.worker.reset();
    }
    // What an ended call still told is committed; the rest is unsure at the next start.
    while (auto event = answers_.pop(0ms)) {
        if (auto done = handle(*event); !done) return;
    }
    robots_.clear();
}

base::Result<WebhookMessageView> Webhooks::test(const std::string& webhook,
                                                const std::string& actor) {
    const auto& all = context_.settings.webhooks;
    if (std::ranges::find(all, webhook, &config::WebhookSettings::name) == all.end())
        return fail(ErrorCode::NotFound, "there is no webhook '" + webhook + "'",
                    "error.webhook_unknown");
    const base::Time now = context_.clock.now();
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto message = context_.db.query_one(
        "INSERT INTO webhook_messages (webhook, body, state, created_at, state_at, next_at, tries,"
        " error_key, error_text, actor) VALUES ($1, $2, 'waiting', $3, $4, $5, 0, '', '', $6)"
        " RETURNING id",
        values(webhook,
               message_text(texts_, context_.settings.shop.name, {Happening{"test", {}}}, now), now,
               now, now, actor));
    if (!message) return base::pass(message);
    AuditEntry entry;
    entry.actor = actor;
    entry.action = "webhook_" + std::string("test");
    entry.to = name(MessageState::Waiting);
    entry.detail = {{"message", std::to_string(message->integer(0))}, {"webhook", webhook}};
    if (auto noted = append_audit(context_.db, now, entry); !noted) return base::pass(noted);
    auto view = read_message(context_.db, message->integer(0));
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    work_at_ = {};
    return view;
}

base::Result<WebhookMessageView> Webhooks::by_person(std::int64_t message, MessageEvent event,
                                                     const std::string& actor) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    if (auto moved = move(message, event, actor, {}, {}); !moved) return base::pass(moved);
    auto view = read_message(context_.db, message);
    if (!view) return view;
    if (auto done = transaction->commit(); !done) return base::pass(done);
    work_at_ = {};
    return view;
}

base::Result<WebhookMessageView> Webhooks::again(std::int64_t message, const std::string& actor) {
    return by_person(message, MessageEvent::Again, actor);
}

base::Result<WebhookMessageView> Webhooks::dismiss(std::int64_t message, const std::string& actor) {
    return by_person(message, MessageEvent::Dismiss, actor);
}

base::Result<WebhooksView> webhooks_view(const Context& context) {
    WebhooksView all;
    for (const config::WebhookSettings& settings : context.settings.webhooks) {
        WebhookView view;
        view.name = settings.name;
        view.title = settings.title;
        view.kind = config::kind_name(settings.kind);
        for (const config::WebhookEvent event : settings.events)
            view.events.emplace_back(config::event_name(event));
        if (settings.quiet) {
            const auto clock = [](std::chrono::minutes time) {
                const auto two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
                return two(time.count() / 60) + ":" + two(time.count() % 60);
            };
            view.quiet = clock(settings.quiet->from) + "–" + clock(settings.quiet->until);
        }
        auto trouble = meta(context.db, trouble_key(settings.name));
        if (!trouble) return base::pass(trouble);
        const std::size_t end = trouble->find('\n');
        if (end != std::string::npos) {
            view.error_key = trouble->substr(0, end);
            view.error_text = trouble->substr(end + 1);
        }
        auto collected = context.db.query_one(
            "SELECT count(*) FROM webhook_events WHERE message_id IS NULL AND webhook = $1",
            values(settings.name));
        if (!collected) return base::pass(collected);
        view.collected = collected->small(0);
        auto last = context.db.query_one(
            "SELECT max(state_at) FROM webhook_messages WHERE state = 'sent' AND webhook = $1",
            values(settings.name));
        if (!last) return base::pass(last);
        view.last_sent_at = last->maybe_time(0);
        all.webhooks.push_back(std::move(view));
    }
    auto rows = context.db.query("SELECT id FROM webhook_messages ORDER BY id DESC LIMIT 100");
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        auto view = read_message(context.db, row.integer(0));
        if (!view) return base::pass(view);
        all.messages.push_back(std::move(*view));
    }
    return all;
}

base::Status add_webhook_needs(const Context& context, std::vector<NeedView>& needs) {
    if (context.settings.webhooks.empty()) return {};
    auto failed = context.db.query_one(
        "SELECT count(*), min(state_at) FROM webhook_messages WHERE state IN ('failed', 'unsure')");
    if (!failed) return base::pass(failed);
    int count = failed->small(0);
    base::Time since = count > 0 ? failed->time(1) : context.clock.now();
    for (const config::WebhookSettings& settings : context.settings.webhooks) {
        auto trouble = meta(context.db, trouble_key(settings.name));
        if (!trouble) return base::pass(trouble);
        if (!trouble->empty()) ++count;
    }
    // What is tried again and again, too.
    auto stuck = context.db.query_one(
        "SELECT count(*), min(created_at) FROM webhook_messages WHERE state IN ('waiting',"
        " 'sending') AND tries >= 3");
    if (!stuck) return base::pass(stuck);
    if (stuck->integer(0) > 0) {
        count += stuck->small(0);
        since = std::min(since, stuck->time(1));
    }
    if (count > 0) needs.push_back({"webhook_failed", since, count, {}, "/webhooks"});
    return {};
}

}  // namespace station
