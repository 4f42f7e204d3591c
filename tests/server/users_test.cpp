// Logging in, sessions, and files from browsers: the whole server over a real station and database.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include <thread>

#include "server/daemon.h"
#include "server/http/local_client.h"
#include "server/json/reader.h"
#include "station/store/database.h"
#include "tests/fakes/fake_clock.h"
#include "tests/server/temporary_folder.h"

namespace server {
namespace {

using namespace std::chrono_literals;

constexpr char kOwner[] = "correct horse battery";
constexpr char kPacker[] = "packs all the boxes";

struct Answer {
    int status = 0;
    std::string body, cookie_line, cookie;  ///< cookie: "name=value" of Set-Cookie.
    Poco::Net::HTTPResponse head;
    json::Value json() const { return json::parse(body).value_or(json::Value{}); }
    std::string key() const {
        const json::Value value = json();
        const json::Value* error = value.find("error");
        return error != nullptr && error->find("key") != nullptr ? error->find("key")->text : "";
    }
};

class UsersTest : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_.path() / "web");
        folder_.write("web/index.html", "<title>home</title>");
        start();
    }
    void TearDown() override {
        if (daemon_) daemon_->stop();
    }

    void start() {
        const auto data_files = config::DataFiles::locate("config");
        ASSERT_TRUE(data_files);
        auto settings = config::load_settings(write_config(folder_.path()), *data_files);
        ASSERT_TRUE(settings);
        settings->http.port = port_;
        settings->http.listen = {"127.0.0.2"};
        settings->access.password_memory_mb = 1;
        settings->access.password_passes = 1;
        settings->access.open_bench = open_bench_;
        http::Server::Limits limits;
        limits.head = 700ms;
        limits.body = 700ms;
        limits.io = 500ms;
        auto daemon = Daemon::start(
            {.settings = *settings,
             .data_files = *data_files,
             .clock = &clock_,
             .stations = {.open = station::Station::open, .open_reader = station::Reader::open},
             .web_folder = folder_.path() / "web",
             .limits = limits});
        ASSERT_TRUE(daemon) << daemon.error().message;
        daemon_ = *std::move(daemon);
        port_ = daemon_->port();
    }
    void restart() {
        daemon_->stop();
        daemon_.reset();
        start();
    }

    using Headers = std::map<std::string, std::string>;
    /// `address`: 127.0.0.1 is this machine, 127.0.0.2 a place that others come to.
    Answer ask(const std::string& method, const std::string& path, const std::string& body = "",
               const Headers& more = {}, const std::string& address = "127.0.0.1") {
        Poco::Net::HTTPClientSession session(address, static_cast<Poco::UInt16>(port_));
        session.setTimeout(Poco::Timespan(20, 0));
        Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
        if (method == "POST") {
            request.setContentType("application/json");
            request.set("X-Packbench", "1");
            request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        }
        for (const auto& [name, text] : more) request.set(name, text);
        session.sendRequest(request) << body << std::flush;
        Answer answer;
        std::istream& in = session.receiveResponse(answer.head);
        answer.status = answer.head.getStatus();
        answer.body.assign(std::istreambuf_iterator<char>(in), {});
        answer.cookie_line = answer.head.get("Set-Cookie", "");
        answer.cookie = answer.cookie_line.substr(0, answer.cookie_line.find(';'));
        return answer;
    }

    static std::string credentials(const std::string& user, const std::string& password) {
        return R"({"user":")" + user + R"(","password":")" + password + "\"}";
    }
    Answer set_up() { return ask("POST", "/api/v1/setup", credentials("老板", kOwner)); }
    /// The headers of somebody who is logged in.
    Headers log_in(const std::string& user, const std::string& password,
                   const std::string& address = "127.0.0.2") {
        const Answer answer =
            ask("POST", "/api/v1/login", credentials(user, password), {}, address);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return headers_of(answer);
    }
    static Headers headers_of(const Answer& answer) {
        const json::Value value = answer.json();
        const json::Value* key = value.find("page_key");
        return {{"Cookie", answer.cookie}, {"X-Packbench-Key", key != nullptr ? key->text : ""}};
    }
    Headers packer() {
        const Headers owner = log_in("老板", kOwner);
        const Answer added = ask(
            "POST", "/api/v1/users",
            R"({"user":"小林","role":"packer","password":")" + std::string(kPacker) + "\"}", owner);
        EXPECT_EQ(added.status, 200) << added.body;
        return log_in("小林", kPacker);
    }
    std::string audit(const std::string& action) {
        auto db =
            station::Session::open(folder_.path() / "data/packbench.db", station::Access::ReadOnly);
        EXPECT_TRUE(db);
        const auto rows =
            (*db)->query("SELECT actor, detail FROM audit WHERE action = $1 ORDER BY id",
                         station::values(action));
        std::string all;
        if (rows)
            for (const auto& row : *rows) all += row.text(0) + " " + row.text(1) + "\n";
        return all;
    }

    TemporaryFolder folder_;
    fakes::FakeClock clock_{base::from_millis(1'795'000'000'000)};
    std::unique_ptr<Daemon> daemon_;
    int port_ = 0;
    bool open_bench_ = false;
};

TEST_F(UsersTest, BeforeTheFirstStartOnlyThisMachineComesIn) {
    EXPECT_EQ(ask("GET", "/api/v1/status").status, 200);
    EXPECT_THROW(ask("GET", "/api/v1/session", "", {}, "127.0.0.2"), Poco::Net::NetException)
        << "nobody listens where others come to";
    EXPECT_EQ(ask("GET", "/api/v1/status", "", {{"X-Forwarded-For", "10.0.0.9"}}).key(),
              "error.only_here");
    EXPECT_EQ(ask("GET", "/", "", {{"Via", "1.1 proxy"}}).status, 403);
    const Answer who = ask("GET", "/api/v1/session");
    EXPECT_EQ(who.json().find("role")->text, "owner");
    EXPECT_FALSE(who.json().find("doors")->find("open")->boolean);
}

TEST_F(UsersTest, TheFirstStartMakesAnOwnerAndOpensTheDoorsAtOnce) {
    const Answer done = set_up();
    ASSERT_EQ(done.status, 200) << done.body;
    const Headers owner = headers_of(done);
    EXPECT_EQ(ask("GET", "/api/v1/status", "", {}, "127.0.0.2").key(), "error.login_needed");
    EXPECT_EQ(ask("GET", "/api/v1/status").status, 401) << "this machine, too, logs in from now on";
    EXPECT_EQ(ask("GET", "/api/v1/users", "", owner, "127.0.0.2").status, 200);
    const Answer doors = ask("GET", "/api/v1/addresses", "", owner);
    EXPECT_NE(doors.body.find("http://127.0.0.2:" + std::to_string(port_)), std::string::npos)
        << doors.body;
    const Answer code =
        ask("GET", "/api/v1/addresses/127.0.0.2:" + std::to_string(port_) + ".png", "", owner);
    EXPECT_TRUE(code.body.starts_with("\x89PNG"));
    EXPECT_EQ(ask("GET", "/api/v1/addresses/evil.example.png", "", owner).status, 404);
    EXPECT_EQ(set_up().status, 401) << "a second first start";
    EXPECT_EQ(ask("POST", "/api/v1/setup", credentials("b", kOwner), owner).key(),
              "error.already_set_up");
    EXPECT_NE(audit("user_added").find("老板"), std::string::npos);
    restart();
    EXPECT_EQ(ask("GET", "/api/v1/users", "", owner, "127.0.0.2").status, 200)
        << "a log-in outlives a restart";
}

TEST_F(UsersTest, TakesNoPasswordThatIsGuessedFirst) {
    for (const auto& [password, key] : std::initializer_list<std::pair<const char*, const char*>>{
             {"short", "error.password_short"},
             {"aaaaaaaaaaaaaaaa", "error.password_weak"},
             {"1234567890", "error.password_weak"},
             {"password1234", "error.password_weak"},
             {"花间小铺花间小铺花间", ""},
         }) {
        const Answer answer = ask("POST", "/api/v1/setup", credentials("owner-1", password));
        EXPECT_EQ(answer.key(), key) << password;
    }
}

TEST_F(UsersTest, TheCookieIsForThisSiteAndNoScript) {
    const Answer answer = set_up();
    const std::string line = answer.cookie_line;
    EXPECT_TRUE(line.starts_with("packbench_" + std::to_string(port_) + "=")) << line;
    for (const char* part : {"; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=86400"})
        EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
    const std::string token = answer.cookie.substr(answer.cookie.find('=') + 1);
    EXPECT_EQ(token.size(), 43u);
    std::string bytes;
    for (const char* file : {"data/packbench.db", "data/packbench.db-wal"}) {
        std::ifstream in(folder_.path() / file, std::ios::binary);
        bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    EXPECT_EQ(bytes.find(token), std::string::npos) << "the token must not be at rest";
    EXPECT_EQ(bytes.find(kOwner), std::string::npos);
    EXPECT_NE(bytes.find("$argon2id$"), std::string::npos);
}

TEST_F(UsersTest, WantsThePagesKeyWithEveryChange) {
    const Headers owner = headers_of(set_up());
    const Headers cookie_alone = {{"Cookie", owner.at("Cookie")}};
    Headers wrong = owner;
    wrong["X-Packbench-Key"] = std::string(43, 'A');
    for (const char* path : {"/api/v1/batches", "/api/v1/users", "/api/v1/logout",
                             "/api/v1/uploads?name=a.csv", "/api/v1/imports/1/undo"}) {
        EXPECT_EQ(ask("POST", path, "{}", cookie_alone).key(), "error.page_key") << path;
        EXPECT_EQ(ask("POST", path, "{}", wrong).key(), "error.page_key") << path;
    }
    EXPECT_EQ(ask("POST", "/api/v1/batches", "{}", owner).key(), "error.nothing_to_print");
    const Headers other = packer();
    Headers mixed = owner;
    mixed["X-Packbench-Key"] = other.at("X-Packbench-Key");
    EXPECT_EQ(ask("POST", "/api/v1/batches", "{}", mixed).key(), "error.page_key")
        << "the key of another session";
}

TEST_F(UsersTest, NeverTakesASessionThatSomebodyElseChose) {
    (void)set_up();
    const std::string chosen = "packbench_" + std::to_string(port_) + "=" + std::string(43, 'x');
    const Answer first =
        ask("POST", "/api/v1/login", credentials("老板", kOwner), {{"Cookie", chosen}});
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_NE(first.cookie, chosen);
    EXPECT_EQ(ask("GET", "/api/v1/users", "", {{"Cookie", chosen}}).status, 401);
    Headers again = {{"Cookie", first.cookie}};
    const json::Value value = first.json();
    again["X-Packbench-Key"] = value.find("page_key")->text;
    const Answer second = ask("POST", "/api/v1/login", credentials("老板", kOwner), again);
    EXPECT_NE(second.cookie, first.cookie);
    EXPECT_EQ(ask("GET", "/api/v1/users", "", {{"Cookie", first.cookie}}).status, 401)
        << "the browser's session before has ended";
}

TEST_F(UsersTest, AnswersAlikeWhoeverIsUnknown) {
    (void)set_up();
    const Answer known = ask("POST", "/api/v1/login", credentials("老板", "wrong password 1"));
    const Answer unknown =
        ask("POST", "/api/v1/login", credentials("nobody-1", "wrong password 1"));
    EXPECT_EQ(known.status, 401);
    EXPECT_EQ(known.body, unknown.body);
    EXPECT_EQ(known.key(), "error.login_wrong");
    const std::string told = audit("login_failed");
    EXPECT_NE(told.find("老板"), std::string::npos) << told;
    EXPECT_EQ(told.find("nobody-1"), std::string::npos)
        << "what was typed for a name may have been a password";
}

TEST_F(UsersTest, SlowsGuessingDownAndSaysForHowLong) {
    (void)set_up();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(ask("POST", "/api/v1/login", credentials("老板", "wrong password")).status, 401);
    const Answer throttled = ask("POST", "/api/v1/login", credentials("老板", kOwner));
    EXPECT_EQ(throttled.status, 429);
    EXPECT_EQ(throttled.key(), "error.login_throttled");
    EXPECT_EQ(throttled.head.get("Retry-After"), "2");
    clock_.advance(3s);
    EXPECT_EQ(ask("POST", "/api/v1/login", credentials("老板", kOwner)).status, 200);
}

TEST_F(UsersTest, APackerScansAndSeesNoOrders) {
    (void)set_up();
    const Headers packer_headers = packer();
    const auto status = [&](const char* method, const char* path, const char* body = "{}") {
        return ask(method, path, method == std::string("GET") ? "" : body, packer_headers,
                   "127.0.0.2");
    };
    EXPECT_EQ(status("GET", "/api/v1/status").status, 200);
    EXPECT_EQ(status("GET", "/api/v1/benches/1").status, 200);
    EXPECT_EQ(status("POST", "/api/v1/benches/1/scan", R"({"text":"PB:CANCEL","key":"k"})").status,
              200);
    for (const char* path : {"/api/v1/orders", "/api/v1/review", "/api/v1/imports",
                             "/api/v1/jobs/1/label.png", "/api/v1/ship-files"})
        EXPECT_EQ(status("GET", path).key(), "error.role_supervisor") << path;
    for (const char* path : {"/api/v1/batches", "/api/v1/orders/P1/reveal", "/api/v1/uploads"})
        EXPECT_EQ(status("POST", path).key(), "error.role_supervisor") << path;
    EXPECT_EQ(status("GET", "/api/v1/users").key(), "error.role_owner");
    EXPECT_EQ(status("POST", "/api/v1/users/%E5%B0%8F%E6%9E%97/role", R"({"role":"owner"})").key(),
              "error.role_owner");
}

TEST_F(UsersTest, SessionsEndWithIdlenessTimePasswordAndDisabling) {
    (void)set_up();
    const Headers owner = log_in("老板", kOwner);
    const Headers first = packer();
    const auto in = [&](const Headers& who) {
        return ask("GET", "/api/v1/status", "", who, "127.0.0.2").status == 200;
    };
    const std::string path = "/api/v1/users/%E5%B0%8F%E6%9E%97";
    EXPECT_TRUE(in(first));
    EXPECT_EQ(ask("POST", path + "/password", R"({"password":"another long one"})", owner).status,
              200);
    EXPECT_FALSE(in(first)) << "a new password ends the log-ins";
    const Headers second = log_in("小林", "another long one");
    EXPECT_EQ(ask("POST", path + "/disable", "{}", owner).status, 200);
    EXPECT_FALSE(in(second));
    EXPECT_EQ(ask("POST", "/api/v1/login", credentials("小林", "another long one")).key(),
              "error.login_wrong");
    EXPECT_EQ(ask("POST", path + "/enable", "{}", owner).status, 200);
    const Headers third = log_in("小林", "another long one");
    EXPECT_EQ(ask("POST", path + "/sign-out", "{}", owner).status, 200);
    EXPECT_FALSE(in(third));
    EXPECT_EQ(ask("POST", "/api/v1/users/%E8%80%81%E6%9D%BF/disable", "{}", owner).key(),
              "error.last_owner");
    clock_.advance(3h);
    EXPECT_TRUE(in(owner)) << "not idle for four hours yet";
    clock_.advance(3h);
    EXPECT_TRUE(in(owner)) << "the request before started the idle time again";
    clock_.advance(5h);
    EXPECT_FALSE(in(owner)) << "idle";
    Headers day = log_in("老板", kOwner);
    for (int hour = 0; hour < 8; ++hour) {
        clock_.advance(3h);
        if (hour < 7) {
            EXPECT_TRUE(in(day)) << hour;
        }
    }
    EXPECT_FALSE(in(day)) << "a day is the most, however busy";
    const Headers last = log_in("老板", kOwner);
    EXPECT_EQ(ask("POST", "/api/v1/logout", "{}", last).status, 200);
    EXPECT_FALSE(in(last));
}

TEST_F(UsersTest, ABenchOfThisMachineStaysOpenWhereTheSettingsSaySo) {
    open_bench_ = true;
    restart();
    (void)set_up();
    EXPECT_EQ(ask("GET", "/api/v1/benches/1").status, 200);
    EXPECT_EQ(ask("POST", "/api/v1/benches/1/scan", R"({"text":"PB:CANCEL","key":"k"})").status,
              200);
    EXPECT_EQ(ask("GET", "/api/v1/orders").status, 401);
    EXPECT_EQ(ask("GET", "/api/v1/benches/1", "", {}, "127.0.0.2").status, 401);
}

TEST_F(UsersTest, TheShellNeedsNoLogIn) {
    (void)set_up();
    const auto socket = http::local_socket(folder_.path() / "data");
    const auto added =
        http::post_local(socket, "/api/v1/users",
                         R"({"user":"ann","role":"supervisor","password":"several words"})", 10s);
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_NE(audit("user_added").find("cli"), std::string::npos);
    (void)log_in("Ann", "several words");
    const auto first = http::post_local(socket, "/api/v1/users/ann/password",
                                        R"({"password":"forgotten and new"})", 10s);
    ASSERT_TRUE(first) << first.error().message;
    (void)log_in("ann", "forgotten and new");
}

// What a browser sends as a file.
TEST_F(UsersTest, ABrowsersFileIsTakenInAndNotKept) {
    const Headers owner = headers_of(set_up());
    Headers file = owner;
    file["Content-Type"] = "application/octet-stream";
    const auto sent = [&](const std::string& name, const std::string& content) {
        return ask("POST", "/api/v1/uploads?name=" + name, content, file);
    };
    const Answer taken = sent("..%2F..%2Fescape.csv", "not an order file\n1\n");
    ASSERT_EQ(taken.status, 202) << taken.body;
    const std::string id = taken.json().find("id")->text;
    EXPECT_EQ(taken.json().find("file")->text, "escape.csv");
    json::Value end;
    for (int i = 0; i < 400; ++i) {
        end = ask("GET", "/api/v1/uploads/" + id, "", owner).json();
        if (end.find("state")->text == "failed") break;
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(end.find("state")->text, "failed");
    EXPECT_NE(end.find("error")->find("message")->text, "");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
        EXPECT_NE(entry.path().filename(), "escape.csv") << entry.path();
    EXPECT_EQ(sent("a.exe", "MZ").key(), "error.upload_name");
    EXPECT_EQ(sent("", "x").key(), "error.upload_name");
    EXPECT_EQ(sent("empty.csv", "").key(), "error.upload_empty");
    EXPECT_EQ(ask("GET", "/api/v1/uploads/..%2F..%2Flock", "", owner).status, 404);
}

TEST_F(UsersTest, AFileThatIsTooLargeIsRefusedBeforeItIsRead) {
    const Headers owner = headers_of(set_up());
    Poco::Net::StreamSocket client(
        Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port_)));
    const std::string head =
        "POST /api/v1/uploads?name=a.csv HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
        "\r\nX-Packbench: 1\r\nCookie: " + owner.at("Cookie") +
        "\r\nX-Packbench-Key: " + owner.at("X-Packbench-Key") +
        "\r\nContent-Type: application/octet-stream\r\nContent-Length: "
        "99999999999\r\n\r\nx";
    client.sendBytes(head.data(), static_cast<int>(head.size()));
    client.shutdownSend();
    char buffer[512] = {};
    client.setReceiveTimeout(Poco::Timespan(10, 0));
    const int got = client.receiveBytes(buffer, sizeof buffer - 1);
    ASSERT_GT(got, 0);
    EXPECT_TRUE(std::string(buffer).starts_with("HTTP/1.1 413")) << buffer;
}

TEST_F(UsersTest, AFileThatBreaksOffIsNotTakenForAWholeOne) {
    const Headers owner = headers_of(set_up());
    Poco::Net::StreamSocket client(
        Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port_)));
    const std::string head =
        "POST /api/v1/uploads?name=half.csv HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
        "\r\nX-Packbench: 1\r\nCookie: " + owner.at("Cookie") +
        "\r\nX-Packbench-Key: " + owner.at("X-Packbench-Key") +
        "\r\nContent-Type: application/octet-stream\r\nContent-Length: "
        "1000\r\n\r\nhalf of it";
    client.sendBytes(head.data(), static_cast<int>(head.size()));
    client.shutdownSend();
    char buffer[2048] = {};
    client.setReceiveTimeout(Poco::Timespan(10, 0));
    std::string all;
    for (int got = 1; got > 0;) {
        got = client.receiveBytes(buffer, sizeof buffer);
        if (got > 0) all.append(buffer, static_cast<std::size_t>(got));
    }
    EXPECT_NE(all.find("error.upload_broken"), std::string::npos) << all;
    EXPECT_EQ(ask("GET", "/api/v1/imports", "", owner).json().find("imports")->items.size(), 0u);
}

// A client that sends a byte now and then must not hold a thread for ever.
TEST_F(UsersTest, CutsOffWhoeverSendsTooSlowly) {
    for (const char* begin :
         {"GET /api/v1/session HTTP/1.1\r\nX-Slow: ",
          "POST /api/v1/login HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nX-Packbench: "
          "1\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n"}) {
        std::string text = begin;
        if (const auto at = text.find("PORT"); at != text.npos)
            text.replace(at, 4, std::to_string(port_));
        Poco::Net::StreamSocket client(
            Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port_)));
        client.sendBytes(text.data(), static_cast<int>(text.size()));
        const auto start = std::chrono::steady_clock::now();
        bool cut = false;
        while (!cut && std::chrono::steady_clock::now() - start < 10s) {
            try {
                client.sendBytes("a", 1);
                char byte = 0;
                if (client.poll(Poco::Timespan(0, 100'000), Poco::Net::Socket::SELECT_READ))
                    cut = client.receiveBytes(&byte, 1) <= 0 || byte == 'H';
            } catch (const Poco::Exception&) {
                cut = true;
            }
        }
        EXPECT_TRUE(cut) << begin;
        EXPECT_LT(std::chrono::steady_clock::now() - start, 4s) << begin;
    }
    EXPECT_EQ(ask("GET", "/api/v1/session").status, 200);
}

TEST_F(UsersTest, StandsOddHeaders) {
    (void)set_up();
    const std::string name = "packbench_" + std::to_string(port_);
    for (const std::string& cookie :
         {std::string("="), std::string(";;;;"), name, name + "=", name + "==", name + "=\x01\xff",
          name + "=" + std::string(7000, 'a'), name + "=' OR 1=1 --",
          "a=" + name + "=" + std::string(43, 'b'), name + "=" + std::string(43, '/')}) {
        // 403: a header that HTTP does not allow took the Host with it.
        const int status = ask("GET", "/api/v1/users", "", {{"Cookie", cookie}}).status;
        EXPECT_TRUE(status == 401 || status == 403) << status << " for " << cookie;
    }
    for (const std::string& key : {std::string(), std::string(5000, 'k'), std::string("\xf0\x9f")})
        EXPECT_EQ(
            ask("POST", "/api/v1/login", credentials("a", "b"), {{"X-Packbench-Key", key}}).status,
            401);
    EXPECT_EQ(ask("POST", "/api/v1/login", R"({"user":7,"password":[]})").status, 400);
    EXPECT_EQ(ask("POST", "/api/v1/login",
                  credentials(std::string(30'000, 'u'), std::string(30'000, 'p')))
                  .status,
              401);
    EXPECT_EQ(ask("GET", "/api/v1/session", "", {{"Host", "127.0.0.1:1"}}).status, 403);
    EXPECT_EQ(
        ask("GET", "/api/v1/session", "", {{"Host", "127.0.0.2:" + std::to_string(port_)}}).status,
        403)
        << "the Host of another door";
    EXPECT_EQ(
        ask("POST", "/api/v1/login", credentials("a", "b"), {{"Origin", "http://evil.example"}})
            .status,
        403);
}

}  // namespace
}  // namespace server
