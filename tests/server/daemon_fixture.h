#pragma once
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "server/daemon.h"
#include "server/json/reader.h"
#include "tests/fakes/fake_station.h"
#include "tests/server/temporary_folder.h"

namespace server {

struct Answer {
    int status = 0;
    std::string body;
    Poco::Net::HTTPResponse head;
    json::Value json() const { return json::parse(body).value_or(json::Value{}); }
};

class DaemonTest : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_.path() / "data");
        std::filesystem::create_directories(folder_.path() / "web/js");
        folder_.write("web/index.html", "<title>home</title>");
        folder_.write("web/order.html", "<title>order</title>");
        folder_.write("web/js/app.js", "export {};");
        folder_.write("web/.secret.html", "secret");
        folder_.write("secret.html", "secret");
        floor_.picture = folder_.write("label.png", "PNG");
        floor_.ship_folder = folder_.path();
        floor_.lock_file = folder_.path() / "data/lock";
        folder_.write("ship-1.csv", "number\n");
        start();
    }

    void start() {
        auto daemon = try_start(0);
        ASSERT_TRUE(daemon) << daemon.error().message;
        daemon_ = *std::move(daemon);
    }
    base::Result<std::unique_ptr<Daemon>> try_start(int port) {
        config::Settings settings;
        settings.data_folder = folder_.path() / "data";
        settings.http.port = port;
        return Daemon::start({.settings = settings,
                              .data_files = *config::DataFiles::locate("config"),
                              .clock = &clock_,
                              .stations = fakes::stations(floor_),
                              .web_folder = folder_.path() / "web"});
    }

    using Headers = std::map<std::string, std::string>;
    Answer ask(const std::string& method, const std::string& path, const std::string& body = "",
               const Headers& more = {}) {
        Poco::Net::HTTPClientSession session("127.0.0.1",
                                             static_cast<Poco::UInt16>(daemon_->port()));
        session.setTimeout(Poco::Timespan(10, 0));
        Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
        if (method == "POST") {
            request.setContentType("application/json");
            request.set("X-Packbench", "1");
            request.setContentLength64(static_cast<Poco::Int64>(body.size()));
        }
        for (const auto& [name, text] : more) {
            if (text.empty()) {
                request.erase(name);
            } else {
                request.set(name, text);
            }
        }
        session.sendRequest(request) << body << std::flush;
        Answer answer;
        std::istream& in = session.receiveResponse(answer.head);
        answer.status = answer.head.getStatus();
        answer.body.assign(std::istreambuf_iterator<char>(in), {});
        return answer;
    }
    Answer get(const std::string& path, const Headers& more = {}) {
        return ask("GET", path, "", more);
    }
    Answer post(const std::string& path, const std::string& body = "{}", const Headers& more = {}) {
        return ask("POST", path, body, more);
    }

    TemporaryFolder folder_;
    fakes::Floor floor_;
    base::SystemClock clock_;
    std::unique_ptr<Daemon> daemon_;
};

}  // namespace server
