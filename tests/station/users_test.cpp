// Passwords, tokens, and the rules of users that no page may get around.
#include <gtest/gtest.h>

#include "station/users/passwords.h"
#include "tests/station/test_floor.h"

namespace station {
namespace {

using namespace std::chrono_literals;

constexpr PasswordCost kCheap{1, 1};

TEST(Passwords, AreHashedByArgon2idWithASaltOfTheirOwn) {
    const auto first = hash_password("correct horse", kCheap);
    const auto second = hash_password("correct horse", kCheap);
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(first->starts_with("$argon2id$v=19$m=1024,t=1,p=1$")) << *first;
    EXPECT_NE(*first, *second);
    EXPECT_TRUE(verify_password("correct horse", *first));
    EXPECT_FALSE(verify_password("correct horsE", *first));
    for (const char* broken : {"", "$argon2id$", "plain", "$2b$10$abcdefghijklmnopqrstuv"})
        EXPECT_FALSE(verify_password("correct horse", broken)) << broken;
    EXPECT_FALSE(verify_password("x", std::string(5000, '$')));
    EXPECT_FALSE(is_outdated(*first, kCheap));
    EXPECT_TRUE(is_outdated(*first, PasswordCost{2, 1}));
}

TEST(Passwords, AreTheSameInFullWidth) {
    const auto half = acceptable_password("packbench 42x", "", "");
    const auto full = acceptable_password("ｐａｃｋｂｅｎｃｈ　４２ｘ", "", "");
    ASSERT_TRUE(half && full);
    EXPECT_EQ(*half, *full);
}

TEST(Passwords, AreRefusedWithTheReason) {
    const struct {
        const char* text;
        const char* key;
    } rows[] = {
        {"123456789", "error.password_short"},     {"九个字的密码还不够", "error.password_short"},
        {"aaaaaaaaaaaa", "error.password_weak"},   {"abcdefghijkl", "error.password_weak"},
        {"9876543210", "error.password_weak"},     {"QWERTYUIOP", "error.password_weak"},
        {"Xiaolin-Lin", "error.password_is_name"}, {"flower-shop-1", "error.password_is_name"}};
    for (const auto& row : rows) {
        const auto text = acceptable_password(row.text, "xiaolin-lin", "Flower-Shop-1");
        ASSERT_FALSE(text) << row.text;
        EXPECT_EQ(text.error().key, row.key) << row.text;
    }
    EXPECT_EQ(acceptable_password(std::string(129, 'x') + "y", "", "").error().key,
              "error.password_long");
    EXPECT_TRUE(acceptable_password("一二三四五六七八九十", "", ""));
    EXPECT_TRUE(acceptable_password("tea rice salt", "", ""));
}

TEST(Tokens, LeadToTheirHashAndKeyAndNoWayBack) {
    const std::string token = new_session_token();
    EXPECT_EQ(token.size(), 43u);
    EXPECT_NE(token, new_session_token());
    EXPECT_EQ(session_token_hash(token), session_token_hash(token));
    EXPECT_NE(session_token_hash(token), session_page_key(token));
    for (const std::string& bad : {std::string(), token + "x", token.substr(1),
                                   std::string(43, '='), std::string(43, '\0')}) {
        EXPECT_EQ(session_token_hash(bad), "");
        EXPECT_EQ(session_page_key(bad), "");
    }
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "abcd"));
}

class UserRules : public testing::Test {
protected:
    void SetUp() override { floor_.start(); }
    Users& users() { return floor_.station().users(); }
    TestFloor floor_;
};

TEST_F(UserRules, BeginWithAnOwner) {
    EXPECT_EQ(users().add("ann", Role::Packer, "h", "cli").error().key, "error.first_user_owner");
    EXPECT_TRUE(users().set_up("老板", "h", "新店", "setup"));
    EXPECT_EQ(users().set_up("other", "h", "", "setup").error().key, "error.already_set_up");
    EXPECT_TRUE(users().add("ann", Role::Packer, "h", "老板"));
    EXPECT_EQ(users().add("ANN", Role::Owner, "h", "老板").error().key, "error.user_known");
    const auto status = floor_.station().status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->shop, "新店");
    for (const char* name :
         {"", " ", "supervisor", "CLI", "bench", "a b", "a/b", "<b>", "abcdefghijklmnopqrstuvwxyz"})
        EXPECT_EQ(users().add(name, Role::Packer, "h", "老板").error().key, "error.user_name")
            << name;
}

TEST_F(UserRules, KeepAlwaysOneOwnerWhoMayLogIn) {
    ASSERT_TRUE(users().set_up("a1", "h", "", "setup"));
    EXPECT_EQ(users().set_role("a1", Role::Packer, "cli").error().key, "error.last_owner");
    EXPECT_EQ(users().set_disabled("a1", true, "cli").error().key, "error.last_owner");
    ASSERT_TRUE(users().add("a2", Role::Owner, "h", "a1"));
    EXPECT_TRUE(users().set_disabled("a1", true, "a2"));
    EXPECT_EQ(users().set_role("a2", Role::Supervisor, "a2").error().key, "error.last_owner");
    EXPECT_EQ(users().set_disabled("nobody", true, "a2").error().key, "error.user_unknown");
}

TEST_F(UserRules, BeginNoSessionWithAPasswordThatWasChangedMeanwhile) {
    ASSERT_TRUE(users().set_up("a1", "hash-1", "", "setup"));
    const LoginRecord record{"a1", Role::Owner, "hash-1"};
    EXPECT_TRUE(users().begin_session(record, {"t1", "10.0.0.1", "a browser", ""}));
    EXPECT_TRUE(users().set_password("a1", "hash-2", "", "cli"));
    EXPECT_EQ(floor_.count("user_sessions"), 0);
    EXPECT_EQ(users().begin_session(record, {"t2", "10.0.0.1", "", ""}).error().key,
              "error.login_wrong");
}

TEST_F(UserRules, StandInTheAuditWithBenchAndUser) {
    floor_.import({order_row(1)});
    ASSERT_TRUE(floor_.station().print_now(Actor{"小林"}));
    floor_.run();
    ASSERT_TRUE(floor_.station().scan(base::BenchName("1"), floor_.number(1), "k1", "小林"));
    EXPECT_EQ(floor_.ask("SELECT actor FROM audit WHERE action LIKE 'scan_%'"), "bench 1, 小林");
    EXPECT_EQ(floor_.ask("SELECT actor FROM batches"), "小林");
}

}  // namespace
}  // namespace station
