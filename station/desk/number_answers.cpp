// What the station makes of the providers' answers: the other half of NumberCounter.
#include <algorithm>

#include "base/log.h"
#include "station/desk/number_counter.h"

namespace station {

using base::ErrorCode;
using base::LogLevel;
using namespace std::chrono_literals;

namespace {

/// Calls with one key before a person is asked: with the pauses between them, half an hour.
constexpr int kMostAttempts = 12;

std::chrono::milliseconds backoff(int attempts) {
    return std::chrono::milliseconds(500) * (1 << std::clamp(attempts, 1, 10));  // 1 s to 8.5 min
}

}  // namespace

void NumberCounter::pause(Source& source) {
    ++source.failures;
    source.pause_until = context_.clock.steady_now() + backoff(source.failures);
}

base::Status NumberCounter::handle(const ProviderEvent& event) {
    Source* source = find(event.source);
    if (source == nullptr) return {};
    base::Status done;
    if (const auto* number = std::get_if<NumberAnswer>(&event.answer)) {
        done = on(*source, event.key, *number);
    } else if (const auto* cancel = std::get_if<CancelAnswer>(&event.answer)) {
        done = on(*source, event.key, *cancel);
    } else {
        done = on(*source, std::get<BalanceAnswer>(event.answer));
    }
    if (done || done.error().code != ErrorCode::Unavailable) source->busy = false;
    return done;
}

base::Status NumberCounter::on(Source& source, const std::string& key, const NumberAnswer& answer) {
    auto wish = wishes_.find(key);
    if (!wish) return base::pass(wish);
    if (!*wish || (*wish)->state != WishState::Asked) return {};
    base::log(answer.outcome == NumberOutcome::Granted ? LogLevel::Info : LogLevel::Warning,
              "number_answer",
              {{"key", key},
               {"source", source.settings->name},
               {"outcome", static_cast<int>(answer.outcome)},
               {"error", answer.error_key}});
    if (answer.outcome == NumberOutcome::Granted || answer.outcome == NumberOutcome::Refused) {
        source.failures = 0;
        if (auto noted = note_trouble(source, "", ""); !noted) return noted;
    }
    switch (answer.outcome) {
        case NumberOutcome::Granted:
            return granted(**wish, answer);
        case NumberOutcome::Refused: {
            auto transaction = WriteTransaction::begin(context_.db);
            if (!transaction) return base::pass(transaction);
            auto refused =
                wishes_.apply(**wish, WishEvent::Refused,
                              {.error_key = answer.error_key, .message = answer.message});
            if (!refused) return base::pass(refused);
            auto told = context_.db.execute(
                "UPDATE orders SET blocked_key = 'error.number_refused' WHERE id = $1",
                values((*wish)->order));
            if (!told) return base::pass(told);
            return transaction->commit();
        }
        case NumberOutcome::Lost:
            pause(source);
            return lost(source, **wish, answer);
        case NumberOutcome::NotTaken:
            break;
    }
    const bool empty = answer.error_key == "error.kdniao_empty";
    if (answer.concerns_account && !empty) pause(source);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const base::Time later = context_.clock.now() + (empty ? 10min : backoff(source.failures));
    auto back =
        wishes_.apply(**wish, WishEvent::NotTaken,
                      {.error_key = answer.error_key, .message = answer.message, .next_at = later});
    if (!back) return base::pass(back);
    if (empty) {
        // The carrier's other wishes fare no better: asked once, not a hundred times.
        auto wait = context_.db.execute(
            "UPDATE number_wishes SET next_at = $1 WHERE state = 'wished' AND provider = $2"
            " AND carrier = $3",
            values(later, source.settings->name, (*wish)->carrier));
        if (!wait) return base::pass(wait);
    }
    if (auto done = transaction->commit(); !done) return done;
    if (empty) return note_balance(source, (*wish)->carrier, 0, answer.error_key, answer.message);
    return note_trouble(source, answer.error_key, answer.message);
}

base::Status NumberCounter::granted(const WishRecord& wish, const NumberAnswer& answer) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const config::Carrier* carrier = context_.carriers.find(wish.carrier);
    const bool fits = is_number_like(answer.number) && carrier != nullptr &&
                      context_.carriers.match(*carrier, answer.number) != config::PatternMatch::No;
    auto used = number_in_use(context_.db, answer.number);
    if (!used) return base::pass(used);
    if (!fits || *used) {
        auto parked = wishes_.apply(
            wish, WishEvent::Unfit,
            {.error_key = *used ? "error.wish_number_used" : "error.wish_number_unfit",
             .answer = &answer});
        if (!parked) return base::pass(parked);
        return transaction->commit();
    }
    auto moved = wishes_.apply(wish, WishEvent::Granted, {.answer = &answer});
    if (!moved) return base::pass(moved);
    if (auto given = numbers_.give(wish, answer, "station"); !given) return given;
    if (!answer.known_before) {
        auto counted = context_.db.execute(
            "UPDATE number_balances SET balance = balance - 1 WHERE source = $1 AND carrier = $2"
            " AND balance > 0",
            values(wish.source, wish.carrier));
        if (!counted) return base::pass(counted);
    }
    return transaction->commit();
}

base::Status NumberCounter::lost(Source& source, const WishRecord& wish,
                                 const NumberAnswer& answer) {
    const bool again = source.settings->same_key_same_number && wish.attempts < kMostAttempts;
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto moved =
        wishes_.apply(wish, again ? WishEvent::LostKeepsKey : WishEvent::LostForGood,
                      {.error_key = answer.error_key,
                       .message = answer.message,
                       .next_at = context_.clock.now() + (again ? backoff(wish.attempts) : 0ms)});
    if (!moved) return base::pass(moved);
    if (auto done = transaction->commit(); !done) return done;
    return source.failures >= 3 ? note_trouble(source, answer.error_key, answer.message)
                                : base::Status{};
}

base::Status NumberCounter::on(Source& source, const std::string& text,
                               const CancelAnswer& answer) {
    auto number = voids_.find(base::WaybillNumber(text));
    if (!number) return base::pass(number);
    if (!*number || (*number)->state != VoidState::Asked) return {};
    using Outcome = CancelAnswer::Outcome;
    const bool done = answer.outcome == Outcome::Done;
    if (answer.outcome == Outcome::NotNow) pause(source);
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    auto moved = voids_.apply(
        **number, done ? VoidEvent::Done : VoidEvent::Failed,
        {.result = answer.message,
         .next_at = context_.clock.now() + (done ? 0ms : backoff((*number)->attempts + 3)),
         .person_now = answer.outcome == Outcome::Refused});
    if (!moved) return base::pass(moved);
    base::log(LogLevel::Info, "number_void_answer",
              {{"number", text}, {"source", source.settings->name}, {"done", done}});
    return transaction->commit();
}

base::Status NumberCounter::on(Source& source, const BalanceAnswer& answer) {
    if (answer.left) {
        source.failures = 0;
        if (!source.day_full) {
            if (auto noted = note_trouble(source, "", ""); !noted) return noted;
        }
    } else if (answer.error_key == "error.provider_unreachable") {
        pause(source);
        source.balance_at[answer.carrier] = source.pause_until;
        if (auto noted = note_trouble(source, answer.error_key, answer.message); !noted)
            return noted;
    }
    return note_balance(source, answer.carrier, answer.left, answer.error_key, answer.message);
}

base::Status NumberCounter::note_balance(Source& source, const base::CarrierCode& carrier,
                                         std::optional<std::int64_t> left, const std::string& key,
                                         const std::string& message) {
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const base::Time now = context_.clock.now();
    auto made = context_.db.execute(
        "INSERT INTO number_balances (source, carrier, balance, at) VALUES ($1, $2, NULL, $3)"
        " ON CONFLICT DO NOTHING",
        values(source.settings->name, carrier, now));
    if (!made) return base::pass(made);
    auto noted = context_.db.execute(
        "UPDATE number_balances SET balance = $1, at = $2, error_key = $3, message = $4"
        " WHERE source = $5 AND carrier = $6",
        {left ? Value{*left} : Value{}, value(now), value(key), value(message),
         value(source.settings->name), value(carrier)});
    if (!noted) return base::pass(noted);
    if (left && *left > 0 && source.remote.empty.contains(carrier)) {
        auto again = context_.db.execute(
            "UPDATE number_wishes SET next_at = $1 WHERE state = 'wished' AND provider = $2"
            " AND carrier = $3 AND next_at > $4",
            values(now, source.settings->name, carrier, now));
        if (!again) return base::pass(again);
    }
    if (auto done = transaction->commit(); !done) return done;
    if (left && *left > 0)
        source.remote.empty.erase(carrier);
    else if (left)
        source.remote.empty.insert(carrier);
    numbers_.set_remote(source.settings->name, source.remote);
    return {};
}

base::Status NumberCounter::note_trouble(Source& source, const std::string& key,
                                         const std::string& message) {
    auto known = context_.db.query(
        "SELECT error_key FROM number_balances WHERE source = $1 AND carrier = ''",
        values(source.settings->name));
    if (!known) return base::pass(known);
    if (known->empty() ? key.empty() : known->front().text(0) == key) return {};
    auto transaction = WriteTransaction::begin(context_.db);
    if (!transaction) return base::pass(transaction);
    const base::Time now = context_.clock.now();
    auto made = context_.db.execute(
        "INSERT INTO number_balances (source, carrier, balance, at) VALUES ($1, '', NULL, $2)"
        " ON CONFLICT DO NOTHING",
        values(source.settings->name, now));
    if (!made) return base::pass(made);
    auto noted = context_.db.execute(
        "UPDATE number_balances SET at = $1, error_key = $2, message = $3"
        " WHERE source = $4 AND carrier = ''",
        values(now, key, message, source.settings->name));
    if (!noted) return base::pass(noted);
    return transaction->commit();
}

}  // namespace station
