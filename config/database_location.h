#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace config {

enum class DatabaseEngine { Sqlite, Postgresql };

/// Where a station's database is: an SQLite file, or a database of a PostgreSQL server. Holds no
/// password: libpq takes it from the file that `passfile` names, or from the server's trust.
struct DatabaseLocation {
    DatabaseEngine engine = DatabaseEngine::Sqlite;
    std::filesystem::path file;                 ///< SQLite.
    std::map<std::string, std::string> server;  ///< PostgreSQL: libpq's keywords, "dbname", "host"…

    /// For people and logs: the file, or "postgresql://user@host:5432/name".
    std::string text() const;
};

DatabaseLocation sqlite_file(std::filesystem::path file);

/// Reads `postgresql://[user@][host[:port]]/name[?key=value&…]`, percent-decoded, with the keys
/// host (a socket's folder begins with "/"), port, user, passfile, sslmode and sslrootcert.
/// InvalidInput, without the URL's text, for another form, an unknown key, a password or a control
/// character.
/// Source: PostgreSQL 15 manual, "Connection URIs".
base::Result<DatabaseLocation> read_database_url(std::string_view url);

}  // namespace config
