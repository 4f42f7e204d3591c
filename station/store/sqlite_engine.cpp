#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Exception.h>

#include <mutex>

#include "station/store/engine.h"
#include "station/store/sqlite_statements.h"

namespace station {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kBusySeconds = 2;

class SqliteEngine final : public Engine {
public:
    SqliteEngine(std::filesystem::path file, Access access)
        : file_(std::move(file)), access_(access) {}
    ~SqliteEngine() override {
        statements_.reset();
        try {
            if (session_) session_->close();
        } catch (const Poco::Exception&) {
            // Closing loses nothing: what was committed is on disk, the rest was never promised.
        }
    }

    base::Status connect() override;
    bool connected() override { return session_ != nullptr; }

    base::Result<int> execute(std::string_view sql, const std::vector<Value>& values) override {
        return statements_->execute(sql, values);
    }
    base::Result<std::vector<Row>> query(std::string_view sql,
                                         const std::vector<Value>& values) override {
        return statements_->query(sql, values);
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
    const std::filesystem::path file_;
    const Access access_;
    std::unique_ptr<Poco::Data::Session> session_;
    std::unique_ptr<SqliteStatements> statements_;  ///< Ends before the connection it uses.
};

base::Status SqliteEngine::connect() {
    static std::once_flag registered;
    std::call_once(registered, [] { Poco::Data::SQLite::Connector::registerConnector(); });
    try {
        // Poco keeps a busy time-out of its own, 60 s unless told here; the pragma is not enough.
        session_ = std::make_unique<Poco::Data::Session>(Poco::Data::SQLite::Connector::KEY,
                                                         file_.string(), kBusySeconds);
        session_->setConnectionTimeout(kBusySeconds);
        statements_ = std::make_unique<SqliteStatements>(
            Poco::Data::SQLite::Utility::dbHandle(*session_), file_);
    } catch (const Poco::Exception& e) {
        // Poco only opens the connection; the statements speak for themselves.
        session_.reset();
        return fail(ErrorCode::Unavailable, "database " + file_.string() + ": " + e.displayText(),
                    "error.database_unavailable");
    }
    // As in PostgreSQL: LIKE tells capital from small letters.
    std::vector<const char*> pragmas = {"PRAGMA foreign_keys = ON",
                                        "PRAGMA case_sensitive_like = ON"};
    if (access_ == Access::ReadWrite) {
        pragmas.insert(pragmas.end(), {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                       "PRAGMA secure_delete = ON"});
    } else {
        pragmas.push_back("PRAGMA query_only = ON");
    }
    for (const char* pragma : pragmas) {
        if (auto set = plain(pragma); !set) return set;
    }
    return {};
}

}  // namespace

std::unique_ptr<Engine> make_sqlite_engine(const config::DatabaseLocation& location,
                                           Access access) {
    return std::make_unique<SqliteEngine>(location.file, access);
}

}  // namespace station
