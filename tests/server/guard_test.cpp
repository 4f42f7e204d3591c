#include "server/http/guard.h"

#include <gtest/gtest.h>

namespace server::http {
namespace {

Request request(std::string method, std::string host) {
    Request made;
    made.method = std::move(method);
    made.path = "/api/v1/batches";
    made.headers["Host"] = std::move(host);
    return made;
}

Request post() {
    Request made = request("POST", "127.0.0.1:8080");
    made.headers["content-type"] = "application/json; charset=utf-8";
    made.headers["x-packbench"] = "1";
    return made;
}

TEST(Guard, LetsOurOwnAddressesIn) {
    const Guard guard("127.0.0.1", 8080);
    for (const char* host : {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"})
        EXPECT_FALSE(guard.check(request("GET", host))) << host;
    EXPECT_FALSE(Guard("127.0.0.1", 80).check(request("GET", "localhost")));
}

TEST(Guard, RefusesForeignHostsSoThatNoNameRebindsToUs) {
    const Guard guard("127.0.0.1", 8080);
    for (const char* host : {"", "evil.example", "evil.example:8080", "127.0.0.1", "localhost:81",
                             "127.0.0.1.evil.example:8080", "localhost:8080.evil.example"}) {
        const auto refusal = guard.check(request("GET", host));
        ASSERT_TRUE(refusal) << host;
        EXPECT_EQ(refusal->status, 403);
        EXPECT_NE(refusal->body.find("error.foreign_host"), std::string::npos);
    }
}

TEST(Guard, RefusesForeignOrigins) {
    const Guard guard("127.0.0.1", 8080);
    for (const char* origin : {"http://evil.example", "null", "", "https://127.0.0.1:8080",
                               "http://127.0.0.1:8081", "http://localhost:8080@evil.example"}) {
        Request made = post();
        made.headers["Origin"] = origin;
        const auto refusal = guard.check(made);
        ASSERT_TRUE(refusal) << origin;
        EXPECT_EQ(refusal->status, 403);
    }
    Request ours = post();
    ours.headers["Origin"] = "http://localhost:8080";
    EXPECT_FALSE(guard.check(ours));
}

TEST(Guard, WantsTheHeaderAndJsonOnEveryPost) {
    const Guard guard("127.0.0.1", 8080);
    EXPECT_FALSE(guard.check(post()));
    Request no_header = post();
    no_header.headers.erase("X-Packbench");
    EXPECT_EQ(guard.check(no_header)->status, 403);
    Request form = post();
    form.headers["Content-Type"] = "application/x-www-form-urlencoded";
    EXPECT_EQ(guard.check(form)->status, 400);
    Request text = post();
    text.headers["Content-Type"] = "application/jsonp";
    EXPECT_EQ(guard.check(text)->status, 400);
    Request other = no_header;
    other.method = "DELETE";
    EXPECT_EQ(guard.check(other)->status, 403);
}

TEST(Guard, AsksTheLocalSocketForNoHostButForTheHeader) {
    const Guard guard("localhost", 0);
    Request made = post();
    made.headers["Host"] = "anything";
    made.entrance = Entrance::LocalSocket;
    EXPECT_FALSE(guard.check(made));
    made.headers.erase("X-Packbench");
    EXPECT_EQ(guard.check(made)->status, 403);
}

TEST(Guard, TakesPicturesOnTheLocalSocketAlone) {
    const Guard guard("127.0.0.1", 8080);
    Request made = post();
    made.headers["content-type"] = "image/png";
    EXPECT_EQ(guard.check(made)->status, 400);
    made.entrance = Entrance::LocalSocket;
    EXPECT_FALSE(guard.check(made));
    made.headers["content-type"] = "text/plain";
    EXPECT_EQ(guard.check(made)->status, 400);
}

TEST(Guard, PutsTheSecurityHeadersOnAnswers) {
    Response response = Response::json("{}");
    add_security_headers(response);
    EXPECT_EQ(response.headers["X-Content-Type-Options"], "nosniff");
    EXPECT_EQ(response.headers["Referrer-Policy"], "no-referrer");
    const std::string policy = response.headers["Content-Security-Policy"];
    for (const char* part :
         {"default-src 'self'", "img-src 'self' data:", "frame-ancestors 'none'"})
        EXPECT_NE(policy.find(part), std::string::npos) << part;
}

}  // namespace
}  // namespace server::http
