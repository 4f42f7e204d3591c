#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>

#include "base/result.h"
#include "config/database_location.h"

namespace fakes {

/// A real PostgreSQL server of the tests' own: Debian's postgresql-15 in a temporary folder, run by
/// an ordinary user (by `postgres` or `nobody` where the tests run as root), reachable through a
/// socket in that folder and not over the network. Ends with its owner, whatever ends that.
/// Thread rule: one thread, which outlives it (the server is told of that thread's end).
class PostgresqlServer {
public:
    enum class Disk { Careless, Fsync };  ///< Careless: as fast as tests want it.

    /// NotFound where the programs are not installed; Unavailable with the server's own words.
    static base::Result<PostgresqlServer> start(Disk disk = Disk::Careless);
    PostgresqlServer(PostgresqlServer&& other) noexcept;
    PostgresqlServer& operator=(PostgresqlServer&&) = delete;
    ~PostgresqlServer();

    /// The socket's folder.
    const std::filesystem::path& folder() const { return folder_; }
    pid_t process() const { return server_; }
    /// kill -9 of the postmaster; returns when its other processes have noticed and are gone.
    void crash();
    /// Starts it again on what crash() left behind.
    base::Status restart();

private:
    PostgresqlServer(std::filesystem::path folder, Disk disk)
        : folder_(std::move(folder)), disk_(disk) {}
    base::Status launch();
    std::filesystem::path folder_;
    Disk disk_;
    pid_t server_ = 0;
};

/// A database of the server in this folder.
config::DatabaseLocation database_at(const std::filesystem::path& folder, const std::string& name);

}  // namespace fakes
