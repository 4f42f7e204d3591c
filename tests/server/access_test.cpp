// Who may come in: the table of routes against the router, the decision, and the throttle.
#include "server/http/access.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "server/http/api.h"
#include "tests/fakes/fake_station.h"

namespace server::http {
namespace {

using namespace std::chrono_literals;
using station::Role;

/// Every route of the daemon, over nothing that runs.
class RouteTable {
public:
    RouteTable()
        : readers_([] { return base::fail(base::ErrorCode::Unavailable, "no database here"); }),
          loop_(clock_, {}, {}),
          data_files_(*config::DataFiles::locate("config")),
          gate_(settings_, clock_, readers_, loop_),
          passwords_(settings_.access),
          uploads_("/nowhere", clock_, {}),
          server_(router_, metrics_, {}),
          doors_(server_, settings_.http),
          api_{settings_,  data_files_, clock_, loop_,     readers_,   events_, metrics_,
               "/nowhere", gate_,       doors_, throttle_, passwords_, uploads_} {
        add_all_routes(router_, api_);
    }
    const std::vector<Route>& routes() const { return router_.routes(); }

private:
    config::Settings settings_;
    base::SystemClock clock_;
    ReaderPool readers_;
    StationLoop loop_;
    config::DataFiles data_files_;
    EventHub events_;
    Metrics metrics_;
    Gate gate_;
    LoginThrottle throttle_;
    PasswordWork passwords_;
    Uploads uploads_;
    Router router_;
    Server server_;
    Doors doors_;
    Api api_;
};

TEST(Access, HasARowForEveryRouteAndNoOther) {
    const RouteTable table;
    std::set<std::string> routes, rules;
    for (const Route& route : table.routes()) routes.insert(route.method + " " + route.pattern);
    for (const AccessRule& rule : access_rules()) {
        const std::string text = std::string(rule.method) + " " + std::string(rule.pattern);
        EXPECT_TRUE(rules.insert(text).second) << text << " stands twice in server/http/access.cpp";
        EXPECT_TRUE(routes.contains(text)) << text << " is no route any more";
    }
    for (const std::string& route : routes)
        EXPECT_TRUE(rules.contains(route))
            << route << " has no row in server/http/access.cpp: who may use it?";
    EXPECT_GE(routes.size(), 50u);
}

TEST(Access, ClosesWhatWasForgotten) {
    EXPECT_EQ(least_for("POST", "/api/v1/new-thing"), Least::Owner);
}

TEST(Access, LetsNobodyChangeAnythingWithoutARoleButLogIn) {
    for (const AccessRule& rule : access_rules()) {
        if (rule.method == "GET") continue;
        if (rule.least != Least::Anybody) continue;
        const std::string pattern(rule.pattern);
        EXPECT_TRUE(pattern == "/api/v1/login" || pattern == "/api/v1/logout") << pattern;
    }
}

struct Row {
    const char* name;
    Situation who;
    // Verdicts for Anybody, ThisMachine, Bench, Packer, Supervisor, Owner: L et, 1 log in,
    // 3 too little, H only here.
    const char* verdicts;
};
const Row kRows[] = {
    {"this machine before the first start", {.this_machine = true}, "LLLLLL"},
    {"others before the first start", {}, "HHHHHH"},
    {"the local socket before", {.local_socket = true}, "LLLLLL"},
    {"the local socket after", {.local_socket = true, .set_up = true}, "LLLLLL"},
    {"nobody from elsewhere", {.set_up = true}, "L11111"},
    {"nobody at this machine", {.this_machine = true, .set_up = true}, "LL1111"},
    {"nobody at an open bench",
     {.this_machine = true, .set_up = true, .open_bench = true},
     "LLL111"},
    {"nobody elsewhere, though benches are open", {.set_up = true, .open_bench = true}, "L11111"},
    {"a packer", {.set_up = true, .role = Role::Packer}, "L3LL33"},
    {"a supervisor", {.set_up = true, .role = Role::Supervisor}, "LLLLL3"},
    {"an owner", {.set_up = true, .role = Role::Owner}, "LLLLLL"},
};

TEST(Access, DecidesAsTheTableSays) {
    const Least leasts[] = {Least::Anybody, Least::ThisMachine, Least::Bench,
                            Least::Packer,  Least::Supervisor,  Least::Owner};
    for (const Row& row : kRows) {
        for (std::size_t i = 0; i < std::size(leasts); ++i) {
            const Verdict verdict = decide(leasts[i], row.who);
            const char seen = verdict == Verdict::Let         ? 'L'
                              : verdict == Verdict::LogIn     ? '1'
                              : verdict == Verdict::TooLittle ? '3'
                                                              : 'H';
            EXPECT_EQ(seen, row.verdicts[i]) << row.name << ", column " << i;
        }
    }
}

class Throttle : public testing::Test {
protected:
    std::chrono::seconds attempt(const std::string& name, const std::string& address) {
        return throttle_.begin(name, address, now_);
    }
    LoginThrottle throttle_;
    base::SteadyTime now_{24h};
};

TEST_F(Throttle, MakesEachFurtherWrongPasswordWaitLonger) {
    for (int i = 0; i < LoginThrottle::kName.free; ++i) EXPECT_EQ(attempt("ann", "10.0.0.1"), 0s);
    EXPECT_EQ(attempt("ann", "10.0.0.1"), 2s);
    EXPECT_EQ(attempt("ann", "10.0.0.1"), 2s) << "an attempt that was refused does not count";
    now_ += 2s;
    EXPECT_EQ(attempt("ann", "10.0.0.1"), 0s);
    EXPECT_EQ(attempt("ANN ", "10.0.0.1"), 4s) << "another spelling is the same name";
    for (int i = 0; i < 20; ++i) {
        now_ += LoginThrottle::kName.longest;
        EXPECT_EQ(attempt("ann", "10.0.0." + std::to_string(i + 2)), 0s);
        EXPECT_LE(attempt("ann", "10.0.9.9"), LoginThrottle::kName.longest);
    }
}

TEST_F(Throttle, SlowsAnAddressThatTriesManyNames) {
    for (int i = 0; i < LoginThrottle::kAddress.free; ++i)
        EXPECT_EQ(attempt("user" + std::to_string(i), "10.0.0.1"), 0s);
    EXPECT_GT(attempt("another", "10.0.0.1"), 0s);
    EXPECT_EQ(attempt("another", "10.0.0.2"), 0s);
    for (int i = 0; i < LoginThrottle::kAddress.free; ++i)
        (void)attempt("six" + std::to_string(i), "2001:db8:1:2::" + std::to_string(i));
    EXPECT_GT(attempt("x", "2001:db8:1:2:ffff::1"), 0s) << "one IPv6 network is one address";
}

TEST_F(Throttle, ForgetsWithARightPasswordAndWithTime) {
    for (int i = 0; i < LoginThrottle::kName.free; ++i) (void)attempt("ann", "10.0.0.1");
    EXPECT_GT(attempt("ann", "10.0.0.1"), 0s);
    throttle_.succeeded("ann", "10.0.0.1");
    EXPECT_EQ(attempt("ann", "10.0.0.1"), 0s);
    for (int i = 0; i < LoginThrottle::kName.free; ++i) (void)attempt("bob", "10.0.0.3");
    now_ += LoginThrottle::kMemory + 1s;
    EXPECT_EQ(attempt("bob", "10.0.0.3"), 0s);
}

TEST_F(Throttle, StaysSmallHoweverManyNamesAreTried) {
    for (std::size_t i = 0; i < 3 * LoginThrottle::kEntries; ++i)
        (void)attempt("n" + std::to_string(i),
                      "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250));
    // The newest is remembered all the same.
    for (int i = 0; i < LoginThrottle::kName.free; ++i) (void)attempt("zed", "10.9.9.9");
    EXPECT_GT(attempt("zed", "10.9.9.8"), 0s);
}

TEST(UploadName, KeepsTheNameAndNothingOfThePath) {
    const std::pair<const char*, const char*> good[] = {
        {"小红书订单查询2026-11-24-09_52.xlsx", "小红书订单查询2026-11-24-09_52.xlsx"},
        {"../../etc/passwd.csv", "passwd.csv"},
        {"..\\..\\windows\\a.CSV", "a.CSV"},
        {"/abs/olute.xlsx", "olute.xlsx"},
        {".hidden.csv", "hidden.csv"},
        {"~$lock.xlsx", "$lock.xlsx"},
        {" a\tb\x01.csv ", "ab.csv"},
        {"\xe2\x80\xaexslx.csv", "xslx.csv"},
    };
    for (const auto& [sent, kept] : good) {
        const auto name = upload_name(sent);
        ASSERT_TRUE(name) << sent << ": " << name.error().message;
        EXPECT_EQ(*name, kept);
    }
    for (const char* bad :
         {"", "..", "/", "a.exe", "a.xlsx/", "a.xls", "\xff.csv", ".csv", "....csv", "csv"}) {
        const auto name = upload_name(bad);
        ASSERT_FALSE(name) << bad << " became " << *name;
        EXPECT_EQ(name.error().key, "error.upload_name");
    }
    const auto lengthy = upload_name(std::string(5000, 'x') + "2026-11-24-09_52.csv");
    ASSERT_TRUE(lengthy);
    EXPECT_EQ(lengthy->size(), 120u);
    EXPECT_TRUE(lengthy->ends_with("2026-11-24-09_52.csv"));
}

}  // namespace
}  // namespace server::http
