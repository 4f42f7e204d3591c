#include <libpq-fe.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <unordered_map>

#include "base/log.h"
#include "station/store/engine.h"
#include "station/store/schema_sql.h"

// Through libpq itself: docs/adr/0006-postgresql-through-libpq.md has what was measured.

namespace station {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using base::fail;

/// So long commit() tries to learn what became of a transaction whose connection was lost.
constexpr auto kDoubtLimit = 2s;
/// Any number that nobody else uses in this database: "packbnch" in ASCII.
constexpr std::int64_t kStationLock = 0x7061636b626e6368;
/// Statements remembered, and kept prepared from their second use on; the program has fewer.
constexpr std::size_t kStatements = 512;

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

struct Meaning {
    ErrorCode code;
    const char* key;
};

/// Of an SQLSTATE. Source: PostgreSQL 15 manual, appendix A.
Meaning meaning_of(std::string_view state) {
    const auto kind = state.substr(0, 2);
    if (kind == "23" || state == "P0001") return {ErrorCode::Conflict, ""};
    // Serialisation failure, deadlock, lock or statement time-out: the same again may work.
    if (kind == "40" || state == "55P03" || state == "57014")
        return {ErrorCode::Unavailable, "error.database_locked"};
    if (state == "53100") return {ErrorCode::Unavailable, "error.disk_full"};
    if (kind == "08" || kind == "53" || kind == "57" || kind == "58" || state == "25006")
        return {ErrorCode::Unavailable, "error.database_unavailable"};
    return {ErrorCode::Corrupt, "error.database_corrupt"};
}

std::string first_line(const char* text) {
    const std::string_view all = text == nullptr ? "" : text;
    return std::string(all.substr(0, all.find('\n')));
}

void log_notice(void*, const char* text) {
    base::log(base::LogLevel::Warning, "database_notice", {{"message", first_line(text)}});
}

template <typename Number>
std::string as_text(Number number) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return std::string(text, end);
}

/// Parameters in text form; the server derives their types from where they stand.
class Parameters {
public:
    explicit Parameters(const std::vector<Value>& values) {
        texts_.reserve(values.size());
        for (const Value& value : values) {
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                texts_.push_back(as_text(*number));
            } else if (const auto* real = std::get_if<double>(&value)) {
                texts_.push_back(as_text(*real));
            } else if (const auto* text = std::get_if<std::string>(&value)) {
                texts_.push_back(*text);
            } else {
                texts_.emplace_back();
            }
            pointers_.push_back(
                std::holds_alternative<std::monostate>(value) ? nullptr : texts_.back().c_str());
        }
    }
    int count() const { return static_cast<int>(pointers_.size()); }
    const char* const* data() const { return pointers_.data(); }

private:
    std::vector<std::string> texts_;
    std::vector<const char*> pointers_;
};

/// A cell by its type's number (PostgreSQL, pg_type.dat). NUMERIC is the type of sums: whole ones
/// are read exactly.
Value cell_value(const PGresult* answer, int row, int column) {
    if (PQgetisnull(answer, row, column) != 0) return {};
    const char* const text = PQgetvalue(answer, row, column);
    const char* const end = text + PQgetlength(answer, row, column);
    switch (PQftype(answer, column)) {
        case 16:  // bool
            return std::int64_t{*text == 't' ? 1 : 0};
        case 20:      // int8
        case 21:      // int2
        case 23:      // int4
        case 26:      // oid
        case 1700: {  // numeric
            std::int64_t number = 0;
            if (std::from_chars(text, end, number).ptr == end) return number;
            return std::strtod(text, nullptr);
        }
        case 700:  // float4
        case 701:  // float8
            return std::strtod(text, nullptr);
        default:
            return std::string(text, end);
    }
}

class PostgresqlEngine final : public Engine {
public:
    PostgresqlEngine(config::DatabaseLocation location, Access access)
        : location_(std::move(location)), access_(access) {}

    base::Status connect() override;
    bool connected() override {
        return connection_ && PQstatus(connection_.get()) == CONNECTION_OK;
    }

    base::Result<int> execute(std::string_view sql, const std::vector<Value>& values) override;
    base::Result<std::vector<Row>> query(std::string_view sql,
                                         const std::vector<Value>& values) override;

    base::Status begin() override;
    base::Status commit() override;
    void roll_back() override;
    base::Status claim() override;
    base::Result<bool> has_table(std::string_view name) override;
    std::vector<std::string> schema_sql(std::string_view statement) const override {
        return postgresql_schema_sql(statement);
    }
    std::vector<std::string> schema_prologue() const override {
        return postgresql_schema_prologue();
    }

private:
    struct Known {
        int uses = 0;
        std::string name;  ///< Prepared under it; "" before.
    };
    base::Status open_once();
    base::Status set_up();
    base::Status lock_out_others();
    base::Status resolve(const std::string& transaction, const base::Error& lost);
    /// Runs one statement without parameters; what the server says that it did.
    base::Result<std::string> plain(const char* sql);
    base::Result<Answer> run(std::string_view sql, const std::vector<Value>& values);
    base::Result<Known*> known(const std::string& sql, int parameters);
    base::Result<Answer> checked(PGresult* result);

    const config::DatabaseLocation location_;
    const Access access_;
    bool claimed_ = false;
    bool was_open_ = false;
    Connection connection_{nullptr, PQfinish};
    std::unordered_map<std::string, Known> known_;
    int prepared_ = 0;
};

base::Status PostgresqlEngine::connect() {
    if (auto opened = open_once(); !opened) {
        connection_.reset();
        return opened;
    }
    if (was_open_)
        base::log(base::LogLevel::Warning, "database_reconnected",
                  {{"database", location_.text()}});
    was_open_ = true;
    return {};
}

base::Status PostgresqlEngine::open_once() {
    // A server that is switched off or out of reach is noticed within some 20 s.
    std::map<std::string, std::string> words = {
        {"application_name", "packbench"}, {"client_encoding", "UTF8"},  {"connect_timeout", "3"},
        {"keepalives_idle", "10"},         {"keepalives_interval", "3"}, {"keepalives_count", "3"},
        {"tcp_user_timeout", "15000"}};
    words.insert(location_.server.begin(), location_.server.end());
    std::vector<const char*> keys;
    std::vector<const char*> texts;
    for (const auto& [key, text] : words) {
        keys.push_back(key.c_str());
        texts.push_back(text.c_str());
    }
    keys.push_back(nullptr);
    texts.push_back(nullptr);
    known_.clear();
    connection_.reset(PQconnectdbParams(keys.data(), texts.data(), 0));
    if (!connected())
        return fail(ErrorCode::Unavailable,
                    "database " + location_.text() +
                        " cannot be opened: " + first_line(PQerrorMessage(connection_.get())),
                    "error.database_unavailable");
    PQsetNoticeProcessor(connection_.get(), log_notice, nullptr);
    if (auto ready = set_up(); !ready) return ready;
    return claimed_ ? lock_out_others() : base::Status{};
}

base::Status PostgresqlEngine::set_up() {
    const std::string encoding = PQparameterStatus(connection_.get(), "server_encoding");
    if (encoding != "UTF8")
        return fail(ErrorCode::Unavailable,
                    "database " + location_.text() + " has the encoding " + encoding +
                        ": create it with ENCODING 'UTF8'",
                    "error.database_unavailable");
    auto set = execute(
        "SELECT set_config('client_min_messages', 'warning', false),"
        " set_config('synchronous_commit', 'on', false),"
        " set_config('lock_timeout', '2s', false),"
        " set_config('statement_timeout', '30s', false),"
        " set_config('idle_in_transaction_session_timeout', '60s', false),"
        " set_config('default_transaction_read_only', $1, false)",
        values(access_ == Access::ReadOnly ? "on" : "off"));
    if (!set) return base::pass(set);
    return {};
}

base::Result<Answer> PostgresqlEngine::checked(PGresult* result) {
    Answer answer(result, PQclear);
    const auto status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
    const std::string where = "database " + location_.text() + ": ";
    if (!connected())
        return fail(ErrorCode::Unavailable, where + first_line(PQerrorMessage(connection_.get())),
                    "error.database_unavailable");
    // Only the primary line: the detail shows values.
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string code = state == nullptr ? "" : state;
    const Meaning meaning = meaning_of(code);
    return fail(
        meaning.code,
        where + first_line(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)) + " (" + code + ")",
        meaning.key);
}

/// The statement's entry, prepared from its second use on: planning costs more than most of them.
base::Result<PostgresqlEngine::Known*> PostgresqlEngine::known(const std::string& sql,
                                                               int parameters) {
    if (known_.size() >= kStatements && !known_.contains(sql)) {
        if (auto done = checked(PQexec(connection_.get(), "DEALLOCATE ALL")); !done)
            return base::pass(done);
        known_.clear();
    }
    Known& entry = known_[sql];
    if (++entry.uses < 2 || !entry.name.empty()) return &entry;
    const std::string name = "s" + std::to_string(++prepared_);
    auto done =
        checked(PQprepare(connection_.get(), name.c_str(), sql.c_str(), parameters, nullptr));
    if (!done) return base::pass(done);
    entry.name = name;
    return &entry;
}

base::Result<Answer> PostgresqlEngine::run(std::string_view sql, const std::vector<Value>& values) {
    if (!connected())
        return fail(ErrorCode::Unavailable, "database " + location_.text() + " is not connected",
                    "error.database_unavailable");
    const std::string text(sql);
    const Parameters parameters(values);
    const auto statement = known(text, parameters.count());
    if (!statement) return base::pass(statement);
    if ((*statement)->name.empty())
        return checked(PQexecParams(connection_.get(), text.c_str(), parameters.count(), nullptr,
                                    parameters.data(), nullptr, nullptr, 0));
    return checked(PQexecPrepared(connection_.get(), (*statement)->name.c_str(), parameters.count(),
                                  parameters.data(), nullptr, nullptr, 0));
}

base::Result<int> PostgresqlEngine::execute(std::string_view sql,
                                            const std::vector<Value>& values) {
    auto answer = run(sql, values);
    if (!answer) return base::pass(answer);
    return std::atoi(PQcmdTuples(answer->get()));
}

base::Result<std::vector<Row>> PostgresqlEngine::query(std::string_view sql,
                                                       const std::vector<Value>& values) {
    auto answer = run(sql, values);
    if (!answer) return base::pass(answer);
    const int count = PQntuples(answer->get());
    const int width = PQnfields(answer->get());
    std::vector<Row> rows;
    rows.reserve(static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
        std::vector<Value> cells;
        cells.reserve(static_cast<std::size_t>(width));
        for (int column = 0; column < width; ++column)
            cells.push_back(cell_value(answer->get(), row, column));
        rows.emplace_back(std::move(cells));
    }
    return rows;
}

base::Result<std::string> PostgresqlEngine::plain(const char* sql) {
    auto answer = checked(PQexec(connection_.get(), sql));
    if (!answer) return base::pass(answer);
    return std::string(PQcmdStatus(answer->get()));
}

base::Status PostgresqlEngine::begin() {
    if (access_ == Access::ReadOnly)
        return fail(ErrorCode::Unavailable,
                    "database " + location_.text() + ": this session only reads",
                    "error.database_unavailable");
    // As if one after the other, as SQLite has it; a second station then gets a retryable error
    // where READ COMMITTED would let both act on what neither has written yet.
    auto begun = plain("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
    if (!begun) return base::pass(begun);
    return {};
}

base::Status PostgresqlEngine::commit() {
    auto transaction = query("SELECT CAST(pg_current_xact_id_if_assigned() AS TEXT)", {});
    if (!transaction) return base::pass(transaction);
    const auto done = plain("COMMIT");
    if (done && *done == "COMMIT") return {};
    // The server answers COMMIT of a transaction in which a statement failed with "ROLLBACK".
    if (done) return fail(ErrorCode::Corrupt, "the transaction was rolled back: " + *done);
    if (connected() || transaction->front().null(0)) return base::pass(done);
    return resolve(transaction->front().text(0), done.error());
}

/// The connection was lost between COMMIT and its answer.
base::Status PostgresqlEngine::resolve(const std::string& transaction, const base::Error& lost) {
    const auto until = std::chrono::steady_clock::now() + kDoubtLimit;
    while (std::chrono::steady_clock::now() < until) {
        if (connect()) {
            auto state = query("SELECT pg_xact_status(CAST($1 AS xid8))", values(transaction));
            if (state && state->front().text(0) == "committed") return {};
            if (state && state->front().text(0) == "aborted") return std::unexpected(lost);
        }
        std::this_thread::sleep_for(100ms);
    }
    base::log(base::LogLevel::Error, "commit_in_doubt",
              {{"database", location_.text()}, {"transaction", transaction}});
    return std::unexpected(lost);
}

void PostgresqlEngine::roll_back() {
    // Where this fails the connection is gone, and the server rolls back.
    if (connected()) [[maybe_unused]]
        const auto done = plain("ROLLBACK");
}

base::Status PostgresqlEngine::claim() {
    if (auto locked = lock_out_others(); !locked) return locked;
    claimed_ = true;
    return {};
}

base::Status PostgresqlEngine::lock_out_others() {
    auto got = query("SELECT pg_try_advisory_lock($1)", values(kStationLock));
    if (!got) return base::pass(got);
    if (got->front().flag(0)) return {};
    return fail(ErrorCode::Conflict,
                "database " + location_.text() + " is in use by another station",
                "error.database_in_use");
}

base::Result<bool> PostgresqlEngine::has_table(std::string_view name) {
    auto rows = query(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema()"
        " AND table_name = $1",
        values(name));
    if (!rows) return base::pass(rows);
    return !rows->empty();
}

}  // namespace

std::unique_ptr<Engine> make_postgresql_engine(const config::DatabaseLocation& location,
                                               Access access) {
    return std::make_unique<PostgresqlEngine>(location, access);
}

}  // namespace station
