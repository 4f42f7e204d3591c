#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "config/database_location.h"

namespace station {

/// One parameter or cell. Binary data is stored as text (base64), so that both engines agree.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

inline Value value(std::int64_t number) {
    return number;
}
inline Value value(int number) {
    return std::int64_t{number};
}
inline Value value(bool flag) {
    return std::int64_t{flag ? 1 : 0};
}
inline Value value(std::string text) {
    return text;
}
inline Value value(const char* text) {
    return std::string(text);
}
inline Value value(std::string_view text) {
    return std::string(text);
}
inline Value value(base::Time time) {
    return base::to_millis(time);
}
inline Value value(std::optional<base::Time> time) {
    return time ? Value{base::to_millis(*time)} : Value{};
}
template <typename Tag>
Value value(const base::StringId<Tag>& id) {
    return id.str();
}
template <typename Tag>
Value value(base::RowId<Tag> id) {
    return id ? Value{id.value()} : Value{};
}
/// `values(order, "held", now)`: the parameters $1..$n.
template <typename... T>
std::vector<Value> values(const T&... items) {
    return {value(items)...};
}

/// One row of a result; columns by position, as selected. A NULL reads as 0, "" or nothing.
class Row {
public:
    explicit Row(std::vector<Value> cells) : cells_(std::move(cells)) {}
    std::size_t size() const { return cells_.size(); }
    bool null(std::size_t column) const;
    std::int64_t integer(std::size_t column) const;
    int small(std::size_t column) const { return static_cast<int>(integer(column)); }
    double real(std::size_t column) const;
    bool flag(std::size_t column) const { return integer(column) != 0; }
    std::string text(std::size_t column) const;
    base::Time time(std::size_t column) const { return base::from_millis(integer(column)); }
    std::optional<base::Time> maybe_time(std::size_t column) const;
    template <typename Id>
    Id id(std::size_t column) const {
        if constexpr (requires(Id i) { i.str(); }) {
            return Id(text(column));
        } else {
            return Id(integer(column));
        }
    }

private:
    std::vector<Value> cells_;
};

enum class Access { ReadWrite, ReadOnly };

class Engine;

/// One session with the database. SQLite: WAL, synchronous FULL, foreign keys on, secure delete,
/// busy time-out 2 s. PostgreSQL: synchronous_commit on, lock time-out 2 s, statement time-out
/// 30 s. Thread rule: one thread at a time. Blocks on the database only.
/// SQL: the same text runs on both engines; the rules are in docs/architecture.md, "One SQL, two
/// engines". Parameters $1..$n, once each and in order. A NUL or a byte that is no UTF-8 in a text
/// parameter becomes U+FFFD: PostgreSQL takes neither.
/// A connection that was lost is opened anew outside transactions.
class Session {
public:
    /// An SQLite file; created when writing. Unavailable with the path and the cause.
    static base::Result<std::unique_ptr<Session>> open(const std::filesystem::path& file,
                                                       Access access);
    /// Either engine; the PostgreSQL database must be there (UTF8), its tables need not be.
    static base::Result<std::unique_ptr<Session>> open(const config::DatabaseLocation& location,
                                                       Access access);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs one statement; the number of rows changed. Conflict for a broken constraint,
    /// Unavailable for a locked database (key error.database_locked: the same again may work; also
    /// PostgreSQL's serialisation failures, deadlocks and time-outs), a full disk (key
    /// error.disk_full) or a lost connection (key error.database_unavailable), Corrupt else.
    /// After a failure inside a transaction nothing but rolling back is possible, on both engines.
    base::Result<int> execute(std::string_view sql, const std::vector<Value>& parameters = {});
    base::Result<std::vector<Row>> query(std::string_view sql,
                                         const std::vector<Value>& parameters = {});
    /// The first row; NotFound if there is none.
    base::Result<Row> query_one(std::string_view sql, const std::vector<Value>& parameters = {});
    /// Is a transaction open?
    bool in_transaction() const { return in_transaction_; }

    /// Makes this the one writing station of the database, until the session ends (PostgreSQL: an
    /// advisory lock, taken again after a lost connection; SQLite: the data folder's lock does it).
    /// Conflict (key error.database_in_use) when another station has it.
    base::Status claim();
    base::Result<bool> has_table(std::string_view name);

private:
    friend class WriteTransaction;
    friend base::Status migrate(Session& session, base::Time now, std::optional<int> up_to);
    Session(std::unique_ptr<Engine> engine, Access access);
    base::Status ready();
    template <typename Answer, typename Call>
    base::Result<Answer> guarded(const std::vector<Value>& parameters, Call call);
    std::unique_ptr<Engine> engine_;
    Access access_;
    bool in_transaction_ = false;
    std::optional<base::Error> failure_;  ///< Of the open transaction.
};

/// BEGIN .. COMMIT, as if one after the other (SQLite: BEGIN IMMEDIATE; PostgreSQL: SERIALIZABLE);
/// rolled back unless commit() said yes.
class WriteTransaction {
public:
    static base::Result<WriteTransaction> begin(Session& session);
    WriteTransaction(WriteTransaction&& other) noexcept;
    WriteTransaction& operator=(WriteTransaction&&) = delete;
    ~WriteTransaction();
    /// Fails, and changes nothing, when any statement of the transaction failed.
    base::Status commit();

private:
    explicit WriteTransaction(Session& session) : session_(&session) {}
    Session* session_;
};

/// Does the database hold a station's data? Never creates anything.
base::Result<bool> database_exists(const config::DatabaseLocation& location);

/// Brings the schema to this program's version, one numbered migration at a time, each in its own
/// transaction. Corrupt (key error.database_newer) when the database is newer than the program.
/// `up_to`: stop there, as an older program would have; for tests of migrations.
base::Status migrate(Session& session, base::Time now, std::optional<int> up_to = std::nullopt);
/// Corrupt (key error.database_newer) when the database is newer than the program. Writes nothing.
base::Status check_schema(Session& session);
/// The newest migration this program knows.
int schema_version();

}  // namespace station
