#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>

#include <mutex>

#include "station/store/engine.h"

namespace station {
namespace {

namespace keywords = Poco::Data::Keywords;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kBusySeconds = 2;

/// Binds each parameter by its own type; the values must outlive the statement.
void bind(Poco::Data::Statement& statement, const std::vector<Value>& values) {
    for (const Value& value : values) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            statement, keywords::useRef(*number);
        } else if (const auto* real = std::get_if<double>(&value)) {
            statement, keywords::useRef(*real);
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            statement, keywords::useRef(*text);
        } else {
            statement, keywords::use(keywords::null);
        }
    }
}

Value cell_value(Poco::Data::RecordSet& set, std::size_t column, std::size_t row) {
    if (set.isNull(column, row)) return {};
    const Poco::Dynamic::Var cell = set.value(column, row);
    if (cell.isInteger() || cell.isBoolean()) return cell.convert<Poco::Int64>();
    if (cell.isNumeric()) return cell.convert<double>();
    return cell.convert<std::string>();
}

int run_statement(Poco::Data::Session& session, std::string_view sql,
                  const std::vector<Value>& values) {
    Poco::Data::Statement statement(session);
    statement << std::string(sql);
    bind(statement, values);
    return static_cast<int>(statement.execute());
}

std::vector<Row> fetch_rows(Poco::Data::Session& session, std::string_view sql,
                            const std::vector<Value>& values) {
    Poco::Data::Statement statement(session);
    statement << std::string(sql);
    bind(statement, values);
    statement.execute();
    Poco::Data::RecordSet set(statement);
    std::vector<Row> rows;
    rows.reserve(set.rowCount());
    for (std::size_t r = 0; r < set.rowCount(); ++r) {
        std::vector<Value> cells;
        cells.reserve(set.columnCount());
        for (std::size_t c = 0; c < set.columnCount(); ++c) cells.push_back(cell_value(set, c, r));
        rows.emplace_back(std::move(cells));
    }
    return rows;
}

class SqliteEngine final : public Engine {
public:
    SqliteEngine(std::filesystem::path file, Access access)
        : file_(std::move(file)), access_(access) {}
    ~SqliteEngine() override {
        try {
            if (session_) session_->close();
        } catch (const Poco::Exception&) {
            // Closing loses nothing: what was committed is on disk, the rest was never promised.
        }
    }

    base::Status connect() override;
    bool connected() override { return session_ != nullptr; }

    base::Result<int> execute(std::string_view sql, const std::vector<Value>& values) override {
        try {
            return run_statement(*session_, sql, values);
        } catch (const Poco::Exception& e) {
            return error(e);
        }
    }
    base::Result<std::vector<Row>> query(std::string_view sql,
                                         const std::vector<Value>& values) override {
        try {
            return fetch_rows(*session_, sql, values);
        } catch (const Poco::Exception& e) {
            return error(e);
        }
    }

    /// SQLite's default BEGIN is deferred: reading and then writing from two sessions fails half
    /// the time.
    base::Status begin() override { return plain("BEGIN IMMEDIATE"); }
    base::Status commit() override { return plain("COMMIT"); }
    void roll_back() override {
        // A failed rollback leaves the transaction to SQLite, which rolls back on close.
        [[maybe_unused]] const auto done = plain("ROLLBACK");
    }

    /// The data folder's lock already keeps a second station out.
    base::Status claim() override { return {}; }
    base::Result<bool> has_table(std::string_view name) override {
        auto rows =
            query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", values(name));
        if (!rows) return base::pass(rows);
        return !rows->empty();
    }
    std::vector<std::string> schema_sql(std::string_view statement) const override {
        return {std::string(statement)};
    }
    std::vector<std::string> schema_prologue() const override { return {}; }

private:
    base::Status plain(std::string_view sql) {
        auto done = execute(sql, {});
        if (!done) return base::pass(done);
        return {};
    }
    std::unexpected<base::Error> error(const Poco::Exception& e) const;

    const std::filesystem::path file_;
    const Access access_;
    std::unique_ptr<Poco::Data::Session> session_;
};

std::unexpected<base::Error> SqliteEngine::error(const Poco::Exception& e) const {
    namespace sqlite = Poco::Data::SQLite;
    const std::string message = "database " + file_.string() + ": " + e.displayText();
    if (dynamic_cast<const sqlite::ConstraintViolationException*>(&e) != nullptr)
        return fail(ErrorCode::Conflict, message);
    if (dynamic_cast<const sqlite::DatabaseFullException*>(&e) != nullptr)
        return fail(ErrorCode::Unavailable, message, "error.disk_full");
    if (dynamic_cast<const sqlite::DBLockedException*>(&e) != nullptr ||
        dynamic_cast<const sqlite::TableLockedException*>(&e) != nullptr)
        return fail(ErrorCode::Unavailable, message, "error.database_locked");
    if (dynamic_cast<const sqlite::IOErrorException*>(&e) != nullptr ||
        dynamic_cast<const sqlite::CantOpenDBFileException*>(&e) != nullptr ||
        dynamic_cast<const sqlite::ReadOnlyException*>(&e) != nullptr ||
        dynamic_cast<const Poco::Data::ConnectionFailedException*>(&e) != nullptr)
        return fail(ErrorCode::Unavailable, message, "error.database_unavailable");
    return fail(ErrorCode::Corrupt, message, "error.database_corrupt");
}

base::Status SqliteEngine::connect() {
    static std::once_flag registered;
    std::call_once(registered, [] { Poco::Data::SQLite::Connector::registerConnector(); });
    try {
        // Poco keeps a busy time-out of its own, 60 s unless told here; the pragma is not enough.
        session_ = std::make_unique<Poco::Data::Session>(Poco::Data::SQLite::Connector::KEY,
                                                         file_.string(), kBusySeconds);
        session_->setConnectionTimeout(kBusySeconds);
        *session_ << "PRAGMA foreign_keys = ON", keywords::now;
        // As in PostgreSQL: LIKE tells capital from small letters.
        *session_ << "PRAGMA case_sensitive_like = ON", keywords::now;
        if (access_ == Access::ReadWrite) {
            std::string mode;
            *session_ << "PRAGMA journal_mode = WAL", keywords::into(mode), keywords::now;
            *session_ << "PRAGMA synchronous = FULL", keywords::now;
            *session_ << "PRAGMA secure_delete = ON", keywords::now;
        } else {
            *session_ << "PRAGMA query_only = ON", keywords::now;
        }
    } catch (const Poco::Exception& e) {
        session_.reset();
        return error(e);
    }
    return {};
}

}  // namespace

std::unique_ptr<Engine> make_sqlite_engine(const config::DatabaseLocation& location,
                                           Access access) {
    return std::make_unique<SqliteEngine>(location.file, access);
}

}  // namespace station
