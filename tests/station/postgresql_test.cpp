// What only PostgreSQL can do to a station: a server that dies, a second station, what is written
// in PostgreSQL's words. The store's tests run on both engines: see store_pg.all.
#include <gtest/gtest.h>

#include "station/store/context.h"
#include "station/store/database.h"
#include "station/store/schema_sql.h"
#include "tests/postgresql/postgresql_server.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

class Postgresql : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        // A killed server loses nothing that the kernel has: fsync is for power cuts.
        auto started = fakes::PostgresqlServer::start();
        if (!started) throw std::runtime_error(started.error().message);
        server_.emplace(std::move(*started));
    }
    static void TearDownTestSuite() { server_.reset(); }
    void SetUp() override {
        // A test that failed before it started the server again must not spoil the others.
        if (server_->process() == 0) {
            ASSERT_TRUE(server_->restart());
        }
        database_ = "d" + std::to_string(++made_);
        ASSERT_TRUE(open("postgres")->execute("CREATE DATABASE " + database_));
    }
    std::unique_ptr<Session> open(const std::string& database, Access access = Access::ReadWrite) {
        auto session = Session::open(fakes::database_at(server_->folder(), database), access);
        if (!session) throw std::runtime_error(session.error().message);
        return std::move(*session);
    }
    std::unique_ptr<Session> migrated() {
        auto db = open(database_);
        if (auto done = migrate(*db, now_); !done) throw std::runtime_error(done.error().message);
        return db;
    }
    void use(TestFloor& floor) {
        floor.settings.database = fakes::database_at(server_->folder(), database_);
    }

    static std::optional<fakes::PostgresqlServer> server_;
    static int made_;
    std::string database_;
    const base::Time now_ = base::from_millis(1'700'000'000'000);
};
std::optional<fakes::PostgresqlServer> Postgresql::server_;
int Postgresql::made_ = 0;

TEST_F(Postgresql, ServerKilledInMidTransactionLeavesNothingHalfCommitted) {
    auto db = migrated();
    {
        auto transaction = WriteTransaction::begin(*db);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(set_meta(*db, "a", "1"));
        server_->crash();
        const auto next = set_meta(*db, "b", "2");
        ASSERT_FALSE(next);
        EXPECT_EQ(next.error().code, ErrorCode::Unavailable);
        EXPECT_EQ(next.error().key, "error.database_unavailable");
        ASSERT_TRUE(server_->restart());
        // The server is back; the transaction is not: "b" alone would be half of it.
        EXPECT_EQ(set_meta(*db, "b", "2").error().code, ErrorCode::Unavailable);
        EXPECT_EQ(transaction->commit().error().code, ErrorCode::Unavailable);
    }
    EXPECT_EQ(*meta(*db, "a"), "");
    EXPECT_EQ(*meta(*db, "b"), "");
    auto again = WriteTransaction::begin(*db);
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_TRUE(set_meta(*db, "a", "3"));
    ASSERT_TRUE(again->commit());
    EXPECT_EQ(*meta(*db, "a"), "3");
}

TEST_F(Postgresql, CommittedRowsOutliveTheKillOfTheServer) {
    auto db = migrated();
    for (int n = 0; n < 20; ++n) {
        auto transaction = WriteTransaction::begin(*db);
        ASSERT_TRUE(transaction);
        ASSERT_TRUE(set_meta(*db, "n", std::to_string(n)));
        ASSERT_TRUE(append_audit(*db, now_, {.actor = "test", .action = "counted"}));
        ASSERT_TRUE(transaction->commit());
    }
    server_->crash();
    ASSERT_TRUE(server_->restart());
    auto reader = open(database_, Access::ReadOnly);
    EXPECT_EQ(*meta(*reader, "n"), "19");
    EXPECT_EQ(reader->query_one("SELECT count(*) FROM audit")->integer(0), 20);
}

TEST_F(Postgresql, AStationStaysUpWithoutItsServerAndGoesOnAfterwards) {
    TestFloor floor;
    use(floor);
    floor.start();
    floor.import({order_row(1), order_row(2)});
    auto reader = Reader::open(floor.settings, floor.data_files(), floor.clock);
    ASSERT_TRUE(reader);
    server_->crash();

    const auto scanned = floor.station().scan(base::BenchName("1"), "PB:HELP", "key-1");
    ASSERT_FALSE(scanned);
    EXPECT_EQ(scanned.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(scanned.error().key, "error.database_unavailable");
    EXPECT_EQ((*reader)->imports().error().code, ErrorCode::Unavailable);
    for (int n = 0; n < 20; ++n) {
        floor.clock.advance(500ms);
        floor.station().work();
    }

    ASSERT_TRUE(server_->restart());
    EXPECT_TRUE((*reader)->imports()) << "a reader does not find back";
    floor.clock.advance(2s);
    floor.run();
    EXPECT_TRUE(floor.station().print_now({"supervisor"}));
    floor.pass(30s, 500ms);
    EXPECT_EQ(floor.state(1), "printed");
    EXPECT_EQ(floor.state(2), "printed");
    EXPECT_TRUE(floor.station().scan(base::BenchName("1"), "PB:HELP", "key-1"));
}

TEST_F(Postgresql, AnIdleConnectionCutByTheServerIsNotNoticedByAnybody) {
    auto db = migrated();
    auto reader = open(database_, Access::ReadOnly);
    ASSERT_TRUE(
        open("postgres")
            ->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                    values(database_)));
    EXPECT_TRUE(meta(*reader, "a"));
    auto transaction = WriteTransaction::begin(*db);
    ASSERT_TRUE(transaction) << transaction.error().message;
    ASSERT_TRUE(set_meta(*db, "a", "1"));
    ASSERT_TRUE(transaction->commit());
}

TEST_F(Postgresql, OneStationWritesAndAnotherIsToldSo) {
    TestFloor first;
    TestFloor second;
    use(first);
    use(second);
    first.start();
    const auto refused = second.try_open();
    ASSERT_FALSE(refused);
    // It has not the first one's key either: without it names and addresses cannot be read.
    EXPECT_EQ(refused.error().key, "error.key_missing");
    std::filesystem::create_directories(second.settings.data_folder);
    std::filesystem::copy_file(first.settings.data_folder / "station.key",
                               second.settings.data_folder / "station.key");
    const auto locked = second.try_open();
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().code, ErrorCode::Conflict);
    EXPECT_EQ(locked.error().key, "error.database_in_use");
    first.crash();
    const auto opened = second.try_open();
    EXPECT_TRUE(opened) << opened.error().message;
}

TEST_F(Postgresql, TheWritersLockIsTakenAgainAfterALostConnection) {
    auto db = migrated();
    ASSERT_TRUE(db->claim());
    server_->crash();
    ASSERT_TRUE(server_->restart());
    ASSERT_TRUE(WriteTransaction::begin(*db));
    auto other = open(database_);
    EXPECT_EQ(other->claim().error().key, "error.database_in_use");
}

TEST_F(Postgresql, TransactionsThatReadWhatTheOtherWritesEndInARetryableError) {
    auto db = migrated();
    auto other = open(database_);
    ASSERT_TRUE(set_meta(*db, "a", "1"));
    ASSERT_TRUE(set_meta(*db, "b", "1"));
    auto one = WriteTransaction::begin(*db);
    auto two = WriteTransaction::begin(*other);
    ASSERT_TRUE(one && two);
    ASSERT_TRUE(meta(*db, "a"));
    ASSERT_TRUE(meta(*other, "b"));
    ASSERT_TRUE(set_meta(*db, "b", "2"));
    ASSERT_TRUE(set_meta(*other, "a", "2"));
    ASSERT_TRUE(one->commit());
    const auto lost = two->commit();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(lost.error().key, "error.database_locked");
}

TEST_F(Postgresql, MessagesNameTheDatabaseAndShowNoValue) {
    auto db = migrated();
    ASSERT_TRUE(db->execute("INSERT INTO station_meta VALUES ('secret-key', 'v')"));
    const auto twice =
        db->execute("INSERT INTO station_meta VALUES ($1, 'w')", values("secret-key"));
    ASSERT_FALSE(twice);
    EXPECT_NE(twice.error().message.find("/" + database_), std::string::npos);
    EXPECT_NE(twice.error().message.find("23505"), std::string::npos);
    EXPECT_EQ(twice.error().message.find("secret-key"), std::string::npos);
    const auto nowhere = Session::open(fakes::database_at("/nowhere", "shop"), Access::ReadWrite);
    EXPECT_EQ(nowhere.error().code, ErrorCode::Unavailable);
    EXPECT_NE(nowhere.error().message.find("/shop?host=/nowhere"), std::string::npos);
    const auto missing =
        Session::open(fakes::database_at(server_->folder(), "none"), Access::ReadWrite);
    EXPECT_EQ(missing.error().key, "error.database_unavailable");
}

TEST_F(Postgresql, ADatabaseOfAnotherEncodingIsRefusedWithTheCure) {
    ASSERT_TRUE(
        open("postgres")
            ->execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"));
    const auto opened =
        Session::open(fakes::database_at(server_->folder(), "latin"), Access::ReadWrite);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("ENCODING 'UTF8'"), std::string::npos);
}

TEST_F(Postgresql, TheAuditTableCannotBeEmptiedAtOnce) {
    auto db = migrated();
    ASSERT_TRUE(append_audit(*db, now_, {.actor = "test", .action = "tried"}));
    EXPECT_EQ(db->execute("TRUNCATE audit").error().code, ErrorCode::Conflict);
    EXPECT_EQ(db->query_one("SELECT count(*) FROM audit")->integer(0), 1);
}

TEST_F(Postgresql, SumsOfWholeNumbersAreExactBeyondWhatADoubleHolds) {
    auto db = migrated();
    const auto row = db->query_one("SELECT sum(x), avg(x) FROM (VALUES ($1), ($2)) AS v(x)",
                                   values(std::int64_t{9'007'199'254'740'993}, 0));
    ASSERT_FALSE(row) << "an untyped parameter should not become a number";
    const auto sum =
        db->query_one("SELECT sum(x) FROM (SELECT CAST(9007199254740993 AS BIGINT) AS x) AS v");
    ASSERT_TRUE(sum);
    EXPECT_EQ(sum->integer(0), 9'007'199'254'740'993);
}

struct Rewritten {
    const char* name;
    const char* sqlite;
    std::vector<std::string> postgresql;
};

TEST(SchemaSql, IsWrittenInPostgresqlsWords) {
    const Rewritten rows[] = {
        {"counts by itself",
         "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
         {"CREATE TABLE t (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,"
          " n BIGINT NOT NULL)"}},
        {"only the column id",
         "CREATE TABLE t (version INTEGER PRIMARY KEY, grid INTEGER)",
         {"CREATE TABLE t (version BIGINT PRIMARY KEY, grid BIGINT)"}},
        {"text by bytes",
         "CREATE TABLE t (s TEXT NOT NULL DEFAULT 'TEXT INTEGER', r REAL)",
         {"CREATE TABLE t (s TEXT COLLATE \"C\" NOT NULL DEFAULT 'TEXT INTEGER',"
          " r DOUBLE PRECISION)"}},
        {"parts of words",
         "CREATE TABLE t (TEXTS BIGINT, MY_INTEGER BIGINT)",
         {"CREATE TABLE t (TEXTS BIGINT, MY_INTEGER BIGINT)"}},
        {"added columns",
         "ALTER TABLE t ADD COLUMN n INTEGER NOT NULL DEFAULT 0",
         {"ALTER TABLE t ADD COLUMN n BIGINT NOT NULL DEFAULT 0"}},
        {"data stay", "UPDATE t SET s = 'x' WHERE n = 1", {"UPDATE t SET s = 'x' WHERE n = 1"}},
        {"indexes stay",
         "CREATE UNIQUE INDEX i ON t(n) WHERE n > 0",
         {"CREATE UNIQUE INDEX i ON t(n) WHERE n > 0"}},
        {"append-only",
         "CREATE TRIGGER a BEFORE UPDATE ON t BEGIN SELECT RAISE(ABORT, 'never'); END",
         {"CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION"
          " packbench_refuse('never')"}},
        {"append-only, also at once",
         "CREATE TRIGGER a BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'never'); END",
         {"CREATE TRIGGER a BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION"
          " packbench_refuse('never')",
          "CREATE TRIGGER a_at_once BEFORE TRUNCATE ON t FOR EACH STATEMENT EXECUTE FUNCTION"
          " packbench_refuse('never')"}},
    };
    for (const Rewritten& row : rows)
        EXPECT_EQ(postgresql_schema_sql(row.sqlite), row.postgresql) << row.name;
}

}  // namespace
}  // namespace station
