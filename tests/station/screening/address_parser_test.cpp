#include "station/screening/address_parser.h"
#include "tests/station/screening/shipped_divisions.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace station {
namespace {

std::string shown(const AddressParts& parts) {
    const auto name = [](const config::Division* division) {
        return division == nullptr ? std::string("-") : std::string(division->name);
    };
    return name(parts.province) + "|" + name(parts.city) + "|" + name(parts.district) + "|" +
           parts.rest;
}

struct AddressRow {
    const char* text;
    const char* parts;
};

class Addresses : public ::testing::TestWithParam<AddressRow> {};

TEST_P(Addresses, AreTakenApart) {
    EXPECT_EQ(shown(read_divisions(shipped_divisions(), GetParam().text)), GetParam().parts);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Addresses,
    ::testing::Values(
        AddressRow{"浙江省杭州市余杭区文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        AddressRow{"浙江杭州余杭文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        AddressRow{"杭州市余杭区文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        AddressRow{"浙江省余杭区文一西路1号", "浙江省|杭州市|余杭区|文一西路1号"},
        AddressRow{"北京市北京市朝阳区望京街1号", "北京市|市辖区|朝阳区|望京街1号"},
        AddressRow{"北京朝阳区望京街1号", "北京市|市辖区|朝阳区|望京街1号"},
        AddressRow{"北京市宣武区牛街5号", "北京市|市辖区|西城区|牛街5号"},
        AddressRow{"重庆市云阳县双江街道", "重庆市|县|云阳县|双江街道"},
        AddressRow{"吉林省吉林市昌邑区解放东路", "吉林省|吉林市|昌邑区|解放东路"},
        AddressRow{"吉林市昌邑区解放东路", "吉林省|吉林市|昌邑区|解放东路"},
        AddressRow{"海南藏族自治州共和县恰卜恰镇", "青海省|海南藏族自治州|共和县|恰卜恰镇"},
        AddressRow{"海南省省直辖县级行政区划屯昌县解放大道",
                   "海南省|省直辖县级行政区划|屯昌县|解放大道"},
        AddressRow{"湖北省仙桃市仙桃大道中段18号",
                   "湖北省|省直辖县级行政区划|仙桃市|仙桃大道中段18号"},
        AddressRow{"青岛市南区香港中路18号", "山东省|青岛市|市南区|香港中路18号"},
        AddressRow{"青岛市市南区香港中路18号", "山东省|青岛市|市南区|香港中路18号"},
        AddressRow{"湘潭市湘潭县易俗河镇", "湖南省|湘潭市|湘潭县|易俗河镇"},
        AddressRow{"东莞市南城街道鸿福路", "广东省|东莞市|-|南城街道鸿福路"},
        AddressRow{"四川省成都市郫县团结镇", "四川省|成都市|郫都区|团结镇"},
        AddressRow{"广西省南宁市青秀区民族大道", "广西壮族自治区|南宁市|青秀区|民族大道"},
        AddressRow{"西安交通大学", "-|-|-|西安交通大学"},
        AddressRow{"南京路300号", "-|-|-|南京路300号"}, AddressRow{"重庆路6号", "-|-|-|重庆路6号"},
        AddressRow{"北海市重庆路6号", "广西壮族自治区|北海市|-|重庆路6号"},
        AddressRow{"长宁街760号", "-|-|-|长宁街760号"}, AddressRow{"", "-|-|-|"}));

TEST(StripDivisions, LeavesStreetsThatAreNamedAfterCities) {
    const AddressParts nanjing = read_divisions(shipped_divisions(), "江苏省南京市鼓楼区");
    EXPECT_EQ(strip_divisions(shipped_divisions(), nanjing, "南京路1号"), "南京路1号");
    EXPECT_EQ(strip_divisions(shipped_divisions(), nanjing, "江苏省人民医院"), "江苏省人民医院");
    EXPECT_EQ(strip_divisions(shipped_divisions(), nanjing, "南京市鼓楼医院"), "南京市鼓楼医院");
    EXPECT_EQ(strip_divisions(shipped_divisions(), nanjing, "江苏省南京市中山北路1号"),
              "中山北路1号");
    EXPECT_EQ(strip_divisions(shipped_divisions(), nanjing, "鼓楼区中山北路1号"), "中山北路1号");
    EXPECT_EQ(strip_divisions(shipped_divisions(), nanjing, "江苏南京鼓楼区中山北路1号"),
              "中山北路1号");
}

}  // namespace
}  // namespace station
