#include "station/store/database.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Exception.h>

#include <charconv>
#include <cstdlib>
#include <mutex>

#include "station/store/sqlite_statements.h"

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
constexpr std::size_t kBusySeconds = 2;
}  // namespace

struct Session::Impl {
    std::filesystem::path file;
    std::unique_ptr<Poco::Data::Session> session;
    std::unique_ptr<SqliteStatements> statements;  ///< Ends before the connection it uses.
};

namespace {

/// Poco only opens the connection; the statements speak for themselves.
std::unexpected<base::Error> cannot_open(const std::filesystem::path& file,
                                         const Poco::Exception& e) {
    return fail(ErrorCode::Unavailable, "database " + file.string() + ": " + e.displayText(),
                "error.database_unavailable");
}

}  // namespace

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Session::~Session() {
    impl_->statements.reset();
    try {
        if (impl_->session) impl_->session->close();
    } catch (const Poco::Exception&) {
        // Closing loses nothing: what was committed is on disk, the rest was never promised.
    }
}

base::Result<std::unique_ptr<Session>> Session::open(const std::filesystem::path& file,
                                                     Access access) {
    static std::once_flag registered;
    std::call_once(registered, [] { Poco::Data::SQLite::Connector::registerConnector(); });
    auto impl = std::make_unique<Impl>();
    impl->file = file;
    try {
        // Poco keeps a busy time-out of its own, 60 s unless told here; the pragma is not enough.
        impl->session = std::make_unique<Poco::Data::Session>(Poco::Data::SQLite::Connector::KEY,
                                                              file.string(), kBusySeconds);
        impl->session->setConnectionTimeout(kBusySeconds);
        impl->statements = std::make_unique<SqliteStatements>(
            Poco::Data::SQLite::Utility::dbHandle(*impl->session), file);
    } catch (const Poco::Exception& e) {
        return cannot_open(file, e);
    }
    std::vector<const char*> pragmas = {"PRAGMA foreign_keys = ON"};
    if (access == Access::ReadWrite) {
        pragmas.insert(pragmas.end(), {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                       "PRAGMA secure_delete = ON"});
    } else {
        pragmas.push_back("PRAGMA query_only = ON");
    }
    for (const char* pragma : pragmas) {
        if (auto set = impl->statements->execute(pragma, {}); !set) return base::pass(set);
    }
    return std::unique_ptr<Session>(new Session(std::move(impl)));
}

base::Result<int> Session::execute(std::string_view sql, const std::vector<Value>& parameters) {
    return impl_->statements->execute(sql, parameters);
}

base::Result<std::vector<Row>> Session::query(std::string_view sql,
                                              const std::vector<Value>& parameters) {
    return impl_->statements->query(sql, parameters);
}

base::Result<Row> Session::query_one(std::string_view sql, const std::vector<Value>& parameters) {
    auto rows = query(sql, parameters);
    if (!rows) return base::pass(rows);
    if (rows->empty()) return fail(ErrorCode::NotFound, "no such row");
    return std::move(rows->front());
}

base::Result<WriteTransaction> WriteTransaction::begin(Session& session) {
    auto begun = session.execute("BEGIN IMMEDIATE");
    if (!begun) return base::pass(begun);
    session.in_transaction_ = true;
    return WriteTransaction(session);
}

WriteTransaction::WriteTransaction(WriteTransaction&& other) noexcept : session_(other.session_) {
    other.session_ = nullptr;
}

WriteTransaction::~WriteTransaction() {
    if (session_ == nullptr) return;
    session_->in_transaction_ = false;
    // A failed rollback leaves the transaction to SQLite, which rolls back on close.
    [[maybe_unused]] const auto rolled_back = session_->execute("ROLLBACK");
}

base::Status WriteTransaction::commit() {
    auto done = session_->execute("COMMIT");
    if (!done) return base::pass(done);
    session_->in_transaction_ = false;
    session_ = nullptr;
    return {};
}

}  // namespace station
