#include "station/screening/screener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <stdexcept>

#include "base/text.h"
#include "config/texts.h"
#include "station/screening/recent_orders.h"
#include "tests/station/screening/shipped_divisions.h"

namespace station {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const AddressScreener& screener() {
    static const AddressScreener kScreener(shipped_divisions(), {});
    return kScreener;
}

std::string codes(const Screening& result) {
    std::string all;
    for (const ScreeningReason& reason : result.reasons)
        all += (all.empty() ? "" : " ") + reason.code + ":" + std::string(name(reason.severity));
    return all;
}

std::vector<std::vector<std::string>> rows_of(const char* file, std::size_t columns) {
    std::ifstream stream(std::string("tests/station/screening/") + file);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    while (std::getline(stream, line)) {
        if (line.empty() || line[0] == '#') continue;
        std::vector<std::string> row;
        for (const std::string_view cell : base::split(line, '\t')) row.emplace_back(cell);
        if (row.size() != columns) throw std::runtime_error(line);
        rows.push_back(std::move(row));
    }
    return rows;
}

AddressInput input_of(const std::vector<std::string>& row) {
    AddressInput input;
    input.name = row[0];
    input.phone = row[1];
    input.province = row[2];
    input.city = row[3];
    input.district = row[4];
    input.detail = row[5];
    return input;
}

AddressInput good() {
    return input_of(
        {"王小明", "13900001001", "浙江省", "杭州市", "余杭区", "仓前街道文一西路1500号3幢502室"});
}

const ScreeningReason& only(const Screening& result) {
    if (result.reasons.size() != 1) throw std::runtime_error("reasons: " + codes(result));
    return result.reasons.front();
}

std::string param(const ScreeningReason& reason, std::string_view key) {
    for (const auto& [name, value] : reason.params) {
        if (name == key) return value;
    }
    return "(none)";
}

TEST(AddressScreener, PassesEveryGoodAddress) {
    const auto rows = rows_of("good_addresses.tsv", 6);
    ASSERT_GE(rows.size(), 80u);
    for (const auto& row : rows) {
        const Screening result = screener().screen(input_of(row));
        EXPECT_EQ(result.verdict, Verdict::Clear)
            << row[0] << " " << row[5] << ": " << codes(result);
        EXPECT_EQ(result.adcode.size(), 6u) << row[0];
    }
}

TEST(AddressScreener, PassesGoodAddressesAlsoWhenTheDetailRepeatsTheDivisions) {
    for (const auto& row : rows_of("good_addresses.tsv", 6)) {
        AddressInput input = input_of(row);
        const Screening plain = screener().screen(input);
        input.detail = row[2] + row[3] + row[4] + row[5];
        const Screening repeated = screener().screen(input);
        EXPECT_EQ(repeated.verdict, Verdict::Clear) << input.detail << ": " << codes(repeated);
        EXPECT_EQ(repeated.adcode, plain.adcode) << input.detail;
    }
}

TEST(AddressScreener, FindsEveryBadAddressForItsReason) {
    const auto rows = rows_of("bad_addresses.tsv", 8);
    ASSERT_GE(rows.size(), 40u);
    const auto chinese = config::Texts::load_file("config/text/zh-CN.json");
    ASSERT_TRUE(chinese.has_value()) << chinese.error().message;
    for (const auto& row : rows) {
        const Screening result = screener().screen(input_of(row));
        EXPECT_EQ(name(result.verdict), row[6]) << row[0] << " " << row[5] << ": " << codes(result);
        EXPECT_THAT(codes(result), HasSubstr(row[7])) << row[0] << " " << row[5];
        for (const ScreeningReason& reason : result.reasons) {
            ASSERT_TRUE(chinese->has("screening." + reason.code)) << reason.code;
            // Every placeholder of the sentence has its value.
            const std::string sentence = chinese->text("screening." + reason.code, reason.params);
            EXPECT_THAT(config::placeholders(sentence), IsEmpty()) << sentence;
        }
    }
}

TEST(AddressScreener, StripsTheDivisionsThatTheExportPutsInFront) {
    AddressInput input = good();
    input.detail = "浙江省杭州市余杭区仓前街道文一西路1500号3幢502室";
    const Screening result = screener().screen(input);
    EXPECT_EQ(result.parsed.province, "浙江省");
    EXPECT_EQ(result.parsed.city, "杭州市");
    EXPECT_EQ(result.parsed.district, "余杭区");
    EXPECT_EQ(result.parsed.town, "仓前街道");
    EXPECT_EQ(result.parsed.detail, "文一西路1500号3幢502室");
    EXPECT_EQ(result.adcode, "330110");
    EXPECT_THAT(result.reasons, IsEmpty());
    input.detail = "浙江省杭州市余杭区浙江省杭州市余杭区文一西路1500号";
    EXPECT_EQ(screener().screen(input).parsed.detail, "文一西路1500号");
}

TEST(AddressScreener, NamesMunicipalitiesAndDirectCountiesAsPeopleDo) {
    AddressInput input = input_of(
        {"李静", "13900001002", "北京市", "市辖区", "朝阳区", "北京市市辖区朝阳区望京街10号"});
    Screening result = screener().screen(input);
    EXPECT_EQ(result.parsed.city, "北京市");
    EXPECT_EQ(result.parsed.district, "朝阳区");
    EXPECT_EQ(result.parsed.detail, "望京街10号");
    input = input_of({"李静", "13900001002", "海南省", "省直辖县级行政区划", "屯昌县",
                      "海南省省直辖县级行政区划屯昌县解放大道776号"});
    result = screener().screen(input);
    EXPECT_EQ(result.parsed.city, "屯昌县");
    EXPECT_EQ(result.adcode, "469022");
    EXPECT_EQ(result.parsed.detail, "解放大道776号");
    EXPECT_EQ(result.verdict, Verdict::Clear) << codes(result);
}

TEST(AddressScreener, ReadsAWholeAddressInOneText) {
    struct Row {
        const char* text;
        const char* parsed;
    };
    const Row rows[] = {
        {"王小明 13900001001 浙江省杭州市余杭区仓前街道文一西路1500号",
         "浙江省|杭州市|余杭区|仓前街道|文一西路1500号|王小明|13900001001|"},
        {"浙江省杭州市西湖区文三路138号，李静，13900001002",
         "浙江省|杭州市|西湖区||文三路138号|李静|13900001002|"},
        {"收货人: 张伟\n手机号码: 13900001003-1234\n所在地区: 北京市 北京市 朝阳区\n详细地址: "
         "望京街10号院3号楼",
         "北京市|北京市|朝阳区||望京街10号院3号楼|张伟|13900001003|1234"},
        {"13900001004刘洋上海市浦东新区张江镇碧波路690号",
         "上海市|上海市|浦东新区|张江镇|碧波路690号|刘洋|13900001004|"},
        {"湖南湘潭湘潭县易俗河镇凤凰中路368号 邓超 0731-57881234",
         "湖南省|湘潭市|湘潭县|易俗河镇|凤凰中路368号|邓超|0731-57881234|"},
        {"青岛市南区香港中路18号 蒋欣 13900001043",
         "山东省|青岛市|市南区||香港中路18号|蒋欣|13900001043|"},
        {"吉林省吉林市昌邑区解放东路11号 傅伟 13900001036",
         "吉林省|吉林市|昌邑区||解放东路11号|傅伟|13900001036|"},
        {"广东省东莞市南城街道鸿福路200号 孙强 13900001012",
         "广东省|东莞市||南城街道|鸿福路200号|孙强|13900001012|"},
        {"东兴市北仑大道1号 何平 13900001017",
         "广西壮族自治区|防城港市|东兴市||北仑大道1号|何平|13900001017|"},
    };
    for (const Row& row : rows) {
        AddressInput input;
        input.text = row.text;
        const Screening result = screener().screen(input);
        const ParsedAddress& p = result.parsed;
        EXPECT_EQ(p.province + "|" + p.city + "|" + p.district + "|" + p.town + "|" + p.detail +
                      "|" + p.name + "|" + p.phone + "|" + p.phone_extension,
                  row.parsed)
            << codes(result);
        EXPECT_EQ(result.verdict, Verdict::Clear) << row.text << ": " << codes(result);
    }
}

TEST(AddressScreener, SaysWhatWasMeantAndWhereItBelongs) {
    AddressInput input = good();
    input.city = "杭洲市";
    EXPECT_EQ(param(screener().screen(input).reasons.front(), "suggestion"), "杭州市");
    input = good();
    input.province = "淅江省";
    EXPECT_EQ(param(screener().screen(input).reasons.front(), "suggestion"), "浙江省");
    input = good();
    input.district = "海淀区";
    EXPECT_EQ(param(screener().screen(input).reasons.front(), "belongs"), "北京市海淀区");
    input = good();
    input.district = "下城区";
    input.detail = "体育场路178号";
    const Screening old = screener().screen(input);
    EXPECT_EQ(only(old).code, "old_name");
    EXPECT_EQ(only(old).severity, Severity::Info);
    EXPECT_EQ(param(only(old), "now"), "浙江省杭州市拱墅区");
    EXPECT_EQ(old.parsed.district, "拱墅区");
}

TEST(AddressScreener, FindsTheCityThatADistrictTells) {
    const std::pair<AddressInput, const char*> rows[] = {
        {input_of({"李静", "13900001002", "重庆市", "", "云阳县", "云江大道1339号"}), "500235"},
        {input_of({"李静", "13900001002", "北京市", "", "朝阳区", "望京街10号"}), "110105"},
        {input_of({"李静", "13900001002", "", "北京市", "朝阳区", "望京街10号"}), "110105"},
        {input_of({"李静", "13900001002", "浙江省", "", "余杭区", "文一西路1500号"}), "330110"},
        {input_of({"李静", "13900001002", "浙江省", "余杭区", "", "文一西路1500号"}), "330110"},
        {input_of({"李静", "13900001002", "", "杭州市", "余杭区", "文一西路1500号"}), "330110"},
        {input_of({"李静", "13900001002", "", "", "余杭区", "文一西路1500号"}), "330110"},
        {input_of({"李静", "13900001002", "湖北省", "", "仙桃市", "仙桃大道18号"}), "429004"},
        {input_of({"李静", "13900001002", "浙江省", "杭州市", "", "余杭区文一西路1500号"}),
         "330110"},
        {input_of({"李静", "13900001002", "浙江省", "杭州市", "", "仓前街道文一西路1500号"}),
         "330110"}};
    for (const auto& [input, adcode] : rows) {
        const Screening result = screener().screen(input);
        EXPECT_EQ(result.adcode, adcode) << codes(result);
        EXPECT_EQ(result.verdict, Verdict::Clear) << adcode << ": " << codes(result);
    }
}

TEST(AddressScreener, KeepsThePrivacyExtensionApart) {
    AddressInput input = good();
    input.phone = "18674873815-7081";
    Screening result = screener().screen(input);
    EXPECT_EQ(result.verdict, Verdict::Clear);
    EXPECT_EQ(result.parsed.phone, "18674873815");
    EXPECT_EQ(result.parsed.phone_extension, "7081");
    EXPECT_EQ(phone_key(result.parsed), "18674873815-7081");
    input = good();
    input.name = "王小明[4567]";
    result = screener().screen(input);
    EXPECT_EQ(result.parsed.name, "王小明");
    EXPECT_EQ(result.parsed.phone_extension, "4567");
}

TEST(AddressScreener, HoldsWhatTheSellerMarked) {
    AddressInput input = good();
    input.seller_flag = "红旗";
    EXPECT_EQ(only(screener().screen(input)).code, "seller_flag");
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Hold);
    input.seller_flag = "绿旗";
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Clear);
    input = good();
    input.seller_remark = "先联系买家";
    EXPECT_EQ(only(screener().screen(input)).code, "seller_remark");
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Hold);
}

TEST(AddressScreener, OffersToMergeAndHoldsBulkAtTheConfiguredCounts) {
    AddressInput input = good();
    input.recent.of_buyer = 2;
    input.recent.same_address = 2;
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Clear);
    input.recent.of_buyer = 3;
    input.recent.same_address = 3;
    EXPECT_EQ(only(screener().screen(input)).code, "merge_offer");
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Review);
    input.recent.same_address = 1;
    EXPECT_EQ(only(screener().screen(input)).code, "many_orders");
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Review);
    input.recent.of_buyer = 5;
    EXPECT_EQ(screener().screen(input).verdict, Verdict::Hold);
    config::ScreeningSettings patient;
    patient.bulk_review_at = 10;
    patient.bulk_hold_at = 20;
    EXPECT_EQ(AddressScreener(shipped_divisions(), patient).screen(input).verdict, Verdict::Clear);
    input = good();
    input.recent.at_address = 3;
    input.recent.names_at_address = 2;
    EXPECT_EQ(only(screener().screen(input)).code, "shared_address");
}

TEST(AddressScreener, PutsTheStrongestReasonFirst) {
    AddressInput input = good();
    input.district = "下城区";
    input.detail = "学校";
    input.phone = "1380000";
    EXPECT_EQ(codes(screener().screen(input)), "bad_phone:hold vague_detail:review old_name:info");
}

TEST(AddressScreener, SurvivesHostileInput) {
    const std::string long_text(1'000'000, 'x');
    std::string han;
    for (int i = 0; i < 100'000; ++i) han += "杭州";
    for (const std::string& text :
         {long_text, han, std::string("\xff\xfe\x80"), std::string("\0", 1),
          std::string(5000, '\n'), std::string("[1234]"), std::string("]"), std::string("-")}) {
        AddressInput input;
        input.name = input.phone = input.province = input.city = input.district = input.detail =
            text;
        EXPECT_NE(screener().screen(input).verdict, Verdict::Clear);
        AddressInput pasted;
        pasted.text = text;
        EXPECT_EQ(screener().screen(pasted).verdict, Verdict::Hold);
    }
    EXPECT_EQ(screener().screen({}).verdict, Verdict::Hold);
}

TEST(AddressScreener, TakesATwoHundredCharacterAddressForReview) {
    AddressInput input = good();
    input.detail = "文一西路1500号";
    for (int i = 0; i < 32; ++i) input.detail += "旁边的小区往里" + std::to_string(i) + "米";
    const Screening result = screener().screen(input);
    EXPECT_EQ(result.verdict, Verdict::Review) << codes(result);
    EXPECT_EQ(only(result).code, "long_detail");
}

TEST(AddressScreener, JudgesTenThousandAddressesWellWithinASecond) {
    const auto rows = rows_of("good_addresses.tsv", 6);
    std::vector<AddressInput> inputs;
    for (const auto& row : rows) {
        inputs.push_back(input_of(row));
        inputs.back().detail = row[2] + row[3] + row[4] + row[5];
    }
    // Processor time: other work on the machine does not count.
    const std::clock_t start = std::clock();
    std::size_t reasons = 0;
    for (std::size_t i = 0; i < 10'000; ++i)
        reasons += screener().screen(inputs[i % inputs.size()]).reasons.size();
    const auto milliseconds = static_cast<int>((std::clock() - start) * 1000 / CLOCKS_PER_SEC);
    RecordProperty("milliseconds", milliseconds);
    EXPECT_GT(reasons, 0u);
    // A release build takes 250 ms; sanitizers are ten times slower and more.
    EXPECT_LT(milliseconds, 10'000);
}

TEST(RecentOrderCounter, CountsBuyersAndAddressesWithinTheWindow) {
    RecentOrderCounter counter{std::chrono::hours{24}};
    const ParsedAddress home = screener().screen(good()).parsed;
    const base::Time noon = base::from_millis(1'800'000'000'000);
    EXPECT_EQ(counter.add("u1", home, noon).of_buyer, 1);
    EXPECT_EQ(counter.add("u1", home, noon + std::chrono::hours{1}).same_address, 2);
    EXPECT_EQ(counter.add("u1", home, noon + std::chrono::hours{48}).of_buyer, 1);
    ParsedAddress other = home;
    other.name = "李静";
    const RecentOrders recent = counter.add("u2", other, noon);
    EXPECT_EQ(recent.of_buyer, 1);
    EXPECT_EQ(recent.at_address, 3);
    EXPECT_EQ(recent.names_at_address, 2);
}

TEST(RecentOrderCounter, TellsTwoExtensionsOfOneNumberApart) {
    RecentOrderCounter counter{std::chrono::hours{24}};
    ParsedAddress first = screener().screen(good()).parsed;
    first.phone_extension = "1111";
    ParsedAddress second = first;
    second.phone_extension = "2222";
    const base::Time noon = base::from_millis(1'800'000'000'000);
    EXPECT_EQ(counter.add("", first, noon).of_buyer, 1);
    EXPECT_EQ(counter.add("", second, noon).of_buyer, 1);
    EXPECT_EQ(counter.add("", first, noon).of_buyer, 2);
}

TEST(AddressKey, IsOneForOnePlace) {
    ParsedAddress a = screener().screen(good()).parsed;
    AddressInput spaced = good();
    spaced.detail = "仓前街道 文一西路１５００号，3幢-502室";
    EXPECT_EQ(address_key(a), address_key(screener().screen(spaced).parsed));
    a.detail += "1";
    EXPECT_NE(address_key(a), address_key(screener().screen(spaced).parsed));
}

}  // namespace
}  // namespace station
