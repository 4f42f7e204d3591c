#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "station/desk/data_folder.h"
#include "station/station.h"
#include "station/store/database.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_printer_port.h"
#include "tests/postgresql/test_database.h"
#include "tests/server/temporary_folder.h"

namespace station {

/// Who does what a test lets be done.
inline const Actor kActor{"supervisor"};

/// The answer of a call that a test counts on.
template <typename Answer>
void must(const Answer& answer) {
    EXPECT_TRUE(answer) << answer.error().message;
}

/// One row of an export: column title -> text; what is not named is an ordinary order's.
using ExportRow = std::map<std::string, std::string>;

/// Order n: P7000…n, a receiver and a phone of its own, ready to ship.
ExportRow order_row(int n, const ExportRow& changes = {});
std::string order_number(int n);
/// The CSV of an export.
std::string export_csv(const std::vector<ExportRow>& rows);

/// A whole station over a real database in a folder of its own, with fake printers and a fake
/// clock. 2026-11-24, 09:00 in Beijing when it starts. Two label-first benches "1" and "2", one
/// pre-numbered "3"; printers "label-1" (window 2, evidence) and, where asked for, "label-2".
class TestFloor {
public:
    TestFloor();
    ~TestFloor();

    config::Settings settings;
    fakes::FakeClock clock;
    fakes::FakePrinter printer{"label-1"};
    decltype(Station::Options::make_robot) make_robot;  ///< Robots of group chats.
    fakes::FakePrinter second{"label-2"};               ///< Used when settings.printers names it.

    const std::filesystem::path& folder() const { return folder_.path(); }
    config::DataFiles data_files() const;
    Station& station() { return *station_; }
    bool is_open() const { return station_ != nullptr; }
    void start();
    base::Result<std::unique_ptr<Station>> try_open();
    /// The process dies: nothing more is told to anybody.
    void crash();
    void restart() {
        crash();
        start();
    }
    /// Works until nothing is left to do now.
    void run();
    /// Advances the clocks in steps and works after each.
    void pass(std::chrono::milliseconds time, std::chrono::milliseconds step);
    void at(const std::string& beijing_time);  ///< "09:50" of the first day, forwards only.

    /// Imports rows as an export written at `as_of` ("09:52"). Fails the test when refused.
    ImportView import(const std::vector<ExportRow>& rows, const std::string& as_of = "09:00");
    std::filesystem::path write_export(const std::string& name, const std::vector<ExportRow>& rows);

    BenchView scan(const std::string& text, const std::string& bench = "1");
    std::string scan_code(const std::string& text, const std::string& bench = "1");

    /// A reading session of its own: what another process would see.
    Session& reading();
    std::string ask(const std::string& sql, const std::vector<Value>& parameters = {});
    std::string state(int order);  ///< Of an order.
    /// The number of its first box's parcel, or of another one's; "" when none.
    std::string number(int order, int box = 1);
    std::string job_state(int order);     ///< Of its newest label.
    base::JobRow job(int order);          ///< Its newest label.
    std::string sheet_code(int order);    ///< Of its newest label.
    int count(const std::string& table);  ///< Rows.
    int jobs_in(const std::string& state);
    /// Every byte of the database, its log and the files beside them, in one string.
    std::string database_bytes();
    /// Rows of every table, as text: two equal texts are two equal databases.
    std::string fingerprint();

private:
    server::TemporaryFolder folder_;
    std::optional<fakes::TestDatabase> postgresql_;
    std::unique_ptr<Station> station_;
    std::unique_ptr<Session> reading_;
    int files_ = 0;
    int scans_ = 0;
};

}  // namespace station
