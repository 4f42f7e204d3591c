#include "config/divisions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

namespace config {
namespace {

using ::testing::HasSubstr;

const Divisions& divisions() {
    static const Divisions kDivisions = [] {
        auto loaded = Divisions::load("config/divisions");
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
    return kDivisions;
}

std::uint32_t code(const DivisionMatch& match) {
    return match ? match.division->code : 0;
}

TEST(Divisions, HoldTheWholeTable) {
    EXPECT_EQ(divisions().all(DivisionLevel::Province).size(), 34u);
    EXPECT_EQ(divisions().all(DivisionLevel::City).size(), 342u + 25u);
    EXPECT_EQ(divisions().all(DivisionLevel::District).size(), 2978u + 383u + 2u);
    EXPECT_EQ(divisions().all(DivisionLevel::Town).size(), 41352u);
}

TEST(Divisions, EveryOneButAProvinceHasAParent) {
    for (const DivisionLevel level :
         {DivisionLevel::City, DivisionLevel::District, DivisionLevel::Town}) {
        for (const Division& division : divisions().all(level)) {
            // The two new counties have no towns in the table; towns always have a county.
            ASSERT_NE(divisions().parent(division), nullptr) << division.name;
        }
    }
}

struct Row {
    const char* province;
    const char* city;
    const char* district;
    std::uint32_t code;
    NameMatch how;
};

class DivisionNames : public ::testing::TestWithParam<Row> {};

TEST_P(DivisionNames, AreUnderstood) {
    const Row& row = GetParam();
    const DivisionMatch province = divisions().province(row.province);
    ASSERT_TRUE(province) << row.province;
    const DivisionMatch city = divisions().city(*province.division, row.city);
    ASSERT_TRUE(city) << row.city;
    const DivisionMatch district = divisions().district(*city.division, row.district);
    EXPECT_EQ(code(district), row.code) << row.district;
    EXPECT_EQ(district.how, row.how) << row.district;
}

constexpr Row kRows[] = {
    {"浙江省", "杭州市", "余杭区", 330110, NameMatch::Exact},
    {"浙江", "杭州", "余杭", 330110, NameMatch::Short},
    {"浙江省", "杭州市", "余杭市", 330110, NameMatch::OtherSuffix},
    {"浙江省", "杭州市", "钱塘区", 330114, NameMatch::Exact},
    {"浙江省", "杭州市", "下城区", 330105, NameMatch::Renamed},
    {"北京市", "北京市", "朝阳区", 110105, NameMatch::Exact},
    {"北京市", "市辖区", "宣武区", 110102, NameMatch::Renamed},
    {"北京", "北京", "密云县", 110118, NameMatch::OtherSuffix},
    {"上海市", "市辖区", "普陀区", 310107, NameMatch::Exact},
    {"重庆市", "重庆市", "酉阳县", 500242, NameMatch::Short},
    {"重庆市", "县", "万州区", 500101, NameMatch::Exact},
    {"天津市", "天津市", "河北区", 120105, NameMatch::Exact},
    {"吉林省", "吉林市", "昌邑区", 220202, NameMatch::Exact},
    {"吉林省", "四平市", "公主岭市", 220184, NameMatch::Renamed},
    {"湖南省", "湘潭市", "湘潭县", 430321, NameMatch::Exact},
    {"湖北省", "襄樊市", "襄州区", 420607, NameMatch::Exact},
    {"湖北省", "仙桃市", "仙桃市", 429004, NameMatch::Exact},
    {"海南省", "省直辖县级行政区划", "屯昌县", 469022, NameMatch::Exact},
    {"海南省", "屯昌县", "屯昌县", 469022, NameMatch::Exact},
    {"广东省", "东莞市", "东莞市", 441900, NameMatch::Exact},
    {"四川省", "凉山州", "西昌市", 513401, NameMatch::Exact},
    {"四川省", "成都市", "郫县", 510117, NameMatch::Renamed},
    {"内蒙古", "乌兰察布市", "察右中旗", 150927, NameMatch::Short},
    {"内蒙", "兴安盟", "科右前旗", 152221, NameMatch::Short},
    {"河北省", "唐山市", "河北唐山海港经济开发区", 130274, NameMatch::Exact},
    {"河北省", "保定市", "保定白沟新城", 130672, NameMatch::Exact},
    {"新疆", "巴州", "库尔勒市", 652801, NameMatch::Exact},
    {"新疆", "自治区直辖县级行政区划", "石河子市", 659001, NameMatch::Exact},
    {"新疆维吾尔自治区", "和田地区", "和康县", 653228, NameMatch::Exact},
    {"香港特别行政区", "香港特别行政区", "油尖旺区", 810201, NameMatch::Exact},
    {"台湾省", "台北市", "大安区", 710101, NameMatch::Exact},
    {"浙江省", "杭州市", "海淀区", 0, NameMatch::None},
    {"广东省", "佛山市", "朝阳区", 0, NameMatch::None},
};

INSTANTIATE_TEST_SUITE_P(Table, DivisionNames, ::testing::ValuesIn(kRows));

TEST(Divisions, UnderstandNoNonsense) {
    EXPECT_FALSE(divisions().province("江"));
    EXPECT_FALSE(divisions().province(""));
    const Division& zhejiang = *divisions().province("浙江省").division;
    for (const char* bad : {"", "南京市", "杭", "市", "浙江"})
        EXPECT_FALSE(divisions().city(zhejiang, bad)) << bad;
    const Division& hangzhou = *divisions().city(zhejiang, "杭州市").division;
    for (const char* bad : {"", "区", "杭州市", "\xff\xff"})
        EXPECT_FALSE(divisions().district(hangzhou, bad)) << bad;
}

TEST(Divisions, FindTownsAlsoUnderTheirFormerSuffix) {
    const Division& yuhang = *divisions().find(330110);
    EXPECT_TRUE(divisions().town(yuhang, "仓前街道"));
    const auto at_front = divisions().town_at_front(yuhang, "仓前镇文一西路1号");
    ASSERT_NE(at_front.town, nullptr);
    EXPECT_EQ(at_front.town->name, "仓前街道");
    EXPECT_EQ(at_front.bytes, std::string_view("仓前镇").size());
    EXPECT_EQ(divisions().town_at_front(yuhang, "文一西路1号").town, nullptr);
}

TEST(Divisions, KnowCitiesWithoutDistricts) {
    EXPECT_TRUE(divisions().has_no_districts(*divisions().find(4419)));
    EXPECT_TRUE(divisions().has_no_districts(*divisions().find(4420)));
    EXPECT_FALSE(divisions().has_no_districts(*divisions().find(3301)));
}

TEST(Divisions, NameTheCityAsPeopleDo) {
    EXPECT_EQ(divisions().city_name(*divisions().find(1101), nullptr), "北京市");
    EXPECT_EQ(divisions().city_name(*divisions().find(4690), divisions().find(469022)), "屯昌县");
    EXPECT_EQ(divisions().city_name(*divisions().find(3301), nullptr), "杭州市");
}

TEST(Divisions, FindTheSameNameElsewhere) {
    // 杭州, 南昌 and one in Taiwan.
    EXPECT_EQ(divisions().districts_named("西湖区").size(), 3u);
    EXPECT_EQ(divisions().districts_named("鼓楼区").size(), 4u);
    EXPECT_TRUE(divisions().districts_named("没有区").empty());
    ASSERT_EQ(divisions().cities_named("杭州").size(), 1u);
}

TEST(Divisions, EveryFormerNameLeadsToADivisionOfToday) {
    std::ifstream rows("config/divisions/renamed.tsv");
    std::string row;
    int checked = 0;
    while (std::getline(rows, row)) {
        if (row.empty() || row[0] == '#') continue;
        std::vector<std::string> columns(1);
        for (const char c : row) {
            if (c == '\t') {
                columns.emplace_back();
            } else {
                columns.back() += c;
            }
        }
        ASSERT_GE(columns.size(), 7u) << row;
        const auto code = static_cast<std::uint32_t>(std::stoul(columns[6]));
        EXPECT_NE(divisions().find(columns[5].empty() ? code / 100 : code), nullptr) << row;
        ++checked;
    }
    EXPECT_GT(checked, 200);
}

TEST(Divisions, ReportABrokenTableWithFileAndLine) {
    const auto folder = std::filesystem::path(::testing::TempDir()) / "broken_divisions";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "divisions.tsv") << "11\t北京市\n1101 市辖区\n";
    std::ofstream(folder / "renamed.tsv") << "";
    const auto broken = Divisions::load(folder);
    ASSERT_FALSE(broken.has_value());
    EXPECT_EQ(broken.error().code, base::ErrorCode::Corrupt);
    EXPECT_THAT(broken.error().message, HasSubstr("divisions.tsv:2:"));
    EXPECT_FALSE(Divisions::load("/nonexistent").has_value());
}

TEST(DivisionStem, DropsSuffixesButKeepsTwoCharacters) {
    const std::pair<const char*, const char*> rows[] = {{"余杭区", "余杭"},
                                                        {"忠县", "忠县"},
                                                        {"东区", "东区"},
                                                        {"酉阳土家族苗族自治县", "酉阳"},
                                                        {"浦东新区", "浦东"},
                                                        {"恩施土家族苗族自治州", "恩施"},
                                                        {"巴音郭楞蒙古自治州", "巴音郭楞"},
                                                        {"内蒙古自治区", "内蒙古"},
                                                        {"大兴安岭地区", "大兴安岭"},
                                                        {"", ""}};
    for (const auto& [name, stem] : rows) EXPECT_EQ(division_stem(name), stem) << name;
}

}  // namespace
}  // namespace config
