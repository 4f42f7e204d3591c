// Statements that are prepared once and run many times.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "station/store/database.h"
#include "tests/server/temporary_folder.h"

namespace station {
namespace {

using base::ErrorCode;

class Statements : public ::testing::Test {
protected:
    Statements() { open(); }
    void open() {
        session.reset();
        auto opened = Session::open(file(), Access::ReadWrite);
        if (!opened) throw std::runtime_error(opened.error().message);
        session = std::move(*opened);
    }
    std::filesystem::path file() const { return folder.path() / "test.db"; }
    int run(const std::string& sql, const std::vector<Value>& parameters = {}) {
        auto done = session->execute(sql, parameters);
        if (!done) throw std::runtime_error(done.error().message);
        return *done;
    }
    std::string ask(const std::string& sql) { return session->query_one(sql)->text(0); }

    server::TemporaryFolder folder;
    std::unique_ptr<Session> session;
};

TEST_F(Statements, TellTheRowsThatThisStatementChanged) {
    run("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
    for (int n = 1; n <= 3; ++n) EXPECT_EQ(run("INSERT INTO t (n) VALUES ($1)", values(n)), 1);
    EXPECT_EQ(run("UPDATE t SET n = n + 1 WHERE n > $1", values(1)), 2);
    EXPECT_EQ(run("UPDATE t SET n = n + 1 WHERE n > $1", values(100)), 0);
    EXPECT_EQ(run("DELETE FROM t WHERE id = $1", values(1)), 1);
    EXPECT_EQ(run("BEGIN IMMEDIATE"), 0) << "that of the DELETE before it";
    EXPECT_EQ(run("COMMIT"), 0);
}

TEST_F(Statements, KeepEveryKindOfValue) {
    run("CREATE TABLE t (a INTEGER, b TEXT, c REAL, d TEXT)");
    const std::string odd = std::string("a\0b", 3) + "㛃";
    run("INSERT INTO t VALUES ($1, $2, $3, $4)",
        {value(std::int64_t{-9'000'000'000'000'000'000}), value(odd), Value{0.25}, Value{}});
    const auto row = session->query_one("SELECT a, b, c, d, count(*) FROM t");
    ASSERT_TRUE(row);
    EXPECT_EQ(row->integer(0), -9'000'000'000'000'000'000);
    EXPECT_EQ(row->text(1), "a\uFFFDb㛃") << "no engine is given a NUL";
    EXPECT_EQ(row->real(2), 0.25);
    EXPECT_TRUE(row->null(3));
    EXPECT_EQ(row->integer(4), 1);
}

TEST_F(Statements, ForgetTheValuesOfTheRunBefore) {
    for (const int n : {7, 8}) {
        const auto row = session->query_one("SELECT $1, $2", {value(n), Value{}});
        EXPECT_EQ(row->integer(0), n);
        EXPECT_TRUE(row->null(1));
    }
}

TEST_F(Statements, WorkAgainAfterAnErrorAndAfterTheSchemaChanged) {
    run("CREATE TABLE t (n INTEGER UNIQUE)");
    const std::string insert = "INSERT INTO t (n) VALUES ($1)";
    run(insert, values(1));
    EXPECT_EQ(session->execute(insert, values(1)).error().code, ErrorCode::Conflict);
    EXPECT_EQ(run(insert, values(2)), 1);
    EXPECT_EQ(session->query("SELECT * FROM t ORDER BY n")->size(), 2u);
    run("ALTER TABLE t ADD COLUMN m INTEGER NOT NULL DEFAULT 5");
    EXPECT_EQ(session->query_one("SELECT * FROM t ORDER BY n")->integer(1), 5);
}

TEST_F(Statements, RefuseWhatIsNotOneStatementWithItsValues) {
    for (const char* sql : {"", "SELECT 1; SELECT 2", "-- nothing"})
        EXPECT_FALSE(session->execute(sql)) << sql;
    EXPECT_FALSE(session->query("SELECT $1", {}));
    EXPECT_FALSE(session->query("SELECT $1", values(1, 2)));
    EXPECT_FALSE(session->query("SELECT FROM"));
    EXPECT_TRUE(session->query("SELECT $1", values(1)));
}

TEST_F(Statements, OfManyTextsAreNotAllKept) {
    for (int n = 0; n < 2000; ++n) ASSERT_EQ(ask("SELECT " + std::to_string(n)), std::to_string(n));
}

TEST_F(Statements, SayThatTheDiskIsFullAndWorkOnWhenThereIsRoom) {
    run("CREATE TABLE t (text TEXT NOT NULL)");
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
    rlimit low = old;
    low.rlim_cur = 256 << 10;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &low), 0);
    base::Status refused;
    int kept = 0;
    for (int n = 0; n < 100 && refused; ++n) {
        auto transaction = WriteTransaction::begin(*session);
        ASSERT_TRUE(transaction);
        auto done = session->execute("INSERT INTO t VALUES ($1)", values(std::string(20000, 'a')));
        refused = done ? transaction->commit() : base::Status(base::pass(done));
        kept += refused ? 1 : 0;
    }
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
    std::signal(SIGXFSZ, before);
    ASSERT_FALSE(refused) << "100 rows found room";
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(refused.error().key, "error.disk_full") << refused.error().message;
    EXPECT_NE(refused.error().message.find(folder.path().string()), std::string::npos);
    EXPECT_NE(refused.error().message.find("free some space"), std::string::npos);
    EXPECT_EQ(ask("SELECT count(*) FROM t"), std::to_string(kept));
    EXPECT_EQ(run("INSERT INTO t VALUES ('b')"), 1);
}

TEST_F(Statements, OfADamagedDatabaseSayWhatToDo) {
    run("CREATE TABLE t (text TEXT NOT NULL)");
    session.reset();
    struct Damage {
        const char* name;
        std::streamoff at;
    };
    for (const Damage& damage : {Damage{"head", 0}, Damage{"schema", 100}}) {
        std::fstream(file(), std::ios::in | std::ios::out | std::ios::binary).seekp(damage.at)
            << std::string(600, '\x5a');
        auto opened = Session::open(file(), Access::ReadWrite);
        base::Result<Row> row = base::fail(ErrorCode::Corrupt, "");
        if (opened) row = (*opened)->query_one("SELECT count(*) FROM t");
        const base::Error error = opened ? row.error() : opened.error();
        EXPECT_EQ(error.code, ErrorCode::Corrupt) << damage.name;
        EXPECT_EQ(error.key, "error.database_corrupt") << damage.name;
        EXPECT_NE(error.message.find("test.db"), std::string::npos) << error.message;
        EXPECT_NE(error.message.find("backup"), std::string::npos) << error.message;
    }
}

}  // namespace
}  // namespace station
