#include "station/webhooks/happenings.h"

#include <algorithm>

#include "station/store/json.h"

namespace station {

using base::Time;
using config::WebhookEvent;
using namespace std::chrono_literals;

namespace {

/// What is older is no news any more, after days without power.
constexpr auto kNewsAge = 24h;
constexpr const char* kUnshipped =
    "('pulled', 'screened', 'held', 'numbered', 'queued', 'printed')";

using Marks = std::map<std::string, std::int64_t>;

struct NewEvent {
    WebhookEvent event;
    std::string key;
    std::map<std::string, std::string> params;
};

/// What one look found: events, and how far the webhook is told then.
struct Found {
    std::vector<NewEvent> events;
    Marks marks;
};

std::int64_t at(const Marks& marks, const std::string& name) {
    const auto found = marks.find(name);
    return found == marks.end() ? 0 : found->second;
}

/// "P7006…9802", as the bench shows it.
std::string short_number(const std::string& order_no) {
    if (order_no.size() <= 10) return order_no;
    return order_no.substr(0, 5) + "…" + order_no.substr(order_no.size() - 4);
}

base::Status find_new_orders(const Context& context, const Marks& told, Found& found) {
    auto newest = context.db.query_one("SELECT coalesce(max(id), 0) FROM orders");
    if (!newest) return base::pass(newest);
    const std::int64_t last = newest->integer(0);
    // Undoing an import takes orders out again, and their ids may come back.
    const std::int64_t first = std::min(at(told, "orders"), last);
    found.marks["orders"] = last;
    if (first == last) return {};
    auto counts = context.db.query_one(
        std::string("SELECT count(*), count(*) FILTER (WHERE state = 'held') FROM orders"
                    " WHERE id > $1 AND state IN ") +
            kUnshipped,
        values(first));
    if (!counts) return base::pass(counts);
    if (counts->integer(0) == 0) return {};
    found.events.push_back({WebhookEvent::NewOrders,
                            "new_orders:" + std::to_string(first) + "-" + std::to_string(last) +
                                "@" + std::to_string(base::to_millis(context.clock.now())),
                            {{"count", std::to_string(counts->integer(0))},
                             {"held", std::to_string(counts->integer(1))}}});
    return {};
}

void find_needs(const std::vector<NeedView>& needs, Time now, const Marks& told, Found& found) {
    struct Kind {
        int count = 0;
        int weight = 0;        ///< More of it than last time: news.
        bool counted = false;  ///< `count` is a number of things that wait.
        Time since{};
        std::map<std::string, std::string> params;
    };
    std::map<std::string, Kind> kinds;
    for (const NeedView& need : needs) {
        if (need.kind == "webhook_failed") continue;  // That is what we are.
        Kind& kind = kinds[need.kind];
        kind.params = {{"kind", need.kind}};
        // Words that are safe in a chat. A file's name, for one, may hold anything.
        for (const auto& [name, text] : need.params) {
            for (const char* safe : {"carrier", "printer", "title", "left", "need", "have"}) {
                if (name == safe) kind.params[name] = text;
            }
        }
        // What is said of one carrier, printer or slot is news when it begins; its figure moves
        // with every order, and the figure of a supply falls as it gets worse.
        kind.counted = !need.params.contains("carrier") && !need.params.contains("printer") &&
                       !need.params.contains("title");
        kind.count += need.count;
        kind.weight += kind.counted ? need.count : 1;
        kind.since = std::max(kind.since, need.since);
    }
    for (const auto& [name, count] : told) {
        if (name.starts_with("need:") && !kinds.contains(name.substr(5))) found.marks[name] = 0;
    }
    for (auto& [name, kind] : kinds) {
        const std::string mark = "need:" + name;
        const std::string when = "need_at:" + name;
        found.marks[mark] = kind.weight;
        const bool more = kind.weight > at(told, mark);
        // As many as before, but even the oldest came after the last message: others. What is said
        // to be "since now" has no beginning of its own.
        const bool others =
            kind.counted && base::to_millis(kind.since) > at(told, when) && kind.since < now - 3s;
        if (!more && !others) continue;
        found.marks[when] = base::to_millis(now);
        kind.params["count"] = std::to_string(kind.count);
        found.events.push_back({WebhookEvent::NeedsPerson,
                                mark + "@" + std::to_string(base::to_millis(now)),
                                std::move(kind.params)});
    }
}

base::Status find_batches(const Context& context, Time since, Found& found) {
    auto rows = context.db.query(
        "SELECT b.id, b.title, (SELECT count(*) FROM label_jobs j WHERE j.batch_id = b.id"
        " AND j.state IN ('sent', 'printed')), (SELECT count(*) FROM label_jobs j"
        " WHERE j.batch_id = b.id AND j.state IN ('unknown', 'failed'))"
        " FROM batches b WHERE b.state = 'done' AND b.kind IN ('slot', 'now')"
        " AND b.finished_at > $1 ORDER BY b.id",
        values(since));
    if (!rows) return base::pass(rows);
    for (const Row& row : *rows) {
        found.events.push_back({WebhookEvent::BatchDone,
                                "batch:" + std::to_string(row.integer(0)),
                                {{"title", row.text(1)},
                                 {"printed", std::to_string(row.integer(2))},
                                 {"troubled", std::to_string(row.integer(3))}}});
    }
    return {};
}

base::Status find_deadlines(const Context& context, const config::WebhookSettings& webhook,
                            const Marks& told, Found& found) {
    const Time now = context.clock.now();
    const std::string which = std::string(
                                  " FROM orders WHERE ship_by <= $1 AND (ship_by > $2"
                                  " OR id > $3) AND state IN ") +
                              kUnshipped;
    const std::int64_t last = at(found.marks, "orders");
    const std::int64_t told_id = std::min(at(told, "deadline_id"), last);
    const auto window = values(now + webhook.deadline, at(told, "deadline"), told_id);
    auto row = context.db.query_one("SELECT count(*), min(ship_by), max(ship_by)" + which, window);
    if (!row) return base::pass(row);
    if (row->integer(0) == 0) return {};
    auto nearest =
        context.db.query("SELECT order_no" + which + " ORDER BY ship_by, id LIMIT 1", window);
    if (!nearest) return base::pass(nearest);
    found.marks["deadline"] = std::max(at(told, "deadline"), row->integer(2));
    found.marks["deadline_id"] = last;
    found.events.push_back({WebhookEvent::DeadlineNear,
                            "deadline:" + std::to_string(row->integer(2)) + "-" +
                                std::to_string(last) + "@" + std::to_string(base::to_millis(now)),
                            {{"count", std::to_string(row->integer(0))},
                             {"ship_by", std::to_string(row->integer(1))},
                             {"order", short_number(nearest->front().text(0))}}});
    return {};
}

base::Result<Marks> read_marks(Session& db, const std::string& webhook) {
    auto rows =
        db.query("SELECT name, number FROM webhook_marks WHERE webhook = $1", values(webhook));
    if (!rows) return base::pass(rows);
    Marks marks;
    for (const Row& row : *rows) marks[row.text(0)] = row.integer(1);
    return marks;
}

base::Status set_mark(Session& db, const std::string& webhook, const std::string& name,
                      std::int64_t number) {
    auto done = db.execute(
        "INSERT INTO webhook_marks (webhook, name, number) VALUES ($1, $2, $3)"
        " ON CONFLICT (webhook, name) DO UPDATE SET number = excluded.number",
        values(webhook, name, number));
    if (!done) return base::pass(done);
    return {};
}

std::string text_of(const Happening& happening, const std::string& name) {
    const auto found = happening.params.find(name);
    return found == happening.params.end() ? std::string() : found->second;
}

std::int64_t figure_of(const Happening& happening, const std::string& name) {
    const std::string text = text_of(happening, name);
    std::int64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return 0;
        number = number * 10 + (c - '0');
    }
    return number;
}

std::string short_time(Time time, Time now) {
    const std::string whole = base::format_beijing(time);  // 2026-05-28 15:25:05
    return base::to_beijing(time).date == base::to_beijing(now).date ? whole.substr(11, 5)
                                                                     : whole.substr(5, 11);
}

}  // namespace

base::Result<int> note_happenings(const Context& context, const config::WebhookSettings& webhook,
                                  const std::vector<NeedView>& needs) {
    const Time now = context.clock.now();
    auto told = read_marks(context.db, webhook.name);
    if (!told) return base::pass(told);
    Found found;
    const bool first = !told->contains("since");
    if (first) {
        auto newest = context.db.query_one("SELECT coalesce(max(id), 0) FROM orders");
        if (!newest) return base::pass(newest);
        (*told)["orders"] = newest->integer(0);
        found.marks["since"] = base::to_millis(now);
    }
    const Time since =
        std::max(now - kNewsAge, first ? now : base::from_millis(at(*told, "since")));
    if (auto done = find_new_orders(context, *told, found); !done) return base::pass(done);
    find_needs(needs, now, *told, found);
    if (auto done = find_batches(context, since, found); !done) return base::pass(done);
    if (auto done = find_deadlines(context, webhook, *told, found); !done) return base::pass(done);

    std::erase_if(found.marks, [&](const auto& mark) {
        const auto known = told->find(mark.first);
        return known != told->end() && known->second == mark.second &&
               !(first && mark.first == "orders");
    });
    // A batch is found by each look of a day; its key says whether it was told.
    std::erase_if(found.events,
                  [&](const NewEvent& event) { return !webhook.events.contains(event.event); });
    if (found.marks.empty() && found.events.empty()) return 0;
    auto transaction = WriteTransaction::begin(context.db);
    if (!transaction) return base::pass(transaction);
    int added = 0;
    for (const NewEvent& event : found.events) {
        auto done = context.db.execute(
            "INSERT INTO webhook_events (webhook, event, event_key, params, created_at)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (webhook, event_key) DO NOTHING",
            values(webhook.name, config::event_name(event.event), event.key, to_json(event.params),
                   now));
        if (!done) return base::pass(done);
        added += *done;
    }
    for (const auto& [name, number] : found.marks) {
        if (auto done = set_mark(context.db, webhook.name, name, number); !done)
            return base::pass(done);
    }
    if (auto done = transaction->commit(); !done) return base::pass(done);
    return added;
}

std::string message_text(const config::Texts& texts, const std::string& shop,
                         const std::vector<Happening>& happenings, Time now) {
    constexpr int kBatchLines = 5;
    std::int64_t orders = 0, held = 0, due = 0, first_due = 0;
    std::string first_order;
    std::vector<std::string> lines;
    std::vector<std::string> batches;
    int more_batches = 0;
    std::vector<std::pair<std::string, std::string>> needs;  // The newest words of each kind.
    bool test = false;
    for (const Happening& happening : happenings) {
        if (happening.event == "new_orders") {
            orders += figure_of(happening, "count");
            held += figure_of(happening, "held");
        } else if (happening.event == "deadline_near") {
            due += figure_of(happening, "count");
            const std::int64_t ship_by = figure_of(happening, "ship_by");
            if (first_due == 0 || ship_by < first_due) {
                first_due = ship_by;
                first_order = text_of(happening, "order");
            }
        } else if (happening.event == "batch_done") {
            const bool troubled = figure_of(happening, "troubled") > 0;
            if (static_cast<int>(batches.size()) >= kBatchLines) {
                ++more_batches;
                continue;
            }
            batches.push_back(texts.text(troubled ? "webhook.batch_troubled" : "webhook.batch_done",
                                         {{"title", text_of(happening, "title")},
                                          {"printed", text_of(happening, "printed")},
                                          {"troubled", text_of(happening, "troubled")}}));
        } else if (happening.event == "needs_person") {
            const std::string kind = text_of(happening, "kind");
            config::Texts::Params params(happening.params.begin(), happening.params.end());
            std::string words = texts.has("ui.need." + kind)
                                    ? texts.text("ui.need." + kind, params)
                                    : texts.text("webhook.need_other", params);
            // A text that asks for words which do not belong into a chat.
            if (!config::placeholders(words).empty())
                words = texts.text("webhook.need_other", params);
            std::erase_if(needs, [&](const auto& known) { return known.first == kind; });
            needs.emplace_back(kind, texts.text("webhook.need", {{"what", words}}));
        } else {
            test = true;
        }
    }
    if (test) lines.push_back(texts.text("webhook.test"));
    for (const auto& [kind, line] : needs) lines.push_back(line);
    if (due > 0)
        lines.push_back(texts.text("webhook.deadline_near",
                                   {{"count", std::to_string(due)},
                                    {"time", short_time(base::from_millis(first_due), now)},
                                    {"order", first_order}}));
    if (orders > 0)
        lines.push_back(
            texts.text(held > 0 ? "webhook.new_orders_held" : "webhook.new_orders",
                       {{"count", std::to_string(orders)}, {"held", std::to_string(held)}}));
    lines.insert(lines.end(), batches.begin(), batches.end());
    if (more_batches > 0)
        lines.push_back(
            texts.text("webhook.batches_more", {{"count", std::to_string(more_batches)}}));
    std::string text = texts.text(
        "webhook.head", {{"shop", shop}, {"time", base::format_beijing(now).substr(5, 11)}});
    for (const std::string& line : lines) text += "\n" + line;
    return text;
}

}  // namespace station
