// Transitions a second, committed to disk: one UPDATE ... WHERE id AND state with its row counted
// and one audit line, in a transaction of their own. On SQLite and on a PostgreSQL server of its
// own (local socket), both with fsync, on the file system of the temporary folder.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "station/store/context.h"
#include "station/store/database.h"
#include "tests/postgresql/postgresql_server.h"
#include "tests/server/temporary_folder.h"

namespace {

using namespace station;
using Clock = std::chrono::steady_clock;

constexpr auto kTime = std::chrono::seconds{3};
const base::Time kNow = base::from_millis(1'700'000'000'000);

[[noreturn]] void give_up(const base::Error& error) {
    std::fprintf(stderr, "%s\n", error.message.c_str());
    std::exit(1);
}

template <typename T>
T must(base::Result<T> result) {
    if (!result) give_up(result.error());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

void transition(Session& db, const char* from, const char* to) {
    auto transaction = must(WriteTransaction::begin(db));
    const int changed = must(db.execute(
        "UPDATE batches SET state = $1 WHERE id = $2 AND state = $3", values(to, 1, from)));
    if (changed != 1) give_up({base::ErrorCode::Corrupt, "the transition did not count", ""});
    must(append_audit(db, kNow, {.actor = "benchmark", .action = "batch", .from = from, .to = to}));
    must(transaction.commit());
}

void measure(const char* engine, const config::DatabaseLocation& location) {
    auto db = must(Session::open(location, Access::ReadWrite));
    must(migrate(*db, kNow));
    must(
        db->execute("INSERT INTO batches (title, kind, state, created_at, actor)"
                    " VALUES ('b', 'now', 'running', $1, 'benchmark')",
                    values(kNow)));
    std::vector<double> each_ms;
    const auto begin = Clock::now();
    while (Clock::now() - begin < kTime) {
        const bool odd = each_ms.size() % 2 != 0;
        const auto at = Clock::now();
        transition(*db, odd ? "paused" : "running", odd ? "running" : "paused");
        each_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - at).count());
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::ranges::sort(each_ms);
    const auto at = [&](double part) {
        return each_ms[static_cast<std::size_t>(part * static_cast<double>(each_ms.size() - 1))];
    };
    std::printf("%-12s %8.0f transitions/s   median %6.2f ms   99%% %6.2f ms\n", engine,
                static_cast<double>(each_ms.size()) / seconds, at(0.5), at(0.99));
}

}  // namespace

int main() {
    const server::TemporaryFolder folder;
    measure("SQLite", config::sqlite_file(folder.path() / "packbench.db"));
    const auto server = must(fakes::PostgresqlServer::start(fakes::PostgresqlServer::Disk::Fsync));
    measure("PostgreSQL", fakes::database_at(server.folder(), "postgres"));
    return 0;
}
