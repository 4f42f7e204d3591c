#include "station/store/database.h"

#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>

#include <charconv>
#include <cstdlib>
#include <mutex>

namespace station {

namespace keywords = Poco::Data::Keywords;
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
};

namespace {

std::unexpected<base::Error> database_error(const std::filesystem::path& file,
                                            const Poco::Exception& e) {
    namespace sqlite = Poco::Data::SQLite;
    const std::string message = "database " + file.string() + ": " + e.displayText();
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

/// Binds each parameter by its own type; the values must outlive the statement.
void bind(Poco::Data::Statement& statement, const std::vector<Value>& parameters) {
    for (const Value& parameter : parameters) {
        if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
            statement, keywords::useRef(*number);
        } else if (const auto* real = std::get_if<double>(&parameter)) {
            statement, keywords::useRef(*real);
        } else if (const auto* text = std::get_if<std::string>(&parameter)) {
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

}  // namespace

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Session::~Session() {
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
        *impl->session << "PRAGMA foreign_keys = ON", keywords::now;
        if (access == Access::ReadWrite) {
            std::string mode;
            *impl->session << "PRAGMA journal_mode = WAL", keywords::into(mode), keywords::now;
            *impl->session << "PRAGMA synchronous = FULL", keywords::now;
            *impl->session << "PRAGMA secure_delete = ON", keywords::now;
        } else {
            *impl->session << "PRAGMA query_only = ON", keywords::now;
        }
    } catch (const Poco::Exception& e) {
        return database_error(file, e);
    }
    return std::unique_ptr<Session>(new Session(std::move(impl)));
}

base::Result<int> Session::execute(std::string_view sql, const std::vector<Value>& parameters) {
    try {
        Poco::Data::Statement statement(*impl_->session);
        statement << std::string(sql);
        bind(statement, parameters);
        return static_cast<int>(statement.execute());
    } catch (const Poco::Exception& e) {
        return database_error(impl_->file, e);
    }
}

base::Result<std::vector<Row>> Session::query(std::string_view sql,
                                              const std::vector<Value>& parameters) {
    try {
        Poco::Data::Statement statement(*impl_->session);
        statement << std::string(sql);
        bind(statement, parameters);
        statement.execute();
        Poco::Data::RecordSet set(statement);
        std::vector<Row> rows;
        rows.reserve(set.rowCount());
        for (std::size_t r = 0; r < set.rowCount(); ++r) {
            std::vector<Value> cells;
            cells.reserve(set.columnCount());
            for (std::size_t c = 0; c < set.columnCount(); ++c)
                cells.push_back(cell_value(set, c, r));
            rows.emplace_back(std::move(cells));
        }
        return rows;
    } catch (const Poco::Exception& e) {
        return database_error(impl_->file, e);
    }
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
