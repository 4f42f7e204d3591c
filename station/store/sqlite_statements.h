#pragma once
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "station/store/database.h"

struct sqlite3;

namespace station {

/// Runs SQL on an open SQLite connection and keeps what was prepared: preparing costs several
/// times what running a small statement does, and a slice of the station thread runs dozens.
/// Does not own the connection, which must outlive it. Thread rule: as Session.
class SqliteStatements {
public:
    SqliteStatements(sqlite3* connection, std::filesystem::path file);
    ~SqliteStatements();
    SqliteStatements(const SqliteStatements&) = delete;
    SqliteStatements& operator=(const SqliteStatements&) = delete;

    /// Errors as Session's; see there. Exactly one statement, and as many parameters as it names.
    base::Result<int> execute(std::string_view sql, const std::vector<Value>& parameters);
    base::Result<std::vector<Row>> query(std::string_view sql,
                                         const std::vector<Value>& parameters);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace station
