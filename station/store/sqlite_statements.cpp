#include "station/store/sqlite_statements.h"

#include <sqlite3.h>

#include <cerrno>
#include <map>
#include <string>

namespace station {

using base::ErrorCode;
using base::fail;

namespace {

/// Texts are constants of the program but for filters put together by hand; those must not fill
/// the memory. Above this everything is prepared anew.
constexpr std::size_t kKept = 400;

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

/// Gives the statement back to the cache however its run ended; a statement that is not reset
/// keeps its read lock.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
    ~Reset() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;

private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int index, const Value& parameter) {
    if (const auto* number = std::get_if<std::int64_t>(&parameter))
        return sqlite3_bind_int64(statement, index, *number);
    if (const auto* real = std::get_if<double>(&parameter))
        return sqlite3_bind_double(statement, index, *real);
    if (const auto* text = std::get_if<std::string>(&parameter))
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    return sqlite3_bind_null(statement, index);
}

Value cell(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_NULL:
            return {};
        default: {
            const auto* text = sqlite3_column_text(statement, column);
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return std::string(reinterpret_cast<const char*>(text), size);
        }
    }
}

/// A quota and a limit on the size of files are a full disk under another name. SQLite knows only
/// ENOSPC as one; of the others the last failed system call tells (its own record is of the close
/// that followed), and of the shared index of the log nothing but the code.
bool is_full(int code) {
    if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE) return true;
    return (code & 0xff) == SQLITE_IOERR && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG);
}

}  // namespace

struct SqliteStatements::Impl {
    sqlite3* connection;
    std::filesystem::path file;
    std::map<std::string, Prepared, std::less<>> prepared;

    std::unexpected<base::Error> error(int code) const {
        const bool full = is_full(code);  // First: it asks errno.
        const std::string message = "database " + file.string() + ": " + sqlite3_errmsg(connection);
        if (full)
            return fail(ErrorCode::Unavailable,
                        message + ": the disk of " + file.parent_path().string() +
                            " has no room left; free some space, the station goes on by itself",
                        "error.disk_full");
        switch (code & 0xff) {
            case SQLITE_CONSTRAINT:
                return fail(ErrorCode::Conflict, message);
            case SQLITE_BUSY:
            case SQLITE_LOCKED:
                return fail(ErrorCode::Unavailable, message, "error.database_locked");
            case SQLITE_IOERR:
            case SQLITE_CANTOPEN:
            case SQLITE_READONLY:
            case SQLITE_PERM:
                return fail(ErrorCode::Unavailable, message, "error.database_unavailable");
            default:
                return fail(ErrorCode::Corrupt,
                            message +
                                ": stop the program, keep the damaged files aside and put "
                                "the last backup of packbench.db and station.key in their "
                                "place (docs/operations.md, Backup)",
                            "error.database_corrupt");
        }
    }
    std::unexpected<base::Error> mistake(std::string_view sql, const char* what) const {
        return fail(ErrorCode::Corrupt,
                    "database " + file.string() + ": " + what + ": " + std::string(sql),
                    "error.internal");
    }

    base::Result<sqlite3_stmt*> prepare(std::string_view sql, std::size_t parameters) {
        auto known = prepared.find(sql);
        if (known == prepared.end()) {
            if (prepared.size() >= kKept) prepared.clear();
            sqlite3_stmt* statement = nullptr;
            const char* rest = nullptr;
            const int code =
                sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                   SQLITE_PREPARE_PERSISTENT, &statement, &rest);
            Prepared made(statement);
            if (code != SQLITE_OK) return error(code);
            if (!made || rest != sql.data() + sql.size())
                return mistake(sql, "not exactly one statement");
            known = prepared.emplace(std::string(sql), std::move(made)).first;
        }
        sqlite3_stmt* statement = known->second.get();
        if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != parameters)
            return mistake(sql, "the values do not fit the parameters");
        return statement;
    }

    /// Runs to the end; `row` sees each row.
    template <typename SeeRow>
    base::Status run(std::string_view sql, const std::vector<Value>& parameters, SeeRow row) {
        auto statement = prepare(sql, parameters.size());
        if (!statement) return base::pass(statement);
        const Reset reset(*statement);
        int index = 0;
        for (const Value& parameter : parameters) {
            if (const int code = bind(*statement, ++index, parameter); code != SQLITE_OK)
                return error(code);
        }
        for (;;) {
            errno = 0;
            const int code = sqlite3_step(*statement);
            if (code == SQLITE_DONE) return {};
            if (code != SQLITE_ROW) return error(code);
            row(*statement);
        }
    }
};

SqliteStatements::SqliteStatements(sqlite3* connection, std::filesystem::path file)
    : impl_(std::make_unique<Impl>(Impl{connection, std::move(file), {}})) {
    sqlite3_extended_result_codes(connection, 1);
}

SqliteStatements::~SqliteStatements() = default;

base::Result<int> SqliteStatements::execute(std::string_view sql,
                                            const std::vector<Value>& parameters) {
    const auto before = sqlite3_total_changes(impl_->connection);
    auto done = impl_->run(sql, parameters, [](sqlite3_stmt*) {});
    if (!done) return base::pass(done);
    // changes() is that of an earlier statement where this one changed nothing.
    if (sqlite3_total_changes(impl_->connection) == before) return 0;
    return sqlite3_changes(impl_->connection);
}

base::Result<std::vector<Row>> SqliteStatements::query(std::string_view sql,
                                                       const std::vector<Value>& parameters) {
    std::vector<Row> rows;
    auto done = impl_->run(sql, parameters, [&](sqlite3_stmt* statement) {
        const int columns = sqlite3_column_count(statement);
        std::vector<Value> cells;
        cells.reserve(static_cast<std::size_t>(columns));
        for (int c = 0; c < columns; ++c) cells.push_back(cell(statement, c));
        rows.emplace_back(std::move(cells));
    });
    if (!done) return base::pass(done);
    return rows;
}

}  // namespace station
