#include "config/database_location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/settings.h"

namespace config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::map<std::string, std::string>;

struct GoodUrl {
    const char* url;
    Words words;
    const char* text;
};

TEST(DatabaseLocation, ReadsEveryFormOfUrl) {
    const GoodUrl good[] = {
        {"postgresql:///shop", {{"dbname", "shop"}}, "postgresql:///shop"},
        {"postgresql:///shop?host=/run/postgresql",
         {{"dbname", "shop"}, {"host", "/run/postgresql"}},
         "postgresql:///shop?host=/run/postgresql"},
        {"postgresql://pack@db.example:5433/shop?sslmode=verify-full&passfile=/etc/packbench/pw",
         {{"dbname", "shop"},
          {"user", "pack"},
          {"host", "db.example"},
          {"port", "5433"},
          {"sslmode", "verify-full"},
          {"passfile", "/etc/packbench/pw"}},
         "postgresql://pack@db.example:5433/shop"},
        {"postgresql://[::1]:5432/shop",
         {{"dbname", "shop"}, {"host", "::1"}, {"port", "5432"}},
         "postgresql://::1:5432/shop"},
        {"postgresql://[fe80::2]/shop", {{"dbname", "shop"}, {"host", "fe80::2"}}, nullptr},
        {"postgresql:///a%20host=b'", {{"dbname", "a host=b'"}}, nullptr},
        {"postgresql:///%E5%BA%97?user=a%40b", {{"dbname", "店"}, {"user", "a@b"}}, nullptr},
    };
    for (const GoodUrl& row : good) {
        const auto location = read_database_url(row.url);
        ASSERT_TRUE(location) << row.url << ": " << location.error().message;
        EXPECT_EQ(location->engine, DatabaseEngine::Postgresql);
        EXPECT_EQ(location->server, row.words) << row.url;
        if (row.text != nullptr) {
            EXPECT_EQ(location->text(), row.text);
        }
    }
}

TEST(DatabaseLocation, RefusesEveryOtherTextWithTheReason) {
    const struct {
        const char* url;
        const char* reason;
    } bad[] = {
        {"", "expected postgresql://"},
        {"data/other.db", "leave the key out for SQLite"},
        {"postgres:///shop", "expected postgresql://"},
        {"mysql://x/shop", "expected postgresql://"},
        {"postgresql://", "names no database"},
        {"postgresql://host", "names no database"},
        {"postgresql:///", "names no database"},
        {"postgresql:///a/b", "a socket's folder goes into ?host="},
        {"postgresql://host:0/shop", "expected 1 to 65535"},
        {"postgresql://host:65536/shop", "expected 1 to 65535"},
        {"postgresql://host:12x/shop", "expected 1 to 65535"},
        {"postgresql://host:/shop", "empty port"},
        {"postgresql:///shop?host=", "empty host"},
        {"postgresql:///shop?options=-cfsync%3Doff", "unknown key 'options'"},
        {"postgresql:///shop?nonsense", "unknown key 'nonsense'"},
        {"postgresql:///shop?user=a&user=b", "says user twice"},
        {"postgresql://a@/shop?user=b", "says user twice"},
        {"postgresql:///shop%0Ahost=evil", "control character"},
        {"postgresql:///shop%00", "control character"},
        {"postgresql:///shop%4", "two hexadecimal digits"},
        {"postgresql:///shop%zz", "two hexadecimal digits"},
    };
    for (const auto& row : bad) {
        const auto location = read_database_url(row.url);
        ASSERT_FALSE(location) << row.url;
        EXPECT_EQ(location.error().code, base::ErrorCode::InvalidInput);
        EXPECT_THAT(location.error().message, HasSubstr(row.reason)) << row.url;
    }
}

TEST(DatabaseLocation, NeverRepeatsAPasswordAndSaysWhereItBelongs) {
    for (const char* url :
         {"postgresql://me:hunter2@host/shop", "postgresql:///shop?password=hunter2",
          "postgresql://me:hunter2@host:99999/shop?sslmode=x y"}) {
        const auto location = read_database_url(url);
        ASSERT_FALSE(location) << url;
        EXPECT_THAT(location.error().message, HasSubstr("passfile")) << url;
        EXPECT_THAT(location.error().message, Not(HasSubstr("hunter2"))) << url;
    }
}

TEST(DatabaseLocation, IsASettingWhoseMistakesAreNamed) {
    const auto folder = std::filesystem::path(::testing::TempDir()) / "database_location";
    std::filesystem::create_directories(folder);
    const auto load = [&](const std::string& line) {
        std::ofstream(folder / "packbench.toml")
            << "data_folder = \"data\"\n"
            << line
            << "\n[shop]\nname = \"示例小店\"\n[shop.sender]\nname = \"示例\"\n"
               "phone = \"0571-88000000\"\nprovince = \"浙江\"\ncity = \"杭州市\"\n"
               "detail = \"示例路1号\"\n[numbers]\ndefault_carrier = \"zto\"\n";
        return load_settings(folder / "packbench.toml", *DataFiles::locate("config"));
    };
    EXPECT_FALSE(load("")->database.has_value());
    const auto good = load("database = \"postgresql:///shop\"");
    ASSERT_TRUE(good.has_value());
    ASSERT_TRUE(good->database.has_value());
    EXPECT_EQ(good->database->text(), "postgresql:///shop");
    const auto bad = load("database = \"shop.db\"");
    ASSERT_FALSE(bad.has_value());
    EXPECT_THAT(to_string(bad.error().front()),
                HasSubstr(":2:12: database is no address of a PostgreSQL database"));
}

}  // namespace
}  // namespace config
