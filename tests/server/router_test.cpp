#include "server/http/router.h"

#include <gtest/gtest.h>

namespace server::http {
namespace {

Router sample() {
    Router router;
    const auto say = [](std::string text) {
        return [text](const Request&) { return Response::json(text); };
    };
    router.add("GET", "/", say("home"));
    router.add("GET", "/{file}", say("file"));
    router.add("GET", "/{folder}/{file}", say("deep file"));
    router.add("GET", "/orders", say("page"));
    router.add("GET", "/api/v1/orders/{order}", say("order"));
    router.add("POST", "/api/v1/orders/{order}/hold", say("hold"));
    router.add("GET", "/api/v1/batches", say("list"));
    router.add("POST", "/api/v1/batches", say("print"));
    router.add("GET", "/api/v1/symbols/{command}.png", say("symbol"));
    return router;
}

struct Found {
    const char* method;
    const char* path;
    const char* pattern;
    std::map<std::string, std::string, std::less<>> params;
};

TEST(Router, FindsTheRowOfEachRequest) {
    const Router router = sample();
    for (const Found& row : std::initializer_list<Found>{
             {"GET", "/", "/", {}},
             {"GET", "/orders", "/orders", {}},
             {"GET", "/style.css", "/{file}", {{"file", "style.css"}}},
             {"HEAD", "/js/x.js", "/{folder}/{file}", {{"folder", "js"}, {"file", "x.js"}}},
             {"GET", "/api/v1/orders/P70", "/api/v1/orders/{order}", {{"order", "P70"}}},
             {"POST", "/api/v1/orders/P7/hold", "/api/v1/orders/{order}/hold", {{"order", "P7"}}},
             {"GET", "/api/v1/batches", "/api/v1/batches", {}},
             {"POST", "/api/v1/batches", "/api/v1/batches", {}},
             {"GET",
              "/api/v1/symbols/PB:UNDO.png",
              "/api/v1/symbols/{command}.png",
              {{"command", "PB:UNDO"}}},
         }) {
        const auto match = router.find(row.method, row.path);
        ASSERT_NE(match.route, nullptr) << row.method << " " << row.path;
        EXPECT_EQ(match.route->pattern, row.pattern) << row.path;
        EXPECT_EQ(match.params, row.params) << row.path;
    }
}

TEST(Router, SaysWhichMethodsAPathHas) {
    const Router router = sample();
    EXPECT_EQ(router.find("POST", "/api/v1/orders/P7").allowed, "GET, HEAD");
    EXPECT_EQ(router.find("GET", "/api/v1/orders/P7/hold").allowed, "POST");
    EXPECT_EQ(router.find("DELETE", "/api/v1/batches").allowed, "GET, HEAD, POST");
}

TEST(Router, KnowsNothingElse) {
    const Router router = sample();
    for (const char* path : {"", "/api/v1/orders/", "/api/v1/orders/a/b/c", "/api/v1/symbols/.png",
                             "//", "/orders/", "/api/v1/nothing"}) {
        const auto match = router.find("POST", path);
        EXPECT_EQ(match.route, nullptr) << path;
    }
    EXPECT_EQ(router.find("POST", "/no/such").allowed, "");
    EXPECT_EQ(router.find("GET", "/api/v1/nothing").route, nullptr);
}

}  // namespace
}  // namespace server::http
