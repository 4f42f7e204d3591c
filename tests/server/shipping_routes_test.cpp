// Ship files, hand-overs and work in the back end over HTTP.
#include "tests/server/daemon_fixture.h"

namespace server {
namespace {

using ShippingRoutes = DaemonTest;

TEST_F(ShippingRoutes, AnswerEveryRead) {
    struct Row {
        const char* path;
        const char* field;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"/api/v1/ship-files/ship-1.csv/rows", "list"},
             {"/api/v1/ship-queue", "due"},
             {"/api/v1/day", "left"},
             {"/api/v1/day?date=2026-05-27", "shipped"},
             {"/api/v1/handovers", "carriers"},
             {"/api/v1/handovers/3", "parcels"},
             {"/api/v1/tasks", "tasks"},
         }) {
        const Answer answer = get(row.path);
        EXPECT_EQ(answer.status, 200) << row.path << answer.body;
        EXPECT_NE(answer.json().find(row.field), nullptr) << row.path << answer.body;
    }
}

TEST_F(ShippingRoutes, CarryOutEveryCommand) {
    struct Row {
        const char* path;
        const char* body;
        const char* call;
        const char* field;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"/api/v1/ship-again", R"({"format":"csv"})", "write again supervisor", "url"},
             {"/api/v1/ship-files/ship-1.csv/uploaded", "{}", "tick ship-1.csv 0 supervisor",
              "list"},
             {"/api/v1/ship-files/ship-1.csv/uploaded", R"({"orders":["P1"],"even_so":true})",
              "tick_anyway ship-1.csv 1 supervisor", "list"},
             {"/api/v1/ship-files/ship-1.csv/not-uploaded", "{}", "untick ship-1.csv 0 supervisor",
              "list"},
             {"/api/v1/ship-files/ship-1.csv/rejected", R"({"orders":["P1"],"reason":"号错"})",
              "reject 号错 ship-1.csv 1 supervisor", "list"},
             {"/api/v1/ship-files/ship-1.csv/not-rejected", "{}",
              "unreject ship-1.csv 0 supervisor", "list"},
             {"/api/v1/ship-files/ship-1.csv/trusted", "{}", "trust ship-1.csv 0 supervisor",
              "list"},
             {"/api/v1/ship-files/ship-1.csv/remake", R"({"orders":["P1"]})",
              "remake ship-1.csv 1 supervisor", "left_out"},
             {"/api/v1/ship-results", R"({"text":"abc"})", "results 3 supervisor", "uploaded"},
             {"/api/v1/ship-results", R"({"data":"YWJjZA=="})", "results 4 supervisor", "rows"},
             {"/api/v1/handover-scans", R"({"text":"78"})", "handover_scan 78 supervisor", "code"},
             {"/api/v1/handover-scans/undo", R"({"number":"78"})",
              "handover_take_off 78 supervisor", "code"},
             {"/api/v1/handovers", R"({"carrier":"zto","courier":"W","key":"k"})",
              "handover zto W k scanned supervisor", "parcels"},
             {"/api/v1/handovers", R"({"carrier":"zto","everything":true})",
              "handover zto   all supervisor", "parcels"},
             {"/api/v1/handovers/3/undo", "{}", "handover_undo 3 supervisor", "left"},
             {"/api/v1/orders/P7/correction", R"({"reason":"typo","number":"78"})",
              "correct P7 typo 78 supervisor", "old_number"},
             {"/api/v1/orders/P7/delay", R"({"reason":"weather"})", "delay P7 weather supervisor",
              "kind"},
             {"/api/v1/tasks/5/done", "{}", "task done 5", "state"},
             {"/api/v1/tasks/5/not-done", "{}", "task not-done 5", "state"},
             {"/api/v1/tasks/5/withdraw", "{}", "task withdraw 5", "state"},
         }) {
        const Answer answer = post(row.path, row.body);
        EXPECT_EQ(answer.status, 200) << row.path << answer.body;
        EXPECT_NE(answer.json().find(row.field), nullptr) << row.path << answer.body;
        EXPECT_EQ(floor_.seen().back(), row.call);
    }
}

TEST_F(ShippingRoutes, RefuseBadInput) {
    struct Row {
        const char* method;
        const char* path;
        const char* body;
        int status;
        const char* key;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"POST", "/api/v1/ship-files/none.csv/uploaded", "{}", 404, "error.ship_file_unknown"},
             {"POST", "/api/v1/ship-files/ship-1.csv/uploaded", R"({"orders":"P1"})", 400,
              "error.bad_request"},
             {"POST", "/api/v1/ship-files/ship-1.csv/uploaded", R"({"orders":[1]})", 400,
              "error.bad_request"},
             {"POST", "/api/v1/ship-results", "{}", 400, "error.results_unreadable"},
             {"POST", "/api/v1/ship-results", R"({"data":"%%"})", 400, "error.bad_request"},
             {"POST", "/api/v1/handovers", "{}", 400, "error.bad_request"},
             {"POST", "/api/v1/handovers/4/undo", "{}", 404, "error.handover_unknown"},
             {"POST", "/api/v1/handover-scans/undo", R"({"number":"0"})", 409,
              "error.handover_not_listed"},
             {"GET", "/api/v1/handovers/x", "", 404, "error.not_found"},
             {"POST", "/api/v1/orders/P7/correction", R"({"reason":"typo"})", 400,
              "error.bad_request"},
             {"POST", "/api/v1/tasks/6/done", "{}", 404, "error.task_unknown"},
         }) {
        const Answer answer = ask(row.method, row.path, row.body);
        EXPECT_EQ(answer.status, row.status) << row.path << " " << answer.body;
        const json::Value value = answer.json();
        ASSERT_NE(value.find("error"), nullptr) << row.path << answer.body;
        EXPECT_EQ(value.find("error")->find("key")->text, row.key) << row.path;
    }
}

}  // namespace
}  // namespace server
