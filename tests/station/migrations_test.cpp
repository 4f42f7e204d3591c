// Databases of older programs, brought up to date with everything that was in them.
#include <gtest/gtest.h>

#include "station/store/database.h"
#include "tests/server/temporary_folder.h"

namespace station {
namespace {

const base::Time kNow = base::from_millis(1'700'000'000'000);

class Migrations : public ::testing::Test {
protected:
    void SetUp() override {
        auto session = Session::open(folder_.path() / "packbench.db", Access::ReadWrite);
        ASSERT_TRUE(session) << session.error().message;
        db_ = std::move(*session);
    }
    void run(const std::string& sql) {
        const auto done = db_->execute(sql);
        ASSERT_TRUE(done) << sql << ": " << done.error().message;
    }
    std::string ask(const std::string& sql) {
        const auto row = db_->query_one(sql);
        return row ? row->text(0) : row.error().message;
    }
    server::TemporaryFolder folder_;
    std::unique_ptr<Session> db_;
};

TEST_F(Migrations, KeepEveryLabelOfTheFirstVersionAsALabel) {
    ASSERT_TRUE(migrate(*db_, kNow, 1));
    EXPECT_EQ(ask("SELECT max(version) FROM schema_migrations"), "1");
    // One row in every table that label_jobs refers to, filled with what each column takes.
    for (const char* table : {"orders", "parcels", "batches"}) {
        const auto columns =
            db_->query(std::string("SELECT name, type FROM pragma_table_info('") + table +
                       "') WHERE \"notnull\" = 1 AND dflt_value IS NULL"
                       " AND pk = 0");
        ASSERT_TRUE(columns);
        std::string names = "id", cells = "7";
        for (const Row& column : *columns) {
            names += ", " + column.text(0);
            cells += column.text(0).ends_with("_id") ? ", 7"
                     : column.text(1) == "TEXT"      ? ", 'x'"
                                                     : ", 0";
        }
        run(std::string("INSERT INTO ") + table + " (" + names + ") VALUES (" + cells + ")");
    }
    run("INSERT INTO label_jobs (id, batch_id, parcel_id, order_id, sequence, print_number,"
        " sheet_code, printer, state, reason, warnings, maybe_on_paper, superseded, bytes_accepted,"
        " created_at, state_at, sent_at, printed_at) VALUES"
        " (41, 7, 7, 7, 1, 1, 'PB1.7.1.1.X', 'label-1', 'printed', '', 'text_cut', 1, 1, 4000,"
        "  10, 20, 30, 40),"
        " (42, 7, 7, 7, 2, 2, 'PB1.7.2.2.Y', 'label-1', 'unknown', 'cable', '', 1, 0, 900,"
        "  50, 60, NULL, NULL)");
    ASSERT_TRUE(migrate(*db_, kNow));
    EXPECT_EQ(ask("SELECT group_concat(id || ' ' || kind || ' ' || batch_id || parcel_id ||"
                  " order_id || ' ' || sequence || print_number || ' ' || sheet_code || ' ' ||"
                  " printer || ' ' || state || ' ' || reason || warnings || ' ' ||"
                  " maybe_on_paper || superseded || ' ' || bytes_accepted || ' ' || created_at ||"
                  " state_at || coalesce(sent_at, '-') || coalesce(printed_at, '-') || ' ' ||"
                  " coalesce(sheet_id, '-') || for_printer, ';') FROM label_jobs"),
              "41 label 777 11 PB1.7.1.1.X label-1 printed text_cut 11 4000 10203040 -;"
              "42 label 777 22 PB1.7.2.2.Y label-1 unknown cable 10 900 5060-- -");
    EXPECT_EQ(ask("SELECT blocked_enc FROM orders"), "");
    // The next job goes on counting, and the rules of a row's kind hold.
    run("INSERT INTO sheets (id, sheet_key, title, actor, printer, number, expected, needs_code,"
        " seal_key, picture_enc, digest, proof, created_at)"
        " VALUES (1, 'k', '', '', 'p', '', '', 1, '', '', '', '', 0)");
    run("INSERT INTO label_jobs (batch_id, kind, sheet_id, for_printer, sequence, print_number,"
        " sheet_code, state, created_at, state_at)"
        " VALUES (7, 'sheet', 1, 'p', 3, 1, 'PB1.7.3.1.Z', 'queued', 0, 0)");
    EXPECT_EQ(ask("SELECT max(id) FROM label_jobs"), "43");
    for (const char* row :
         {"'sheet', NULL, NULL, NULL, 'p'", "'sheet', NULL, NULL, 1, ''",
          "'label', 7, NULL, NULL, ''", "'label', 7, 7, 1, ''", "'other', 7, 7, NULL, ''"}) {
        const auto wrong = db_->execute(
            std::string("INSERT INTO label_jobs (batch_id, sequence, print_number, sheet_code,"
                        " state, created_at, state_at, kind, parcel_id, order_id, sheet_id,"
                        " for_printer) VALUES (7, 4, 1, 'Z', 'queued', 0, 0, ") +
            row + ")");
        EXPECT_FALSE(wrong) << row;
    }
    EXPECT_EQ(ask("SELECT count(*) FROM pragma_foreign_key_check"), "0");
}

}  // namespace
}  // namespace station
