#include "station/desk/number_counter.h"

#include <algorithm>

#include "base/log.h"
#include "station/orders/personal_data.h"

namespace station {

using base::ErrorCode;
using base::LogLevel;
using namespace std::chrono_literals;

namespace {

std::string today(const base::Clock& clock) {
    return base::format_beijing(clock.now()).substr(0, 10);
}

}  // namespace

NumberCounter::NumberCounter(const Context& context, Numbers& numbers,
                             const config::NumberRequestLayout& layout)
    : context_(context),
      numbers_(numbers),
      wishes_(context),
      voids_(context),
      requests_(context, layout) {}

NumberCounter::~NumberCounter() {
    stop(1s);
}

base::Status NumberCounter::start(const MakeProvider& make, std::function<void()> wake) {
    for (const config::NumberSourceSettings& settings : context_.settings.numbers.sources) {
        if (settings.kind != config::NumberSourceKind::Kdniao) continue;
        if (auto opened = open_source(settings, make, wake); !opened) return opened;
    }
    return recover();
}

base::Status NumberCounter::open_source(const config::NumberSourceSettings& settings,
                                        const MakeProvider& make,
                                        const std::function<void()>& wake) {
    Source source;
    source.settings = &settings;
    auto provider = make(settings);
    sources_.push_back(std::move(source));
    Source& kept = sources_.back();
    if (!provider) {
        base::log(LogLevel::Error, "number_source_closed",
                  {{"source", settings.name}, {"message", provider.error().message}});
        return note_trouble(
            kept, provider.error().key.empty() ? "error.credentials_wrong" : provider.error().key,
            provider.error().message);
    }
    kept.worker = std::make_unique<ProviderWorker>(
        settings.name, std::move(*provider), [this, wake](ProviderEvent event) {
            if (!events_.try_push(std::move(event)))
                base::log(LogLevel::Error, "provider_event_lost", {});
            wake();
        });
    for (const base::CarrierCode& carrier : kept.worker->carriers()) {
        kept.remote.carriers.insert(carrier);
        kept.balance_at[carrier] = context_.clock.steady_now();
    }
    numbers_.set_remote(settings.name, kept.remote);
    return note_trouble(kept, "", "");
}

base::Status NumberCounter::recover() {
    auto asked = wishes_.in_state(WishState::Asked);
    if (!asked) return base::pass(asked);
    for (const WishRecord& wish : *asked) {
        const Source* source = find(wish.source);
        const bool same_key = source != nullptr && source->settings->same_key_same_number;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto moved =
            wishes_.apply(wish, same_key ? WishEvent::LostKeepsKey : WishEvent::LostForGood,
                          {.error_key = "error.answer_lost"});
        if (!moved) return base::pass(moved);
        if (auto done = transaction->commit(); !done) return done;
        base::log(LogLevel::Warning, "number_answer_lost",
                  {{"key", wish.key}, {"source", wish.source}, {"asks_again", same_key}});
    }
    auto cancels = voids_.in_state(VoidState::Asked);
    if (!cancels) return base::pass(cancels);
    for (const VoidRecord& number : *cancels) {
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        auto moved = voids_.apply(number, VoidEvent::Failed, {});
        if (!moved) return base::pass(moved);
        if (auto done = transaction->commit(); !done) return done;
    }
    return {};
}

void NumberCounter::stop(std::chrono::milliseconds limit) {
    for (Source& source : sources_) {
        if (source.worker) source.worker->stop(limit);
    }
    // What they answered at the end is kept: a granted number is not asked for again.
    while (auto event = events_.pop(0ms)) {
        if (auto handled = handle(*event); !handled)
            base::log(LogLevel::Warning, "provider_event_late",
                      {{"message", handled.error().message}});
    }
    sources_.clear();
}

std::chrono::minutes NumberCounter::longest_wait() const {
    std::chrono::minutes longest{0};
    for (const Source& source : sources_) {
        if (source.worker) longest = std::max(longest, source.settings->batch_wait);
    }
    return longest;
}

NumberCounter::Source* NumberCounter::find(const std::string& name) {
    const auto found = std::ranges::find_if(
        sources_, [&](const Source& source) { return source.settings->name == name; });
    return found == sources_.end() ? nullptr : &*found;
}

base::Result<bool> NumberCounter::work() {
    if (!event_) event_ = events_.pop(0ms);
    if (event_) {
        if (auto handled = handle(*event_); !handled) {
            if (handled.error().code == ErrorCode::Unavailable) return base::pass(handled);
            base::log(LogLevel::Error, "provider_event_refused",
                      {{"message", handled.error().message}});
        }
        event_.reset();
        return true;
    }
    for (Source& source : sources_) {
        auto gave = give_next(source);
        if (!gave) return base::pass(gave);
        if (*gave) return true;
    }
    const base::SteadyTime now = context_.clock.steady_now();
    if (now >= look_at_voids_) {
        look_at_voids_ = now + 2s;
        auto swept = voids_.sweep();
        if (!swept) return base::pass(swept);
        if (*swept > 0) return true;
    }
    if (now >= look_at_files_) {
        look_at_files_ = now + 1h;
        auto deleted = requests_.delete_old();
        if (!deleted) return base::pass(deleted);
    }
    return false;
}

base::Result<bool> NumberCounter::give_next(Source& source) {
    if (!source.worker || source.busy) return false;
    if (context_.clock.steady_now() < source.pause_until) return false;
    auto gave = give_wish(source);
    if (!gave || *gave) return gave;
    gave = give_void(source);
    if (!gave || *gave) return gave;
    return give_balance(source);
}

base::Result<bool> NumberCounter::may_call(Source& source) {
    const base::SteadyTime now = context_.clock.steady_now();
    while (!source.calls.empty() && source.calls.front() <= now - 1min) source.calls.pop_front();
    const config::KdniaoSettings& limits = source.settings->kdniao;
    if (source.calls.size() >= static_cast<std::size_t>(limits.calls_per_minute)) {
        source.pause_until = source.calls.front() + 1min;
        return false;
    }
    auto row = context_.db.query("SELECT calls FROM provider_calls WHERE source = $1 AND day = $2",
                                 values(source.settings->name, today(context_.clock)));
    if (!row) return base::pass(row);
    const bool full = !row->empty() && row->front().integer(0) >= limits.calls_per_day;
    if (full) {
        source.pause_until = now + 1min;
        if (!source.day_full) {
            source.day_full = true;
            if (auto noted = note_trouble(source, "error.provider_day_full", ""); !noted)
                return base::pass(noted);
        }
        return false;
    }
    if (source.day_full) {
        source.day_full = false;
        if (auto noted = note_trouble(source, "", ""); !noted) return base::pass(noted);
    }
    return true;
}

base::Status NumberCounter::count_call(Source& source) {
    auto made = context_.db.execute(
        "INSERT INTO provider_calls (source, day, calls) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
        values(source.settings->name, today(context_.clock)));
    if (!made) return base::pass(made);
    auto counted = context_.db.execute(
        "UPDATE provider_calls SET calls = calls + 1 WHERE source = $1 AND day = $2",
        values(source.settings->name, today(context_.clock)));
    if (!counted) return base::pass(counted);
    source.calls.push_back(context_.clock.steady_now());
    return {};
}

base::Result<NumberRequest> NumberCounter::request_of(const WishRecord& wish) const {
    auto person = personal_data(context_, wish.order);
    if (!person) return base::pass(person);
    auto items = context_.db.query(
        "SELECT title, spec, seller_code, quantity FROM order_items WHERE order_id = $1"
        " ORDER BY line LIMIT 50",
        values(wish.order));
    if (!items) return base::pass(items);
    auto weight =
        context_.db.query_one("SELECT weight_g FROM orders WHERE id = $1", values(wish.order));
    if (!weight) return base::pass(weight);
    const config::SenderSettings& sender = context_.settings.shop.sender;
    NumberRequest request;
    request.key = wish.key;
    request.carrier = wish.carrier;
    request.sender = {sender.name, sender.phone,    sender.province,
                      sender.city, sender.district, sender.detail};
    request.receiver = {person->name, person->phone,    person->province,
                        person->city, person->district, person->detail};
    for (const Row& item : *items)
        request.items.push_back({item.text(0) + (item.text(1).empty() ? "" : " " + item.text(1)),
                                 item.text(2), item.small(3)});
    request.weight_g = weight->small(0);
    return request;
}

base::Result<bool> NumberCounter::give_wish(Source& source) {
    auto due = wishes_.next_due(source.settings->name);
    if (!due) return base::pass(due);
    if (!*due) return false;
    const WishRecord& wish = **due;
    auto allowed = may_call(source);
    if (!allowed) return base::pass(allowed);
    if (!*allowed) return false;
    auto facts =
        context_.db.query_one("SELECT state FROM orders WHERE id = $1", values(wish.order));
    if (!facts) return base::pass(facts);
    auto receiver = receiver_hash(context_, wish.order);
    if (!receiver) return base::pass(receiver);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const std::string state = facts->text(0);
    const bool ended = state == "refused" || state == "closed" || state == "shipped";
    // An answer may be lost by now: then only the provider knows, and it is asked all the same.
    if (wish.parcel_numbered || ((wish.parcel_void || ended) && wish.attempts == 0)) {
        auto given_up = wishes_.apply(wish, WishEvent::NotNeeded, {});
        if (!given_up) return base::pass(given_up);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        return true;
    }
    if (wish.attempts == 0 && (state == "held" || state == "intercepted")) {
        // Not now: its release, or its end, comes by the next look.
        auto later =
            wishes_.apply(wish, WishEvent::NotTaken, {.next_at = context_.clock.now() + 30s});
        if (!later) return base::pass(later);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        return true;
    }
    if (*receiver != wish.receiver_hash) {
        if (wish.attempts > 0) {
            // The earlier call may have booked the old address under this key.
            auto parked = wishes_.apply(wish, WishEvent::LostForGood,
                                        {.error_key = "error.wish_address_changed"});
            if (!parked) return base::pass(parked);
            if (auto done = transaction->commit(); !done) return base::pass(done);
            return true;
        }
        auto renewed = context_.db.execute("UPDATE parcels SET receiver_hash = $1 WHERE id = $2",
                                           values(*receiver, wish.parcel));
        if (!renewed) return base::pass(renewed);
    }
    auto request = request_of(wish);
    if (!request) return base::pass(request);
    auto asked = wishes_.apply(wish, WishEvent::Ask, {});
    if (!asked) return base::pass(asked);
    if (auto counted = count_call(source); !counted) return base::pass(counted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    // The queue holds more than the one task under way; should it refuse, the wish counts as lost.
    source.busy = source.worker->give(std::move(*request));
    if (!source.busy)
        base::log(LogLevel::Error, "provider_queue_full", {{"source", source.settings->name}});
    return true;
}

base::Result<bool> NumberCounter::give_void(Source& source) {
    auto due =
        voids_.next_due(source.settings->name, context_.clock.now() - source.settings->void_after);
    if (!due) return base::pass(due);
    if (!*due || !source.remote.carriers.contains((*due)->carrier)) return false;
    auto allowed = may_call(source);
    if (!allowed) return base::pass(allowed);
    if (!*allowed) return false;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto asked = voids_.apply(**due, VoidEvent::Ask, {});
    if (!asked) return base::pass(asked);
    if (auto counted = count_call(source); !counted) return base::pass(counted);
    if (auto done = transaction->commit(); !done) return base::pass(done);
    source.busy =
        source.worker->give(CancelRequest{(*due)->wish_key, (*due)->carrier, (*due)->number});
    return true;
}

base::Result<bool> NumberCounter::give_balance(Source& source) {
    const base::SteadyTime now = context_.clock.steady_now();
    for (auto& [carrier, at] : source.balance_at) {
        if (now < at) continue;
        auto allowed = may_call(source);
        if (!allowed) return base::pass(allowed);
        if (!*allowed) return false;
        auto transaction = WriteTransaction::begin(context_.db);
        if (!transaction) return base::pass(transaction);
        if (auto counted = count_call(source); !counted) return base::pass(counted);
        if (auto done = transaction->commit(); !done) return base::pass(done);
        at = now + source.settings->kdniao.balance_every;
        source.busy = source.worker->give(BalanceRequest{carrier});
        return true;
    }
    return false;
}

}  // namespace station
