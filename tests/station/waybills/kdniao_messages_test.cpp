#include "station/waybills/kdniao_messages.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace station {
namespace {

using config::KdniaoSignature;

TEST(KdniaoSign, GivesThePublishedVector) {
    EXPECT_EQ(kdniao_sign(R"({"ShipperCode":"STO","LogisticCode":"773367326370601"})",
                          "test-api-key", KdniaoSignature::Hex),
              "NmQ0NDhkMDQzNGVmNmZkNGEyNzFiNWI3OGFkMmUyNzE=");
}

TEST(KdniaoSign, CanSignTheSixteenBytesInstead) {
    // MD5 of the empty text: d41d8cd98f00b204e9800998ecf8427e.
    EXPECT_EQ(kdniao_sign("", "", KdniaoSignature::Raw), "1B2M2Y8AsgTpgAmY7PhCfg==");
    EXPECT_EQ(kdniao_sign("", "", KdniaoSignature::Hex),
              "ZDQxZDhjZDk4ZjAwYjIwNGU5ODAwOTk4ZWNmODQyN2U=");
}

TEST(KdniaoForm, EncodesEachFieldAndSendsNoKey) {
    const std::string form = kdniao_form(R"({"a":"杯 +"})", kKdniaoNumber,
                                         {"1000001", "secret", {}}, KdniaoSignature::Hex);
    EXPECT_TRUE(
        form.starts_with("RequestData=%7B%22a%22%3A%22%E6%9D%AF%20%2B%22%7D&EBusinessID="
                         "1000001&RequestType=1007&DataSign="))
        << form;
    EXPECT_TRUE(form.ends_with("%3D&DataType=2")) << form;
    EXPECT_EQ(form.find("secret"), std::string::npos);
}

TEST(KdniaoText, MapsWhatTheGatewayForbids) {
    EXPECT_EQ(kdniao_text("a'\"#&+<>@\\b"), "a＇＂＃＆＋＜＞＠＼b");
    EXPECT_EQ(kdniao_text(" 王\t小明\n"), "王 小明");
}

NumberRequest request() {
    NumberRequest wish;
    wish.key = "P700000000000000001-1";
    wish.carrier = base::CarrierCode("zto");
    wish.sender = {"示例小店", "0571-88000000", "浙江省", "杭州市", "余杭区", "示例路1号"};
    wish.receiver = {"王小明", "13800001111", "广东省", "东莞市", "", "南城街道示例路2号"};
    wish.items = {{"杯 & 碟", "HH-01", 2}};
    wish.weight_g = 1250;
    return wish;
}

TEST(KdniaoNumber, SaysWhatThe1007RequestNeeds) {
    EXPECT_EQ(kdniao_number_json(request(), "ZTO", {"K100", "pw", "", "", "", ""}, {}),
              R"({"OrderCode":"P700000000000000001-1","ShipperCode":"ZTO","CustomerName":"K100",)"
              R"("CustomerPwd":"pw","PayType":3,"ExpType":"1","Quantity":1,"IsNotice":1,)"
              R"("IsReturnPrintTemplate":"0","Weight":1.250,)"
              R"("Sender":{"Name":"示例小店","Tel":"0571-88000000","ProvinceName":"浙江省",)"
              R"("CityName":"杭州市","ExpAreaName":"余杭区","Address":"示例路1号"},)"
              R"("Receiver":{"Name":"王小明","Mobile":"13800001111","ProvinceName":"广东省",)"
              R"("CityName":"东莞市","ExpAreaName":"东莞市","Address":"南城街道示例路2号"},)"
              R"("Commodity":[{"GoodsName":"杯 ＆ 碟","GoodsCode":"HH-01","Goodsquantity":2}]})");
}

TEST(KdniaoNumber, AsksForTheSameBytesAgain) {
    EXPECT_EQ(kdniao_number_json(request(), "ZTO", {}, {}),
              kdniao_number_json(request(), "ZTO", {}, {}));
}

constexpr const char* kGood =
    R"({"EBusinessID":"1","Success":true,"ResultCode":"100","Reason":"成功","Order":)"
    R"({"OrderCode":"K-1","ShipperCode":"ZTO","LogisticCode":" 632589663609 ",)"
    R"("MarkDestination":"891- 16-02 03 ","PackageName":"北京顺义集散包 ","PackageCode":"B2",)"
    R"("DestinatioCode":"1","KDNOrderCode":"KDN9","New":[{}]},"SubOrders":[" 632589663610"]})";

TEST(KdniaoAnswer, GivesNumberAndRoutingTrimmed) {
    const NumberAnswer answer = parse_kdniao_number(200, kGood, "K-1", "ZTO");
    EXPECT_EQ(answer.outcome, NumberOutcome::Granted);
    EXPECT_EQ(answer.number, "632589663609");
    EXPECT_EQ(answer.sorting_code, "891- 16-02 03");
    EXPECT_EQ(answer.hub_name, "北京顺义集散包");
    EXPECT_EQ(answer.hub_code, "B2");
    EXPECT_EQ(answer.reference, "KDN9");
    EXPECT_EQ(answer.sub_numbers, std::vector<std::string>{"632589663610"});
    EXPECT_FALSE(answer.known_before);
}

TEST(KdniaoAnswer, EarlierNumberOf106IsTheNumber) {
    const NumberAnswer answer = parse_kdniao_number(
        200,
        R"({"Success":false,"ResultCode":"106","Order":{"OrderCode":"K-1","LogisticCode":"YT1"}})",
        "K-1", "YTO");
    EXPECT_EQ(answer.outcome, NumberOutcome::Granted);
    EXPECT_EQ(answer.number, "YT1");
    EXPECT_TRUE(answer.known_before);
}

struct AnswerCase {
    const char* name;
    int status;
    std::string body;
    NumberOutcome outcome;
    const char* key;
};

TEST(KdniaoAnswer, EachBadAnswerHasItsOutcome) {
    const AnswerCase cases[] = {
        {"empty", 200, "", NumberOutcome::Lost, "error.answer_lost"},
        {"no JSON", 200, "<html>", NumberOutcome::Lost, "error.answer_lost"},
        {"a list", 200, "[1]", NumberOutcome::Lost, "error.answer_lost"},
        {"cut off", 200, std::string(kGood).substr(0, 90), NumberOutcome::Lost,
         "error.answer_lost"},
        {"nested", 200, "{\"Order\":" + std::string(100000, '['), NumberOutcome::Lost,
         "error.answer_lost"},
        {"not UTF-8", 200, "{\"Reason\":\"\xFF\"}", NumberOutcome::Lost, "error.answer_lost"},
        {"too long", 200, "{\"x\":\"" + std::string(kKdniaoAnswerLimit, 'x') + "\"}",
         NumberOutcome::Lost, "error.answer_lost"},
        {"server fault", 502, kGood, NumberOutcome::Lost, "error.answer_lost"},
        {"not let in", 403, "", NumberOutcome::NotTaken, "error.provider_http"},
        {"yes and no", 200, R"({"Success":false,"ResultCode":"100"})", NumberOutcome::Lost,
         "error.answer_lost"},
        {"yes without a number", 200,
         R"({"Success":true,"ResultCode":"100","Order":{"OrderCode":"K-1"}})", NumberOutcome::Lost,
         "error.kdniao_other"},
        {"number as an object", 200,
         R"({"Success":true,"ResultCode":"100","Order":{"OrderCode":"K-1","LogisticCode":{}}})",
         NumberOutcome::Lost, "error.kdniao_other"},
        {"another order", 200,
         R"({"Success":true,"ResultCode":"100","Order":{"OrderCode":"K-2","LogisticCode":"1"}})",
         NumberOutcome::Lost, "error.answer_lost"},
        {"106 without a number", 200, R"({"Success":false,"ResultCode":"106"})",
         NumberOutcome::Refused, "error.kdniao_106"},
        {"a field missing", 200, R"({"Success":false,"ResultCode":"101","Reason":"缺少参数"})",
         NumberOutcome::Refused, "error.kdniao_101"},
        {"wrong key", 200, R"({"Success":false,"ResultCode":"104"})", NumberOutcome::NotTaken,
         "error.kdniao_104"},
        {"daily limit", 200, R"({"Success":false,"ResultCode":405})", NumberOutcome::NotTaken,
         "error.kdniao_405"},
        {"account empty", 200,
         R"({"Success":false,"ResultCode":"105","Reason":"电子面单余额不足"})",
         NumberOutcome::NotTaken, "error.kdniao_empty"},
        {"a new code", 200, R"({"Success":false,"ResultCode":"999"})", NumberOutcome::Refused,
         "error.kdniao_other"},
    };
    for (const AnswerCase& one : cases) {
        const NumberAnswer answer = parse_kdniao_number(one.status, one.body, "K-1", "ZTO");
        EXPECT_EQ(answer.outcome, one.outcome) << one.name;
        EXPECT_EQ(answer.error_key, one.key) << one.name;
        if (one.outcome != NumberOutcome::Granted) {
            EXPECT_EQ(answer.number, "") << one.name;
        }
    }
}

TEST(KdniaoAnswer, ReasonsShowNoLongDigitsAndNoLines) {
    EXPECT_EQ(safe_reason("电话13800001111错误\n请改"), "电话***********错误 请改");
    EXPECT_EQ(safe_reason("第 123456 行"), "第 123456 行");
    EXPECT_LE(safe_reason(std::string(5000, 'a')).size(), 120u);
}

TEST(KdniaoCancel, KnowsDoneRefusedAndNotNow) {
    using Outcome = CancelAnswer::Outcome;
    EXPECT_EQ(parse_kdniao_cancel(200, R"({"Success":true,"ResultCode":"100"})").outcome,
              Outcome::Done);
    EXPECT_EQ(parse_kdniao_cancel(200, R"({"Success":false,"ResultCode":"102"})").outcome,
              Outcome::Refused);
    EXPECT_EQ(parse_kdniao_cancel(200, R"({"Success":false,"ResultCode":"405"})").outcome,
              Outcome::NotNow);
    EXPECT_EQ(parse_kdniao_cancel(500, "").outcome, Outcome::NotNow);
    EXPECT_EQ(parse_kdniao_cancel(200, "nonsense").outcome, Outcome::NotNow);
    EXPECT_EQ(
        kdniao_cancel_json({"K-1", base::CarrierCode("zto"), base::WaybillNumber("77")}, "ZTO", {}),
        R"({"ShipperCode":"ZTO","OrderCode":"K-1","ExpNo":"77"})");
}

TEST(KdniaoBalance, ReadsWhatIsLeftAndNothingElse) {
    const base::CarrierCode zto("zto");
    const auto left = [&](const char* body) { return parse_kdniao_balance(200, body, zto).left; };
    EXPECT_EQ(left(R"({"Success":true,"EorderBalance":{"AvailableNum":"97"}})"), 97);
    EXPECT_EQ(left(R"({"Success":true,"EOrderBalance":{"AvailableNum":97}})"), 97);
    EXPECT_EQ(left(R"({"Success":true,"EorderBalance":{"AvailableNum":"-1"}})"), std::nullopt);
    EXPECT_EQ(left(R"({"Success":true,"EorderBalance":{"AvailableNum":"9999999999999"}})"),
              std::nullopt);
    EXPECT_EQ(left(R"({"Success":true})"), std::nullopt);
    EXPECT_EQ(left(R"({"Success":false,"EorderBalance":{"AvailableNum":"97"}})"), std::nullopt);
    EXPECT_EQ(left(""), std::nullopt);
}

class Credentials : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& text, mode_t mode = 0600) {
        const auto file =
            std::filesystem::path(::testing::TempDir()) /
            (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
             ".toml");
        std::filesystem::remove(file);
        std::ofstream(file) << text;
        ::chmod(file.c_str(), mode);
        return file;
    }
    config::CarrierTable carriers = *config::CarrierTable::load("config/carriers.toml");
};

TEST_F(Credentials, HoldTheAccountsOfCarriers) {
    const auto read = load_kdniao_credentials(
        write("business_id = \"1\"\napp_key = \"k\"\n[carriers.zto]\ncustomer_name = \"c\"\n"),
        carriers);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->accounts.at(base::CarrierCode("zto")).customer_name, "c");
}

TEST_F(Credentials, ThatOthersCanReadAreRefused) {
    for (const mode_t mode : {0640, 0604, 0660, 0644}) {
        const auto read = load_kdniao_credentials(write("business_id = \"1\"\n", mode), carriers);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().key, "error.credentials_mode");
    }
}

TEST_F(Credentials, MistakesNameTheKeyAndNeverItsValue) {
    const auto read = load_kdniao_credentials(
        write("business_id = 77001\napp_key = [\"topsecret\"]\n[carriers.nobody]\n"), carriers);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("app_key"), std::string::npos) << read.error().message;
    EXPECT_NE(read.error().message.find("nobody"), std::string::npos) << read.error().message;
    EXPECT_EQ(read.error().message.find("topsecret"), std::string::npos);
    EXPECT_EQ(read.error().message.find("77001"), std::string::npos);
}

}  // namespace
}  // namespace station
