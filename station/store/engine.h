#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/database_location.h"
#include "station/store/database.h"

namespace station {

/// What differs between SQLite and PostgreSQL, behind Session. Nothing else knows which one runs.
/// Thread rule: one thread at a time. Every call may block on the database, within the engine's
/// time-outs. Errors are mapped as Session::execute() says.
class Engine {
public:
    virtual ~Engine() = default;

    /// Opens the connection, or opens it anew after it was lost. What claim() took is taken again.
    virtual base::Status connect() = 0;
    /// False once a call found the connection gone.
    virtual bool connected() = 0;

    virtual base::Result<int> execute(std::string_view sql, const std::vector<Value>& values) = 0;
    virtual base::Result<std::vector<Row>> query(std::string_view sql,
                                                 const std::vector<Value>& values) = 0;

    virtual base::Status begin() = 0;
    /// When the connection is lost meanwhile, an engine that can asks what became of it.
    virtual base::Status commit() = 0;
    virtual void roll_back() = 0;

    /// See Session::claim().
    virtual base::Status claim() = 0;
    virtual base::Result<bool> has_table(std::string_view name) = 0;
    /// One statement of a migration as this engine wants it.
    virtual std::vector<std::string> schema_sql(std::string_view statement) const = 0;
    /// What each migration's transaction begins with.
    virtual std::vector<std::string> schema_prologue() const = 0;
};

std::unique_ptr<Engine> make_sqlite_engine(const config::DatabaseLocation& location, Access access);
std::unique_ptr<Engine> make_postgresql_engine(const config::DatabaseLocation& location,
                                               Access access);

}  // namespace station
