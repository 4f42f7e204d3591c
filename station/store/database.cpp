#include "station/store/database.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/text.h"
#include "station/store/engine.h"

namespace station {

using base::ErrorCode;
using base::fail;

bool Row::null(std::size_t column) const {
    return std::holds_alternative<std::monostate>(cells_.at(column));
}

std::int64_t Row::integer(std::size_t column) const {
    const Value& cell = cells_.at(column);
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
    if (const auto* real = std::get_if<double>(&cell)) return static_cast<std::int64_t>(*real);
    // The engine has no type for an expression such as count(*): its cell arrives as text.
    if (const auto* text = std::get_if<std::string>(&cell)) {
        std::int64_t number = 0;
        std::from_chars(text->data(), text->data() + text->size(), number);
        return number;
    }
    return 0;
}

double Row::real(std::size_t column) const {
    const Value& cell = cells_.at(column);
    if (const auto* number = std::get_if<double>(&cell)) return *number;
    if (const auto* text = std::get_if<std::string>(&cell))
        return std::strtod(text->c_str(), nullptr);
    return static_cast<double>(integer(column));
}

std::string Row::text(std::size_t column) const {
    const Value& cell = cells_.at(column);
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
    return {};
}

std::optional<base::Time> Row::maybe_time(std::size_t column) const {
    if (null(column)) return std::nullopt;
    return time(column);
}

namespace {

bool is_clean(const Value& parameter) {
    const auto* text = std::get_if<std::string>(&parameter);
    return text == nullptr || (!text->contains('\0') && base::is_valid_utf8(*text));
}

/// What no engine may be given: bytes that are no UTF-8, and NUL.
std::vector<Value> mended(std::vector<Value> parameters) {
    for (Value& parameter : parameters) {
        if (is_clean(parameter)) continue;
        std::u32string text = base::to_utf32(std::get<std::string>(parameter));
        std::ranges::replace(text, U'\0', U'\uFFFD');
        parameter = base::to_utf8(text);
    }
    return parameters;
}

}  // namespace

Session::Session(std::unique_ptr<Engine> engine, Access access)
    : engine_(std::move(engine)), access_(access) {}

Session::~Session() = default;

base::Result<std::unique_ptr<Session>> Session::open(const std::filesystem::path& file,
                                                     Access access) {
    return open(config::sqlite_file(file), access);
}

base::Result<std::unique_ptr<Session>> Session::open(const config::DatabaseLocation& location,
                                                     Access access) {
    auto engine = location.engine == config::DatabaseEngine::Sqlite
                      ? make_sqlite_engine(location, access)
                      : make_postgresql_engine(location, access);
    if (auto connected = engine->connect(); !connected) return base::pass(connected);
    return std::unique_ptr<Session>(new Session(std::move(engine), access));
}

/// Inside a transaction a lost connection stays lost: what follows would run outside it.
base::Status Session::ready() {
    if (failure_)
        return fail(failure_->code, "the transaction failed before: " + failure_->message,
                    failure_->key);
    if (in_transaction_ || engine_->connected()) return {};
    return engine_->connect();
}

template <typename Answer, typename Call>
base::Result<Answer> Session::guarded(const std::vector<Value>& parameters, Call call) {
    if (auto is_ready = ready(); !is_ready) return base::pass(is_ready);
    const bool clean = std::ranges::all_of(parameters, is_clean);
    base::Result<Answer> answer = clean ? call(parameters) : call(mended(parameters));
    if (!answer && in_transaction_) failure_ = answer.error();
    return answer;
}

base::Result<int> Session::execute(std::string_view sql, const std::vector<Value>& parameters) {
    return guarded<int>(parameters, [&](const std::vector<Value>& values) {
        return engine_->execute(sql, values);
    });
}

base::Result<std::vector<Row>> Session::query(std::string_view sql,
                                              const std::vector<Value>& parameters) {
    return guarded<std::vector<Row>>(parameters, [&](const std::vector<Value>& values) {
        auto rows = engine_->query(sql, values);
        // Only here it is known that the server went away meanwhile; reading twice does no harm.
        if (!rows && access_ == Access::ReadOnly && !engine_->connected() && engine_->connect())
            rows = engine_->query(sql, values);
        return rows;
    });
}

base::Result<Row> Session::query_one(std::string_view sql, const std::vector<Value>& parameters) {
    auto rows = query(sql, parameters);
    if (!rows) return base::pass(rows);
    if (rows->empty()) return fail(ErrorCode::NotFound, "no such row");
    return std::move(rows->front());
}

base::Status Session::claim() {
    if (auto is_ready = ready(); !is_ready) return is_ready;
    return engine_->claim();
}

base::Result<bool> Session::has_table(std::string_view name) {
    if (auto is_ready = ready(); !is_ready) return base::pass(is_ready);
    return engine_->has_table(name);
}

base::Result<WriteTransaction> WriteTransaction::begin(Session& session) {
    if (auto ready = session.ready(); !ready) return base::pass(ready);
    auto begun = session.engine_->begin();
    // A connection that died unnoticed since the last transaction: nothing is lost yet.
    if (!begun && !session.in_transaction_ && !session.engine_->connected() &&
        session.engine_->connect())
        begun = session.engine_->begin();
    if (!begun) return base::pass(begun);
    session.in_transaction_ = true;
    return WriteTransaction(session);
}

WriteTransaction::WriteTransaction(WriteTransaction&& other) noexcept : session_(other.session_) {
    other.session_ = nullptr;
}

WriteTransaction::~WriteTransaction() {
    if (session_ == nullptr) return;
    session_->engine_->roll_back();
    session_->in_transaction_ = false;
    session_->failure_.reset();
}

base::Status WriteTransaction::commit() {
    if (auto ready = session_->ready(); !ready) return ready;
    auto done = session_->engine_->commit();
    if (!done) return done;
    session_->in_transaction_ = false;
    session_ = nullptr;
    return {};
}

base::Result<bool> database_exists(const config::DatabaseLocation& location) {
    std::error_code error;
    if (location.engine == config::DatabaseEngine::Sqlite)
        return std::filesystem::exists(location.file, error);
    auto session = Session::open(location, Access::ReadOnly);
    if (!session) return base::pass(session);
    return (*session)->has_table("schema_migrations");
}

}  // namespace station
