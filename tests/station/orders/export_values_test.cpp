#include "station/orders/export_values.h"

#include <gtest/gtest.h>

namespace {

using namespace station;

TEST(ExportValues, ReadYuanIntoFenExactly) {
    const struct {
        const char* text;
        std::int64_t fen;
    } good[] = {{"45.00", 4500},
                {"45", 4500},
                {"0.01", 1},
                {"0.1", 10},
                {"1,234.5", 123450},
                {"¥45.00", 4500},
                {"￥45", 4500},
                {"45元", 4500},
                {"４５．５０", 4550},
                {"45.1000", 4510},
                {"0", 0},
                {"10000000.00", 1000000000},
                {"1,234,567.89", 123456789},
                {"0.29", 29},
                {"1.15", 115},
                {"\t8.10", 810}};
    for (const auto& c : good) {
        const auto parsed = parse_yuan(c.text);
        ASSERT_TRUE(parsed && *parsed) << c.text;
        EXPECT_EQ(**parsed, c.fen) << c.text;
    }
    for (const char* absent : {"", "-", " ", "--"}) {
        const auto parsed = parse_yuan(absent);
        ASSERT_TRUE(parsed) << absent;
        EXPECT_FALSE(*parsed) << absent;
    }
    for (const char* bad : {"45.001", "-45", "abc", "4 5", "1,23", "1,2345", ",5", ".5", "45.",
                            "1.2.3", "1e5", "10000000.01", "99999999999999999999", "45.0x", "+5"})
        EXPECT_FALSE(parse_yuan(bad)) << bad;
}

TEST(ExportValues, ReadKilogramsIntoGrams) {
    EXPECT_EQ(parse_kilograms("0.25").value(), 250);
    EXPECT_EQ(parse_kilograms("1.2345").value(), 1235);
    EXPECT_EQ(parse_kilograms("1000").value(), 1'000'000);
    EXPECT_EQ(parse_kilograms("").value(), std::nullopt);
    for (const char* bad : {"1000.001", "-1", "x", "1kg"})
        EXPECT_FALSE(parse_kilograms(bad)) << bad;
}

TEST(ExportValues, ReadQuantitiesFromOneTo9999) {
    EXPECT_EQ(parse_quantity("1").value(), 1);
    EXPECT_EQ(parse_quantity("2.00").value(), 2);
    EXPECT_EQ(parse_quantity("9999").value(), 9999);
    for (const char* bad : {"", "0", "10000", "1.5", "-1", "x", "1e3"})
        EXPECT_FALSE(parse_quantity(bad)) << bad;
}

TEST(ExportValues, ReadTimesAsExportsWriteThem) {
    EXPECT_EQ(base::format_beijing(**parse_time("2026-11-23 12:55:00")), "2026-11-23 12:55:00");
    EXPECT_EQ(base::format_beijing(**parse_time("2026/1/3 2:05")), "2026-01-03 02:05:00");
    EXPECT_EQ(base::format_beijing(**parse_time("2026-11-23")), "2026-11-23 00:00:00");
    EXPECT_FALSE(*parse_time(""));
    for (const char* bad : {"tomorrow", "2026-02-30 00:00:00", "12:55", "46349.5"})
        EXPECT_FALSE(parse_time(bad)) << bad;
}

TEST(ExportValues, RefuseNumbersThatLostTheirDigits) {
    EXPECT_EQ(parse_number_text(" 0078 ").value(), "0078");
    EXPECT_EQ(parse_number_text("-").value(), "");
    const auto damaged = parse_number_text("1.23457E+17");
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().key, "damaged_number");
}

TEST(ExportValues, TakeProvinceCityAndDistrictOffTheAddress) {
    const struct {
        const char *province, *city, *district, *address, *detail;
    } cases[] = {
        {"浙江省", "杭州市", "西湖区", "浙江省杭州市西湖区示例路1号", "示例路1号"},
        {"浙江省", "杭州市", "西湖区", "浙江省 杭州市 西湖区 示例路1号", "示例路1号"},
        {"上海市", "市辖区", "松江区", "上海市松江区示例路1号", "示例路1号"},
        {"北京市", "北京市", "朝阳区", "北京市北京市朝阳区示例路1号", "示例路1号"},
        {"浙江省", "杭州市", "西湖区", "示例路1号", "示例路1号"},
        {"浙江省", "杭州市", "西湖区", "浙江省杭州市西湖区", ""},
        {"", "", "", "浙江省杭州市示例路1号", "浙江省杭州市示例路1号"},
        {"浙江省", "杭州市", "西湖区", "", ""},
    };
    for (const auto& c : cases) {
        const IncomingReceiver receiver{.name = {},
                                        .phone = {},
                                        .province = c.province,
                                        .city = c.city,
                                        .district = c.district,
                                        .address = c.address,
                                        .detail = {}};
        EXPECT_EQ(address_detail(receiver), c.detail) << c.address;
    }
}

TEST(ExportValues, KnowMaskedAndEncryptedTexts) {
    for (const char* hidden :
         {"王**", "138****0001", "#3f2a#9c81==#3##", "##aGVsbG8=", "$$aGVsbG8="})
        EXPECT_TRUE(is_hidden(hidden)) << hidden;
    for (const char* plain : {"王小明", "", "#1 Road", "8栋#302", "##", "$$"})
        EXPECT_FALSE(is_hidden(plain)) << plain;
}

}  // namespace
