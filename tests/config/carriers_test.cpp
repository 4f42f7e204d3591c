#include "config/carriers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "config/provinces.h"

namespace config {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

CarrierTable shipped() {
    auto table = CarrierTable::load("config/carriers.toml");
    if (!table) throw std::runtime_error(table.error().message);
    return std::move(*table);
}

base::Result<CarrierTable> from_text(const std::string& text) {
    const auto file =
        std::filesystem::path(::testing::TempDir()) /
        (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
         "_carriers.toml");
    std::ofstream(file) << text;
    return CarrierTable::load(file);
}

TEST(CarrierTable, HoldsThePlatformsCarriers) {
    std::vector<std::string> codes = shipped().codes();
    EXPECT_THAT(codes, UnorderedElementsAre("shunfeng", "zto", "yuantong", "shentong", "yunda",
                                            "jtexpress", "ems", "youzhengguonei",
                                            "youzhengbiaokuai", "jd", "debangwuliu", "danniao"));
}

TEST(CarrierTable, FindsCarriersByEveryNameInUse) {
    const CarrierTable table = shipped();
    const std::pair<const char*, const char*> rows[] = {
        {"SF", "shunfeng"},  {"sf", "shunfeng"},         {"顺丰速运", "shunfeng"},
        {"ZTO", "zto"},      {"中通快递", "zto"},        {"ｚｔｏ", "zto"},
        {"YTO", "yuantong"}, {"圆通速递", "yuantong"},   {"STO", "shentong"},
        {"YD", "yunda"},     {"JTSD", "jtexpress"},      {"J&T Express", "jtexpress"},
        {"EMS", "ems"},      {"YZPY", "youzhengguonei"}, {"YZBK", "youzhengbiaokuai"},
        {"京东快递", "jd"},  {"DBL", "debangwuliu"},     {" 丹鸟 ", "danniao"}};
    for (const auto& [name, code] : rows) {
        const Carrier* carrier = table.find_by_name(name);
        ASSERT_NE(carrier, nullptr) << name;
        EXPECT_EQ(carrier->code.str(), code) << name;
    }
    EXPECT_EQ(table.find_by_name("天天"), nullptr);
    EXPECT_EQ(table.find(base::CarrierCode("SF")), nullptr) << "find() takes codes alone";
    ASSERT_NE(table.find_by_platform_code("kdniao", "JTSD"), nullptr);
    EXPECT_EQ(table.find_by_platform_code("kdniao", "zto"), nullptr);
}

TEST(CarrierTable, KnowsServicePhoneAndRouting) {
    const CarrierTable table = shipped();
    EXPECT_EQ(table.find(base::CarrierCode("zto"))->service_phone, "95311");
    EXPECT_EQ(table.find(base::CarrierCode("shunfeng"))->service_phone, "95338");
    EXPECT_TRUE(table.find(base::CarrierCode("zto"))->needs_routing);
    EXPECT_FALSE(table.find(base::CarrierCode("ems"))->needs_routing);
    for (const Carrier& carrier : table.all()) EXPECT_FALSE(carrier.service_phone.empty());
}

TEST(CarrierTable, TellsStrictFromLooseNumbers) {
    const CarrierTable table = shipped();
    struct Row {
        const char* code;
        const char* number;
        PatternMatch match;
    };
    const Row rows[] = {
        {"shunfeng", "SF1385628716739", PatternMatch::Strict},
        {"shunfeng", "SF138562871673", PatternMatch::No},
        {"shunfeng", "133938675660", PatternMatch::Loose},
        {"zto", "78689455849606", PatternMatch::Strict},
        {"zto", "70000000000001", PatternMatch::Loose},
        {"zto", "632589663609", PatternMatch::Loose},
        {"yuantong", "YT1234567890123", PatternMatch::Strict},
        {"yuantong", "YT1234567890123456", PatternMatch::No},
        {"shentong", "772002014605245", PatternMatch::Strict},
        {"yunda", "312531852577718", PatternMatch::Strict},
        {"jtexpress", "JT1234567890123", PatternMatch::Strict},
        {"jd", "JDVA12345678901", PatternMatch::Strict},
        {"jd", "JDVA12345678901-1-1-", PatternMatch::Loose},
        {"debangwuliu", "DPK123456789012", PatternMatch::Strict},
        {"danniao", "621234567890123", PatternMatch::Loose},
    };
    for (const Row& row : rows) {
        const Carrier* carrier = table.find(base::CarrierCode(row.code));
        ASSERT_NE(carrier, nullptr);
        EXPECT_EQ(table.match(*carrier, row.number), row.match) << row.code << " " << row.number;
    }
    EXPECT_EQ(table.match(table.all()[0], std::string(1'000'000, '1')), PatternMatch::No);
}

TEST(CarrierTable, ReportsMistakesWithTheirLines) {
    const auto table = from_text(
        "[[carrier]]\ncode = \"a\"\nname_zh = \"甲\"\nname_en = \"A\"\nservice_phone = \"1\"\n"
        "strict = ['(']\n[[carrier]]\ncode = \"b\"\nname_zh = \"甲\"\nname_en = \"B\"\n"
        "servicephone = \"1\"\n");
    ASSERT_FALSE(table.has_value());
    EXPECT_THAT(table.error().message, HasSubstr(":6:"));
    EXPECT_THAT(table.error().message, HasSubstr("not a regular expression"));
    EXPECT_THAT(table.error().message, HasSubstr("shares the name '甲' with 'a'"));
    EXPECT_THAT(table.error().message, HasSubstr("did you mean 'service_phone'?"));
    EXPECT_FALSE(from_text("").has_value());
}

TEST(Provinces, AreFoundByEveryUsualName) {
    const std::pair<const char*, int> rows[] = {
        {"浙江省", 33}, {"浙江", 33}, {"浙", 33},     {"西藏", 54},      {"西藏省", 54},
        {"广西省", 45}, {"内蒙", 15}, {"北京省", 11}, {"北京市", 11},    {"新疆维吾尔自治区", 65},
        {"香港", 81},   {"滇", 53},   {"黔", 52},     {"宁夏自治区", 64}};
    for (const auto& [name, code] : rows) {
        const Province* province = find_province(name);
        ASSERT_NE(province, nullptr) << name;
        EXPECT_EQ(province->code, code) << name;
    }
    for (const char* bad : {"", "吉林市", "杭州市", "江", "东北"})
        EXPECT_EQ(find_province(bad), nullptr) << bad;
    EXPECT_EQ(provinces().size(), 34u);
}

}  // namespace
}  // namespace config
