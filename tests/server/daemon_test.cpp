// The whole server over a fake station: real sockets, real HTTP.
#include "server/daemon.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <future>

#include "printing/png.h"
#include "printing/symbols.h"
#include "server/http/local_client.h"
#include "server/json/reader.h"
#include "tests/server/daemon_fixture.h"

namespace server {
namespace {

using namespace std::chrono_literals;

TEST_F(DaemonTest, KeepsProductsAndTakesLargeFilesOfThem) {
    EXPECT_EQ(post("/api/v1/products", R"({"seller_code":"C1","title":"杯"})").status, 200);
    EXPECT_EQ(post("/api/v1/products", R"({"price":"1"})").status, 400) << "no such field";
    EXPECT_EQ(post("/api/v1/products/1", R"({"box":"3号箱"})").json().fields["box"].text, "3号箱");
    EXPECT_EQ(post("/api/v1/products/9", R"({"box":"x"})").status, 404);
    EXPECT_EQ(post("/api/v1/products/x", "{}").status, 404);
    EXPECT_EQ(get("/api/v1/products.csv").head.get("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(post("/api/v1/products/undo").status, 409);
    // 商家编码,箱型 / C2,3
    const std::string file = R"({"name":"t.csv","content":"5ZWG5a6257yW56CBLOeuseWeiwpDMiwzCg=="})";
    const Answer taken = post("/api/v1/products/import", file);
    ASSERT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(taken.json().fields["new"].number, 1);
    EXPECT_EQ(post("/api/v1/products/import", R"({"name":"t.csv","content":"?"})").status, 400);
    EXPECT_EQ(post("/api/v1/products/import", file, {{"X-Packbench", ""}}).status, 403);
    const std::string large = R"({"content":")" + std::string(200'000, 'A') + R"("})";
    EXPECT_EQ(post("/api/v1/products/1/picture", large).status, 200);
    EXPECT_EQ(post("/api/v1/products/1", large).status, 413) << "only where the route says so";
}

TEST_F(DaemonTest, GivesPaperForPicking) {
    const Answer list = get("/api/v1/batches/7/picklist");
    ASSERT_EQ(list.status, 200);
    EXPECT_EQ(list.json().fields["lines"].items[0].fields["quantity"].number, 2);
    EXPECT_EQ(get("/api/v1/batches/8/picklist").status, 404);
    EXPECT_EQ(get("/api/v1/batches/7/slips").json().fields["slips"].items.size(), 1u);
    EXPECT_EQ(get("/api/v1/batches/7/picklist/sheets").json().fields["sheets"].items.size(), 2u);
    EXPECT_EQ(get("/api/v1/batches/7/picklist/sheet.png?page=2").body, "2");
    EXPECT_EQ(get("/api/v1/batches/7/picklist/sheet.png?page=3").status, 404);
    EXPECT_EQ(get("/api/v1/batches/7/slips/sheet.png").body, "s");
    EXPECT_TRUE(get("/api/v1/slip-codes/PBO.P700000000000000001.png").body.starts_with("\x89PNG"));
    EXPECT_EQ(get("/api/v1/slip-codes/%E6%9D%AF.png").status, 400);
}

TEST_F(DaemonTest, AnswersEveryReadOfTheApi) {
    struct Row {
        const char* path;
        const char* field;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"/healthz", "status"},
             {"/api/v1/status", "counts"},
             {"/api/v1/orders?state=held&q=P7&page=2", "orders"},
             {"/api/v1/orders/P700000000000000001", "timeline"},
             {"/api/v1/review", "orders"},
             {"/api/v1/batches", "batches"},
             {"/api/v1/batches/7", "jobs"},
             {"/api/v1/jobs?state=unknown", "jobs"},
             {"/api/v1/jobs/88", "sequence"},
             {"/api/v1/benches", "benches"},
             {"/api/v1/benches/1", "workflow"},
             {"/api/v1/ship-files", "files"},
             {"/api/v1/imports", "imports"},
             {"/api/v1/numbers", "voids"},
         }) {
        const Answer answer = get(row.path);
        EXPECT_EQ(answer.status, 200) << row.path << answer.body;
        EXPECT_EQ(answer.head.getContentType(), "application/json");
        EXPECT_NE(answer.json().find(row.field), nullptr) << row.path << answer.body;
    }
    const auto seen = floor_.seen();
    EXPECT_NE(std::find(seen.begin(), seen.end(), "orders state=held q=P7 page=2"), seen.end());
}

TEST_F(DaemonTest, CarriesOutEveryCommandOfTheApi) {
    struct Row {
        const char* path;
        const char* body;
        const char* call;
        const char* field;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"/api/v1/orders/P7/hold", R"({"reason":"地址不清"})", "hold P7 地址不清 supervisor",
              "timeline"},
             {"/api/v1/orders/P7/release", R"({"reason":"ok"})", "release P7 ok supervisor",
              "timeline"},
             {"/api/v1/orders/P7/refuse", R"({"reason":"no"})", "refuse P7 no supervisor",
              "timeline"},
             {"/api/v1/orders/P7/carrier", R"({"carrier":"ems"})", "carrier P7 ems supervisor",
              "timeline"},
             {"/api/v1/orders/P7/reveal", "", "reveal P7 supervisor", "phone"},
             {"/api/v1/orders/P7/print", "{}", "print P7 supervisor", "batch"},
             {"/api/v1/batches", "{}", "print_now supervisor", "labels"},
             {"/api/v1/batches/7/pause", "{}", "pause 7", "total"},
             {"/api/v1/batches/7/resume", "{}", "resume 7", "total"},
             {"/api/v1/batches/7/cancel", "{}", "cancel 7", "total"},
             {"/api/v1/jobs/88/settle", R"({"printed":true})", "settle 88 yes ", "sequence"},
             {"/api/v1/jobs/88/settle", R"({"printed":false,"reason":"not there"})",
              "settle 88 no not there", "sequence"},
             {"/api/v1/jobs/88/reprint", R"({"reason":"torn"})", "reprint 88 torn", "sequence"},
             {"/api/v1/benches/1/scan", R"({"text":"SF1","key":"k-1"})", "scan SF1", "outcome"},
             {"/api/v1/ship-files", R"({"format":"csv"})", "ship_file csv supervisor", "url"},
             {"/api/v1/numbers/wishes/3", R"({"action":"number","number":"78"})",
              "wish 3 number 78", "actions"},
             {"/api/v1/numbers/wishes/3", R"({"action":"again","reason":"none"})",
              "wish 3 again none", "actions"},
             {"/api/v1/numbers/wishes/3", R"({"action":"cancel","reason":"no"})",
              "wish 3 cancel no", "actions"},
             {"/api/v1/numbers/voids/5", R"({"done":true})", "void 5 yes supervisor",
              "service_phone"},
             {"/api/v1/numbers/voids/5", R"({"done":false})", "void 5 no supervisor",
              "service_phone"},
             {"/api/v1/number-requests", R"({"format":"csv","carrier":"zto"})",
              "number_request csv zto", "rows"},
         }) {
        const Answer answer = post(row.path, row.body);
        EXPECT_EQ(answer.status, 200) << row.path << answer.body;
        EXPECT_NE(answer.json().find(row.field), nullptr) << row.path << answer.body;
        EXPECT_EQ(floor_.seen().back(), row.call);
    }
}

TEST_F(DaemonTest, GivesTheListOfUnusedNumbersWithoutFormulas) {
    const Answer answer = get("/api/v1/numbers/voids.csv");
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(answer.body.find("\"78990000000009\""), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("\"'=1+1\""), std::string::npos) << answer.body;
}

TEST_F(DaemonTest, GivesOnlyRequestFilesThatItWrote) {
    EXPECT_EQ(get("/api/v1/number-requests/ship-1.csv").status, 200);
    EXPECT_EQ(get("/api/v1/number-requests/other.csv").status, 404);
    EXPECT_EQ(get("/api/v1/number-requests/..%2Fsecret.html").status, 404);
}

TEST_F(DaemonTest, RefusesBadInputWithTheStatusOfTheApi) {
    struct Row {
        const char* method;
        const char* path;
        const char* body;
        int status;
        const char* key;
    };
    const std::string large(70'000, ' ');
    for (const Row& row : std::initializer_list<Row>{
             {"POST", "/api/v1/orders/P7/hold", "{}", 400, "error.reason_required"},
             {"POST", "/api/v1/orders/P7/hold", R"({"reason":" "})", 400, "error.reason_required"},
             {"POST", "/api/v1/orders/P7/hold", "{", 400, "error.bad_request"},
             {"POST", "/api/v1/orders/P7/hold", "[]", 400, "error.bad_request"},
             {"POST", "/api/v1/jobs/88/settle", "{}", 400, "error.bad_request"},
             {"POST", "/api/v1/jobs/88/settle", R"({"printed":false})", 400,
              "error.reason_required"},
             {"POST", "/api/v1/jobs/x/settle", R"({"printed":true})", 404, "error.not_found"},
             {"POST", "/api/v1/benches/1/scan", R"({"text":"x"})", 400, "error.bad_request"},
             {"POST", "/api/v1/benches/9/scan", R"({"text":"x","key":"k"})", 404,
              "error.not_found"},
             {"POST", "/api/v1/orders/P700000000000000002/release", R"({"reason":"r"})", 409,
              "error.order_not_held"},
             {"POST", "/api/v1/batches", large.c_str(), 413, "error.body_too_large"},
             {"POST", "/api/v1/ship-files", R"({"format":"pdf"})", 400, "error.bad_request"},
             {"POST", "/api/v1/numbers/wishes/3", R"({"action":"perhaps"})", 400,
              "error.bad_request"},
             {"POST", "/api/v1/numbers/wishes/4", R"({"action":"again"})", 404,
              "error.wish_unknown"},
             {"POST", "/api/v1/numbers/voids/x", "{}", 404, "error.not_found"},
             {"POST", "/api/v1/number-requests", R"({"format":"pdf"})", 400, "error.bad_request"},
             {"POST", "/api/v1/number-requests", R"({"path":"/tmp/x.csv"})", 403,
              "error.local_only"},
             {"GET", "/api/v1/orders/nobody", "", 404, "error.not_found"},
             {"GET", "/api/v1/batches/99999999999999999999", "", 404, "error.not_found"},
             {"GET", "/api/v1/nothing", "", 404, "error.not_found"},
             {"POST", "/api/v1/nothing", "{}", 404, "error.not_found"},
             {"POST", "/api/v1/status", "{}", 405, "error.method"},
             {"GET", "/api/v1/orders/P7/hold", "", 405, "error.method"},
             {"GET", "/api/v1/symbols/PB:FORMAT.png", "", 404, "error.not_found"},
             {"GET", "/api/v1/ship-files/..%2Fsecret.html", "", 404, "error.not_found"},
         }) {
        const Answer answer = ask(row.method, row.path, row.body);
        EXPECT_EQ(answer.status, row.status) << row.path << " " << answer.body;
        const json::Value value = answer.json();
        ASSERT_NE(value.find("error"), nullptr) << row.path << answer.body;
        EXPECT_EQ(value.find("error")->find("key")->text, row.key) << row.path;
        EXPECT_NE(value.find("error")->find("message"), nullptr);
    }
}

TEST_F(DaemonTest, KeepsOtherWebPagesOut) {
    EXPECT_EQ(get("/api/v1/status", {{"Host", "evil.example"}}).status, 403);
    EXPECT_EQ(get("/api/v1/status", {{"Origin", "http://evil.example"}}).status, 403);
    EXPECT_EQ(post("/api/v1/batches", "{}", {{"X-Packbench", ""}}).status, 403);
    EXPECT_EQ(post("/api/v1/batches", "{}", {{"Content-Type", "text/plain"}}).status, 400);
    for (const std::string& call : floor_.seen()) EXPECT_EQ(call.find("print_now"), call.npos);
    const Answer page = get("/");
    EXPECT_EQ(page.head.get("X-Content-Type-Options"), "nosniff");
    EXPECT_NE(page.head.get("Content-Security-Policy").find("default-src 'self'"),
              std::string::npos);
    EXPECT_EQ(get("/api/v1/nothing").head.get("Referrer-Policy"), "no-referrer");
}

TEST_F(DaemonTest, NamesFilesOfThisMachineOnlyOnTheLocalSocket) {
    EXPECT_EQ(post("/api/v1/imports", R"({"path":"/etc/hostname"})").status, 403);
    EXPECT_EQ(post("/api/v1/ship-files", R"({"format":"csv","path":"/tmp/x"})").status, 403);
    EXPECT_EQ(post("/api/v1/ship-again", R"({"format":"csv","path":"/tmp/x"})").status, 403);
    const auto socket = http::local_socket(folder_.path() / "data");
    struct stat info {};
    ASSERT_EQ(::stat(socket.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0600u);
    const auto file = folder_.write("orders.csv", "x");
    const auto report =
        http::post_local(socket, "/api/v1/imports", R"({"path":")" + file.string() + R"("})", 5s);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(floor_.seen().back(), "import orders.csv cli");
    const auto missing =
        http::post_local(socket, "/api/v1/imports", R"({"path":"/no/such.csv"})", 5s);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::NotFound);
    EXPECT_NE(missing.error().message.find("/no/such.csv"), std::string::npos);
}

TEST_F(DaemonTest, TakesPicturesToPrintOnTheLocalSocketAlone) {
    EXPECT_EQ(post("/api/v1/sheets", "{}").status, 403);
    const auto socket = http::local_socket(folder_.path() / "data");
    const auto give = [&](const std::string& query, const std::string& png) {
        return http::post_local_bytes(socket, "/api/v1/sheets?" + query, png, "image/png", 5s);
    };
    printing::Bitmap image(640, 200);
    image.draw(*printing::draw_code128("SF1385628716739", 2, 100), 40, 30);
    const auto bytes = printing::encode_png(image, base::Dpi{203});
    ASSERT_TRUE(bytes);
    const std::string png(base::as_text(*bytes));
    const std::string query =
        http::query_text({{"printer", "打印机 1&2"}, {"key", "k=1"}, {"expect", ""}});
    const auto job = give(query, png);
    ASSERT_TRUE(job) << job.error().message;
    EXPECT_EQ(floor_.seen().back(), "sheet SF1385628716739 打印机 1&2 k=1 cli");
    EXPECT_NE(job->find(R"("kind":"sheet")"), std::string::npos) << *job;
    const auto seen = http::get_local(socket, "/api/v1/jobs/88", 5s);
    ASSERT_TRUE(seen) << seen.error().message;
    EXPECT_NE(seen->find(R"("id":88)"), std::string::npos) << *seen;

    const std::size_t calls = floor_.seen().size();
    EXPECT_EQ(give("printer=p&key=k&expect=SF1385628716748", png).error().key,
              "error.sheet_not_proven");
    EXPECT_EQ(give("printer=p&key=k", "no PNG").error().key, "error.broken_png");
    EXPECT_EQ(give("printer=p&key=k", std::string(3 << 20, 'x')).error().key,
              "error.body_too_large");
    EXPECT_EQ(give("printer=p&key=k", std::string(5 << 20, 'x')).error().key,
              "error.body_too_large");
    EXPECT_EQ(floor_.seen().size(), calls) << "the station was not asked";
}

TEST_F(DaemonTest, ServesThePagesAndNothingBesideThem) {
    EXPECT_EQ(get("/").body, "<title>home</title>");
    const Answer page = get("/orders/P700000000000000001");
    EXPECT_EQ(page.body, "<title>order</title>");
    EXPECT_EQ(page.head.getContentType(), "text/html; charset=utf-8");
    EXPECT_EQ(get("/js/app.js").head.getContentType(), "text/javascript; charset=utf-8");
    for (const char* path :
         {"/.secret.html", "/../secret.html", "/js/../../secret.html", "/%2e%2e/secret.html",
          "/..%2fsecret.html", "/js/none.js", "/js", "/js/app.js/"})
        EXPECT_EQ(get(path).status, 404) << path;
    const Answer head = ask("HEAD", "/");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.head.getContentLength64(), 19);
    const Answer again = get("/", {{"If-None-Match", head.head.get("ETag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
}

TEST_F(DaemonTest, GivesPicturesFilesAndSymbols) {
    EXPECT_EQ(get("/api/v1/jobs/88/label.png").head.getContentType(), "image/png");
    const Answer file = get("/api/v1/ship-files/ship-1.csv");
    EXPECT_EQ(file.body, "number\n");
    EXPECT_NE(file.head.get("Content-Disposition").find("ship-1.csv"), std::string::npos);
    for (const char* name : {"PB:CONFIRM", "PB:UNDO", "PB:CANCEL"}) {
        const Answer symbol = get("/api/v1/symbols/" + std::string(name) + ".png");
        EXPECT_EQ(symbol.status, 200) << name;
        EXPECT_TRUE(symbol.body.starts_with("\x89PNG")) << name;
    }
}

TEST_F(DaemonTest, CountsWhatItDoesInMetrics) {
    (void)post("/api/v1/benches/1/scan", R"({"text":"SF1","key":"k-1"})");
    (void)get("/api/v1/nothing");
    const Answer metrics = get("/metrics");
    EXPECT_EQ(metrics.status, 200);
    for (const char* line :
         {"packbench_scans_total{outcome=\"bound\"} 1", "packbench_orders{state=\"held\"} 17",
          "packbench_labels{state=\"unknown\"} 0",
          "packbench_waybill_numbers_left{carrier=\"zto\"} 40",
          "packbench_http_requests_total{route=\"/api/v1/benches/{bench}/scan\",status=\"200\"} 1",
          "packbench_station_slice_seconds_count", "packbench_station_queue_length 0"})
        EXPECT_NE(metrics.body.find(line), std::string::npos) << line << "\n" << metrics.body;
}

TEST_F(DaemonTest, SendsStatusAndBenchEvents) {
    Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(daemon_->port()));
    Poco::Net::HTTPRequest request("GET", "/api/v1/events", Poco::Net::HTTPMessage::HTTP_1_1);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::istream& in = session.receiveResponse(response);
    EXPECT_EQ(response.getContentType(), "text/event-stream");
    std::string line;
    const auto next = [&](const std::string& wanted) {
        while (std::getline(in, line))
            if (line.starts_with(wanted)) return true;
        return false;
    };
    ASSERT_TRUE(next("event: status"));
    ASSERT_TRUE(next("data: {\"now\":"));
    // Without any scan: a bench's picture is published with the status it belongs to.
    ASSERT_TRUE(next("event: bench"));
    ASSERT_TRUE(next("data: {\"bench\":\"1\""));
    (void)post("/api/v1/benches/1/scan", R"({"text":"SF1","key":"k-1"})");
    ASSERT_TRUE(next("event: bench"));
    ASSERT_TRUE(next("data: {\"bench\":\"1\""));
    ASSERT_TRUE(next("event: status"));
    ASSERT_TRUE(next("data: "));
    EXPECT_NE(line.find("\"bound\":1"), std::string::npos) << line;
}

TEST_F(DaemonTest, CapsEventStreamsAndStaysUsable) {
    std::vector<std::unique_ptr<Poco::Net::HTTPClientSession>> streams;
    const auto open = [&] {
        auto session = std::make_unique<Poco::Net::HTTPClientSession>(
            "127.0.0.1", static_cast<Poco::UInt16>(daemon_->port()));
        Poco::Net::HTTPRequest request("GET", "/api/v1/events", Poco::Net::HTTPMessage::HTTP_1_1);
        session->sendRequest(request);
        Poco::Net::HTTPResponse response;
        session->receiveResponse(response);
        const int status = response.getStatus();
        streams.push_back(std::move(session));
        return status;
    };
    for (int i = 0; i < 16; ++i) ASSERT_EQ(open(), 200) << i;
    EXPECT_EQ(open(), 503);
    EXPECT_EQ(get("/api/v1/status").status, 200);
    // Pages that were left give their places back at once, not at the next heartbeat in 5 s.
    const auto left = std::chrono::steady_clock::now();
    streams.clear();
    int status = 503;
    while (status == 503 && std::chrono::steady_clock::now() - left < 10s) {
        std::this_thread::sleep_for(50ms);
        status = open();
    }
    EXPECT_EQ(status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - left, 2500ms);
}

// The streams' readers never read: their buffers fill up, and the daemon stops all the same.
TEST_F(DaemonTest, StopsWithinFiveSecondsWithOpenStreamsAndSlowClients) {
    std::vector<Poco::Net::StreamSocket> clients;
    const std::string text =
        "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(daemon_->port()) +
        "\r\n\r\n";
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back();
        clients.back().connect(
            Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(daemon_->port())));
        clients.back().sendBytes(text.data(), static_cast<int>(text.size()));
    }
    // One connection that never finishes its request.
    clients.emplace_back();
    clients.back().connect(
        Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(daemon_->port())));
    clients.back().sendBytes("POST /api/v1/batches HTTP/1.1\r\nHos", 35);
    while (get("/metrics").body.find("packbench_event_streams 8") == std::string::npos)
        std::this_thread::sleep_for(10ms);
    const auto begin = std::chrono::steady_clock::now();
    daemon_->stop();
    daemon_.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
    EXPECT_EQ(floor_.seen().back(), "stop");
    EXPECT_EQ(floor_.open_stations, 0);
    EXPECT_FALSE(std::filesystem::exists(http::local_socket(folder_.path() / "data")));
}

// Whoever accepts connections sleeps for a quarter of a second at a time, and there are two of
// them: a stop took half a second, which everything that restarts a daemon paid.
TEST_F(DaemonTest, StopsAtOnceWhenNothingIsGoingOn) {
    std::chrono::steady_clock::duration stopping{0};
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(get("/healthz").status, 200);
        const auto begin = std::chrono::steady_clock::now();
        daemon_.reset();
        stopping += std::chrono::steady_clock::now() - begin;
        start();
    }
    EXPECT_LT(stopping, 600ms) << "of five; asleep they took 1250 ms at least";
}

TEST_F(DaemonTest, SaysThatThePortIsInUse) {
    floor_.lock_file.clear();
    const auto second = try_start(daemon_->port());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().key, "error.port_in_use");
    EXPECT_NE(second.error().message.find("http.port"), std::string::npos);
    EXPECT_EQ(floor_.open_stations, 1) << "the second station must not even be opened";
}

TEST_F(DaemonTest, DoesNotTouchTheSocketOfARunningDaemon) {
    const auto second = try_start(0);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().key, "error.data_folder_locked");
    const auto answer = http::post_local(http::local_socket(folder_.path() / "data"),
                                         "/api/v1/batches/7/pause", "{}", 5s);
    EXPECT_TRUE(answer) << answer.error().message;
}

TEST_F(DaemonTest, ReplacesTheSocketThatACrashLeft) {
    daemon_.reset();
    folder_.write("data/packbench.sock", "left over");
    start();
    EXPECT_TRUE(http::post_local(http::local_socket(folder_.path() / "data"),
                                 "/api/v1/batches/7/pause", "{}", 5s));
}

TEST_F(DaemonTest, TellsWhenTheDiskIsNearlyFull) {
    {
        const std::lock_guard lock(floor_.mutex);
        floor_.status.disk_free_mb = 10;
    }
    Answer answer;
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    do {
        std::this_thread::sleep_for(50ms);
        answer = get("/healthz");
    } while (answer.status == 200 && std::chrono::steady_clock::now() < deadline);
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.find("10 MB"), std::string::npos) << answer.body;
}

}  // namespace
}  // namespace server
