#include "tests/postgresql/test_database.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "station/store/database.h"
#include "tests/postgresql/postgresql_server.h"

namespace fakes {
namespace {

std::filesystem::path server_folder() {
    static const auto server = PostgresqlServer::start();
    if (!server) throw std::runtime_error(server.error().message);
    return server->folder();
}

std::unique_ptr<station::Session> administrator() {
    auto session = station::Session::open(database_at(server_folder(), "postgres"),
                                          station::Access::ReadWrite);
    if (!session) throw std::runtime_error(session.error().message);
    return std::move(*session);
}

/// The databases of this program, gone with it.
class FreeDatabases {
public:
    ~FreeDatabases() {
        for (int number = 1; number <= made_; ++number)
            [[maybe_unused]] const auto dropped = administrator()->execute(
                "DROP DATABASE IF EXISTS " + name(number) + " WITH (FORCE)");
    }
    std::string take() {
        if (!free_.empty()) {
            const std::string last = free_.back();
            free_.pop_back();
            return last;
        }
        const auto created =
            administrator()->execute("CREATE DATABASE " + name(++made_) + " TEMPLATE template0");
        if (!created) throw std::runtime_error(created.error().message);
        return name(made_);
    }
    void give_back(const std::string& database) { free_.push_back(database); }

private:
    static std::string name(int number) {
        return "t" + std::to_string(::getpid()) + "_" + std::to_string(number);
    }
    std::vector<std::string> free_;
    int made_ = 0;
};

FreeDatabases& free_databases() {
    server_folder();  // Made before, so that it goes after.
    static FreeDatabases databases;
    return databases;
}

}  // namespace

bool tests_use_postgresql() {
    const char* wanted = std::getenv("PACKBENCH_TEST_DATABASE");
    return wanted != nullptr && std::string(wanted) == "postgresql";
}

TestDatabase::TestDatabase() {
    name_ = free_databases().take();
    location_ = database_at(server_folder(), name_);
}

TestDatabase::~TestDatabase() {
    // Emptying is ten times as fast as making a new one; some tests want hundreds.
    auto session = station::Session::open(location_, station::Access::ReadWrite);
    if (session && (*session)->execute("DROP SCHEMA public CASCADE") &&
        (*session)->execute("CREATE SCHEMA public"))
        free_databases().give_back(name_);
}

std::string TestDatabase::bytes() const {
    const auto root = administrator();
    const auto number =
        root->query_one("SELECT oid FROM pg_database WHERE datname = $1", station::values(name_));
    if (!number) throw std::runtime_error(number.error().message);
    if (const auto done = root->execute("CHECKPOINT"); !done)
        throw std::runtime_error(done.error().message);
    std::ostringstream all;
    for (const auto& part : {"base/" + number->text(0), std::string("pg_wal")}) {
        for (const auto& file :
             std::filesystem::recursive_directory_iterator(server_folder() / "data" / part)) {
            if (file.is_regular_file()) all << std::ifstream(file.path(), std::ios::binary).rdbuf();
        }
    }
    return all.str();
}

}  // namespace fakes
