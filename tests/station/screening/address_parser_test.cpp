#include "station/screening/address_parser.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace station {
namespace {

const config::Divisions& divisions() {
    static const config::Divisions kDivisions = [] {
        auto loaded = config::Divisions::load("config/divisions");
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
    return kDivisions;
}

std::string shown(const AddressParts& parts) {
    const auto name = [](const config::Division* division) {
        return division == nullptr ? std::string("-") : std::string(division->name);
    };
    return name(parts.province) + "|" + name(parts.city) + "|" + name(parts.district) + "|" +
           parts.rest;
}

struct Row {
    const char* text;
    const char* parts;
};

class Addresses : public ::testing::TestWithParam<Row> {};

TEST_P(Addresses, AreTakenApart) {
    EXPECT_EQ(shown(read_divisions(divisions(), GetParam().text)), GetParam().parts);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Addresses,
    ::testing::Values(
        Row{"浙江省杭州市余杭区文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        Row{"浙江杭州余杭文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        Row{"杭州市余杭区文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        Row{"浙江省余杭区文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        Row{"北京市北京市朝阳区望京街1号", "北京市|市辖区|朝阳区|望京街1号"},
        Row{"北京朝阳区望京街1号", "北京市|市辖区|朝阳区|望京街1号"},
        Row{"北京市宣武区牛街5号", "北京市|市辖区|西城区|牛街5号"},
        Row{"重庆市云阳县双江街道", "重庆市|县|云阳县|双江街道"},
        Row{"吉林省吉林市昌邑区解放东路", "吉林省|吉林市|昌邑区|解放东路"},
        Row{"吉林市昌邑区解放东路", "吉林省|吉林市|昌邑区|解放东路"},
        Row{"海南藏族自治州共和县恰卜恰镇", "青海省|海南藏族自治州|共和县|恰卜恰镇"},
        Row{"海南省省直辖县级行政区划屯昌县解放大道", "海南省|省直辖县级行政区划|屯昌县|解放大道"},
        Row{"湖北省仙桃市仙桃大道中段18号", "湖北省|省直辖县级行政区划|仙桃市|仙桃大道中段18号"},
        Row{"青岛市南区香港中路18号", "山东省|青岛市|市南区|香港中路18号"},
        Row{"青岛市市南区香港中路18号", "山东省|青岛市|市南区|香港中路18号"},
        Row{"湘潭市湘潭县易俗河镇", "湖南省|湘潭市|湘潭县|易俗河镇"},
        Row{"东莞市南城街道鸿福路", "广东省|东莞市|-|南城街道鸿福路"},
        Row{"四川省成都市郫县团结镇", "四川省|成都市|郫都区|团结镇"},
        Row{"广西省南宁市青秀区民族大道", "广西壮族自治区|南宁市|青秀区|民族大道"},
        Row{"西安交通大学", "-|-|-|西安交通大学"}, Row{"南京路300号", "-|-|-|南京路300号"},
        Row{"重庆路6号", "-|-|-|重庆路6号"},
        Row{"北海市重庆路6号", "广西壮族自治区|北海市|-|重庆路6号"},
        Row{"长宁街760号", "-|-|-|长宁街760号"}, Row{"", "-|-|-|"}));

TEST(StripDivisions, LeavesStreetsThatAreNamedAfterCities) {
    const AddressParts nanjing = read_divisions(divisions(), "江苏省南京市鼓楼区");
    EXPECT_EQ(strip_divisions(divisions(), nanjing, "南京路1号"), "南京路1号");
    EXPECT_EQ(strip_divisions(divisions(), nanjing, "江苏省人民医院"), "江苏省人民医院");
    EXPECT_EQ(strip_divisions(divisions(), nanjing, "南京市鼓楼医院"), "南京市鼓楼医院");
    EXPECT_EQ(strip_divisions(divisions(), nanjing, "江苏省南京市中山北路1号"), "中山北路1号");
    EXPECT_EQ(strip_divisions(divisions(), nanjing, "鼓楼区中山北路1号"), "中山北路1号");
    EXPECT_EQ(strip_divisions(divisions(), nanjing, "江苏南京鼓楼区中山北路1号"), "中山北路1号");
}

}  // namespace
}  // namespace station
