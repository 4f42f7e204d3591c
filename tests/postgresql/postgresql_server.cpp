#include "tests/postgresql/postgresql_server.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "station/store/database.h"

namespace fakes {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using base::fail;

const std::filesystem::path kPrograms = "/usr/lib/postgresql/15/bin";
constexpr const char* kUser = "packbench";

/// PostgreSQL refuses to run as root: whom to be instead. Nobody where the tests do not.
const passwd* other_user() {
    if (::geteuid() != 0) return nullptr;
    const passwd* user = ::getpwnam("postgres");
    return user != nullptr ? user : ::getpwnam("nobody");
}

pid_t spawn(const std::vector<std::string>& words, const std::filesystem::path& log) {
    const passwd* user = other_user();
    const uid_t uid = user != nullptr ? user->pw_uid : ::geteuid();
    const gid_t gid = user != nullptr ? user->pw_gid : ::getegid();
    const pid_t parent = ::getpid();
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::dup2(out, 1);
    ::dup2(out, 2);
    if (user != nullptr &&
        (::setgroups(0, nullptr) != 0 || ::setgid(gid) != 0 || ::setuid(uid) != 0))
        ::_exit(126);
    // Changing the user forgets this, so it comes after. SIGQUIT: stop at once.
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::getppid() != parent) ::_exit(125);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

std::string read_all(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool ended_within(pid_t process, std::chrono::milliseconds limit) {
    for (auto left = limit; left > 0ms; left -= 5ms) {
        if (::waitpid(process, nullptr, WNOHANG) != 0) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

/// The processes that a process started, as long as it lives.
std::vector<std::string> children_of(pid_t process) {
    const std::string id = std::to_string(process);
    std::istringstream all(read_all("/proc/" + id + "/task/" + id + "/children"));
    return {std::istream_iterator<std::string>(all), {}};
}

bool runs(const std::string& process) {
    const std::string stat = read_all("/proc/" + process + "/stat");
    const auto name = stat.rfind(") ");  // Dead ones that nobody asks after are "Z".
    return name != stat.npos && stat[name + 2] != 'Z' && stat[name + 2] != 'X';
}

}  // namespace

config::DatabaseLocation database_at(const std::filesystem::path& folder, const std::string& name) {
    config::DatabaseLocation location;
    location.engine = config::DatabaseEngine::Postgresql;
    location.server = {{"host", folder.string()}, {"user", kUser}, {"dbname", name}};
    return location;
}

base::Result<PostgresqlServer> PostgresqlServer::start(Disk disk) {
    if (!std::filesystem::exists(kPrograms / "initdb"))
        return fail(ErrorCode::NotFound,
                    "no PostgreSQL in " + kPrograms.string() + ": install Debian's postgresql-15");
    std::string name = (std::filesystem::temp_directory_path() / "pb-pg-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        return fail(ErrorCode::Unavailable, "no temporary folder " + name);
    PostgresqlServer server(name, disk);
    if (const passwd* user = other_user();
        user != nullptr && ::chown(name.c_str(), user->pw_uid, user->pw_gid) != 0)
        return fail(ErrorCode::Unavailable, "cannot give " + name + " to " + user->pw_name);
    const pid_t made =
        spawn({(kPrograms / "initdb").string(), "-D", name + "/data", "-U", kUser, "-A", "trust",
               "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
              server.folder_ / "initdb.log");
    int status = 0;
    if (made < 0 || ::waitpid(made, &status, 0) != made || status != 0)
        return fail(ErrorCode::Unavailable, "initdb: " + read_all(server.folder_ / "initdb.log"));
    if (auto launched = server.launch(); !launched) return base::pass(launched);
    return server;
}

base::Status PostgresqlServer::launch() {
    const std::string at = folder_.string();
    std::vector<std::string> words = {(kPrograms / "postgres").string(),
                                      "-D",
                                      at + "/data",
                                      "-k",
                                      at,
                                      "-h",
                                      "",
                                      "-c",
                                      "shared_buffers=32MB",
                                      "-c",
                                      "max_connections=40",
                                      "-c",
                                      "autovacuum=off"};
    if (disk_ == Disk::Careless)
        for (const char* setting : {"fsync=off", "full_page_writes=off", "max_wal_size=2GB"})
            words.insert(words.end(), {"-c", setting});
    const auto log = folder_ / "server.log";
    // After a crash the old server's processes may hold its memory a little longer: it ends then.
    for (int attempt = 0; attempt < 200; ++attempt) {
        server_ = spawn(words, log);
        for (int turn = 0; turn < 1000; ++turn) {
            std::this_thread::sleep_for(10ms);
            if (::waitpid(server_, nullptr, WNOHANG) != 0) {
                server_ = 0;
                break;
            }
            if (station::Session::open(database_at(folder_, "postgres"), station::Access::ReadOnly))
                return {};
        }
        if (server_ != 0) break;
        std::this_thread::sleep_for(100ms);
    }
    return fail(ErrorCode::Unavailable, "postgres: " + read_all(log));
}

void PostgresqlServer::crash() {
    if (server_ == 0) return;
    // The sessions' processes notice a moment later, and may answer one more statement until then.
    const auto children = children_of(server_);
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
    for (int turn = 0; turn < 2000 && std::ranges::any_of(children, runs); ++turn)
        std::this_thread::sleep_for(5ms);
}

base::Status PostgresqlServer::restart() {
    crash();
    return launch();
}

PostgresqlServer::PostgresqlServer(PostgresqlServer&& other) noexcept
    : folder_(std::exchange(other.folder_, {})),
      disk_(other.disk_),
      server_(std::exchange(other.server_, 0)) {}

PostgresqlServer::~PostgresqlServer() {
    if (server_ > 0) {
        ::kill(server_, SIGQUIT);
        if (!ended_within(server_, 5s)) crash();
    }
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

}  // namespace fakes
